"""What can be measured in a run: pure functions over arrays, no plant, no clock, no randomness.

Contract: `seconds` and `values` are one-dimensional arrays of equal length n >= 1, `seconds` rising. A value that is
not finite counts as outside every band. Times are seconds, results are plain floats; None means "never".
"""

import math

import numpy as np
from numpy.typing import ArrayLike


def _array(values: ArrayLike) -> np.ndarray:
    array = np.asarray(values, dtype=float)
    if array.ndim != 1 or not len(array):
        raise ValueError("a measure needs a one-dimensional array with at least one value")
    return array


def _outside(values: ArrayLike, target: float, tolerance: float) -> np.ndarray:
    return ~(np.abs(_array(values) - target) <= tolerance)


def fraction_within(values: ArrayLike, target: float, tolerance: float) -> float:
    """Share (0..1) of the samples that lie in target ± tolerance."""
    return float(1.0 - _outside(values, target, tolerance).mean())


def first_outside(seconds: ArrayLike, values: ArrayLike, target: float, tolerance: float) -> float | None:
    """Time of the first sample outside target ± tolerance."""
    outside = np.flatnonzero(_outside(values, target, tolerance))
    return float(_array(seconds)[outside[0]]) if len(outside) else None


def longest_outside(seconds: ArrayLike, values: ArrayLike, target: float, tolerance: float) -> float:
    """Length of the longest unbroken stay outside target ± tolerance, from its first to its last sample."""
    times, longest, start = _array(seconds), 0.0, None
    for time, outside in zip(times, _outside(values, target, tolerance), strict=True):
        if not outside:
            start = None
            continue
        start = time if start is None else start
        longest = max(longest, float(time - start))
    return longest


def settling_time(seconds: ArrayLike, values: ArrayLike, target: float, tolerance: float) -> float | None:
    """Time from the first sample until the values stay in target ± tolerance for good; None if they do not."""
    times = _array(seconds)
    outside = np.flatnonzero(_outside(values, target, tolerance))
    if not len(outside):
        return 0.0
    if outside[-1] + 1 >= len(times):
        return None
    return float(times[outside[-1] + 1] - times[0])


def overshoot(values: ArrayLike, target: float) -> float:
    """How far the values rise above the target, in their own unit; 0 when they never do."""
    array = _array(values)
    return float(max(0.0, np.nanmax(array) - target)) if np.isfinite(array).any() else math.inf


def undershoot(values: ArrayLike, target: float) -> float:
    """How far the values fall below the target, in their own unit; 0 when they never do."""
    return overshoot(-_array(values), -target)


def rise_time(seconds: ArrayLike, values: ArrayLike, low: float, high: float) -> float | None:
    """Time from first reaching `low` to first reaching `high`; None when either is not reached."""
    times, array = _array(seconds), _array(values)
    at_low, at_high = np.flatnonzero(array >= low), np.flatnonzero(array >= high)
    return float(times[at_high[0]] - times[at_low[0]]) if len(at_low) and len(at_high) else None


def first_reached(seconds: ArrayLike, values: ArrayLike, level: float) -> float | None:
    """Time of the first sample at or above `level`."""
    reached = np.flatnonzero(_array(values) >= level)
    return float(_array(seconds)[reached[0]]) if len(reached) else None


def mean_error(values: ArrayLike, target: float) -> float:
    """Mean of value minus target: the lasting offset, with its sign."""
    return float(np.mean(_array(values) - target))


def mean_absolute_error(values: ArrayLike, target: float) -> float:
    """Mean distance from the target."""
    return float(np.mean(np.abs(_array(values) - target)))


def travel(values: ArrayLike) -> float:
    """Sum of all moves: what an actuator's wear follows."""
    array = _array(values)
    return float(np.abs(np.diff(array)).sum())


def crossings(values: ArrayLike, target: float, dead_band: float = 0.0) -> int:
    """How often the values pass from below target - dead_band to above target + dead_band or back."""
    array, side, count = _array(values), 0, 0
    for value in array:
        now = 1 if value > target + dead_band else -1 if value < target - dead_band else 0
        if now and side and now != side:
            count += 1
        side = now or side
    return count


def relative_error(answer: float, truth: float) -> float:
    """|answer - truth| / |truth|; infinite when the answer is not finite or the truth is 0 and was missed."""
    if not math.isfinite(answer):
        return math.inf
    if truth == 0:
        return 0.0 if answer == 0 else math.inf
    return abs(answer - truth) / abs(truth)
