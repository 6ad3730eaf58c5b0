# ruff: noqa

# thousands of questions from a cell that may not ask
import os
import socket

from labs.runtime.frames import send_frame

with socket.socket(fileno=os.dup(int(os.environ["SMARTLAB_EXAMINER_FD"]))) as end:
    for _ in range(5000):
        send_frame(end, {"op": "check", "id": ["doubles"], "functions": 7}, timeout=0.2)
