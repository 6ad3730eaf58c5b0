"""Grades a folder of submissions, several at a time, and tells the result as plain JSON.

Contract: `SUBMISSIONS/<student>/assignment.ipynb`. One submission that is damaged, hostile or missing costs itself
points and nobody else anything: it gets an `error` sentence and the batch goes on. Without a working sandbox nothing
is graded at all (SandboxUnavailable). Scores are those of the checks; where a unit also asks for answers in words,
`by_hand` lists them, and their points are the teacher's to give.
"""

import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from grader.exam import derive_seed
from grader.executor import Executor
from grader.grading import Graded
from grader.lanes import Lanes, Stalled
from grader.nbgrader_config import TEXT_STUB
from grader.notebooks import FILE_NAME, read_submission
from grader.refusal import refuse, unexpected
from grader.unit import Unit, load_unit
from labs.language import SmartLabError, reader_language

Progress = Callable[[int, int, float | None], None]


def grade_folder(
    unit: str,
    folder: Path,
    *,
    jobs: int = 1,
    seed: int | str | None = None,
    courses_dir: Path | None = None,
    progress: Progress | None = None,
    language: str | None = None,
) -> dict:
    """Grade every student's folder below `folder` and return the object that `smartlab grade --json` prints.

    `jobs` submissions run at a time; `seed` makes the hidden seeds repeatable (default: new secret ones); `progress`
    is called with (done, total, seconds left or None). Messages are in `language` (default: the reader's).
    Raises SmartLabError for an unknown unit or folder and SandboxUnavailable without a sandbox.
    """
    loaded = load_unit(unit, courses_dir)
    students = student_folders(Path(folder))
    language = language or reader_language()
    secret = secrets.token_hex(16) if seed is None else str(seed)
    results: dict[str, dict] = {}
    if not students:
        return {"unit": loaded.id, "submissions": []}
    with Executor(loaded, courses_dir, language=language) as executor:

        def grade(path: Path, stalled: Stalled) -> dict:
            return _grade_one(executor, path, secret, stalled)

        begun = time.monotonic()
        if progress is not None:
            progress(0, len(students), None)
        for done, (path, result) in enumerate(Lanes(jobs).run(students, grade), start=1):
            results[path.name] = result
            if progress is not None:
                left = (time.monotonic() - begun) / done * (len(students) - done)
                progress(done, len(students), left)
    return {"unit": loaded.id, "submissions": [results[path.name] for path in students]}


def student_folders(folder: Path) -> list[Path]:
    """Return the students' folders, by name; raises SmartLabError when `folder` is not one. Links are not followed."""
    if folder.exists() and not folder.is_dir():
        raise SmartLabError(
            f"'{folder}'은(는) 폴더가 아닙니다. '학생/{FILE_NAME}'이 든 폴더를 지정해 주십시오.",
            f"'{folder}' is not a folder. Name the folder that holds STUDENT/{FILE_NAME}.",
        )
    if not folder.is_dir():
        raise SmartLabError(
            f"제출물 폴더 '{folder}'이(가) 없습니다. '폴더/학생/{FILE_NAME}' 형태의 폴더를 지정해 주십시오.",
            f"There is no folder of submissions '{folder}'. Name one that holds STUDENT/{FILE_NAME}.",
        )
    entries = (path for path in folder.iterdir() if not path.name.startswith("."))
    return sorted((path for path in entries if path.is_dir() and not path.is_symlink()), key=lambda path: path.name)


def hidden_seed(secret: str, unit: str, student: str) -> int:
    """Return a student's hidden seed; the same name gives the same seed however its Hangul is composed."""
    return derive_seed(secret, unit, unicodedata.normalize("NFC", student))


def _grade_one(executor: Executor, folder: Path, secret: str, stalled: Stalled) -> dict:
    """Grade one student's folder; raises nothing but Postponed, whatever a student did."""
    begun, unit = time.monotonic(), executor.unit
    student = unicodedata.normalize("NFC", folder.name)
    try:
        notebook, damage = read_submission(folder / FILE_NAME)
        graded = executor.grade(notebook, hidden_seed(secret, unit.id, student), stalled)
        graded = replace(graded, error=graded.error or damage)
    except SmartLabError as error:
        graded = refuse(unit, error.message, executor.language)
    except Exception as error:
        graded = refuse(unit, unexpected(error), executor.language)
    return _report(student, unit, graded, time.monotonic() - begun, executor.language)


def _report(student: str, unit: Unit, graded: Graded, seconds: float, language: str) -> dict:
    checks = [
        {
            "id": verdict.check,
            "points": verdict.points,
            "max_points": verdict.max_points,
            "verdict": verdict.verdict,
            "message": verdict.message.show(language),
        }
        for verdict in graded.verdicts
    ]
    report = {
        "student": student,
        "score": graded.score,
        "max_score": unit.max_score,
        "seconds": round(seconds, 3),
        "error": graded.error.show(language) if graded.error else None,
        "checks": checks,
    }
    return report | ({"by_hand": _by_hand(unit, graded.notebook)} if unit.written else {})


def _by_hand(unit: Unit, notebook: NotebookNode) -> list[dict]:
    """Tell of each answer in words, whose points are in no score here, whether something was written."""
    said = {}
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader")
        if isinstance(about, dict):
            said.setdefault(about.get("grade_id"), cell.source.strip())
    return [
        {"id": answer, "max_points": points, "answered": said.get(answer, "") not in ("", TEXT_STUB)}
        for answer, points in unit.written.items()
    ]
