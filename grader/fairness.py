"""Second tries for what went wrong through no fault of the student's.

Contract: `Fair` grades as the executor it is given does, and once more where the examiner could not judge a check (a
plant that was lost, say). The same notebook with the same seed is examined the same way each time.
"""

from typing import Protocol

from nbformat.notebooknode import NotebookNode

from grader.grading import Graded
from grader.lanes import Stalled
from grader.unit import Unit


class Grades(Protocol):
    """What grades notebooks of one unit: a `grader.executor.Executor`, or `Fair` around one."""

    unit: Unit
    language: str

    def grade(self, notebook: NotebookNode, seed: object, stalled: Stalled | None = None) -> Graded:
        """Grade one notebook with this hidden seed."""


class Fair:
    """Grades with `grades`, up to `tries` times where a check could not be judged; the last result counts."""

    def __init__(self, grades: Grades, tries: int = 2) -> None:
        self.unit, self.language = grades.unit, grades.language
        self._grades, self._tries = grades, tries

    def __deepcopy__(self, memo: dict) -> "Fair":
        """Return the same object: nbgrader copies the configuration that holds it."""
        return self

    def grade(self, notebook: NotebookNode, seed: object, stalled: Stalled | None = None) -> Graded:
        """Grade one notebook with this hidden seed; raises what `grades` does."""
        for _ in range(self._tries - 1):
            graded = self._grades.grade(notebook, seed, stalled)
            if all(verdict.judged for verdict in graded.verdicts):
                return graded
        return self._grades.grade(notebook, seed, stalled)
