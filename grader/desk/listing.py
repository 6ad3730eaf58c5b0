"""nbgrader's lists (released, submitted) made from the desk's answers and the reader's own folder.

Contract: pure but for looking at files below `folder` (where assignments are fetched to). The dicts have the keys
that nbgrader's assignment list and formgrader read from its default exchange; see nbgrader/exchange/default/list.py.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby
from pathlib import Path

TIMESTAMP = "%Y-%m-%d %H:%M:%S.%f %Z"


def timestamp(time: str) -> str:
    """Return a receipt's time as nbgrader writes it: "2026-11-20 01:02:03.000004 UTC"."""
    return datetime.fromisoformat(time).astimezone(UTC).strftime(TIMESTAMP)


def released(class_id: str, assignments: Iterable[dict], folder: Path) -> list[dict]:
    """Return one dict for each released assignment; "fetched" ones list the notebooks of the reader's own copy."""
    found = []
    for item in assignments:
        name = item["assignment"]
        mine = folder / name
        fetched = mine.exists()
        paths = sorted(mine.glob("*.ipynb")) if fetched else [Path(path) for path in item["notebooks"]]
        found.append(
            {
                "course_id": class_id,
                "assignment_id": name,
                "status": "fetched" if fetched else "released",
                "path": str(mine.absolute()) if fetched else "",
                "notebooks": [
                    {"notebook_id": path.stem, "path": str(path.absolute()) if fetched else str(path)} for path in paths
                ],
            }
        )
    return found


def submitted(class_id: str, submissions: Iterable[dict], folder: Path) -> list[dict]:
    """Return one dict for each (student, assignment), with its submissions, oldest first."""

    def whose(item: dict) -> tuple:
        return item["student"], item["assignment"]

    return [
        {
            "course_id": class_id,
            "student_id": student,
            "assignment_id": assignment,
            "status": "submitted",
            "submissions": [_submission(class_id, item, folder / assignment) for item in items],
        }
        for (student, assignment), items in groupby(sorted(submissions, key=_age), key=whose)
    ]


def _age(item: dict) -> tuple:
    return item["student"], item["assignment"], item["attempt"]


def _submission(class_id: str, item: dict, folder: Path) -> dict:
    stamp = timestamp(item["time"])
    local = folder / "feedback" / stamp
    notebooks = [_notebook(path, item["feedback"], local) for path in item["notebooks"] if "/" not in path]
    # Not "all notebooks", as in nbgrader: a copy that a student left in the folder never gets feedback.
    at_desk = [notebook for notebook in notebooks if notebook["has_exchange_feedback"]]
    has_local = bool(at_desk) and all(notebook["has_local_feedback"] for notebook in at_desk)
    return {
        "course_id": class_id,
        "student_id": item["student"],
        "assignment_id": item["assignment"],
        "timestamp": stamp,
        "status": "submitted",
        "path": "",
        "notebooks": notebooks,
        "has_local_feedback": has_local,
        "has_exchange_feedback": bool(at_desk),
        "feedback_updated": any(notebook["feedback_updated"] for notebook in notebooks),
        "local_feedback_path": str(local.absolute()) if has_local else None,
    }


def _notebook(path: str, feedback: dict[str, str], local: Path) -> dict:
    name = Path(path).stem
    page = local / f"{name}.html"
    at_desk = feedback.get(f"{name}.html")
    here = sha256(page.read_bytes()).hexdigest() if page.is_file() else None
    return {
        "notebook_id": name,
        "path": path,
        "has_local_feedback": here is not None,
        "has_exchange_feedback": at_desk is not None,
        "local_feedback_path": str(page) if here else None,
        "feedback_updated": None not in (here, at_desk) and here != at_desk,
    }
