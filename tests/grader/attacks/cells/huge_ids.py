# ruff: noqa

# ids, operations and names that are as long as a frame can be, or no text at all
import os
import socket

from labs.runtime.frames import recv_frame, send_frame

with socket.socket(fileno=os.dup(int(os.environ["SMARTLAB_EXAMINER_FD"]))) as end:
    for frame in (
        {"op": "check", "id": "x" * 900_000, "functions": ["f" * 90_000]},
        {"op": "check", "id": 10**4000, "functions": {"doubles": 1}},
        {"op": "check", "id": "doubles", "functions": list(range(90_000))},
        {"op": "check", "id": ["doubles"] * 90_000},
        {"op": "check", "id": "../../etc/passwd\x00", "verdict": "correct", "points": 1000},
    ):
        send_frame(end, frame, timeout=2.0)
        recv_frame(end, 2.0)
