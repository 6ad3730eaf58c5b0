"""nbgrader's steps for one class, in this process: build and release, collect and grade, feedback, export.

Contract: nbgrader stays the system of record (its folders, its gradebook); the desk's store gives and takes. A
step of nbgrader that fails becomes a SmartLabError, except for one student's autograding: that student's entry gets
the error and the others are graded all the same. Importing this module imports nbgrader.
"""

import csv
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from courses.builder import build
from grader.desk.files import Limits, checked, read_folder
from grader.executor import Executor
from grader.nbgrader_config import configure
from hub_config.accounts import Account
from hub_config.classes import ClassInfo
from hub_config.desk_store import store_at
from hub_config.settings import Settings
from labs.language import SmartLabError

COLUMNS = ("assignment", "student_id", "name", "timestamp", "score", "max_score", "late_penalty")


def release(settings: Settings, info: ClassInfo, unit: str, members: Sequence[Account]) -> Path:
    """Build `unit` in the class's language, enter it into the gradebook, hand it out; return what was handed out."""
    folder = settings.class_folder(info.id)
    build(folder, info.language, [unit])
    with _nbgrader(settings, info) as api:
        _done(api.generate_assignment(unit), f"generate_assignment {unit}")
        _enter(api, members)
        released = folder / "release" / unit
        files = checked(read_folder(released, api.coursedir.ignore, api.coursedir.include), Limits())
    store_at(settings.desk_folder).release(info.id, unit, files, replace=True)
    return released


def grade(
    settings: Settings, info: ClassInfo, unit: str, progress: Callable[[int, int, str], None] | None = None
) -> list[dict]:
    """Collect new submissions of `unit`, grade them, release feedback; one entry a student who submitted."""
    # One warm sandbox for the whole class.
    with Executor(unit, language=info.language) as executor, _nbgrader(settings, info, executor) as api:
        _done(api.collect(unit), f"collect {unit}")
        students = sorted(api.get_submitted_students(unit))
        results = []
        for number, student in enumerate(students, start=1):
            outcome = api.autograde(unit, student)
            results.append(_result(api, unit, student, outcome))
            if progress:
                progress(number, len(students), student)
        if any(not item["error"] for item in results):
            _done(api.generate_feedback(unit), f"generate_feedback {unit}")
            _done(api.release_feedback(unit), f"release_feedback {unit}")
    return results


def export(settings: Settings, info: ClassInfo, members: Sequence[Account], to: Path) -> Path:
    """Write the scores of every member and assignment to the CSV file `to`."""
    names = {account.name: account.display_name for account in members}
    text = io.StringIO()
    with _nbgrader(settings, info) as api, api.gradebook as book:
        table = csv.writer(text)
        table.writerow(COLUMNS)
        for assignment in book.assignments:
            for student in book.students:
                table.writerow(_row(book, assignment, student.id, names.get(student.id, student.last_name or "")))
    # Beside its place first: an earlier export stays whole when the disk is full.
    draft = to.with_name(f".{to.name}.new")
    try:
        draft.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
        draft.replace(to)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return to


def _row(book: Gradebook, assignment, student: str, name: str) -> list:
    # A name that starts like a formula must not become one in the teacher's spreadsheet.
    name = f"'{name}" if name.startswith(("=", "+", "-", "@")) else name
    try:
        found = book.find_submission(assignment.name, student)
    except MissingEntry:
        return [assignment.name, student, name, "", 0.0, assignment.max_score, 0.0]
    penalty = found.late_submission_penalty
    score = max(0.0, found.score - penalty)
    return [assignment.name, student, name, found.timestamp or "", score, assignment.max_score, penalty]


def _result(api: NbGraderAPI, unit: str, student: str, outcome: dict) -> dict:
    result = {"student": student, "score": 0.0, "max_score": 0.0, "error": ""}
    if not outcome["success"]:
        result["error"] = str(outcome.get("error") or outcome.get("log") or "").strip().splitlines()[-1:] or ["?"]
        result["error"] = result["error"][0]
    with api.gradebook as book:
        try:
            found = book.find_submission(unit, student)
            result.update(score=found.score, max_score=found.max_score)
        except MissingEntry:
            pass
    return result


def _enter(api: NbGraderAPI, members: Sequence[Account]) -> None:
    """Students appear in the gradebook before their first submission, under their own names."""
    with api.gradebook as book:
        for account in members:
            if account.classes.get(api.coursedir.course_id) == "student":
                book.update_or_create_student(account.name, last_name=account.display_name, first_name="")


def _done(outcome: dict, step: str) -> None:
    if not outcome["success"]:
        last = (str(outcome.get("error") or outcome.get("log") or "").strip().splitlines() or ["?"])[-1]
        raise SmartLabError(
            f"채점 도구(nbgrader)의 '{step}' 단계가 실패했습니다: {last}",
            f"The step '{step}' of nbgrader failed: {last}",
        )


@contextmanager
def _nbgrader(settings: Settings, info: ClassInfo, executor: Executor | None = None) -> Iterator[NbGraderAPI]:
    """nbgrader for this class, with its helper programs on PATH and its exchange at the desk's store."""
    c = Config()
    configure(c, class_id=info.id, class_dir=settings.class_folder(info.id), role="teacher", desk_url="")
    c.ExchangeFactory.collect = "hub_config.local_desk.LocalCollect"
    c.ExchangeFactory.release_feedback = "hub_config.local_desk.LocalReleaseFeedback"
    c.LocalCollect.desk_folder = str(settings.desk_folder)
    c.LocalReleaseFeedback.desk_folder = str(settings.desk_folder)
    settings.secret("grading")
    c.ExamineNotebook.secret_file = str(settings.home / "secrets" / "grading")
    if executor is not None:
        c.ExamineNotebook.executor = executor
    c.NbGraderAPI.log_level = "WARN"
    programs = str(Path(sys.prefix) / "bin")
    # nbgrader calls alembic by name; what students read is in the language of their class, not of the caller.
    path = f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    with _environment(PATH=path, SMARTLAB_LANGUAGE=info.language):
        if shutil.which("alembic") is None:
            raise SmartLabError(
                f"{programs}에 alembic이 없습니다. './smartlab doctor'로 환경을 점검하십시오.",
                f"There is no alembic in {programs}. Check the environment with './smartlab doctor'.",
            )
        yield NbGraderAPI(CourseDirectory(config=c), config=c)


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
