"""Grades a class again, after a check was mended, and says what that changed.

Contract: the same submission, seed and checks give the same verdicts, so what differs comes from the checks (or from a
submission newer than the last grading). Before and after are read from nbgrader's own gradebook and autograded
notebooks. The report is kept at the desk, where the teacher finds it again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.utils import is_grade

from grader.restore import GRADED_NOTEBOOK
from hub_config.books import Books
from hub_config.classes import ClassInfo
from hub_config.desk_store import store_at
from hub_config.grading import Progress, grade
from hub_config.settings import Settings


@dataclass(frozen=True)
class Finding:
    """What one check of one student came to: its points (None: not judged) and the message the student reads."""

    points: float | None = None
    message: str = ""


@dataclass(frozen=True)
class Change:
    """One student whose result is another one now. `score` None: not graded before. `checks` maps the ids of checks
    that differ to (before, after)."""

    student: str
    score_before: float | None
    score_after: float | None
    checks: Mapping[str, tuple[Finding, Finding]]

    def to_json(self) -> dict:
        """Return the change as JSON values; a check is {"before", "after"}, each {"points", "message"}."""
        checks = {
            name: {"before": asdict(before), "after": asdict(after)} for name, (before, after) in self.checks.items()
        }
        return {"student": self.student, "before": self.score_before, "after": self.score_after, "checks": checks}


def regrade(settings: Settings, info: ClassInfo, unit: str, progress: Progress | None = None) -> list[Change]:
    """Grade everybody who submitted again; return who now has another result, by student."""
    books = Books(settings)
    before = _results(settings, books, info, unit)
    grade(settings, info, unit, progress)
    after = _results(settings, books, info, unit)
    changes = list(_changes(before, after))
    store_at(settings.desk_folder).keep_regrade(info.id, unit, len(after), [change.to_json() for change in changes])
    return changes


Results = dict[str, tuple[float, dict[str, Finding]]]


def _results(settings: Settings, books: Books, info: ClassInfo, unit: str) -> Results:
    """Return {student: (score after penalties, {check: finding})} of everybody who was graded."""
    with books.open(info) as api, api.gradebook as book:
        graded = sorted((settings.class_folder(info.id) / "autograded").glob(f"*/{unit}/{GRADED_NOTEBOOK}.ipynb"))
        return {path.parts[-3]: (_score(book, unit, path.parts[-3]), _findings(path)) for path in graded}


def _score(book: Gradebook, unit: str, student: str) -> float:
    try:
        found = book.find_submission(unit, student)
    except MissingEntry:
        return 0.0
    return max(0.0, found.score - (found.late_submission_penalty or 0.0))


def _findings(path: Path) -> dict[str, Finding]:
    """Read off the check cells of an autograded notebook what the trusted side wrote there."""
    findings = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code" or not is_grade(cell):
            continue
        texts = [output["data"].get("text/plain", "") for output in cell.outputs if "data" in output]
        _, _, message = (texts[0] if texts else "").partition("\n")
        findings[cell.metadata["nbgrader"]["grade_id"]] = Finding(_points(texts), message.strip())
    return findings


def _points(texts: list[str]) -> float | None:
    try:
        return float(texts[-1])
    except (IndexError, ValueError):
        return None


def _changes(before: Results, after: Results) -> Iterator[Change]:
    for student, (score, findings) in sorted(after.items()):
        old_score, old = before.get(student, (None, {}))
        checks = {
            name: (old.get(name, Finding()), finding) for name, finding in findings.items() if old.get(name) != finding
        }
        if checks or score != old_score:
            yield Change(student, old_score, score, checks)
