"""What a server otherwise learns from its first client: how each message is written and read.

Contract: asyncua makes an encoder and a decoder for a type when it first meets it. `rehearse` makes those of all
requests and responses, so that forks share them and a first connection is as quick as the second.
"""

from asyncua import ua
from asyncua.common.utils import Buffer
from asyncua.ua.ua_binary import struct_from_binary, struct_to_binary


def rehearse() -> int:
    """Encode and decode an empty message of every type that has one; return how many there are."""
    count = 0
    for name in dir(ua):
        if not name.endswith(("Request", "Response")):
            continue
        kind = getattr(ua, name)
        try:
            struct_from_binary(kind, Buffer(struct_to_binary(kind())))
        except Exception:  # a type that cannot be empty is learnt when it is met
            continue
        count += 1
    return count
