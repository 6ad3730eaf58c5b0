"""From where to where a history is read, and in what portions: the same for values and for events.

Contract: pure. Times become ticks of the run here; the rules are those of OPC 10000-11, 6.5.2 and 6.5.3.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime

from asyncua import ua

from labs.opcua.live import Refused
from labs.opcua.names import simulated_seconds


class Extent:
    """From where to where a client reads, how much in one portion and in all (OPC 10000-11, 6.5.3.2).

    Two of the three `first`, `last` and `most` are given, else `Refused`. With one time alone `most` are read in all.
    `begin` and `end` are in ticks.
    """

    def __init__(self, first: datetime, last: datetime, most: int, tick_seconds: float) -> None:
        if (absent(first) + absent(last) + (not most)) > 1:
            raise Refused(ua.StatusCodes.BadInvalidArgument)
        self.backwards = absent(first) or (not absent(last) and last < first)
        begin, end = (last, None) if absent(first) else (first, None if absent(last) else last)
        self.begin = tick_of(begin, tick_seconds)
        unending = -math.inf if self.backwards else math.inf
        self.end = unending if end is None else tick_of(end, tick_seconds)
        self.each = most or None
        self.left = most if end is None else None

    def within(self, ticks: Sequence[float]) -> tuple[int, int]:
        """Return the positions from the beginning (included) to the end (excluded); both included where they agree."""
        if self.begin == self.end:
            return bisect_left(ticks, self.begin), bisect_right(ticks, self.begin)
        if self.backwards:
            return bisect_right(ticks, self.end), bisect_right(ticks, self.begin)
        return bisect_left(ticks, self.begin), bisect_left(ticks, self.end)

    def portion(self, most: int) -> int:
        """Return how much the next portion may hold where an answer may hold `most`."""
        return min(each for each in (most, self.each, self.left) if each is not None)

    def given(self, count: int) -> bool:
        """Note that `count` were given; return whether that was all the client wants."""
        if self.left is not None:
            self.left -= count
        return self.left == 0


def tick_of(moment: datetime, tick_seconds: float) -> float:
    """Return a source timestamp in ticks: a whole number where it is within two microseconds of one."""
    ticks = simulated_seconds(moment) / tick_seconds
    return float(round(ticks)) if abs(ticks - round(ticks)) * tick_seconds < 2e-6 else ticks


def absent(moment: datetime | None) -> bool:
    """Whether a time is not given: DateTime.MinValue is 1601-01-01 (OPC 10000-6)."""
    return moment is None or moment.replace(tzinfo=UTC) <= datetime(1601, 1, 1, tzinfo=UTC)
