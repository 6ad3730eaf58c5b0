"""The trusted end of the wire to a student's process; whatever comes in is hostile.

Contract: frames are JSON objects (see labs/check.py for the wire). Each is bounded in size and in time; what breaks
the rules raises `Nonsense`, so that nobody mistakes it for an answer.
"""

import select
import socket
from typing import Protocol

from labs.runtime.frames import FrameClosed, FrameError, FrameTimeout, decode_arrays, recv_frame, send_frame

FRAME_BYTES = 2**20
SEND_SECONDS = 3.0
REST_SECONDS = 5.0  # for the rest of a frame, once it has begun


class LinkClosed(Exception):
    """The student's process, or its end of the link, is gone."""


class LinkTimeout(Exception):
    """Nothing arrived in time; one may go on waiting."""


class Nonsense(Exception):
    """What arrived is not what an honest student's side sends."""


class StudentLink(Protocol):
    """Frames to and from one student's process."""

    def send(self, frame: dict) -> None:
        """Send one frame; raises LinkClosed, or Nonsense when it is not read."""

    def receive(self, timeout: float | None) -> dict:
        """Return the next frame; raises LinkClosed, LinkTimeout or Nonsense. `timeout` in seconds, None for ever."""


class SocketLink:
    """Frames over a connected Unix socket; `frame_bytes` is the most one frame may hold."""

    def __init__(self, connection: socket.socket, frame_bytes: int = FRAME_BYTES) -> None:
        self.connection, self._frame_bytes = connection, frame_bytes

    def fileno(self) -> int:
        return self.connection.fileno()

    def send(self, frame: dict) -> None:
        try:
            send_frame(self.connection, frame, timeout=SEND_SECONDS)
        except FrameTimeout as error:  # an honest side reads its answers, and they are small
            raise Nonsense("answers are not read") from error
        except (OSError, FrameClosed) as error:
            raise LinkClosed(str(error)) from error

    def receive(self, timeout: float | None) -> dict:
        poller = select.poll()
        poller.register(self.connection, select.POLLIN)
        if not poller.poll(None if timeout is None else max(0.0, timeout) * 1000):
            raise LinkTimeout("nothing arrived")
        try:
            frame = decode_arrays(recv_frame(self.connection, REST_SECONDS, self._frame_bytes))
        except FrameTimeout as error:
            raise Nonsense("a frame was begun and never finished") from error
        except (OSError, FrameClosed) as error:
            raise LinkClosed(str(error)) from error
        except (FrameError, RecursionError, MemoryError) as error:
            raise Nonsense(str(error)) from error
        if not isinstance(frame, dict):
            raise Nonsense("a frame is not an object")
        return frame

    def close(self) -> None:
        self.connection.close()
