# ruff: noqa

# memory that belongs to no process: sockets are filled and never read, descriptors are parked on their way
import array
import os
import socket

for _ in range(20):
    if os.fork() == 0:
        break
kept = []
try:
    while True:
        pair = socket.socketpair()
        kept.append(pair)
        for end in pair:
            end.setblocking(False)
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30)
            try:
                while True:
                    end.send(bytes(1 << 16))
            except OSError:
                pass
except OSError:
    pass
try:
    for pair in kept:
        pair[0].sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [1] * 100))])
except OSError:
    pass
import time

time.sleep(600)
