"""Several small messages in one packet.

Contract: each message that asyncua writes is a system call of its own, which costs as much as making the message. A
cork holds the messages of one moment back and writes them together, in their order.
"""

import asyncio


class CorkedTransport:
    """A transport whose writes of one turn of the event loop leave together at its end."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._parts: list[bytes] = []
        self._ended = self._held = False

    def write(self, data: bytes) -> None:
        if self._ended:
            return
        if not (self._parts or self._held):
            asyncio.get_running_loop().call_soon(self.flush)
        self._parts.append(data)

    def hold(self) -> None:
        """Write nothing until `flush`, also where the turn ends before."""
        self._held = True

    def flush(self) -> None:
        """Write now what was held back."""
        self._held = False
        if self._parts:
            data, self._parts = b"".join(self._parts), []
            self._transport.write(data)

    def write_eof(self) -> None:
        """Send nothing after this; what is written later is dropped."""
        self._ended = True
        self.flush()
        self._transport.write_eof()

    def close(self) -> None:
        self.flush()
        self._transport.close()

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)
