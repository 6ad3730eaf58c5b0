"""A process that has imported everything, and forks of it that start in milliseconds.

Contract: `WarmProcess(...).start()`, then `fork(entry, arguments)` as often as needed, from any thread; `preload` adds
to what is imported. With `sandbox=True` each fork is walled in (no files but the environment, no network but its own,
no capability) and bounded by `Limits`; without it forks are plain and trusted. A fork ends when its owner kills it,
drops it, or ends itself.
"""

import base64
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from labs.runtime.bubblewrap import WORK, bubblewrap_command
from labs.runtime.errors import SandboxUnavailable, WarmProcessError, namespaces_refused
from labs.runtime.forked import ForkedProcess
from labs.runtime.frames import FrameClosed, FrameError, FrameTimeout, recv_frame, recv_frame_with_fds, send_frame
from labs.runtime.limits import Limits

_FORK_TIMEOUT = 120.0  # a fork waits for the libraries that were asked for before it
# One thread per library: forks share the machine's cores with each other, and a pool of threads survives no fork.
_ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONUNBUFFERED": "1",
}
_SANDBOX_ENVIRONMENT = {
    "HOME": WORK,
    "TMPDIR": "/tmp",
    "MPLCONFIGDIR": "/tmp",
    "MPLBACKEND": "agg",
    "PYTHONHASHSEED": "0",
}


class WarmProcess:
    """A fork server: a context manager that is started once and forked often."""

    def __init__(
        self,
        preload: Sequence[str],
        *,
        prepare: str | None = None,
        sandbox: bool,
        read_only: Sequence[Path] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Describe it; nothing is started yet.

        preload: modules to import. prepare: "module:function", called once before any fork; what it returns is given to
        every entry as the keyword `prepared`. read_only: further paths to show inside, at the same place.
        environment: further variables (they show in argv when sandboxed: no secrets).
        """
        self._order = {"preload": list(preload), "prepare": prepare, "sandbox": sandbox}
        self._sandbox = sandbox
        self._read_only = [(path, str(path)) for path in read_only]
        self._environment = dict(environment or {})
        self._lock = threading.Lock()
        self._process: subprocess.Popen | None = None
        self._socket: socket.socket | None = None
        self._preloaded: set[str] = set()

    def start(self, timeout: float = 120.0) -> "WarmProcess":
        """Start it and wait until everything is imported (`timeout` in seconds).

        Raises `SandboxUnavailable` where this machine has no sandbox and `WarmProcessError` where an import failed.
        """
        self.close()
        ours, theirs = socket.socketpair()
        with tempfile.TemporaryFile() as errors:
            try:
                with theirs:
                    self._process = self._launch(theirs.fileno(), errors if self._sandbox else None)
                self._socket = ours
                send_frame(ours, self._order)
                answer = recv_frame(ours, timeout)
            except FrameClosed:
                self.close()
                raise self._not_started(_tail(errors)) from None
            except FrameTimeout:
                self.close()
                raise WarmProcessError(
                    f"준비 프로세스가 {timeout:.0f}초 안에 시작되지 않았습니다. 컴퓨터가 바쁜지 보고 다시 시도하세요.",
                    f"The warm process did not start within {timeout:.0f} s. See if the machine is busy and try again.",
                ) from None
            except SandboxUnavailable:
                ours.close()
                raise
        if "failed" in answer:
            self.close()
            raise self._failed(answer["failed"])
        return self

    def close(self) -> None:
        """End it and every fork of it; may be called twice, and started again."""
        self._preloaded.clear()
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self._process is not None:
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def __enter__(self) -> "WarmProcess":
        return self if self._process is not None else self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def preload(self, modules: Iterable[str]) -> None:
        """Have further modules imported before the next fork; returns at once, and asks for none a second time.

        Only modules that the trusted side names: they run in the process that everybody is forked from. One that cannot
        be imported is left out. Raises `WarmProcessError` where the warm process is gone.
        """
        with self._lock:
            missing = [name for name in modules if name not in self._preloaded]
            if missing:
                self._send({"preload": missing}, [])
                self._preloaded.update(missing)

    def fork(
        self,
        entry: str,
        arguments: Mapping[str, object],
        *,
        sockets: Sequence[socket.socket] = (),
        listeners: int = 0,
        limits: Limits | None = None,
        files: Mapping[str, bytes] | None = None,
    ) -> ForkedProcess:
        """Fork, and call `entry` ("module:function") there as `function(channel, sockets, **arguments)`.

        arguments: JSON. sockets: given to the fork. listeners: how many TCP sockets to open on the fork's 127.0.0.1.
        limits: of a sandboxed fork (default `Limits()`; a plain fork has none). files: written to its work folder.
        Raises `WarmProcessError` where the fork fails.
        """
        limits = (limits or Limits()) if self._sandbox else None
        contents = {name: base64.b64encode(content).decode() for name, content in (files or {}).items()}
        work = {"entry": entry, "arguments": dict(arguments), "listeners": listeners, "files": contents}
        control, far_control = socket.socketpair()
        channel, far_channel = socket.socketpair()
        control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)  # tells the fork's pid as seen from here
        opened: list[socket.socket] = []
        try:
            with far_control, far_channel, self._lock:
                self._send({"limits": limits.to_json() if limits else None}, [far_control, far_channel, *sockets])
            send_frame(control, work)
            answer, fds, pid = recv_frame_with_fds(control, _FORK_TIMEOUT)
            opened += [socket.socket(fileno=fd) for fd in fds]
            if "listening" in answer:
                answer = recv_frame(control, _FORK_TIMEOUT, 4096)
            if "ready" not in answer:
                raise self._failed(str(answer.get("failed") or answer))
        except (FrameError, OSError) as error:
            _close(control, channel, *opened)
            raise self._failed(str(error)) from error
        except BaseException:
            _close(control, channel, *opened)
            raise
        return ForkedProcess(pid=pid or 0, channel=channel, listeners=opened, control=control)

    def _send(self, request: dict, sockets: Sequence[socket.socket]) -> None:
        """Send one request; the caller holds the lock."""
        if self._socket is None:
            raise self._failed("not started")
        try:
            send_frame(self._socket, request, [sock.fileno() for sock in sockets])
        except (FrameError, OSError) as error:
            raise self._failed(str(error)) from error

    def _launch(self, fd: int, errors) -> subprocess.Popen:
        program = [sys.executable, "-P", "-m", "labs.runtime.fork_server", str(fd)]
        if not self._sandbox:
            project = str(Path(__file__).parents[2])
            path = os.pathsep.join(filter(None, [project, os.environ.get("PYTHONPATH", "")]))
            environment = {**os.environ, "PYTHONPATH": path, **_ENVIRONMENT, **self._environment}
            return subprocess.Popen(program, pass_fds=[fd], stdin=subprocess.DEVNULL, env=environment)
        command = bubblewrap_command(
            network=False,
            read_only=self._read_only,
            environment={**_ENVIRONMENT, **_SANDBOX_ENVIRONMENT, **self._environment},
            uid=0,
            capabilities=True,
            die_with_parent=False,  # it would die with the *thread* that started it; it ends when its socket closes
            directories=[WORK],
        )
        return subprocess.Popen(
            [*command, *program], pass_fds=[fd], stdin=subprocess.DEVNULL, stdout=errors, stderr=errors, env={}, cwd="/"
        )

    def _not_started(self, output: str) -> Exception:
        if self._sandbox and ("bwrap:" in output or "Operation not permitted" in output):
            return namespaces_refused(output)
        return self._failed(output)

    def _failed(self, detail: str) -> WarmProcessError:
        return WarmProcessError(
            f"준비 프로세스를 시작하거나 복제하지 못했습니다. `smartlab doctor`로 이 컴퓨터를 점검하세요. ({detail})",
            f"The warm process could not start or fork. Check this machine with `smartlab doctor`. ({detail})",
        )


def sandbox_works(timeout: float = 15.0) -> None:
    """Return when a sandboxed fork really runs on this machine; raise `SandboxUnavailable` when it does not."""
    try:
        with WarmProcess([], sandbox=True).start(timeout) as warm, warm.fork("labs.runtime.warm:probe", {}) as fork:
            recv_frame(fork.channel, timeout, 1024)
    except WarmProcessError as error:
        raise namespaces_refused(error.message.en) from error
    except FrameError as error:
        raise namespaces_refused(str(error)) from error


def probe(channel: socket.socket, sockets: Sequence[socket.socket]) -> None:
    """Answer that this fork runs (the entry of `sandbox_works`)."""
    send_frame(channel, {"pid": os.getpid()})


def _tail(file) -> str:
    file.seek(0)
    return file.read()[-500:].decode(errors="replace").strip()


def _close(*sockets: socket.socket) -> None:
    for sock in sockets:
        sock.close()
