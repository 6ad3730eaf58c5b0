"""Aggregates of recorded values, after OPC 10000-13 (2022), clauses 5.4.2.2 and 5.4.3.

Contract: pure; times are in ticks, real numbers. `FUNCTIONS` maps an aggregate's name to the function that works one
interval out. Values are treated as OPC 10000-13 says for PercentDataGood, PercentDataBad and TreatUncertainAsBad; an
interval that reaches past what is recorded, or is cut short by the end of the request, is marked Partial.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from labs.simulation.recorder import Trace
from labs.simulation.sensors import BAD, GOOD, UNCERTAIN

RAW, CALCULATED, INTERPOLATED = 0x00, 0x01, 0x02
PARTIAL, MULTIPLE = 0x04, 0x10
"""Historian bits (OPC 10000-4, StatusCode, HistorianBits)."""

NO_DATA = "no-data"


class Result(NamedTuple):
    """One aggregate: `quality` GOOD, UNCERTAIN, BAD or NO_DATA (then without a value), `bits` the historian bits."""

    value: float | int | None
    quality: int | str
    bits: int = CALCULATED


@dataclass(frozen=True)
class Rules:
    """How values that are not Good count; the defaults of OPC 10000-13, 4.2.1.2. Percentages 0 to 100."""

    treat_uncertain_as_bad: bool = True
    percent_bad: int = 100
    percent_good: int = 100

    @property
    def sound(self) -> bool:
        """Whether the percentages are possible: 0 to 100, and PercentDataGood at least 100 - PercentDataBad."""
        possible = 0 <= self.percent_bad <= 100 and 0 <= self.percent_good <= 100
        return possible and self.percent_good >= 100 - self.percent_bad

    def good(self, codes: np.ndarray) -> np.ndarray:
        """Return which values count as Good."""
        return codes == GOOD if self.treat_uncertain_as_bad else codes != BAD

    def quality(self, good: int, count: int) -> int:
        """Return the quality of an interval of `count` values of which `good` are Good."""
        if not count or 100 * good >= self.percent_good * count:
            return GOOD
        return BAD if 100 * (count - good) >= self.percent_bad * count else UNCERTAIN


@dataclass(frozen=True)
class Interval:
    """Ticks from `first` (included) to `last` (excluded); `backwards`: the other way round, as if time ran back."""

    trace: Trace
    first: float
    last: float
    backwards: bool
    stepped: bool
    rules: Rules

    @property
    def within(self) -> slice:
        """The positions of the recorded values inside."""
        side = "right" if self.backwards else "left"
        first, last = np.searchsorted(self.trace.ticks, (self.first, self.last), side=side)
        return slice(int(first), int(last))

    def values(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return ticks, values and which of them are Good."""
        part = self.within
        return self.trace.ticks[part], np.asarray(self.trace.values[part]), self.rules.good(self.trace.codes[part])

    @property
    def recorded(self) -> tuple[float, float]:
        """The part of the interval that the record covers; empty where the second is not above the first."""
        ticks = self.trace.ticks
        return (max(self.first, float(ticks[0])), min(self.last, float(self.trace.end))) if len(ticks) else (0.0, 0.0)

    @property
    def outside(self) -> bool:
        """Whether nothing of it is recorded."""
        ticks = self.trace.ticks
        return not len(ticks) or self.first > self.trace.end or self.last < ticks[0]


def at_time(trace: Trace, tick: float, stepped: bool, simple: bool) -> Result:
    """Return what was recorded at `tick`, whatever its quality, else a value between its bounding values."""
    position = int(np.searchsorted(trace.ticks, tick))
    if position < len(trace.ticks) and trace.ticks[position] == tick:
        return Result(trace.values[position], int(trace.codes[position]), RAW)
    return interpolated(trace, tick, stepped, Rules(), simple)


def interpolated(trace: Trace, tick: float, stepped: bool, rules: Rules, simple: bool = False) -> Result:
    """Return the Good value recorded at `tick`, else one between its bounding values (OPC 10000-13, 3.1.8 and 3.1.9).

    Bounding values are the nearest Good ones or, with `simple`, the nearest ones. Where one of them is not the nearest
    or there is none after, the result is Uncertain; after the last value that one holds.
    """
    position = int(np.searchsorted(trace.ticks, tick, side="right")) - 1
    if position < 0 or tick > trace.end:
        return Result(None, NO_DATA)
    worst = UNCERTAIN if simple or not rules.treat_uncertain_as_bad else GOOD
    if trace.ticks[position] == tick and trace.codes[position] <= worst:
        return Result(trace.values[position], int(trace.codes[position]), RAW)
    before = _nearest(trace.codes, position, -1, worst, simple)
    if before is None:
        return Result(None, NO_DATA)
    quality = GOOD if before == position and trace.codes[before] == GOOD else UNCERTAIN
    if stepped:
        return Result(trace.values[before], quality, INTERPOLATED)
    after = _nearest(trace.codes, position + 1, 1, worst, simple)
    if after is None:
        return Result(trace.values[before], UNCERTAIN, INTERPOLATED)
    if after > position + 1 or trace.codes[after] != GOOD:
        quality = UNCERTAIN
    start, end = trace.ticks[before], trace.ticks[after]
    share = (tick - start) / (end - start)
    value = float(trace.values[before]) + share * (float(trace.values[after]) - float(trace.values[before]))
    return Result(value, quality, INTERPOLATED)


def _nearest(codes: np.ndarray, position: int, way: int, worst: int, simple: bool) -> int | None:
    """Return the nearest position from `position` on whose code is no worse; `simple`: there or nowhere."""
    if not 0 <= position < len(codes):
        return None
    if codes[position] <= worst or simple:
        return position if codes[position] <= worst else None
    found = np.flatnonzero(codes[position::way] <= worst)
    return position + way * int(found[0]) if len(found) else None


def interpolative(interval: Interval) -> Result:
    """The value at the beginning of the interval."""
    at = interval.last if interval.backwards else interval.first
    return interpolated(interval.trace, at, interval.stepped, interval.rules)


def count(interval: Interval) -> Result:
    """How many Good values were recorded."""
    _, _, good = interval.values()
    return Result(int(good.sum()), interval.rules.quality(int(good.sum()), len(good)))


def average(interval: Interval) -> Result:
    """The mean of the Good values, each counting the same however long it held."""
    _, values, good = interval.values()
    if not good.any():
        return Result(None, NO_DATA)
    return Result(float(values[good].mean()), interval.rules.quality(int(good.sum()), len(good)))


def minimum(interval: Interval) -> Result:
    """The least Good value."""
    return _extreme(interval, 1)


def maximum(interval: Interval) -> Result:
    """The greatest Good value."""
    return _extreme(interval, -1)


def _extreme(interval: Interval, sign: int) -> Result:
    ticks, values, good = interval.values()
    if not good.any():
        return Result(None, NO_DATA)
    found = values[good][(sign * values[good]).argmin()]
    codes = interval.trace.codes[interval.within]
    beaten = (codes == UNCERTAIN) & ~good
    doubtful = (codes == BAD).any() or (sign * values[beaten] < sign * found).any()
    where = ticks[good][values[good] == found]
    begin = interval.last if interval.backwards else interval.first
    bits = (RAW if where[0] == begin else CALCULATED) | (MULTIPLE if len(where) > 1 else 0)
    return Result(found.item(), UNCERTAIN if doubtful else GOOD, bits)


def time_average(interval: Interval) -> Result:
    """The mean over time: each value counts for as long as it held, or along the line to the next Good one."""
    trace, (first, last) = interval.trace, interval.recorded
    bounds = [interpolated(trace, tick, interval.stepped, interval.rules) for tick in (first, last)]
    ticks, values, good = interval.values()
    if bounds[0].value is None and good.any():
        first, bounds[0] = float(ticks[good][0]), Result(float(values[good][0]), UNCERTAIN)
    if bounds[0].value is None or bounds[1].value is None or last <= first:
        return Result(None, NO_DATA)
    inside = good & (ticks > first) & (ticks < last)
    times = np.concatenate(([first], ticks[inside], [last]))
    levels = np.concatenate(([float(bounds[0].value)], values[inside].astype(float), [float(bounds[1].value)]))
    heights = levels[:-1] if interval.stepped else (levels[:-1] + levels[1:]) / 2
    doubtful = not good.all() or any(bound.quality != GOOD for bound in bounds)
    mean = float((np.diff(times) * heights).sum() / (last - first))
    return Result(mean, UNCERTAIN if doubtful else GOOD)


FUNCTIONS: dict[str, Callable[[Interval], Result]] = {
    "Interpolative": interpolative,
    "Average": average,
    "TimeAverage": time_average,
    "Minimum": minimum,
    "Maximum": maximum,
    "Count": count,
}


def aggregate(name: str, interval: Interval, cut: bool) -> Result:
    """Return the aggregate `name` of one interval; `cut`: it is shorter than was asked for."""
    if interval.outside:
        return Result(None, NO_DATA)
    result = FUNCTIONS[name](interval)
    complete = interval.first >= interval.trace.ticks[0] and interval.last <= interval.trace.end and not cut
    return result if complete or result.quality == NO_DATA else result._replace(bits=result.bits | PARTIAL)
