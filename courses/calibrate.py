"""Puts every known answer of a unit to its checks, over many hidden seeds: did each get what it deserves?

Contract: good answers have to earn full points on every seed; bad ones have to fail on every seed with the message
meant for them. Two ways lead to the same Examiner: within this process (fast), or through sandbox and OPC UA.
"""

import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path

from courses import builder
from courses.inprocess import LocalLink, LocalPlants
from courses.known_answers import Answer, is_check, known_answers
from courses.lint import lint
from grader.examiner import Examiner
from grader.executor import Executor
from grader.unit import Unit, load_unit
from grader.verdict import Verdict
from labs.language import LANGUAGES, Bilingual

Progress = Callable[[int, int], None]
Task = tuple[Answer, object]  # an answer and its hidden seed


@dataclass
class Row:
    """What became of one answer at one check: `met` of `seeds` times what was expected; all message ids met."""

    unit: str
    answer: str
    check: str
    expected: str | None
    seeds: int = 0
    met: int = 0
    points: list[float] = field(default_factory=list)
    messages: Counter = field(default_factory=Counter)

    @property
    def ok(self) -> bool:
        return self.seeds > 0 and self.met == self.seeds

    def count(self, verdict: Verdict) -> None:
        """Add one verdict."""
        right = verdict.verdict == "correct" if self.expected is None else verdict.message_id == self.expected
        lost = self.expected is None or verdict.points < verdict.max_points
        self.seeds += 1
        self.met += right and lost
        self.points.append(verdict.points)
        self.messages[verdict.message_id] += 1


@dataclass(frozen=True)
class Report:
    """All rows of one unit."""

    unit: str
    rows: list[Row]

    @property
    def ok(self) -> bool:
        return all(row.ok for row in self.rows)


def calibrate(
    unit: str,
    seeds: int | Iterable[int] = 20,
    progress: Progress | None = None,
    *,
    sandbox: bool = False,
    jobs: int = 1,
    only: Iterable[str] | None = None,
    courses_dir: Path | None = None,
) -> Report:
    """Examine every known answer (or those named in `only`) over `seeds` (a number, or the seeds themselves).

    `sandbox=True` grades as a teacher does, with `grader.executor`; SandboxUnavailable where there is none. `jobs`
    examinations run at a time. `progress` is called with (done, total) answers times seeds.
    """
    loaded = load_unit(unit, courses_dir)
    numbers = list(range(seeds)) if isinstance(seeds, int) else list(seeds)
    wanted = None if only is None else set(only)
    answers = [answer for answer in known_answers(loaded.folder) if wanted is None or answer.name in wanted]
    tasks = [(answer, f"calibration {number}") for answer in answers for number in numbers]
    rows = {
        answer.name: {check: Row(loaded.id, answer.name, check, meant) for check, meant in answer.expected.items()}
        for answer in answers
    }
    way = _in_sandbox if sandbox else _in_process
    for done, (task, verdicts) in enumerate(zip(tasks, way(loaded, courses_dir, tasks, jobs), strict=True), start=1):
        for verdict in verdicts:
            rows[task[0].name][verdict.check].count(verdict)
        if progress is not None:
            progress(done, len(tasks))
    return Report(loaded.id, [row for mine in rows.values() for row in mine.values()])


def _in_process(unit: Unit, courses_dir: Path | None, tasks: list[Task], jobs: int) -> Iterator[list[Verdict]]:
    if jobs == 1:
        yield from (examine_here(unit, *task) for task in tasks)
        return
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork")) as pool:
        yield from pool.map(_examine_elsewhere, repeat(unit.id), repeat(courses_dir), tasks, chunksize=5)


def _examine_elsewhere(unit_id: str, courses_dir: Path | None, task: Task) -> list[Verdict]:
    return examine_here(load_unit(unit_id, courses_dir), *task)


def _in_sandbox(unit: Unit, _courses_dir: Path | None, tasks: list[Task], jobs: int) -> Iterator[list[Verdict]]:
    with Executor(unit) as executor, ThreadPoolExecutor(jobs) as pool:

        def grade(task: Task) -> list[Verdict]:
            answer, seed = task
            verdicts = executor.grade(answer.notebook, seed).verdicts
            return [verdict for verdict in verdicts if verdict.check in answer.expected]

        yield from pool.map(grade, tasks)


def examine_here(unit: Unit, answer: Answer, seed: object) -> list[Verdict]:
    """Run the answer's cells in this process and return the verdicts of the checks it is meant for."""
    names: dict = {"__name__": "__main__"}
    for cell in answer.notebook.cells:
        if cell.cell_type == "code" and not is_check(cell):
            exec(compile(cell.source, "<answer>", "exec"), names)
    verdicts = []
    for check_id in answer.expected:
        plants = LocalPlants()
        functions = [names[name] for name in unit.questions[check_id]]
        verdicts.append(Examiner(unit, seed, plants, LocalLink(functions, plants)).examine(check_id))
    return verdicts


def check_units(
    units: Iterable[str] | None = None,
    seeds: int = 20,
    *,
    sandbox: bool = False,
    jobs: int | None = None,
    show: Callable[[str], None] = print,
    progress: Progress | None = None,
) -> int:
    """Lint, build and calibrate `units` (default: all), show what was found, and return 0 when all is well, else 1.

    `jobs` examinations run at a time (default: one for each core).
    """
    progress = progress or _progress_line
    folders = builder.find_units(units)
    problems = lint(folders)
    for problem in problems:
        show(str(problem))
    bad = bool(problems)
    for unit, folder in folders.items():
        for language in LANGUAGES:
            builder.build_unit(folder, language)
        report = calibrate(unit, seeds, progress, sandbox=sandbox, jobs=jobs or os.cpu_count() or 1)
        for line in table(report):
            show(line)
        bad = bad or not report.ok
    good, wrong = (
        Bilingual("이상 없습니다.", "All is well."),
        Bilingual("고칠 곳이 있습니다.", "This needs correcting."),
    )
    show((wrong if bad else good).show())
    return int(bad)


def table(report: Report) -> list[str]:
    """Return the report as lines of text, one a row, the ones that failed with all messages met."""
    lines = []
    for row in report.rows:
        meant = row.expected or "correct"
        mark = "✔" if row.ok else "✘"
        lines.append(f"{mark} {row.unit}  {row.answer:<22} {row.check:<16} {meant:<18} {row.met}/{row.seeds}")
        if not row.ok:
            met = ", ".join(f"{message} {count}" for message, count in row.messages.most_common())
            lines.append(f"    {met}")
    return lines


def _progress_line(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{total}  ", end="\n" if done == total else "", file=sys.stderr, flush=True)
