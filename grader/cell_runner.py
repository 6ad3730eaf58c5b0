"""One walled-in process that runs a notebook's cells, as its trusted owner sees it.

Contract: `run` starts a cell and returns its outputs, answering meanwhile whatever comes over the check wire through
the given callback. Everything received is hostile: a cell that takes too long, a process that ends and a frame that
makes no sense each raise, and the owner then drops the process.
"""

import select
import socket
import time
from collections.abc import Callable

from grader.lanes import STALL_SECONDS
from grader.link import LinkClosed, Nonsense, SocketLink
from labs.runtime.limits import Limits
from labs.runtime.warm import WarmProcess

PRELOAD = ("labs.runtime.cells", "labs.check")  # what every notebook needs; the rest: grader.libraries
_ENVIRONMENT_NAME = "SMARTLAB_EXAMINER_FD"
_MOST_FRAMES = 200  # on the check wire, for one cell
_FRAME_SECONDS = 5.0


class Overran(Exception):
    """The cell did not end in its time."""


class Ended(Exception):
    """The process is gone; `reason` as ForkedProcess.wait tells it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def warm_sandbox(language: str) -> WarmProcess:
    """Return the (not yet started) warm process that runs notebooks in this language."""
    environment = {"SMARTLAB_LANGUAGE": language, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    return WarmProcess(PRELOAD, prepare="labs.runtime.cells:prepare", sandbox=True, environment=environment)


class CellRunner:
    """A fresh fork of the warm sandbox; a context manager that ends it with all it has started.

    `link` is the wire on which its check() asks; `listener` a TCP socket that listens inside its network.
    """

    def __init__(self, warm: WarmProcess, limits: Limits) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            arguments = {"variables": {_ENVIRONMENT_NAME: 0}}
            try:
                self._process = warm.fork(
                    "labs.runtime.cells:main", arguments, sockets=[theirs], listeners=1, limits=limits
                )
            except BaseException:
                ours.close()
                raise
        self.link = SocketLink(ours)
        self._channel = SocketLink(self._process.channel, limits.output_bytes)

    @property
    def listener(self) -> socket.socket:
        return self._process.listeners[0]

    def run(
        self, source: str, seconds: float, answer: Callable[[dict], dict], stalled: Callable[[], None] | None = None
    ) -> object:
        """Run one cell and return the outputs it claims, unchecked.

        `answer` gets each "check" frame and returns the frame to reply with; the time it takes is not counted.
        `stalled` is called after each STALL_SECONDS in which nothing came. Raises Overran, Ended, Nonsense, and what
        `stalled` raises.
        """
        try:
            self._channel.send({"op": "run", "source": source})
            return self._serve(time.monotonic() + seconds, answer, stalled)
        except LinkClosed:
            raise Ended(self._reason()) from None

    def _serve(self, deadline: float, answer: Callable[[dict], dict], stalled: Callable[[], None] | None) -> object:
        poller, frames = select.poll(), 0
        for end in (self._channel, self.link):
            poller.register(end, select.POLLIN)
        while True:
            left = max(0.0, deadline - time.monotonic())
            ready = dict(poller.poll(min(left, STALL_SECONDS) * 1000))
            if not ready:
                if left <= STALL_SECONDS:
                    raise Overran
                if stalled is not None:
                    stalled()
                continue
            if self.link.fileno() in ready:
                begun = time.monotonic()
                if not self._answer(answer):
                    poller.unregister(self.link)  # closed by the student's side: the cell itself may go on
                deadline += time.monotonic() - begun
                frames += 1
                if frames > _MOST_FRAMES:
                    raise Nonsense("too many frames")
            elif self._channel.fileno() in ready:
                frame = self._channel.receive(_FRAME_SECONDS)
                if frame.get("op") != "done":
                    raise Nonsense("a cell's end was due")
                return frame.get("outputs")

    def _answer(self, answer: Callable[[dict], dict]) -> bool:
        """Take one frame off the check wire and answer it if it asks something; False when the wire is closed."""
        try:
            frame = self.link.receive(_FRAME_SECONDS)
            if frame.get("op") == "check":
                self.link.send(answer(frame))
            elif frame.get("op") not in ("result", "error"):  # those come late, after a request was given up
                raise Nonsense("a question was due")
        except LinkClosed:
            return False
        return True

    def _reason(self) -> str:
        try:
            return self._process.wait(2.0)
        except TimeoutError:
            return "exited"

    def __enter__(self) -> "CellRunner":
        return self

    def __exit__(self, *_: object) -> None:
        self.link.close()
        self._process.close()
