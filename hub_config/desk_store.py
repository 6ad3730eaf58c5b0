"""The desk's store, and its line of what waits for grading, in the school's data folder.

Contract: apart from hub_config.local_desk because importing nbgrader takes a second or two, which the desk's service
and `smartlab up` need not pay.
"""

import time
from datetime import UTC, datetime
from pathlib import Path

from grader.desk.queue import GradingQueue
from grader.desk.store import Store


def store_at(folder: Path) -> Store:
    """The desk's store, with the machine's clock."""
    return Store(folder, lambda: datetime.now(UTC))


def queue_at(folder: Path) -> GradingQueue:
    """The line of submissions, with the machine's clock."""
    return GradingQueue(folder / ".queue" / "jobs.sqlite", time.time)
