"""Stock nbgrader under attack, in a container that keeps this machine out of it.

Contract: `grade_in_container` grades a course folder that is never written to. Inside there is no network, nothing of
the machine's files but Python and its libraries, processes of its own, and tmpfs folders of a fixed size; a watchdog
ends the whole container at a limit of memory, processes, processor or wall time. nbgrader itself has no such walls.
"""

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from labs.runtime.bubblewrap import bubblewrap_command
from labs.runtime.limits import Limits
from labs.runtime.watchdog import broken_limit, family_usage

CELL_SECONDS = 10
"""nbgrader's own default is 30 s a cell; ten are plenty for these notebooks, and keep a run of all attacks short."""
_TMP_MB = 512
_LOOK_SECONDS = 0.1
_LIMITS = Limits(memory_mb=3000, processes=250, cpu_seconds=150, wall_seconds=75)
_INSIDE = Path(__file__).with_name("peer_inside.py")


@dataclass(frozen=True)
class PeerGraded:
    """What nbgrader made of a course: points and notebooks by student, what it left running, and how long it took.

    `ended` is None, or why the container had to be ended ("memory", "processes", "cpu", "wall"), or "killed" where the
    submission ended the grader itself.
    """

    scores: dict[str, float]
    notebooks: dict[str, dict]
    left: list[str]
    megabytes: float
    seconds: float
    ended: str | None = None


def grade_in_container(course: Path, unit: str) -> PeerGraded:
    """Run `nbgrader autograde` over the course folder and return what came of it; raises SandboxUnavailable."""
    walls = bubblewrap_command(
        network=False,
        read_only=[(course, "/srv/course"), (_INSIDE, "/srv/peer_inside.py")],
        environment={"HOME": "/tmp", "JUPYTER_PLATFORM_DIRS": "1", "MPLBACKEND": "agg", "OPENBLAS_NUM_THREADS": "1"},
        tmp_mb=_TMP_MB,
    )
    command = [*walls, sys.executable, "-P", "/srv/peer_inside.py", "/srv/course", unit]
    begun = time.monotonic()
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=told, stderr=subprocess.DEVNULL, env={}, cwd="/"
        )
        try:
            ended = _watch(process, begun)
        finally:
            process.kill()  # it is process 1's parent, and process 1 dies with it
            process.wait()
        seconds = time.monotonic() - begun
        told.seek(0)
        lines = told.read().splitlines()
    try:
        return PeerGraded(**json.loads(lines[-1]), seconds=seconds, ended=ended)
    except (IndexError, ValueError, TypeError):
        return PeerGraded({}, {}, [], 0.0, seconds, ended or "killed")


def _watch(process: subprocess.Popen, begun: float) -> str | None:
    """Wait for the container's end; return the limit at which it has to be ended, if any."""
    while process.poll() is None:
        if time.monotonic() - begun > _LIMITS.wall_seconds:
            return "wall"
        if reason := broken_limit(family_usage(process.pid), _LIMITS):
            return reason
        time.sleep(_LOOK_SECONDS)
    return None
