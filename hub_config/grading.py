"""What a class's assignments go through: built and released, collected and graded with feedback, exported.

Contract: nbgrader stays the system of record (its folders, its gradebook); the desk's store gives and takes. A step of
nbgrader that fails becomes a SmartLabError, except for one student's grading: that student's entry gets the error
and the others are graded all the same. Importing this module imports nbgrader.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from nbgrader.apps.api import NbGraderAPI

from courses.builder import build
from grader.batch import Examined
from grader.csv_export import SpreadsheetExport
from grader.desk.files import Limits, checked, read_folder
from grader.lanes import Lanes, Stalled
from grader.workbench import Workbench
from hub_config.accounts import Account
from hub_config.books import Books, done
from hub_config.class_grader import ClassGrader, Outcome
from hub_config.classes import ClassInfo
from hub_config.desk_store import queue_at, store_at
from hub_config.settings import Settings
from labs.language import Bilingual

Progress = Callable[[int, int, str], None]


def release(settings: Settings, info: ClassInfo, unit: str, members: Sequence[Account]) -> Path:
    """Build `unit` in the class's language, enter it into the gradebook, hand it out; return what was handed out."""
    folder = settings.class_folder(info.id)
    with Books(settings).open(info) as api:
        build(folder, info.language, [unit], settings.courses)
        done(api.generate_assignment(unit), f"generate_assignment {unit}")
        _enter(api, members)
        released = folder / "release" / unit
        files = checked(read_folder(released, api.coursedir.ignore, api.coursedir.include), Limits())
    store_at(settings.desk_folder).release(info.id, unit, files, replace=True)
    return released


def grade(
    settings: Settings, info: ClassInfo, unit: str, progress: Progress | None = None, jobs: int | None = None
) -> list[dict]:
    """Collect new submissions of `unit`, grade them, release feedback; one entry a student who submitted.

    `jobs` examinations run at a time (default: one a core). The desk's line is told what was graded.
    """
    with Workbench(settings.secret("grading"), courses_dir=settings.courses, language=info.language) as bench:
        grader = ClassGrader(settings, info, unit, bench, Books(settings))
        total, outcomes = len(grader.students()), {}
        for outcome in grade_all(grader, jobs or os.cpu_count() or 1):
            outcomes[outcome.student] = outcome
            note, key = outcome.error or Bilingual("", ""), (info.id, unit, outcome.student)
            queue_at(settings.desk_folder).settle(key, outcome.attempt, note, attention=outcome.attention)
            if progress:
                progress(len(outcomes), total, outcome.student)
    return [_row_of(outcomes[student]) for student in sorted(outcomes)]


def grade_all(grader: ClassGrader, jobs: int) -> Iterator[Outcome]:
    """Grade everybody who submitted, `jobs` at a time; yield each when the feedback is out."""
    newest = grader.newest()

    def examine(student: str, stalled: Stalled) -> Examined:
        return grader.examine(student, newest.get(student), stalled)

    for student, examined in Lanes(jobs).run(grader.students(), examine):
        yield grader.keep(student, newest.get(student), examined)


def _row_of(outcome: Outcome) -> dict:
    error = outcome.error.show() if outcome.error else ""
    points = {"score": outcome.score, "max_score": outcome.max_score, "by_hand": outcome.by_hand}
    return {"student": outcome.student, **points, "error": error}


def export(settings: Settings, info: ClassInfo, members: Sequence[Account], to: Path) -> Path:
    """Write the scores of every member and assignment to the CSV file `to`, by nbgrader's export plugin."""
    with Books(settings).open(info) as api:
        _enter(api, members)  # who joined since the last release, and names that were changed
        plugin = SpreadsheetExport(to=str(to.absolute()))
        with api.gradebook as book:
            plugin.export(book)
    return to


def _enter(api: NbGraderAPI, members: Sequence[Account]) -> None:
    """Students appear in the gradebook before their first submission, under their own names."""
    with api.gradebook as book:
        for account in members:
            if account.classes.get(api.coursedir.course_id) == "student":
                book.update_or_create_student(account.name, last_name=account.display_name, first_name="")
