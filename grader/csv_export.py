"""nbgrader's grades as a CSV file that a spreadsheet on a Korean Windows PC opens as it is.

Contract: an export plugin of nbgrader's (`nbgrader export`, `smartlab class export`): UTF-8 with a byte-order mark,
properly quoted, one row for each assignment and student, `score` after the late penalty. `needs_grading` says that a
person has still to look: a written answer, or a check that the examiner could not judge. The file is replaced whole or
not at all. Names are those of the gradebook.
"""

import csv
import io
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student
from nbgrader.plugins import ExportPlugin

COLUMNS = (
    "assignment",
    "student_id",
    "name",
    "timestamp",
    "score",
    "max_score",
    "late_penalty",
    "needs_grading",
)


class SpreadsheetExport(ExportPlugin):
    """Writes `to` (default: grades.csv); `student` and `assignment` limit it, as in nbgrader's own plugin."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the grades; raises OSError where that fails, and then leaves an earlier file as it was."""
        text = io.StringIO()
        table = csv.writer(text)
        table.writerow(COLUMNS)
        for assignment in gradebook.assignments:
            for student in gradebook.students:
                if self._wanted(assignment, student):
                    table.writerow(_row(gradebook, assignment, student))
        to = Path(self.to or "grades.csv")
        draft = to.with_name(f".{to.name}.new")
        try:
            draft.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
            draft.replace(to)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise

    def _wanted(self, assignment: Assignment, student: Student) -> bool:
        assignments, students = map(str, self.assignment), map(str, self.student)
        return (not self.assignment or assignment.name in assignments) and (not self.student or student.id in students)


def _row(gradebook: Gradebook, assignment: Assignment, student: Student) -> list:
    name = " ".join(filter(None, (student.first_name, student.last_name)))
    # A name that starts like a formula must not become one in the teacher's spreadsheet.
    name = f"'{name}" if name.startswith(("=", "+", "-", "@")) else name
    about = [assignment.name, student.id, name]
    try:
        found = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        return [*about, "", 0.0, assignment.max_score, 0.0, ""]
    penalty = found.late_submission_penalty or 0.0
    score = max(0.0, found.score - penalty)
    look = "yes" if found.needs_manual_grade else ""
    return [*about, found.timestamp or "", score, assignment.max_score, penalty, look]
