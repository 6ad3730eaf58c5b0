# ruff: noqa

# memory that no process shows: pages are shared, filled and let go, or lent to pipes
import ctypes
import mmap
import os

kept = []
try:
    while len(kept) < 40:
        kept.append(mmap.mmap(-1, 64 << 20))
        for at in range(0, 64 << 20, 1 << 20):
            kept[-1][at : at + (1 << 20)] = b"x" * (1 << 20)
        kept[-1].madvise(mmap.MADV_DONTNEED)
except (OSError, MemoryError, ValueError):
    pass
libc = ctypes.CDLL(None)
for _ in range(100):
    pipe = os.pipe()
    libc.vmsplice(pipe[1], ctypes.byref(ctypes.c_long()), 1, 0)
