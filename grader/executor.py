"""Grades notebooks: holds the warm sandbox and the warm plants that every grading forks from.

Contract: `Warm` is started once and shared, also between threads; an `Executor` grades notebooks of one unit with it
or with one of its own. Without a working sandbox starting raises SandboxUnavailable; nothing is ever run without the
wall.
"""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode

from grader.cell_runner import CellRunner, warm_sandbox
from grader.examiner import Examiner
from grader.grading import Graded, Grading, Patience
from grader.lanes import Stalled
from grader.libraries import drives, notebook_libraries, unit_libraries
from grader.plants import ExamPlants, LazyPlants
from grader.unit import Unit, load_unit
from labs.language import reader_language
from labs.runtime.limits import Limits
from labs.runtime.warm import WarmProcess

_PROCESSES = 32
"""Threads of one notebook: an honest one has up to ten, and each more that is busy slows down all who are graded."""


class Warm:
    """Everything that takes seconds to start: a context manager with `sandbox` and `supervisor`, whose plants get warm
    with the first one."""

    sandbox: WarmProcess
    supervisor: Any

    def __init__(self, language: str | None = None) -> None:
        self.language = language or reader_language()
        self._open = ExitStack()

    def __enter__(self) -> "Warm":
        with ExitStack() as opened:
            self.sandbox = opened.enter_context(warm_sandbox(self.language))
            self.supervisor = opened.enter_context(LazyPlants())
            self._open = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()


class Executor:
    """Grades notebooks of one unit; a context manager. `grade` may be called from several threads at a time."""

    def __init__(
        self,
        unit: Unit | str,
        courses_dir: Path | None = None,
        *,
        warm: Warm | None = None,
        language: str | None = None,
        limits: Limits | None = None,
        patience: Patience | None = None,
    ) -> None:
        """Describe it. `warm`, where given, is started and ended by its owner."""
        self.unit = unit if isinstance(unit, Unit) else load_unit(unit, courses_dir)
        self.language = language or reader_language()
        self._patience = patience or Patience()
        wall = self._patience.notebook_seconds * 2
        self._limits = limits or Limits(
            cpu_seconds=self._patience.notebook_seconds, wall_seconds=wall, processes=_PROCESSES
        )
        self._libraries = unit_libraries(self.unit)
        self._own = None if warm else Warm(self.language)
        self._warm = warm or self._own

    def __enter__(self) -> "Executor":
        if self._own is not None:
            self._own.__enter__()
            # Meanwhile the caller opens its books.
            self._warm.sandbox.preload(self._libraries)
            if drives(self.unit):
                self._warm.supervisor.begin()
        return self

    def __exit__(self, *_: object) -> None:
        if self._own is not None:
            self._own.__exit__()

    def __deepcopy__(self, memo: dict) -> "Executor":
        """Return the same executor: configurations that hold one may be copied."""
        return self

    def grade(self, notebook: NotebookNode, seed: object, stalled: Stalled | None = None) -> Graded:
        """Grade one notebook with this hidden seed; raises only when the machine itself fails (SmartLabError).

        `stalled` is called while the notebook makes no progress, and may raise Postponed (see grader.lanes).
        """
        self._warm.sandbox.preload([*self._libraries, *notebook_libraries(notebook)])
        return Grading(
            notebook,
            self.unit,
            new_runner=lambda: CellRunner(self._warm.sandbox, self._limits),
            new_examiner=self._new_examiner(seed, stalled),
            patience=self._patience,
            language=self.language,
            stalled=stalled,
        ).run()

    def _new_examiner(self, seed: object, stalled: Stalled | None):
        def make(runner: CellRunner) -> Examiner:
            plants = ExamPlants(self._warm.supervisor, runner.listener)
            return Examiner(self.unit, seed, plants, runner.link, stalled=stalled)

        return make
