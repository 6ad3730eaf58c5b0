"""The public site as it runs: a plants service with warm plants, and the apps' server behind a real port."""

import asyncio
import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import requests
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from labs.apps.service import build, command
from labs.supervisor.service import make_app
from labs.supervisor.supervisor import Supervisor, warm_plant_process

TOKEN = "only-for-this-test"
BASE = "/services/apps/"


@contextmanager
def plants_service() -> Iterator[tuple[str, Supervisor]]:
    """Run the plants service in a thread; yield its address and the supervisor."""

    async def authenticate(token: str) -> SimpleNamespace | None:
        return SimpleNamespace(name="apps", classes={}, kind="apps") if token == TOKEN else None

    with warm_plant_process() as warm, Supervisor(warm) as supervisor:
        sockets = bind_sockets(0, "127.0.0.1")
        ready, over = threading.Event(), []

        async def serve() -> None:
            server = HTTPServer(make_app(supervisor, authenticate, "/services/plants"))
            server.add_sockets(sockets)
            stop = asyncio.Event()
            over.append((asyncio.get_running_loop(), stop))
            ready.set()
            await stop.wait()
            server.stop()

        thread = threading.Thread(target=lambda: asyncio.run(serve()))
        thread.start()
        ready.wait(10)
        try:
            yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}/services/plants", supervisor
        finally:
            loop, stop = over[0]
            loop.call_soon_threadsafe(stop.set)
            thread.join()


class Site:
    """The apps' server at `.address` (ends with a slash), with its `.supervisor`."""

    def __init__(self, address: str, supervisor: Supervisor) -> None:
        self.address, self.supervisor = address, supervisor

    def get(self, path: str = "", **options) -> requests.Response:
        return requests.get(self.address + path, timeout=60, **options)

    def visit(self, language: str = "ko") -> tuple[str, str]:
        """Open the app as a browser would up to its first page; return the page and the kernel's id."""
        page = self.get(f"pid-tuning?lang={language}").text
        found = re.search(r'"kernelId":\s*"([\w-]+)"', page)
        assert found, page[-2000:]
        return page, found[1]

    def leave(self, kernel: str) -> int:
        """Say good-bye as the page does, with a beacon that carries no token."""
        return requests.post(f"{self.address}voila/api/shutdown/{kernel}", timeout=30).status_code


@contextmanager
def site(folder: Path, *, visitors: int = 4) -> Iterator[Site]:
    """Run the apps on plants of their own; `folder` must have a short path (unix sockets)."""
    (folder / "token").write_text(TOKEN)
    build(folder / "apps")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with plants_service() as (plants, supervisor), (folder / "log").open("wb") as log:
        environment = {
            **os.environ,
            "SMARTLAB_PLANTS_URL": plants,
            "SMARTLAB_APPS_TOKEN_FILE": str(folder / "token"),
            "HOME": str(folder),
        }
        words = command(folder / "apps", port=port, base_url=BASE, visitors=visitors)
        process = subprocess.Popen(words, env=environment, stdout=log, stderr=log)
        made = Site(f"http://127.0.0.1:{port}{BASE}", supervisor)
        try:
            _wait(made, process, folder / "log")
            yield made
        finally:
            process.terminate()
            process.wait(20)


def _wait(made: Site, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        try:
            if made.get("health").text == "ok":
                return
        except requests.ConnectionError:
            time.sleep(0.05)
    raise RuntimeError(log.read_text())
