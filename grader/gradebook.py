"""nbgrader's gradebook: one short transaction a submission.

Contract: `GradebookWriter` reads and writes the rows that nbgrader's own Autograde does, with the same values, so that
formgrader and feedback cannot tell them apart. nbgrader opens its gradebook anew some ten times a submission and
counts the scores of everybody whenever it loads one: here rows are found by their indexes, whatever the class's size,
by statements that are compiled once for each gradebook. No connection stays open between two of them.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Connection, Engine, NullPool, Table, bindparam, create_engine, insert, inspect, select, update
from sqlalchemy.orm import Session

from grader.restore import Truth, read_truth
from labs.language import SmartLabError

_STUDENTS, _SUBMISSIONS = Student.__table__, SubmittedAssignment.__table__
_NOTEBOOKS, _GRADES, _COMMENTS = SubmittedNotebook.__table__, Grade.__table__, Comment.__table__
# Grades and comments have an index over cell and notebook, in this order: without the cells, all rows would be read.
_GRADES_OF = select(_GRADES.c.cell_id, _GRADES.c.auto_score, _GRADES.c.manual_score, _GRADES.c.extra_credit).where(
    _GRADES.c.cell_id.in_(bindparam("cells", expanding=True)), _GRADES.c.notebook_id == bindparam("notebook")
)
_MARK = (
    update(_GRADES)
    .where(_GRADES.c.cell_id == bindparam("cell"), _GRADES.c.notebook_id == bindparam("notebook"))
    .values(auto_score=bindparam("points"), needs_manual_grade=bindparam("look"))
)
_SAY = (
    update(_COMMENTS)
    .where(_COMMENTS.c.cell_id == bindparam("cell"), _COMMENTS.c.notebook_id == bindparam("notebook"))
    .values(auto_comment=bindparam("text"))
)
_PENALISE = (
    update(_NOTEBOOKS)
    .where(_NOTEBOOKS.c.id == bindparam("notebook"))
    .values(late_submission_penalty=bindparam("penalty"))
)
Penalty = Callable[[str, float, float], float | None]


@dataclass(frozen=True)
class Marks:
    """What one graded notebook brings: {grade id: points or None where a person must grade}, {answer id: comment}."""

    scores: Mapping[str, float | None]
    comments: Mapping[str, str | None]


@dataclass(frozen=True)
class _Cells:
    """One notebook of the assignment in the gradebook: its id and the ids of its cells by name."""

    id: str
    graded: Mapping[str, str]
    answered: Mapping[str, str]
    most: float


@functools.lru_cache(maxsize=64)
def engine_at(db_url: str) -> Engine:
    """Return the engine of a gradebook, the same each time: what SQLAlchemy has compiled it keeps with its engine."""
    return create_engine(db_url, poolclass=NullPool)


class GradebookWriter:
    """Writes the grades of one assignment.

    `truths` {notebook name: what its cells must be}, `max_score` of the assignment.
    """

    def __init__(self, db_url: str, assignment: str, penalty: Penalty | None = None) -> None:
        """Read what was handed out; raises SmartLabError where the assignment is not in the gradebook.

        `penalty(student, score, seconds late)` is asked for every notebook that is late, as nbgrader's plugins are.
        """
        self._penalty, self._engine = penalty, engine_at(db_url)
        with Session(self._engine) as db:
            self._read(db, assignment)

    def _read(self, db: Session, name: str) -> None:
        found = None
        if inspect(db.connection()).has_table(Assignment.__tablename__):
            found = db.execute(select(Assignment).where(Assignment.name == name)).scalar_one_or_none()
        if found is None or not found.notebooks:
            raise SmartLabError(
                f"성적부에 '{name}' 과제가 없습니다. 먼저 과제를 내주십시오.",
                f"The assignment '{name}' is not in the gradebook. Release it first.",
            )
        self._assignment, self._duedate = found.id, found.duedate
        self.truths: dict[str, Truth] = {}
        self._notebooks: dict[str, _Cells] = {}
        for notebook in found.notebooks:
            self.truths[notebook.name] = read_truth(notebook)
            graded = [*notebook.grade_cells, *notebook.task_cells]
            answered = [*notebook.solution_cells, *notebook.task_cells]
            self._notebooks[notebook.name] = _Cells(
                notebook.id,
                {cell.name: cell.id for cell in graded},
                {cell.name: cell.id for cell in answered},
                sum(cell.max_score for cell in graded),
            )
        self.max_score = float(sum(cells.most for cells in self._notebooks.values()))

    def record(
        self, student: str, timestamp: datetime | None, marks: Mapping[str, Marks | None]
    ) -> tuple[float, float]:
        """Enter one student's submission, all or nothing; return its score and what being late takes off it.

        `marks` by notebook name; None, or a name that is left out, is a notebook that was not handed in or could not be
        read: 0 points. Points that a person gave stay, and are marked for another look, as nbgrader does.
        """
        total, taken = 0.0, 0.0
        with self._engine.begin() as db:
            submission, late = self._submission(db, student, timestamp)
            for name, cells in self._notebooks.items():
                notebook = self._notebook(db, submission, cells)
                score = self._enter(db, notebook, cells, marks.get(name))
                penalty = self._penalty(student, score, late) if late > 0 and self._penalty else None
                kept = None if penalty is None else min(max(penalty, 0.0), score)
                db.execute(_PENALISE, {"notebook": notebook, "penalty": kept})
                total, taken = total + score, taken + (kept or 0.0)
        return total, taken

    def _submission(self, db: Connection, student: str, timestamp: datetime | None) -> tuple[str, float]:
        """Return the id of the student's submission, made where there is none, and how many seconds it is late."""
        if db.execute(select(_STUDENTS.c.id).where(_STUDENTS.c.id == student)).first() is None:
            db.execute(insert(_STUDENTS), {"id": student})
        table, mine = _SUBMISSIONS, {"assignment_id": self._assignment, "student_id": student}
        found = db.execute(_where(select(table.c.id, table.c.timestamp, table.c.extension), table, mine)).one_or_none()
        if found is None:
            made = db.execute(insert(table), mine | {"timestamp": timestamp})
            return made.inserted_primary_key[0], self._late(timestamp, None)
        if timestamp is not None:
            db.execute(update(table).where(table.c.id == found.id), {"timestamp": timestamp})
        return found.id, self._late(timestamp or found.timestamp, found.extension)

    def _late(self, timestamp: datetime | None, extension: timedelta | None) -> float:
        if timestamp is None or self._duedate is None:
            return 0.0
        return max(0.0, (timestamp - self._duedate - (extension or timedelta())).total_seconds())

    def _notebook(self, db: Connection, submission: str, cells: _Cells) -> str:
        """Return the id of the submitted notebook; its rows are made, empty, where they are missing."""
        mine = {"notebook_id": cells.id, "assignment_id": submission}
        found = db.execute(_where(select(_NOTEBOOKS.c.id), _NOTEBOOKS, mine)).scalar_one_or_none()
        if found is not None:
            return found
        notebook = db.execute(insert(_NOTEBOOKS), mine).inserted_primary_key[0]
        for table, ids in ((_GRADES, cells.graded), (_COMMENTS, cells.answered)):
            if ids:
                db.execute(insert(table), [{"cell_id": each, "notebook_id": notebook} for each in ids.values()])
        return notebook

    def _enter(self, db: Connection, notebook: str, cells: _Cells, marks: Marks | None) -> float:
        """Enter points and comments of one notebook and return its score."""
        marks = marks or Marks(dict.fromkeys(cells.graded, 0.0), {})
        found = db.execute(_GRADES_OF, {"notebook": notebook, "cells": list(cells.graded.values())})
        before = {row.cell_id: row for row in found}
        score, changed = 0.0, []
        for name, cell in cells.graded.items():
            points, manual = marks.scores.get(name, before[cell].auto_score), before[cell].manual_score
            if name in marks.scores:
                look = manual is not None or points is None
                changed.append({"cell": cell, "notebook": notebook, "points": points, "look": look})
            counted = points if manual is None else manual
            score += 0.0 if counted is None else counted + (before[cell].extra_credit or 0.0)
        said = [
            {"cell": cells.answered[name], "notebook": notebook, "text": text} for name, text in marks.comments.items()
        ]
        for statement, rows in ((_MARK, changed), (_SAY, said)):
            if rows:
                db.execute(statement, rows)
        return score


def _where(statement: Any, table: Table, values: Mapping[str, str]) -> Any:
    return statement.where(*(table.c[name] == value for name, value in values.items()))
