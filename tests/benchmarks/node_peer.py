"""A peer of another ancestry: node-opcua's server, where npm can bring it.

Contract: `node_opcua()` returns how to start one, or None after a line on stderr. npm's part and the server's own
certificate are made once per locked version, in `.node/interop`; what is timed is a fresh process, as for asyncua.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from hub_config.bootstrap import digest
from hub_config.proxy import node_binary
from labs.language import SmartLabError
from tests.interop.installing import LOCK, SOURCE, install_node_opcua

NAME = "node-opcua server"
FOLDER = Path(__file__).parents[2] / ".node" / "interop"
SCRIPT = "serve.js"

# Starts a server of so many variables that change at so many hertz (0: only when written); yields port and process id.
Serve = Callable[[int, float], AbstractContextManager[tuple[int, int]]]


def node_opcua(folder: Path = FOLDER) -> Serve | None:
    """Return how to start node-opcua's server from `folder`, installed there if need be; None where npm cannot."""
    try:
        node = node_binary()
        if node is None:
            raise FileNotFoundError("node")
        _install(folder)
        serve = partial(served, node, folder)
        with serve(1, 0):  # its certificate is made, as ours are, before anything is timed
            return serve
    except (SmartLabError, OSError) as problem:
        said = SmartLabError(
            f"{NAME}와는 견주지 않습니다. 인터넷에 연결하고 다시 실행해 주세요. 기록: {folder / 'install.log'}",
            f"Not compared with the {NAME}: connect to the internet and run this again. Log: {folder / 'install.log'}",
        )
        said.__cause__ = problem
        print(said, file=sys.stderr)
        return None


def _install(folder: Path) -> None:
    stamp = folder / ".done"
    wanted = digest(*(path.read_bytes() for path in (LOCK, SOURCE / SCRIPT)))
    if not (stamp.exists() and stamp.read_text() == wanted):
        install_node_opcua(folder)
        stamp.write_text(wanted)


@contextmanager
def served(node: Path, folder: Path, count: int, hertz: float) -> Iterator[tuple[int, int]]:
    """Start a server; yield its port and process id."""
    command = [str(node), SCRIPT, str(count), str(hertz), str(folder / "pki")]
    process = subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        line = process.stdout.readline()
        if not line:
            raise FileNotFoundError(f"{SCRIPT} ended before it listened")
        yield int(line), process.pid
    finally:
        process.kill()
        process.communicate()
