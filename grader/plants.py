"""Fresh plants for examinations: each outside the student's reach, on a socket the student can reach.

Contract: `ExamPlants.start` gives a lockstep plant with fresh credentials that ends by itself at its horizon; its
handle's `finish()` ends it and returns its own recording. While grading, it listens on a socket that was opened
inside the student's sandbox; while practising, on an ordinary loopback port.
"""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from labs.language import SmartLabError


@contextmanager
def warm_plants() -> Iterator[Any]:
    """Yield a supervisor with a warm process to fork plants from; ends it and all its plants."""
    from labs.supervisor.supervisor import Supervisor, warm_plant_process

    with warm_plant_process() as warm, Supervisor(warm) as supervisor:
        yield supervisor


class LazyPlants:
    """A supervisor that is started by the first plant: questions about plain functions do not wait for it.

    Where a plant is sure to come, `begin` starts it meanwhile. Any thread may start plants.
    """

    def __init__(self) -> None:
        self._open = ExitStack()
        self._starting = threading.Lock()
        self._supervisor: Any = None
        self._closed = False

    def begin(self) -> None:
        """Start in the background; returns at once. What goes wrong is told by the first plant, which tries again."""
        threading.Thread(target=self._begin, daemon=True).start()

    def _begin(self) -> None:
        with self._starting, suppress(SmartLabError, OSError):
            if not self._closed:
                self._start()

    def _start(self) -> None:
        """The caller holds the lock."""
        if self._supervisor is None:
            self._supervisor = self._open.enter_context(warm_plants())

    def start_plant(self, *arguments: Any, **options: Any) -> Any:
        """Start a plant as the supervisor does."""
        with self._starting:
            self._start()
        return self._supervisor.start_plant(*arguments, **options)

    def __enter__(self) -> "LazyPlants":
        return self

    def __exit__(self, *_: object) -> None:
        with self._starting:  # waits for one that is still starting: nothing is left behind
            self._closed = True
            self._open.close()


class ExamPlants:
    """Starts plants for one examination; `listener` (a TCP socket that listens) is lent to each in turn."""

    def __init__(self, supervisor: Any, listener: socket.socket | None = None) -> None:
        self._supervisor, self._listener = supervisor, listener

    def start(
        self, name: str, *, seed: int, scenario: str, seconds: float, role: str, initial: Mapping[str, Any]
    ) -> Any:
        """Start a plant that ends after `seconds` simulated seconds; see grader.exam.Plants."""
        return self._supervisor.start_plant(
            name,
            seed=seed,
            scenario=scenario,
            mode="lockstep",
            horizon_seconds=seconds,
            role=role,
            initial=dict(initial),
            listener=self._listener,
        )
