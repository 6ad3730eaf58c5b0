# ruff: noqa

# frames without end, without sense, without depth
import os
import socket
import stat
import struct

for name in os.listdir("/proc/self/fd"):
    try:
        if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
            continue
        with socket.socket(fileno=os.dup(int(name))) as end:
            deep = b"[" * 100_000
            end.sendall(struct.pack(">I", len(deep)) + deep, socket.MSG_DONTWAIT)
            end.sendall(struct.pack(">I", 2**32 - 1), socket.MSG_DONTWAIT)
    except OSError:
        pass
