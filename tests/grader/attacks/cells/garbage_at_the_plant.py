# ruff: noqa

# the plant's own socket is flooded, held and confused while the function is called
import contextlib
import os
import socket
from urllib.parse import urlparse

import labs.session

original = labs.session.connect
held = []


def connect(name="furnace", **address):
    where = urlparse(address["url"])
    for number in range(100):
        with contextlib.suppress(OSError):
            end = socket.create_connection((where.hostname, where.port), timeout=0.5)
            held.append(end)
            hello = b"HELF" + (b"\xff\xff\xff\x7f" if number % 2 else b"\x20\x00\x00\x00") + os.urandom(4096)
            end.sendall(hello[: number * 40])
    return original(name, **address)


labs.session.connect = connect
