"""Pacing: how fast virtual time runs against the wall clock.

Contract: the only module of the plants that looks at a wall clock. A `Pacer` says how many ticks are due and how
long until the next one; it never touches the plant, so the pace cannot change a trace.
"""

import time
from collections.abc import Callable

FLAT_OUT_BATCH = 1000  # ticks handed out at once when nothing limits the pace
LONGEST_DEBT = 0.5  # s of wall time that a late caller may catch up; more is dropped, so that a sleep is no storm


class Pacer:
    """Paces ticks of `tick_seconds` (simulated s) by `speed` (simulated s per wall s; None = flat out).

    `now` gives wall seconds that never go back.
    """

    def __init__(
        self, speed: float | None = 1.0, tick_seconds: float = 0.1, now: Callable[[], float] = time.monotonic
    ) -> None:
        if speed is not None and not speed > 0:
            raise ValueError("the speed must be above 0")
        self.speed = speed
        self.tick_seconds = tick_seconds
        self._now = now
        self.restart()

    def restart(self) -> None:
        """Count from this moment."""
        self._start = self._now()
        self._given = 0

    def due(self) -> int:
        """Return how many ticks are due now, and count them as given."""
        if self.speed is None:
            return FLAT_OUT_BATCH
        rate = self.speed / self.tick_seconds
        ticks = int((self._now() - self._start) * rate) - self._given
        most = max(1, int(LONGEST_DEBT * rate))
        if ticks > most:
            self._start += (ticks - most) / rate
            ticks = most
        ticks = max(0, ticks)
        self._given += ticks
        return ticks

    def delay(self) -> float:
        """Return the wall seconds until the next tick is due (0 when one is)."""
        if self.speed is None:
            return 0.0
        due_at = self._start + (self._given + 1) * self.tick_seconds / self.speed
        return max(0.0, due_at - self._now())

    def late(self) -> float:
        """Return for how many wall seconds a tick has been due and not been given (0 when none is)."""
        if self.speed is None:
            return 0.0
        return max(0.0, self._now() - self._start - (self._given + 1) * self.tick_seconds / self.speed)

    def wait(self) -> int:
        """Sleep until a tick is due and return how many are (at least 1)."""
        while not (ticks := self.due()):
            time.sleep(max(self.delay(), 0.0005))
        return ticks
