"""Grades submissions of a class from collection to visible feedback.

Contract: `examine` may run in several threads, side by side; `collect` and `keep` take their turn in the class's books.
A submission that is damaged gets its page and no points; what the examiner could not judge is marked in the gradebook
for a person, and told in the `Outcome`. Failures of the machine raise SmartLabError, OSError or SQLAlchemyError.
"""

from dataclasses import dataclass

from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from grader.batch import Batch, Examined
from grader.desk.store import Store, Submission
from grader.lanes import Stalled
from grader.late import enter_terms
from grader.restore import GRADED_NOTEBOOK
from grader.workbench import Workbench
from hub_config.books import Books, done
from hub_config.classes import ClassInfo
from hub_config.desk_store import store_at
from hub_config.local_desk import LocalCollect
from hub_config.settings import Settings
from labs.language import Bilingual


@dataclass(frozen=True)
class Outcome:
    """How one submission was graded: points after any late penalty, `attempt` 0 where it did not come by the desk,
    `error` a sentence or None, `judged` False where the examiner could not judge a check, `readable` False where the
    notebook was none, `by_hand` the number of answers in words that are for the teacher to grade."""

    student: str
    attempt: int
    score: float
    max_score: float
    error: Bilingual | None
    judged: bool = True
    readable: bool = True
    by_hand: int = 0

    @property
    def attention(self) -> bool:
        """Whether the teacher has to look: what a student's code did wrong is between the student and the feedback."""
        return not (self.judged and self.readable)


class ClassGrader:
    """Grades one assignment of a class on a warm workbench of its language."""

    def __init__(self, settings: Settings, info: ClassInfo, unit: str, bench: Workbench, books: Books) -> None:
        self._info, self._unit, self._books = info, unit, books
        self._folder, self._desk_folder = settings.class_folder(info.id), settings.desk_folder
        self._executor = bench.executor(unit)
        self._config = books.config(info)
        self._terms = self.store.terms(info.id, unit)
        if self._terms.due is not None:
            self._config.AssignLatePenalties.plugin_class = "grader.late.PercentPerDay"
            self._config.PercentPerDay.percent = self._terms.percent_per_day
        self._batch = Batch(
            CourseDirectory(config=self._config),
            unit,
            self._executor,
            settings.secret("grading"),
            config=self._config,
        )

    @property
    def store(self) -> Store:
        return store_at(self._desk_folder)

    def newest(self, student: str | None = None) -> dict[str, Submission]:
        """Return each student's attempt that counts, the newest, by student."""
        found = self.store.submissions(self._info.id, assignment=self._unit, student=student)
        return {item.student: item for item in found}

    def students(self) -> list[str]:
        """Return who submitted, at the desk or into nbgrader's folder by hand."""
        return sorted({*self.newest(), *self._batch.students()})

    def grade(self, student: str, item: Submission | None, stalled: Stalled | None = None) -> Outcome:
        """Take one submission all the way."""
        return self.keep(student, item, self.examine(student, item, stalled))

    def examine(self, student: str, item: Submission | None, stalled: Stalled | None = None) -> Examined:
        """Collect `item` (None: what lies in the submitted folder) and judge it; nothing is entered yet."""
        with self._books.open(self._info) as api:
            if item is not None:
                self._collect(api, item)
            truths = self._batch.gradebook().truths
        return self._batch.examine(truths, student, stalled)

    def keep(self, student: str, item: Submission | None, examined: Examined) -> Outcome:
        """Enter what was found into the gradebook and release the feedback."""
        with self._books.open(self._info) as api:
            if self._terms.due is not None:
                with api.gradebook as gradebook:
                    enter_terms(gradebook, self._unit, student, self._terms)
            entry = self._batch.keep(self._batch.gradebook(), student, examined)
            done(api.generate_feedback(self._unit, student), f"generate_feedback {self._unit}")
            done(api.release_feedback(self._unit, student), f"release_feedback {self._unit}")
        attempt, score = item.attempt if item else 0, max(0.0, entry.score - entry.penalty)
        marks = examined.marks.get(GRADED_NOTEBOOK)
        left = {name for name, points in marks.scores.items() if points is None} if marks else set()
        by_hand = left - self._executor.unit.checks.keys()
        judged, readable = left == by_hand, marks is not None
        return Outcome(student, attempt, score, entry.max_score, entry.error, judged, readable, len(by_hand))

    def _collect(self, api: NbGraderAPI, item: Submission) -> None:
        collect = LocalCollect(coursedir=api.coursedir, config=api.config)
        collect.update = True
        collect.take(collect.desk, self._unit, item.student, {"time": item.time, "attempt": item.attempt})
