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

    `rest` is the shortest time from one round to the next in wall seconds: faster ticks come several at once. Rounds
    are counted from when one was to be and not from when it was, so that the work of one does not make the next late.
    `now` gives wall seconds that never go back.
    """

    def __init__(
        self,
        speed: float | None = 1.0,
        tick_seconds: float = 0.1,
        now: Callable[[], float] = time.monotonic,
        rest: float = 0.0,
    ) -> None:
        if speed is not None and not speed > 0:
            raise ValueError("the speed must be above 0")
        self.speed = speed
        self.tick_seconds = tick_seconds
        self.rest = rest
        self._now = now
        self.restart()

    def restart(self) -> None:
        """Count from this moment."""
        self._start = self._round = self._now()
        self._given = 0

    def due(self) -> int:
        """Return how many ticks are due now, and count them as given."""
        if self.speed is None:
            return FLAT_OUT_BATCH
        now, rate = self._now(), self.speed / self.tick_seconds
        ticks = int((now - self._start) * rate) - self._given
        if ticks <= 0:
            return 0
        self._round = self._next_round()
        if self.rest:  # whoever missed rounds goes on with the next one
            self._round += (now - self._round) // self.rest * self.rest
        most = max(1, int(LONGEST_DEBT * rate))
        if ticks > most:
            self._start += (ticks - most) / rate
            ticks = most
        self._given += ticks
        return ticks

    def delay(self) -> float:
        """Return the wall seconds until the next round, when a tick is due (0 when it is time)."""
        return 0.0 if self.speed is None else max(0.0, self._next_round() - self._now())

    def late(self) -> float:
        """Return for how many wall seconds a tick has been due and not been given (0 when none is)."""
        return 0.0 if self.speed is None else max(0.0, self._now() - self._due_at())

    def _due_at(self) -> float:
        """When the next tick is due."""
        return self._start + (self._given + 1) * self.tick_seconds / self.speed

    def _next_round(self) -> float:
        return max(self._due_at(), self._round + self.rest)

    def wait(self) -> int:
        """Sleep until a tick is due and return how many are (at least 1)."""
        while not (ticks := self.due()):
            time.sleep(max(self.delay(), 0.0005))
        return ticks
