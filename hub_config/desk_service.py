"""The desk: assignments out and in, grading for teachers' servers, examiners for practice.

Contract: `desk_service` is a context manager that gives (tornado application, options to listen with). Plants for
practice get warm in the background once the hub has had its first seconds for itself, because a class asks all at
once; the grading sandbox is started by the first submission that is graded, because most days nobody grades.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from grader.desk.service import SERVER_OPTIONS, make_app
from grader.plants import warm_plants
from grader.practice import run_practice
from grader.workbench import Workbench
from hub_config.classes import Classes
from hub_config.desk_store import store_at
from hub_config.settings import Settings


@contextmanager
def desk_service(settings: Settings, authenticate, prefix: str) -> Iterator[tuple]:
    """The desk's application on the store of this school."""
    store = store_at(settings.desk_folder)
    store.sweep()
    with PracticePlants() as plants, GradingRoom(settings) as room:

        def practice(unit: str, link, user) -> None:
            run_practice(unit, link, plants.supervisor())

        yield make_app(store, authenticate, prefix, room.execute, practice), SERVER_OPTIONS


class PracticePlants:
    """A supervisor that starts after `delay` seconds or when it is first needed, whichever comes first."""

    def __init__(self, delay: float = 8.0) -> None:
        self._open = ExitStack()
        self._lock = threading.Lock()
        self._supervisor = None
        self._timer = threading.Timer(delay, self.supervisor)
        self._timer.daemon = True

    def __enter__(self) -> "PracticePlants":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            self._open.close()

    def supervisor(self):
        """The supervisor; raises SmartLabError where it cannot start."""
        with self._lock:
            if self._supervisor is None:
                self._supervisor = self._open.enter_context(warm_plants())
            return self._supervisor


class GradingRoom:
    """Grades submitted notebooks in their class's language; one warm workbench a language, made when it is needed."""

    def __init__(self, settings: Settings) -> None:
        self._classes = Classes(settings)
        self._secret = settings.secret("grading")
        self._open = ExitStack()
        self._benches: dict[str, Workbench] = {}
        self._starting = threading.Lock()

    def __enter__(self) -> "GradingRoom":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def execute(self, class_id: str, unit: str, notebook: dict, student: str) -> dict:
        """Return the notebook with the trusted side's outputs; raises SmartLabError."""
        bench = self._bench(self._classes.find(class_id).language)
        return bench.execute(class_id, unit, notebook, student)

    def _bench(self, language: str) -> Workbench:
        with self._starting:
            if language not in self._benches:
                self._benches[language] = self._open.enter_context(Workbench(self._secret, language=language))
            return self._benches[language]
