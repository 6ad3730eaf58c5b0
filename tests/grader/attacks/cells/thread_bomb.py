# ruff: noqa

# threads until there are no more
import threading
import time

threads = []
try:
    for _ in range(20_000):
        threads.append(threading.Thread(target=time.sleep, args=(600,), daemon=True))
        threads[-1].start()
except (RuntimeError, MemoryError):
    pass
