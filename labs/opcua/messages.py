"""Messages without security as bytes: what stands at the same place in each of them (OPC 10000-6, 5.2 and 6.7.2).

Contract: what `framed` makes is what asyncua's channel makes of the same body, and `is_next` lets through only what
asyncua's checks of a piece let through (channel, token, sequence), so that either may take the next message. It is for
short messages in one piece on a channel without security; `plain` tells whether a channel is one. asyncua goes through
a dozen objects for one message, which costs more than what a plant does in between.
"""

import time
from struct import Struct

from asyncua import ua
from asyncua.common.connection import SecureConnection
from asyncua.crypto.security_policies import SecurityPolicyNone
from asyncua.ua.ua_binary import nodeid_to_binary

WHOLE = b"MSGF"
"""A message in one piece."""

LONGEST = 8_000
"""Bytes of a message that every peer takes in one piece (the smallest buffer is 8192, OPC 10000-6, 7.1.2.3)."""

FRAME = Struct("<4sIIIII")
"""Kind, size, channel, token, sequence number, request id."""

BEGINNING = Struct("<4sII")
"""Kind, size, channel."""

REQUEST = Struct("<qIIiI3s")
"""A request's header after its session's token: timestamp, handle, diagnostics wanted, no text, timeout in ms, nothing.
"""

RESPONSE = Struct("<4sqIIBi3s")
"""A response's type and header: type, timestamp, handle, status, no diagnostics, no texts, nothing."""

COUNT = Struct("<i")
NOTHING = b"\0\0\0"
"""An ExtensionObject without type and body."""

_EPOCH = 116_444_736_000_000_000
"""1 January 1970 as OPC UA counts: 100 ns since 1601 (OPC 10000-6, 5.2.2.5)."""


def type_bytes(name: str) -> bytes:
    """Return the four bytes that begin a message of this type, for instance "ReadRequest"."""
    return nodeid_to_binary(ua.FourByteNodeId(getattr(ua.ObjectIds, f"{name}_Encoding_DefaultBinary")))


def timestamp() -> int:
    """Return this moment as OPC UA counts, to the microsecond as asyncua."""
    return time.time_ns() // 1000 * 10 + _EPOCH


def plain(connection: SecureConnection) -> bool:
    """Return whether the channel is open, without security, and in no middle of anything."""
    return (
        type(connection.security_policy) is SecurityPolicyNone
        and connection.is_open()
        and not connection._incoming_parts
        and connection.next_security_token.TokenId == 0
    )


def is_next(connection: SecureConnection, channel: int, token: int, sequence: int) -> bool:
    """Return whether a piece with these numbers is the one that has to come next on a `plain` channel."""
    known, before = connection.security_token, connection._peer_sequence_number
    return channel == known.ChannelId and token == known.TokenId and before is not None and sequence == before + 1


def received(connection: SecureConnection, sequence: int) -> None:
    """Note that the piece that `is_next` let through has been taken."""
    connection._peer_sequence_number = sequence


def framed(connection: SecureConnection, request_id: int, body: bytes) -> bytes:
    """Return `body` as the next message of the channel, by asyncua where it is long or secured."""
    longest = min(LONGEST, connection._limits.max_send_buffer - FRAME.size)
    if len(body) > longest or not plain(connection) or connection._sequence_number + 1 >= 1 << 32:
        return connection.message_to_binary(body, request_id=request_id)
    connection._sequence_number += 1
    known = connection.security_token
    size = FRAME.size + len(body)
    return FRAME.pack(WHOLE, size, known.ChannelId, known.TokenId, connection._sequence_number, request_id) + body
