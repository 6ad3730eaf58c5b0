"""A real desk on loopback, with three people in two classes and a clock that moves when told."""

import asyncio
import os
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from grader.desk.client import Desk
from grader.desk.service import SERVER_OPTIONS, User, make_app
from grader.desk.store import Store
from tests.grader.desk.classroom import Classroom, execute


class HandClock:
    """A `now` that the test moves."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 20, 1, 2, 3, 4, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_seconds(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class RunningDesk:
    """One desk service in a thread; `as_(token)` is a client of it."""

    def __init__(self, store: Store, people: dict[str, User], prefix: str = "/services/desk", **doors: object) -> None:
        self.store, self.people, self.prefix = store, people, prefix
        self._doors = doors
        self._started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> "RunningDesk":
        self._thread.start()
        assert self._started.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.prefix}"

    def as_(self, token: str) -> Desk:
        return Desk(self.url, token)

    async def _authenticate(self, token: str) -> User | None:
        return self.people.get(token)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = HTTPServer(make_app(self.store, self._authenticate, self.prefix, **self._doors), **SERVER_OPTIONS)
        sockets = bind_sockets(0, "127.0.0.1")
        self.port = sockets[0].getsockname()[1]
        server.add_sockets(sockets)
        self._started.set()
        await self._stop.wait()
        server.stop()
        await server.close_all_connections()


PEOPLE = {
    "token-kim": User("김선생", {"3-2": "teacher"}),
    "token-lee": User("이하늘", {"3-2": "student"}),
    "token-park": User("park", {"3-2": "student"}),
    "token-choi": User("choi", {"3-3": "student"}),
    "token-jung": User("jung", {"3-3": "teacher"}),
    "token-apps": User("apps", {}, kind="apps"),
}


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(tmp_path: Path, clock: HandClock) -> Store:
    return Store(tmp_path / "desk", clock)


@pytest.fixture
def desk(store: Store) -> Iterator[RunningDesk]:
    with RunningDesk(store, dict(PEOPLE)) as running:
        yield running


@pytest.fixture
def nbgraders_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    bin_folder = str(Path(sys.executable).parent)
    monkeypatch.setenv("PATH", f"{bin_folder}{os.pathsep}{os.environ['PATH']}")  # nbgrader runs alembic
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("SMARTLAB_LANGUAGE", "ko")
    return monkeypatch


@pytest.fixture
def classroom(store: Store, tmp_path: Path, nbgraders_surroundings: pytest.MonkeyPatch) -> Iterator[Classroom]:
    with RunningDesk(store, dict(PEOPLE), execute=execute) as running:
        yield Classroom(running, tmp_path, nbgraders_surroundings)
