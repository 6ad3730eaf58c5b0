"""What the desk shows people: who submitted what and when, where its grading stands, how long it will take.

Contract: `board` reads the store and the line and returns plain rows; a student's board holds that student's own
attempts and no one else's. Times are aware datetimes, durations seconds of real time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from grader.desk.queue import Entry, GradingQueue
from grader.desk.store import Store, Submission
from grader.desk.terms import Terms
from labs.language import Bilingual

BY_HAND = "submitted"  # it was never in the line: the teacher grades when it suits


@dataclass(frozen=True)
class Row:
    """One attempt: the newest of a student on a teacher's board, each of one's own on a student's. `state` is that of
    the line ("waiting", "grading", "graded", "attention"), "submitted" where it was not in there, or "older"."""

    student: str
    attempt: int
    time: datetime
    receipt: str
    seconds_late: float
    state: str
    seconds_left: float | None
    note: Bilingual


@dataclass(frozen=True)
class Sheet:
    """One released assignment: `due` for this reader, `extended` where that is the reader's own, `late` as in Terms;
    `waiting` of its rows are not graded yet; `regrade` is the newest report of one."""

    assignment: str
    due: datetime | None
    extended: bool
    late: str | float
    rows: Sequence[Row]
    waiting: int
    seconds_left: float | None
    regrade: dict | None


def board(store: Store, queue: GradingQueue, class_id: str, student: str | None = None) -> list[Sheet]:
    """Return a sheet for each released assignment; all students of the class, or one student's own."""
    pace = queue.pace()
    return [_sheet(store, queue, class_id, item["assignment"], student, pace) for item in store.assignments(class_id)]


def _sheet(
    store: Store, queue: GradingQueue, class_id: str, assignment: str, student: str | None, pace: float | None
) -> Sheet:
    entries = {entry.student: entry for entry in queue.entries(class_id, assignment)}
    attempts = store.submissions(class_id, assignment=assignment, student=student)
    newest = {item.student: item for item in attempts}
    shown = attempts if student is not None else list(newest.values())
    terms = store.terms(class_id, assignment)
    rows = [_row(item, newest[item.student], entries.get(item.student), terms, pace) for item in reversed(shown)]
    rows.sort(key=lambda row: row.state != "attention")
    left = [row.seconds_left for row in rows if row.seconds_left is not None]
    waiting = sum(row.state in ("waiting", "grading") for row in rows)
    regrades = store.regrades(class_id, assignment) if student is None else []
    due = terms.due if student is None else terms.due_for(student)
    extended = due is not None and due != terms.due
    regrade = regrades[0] if regrades else None
    return Sheet(assignment, due, extended, terms.late, rows, waiting, max(left, default=None), regrade)


def _row(item: Submission, newest: Submission, entry: Entry | None, terms: Terms, pace: float | None) -> Row:
    time, state, left = datetime.fromisoformat(item.time), BY_HAND, None
    note = Bilingual("", "")
    if item.attempt != newest.attempt:
        state = "older"
    elif entry is not None:
        state, note = entry.state, entry.note
        if state in ("waiting", "grading") and pace is not None:
            left = pace * (entry.ahead + 1)
    late = terms.seconds_late(item.student, time)
    return Row(item.student, item.attempt, time, item.hash, late, state, left, note)
