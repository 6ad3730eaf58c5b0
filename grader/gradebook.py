"""nbgrader's gradebook, kept open for a whole batch: one short transaction a submission.

Contract: `GradebookWriter` reads and writes the rows that nbgrader's own Autograde does, with the same values, so that
formgrader and feedback cannot tell them apart. nbgrader opens its gradebook anew some ten times a submission and
counts the scores of everybody whenever it loads one: here rows are found by their indexes, whatever the class's size.
One thread only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import insert, select, update

from grader.restore import Truth, read_truth
from labs.language import SmartLabError


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


class GradebookWriter:
    """Writes the grades of one assignment; a context manager.

    `truths` {notebook name: what its cells must be}, `max_score` of the assignment.
    """

    def __init__(self, db_url: str, course_id: str, assignment: str, penalty: Penalty | None = None) -> None:
        """Open the gradebook; raises SmartLabError where the assignment is not in it.

        `penalty(student, score, seconds late)` is asked for every notebook that is late, as nbgrader's plugins are.
        """
        self._penalty = penalty
        self._book = Gradebook(db_url, course_id)
        self._db = self._book.db
        try:
            self._read(assignment)
        except BaseException:
            self._book.close()
            raise

    def _read(self, name: str) -> None:
        found = self._db.execute(select(Assignment).where(Assignment.name == name)).scalar_one_or_none()
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
        self._db.commit()

    def __enter__(self) -> "GradebookWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def record(self, student: str, timestamp: datetime | None, marks: Mapping[str, Marks | None]) -> float:
        """Enter one student's submission, all or nothing, and return its score.

        `marks` by notebook name; None, or a name that is left out, is a notebook that was not handed in or could not be
        read: 0 points. Points that a person gave stay, and are marked for another look, as nbgrader does.
        """
        try:
            submission, late = self._submission(student, timestamp)
            total = 0.0
            for name, cells in self._notebooks.items():
                notebook = self._notebook(submission, cells)
                score = self._enter(notebook, cells, marks.get(name))
                self._punish(notebook, student, score, late)
                total += score
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise
        return total

    def _submission(self, student: str, timestamp: datetime | None) -> tuple[str, float]:
        """Return the id of the student's submission, made where there is none, and how many seconds it is late."""
        if self._db.execute(select(Student.id).where(Student.id == student)).first() is None:
            self._db.execute(insert(Student).values(id=student))
        table = SubmittedAssignment
        mine = (table.assignment_id == self._assignment, table.student_id == student)
        found = self._db.execute(select(table.id, table.timestamp, table.extension).where(*mine)).one_or_none()
        if found is None:
            new = insert(table).values(assignment_id=self._assignment, student_id=student, timestamp=timestamp)
            return self._db.execute(new).inserted_primary_key[0], self._late(timestamp, None)
        if timestamp is not None:
            self._db.execute(update(table).where(table.id == found.id).values(timestamp=timestamp))
        return found.id, self._late(timestamp or found.timestamp, found.extension)

    def _late(self, timestamp: datetime | None, extension: timedelta | None) -> float:
        if timestamp is None or self._duedate is None:
            return 0.0
        return max(0.0, (timestamp - self._duedate - (extension or timedelta())).total_seconds())

    def _notebook(self, submission: str, cells: _Cells) -> str:
        """Return the id of the submitted notebook; its rows are made, empty, where they are missing."""
        table = SubmittedNotebook
        mine = (table.notebook_id == cells.id, table.assignment_id == submission)
        found = self._db.execute(select(table.id).where(*mine)).scalar_one_or_none()
        if found is not None:
            return found
        made = self._db.execute(insert(table).values(notebook_id=cells.id, assignment_id=submission))
        notebook = made.inserted_primary_key[0]
        for rows, ids in ((Grade, cells.graded), (Comment, cells.answered)):
            if ids:
                self._db.execute(insert(rows), [{"cell_id": each, "notebook_id": notebook} for each in ids.values()])
        return notebook

    def _enter(self, notebook: str, cells: _Cells, marks: Marks | None) -> float:
        """Enter points and comments of one notebook and return its score."""
        marks = marks or Marks(dict.fromkeys(cells.graded, 0.0), {})
        score = 0.0
        columns = (Grade.id, Grade.auto_score, Grade.manual_score, Grade.extra_credit)
        for name, cell in cells.graded.items():
            mine = (Grade.cell_id == cell, Grade.notebook_id == notebook)
            grade = self._db.execute(select(*columns).where(*mine)).one()
            points = grade.auto_score
            if name in marks.scores:
                points = marks.scores[name]
                look = grade.manual_score is not None or points is None
                values = {"auto_score": points, "needs_manual_grade": look}
                self._db.execute(update(Grade).where(Grade.id == grade.id).values(values))
            counted = grade.manual_score if grade.manual_score is not None else points
            score += 0.0 if counted is None else counted + (grade.extra_credit or 0.0)
        for name, comment in marks.comments.items():
            mine = (Comment.cell_id == cells.answered[name], Comment.notebook_id == notebook)
            self._db.execute(update(Comment).where(*mine).values(auto_comment=comment))
        return score

    def _punish(self, notebook: str, student: str, score: float, late: float) -> None:
        """Enter the penalty for a late notebook: none, or from 0 to its score."""
        penalty = self._penalty(student, score, late) if late > 0 and self._penalty else None
        kept = None if penalty is None else min(max(penalty, 0.0), score)
        table = SubmittedNotebook
        self._db.execute(update(table).where(table.id == notebook).values(late_submission_penalty=kept))
