"""Names that the server and its clients share.

Contract: constants and pure functions only; imports nothing of the project. Node ids are strings in the namespace
`NAMESPACE`: the object's name and the signal's path joined by dots, for instance `Furnace.Zone1.Temperature`.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

NAMESPACE = "urn:smartlab:plant"
"""Namespace URI of every node that is not the standard's own. Clients look its index up; it is not promised."""

RUN_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""Source timestamp of tick 0 of every run: source timestamps are virtual time, so that equal runs give equal traces."""

CLOCK = "Clock"
FAULTS = "Faults"
TRUTH = "Truth"
COMMANDS = "Commands"
ALARMS = "Alarms"
RESERVED = (CLOCK, FAULTS, TRUTH)
"""Objects beside the machine's own. Everything else of our namespace under Objects is the machine."""

REAL_TIME, SCALED, LOCKSTEP = "real-time", "scaled", "lockstep"
MODES = (REAL_TIME, SCALED, LOCKSTEP)

SLOWEST, FASTEST = 0.1, 1000.0
"""Range of the clock's speed: simulated seconds in one real second."""

MOST_SECONDS = 86_400.0
"""The most simulated seconds that one `Advance` may ask for."""


@lru_cache(maxsize=64)  # a thousand values of one tick share one
def source_time(seconds: float) -> datetime:
    """Return the source timestamp of the simulated time `seconds` after tick 0."""
    return RUN_EPOCH + timedelta(seconds=seconds)


def simulated_seconds(timestamp: datetime) -> float:
    """Return the simulated seconds after tick 0 that a source timestamp stands for (naive timestamps are UTC)."""
    aware = timestamp if timestamp.tzinfo else timestamp.replace(tzinfo=UTC)
    return (aware - RUN_EPOCH).total_seconds()
