"""asyncua's socket server on a listening socket that already exists.

Contract: `SocketServer` accepts on the socket it is given (opened by somebody else, perhaps in another network
namespace and before a fork). A connection that sends more than `LARGEST` bytes without a complete message is closed.
"""

import asyncio
import socket

from asyncua import ua
from asyncua.common.connection import TransportLimits
from asyncua.server.binary_server_asyncio import BinaryServer, OPCUAProtocol
from asyncua.server.internal_server import InternalServer
from asyncua.server.server import Server
from asyncua.ua.ua_binary import uatcp_to_binary

from labs.opcua.certificates import Pair
from labs.opcua.corking import CorkedTransport
from labs.opcua.processor import GuardedProcessor

LARGEST = 2 * 1024 * 1024
"""Largest message in bytes; asyncua's own limit is 100 MiB, open to whoever connects."""

_CHUNK = 65_535


def transport_limits() -> TransportLimits:
    """Return the limits this server tells its clients."""
    return TransportLimits(
        max_recv_buffer=_CHUNK, max_send_buffer=_CHUNK, max_chunk_count=LARGEST // _CHUNK + 1, max_message_size=LARGEST
    )


class _Connection(OPCUAProtocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(CorkedTransport(transport))
        if self.processor is not None:
            self.processor = GuardedProcessor(self.iserver, self.transport, self.limits)
            self.processor.set_policies(self.policies)

    async def _process_one_msg(self, header, buf) -> bool:
        try:
            return await super()._process_one_msg(header, buf)
        except Exception as error:
            self._refuse(error.code if isinstance(error, ua.UaStatusCodeError) else ua.StatusCodes.BadDecodingError)
            return False

    def _refuse(self, code: int) -> None:
        """Say why, and hang up (OPC 10000-6, 7.1.5)."""
        if self.transport is not None:
            self.transport.write(uatcp_to_binary(ua.MessageType.Error, ua.ErrorMessage(ua.StatusCode(code))))
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        if len(self._buffer) + len(data) > LARGEST:
            self._buffer = b""
            self.transport.abort()
            return
        super().data_received(data)


class SocketServer(BinaryServer):
    """Accepts on `listener`, and closes it when it stops."""

    def __init__(self, core: InternalServer, listener, limits: TransportLimits) -> None:
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

    def show_certificate(self, pair: Pair) -> None:
        """Show this certificate, with its key, to whoever connects from now on."""
        self.iserver.certificate, self.iserver.private_key = pair.certificate, pair.key
        for policy in self._policies:
            policy.certificate, policy.private_key = pair.certificate, pair.key
        for endpoint in self.iserver.endpoints:
            endpoint.ServerCertificate = pair.der
