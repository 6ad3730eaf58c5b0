"""SmartLab's examination inside nbgrader's own autograding.

Contract: `ExamineNotebook` takes the place of nbgrader's `Execute` in Autograde.autograde_preprocessors: it leaves the
outputs that nbgrader's SaveAutoGrades reads, so gradebook, formgrader and feedback work unchanged. `AskForAPerson`
marks what could not be judged, so that it does not stand as a silent 0. `RepairNotebook`,
first in Autograde.sanitize_preprocessors, makes a submission's nbgrader metadata what the gradebook says they are.
The unit is the assignment's name. Notebooks other than assignment.ipynb are not run.
"""

import os
import secrets
import weakref
from pathlib import Path

from nbformat.notebooknode import NotebookNode, from_dict
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade
from traitlets import Any, Unicode

from grader.executor import Executor
from grader.fairness import Fair, Grades
from grader.notebooks import as_notebook
from grader.outputs import was_judged
from grader.pipeline import hidden_seed
from grader.restore import GRADED_NOTEBOOK, not_graded, read_truth, restore


class ExamineNotebook(NbGraderPreprocessor):
    """Examines one submitted notebook, at the desk when `desk_url` is set, else on this machine."""

    desk_url = Unicode("", help="Address of the class's desk, which then does the grading.").tag(config=True)
    courses_dir = Unicode("", help="Where the courses are, when not in their usual place.").tag(config=True)
    executor = Any(None, help="What grades the unit's notebooks (grader.fairness.Grades), shared by many runs.").tag(
        config=True
    )
    secret_file = Unicode("", help="File (0600) that hidden seeds derive from; without it they are drawn.").tag(
        config=True
    )

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Return the notebook with outputs of the trusted side; raises SmartLabError when it cannot be graded."""
        about = resources["nbgrader"]
        if about["notebook"] != GRADED_NOTEBOOK:
            return not_graded(nb), resources
        if self.desk_url:
            return self._at_the_desk(nb, about), resources
        executor, secret = self._executor(about["assignment"])
        seed = hidden_seed(secret, executor.unit.id, about["student"])
        return Fair(executor).grade(as_notebook(nb), seed).notebook, resources

    def _at_the_desk(self, nb: NotebookNode, about: dict) -> NotebookNode:
        from grader.desk.client import Desk

        course = self._course_id()
        desk = Desk(self.desk_url, os.environ.get("JUPYTERHUB_API_TOKEN", ""), timeout=(5.0, 600.0))
        return from_dict(desk.execute(course, about["assignment"], nb, about["student"]))

    def _course_id(self) -> str:
        return self.config.CourseDirectory.get("course_id", "") if "CourseDirectory" in self.config else ""

    def _executor(self, unit: str) -> tuple[Grades, str]:
        """Return an executor that lives as long as nbgrader's exporter, so that a batch warms up once."""
        if self.executor is not None and self.executor.unit.id == unit.lower():
            return self.executor, self._secret()
        kept = getattr(self.parent, "_smartlab_executor", None)
        if kept is not None and kept[0].unit.id == unit.lower():
            return kept
        executor = Executor(unit, Path(self.courses_dir) if self.courses_dir else None)
        executor.__enter__()
        kept = executor, self._secret()
        if self.parent is not None:
            self.parent._smartlab_executor = kept
        weakref.finalize(self.parent or self, executor.__exit__)
        return kept

    def _secret(self) -> str:
        if self.secret_file:
            return Path(self.secret_file).read_text(encoding="utf-8").strip()
        return secrets.token_hex(16)


class AskForAPerson(NbGraderPreprocessor):
    """Marks what the examiner could not judge as to be graded by hand; comes after nbgrader's SaveAutoGrades."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Return the notebook as it is."""
        about = resources["nbgrader"]
        unjudged = [cell for cell in nb.cells if is_grade(cell) and not was_judged(cell.get("outputs", ()))]
        if unjudged:
            with Gradebook(about["db_url"]) as gradebook:
                for cell in unjudged:
                    name = cell.metadata["nbgrader"]["grade_id"]
                    grade = gradebook.find_grade(name, about["notebook"], about["assignment"], about["student"])
                    grade.needs_manual_grade = True
                gradebook.db.commit()
        return nb, resources


class RepairNotebook(NbGraderPreprocessor):
    """Restores what a submission says about its own grading from the gradebook; drops what is not in there."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Return a well-formed notebook of the current format."""
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            truth = read_truth(gradebook.find_notebook(about["notebook"], about["assignment"]))
        return restore(as_notebook(nb), truth), resources
