"""Grades the submissions of one assignment in an nbgrader course folder: what `nbgrader autograde` does, all at once.

Contract: reads submitted/, writes autograded/ and the gradebook as nbgrader's Autograde with SmartLab's configuration
does (grader.nbgrader_config), so that formgrader and feedback go on from there. Examinations run a few at a time behind
the walls; files and gradebook are written by the caller's thread, one submission at a time, each whole or not at all.
One submission that is damaged, hostile or endless costs the others nothing.
"""

import re
import shutil
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from nbformat import v4
from nbformat.notebooknode import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import BasePlugin
from nbgrader.utils import compute_checksum, determine_grade, find_all_files, is_grade, is_solution, is_task
from traitlets.config import Config

from grader.fairness import Grades
from grader.gradebook import GradebookWriter, Marks
from grader.lanes import Lanes, Stalled
from grader.notebooks import read_submission
from grader.outputs import was_judged
from grader.pipeline import hidden_seed
from grader.refusal import refuse, unexpected
from grader.restore import GRADED_NOTEBOOK, Truth, not_graded, restore
from labs.language import Bilingual, SmartLabError

_READ_ONLY = 0o444


@dataclass(frozen=True)
class Entry:
    """One submission, graded and in the gradebook; `seconds` of real time that its own grading took. Of the `score` a
    late one loses `penalty`."""

    student: str
    score: float
    penalty: float
    max_score: float
    seconds: float
    error: Bilingual | None


@dataclass(frozen=True)
class Examined:
    """What comes out of a lane: {notebook name: text of its file}, what it earned, and what went wrong."""

    texts: dict[str, str]
    marks: dict[str, Marks | None]
    seconds: float
    error: Bilingual | None


class Batch:
    """The submissions of one assignment: `grade` all of them, or `examine` (any thread) and `keep` (one) each."""

    def __init__(
        self, course: CourseDirectory, unit: str, executor: Grades, secret: str, *, config: Config | None = None
    ) -> None:
        """`secret` is what hidden seeds derive from; `config` is nbgrader's (LimitOutput, penalty plugins)."""
        self._course, self._unit, self._executor, self._secret = course, unit, executor, secret
        self._config = config or Config()

    def gradebook(self) -> GradebookWriter:
        """Return the class's gradebook for this assignment; raises SmartLabError where it is not in there."""
        return GradebookWriter(self._course.db_url, self._unit, self._penalty)

    def _penalty(self, student: str, score: float, seconds_late: float) -> float | None:
        return self._late.late_submission_penalty(student, score, seconds_late)

    # nbgrader's preprocessors bring all of nbconvert along: half a second, spent by the first submission that is late,
    # printed something or failed.
    @cached_property
    def _late(self) -> BasePlugin:
        from nbgrader.preprocessors import AssignLatePenalties

        plugin = AssignLatePenalties(config=self._config)
        plugin.init_plugin()
        return plugin.plugin_inst

    @cached_property
    def _limits(self) -> list[Callable[[NotebookNode, dict], tuple[NotebookNode, dict]]]:
        from nbgrader.preprocessors import IgnorePattern, LimitOutput

        return [IgnorePattern(config=self._config), LimitOutput(config=self._config)]

    def students(self) -> list[str]:
        """Return who submitted, by name."""
        course = self._course
        step = course.submitted_directory
        pattern = course.format_path(step, "(?P<student>[^/]+)", self._unit, escape=True)
        folders = course.directory_structure.format(nbgrader_step=step, student_id="*", assignment_id=self._unit)
        matched = (re.fullmatch(pattern, str(path)) for path in Path(course.root).glob(folders) if path.is_dir())
        return sorted(match["student"] for match in matched if match)

    def grade(self, students: Collection[str] | None = None, *, jobs: int = 2) -> Iterator[Entry]:
        """Grade `students` (default: all who submitted); yield each one's entry when it is in the gradebook.

        Raises SmartLabError where the assignment is not in the gradebook, and SandboxUnavailable.
        """
        names = sorted(students if students is not None else self.students())
        book = self.gradebook()
        for student, examined in Lanes(jobs).run(names, partial(self.examine, book.truths)):
            yield self.keep(book, student, examined)

    def examine(self, truths: Mapping[str, Truth], student: str, stalled: Stalled | None = None) -> Examined:
        """Run and judge one student's notebooks; raises nothing but Postponed, whatever a student did."""
        folder, begun = self._folder(self._course.submitted_directory, student), time.monotonic()
        texts, marks, error = {}, {}, None
        for name, truth in truths.items():
            path = folder / f"{name}.ipynb"
            if name != GRADED_NOTEBOOK and not path.exists():
                continue
            try:
                notebook, problem = self._graded(path, truth, student, stalled)
                texts[name], marks[name] = v4.writes(notebook), _marks(notebook)
            except SmartLabError as failed:
                problem = failed.message
            except Exception as failed:
                problem = unexpected(failed)
            if problem and name == GRADED_NOTEBOOK and name not in texts:
                notebook = refuse(self._executor.unit, problem, self._executor.language).notebook
                texts[name], marks[name] = v4.writes(notebook), None
            error = error or problem
        return Examined(texts, marks, time.monotonic() - begun, error)

    def _graded(
        self, path: Path, truth: Truth, student: str, stalled: Stalled | None
    ) -> tuple[NotebookNode, Bilingual | None]:
        """Return the notebook as autograded, and what went wrong with it; raises SmartLabError."""
        notebook, problem = read_submission(path)
        notebook = restore(notebook, truth)
        if path.stem == GRADED_NOTEBOOK:
            seed = hidden_seed(self._secret, self._executor.unit.id, student)
            graded = self._executor.grade(notebook, seed, stalled)
            notebook, problem = graded.notebook, graded.error or problem
        else:
            notebook = not_graded(notebook)
        return self._limited(notebook), problem

    def _limited(self, notebook: NotebookNode) -> NotebookNode:
        outputs = (output for cell in notebook.cells for output in cell.get("outputs", ()))
        if not any(output.output_type in ("stream", "error") for output in outputs):
            return notebook  # the limits are on these
        for step in self._limits:
            notebook, _ = step(notebook, {})
        return notebook

    def keep(self, book: GradebookWriter, student: str, examined: Examined) -> Entry:
        """Write files and rows of one submission; raises OSError or SQLAlchemyError where that fails."""
        source, target = (
            self._folder(directory, student)
            for directory in (self._course.submitted_directory, self._course.autograded_directory)
        )
        timestamp = self._course.get_existing_timestamp(str(source))
        self._write(source, target, examined.texts)
        score, penalty = book.record(student, timestamp, examined.marks)
        return Entry(student, score, penalty, book.max_score, examined.seconds, examined.error)

    def _write(self, source: Path, target: Path, texts: Mapping[str, str]) -> None:
        """Replace the autograded folder: the student's other files, over them the teacher's, and the notebooks."""
        if target.exists():
            shutil.rmtree(target)
        target.mkdir(parents=True)
        skipped = [*self._course.ignore, "*.ipynb"]
        handed_out = Path(self._course.format_path(self._course.source_directory, ".", self._unit))
        for folder in (source, handed_out):
            for name in map(Path, find_all_files(str(folder), skipped)):
                copy = target / name.relative_to(folder)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.unlink(missing_ok=True)
                shutil.copyfile(name, copy)
                copy.chmod(_READ_ONLY)
        for name, text in texts.items():
            path = target / f"{name}.ipynb"
            path.write_text(text, encoding="utf-8")
            path.chmod(_READ_ONLY)

    def _folder(self, directory: str, student: str) -> Path:
        return Path(self._course.format_path(directory, student, self._unit))


def _marks(notebook: NotebookNode) -> Marks:
    """Read points and comments off a graded notebook as nbgrader's SaveAutoGrades does."""
    # What the examiner could not judge is nobody's 0: a person has to look.
    scores = {
        cell.metadata.nbgrader.grade_id: determine_grade(cell)[0] if was_judged(cell.get("outputs", ())) else None
        for cell in notebook.cells
        if is_grade(cell)
    }
    comments = {}
    for cell in notebook.cells:
        if is_solution(cell) or is_task(cell):
            about = cell.metadata.nbgrader
            untouched = about.get("checksum") == compute_checksum(cell) and not is_task(cell)
            comments[about.grade_id] = "No response." if untouched else None
    return Marks(scores, comments)
