"""Late submissions in nbgrader's gradebook, by the terms that the desk keeps.

Contract: `DeskLatePenalties` takes the place of nbgrader's AssignLatePenalties: before that does its work, it enters
the assignment's due date and the student's extension into the gradebook, so that formgrader shows them and nbgrader
itself counts how late a submission is. `PercentPerDay` is the late-submission plugin it uses. Where the desk knows of
no due date, nbgrader's own settings stand.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.plugins import BasePlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Float, Unicode

from grader.desk.client import Desk
from grader.desk.store import Store
from grader.desk.terms import Terms, naive_utc, penalty


class PercentPerDay(BasePlugin):
    """Takes a percentage of a late submission's points off for each day begun."""

    percent = Float(0.0, help="Percent of the points that each day begun costs.").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Return the points to take off; None where lateness costs nothing."""
        return penalty(score, total_seconds_late, self.percent) if self.percent else None


class DeskLatePenalties(AssignLatePenalties):
    """Counts lateness by the desk's terms, which come from `desk_url` or, on the desk's machine, `desk_folder`."""

    desk_url = Unicode("", help="Address of the class's desk.").tag(config=True)
    desk_folder = Unicode("", help="Where the desk keeps its records, on its own machine.").tag(config=True)
    _terms = Terms()

    def init_plugin(self) -> None:
        """Use `PercentPerDay` where the desk knows when it was due, else what is configured."""
        if self._terms.due is None:
            super().init_plugin()
        else:
            self.plugin_inst = PercentPerDay(parent=self, percent=self._terms.percent_per_day)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Return the notebook as it is; the gradebook gets the due date, the extension and the penalty."""
        about = resources["nbgrader"]
        self._terms = self._ask(about["assignment"])
        with Gradebook(about["db_url"]) as gradebook:
            enter_terms(gradebook, about["assignment"], about["student"], self._terms)
        return super().preprocess(nb, resources)

    def _ask(self, assignment: str) -> Terms:
        course = self.config.CourseDirectory.get("course_id", "") if "CourseDirectory" in self.config else ""
        if self.desk_folder:
            return Store(Path(self.desk_folder), lambda: datetime.now(UTC)).terms(course, assignment)
        if self.desk_url:
            desk = Desk(self.desk_url, os.environ.get("JUPYTERHUB_API_TOKEN", ""))
            return Terms.from_json(desk.terms(course, assignment))
        return Terms()


def enter_terms(gradebook: Gradebook, assignment: str, student: str, terms: Terms) -> None:
    """Enter into nbgrader's gradebook when the assignment is due, and how much longer this student has."""
    if terms.due is None:
        return
    gradebook.update_or_create_student(student)  # one who joined the class after the release
    submission = gradebook.update_or_create_submission(assignment, student)
    submission.assignment.duedate = naive_utc(terms.due)
    submission.extension = terms.due_for(student) - terms.due
    gradebook.db.commit()
