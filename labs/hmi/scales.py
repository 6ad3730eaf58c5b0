"""Numbers for drawing: round ticks, a time axis in seconds, minutes or hours, and thinning that keeps the peaks.

Contract: pure functions on floats and numpy arrays; nothing here knows SVG.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from labs.language import Bilingual

_LARGEST = 1e12  # beyond this a value is drawn at the edge: coordinates stay short and finite
_TIME_UNITS = (
    (1.0, 150.0, Bilingual("초", "s"), (1, 2, 5, 10, 15, 30, 60)),
    (60.0, 3 * 3600.0, Bilingual("분", "min"), (0.5, 1, 2, 5, 10, 15, 30, 60)),
    (3600.0, math.inf, Bilingual("시간", "h"), (0.5, 1, 2, 3, 6, 12, 24)),
)


class TimeAxis(NamedTuple):
    """Tick positions in seconds, their texts, and the unit they are written in."""

    ticks: list[float]
    texts: list[str]
    unit: Bilingual


def round_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Return about `count` values at 1, 2 or 5 times a power of ten that lie within `low`..`high` (low < high)."""
    rough = (high - low) / max(count, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [index * step for index in range(first, last + 1)]


def number(value: float, step: float) -> str:
    """Return `value` with just the decimals that ticks `step` apart need."""
    decimals = min(6, max(0, -math.floor(math.log10(step) + 1e-9))) if step > 0 else 1
    text = f"{value:.{decimals}f}"
    return text[1:] if text.lstrip("-0.") == "" and text.startswith("-") else text


def time_axis(start: float, end: float, count: int = 6) -> TimeAxis:
    """Return the ticks of a time axis over `start`..`end` seconds (start < end), in the unit that suits the span."""
    span = end - start
    size, _, unit, steps = next(row for row in _TIME_UNITS if span <= row[1])
    rough = span / size / max(count, 1)
    step = next((each for each in steps if each >= rough * 0.999), None) or 24.0 * math.ceil(rough / 24)
    if span / size < steps[0] * 2:
        ticks = [tick * size for tick in round_ticks(start / size, end / size, count)]
        step = (ticks[1] - ticks[0]) / size if len(ticks) > 1 else 1.0
    else:
        first, last = math.ceil(start / size / step - 1e-9), math.floor(end / size / step + 1e-9)
        ticks = [index * step * size for index in range(first, last + 1)]
    return TimeAxis(ticks, [number(tick / size, step) for tick in ticks], unit)


def value_range(values: Sequence[np.ndarray], extra: Sequence[float] = (), least: float = 1.0) -> tuple[float, float]:
    """Return a padded (low, high) around all finite values and `extra`, at least `least` wide; (0, 1) for nothing."""
    finite = [chunk[np.isfinite(chunk)] for chunk in values]
    whole = np.concatenate([*finite, np.asarray([each for each in extra if math.isfinite(each)], float)])
    if not whole.size:
        return 0.0, 1.0
    low, high = float(whole.min()), float(whole.max())
    missing = max(0.0, least - (high - low)) / 2
    pad = max((high - low) * 0.06, 1e-9 * max(abs(low), abs(high)))
    return low - missing - pad, high + missing + pad


def clean(seconds: Sequence[float], values: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """Return both as float arrays of one length, sorted by time; infinities become nan and huge values are clipped."""
    x, y = np.asarray(seconds, dtype=float).ravel(), np.asarray(values, dtype=float).ravel()
    size = min(x.size, y.size)
    x, y = x[:size], np.where(np.isfinite(y[:size]), np.clip(y[:size], -_LARGEST, _LARGEST), np.nan)
    known = np.isfinite(x) & (np.abs(x) < _LARGEST)
    x, y = x[known], y[known]
    if x.size > 1 and np.any(np.diff(x) < 0):
        order = np.argsort(x, kind="stable")
        x, y = x[order], y[order]
    return x, y


def thin(x: np.ndarray, y: np.ndarray, buckets: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """Return at most about 2 * `buckets` points of a sorted series: each bucket of time keeps its lowest and highest.

    Short series come back unchanged. A bucket with no finite value becomes one nan, which is drawn as a gap.
    """
    if x.size <= 2 * buckets:
        return x, y
    width = (x[-1] - x[0]) / buckets or 1.0
    owner = np.minimum(((x - x[0]) / width).astype(int), buckets - 1)
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    lowest = np.lexsort((np.where(np.isnan(y), np.inf, y), owner))[starts]
    highest = np.lexsort((np.where(np.isnan(y), np.inf, -y), owner))[starts]
    keep = np.unique(np.r_[lowest, highest, x.size - 1])
    return x[keep], y[keep]
