"""Messages over a stream socket whose other end may be hostile.

Contract: one frame is 4 bytes of length (big endian) and that many bytes of UTF-8 JSON. Never pickle. A frame that is
too long, malformed, late or cut off raises a `FrameError`; nothing the peer sends or withholds blocks longer than
`timeout`. Arrays travel as `{"__array__": [...], "dtype": "float64", "shape": [...]}`.
"""

import array
import json
import select
import socket
import struct
import time
from collections.abc import Sequence

HEADER = struct.Struct(">I")
LIMIT_BYTES = 16 * 1024 * 1024
SEND_TIMEOUT = 30.0
MAX_FDS = 250  # the kernel's own limit (SCM_MAX_FD) is 253
ARRAY_KINDS = "biuf"


class FrameError(Exception):
    """The peer broke the rules of the wire (or the value cannot travel)."""


class FrameTooLong(FrameError):
    """A frame is longer than the receiver allows."""


class FrameTimeout(FrameError, TimeoutError):
    """The peer did not send, or did not take, a whole frame in time."""


class FrameClosed(FrameError, EOFError):
    """The peer closed the connection."""


def send_frame(sock: socket.socket, value: object, fds: Sequence[int] = (), *, timeout: float | None = SEND_TIMEOUT):
    """Send `value` (JSON and arrays) with descriptors `fds` (AF_UNIX only); `timeout`: seconds for all of it."""
    send_block(sock, dumps(value), fds, timeout=timeout)


def send_block(sock: socket.socket, body: bytes, fds: Sequence[int] = (), *, timeout: float | None = SEND_TIMEOUT):
    """Send raw bytes as one frame, for `recv_block`."""
    data = memoryview(HEADER.pack(len(body)) + body)
    deadline = _deadline(timeout)
    ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
    while data:
        _wait(sock, select.POLLOUT, deadline)
        try:
            flags = socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL
            sent = sock.sendmsg([data[: 1 << 20]], ancillary, flags)
        except BlockingIOError:
            continue
        except OSError as error:
            raise FrameClosed("the other end is closed") from error
        ancillary = []  # descriptors travel with the first byte
        data = data[sent:]


def recv_frame(sock: socket.socket, timeout: float | None = None, limit_bytes: int = LIMIT_BYTES) -> object:
    """Return the next value; `timeout` in seconds bounds the whole frame. Descriptors that come along are dropped."""
    return loads(recv_block(sock, timeout, limit_bytes))


def recv_block(sock: socket.socket, timeout: float | None = None, limit_bytes: int = LIMIT_BYTES) -> bytes:
    """Return the raw bytes of the next frame."""
    deadline = _deadline(timeout)
    (length,) = HEADER.unpack(_receive(sock, HEADER.size, deadline))
    return _receive(sock, _checked(length, limit_bytes), deadline)


def recv_frame_with_fds(
    sock: socket.socket, timeout: float | None = None, limit_bytes: int = LIMIT_BYTES
) -> tuple[object, list[int], int | None]:
    """Return the next value, the descriptors that came with it and the sender's pid.

    For trusted peers on AF_UNIX. The pid is as seen from here and known only where the socket has SO_PASSCRED set.
    """
    deadline = _deadline(timeout)
    header, fds, pid = b"", [], None
    while len(header) < HEADER.size:
        _wait(sock, select.POLLIN, deadline)
        room = socket.CMSG_SPACE(MAX_FDS * 4) + socket.CMSG_SPACE(12)
        flags = socket.MSG_DONTWAIT | socket.MSG_CMSG_CLOEXEC
        part, ancillary, _, _ = sock.recvmsg(HEADER.size - len(header), room, flags)
        for _, kind, data in ancillary:
            if kind == socket.SCM_RIGHTS:
                numbers = array.array("i")
                numbers.frombytes(data[: len(data) - len(data) % numbers.itemsize])
                fds.extend(numbers)
            elif kind == socket.SCM_CREDENTIALS:
                pid = struct.unpack("3i", data)[0]
        if not part:
            raise FrameClosed("the other end is closed")
        header += part
    (length,) = HEADER.unpack(header)
    return loads(_receive(sock, _checked(length, limit_bytes), deadline)), fds, pid


def dumps(value: object) -> bytes:
    """Return the JSON bytes of `value`; a value that cannot travel raises `FrameError` naming its type."""
    try:
        return json.dumps(encode_arrays(value)).encode("ascii")
    except (TypeError, ValueError, RecursionError) as error:
        raise FrameError(f"this value cannot be sent: {error}") from error


def loads(body: bytes) -> object:
    """Return the value of JSON bytes from an untrusted peer; arrays stay encoded until `decode_arrays`."""
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise FrameError(f"this frame is not JSON: {type(error).__name__}") from error


def encode_arrays(value: object) -> object:
    """Return `value` with arrays (and anything array-like, such as a pandas Series) and numpy scalars made JSON."""
    if value is None or type(value) in (str, bool, int, float):
        return value
    if isinstance(value, dict):
        return {_key(key): encode_arrays(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [encode_arrays(item) for item in value]
    if not hasattr(value, "__array__"):
        raise TypeError(f"{type(value).__name__} is neither JSON nor an array")
    import numpy

    numbers = numpy.asarray(value)
    if numbers.dtype.kind not in ARRAY_KINDS:
        if numbers.ndim == 0 and numbers.dtype.kind == "U":
            return str(numbers)
        raise TypeError(f"an array of {numbers.dtype} cannot travel")
    if numbers.ndim == 0:
        return numbers.item()
    return {"__array__": numbers.ravel().tolist(), "dtype": str(numbers.dtype), "shape": list(numbers.shape)}


def decode_arrays(value: object) -> object:
    """Return `value` with every encoded array made a numpy array again; a malformed one raises `FrameError`."""
    if isinstance(value, list):
        return [decode_arrays(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "__array__" not in value:
        return {key: decode_arrays(item) for key, item in value.items()}
    import numpy

    try:
        kind = numpy.dtype(str(value.get("dtype", "float64")))
        if kind.kind not in ARRAY_KINDS:
            raise ValueError(f"dtype {kind} is not allowed")
        numbers = numpy.array(value["__array__"], dtype=kind)
        return numbers.reshape([int(n) for n in value["shape"]]) if "shape" in value else numbers
    except (TypeError, ValueError, OverflowError) as error:
        raise FrameError(f"this array is malformed: {error}") from error


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key must be text, not {type(key).__name__}")
    return key


def _checked(length: int, limit_bytes: int) -> int:
    if length > limit_bytes:
        raise FrameTooLong(f"a frame of {length} bytes is over the limit of {limit_bytes}")
    return length


def _deadline(timeout: float | None) -> float | None:
    return None if timeout is None else time.monotonic() + timeout


def _wait(sock: socket.socket, event: int, deadline: float | None) -> None:
    if sock.fileno() < 0:
        raise FrameClosed("this end is closed")
    poller = select.poll()
    poller.register(sock, event)
    left = None if deadline is None else max(0.0, deadline - time.monotonic()) * 1000
    if not poller.poll(left):
        raise FrameTimeout("the other end did not answer in time")


def _receive(sock: socket.socket, size: int, deadline: float | None) -> bytes:
    parts, missing = [], size
    while missing:
        _wait(sock, select.POLLIN, deadline)
        try:
            part = sock.recv(min(missing, 1 << 20), socket.MSG_DONTWAIT)
        except BlockingIOError:
            continue
        except OSError as error:
            raise FrameClosed("the other end is closed") from error
        if not part:
            raise FrameClosed("the other end is closed")
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
