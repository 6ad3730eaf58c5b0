"""What the desk's service grades and examines with: one warm sandbox and one warm plant process for all units.

Contract: a context manager; `execute` and `practice` are what grader.desk.service.make_app takes. Both may be called
from many threads. Hidden seeds depend on `secret`, the unit and the student, so that grading again grades the same.
"""

from pathlib import Path
from typing import Any

from nbformat.notebooknode import from_dict

from grader.executor import Executor, Warm
from grader.fairness import Fair
from grader.link import StudentLink
from grader.notebooks import as_notebook
from grader.pipeline import hidden_seed
from grader.practice import run_practice
from grader.unit import load_unit
from labs.language import SmartLabError


class Workbench:
    """Grades (`execute`) and examines in class (`practice`); units are read anew for each."""

    def __init__(self, secret: str, *, courses_dir: Path | None = None, language: str | None = None) -> None:
        self._secret, self._courses_dir = secret, courses_dir
        self._warm = Warm(language)

    def __enter__(self) -> "Workbench":
        self._warm.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._warm.__exit__()

    def execute(self, class_id: str, unit: str, notebook: dict, student: str) -> dict:
        """Grade one notebook (JSON object) and return it with the trusted side's outputs; raises SmartLabError."""
        try:
            content = as_notebook(from_dict(notebook))
        except Exception:
            raise SmartLabError(
                "제출된 노트북이 손상되어 채점할 수 없습니다. 학생에게 다시 제출하도록 안내해 주십시오.",
                "The submitted notebook is damaged and cannot be graded. Ask the student to submit it again.",
            ) from None
        executor = self.executor(unit)
        return dict(executor.grade(content, hidden_seed(self._secret, executor.unit.id, student)).notebook)

    def executor(self, unit: str) -> Fair:
        """Return what grades the unit, read anew, on this workbench; raises SmartLabError for an unknown unit."""
        loaded = load_unit(unit, self._courses_dir)
        return Fair(Executor(loaded, warm=self._warm, language=self._warm.language))

    def practice(self, unit: str, link: StudentLink, user: Any = None) -> None:
        """Serve one student's practice questions until the link closes; raises SmartLabError for an unknown unit."""
        run_practice(load_unit(unit, self._courses_dir), link, self._warm.supervisor)
