"""What an engineer measures on a step or a disturbance: overshoot, settling time, time within the band.

Contract: pure functions on arrays of simulated seconds and measured values; nothing here knows a plant or a widget.
"""

from typing import NamedTuple

import numpy as np

BAND = 2.0  # K on either side of the setpoint
_STAY = 60.0  # s within the band before it counts as settled


class Figures(NamedTuple):
    """Figures since the last event.

    `peak`: K beyond the setpoint after a step, or the largest deviation after a disturbance; None while a step has not
    reached the setpoint. `disturbance` says which. `settling`: s until the value stayed within the band, None while it
    has not. `inside`: share 0..1 of the time within the band, None without data.
    """

    peak: float | None
    disturbance: bool
    settling: float | None
    inside: float | None


def measure(seconds: np.ndarray, values: np.ndarray, setpoint: float, since: float, band: float = BAND) -> Figures:
    """Return the figures of the course from `since` (s) on. A start within twice the band counts as a disturbance."""
    known = (seconds >= since) & np.isfinite(values)
    time, error = seconds[known], values[known] - setpoint
    if time.size < 2:
        return Figures(None, False, None, None)
    disturbance = bool(abs(error[0]) <= 2 * band)
    outside = np.flatnonzero(np.abs(error) > band)
    last = float(time[outside[-1]]) if outside.size else float(time[0])
    settled = time[-1] - last >= _STAY
    weights = np.diff(time, append=time[-1])
    whole = float(weights.sum())
    within = float(weights[np.abs(error) <= band].sum()) / whole if whole > 0 else None
    return Figures(_peak(error, disturbance), disturbance, last - since if settled else None, within)


def _peak(error: np.ndarray, disturbance: bool) -> float | None:
    if disturbance:
        return float(np.abs(error).max())
    towards = -error if error[0] > 0 else error
    crossed = np.flatnonzero(towards >= 0)
    return float(max(0.0, towards[crossed[0] :].max())) if crossed.size else None
