"""How much one client, above all one that has not logged in, can make a plant hold or do.

Contract: constants, and the checks that need no connection. A request is counted before it is decoded where its layout
allows that (OPC 10000-6, 5.2: an array begins with its length as Int32). Whatever is over a limit is refused with the
standard's code for it, and costs the others nothing. asyncua 2.1.0 lets anybody send 100 MiB in pieces before he logs
in, and keeps the subscriptions of closed sessions for days (its issues 1962, 1963 and 1982).
"""

from dataclasses import dataclass

from asyncua import ua
from asyncua.common.connection import TransportLimits
from asyncua.common.utils import ServiceError

CHUNK = 65_535
"""Largest piece of a message in bytes, in both directions."""

SMALLEST_BUFFER = 8_192
"""A client has to take pieces of this size at least (OPC 10000-6, 7.1.2.3)."""

LARGEST = 512 * 1024
"""Largest request in bytes from somebody who is logged in: enough to read a whole plant at once. What is decoded from
it may take a hundred times as much memory."""

LARGEST_FROM_STRANGER = 65_535
"""Largest message in bytes from anybody else; a Hello is smaller still."""

LARGEST_HELLO = SMALLEST_BUFFER
LONGEST_URL = 4_096

MOST_CONNECTIONS, MOST_FROM_ONE_ADDRESS, MOST_STRANGERS = 60, 40, 20
MOST_SESSIONS = 60
SECONDS_TO_LOG_IN = 10.0

MOST_WAITING, MOST_WAITING_OF_STRANGER = 100, 8
"""Messages of one connection that wait their turn; then it is not read from until some are answered."""

MOST_SUBSCRIPTIONS, MOST_SUBSCRIPTIONS_OF_SESSION = 60, 20
MOST_ITEMS_OF_SESSION = 5_000
LONGEST_QUEUE = 1_000
"""Values of one item that wait to be published."""

LONGEST_PUBLISHING = 60_000.0
"""Longest publishing interval in milliseconds."""

LONGEST_LIFE = 600_000.0
"""How long a subscription lives that nobody asks for its news, in milliseconds."""

MOST_OPERATIONS = 10_000
MOST_CALLS = 100

_COUNTED = {
    # request: (bytes before the array's length, most entries)
    "Read": (12, MOST_OPERATIONS),
    "Write": (0, MOST_OPERATIONS),
    "Call": (0, MOST_CALLS),
    "TranslateBrowsePathsToNodeIds": (0, MOST_OPERATIONS),
    "RegisterNodes": (0, MOST_OPERATIONS),
    "UnregisterNodes": (0, MOST_OPERATIONS),
    "BrowseNext": (1, MOST_OPERATIONS),
    "CreateMonitoredItems": (8, MOST_ITEMS_OF_SESSION),
    "ModifyMonitoredItems": (8, MOST_ITEMS_OF_SESSION),
    "DeleteMonitoredItems": (4, MOST_ITEMS_OF_SESSION),
    "SetMonitoringMode": (8, MOST_ITEMS_OF_SESSION),
    "SetTriggering": (8, MOST_ITEMS_OF_SESSION),
    "DeleteSubscriptions": (0, MOST_OPERATIONS),
    "SetPublishingMode": (1, MOST_OPERATIONS),
    "TransferSubscriptions": (0, MOST_OPERATIONS),
    "Publish": (0, MOST_OPERATIONS),
}
_LAYOUT = {
    ua.NodeId(getattr(ua.ObjectIds, f"{name}Request_Encoding_DefaultBinary")): layout
    for name, layout in _COUNTED.items()
}


def check_count(request: ua.NodeId, body) -> None:
    """Raise BadTooManyOperations where the array of a request, `body` after its header, is too long."""
    before, most = _LAYOUT.get(request, (0, -1))
    if most < 0:
        return
    peeked = body.copy().read(before + 4)
    if int.from_bytes(peeked[before:], "little", signed=True) > most:
        raise ServiceError(ua.StatusCodes.BadTooManyOperations)


def largest_message(greeted: bool, authenticated: bool) -> int:
    """Return how many bytes one message may have, at this stage of a connection."""
    if not greeted:
        return LARGEST_HELLO
    return LARGEST if authenticated else LARGEST_FROM_STRANGER


@dataclass
class PlantLimits(TransportLimits):
    """What this server tells its clients; a client that cannot take the smallest pieces is refused."""

    max_recv_buffer: int = CHUNK
    max_send_buffer: int = CHUNK
    max_chunk_count: int = LARGEST // CHUNK + 1
    max_message_size: int = LARGEST
    longest_answer: int = 0
    """What the client takes at most, in bytes; 0 is as much as there is."""

    def create_acknowledge_and_set_limits(self, msg: ua.Hello) -> ua.Acknowledge:
        if len(msg.EndpointUrl or "") > LONGEST_URL:
            raise ua.UaStatusCodeError(ua.StatusCodes.BadTcpEndpointUrlInvalid)
        if min(msg.ReceiveBufferSize, msg.SendBufferSize) < SMALLEST_BUFFER:
            raise ua.UaStatusCodeError(ua.StatusCodes.BadTcpNotEnoughResources)
        wanted = (msg.MaxMessageSize, msg.MaxChunkCount * min(msg.ReceiveBufferSize, self.max_send_buffer))
        self.longest_answer = min((each for each in wanted if each), default=0)
        msg.MaxMessageSize = msg.MaxChunkCount = 0  # it bounds what we send; asyncua would bound what we take by it
        return super().create_acknowledge_and_set_limits(msg)


def subscription_life(interval: float, lifetime: int, keep_alive: int) -> tuple[int, int]:
    """Return the life and keep-alive counts that are granted at a publishing interval of `interval` ms.

    A count of 0 asks for the longest; a life is at least three keep-alives (OPC 10000-4, 5.13.2.2).
    """
    longest = max(3, int(LONGEST_LIFE // interval))
    life = min(lifetime, longest) if lifetime > 0 else longest
    kept = min(keep_alive, longest // 3) if keep_alive > 0 else longest // 3
    return max(life, 3 * kept), kept
