"""The desk: assignments out and in, grading for teachers' servers, examiners for practice.

Contract: `desk_service` is a context manager that gives (tornado application, options to listen with). Plants for
practice get warm in the background once the hub has had its first seconds for itself, because a class asks all at
once. Submissions are graded in a process of their own (hub_config.grading_process), so that an evening's grading holds
up nobody's practice; the sandbox for the teacher's own clicks is started by the first of them.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from grader.desk.intake import Intake
from grader.desk.service import SERVER_OPTIONS, make_app
from grader.plants import warm_plants
from grader.practice import run_practice
from hub_config import desk_page
from hub_config.classes import Classes
from hub_config.desk_store import queue_at, store_at
from hub_config.grading_process import GradingProcess
from hub_config.grading_room import GradingRoom
from hub_config.settings import Settings


@contextmanager
def desk_service(settings: Settings, authenticate, prefix: str) -> Iterator[tuple]:
    """The desk's application on the store of this school."""
    store, queue, classes = store_at(settings.desk_folder), queue_at(settings.desk_folder), Classes(settings)
    store.sweep()
    queue.recover()

    def on_submission(class_id: str) -> bool:
        return classes.find(class_id).grade_on_submission

    with PracticePlants() as plants, GradingRoom(settings) as room, GradingProcess(settings) as grading:
        if queue.waiting():
            grading.wake()

        def practice(unit: str, link, user) -> None:
            run_practice(unit, link, plants.supervisor(), courses_dir=settings.courses)

        intake = Intake(store, queue, on_submission, grading.wake)
        pages = desk_page.routes(prefix, classes, store, queue)
        secret = desk_page.cookie_secret()
        app = make_app(
            store, authenticate, prefix, room.execute, practice, intake=intake, pages=pages, cookie_secret=secret
        )
        yield app, SERVER_OPTIONS


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
