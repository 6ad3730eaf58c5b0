# ruff: noqa

# processes that make processes
import os
import time

end = time.monotonic() + 1.0
while time.monotonic() < end:
    try:
        os.fork()
    except OSError:
        break
