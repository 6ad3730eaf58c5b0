"""Pictures for verdicts: a run as a small SVG, made by the trusted side from the plant's recording.

Contract: pure; the SVG holds no script, no link and no text of the student's, and no words either: signals stand by
their paths and time by its symbol, because one verdict is read in both languages.
"""

from collections.abc import Mapping

import numpy as np

from labs.hmi.scales import time_axis
from labs.hmi.svg import Series, trend_svg

_MOST_SIGNALS = 4


def run_picture(seconds: np.ndarray, columns: Mapping[str, np.ndarray], band: tuple[float, float] | None = None) -> str:
    """Return an SVG of the first four `columns` ({path: (n,)}) over `seconds` (n,), the `band` (low, high) shaded."""
    series = [Series(path, seconds, values) for path, values in list(columns.items())[:_MOST_SIGNALS]]
    bands = [] if band is None else [(band[0], band[1], "")]
    moved = len(seconds) > 0 and seconds[-1] > seconds[0]  # a function that lets no time pass leaves one sample
    unit = time_axis(float(seconds[0]), float(seconds[-1])).unit.en if moved else "s"
    return trend_svg(series, bands=bands, x_label=f"t ({unit})", height=240)
