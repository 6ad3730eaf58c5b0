"""The water of the quadruple tank: four coupled levels over one reservoir.

Contract: the equations of Johansson 2000 (see tanks.py), plus a hole in tank 2, overflow and the reservoir. Each tick
is a midpoint step (second order) written in flows, so that not a drop is lost or made however the flows change.
"""

from collections.abc import Sequence
from math import sqrt


class Water:
    """Levels `h` (cm), `reservoir` and `lost` to the floor (cm³).

    `area` in cm²; `outlets` and `leak` (at tank 2) in cm³/s per √cm, that is the outlet's cross-section times √(2g).
    """

    def __init__(self, area: Sequence[float], height: float, tick_seconds: float) -> None:
        self.area, self.height, self._tick = list(area), height, tick_seconds
        self.outlets = [1.0] * 4
        self.leak = 0.0
        self.h = [0.0] * 4
        self.reservoir = 0.0
        self.lost = 0.0

    def fill(self, levels: Sequence[float], total: float) -> None:
        """Set the levels (cm); the rest of `total` (cm³) is in the reservoir."""
        self.h = list(levels)
        self.reservoir = total - self.held()

    def held(self) -> float:
        """Return the water in the four tanks (cm³)."""
        return sum(area * level for area, level in zip(self.area, self.h, strict=True))

    def settled(self, q1: float, q2: float, g1: float, g2: float) -> list[float]:
        """Return the levels (cm, at most the height) at which flows q (cm³/s) with splits g settle."""
        upper1, upper2 = (1 - g2) * q2, (1 - g1) * q1
        through = (g1 * q1 + upper1, g2 * q2 + upper2, upper1, upper2)
        return [min(self.height, (q / c) ** 2) for q, c in zip(through, self.outlets, strict=True)]

    def time_constants(self) -> list[float]:
        """Return T_i = A_i/a_i √(2 h_i/g) (s) at the present levels."""
        return [2 * a * sqrt(h) / c for a, h, c in zip(self.area, self.h, self.outlets, strict=True)]

    def move(self, q1: float, q2: float, g1: float, g2: float) -> None:
        """Move the water of one tick: q (cm³/s) from the pumps, the share g of each to its lower tank."""
        tick = self._tick
        h1, h2, h3, h4 = self.h
        a1, a2, a3, a4 = self.area
        c1, c2, c3, c4 = self.outlets
        hole = c2 + self.leak
        in1, in2, in3, in4 = g1 * q1, g2 * q2, (1 - g2) * q2, (1 - g1) * q1
        half = tick / 2
        o1, o2, o3, o4 = c1 * sqrt(h1), hole * sqrt(h2), c3 * sqrt(h3), c4 * sqrt(h4)
        m1, m2 = h1 + half * (in1 + o3 - o1) / a1, h2 + half * (in2 + o4 - o2) / a2
        m3, m4 = h3 + half * (in3 - o3) / a3, h4 + half * (in4 - o4) / a4
        # A tank can give no more than it holds: min() also ends the draining of an all but empty one.
        o3 = min(c3 * sqrt(m3) if m3 > 0 else 0.0, in3 + a3 * h3 / tick)
        o4 = min(c4 * sqrt(m4) if m4 > 0 else 0.0, in4 + a4 * h4 / tick)
        o1 = min(c1 * sqrt(m1) if m1 > 0 else 0.0, in1 + o3 + a1 * h1 / tick)
        o2 = min(hole * sqrt(m2) if m2 > 0 else 0.0, in2 + o4 + a2 * h2 / tick)
        levels = [
            h1 + tick * (in1 + o3 - o1) / a1,
            h2 + tick * (in2 + o4 - o2) / a2,
            h3 + tick * (in3 - o3) / a3,
            h4 + tick * (in4 - o4) / a4,
        ]
        floor = o2 * self.leak / hole * tick
        back = (o1 + o2 - q1 - q2) * tick - floor
        for i, level in enumerate(levels):
            if level > self.height:
                back += (level - self.height) * self.area[i]
                levels[i] = self.height
            elif level < 0:  # rounding
                levels[i] = 0.0
        self.h = levels
        self.lost += floor
        self.reservoir = max(0.0, self.reservoir + back)
