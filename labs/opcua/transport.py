"""asyncua's socket server on a listening socket that already exists.

Contract: `SocketServer` accepts on the socket it is given (opened by somebody else, perhaps in another network
namespace and before a fork). Whoever sends what is no message, or too much of it, is told the reason and cut off; who
sends or asks faster than answers can leave is not read from meanwhile. When there are too many connections, the oldest
that has not logged in gives way (OPC 10000-4, 5.5.2.1).
"""

import asyncio
import socket
from contextlib import suppress
from copy import copy

from asyncua import ua
from asyncua.common.utils import Buffer, NotEnoughData
from asyncua.server.binary_server_asyncio import BinaryServer, OPCUAProtocol
from asyncua.server.internal_server import InternalServer
from asyncua.server.server import Server
from asyncua.ua.ua_binary import header_from_binary, uatcp_to_binary

from labs.opcua.certificates import Pair
from labs.opcua.corking import CorkedTransport
from labs.opcua.limits import CHUNK, MOST_WAITING, MOST_WAITING_OF_STRANGER, PlantLimits, largest_message
from labs.opcua.messages import BEGINNING, FRAME, LONGEST, WHOLE
from labs.opcua.processor import GuardedProcessor

_HEADER = 12
"""Bytes of a message before its body, at most."""

MOST_AT_ONCE = 8
"""Messages of one connection answered before others have their turn."""

_LINGER = 1.0
"""Seconds that a connection stands after its last words."""


class _Connection(OPCUAProtocol):
    """One client's connection."""

    def __init__(self, *arguments, **options) -> None:
        super().__init__(*arguments, **options)
        self._writable = asyncio.Event()
        self._writable.set()
        self._full = self._refused = self._unwelcome = self._busy = False
        self._ending: asyncio.TimerHandle | None = None

    # -- coming and going ------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = CorkedTransport(transport)
        peer = (transport.get_extra_info("peername") or ("",))[0]
        if not self._make_room(peer):
            self._turn_away(transport)
            return
        super().connection_made(transport)
        self.processor = GuardedProcessor(self.iserver, self.transport, self.limits)
        self.processor.set_policies(self.policies)

    def _make_room(self, peer: str) -> bool:
        """Return whether one more from the address `peer` may come, in the oldest stranger's place if need be."""
        core, strangers = self.iserver, [each for each in self.clients if not each.authenticated]
        if sum(each.peer_name[0] == peer for each in self.clients if each.peer_name) >= core.max_connections_of_one:
            strangers = [each for each in strangers if each.peer_name and each.peer_name[0] == peer]
        elif len(self.clients) < core.max_connections and len(strangers) < core.max_strangers:
            return True
        if strangers:
            strangers[0].refuse(ua.StatusCodes.BadTcpNotEnoughResources)
        return bool(strangers)

    def _turn_away(self, transport: CorkedTransport) -> None:
        """Refuse a connection that there is no room for, when it says Hello: clients listen for an answer then."""
        self.transport, self._unwelcome = transport, True
        self.iserver.asyncio_transports.append(transport)
        self._ending = asyncio.get_running_loop().call_later(
            _LINGER, self.refuse, ua.StatusCodes.BadTcpNotEnoughResources
        )

    @property
    def authenticated(self) -> bool:
        """Whether somebody is logged in."""
        return self.processor is not None and self.processor.authenticated

    async def _activation_watchdog(self) -> None:
        """Hang up on whoever is not logged in for this long, at the beginning or later."""
        pause = self.iserver.max_pending_activation_seconds / 2
        idle = 0
        while idle < 2:
            await asyncio.sleep(pause)
            idle = 0 if self.authenticated else idle + 1
        self.refuse(ua.StatusCodes.BadTimeout)

    def refuse(self, code: int) -> None:
        """Say why, and hang up (OPC 10000-6, 7.1.5): when the other side has, or after a moment.

        Closed at once with something unread, a socket takes the last words back.
        """
        if self.transport is None or self._refused:
            return
        self._refused, self._buffer = True, b""
        if self in self.clients:
            self.clients.remove(self)
        status = ua.StatusCode(code)
        self.transport.write(uatcp_to_binary(ua.MessageType.Error, ua.ErrorMessage(status, status.name)))
        if len(self.iserver.asyncio_transports) > 2 * self.iserver.max_connections:
            self.transport.close()
            return
        with suppress(OSError):  # the other side may have gone
            self.transport.write_eof()
        self._ending = asyncio.get_running_loop().call_later(_LINGER, self.transport.close)

    def connection_lost(self, ex: BaseException | None) -> None:
        super().connection_lost(ex)
        self._writable.set()
        if self._ending is not None:
            self._ending.cancel()

    # -- reading ---------------------------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        if self._refused or self.transport.is_closing():
            return
        if self._unwelcome:
            self.refuse(ua.StatusCodes.BadTcpNotEnoughResources)
            return
        self._buffer += data
        if self.messages.empty() and not self._busy and self._writable.is_set():
            self._answer_at_once()
        if self._buffer or self._full:
            self._take()

    def _answer_at_once(self) -> None:
        """Answer the first messages that have arrived whole, as long as that needs nothing but this moment.

        A message that goes through the queue takes the event loop three turns.
        """
        data, at = self._buffer, 0
        self.transport.hold()
        for _ in range(MOST_AT_ONCE):
            if len(data) < at + FRAME.size:
                break
            kind, size, channel = BEGINNING.unpack_from(data, at)
            end = at + size
            if kind != WHOLE or not FRAME.size <= size <= LONGEST or end > len(data):
                break
            if not self.processor.answered_at_once(channel, data[at + BEGINNING.size : end]):
                break
            at = end
        self.transport.flush()
        if at:
            self._buffer = data[at:]

    def _take(self) -> None:
        """Queue the whole messages that have arrived; stop reading while too many wait."""
        most = MOST_WAITING if self.authenticated else MOST_WAITING_OF_STRANGER
        while self._buffer and not self._refused and self.messages.qsize() < most:
            try:
                header = header_from_binary(Buffer(self._buffer[:_HEADER]))
            except NotEnoughData:
                break
            except Exception:
                self.refuse(ua.StatusCodes.BadTcpMessageTypeInvalid)
                return
            if header.body_size <= 0:
                self.refuse(ua.StatusCodes.BadTcpInternalError)
                return
            if header.packet_size > min(CHUNK, largest_message(self.processor.greeted, self.authenticated)):
                self.refuse(ua.StatusCodes.BadTcpMessageTooLarge)
                return
            if len(self._buffer) < header.packet_size:
                break
            body = Buffer(self._buffer[header.header_size : header.packet_size])
            self.messages.put_nowait((header, body))
            self._buffer = self._buffer[header.packet_size :]
        full = self.messages.qsize() >= most and not self._refused
        if full != self._full and not self.transport.is_closing():
            self._full = full
            self.transport.pause_reading() if full else self.transport.resume_reading()

    # -- answering -------------------------------------------------------------------------------------------------

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    async def _process_one_msg(self, header, buf) -> bool:
        await self._writable.wait()
        if self._refused:
            return False
        self._busy = True
        try:
            going_on = await super()._process_one_msg(header, buf)
        except Exception as error:
            self.refuse(error.code if isinstance(error, ua.UaStatusCodeError) else ua.StatusCodes.BadDecodingError)
            return False
        finally:
            self._busy = False
        if going_on:
            self._take()
        return going_on


class SocketServer(BinaryServer):
    """Accepts on `listener`, and closes it when it stops."""

    def __init__(self, core: InternalServer, listener, limits: PlantLimits) -> None:
        host, port = listener.getsockname()[:2]
        super().__init__(core, host, port, limits)
        self.listener = listener

    def _make_protocol(self) -> OPCUAProtocol:
        return _Connection(self.iserver, self._policies, self.clients, self.closing_tasks, self.limits)

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        # Accepted sockets inherit it. asyncio sets it only on sockets that it made itself, and an answer held back for
        # the client's delayed acknowledgement takes 40 ms.
        self.listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._server = await loop.create_server(self._make_protocol, sock=self.listener)
        self.cleanup_task = asyncio.create_task(self._close_task_loop())


class ListeningServer(Server):
    """asyncua's server, listening on a socket instead of an address."""

    async def listen(self, listener) -> None:
        """Open the endpoints on `listener` and accept."""
        await self._setup_server_nodes()
        await self.iserver.start()
        self.bserver = SocketServer(self.iserver, listener, self.limits)
        self.bserver.set_policies(self._policies)
        await self.bserver.start()

    def understudy(self) -> "ListeningServer":
        """Return a server of the same address space that has met nobody, and of whom nothing stays in this one."""
        other = copy(self)
        other.iserver = self.iserver.understudy()
        other._policies = []
        return other

    def show_certificate(self, pair: Pair) -> None:
        """Show this certificate, with its key, to whoever connects from now on."""
        self.iserver.certificate, self.iserver.private_key = pair.certificate, pair.key
        for policy in self._policies:
            policy.certificate, policy.private_key = pair.certificate, pair.key
        for endpoint in self.iserver.endpoints:
            endpoint.ServerCertificate = pair.der
