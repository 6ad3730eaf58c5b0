"""The warm workbenches that submissions are graded on, one a language, each made when it is first needed.

Contract: a context manager, safe between threads; everything it started ends with it.
"""

import threading
from contextlib import ExitStack

from grader.workbench import Workbench
from hub_config.classes import Classes
from hub_config.settings import Settings


class GradingRoom:
    """Grades submitted notebooks in their class's language."""

    def __init__(self, settings: Settings) -> None:
        self._classes = Classes(settings)
        self._secret, self._courses = settings.secret("grading"), settings.courses
        self._open = ExitStack()
        self._benches: dict[str, Workbench] = {}
        self._starting = threading.Lock()

    def __enter__(self) -> "GradingRoom":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def execute(self, class_id: str, unit: str, notebook: dict, student: str) -> dict:
        """Return the notebook with the trusted side's outputs; raises SmartLabError."""
        return self.bench(self._classes.find(class_id).language).execute(class_id, unit, notebook, student)

    def bench(self, language: str) -> Workbench:
        """The workbench that speaks `language`; raises SmartLabError where it cannot start."""
        with self._starting:
            if language not in self._benches:
                bench = Workbench(self._secret, courses_dir=self._courses, language=language)
                self._benches[language] = self._open.enter_context(bench)
            return self._benches[language]
