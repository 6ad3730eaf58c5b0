"""Ties a process to the one that started it.

Contract: after `end_with_parent` the kernel sends `number` (SIGTERM) to this process when its parent ends, whatever
ended it. Linux only, like the sandboxes.
"""

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1


def end_with_parent(number: int = signal.SIGTERM) -> None:
    """Ask the kernel; where the parent has already gone, end at once."""
    parent = os.getppid()
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        os.kill(os.getpid(), number)
