# ruff: noqa

# work that outlives its cell and waits for a plant to appear
import os
import threading
import time

if os.fork() == 0:
    try:
        os.setsid()
    except OSError:
        os.setpgid(0, 0)
    time.sleep(600)
    os._exit(0)


def wait():
    while True:
        time.sleep(0.05)


for _ in range(5):
    threading.Thread(target=wait, daemon=True).start()
