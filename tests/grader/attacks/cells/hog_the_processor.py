# ruff: noqa

# many processes, each in a session of its own, all of them busy while others wait for their turn
import os

for _ in range(4):
    if os.fork() == 0:
        try:
            os.setsid()
        except OSError:
            pass
        while True:
            pass
