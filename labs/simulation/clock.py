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
        # A lockstep round asks for the time ten times: integers are as exact as fractions, and ten times faster.
        self._numerator, self._denominator = self.exact_tick_seconds.as_integer_ratio()
        self.tick_seconds = float(self.exact_tick_seconds)
        self.tick = 0

    @property
    def seconds(self) -> float:
        """Simulated time in seconds, the double nearest to the exact value."""
        return self.tick * self._numerator / self._denominator

    def ticks(self, seconds: float) -> int:
        """Return the number of ticks nearest to `seconds`."""
        numerator, denominator = seconds.as_integer_ratio()
        numerator, denominator = numerator * self._denominator, denominator * self._numerator
        whole, rest = divmod(2 * numerator + denominator, 2 * denominator)
        return whole - 1 if rest == 0 and whole % 2 else whole  # halfway: the even one, as round() does

    def advance(self, ticks: int = 1) -> None:
        """Move on by `ticks` >= 0."""
        if ticks < 0:
            raise ValueError("time does not run backwards")
        self.tick += ticks

    def reset(self) -> None:
        """Return to tick 0."""
        self.tick = 0
