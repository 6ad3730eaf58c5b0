"""One school for the whole run: `smartlab up` as a process of its own, on a fresh data folder and a free port."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.visitor import Visitor

START = "import sys; from pathlib import Path; from hub_config.up import up; sys.exit(up(Path({!r}), {}, 'ko'))"


@dataclass
class School:
    """`said` is what it printed until it was ready; `seconds` how long that took."""

    home: Path
    port: int
    process: subprocess.Popen
    said: str
    seconds: float

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def passwords(self) -> dict[str, str]:
        return json.loads((self.home / "secrets" / "sample-accounts").read_text())

    def visitor(self, name: str) -> Visitor:
        """A browser in which `name` has logged in."""
        visitor = Visitor(self.address)
        assert visitor.login(name, self.passwords[name]).status_code == 302
        return visitor


def start_school(home: Path, port: int, seconds: float = 110.0) -> School:
    """Start it and wait until it says where it is."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-c", START.format(str(home), port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        cwd=Path(__file__).parents[2],
    )
    watchdog = f"the school was not ready after {seconds} s"
    said = []
    with _killed_after(process, seconds):
        for line in process.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        else:
            log = home / "logs" / "hub.log"
            tail = log.read_text()[-4000:] if log.exists() else ""
            pytest.fail(f"{watchdog} or ended:\n{''.join(said)}\n{tail}", pytrace=False)
    return School(home, port, process, "".join(said), time.monotonic() - began)


@contextlib.contextmanager
def _killed_after(process: subprocess.Popen, seconds: float):
    before = signal.signal(signal.SIGALRM, lambda *_: process.terminate())
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def stop_school(school: School) -> int:
    school.process.send_signal(signal.SIGINT)
    try:
        return school.process.wait(40)
    finally:
        school.process.kill()
        school.process.stdout.close()


def descendants(word: str) -> list[str]:
    """Command lines of living processes of this machine that hold `word`."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if re.search(word, line):
                    found.append(line)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def school(tmp_path_factory):
    home = tmp_path_factory.mktemp("smartlab") / "school"
    running = start_school(home, free_port())
    yield running
    stop_school(running)


@pytest.fixture(scope="session")
def students(school):
    """student1 and student2 with their labs open."""
    people = [school.visitor(name) for name in ("student1", "student2")]
    for person in people:
        person.open_lab()
    return people
