"""Grades a folder of submissions, several at a time, and tells the result as plain JSON.

Contract: `SUBMISSIONS/<student>/assignment.ipynb`. One submission that is damaged, hostile or missing costs itself
points and nobody else anything: it gets an `error` sentence and the batch goes on. Without a working sandbox nothing
is graded at all (SandboxUnavailable).
"""

import secrets
import stat
import time
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from grader.exam import derive_seed
from grader.executor import Executor
from grader.grading import Graded
from grader.unit import Unit, load_unit
from labs.file_errors import why
from labs.language import Bilingual, SmartLabError, reader_language

FILE_NAME = "assignment.ipynb"
MOST_BYTES = 20 * 2**20
Progress = Callable[[int, int, float | None], None]
_NOT_READ = Bilingual("제출물을 채점하지 못했습니다.", "The submission could not be graded.")


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
    with Executor(loaded, courses_dir, language=language) as executor, ThreadPoolExecutor(jobs) as pool:
        begun = time.monotonic()
        waiting = {pool.submit(_grade_one, executor, path, secret): path.name for path in students}
        for done, future in enumerate(as_completed(waiting), start=1):
            results[waiting[future]] = future.result()
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


def read_notebook(path: Path) -> NotebookNode:
    """Read a submitted notebook; raises SmartLabError, with a sentence for people, whatever is wrong with it."""
    try:
        about = path.lstat()
    except OSError as error:
        raise _unreadable(why(error).ko, why(error).en) from None
    if not stat.S_ISREG(about.st_mode):
        raise _unreadable("보통 파일이 아닙니다", "it is not an ordinary file")
    if about.st_size > MOST_BYTES:
        raise _unreadable("20 MB를 넘습니다(출력을 지우면 줄어듭니다)", "it is over 20 MB (clearing its outputs helps)")
    try:
        text = path.read_text(encoding="utf-8")
        notebook = as_notebook(nbformat.reader.reads(text))
    except SmartLabError:
        raise
    except OSError as error:
        raise _unreadable(why(error).ko, why(error).en) from None
    except Exception:  # whatever a damaged file makes a parser raise
        raise _unreadable("노트북 형식이 아니거나 손상되었습니다", "it is damaged or not a notebook") from None
    return notebook


def as_notebook(content: NotebookNode) -> NotebookNode:
    """Return a notebook of the present format with only what grading needs to rely on; raises for anything else."""
    if content.get("nbformat") != 4:
        content = nbformat.convert(content, 4)
    notebook = nbformat.v4.new_notebook(metadata=_node(content.get("metadata")))
    for cell in content.cells:
        kind, source = cell.get("cell_type"), cell.get("source", "")
        if kind not in ("code", "markdown", "raw"):
            continue
        source = "".join(source) if isinstance(source, list) else str(source)
        fresh = getattr(nbformat.v4, f"new_{kind}_cell")(source, metadata=_node(cell.get("metadata")))
        if isinstance(cell.get("id"), str) and nbformat.validator.isvalid(nbformat.from_dict({**fresh, "id": cell.id})):
            fresh.id = cell.id
        notebook.cells.append(fresh)
    return notebook


def _node(value: object) -> NotebookNode:
    return value if isinstance(value, NotebookNode) else NotebookNode()


def _grade_one(executor: Executor, folder: Path, secret: str) -> dict:
    """Grade one student's folder; never raises for anything a student can cause."""
    begun, unit = time.monotonic(), executor.unit
    student = unicodedata.normalize("NFC", folder.name)
    try:
        notebook = read_notebook(folder / FILE_NAME)
        graded = executor.grade(notebook, hidden_seed(secret, unit.id, student))
    except SmartLabError as error:
        return _report(student, unit, None, time.monotonic() - begun, error.message, executor.language)
    except Exception as error:
        message = Bilingual(
            f"채점 중 예상하지 못한 오류가 났습니다: {type(error).__name__}: {error}",
            f"Grading met an unexpected error: {type(error).__name__}: {error}",
        )
        return _report(student, unit, None, time.monotonic() - begun, message, executor.language)
    return _report(student, unit, graded, graded.seconds, graded.error, executor.language)


def _report(
    student: str, unit: Unit, graded: Graded | None, seconds: float, error: Bilingual | None, language: str
) -> dict:
    checks = [
        {
            "id": verdict.check,
            "points": verdict.points,
            "max_points": verdict.max_points,
            "verdict": verdict.verdict,
            "message": verdict.message.show(language),
        }
        for verdict in (graded.verdicts if graded else [])
    ]
    if graded is None:
        missing = _NOT_READ.show(language)
        checks = [
            {"id": check.id, "points": 0.0, "max_points": check.points, "verdict": "missing", "message": missing}
            for check in unit.checks.values()
        ]
    return {
        "student": student,
        "score": round(sum(check["points"] for check in checks), 3),
        "max_score": unit.max_score,
        "seconds": round(seconds, 3),
        "error": error.show(language) if error else None,
        "checks": checks,
    }


def _unreadable(ko: str, en: str) -> SmartLabError:
    return SmartLabError(
        f"{FILE_NAME}을(를) 읽지 못했습니다: {ko}. 다시 제출받아 주십시오.",
        f"{FILE_NAME} could not be read: {en}. Ask for it to be handed in again.",
    )
