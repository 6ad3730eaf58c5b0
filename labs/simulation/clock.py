"""Virtual time: an integer count of ticks.

Contract: time never comes from the machine that runs the plant. Ticks are integers, so that a time is reached
exactly however the way there was split; seconds are derived from them.
"""

from fractions import Fraction


class VirtualClock:
    """Counts ticks of `tick_seconds` (s, exact: 0.1 is taken as one tenth) from 0."""

    def __init__(self, tick_seconds: Fraction | float | str = Fraction(1, 10)) -> None:
        self.exact_tick_seconds = Fraction(str(tick_seconds))
        if self.exact_tick_seconds <= 0:
            raise ValueError(f"a tick must last longer than {tick_seconds} s")
        self.tick_seconds = float(self.exact_tick_seconds)
        self.tick = 0

    @property
    def seconds(self) -> float:
        """Simulated time in seconds, the double nearest to the exact value."""
        return float(self.tick * self.exact_tick_seconds)

    def ticks(self, seconds: float) -> int:
        """Return the number of ticks nearest to `seconds`."""
        return round(Fraction(seconds) / self.exact_tick_seconds)

    def advance(self, ticks: int = 1) -> None:
        """Move on by `ticks` >= 0."""
        if ticks < 0:
            raise ValueError("time does not run backwards")
        self.tick += ticks

    def reset(self) -> None:
        """Return to tick 0."""
        self.tick = 0
