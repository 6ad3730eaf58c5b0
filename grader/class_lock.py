"""One at a time in a class's nbgrader folders: the desk's grader, the command line and the teacher's formgrader.

Contract: `class_lock(folder)` waits for its turn, also behind other processes and threads; a process that is killed
gives its turn back. `lock_steps` puts nbgrader's own steps (autograde, generate assignment, generate feedback) of this
process under the same lock; a second time it changes nothing. The teacher's nbgrader_config.py calls it, for commands
that are typed, and so does the teacher's server, of which this module is an extension, for formgrader.
"""

import fcntl
import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LOCK_FILE = ".grading.lock"


@contextmanager
def class_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of the class whose nbgrader folders lie in `folder`; raises OSError where it cannot be written."""
    with (folder / LOCK_FILE).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def locked(start: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return nbgrader's `BaseConverter.start` under the lock of its course."""

    @functools.wraps(start)
    def locked_start(converter: Any) -> None:
        with class_lock(Path(converter.coursedir.root)):
            start(converter)

    return locked_start


def lock_steps() -> None:
    """Have every step of nbgrader's in this process wait for its turn in its course."""
    from nbgrader.converters.base import BaseConverter

    if not hasattr(BaseConverter.start, "__wrapped__"):
        BaseConverter.start = locked(BaseConverter.start)


def _jupyter_server_extension_points() -> list[dict]:
    return [{"module": "grader.class_lock"}]


def _load_jupyter_server_extension(_app: object) -> None:
    lock_steps()
