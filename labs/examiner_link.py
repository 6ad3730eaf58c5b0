"""The student's connection to an examiner: whichever of three can be reached, all speaking the same frames.

Contract: `open_link(unit)` tries, in this order, the socket that a grader handed to this process
(SMARTLAB_EXAMINER_FD), the class's examiner over a websocket (SMARTLAB_EXAMINER_URL, which may hold `{unit}`), and a
local process where the grader is installed. Nothing is read from the environment before that call.
"""

import importlib.util
import json
import os
import socket
import subprocess
import sys
import weakref
from collections.abc import Mapping
from typing import Protocol

from labs.language import SmartLabError
from labs.runtime.frames import (
    FrameClosed,
    FrameError,
    FrameTimeout,
    decode_arrays,
    dumps,
    loads,
    recv_frame,
    send_frame,
)

_FRAME_LIMIT = 32 * 2**20
_PATIENCE_SECONDS = 300.0


class Link(Protocol):
    """Frames (JSON objects that may hold numeric arrays) to and from one examiner."""

    def send(self, frame: dict) -> None:
        """Send one frame; raises FrameError, and sends nothing, for a value that the wire cannot carry."""

    def receive(self) -> dict:
        """Wait for one frame; raises SmartLabError when the examiner is gone."""

    def close(self) -> None: ...


def open_link(unit: str, environ: Mapping[str, str] | None = None) -> Link:
    """Connect to an examiner of `unit`; raises SmartLabError when none can be reached."""
    environ = os.environ if environ is None else environ
    handed = environ.get("SMARTLAB_EXAMINER_FD", "")
    if handed.isdecimal():
        return SocketLink(socket.socket(fileno=os.dup(int(handed))))
    url = environ.get("SMARTLAB_EXAMINER_URL", "")
    if url:
        return WebsocketLink(url.replace("{unit}", unit), environ.get("JUPYTERHUB_API_TOKEN", ""))
    if importlib.util.find_spec("grader") is not None:
        return _local_examiner(unit)
    raise SmartLabError(
        "답을 확인해 줄 채점기가 없습니다. 수업 서버에서 노트북을 열거나, smartlab이 설치된 환경에서 실행해 주십시오.",
        "There is no examiner here to check the answer. Open this notebook on the class server, "
        "or where smartlab is installed.",
    )


class SocketLink:
    """Frames over a connected Unix socket."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def send(self, frame: dict) -> None:
        try:
            send_frame(self._connection, frame)
        except (OSError, FrameClosed, FrameTimeout) as error:
            raise _gone() from error

    def receive(self) -> dict:
        try:
            return decode_arrays(recv_frame(self._connection, _PATIENCE_SECONDS, _FRAME_LIMIT))
        except (OSError, FrameError) as error:
            raise _gone() from error

    def close(self) -> None:
        self._connection.close()


class WebsocketLink:
    """Frames over a websocket, each one text message; the reader's own token says who asks."""

    def __init__(self, url: str, token: str) -> None:
        import websocket

        header = {"Authorization": f"token {token}"} if token else {}
        self._errors = (websocket.WebSocketException, OSError)
        try:
            self._connection = websocket.create_connection(url, timeout=_PATIENCE_SECONDS, header=header)
        except websocket.WebSocketBadStatusException as error:
            raise _refusal(error.resp_body) or _unreachable() from error
        except self._errors as error:
            raise _unreachable() from error

    def send(self, frame: dict) -> None:
        message = dumps(frame).decode("ascii")
        try:
            self._connection.send(message)
        except self._errors as error:
            raise _gone() from error

    def receive(self) -> dict:
        try:
            message = self._connection.recv()
        except self._errors as error:
            raise _gone() from error
        if not message:
            raise _gone()
        return decode_arrays(loads(message.encode("utf-8") if isinstance(message, str) else message))

    def close(self) -> None:
        self._connection.close()


def _local_examiner(unit: str) -> SocketLink:
    """Start an examiner with the public practice seed as a process of its own; it ends with its connection."""
    ours, theirs = socket.socketpair()
    with theirs:
        command = [sys.executable, "-m", "grader.practice", unit, "--descriptor", str(theirs.fileno())]
        process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
    link = SocketLink(ours)
    weakref.finalize(link, _end, ours, process)
    return link


def _end(connection: socket.socket, process: subprocess.Popen) -> None:
    connection.close()  # which ends the process
    try:
        process.wait(timeout=5.0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _refusal(body: bytes | None) -> SmartLabError | None:
    """Return what the class server says about why it does not examine now; None where it says nothing readable."""
    try:
        message = json.loads(body or b"")["message"]
        return SmartLabError(str(message["ko"]), str(message["en"]))
    except (ValueError, KeyError, TypeError):
        return None


def _unreachable() -> SmartLabError:
    return SmartLabError(
        "수업 서버의 채점기에 연결하지 못했습니다. 잠시 후 다시 시도하고, 계속되면 선생님께 알려 주십시오.",
        "The examiner of the class server could not be reached. Try again in a moment; if it persists, "
        "tell your teacher.",
    )


def _gone() -> SmartLabError:
    return SmartLabError(
        "채점기와의 연결이 끊겼습니다. 셀을 다시 실행해 주십시오.",
        "The connection to the examiner was lost. Run the cell again.",
    )
