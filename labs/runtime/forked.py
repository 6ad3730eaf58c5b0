"""The owner's end of one fork: its channel, its listening sockets, and how it ended."""

import contextlib
import socket
import threading

from labs.runtime.frames import FrameClosed, FrameTimeout, recv_frame


class ForkedProcess:
    """A running fork; a context manager that kills it at the end.

    pid: as seen from here (in a sandbox: of the namespace's process 1). channel: stream socket to the entry function
    (use `labs.runtime.frames`; a sandboxed peer is hostile). listeners: TCP sockets listening in its network.
    """

    def __init__(
        self, *, pid: int, channel: socket.socket, listeners: list[socket.socket], control: socket.socket
    ) -> None:
        self.pid, self.channel, self.listeners = pid, channel, listeners
        self._control = control
        self._lock = threading.Lock()
        self._reason: str | None = None
        self.exit_code: int | None = None

    @property
    def ports(self) -> list[int]:
        """Ports of `listeners`, in order."""
        return [sock.getsockname()[1] for sock in self.listeners]

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        try:
            self.wait(0)
        except TimeoutError:
            return True
        return False

    def wait(self, timeout: float | None = None) -> str:
        """Wait for the end and return its reason; raise TimeoutError after `timeout` seconds.

        "exited" (see `exit_code`; 128+n: by signal n), "killed" (by its owner), or the limit it broke: "memory", "cpu",
        "wall", "processes". "killed" too where the warm process itself is gone.
        """
        with self._lock:
            if self._reason is None:
                try:
                    answer = recv_frame(self._control, timeout, 4096)
                    self._reason, self.exit_code = answer.get("ended", "killed"), answer.get("code")
                except FrameTimeout:
                    raise
                except FrameClosed:
                    self._reason = "killed"
            return self._reason

    def kill(self) -> str:
        """End it and all its descendants; return why it ended (it may have ended before). May be called twice."""
        if self._reason is None:
            with contextlib.suppress(OSError):  # the warm process is gone, and all forks with it
                self._control.shutdown(socket.SHUT_WR)
        return self.wait(10)

    def close(self) -> None:
        """Kill it if it runs, and close the sockets to it."""
        try:
            self.kill()
        finally:
            for sock in (self.channel, self._control, *self.listeners):
                sock.close()

    def __enter__(self) -> "ForkedProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
