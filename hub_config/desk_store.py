"""The desk's store in the school's data folder.

Contract: apart from hub_config.local_desk because importing nbgrader takes a second or two, which the desk's service
and `smartlab up` need not pay.
"""

from datetime import UTC, datetime
from pathlib import Path

from grader.desk.store import Store


def store_at(folder: Path) -> Store:
    """The desk's store, with the machine's clock."""
    return Store(folder, lambda: datetime.now(UTC))
