"""A client's requests sent, and their answers read, in the calling thread.

Contract: while a connection's event loop stands still (`background.LoopThread.still`), `Direct` does on its socket what
asyncua's protocol does there, with the same counters, so that the loop goes on afterwards as if it had done it itself.
A message that is no whole, plain answer to what was asked here goes to the protocol (the answer to a keep-alive, an
error, a piece), and so does whatever arrives after somebody stopped waiting.
"""

import socket
from collections.abc import Sequence

from asyncua.common.utils import Buffer

from labs.opcua.asking import Asked, message
from labs.opcua.messages import FRAME, WHOLE, is_next, plain, received

_AT_ONCE = 65_536
"""Bytes read in one go."""


class _Answer:
    """Stands for a future where the protocol keeps those who wait: an answer may come through either."""

    def __init__(self) -> None:
        self.data: bytes | None = None
        self.error: BaseException | None = None

    def done(self) -> bool:
        return self.data is not None or self.error is not None

    def set_result(self, body: Buffer) -> None:
        self.data = bytes(body)

    def set_exception(self, error: BaseException) -> None:
        self.error = error


class Direct:
    """Of the connection of asyncua's client `protocol`; waits `timeout` seconds for anything to arrive."""

    def __init__(self, protocol, timeout: float) -> None:
        self.protocol, self._timeout = protocol, timeout
        self._socket: socket.socket = protocol.transport.get_extra_info("socket").dup()
        self._socket.settimeout(timeout)

    def close(self) -> None:
        """Let go of the socket; the connection itself stands."""
        self._socket.close()

    def ready(self, protocol) -> bool:
        """Return whether `protocol` is the one, stands, and has nothing half sent or half changed."""
        transport = protocol.transport if protocol is self.protocol else None
        return (
            transport is not None
            and not transport.is_closing()
            and transport.get_write_buffer_size() == 0
            and plain(protocol._connection)
        )

    def exchange(self, requests: Sequence[Asked]) -> list[bytes]:
        """Send all requests at once and return their answers. TimeoutError, OSError, or why the protocol gave up."""
        protocol, answers, parts = self.protocol, [], []
        for asked in requests:
            parts.append(message(protocol, asked, self._timeout))
            answers.append(_Answer())
            protocol._callbackmap[protocol._request_id] = answers[-1]
        self._socket.sendall(b"".join(parts))
        for answer in answers:
            while not answer.done():
                self._receive()
            if answer.error is not None:
                raise answer.error
        return [answer.data for answer in answers]

    def _receive(self) -> None:
        """Read once and hand out the whole messages; what is left over stays with the protocol."""
        protocol = self.protocol
        arrived = b"" if protocol.transport.is_closing() else self._socket.recv(_AT_ONCE)
        if not arrived:
            raise ConnectionError("the connection is closed")
        data, protocol.receive_buffer = (protocol.receive_buffer or b"") + arrived, None
        at = 0
        while len(data) - at >= FRAME.size:
            kind, size, channel, token, sequence, request = FRAME.unpack_from(data, at)
            if size > len(data) - at:
                break
            answer = protocol._callbackmap.get(request)
            mine = kind == WHOLE and type(answer) is _Answer and not answer.done() and plain(protocol._connection)
            if not mine or size < FRAME.size or not is_next(protocol._connection, channel, token, sequence):
                break
            received(protocol._connection, sequence)
            del protocol._callbackmap[request]
            answer.data = data[at + FRAME.size : at + size]
            at += size
        if at < len(data):
            protocol.data_received(data[at:])
