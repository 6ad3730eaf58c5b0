"""What customers order: a demand process with level, trend, week, season, promotions and chance.

Contract: every day's demand follows from (seed, product, day) alone, so any day, past or to come, can be asked. Mean
demand is a product of factors, the multiplicative decomposition of R. J. Hyndman and G. Athanasopoulos, "Forecasting:
Principles and Practice", 3rd ed., 2021:

    mean(day) = level · (1 + trend · day/365) · week[day mod 7] · (1 + season · sin(2π (day − phase)/365)) · promotion

A day's demand is gamma distributed about its mean and split into orders. Days count from a Monday, day 0; all figures
are chosen.
"""

from collections.abc import Mapping
from math import pi, sin
from typing import NamedTuple

from labs.simulation.noise import stream

PRODUCTS = ("BoltM8", "BoltM10", "Lens")
LEVELS = {"BoltM8": (2600.0, 0.10), "BoltM10": (1300.0, -0.05), "Lens": (700.0, 0.25)}  # parts a day, trend a year
WEEK = (1.20, 1.10, 1.05, 1.00, 0.95, 0.45, 0.0)  # Monday to Sunday
SEASON, LIFT, SPREAD = 0.20, 1.6, 0.12  # amplitude, factor of a promotion, relative standard deviation of a day
YEAR, BLOCK, PROMOTED, LASTS = 365, 56, 0.6, 7  # days; in each block of days a promotion comes with this probability
USUAL_ORDER = 350.0  # parts


class Order(NamedTuple):
    """One customer order; `second` of the day it is placed, `due` the day by whose end it is wanted."""

    product: str
    quantity: int
    second: int
    due: int


class Demand:
    """The demand of all products for one seed; `levels` gives each product's parts a day and trend a year."""

    def __init__(self, seed: int, machine: str, levels: Mapping[str, tuple[float, float]] = LEVELS) -> None:
        self._seed, self._machine = seed, machine
        self._promotions: dict[tuple[str, int], range] = {}
        self.parameters: dict[str, float] = {}
        for product, (level, trend) in levels.items():
            dice = self._stream(f"demand:{product}")
            self.parameters.update(
                {
                    f"Demand.{product}.Level": level * dice.uniform(0.9, 1.1),
                    f"Demand.{product}.Trend": trend + dice.uniform(-0.03, 0.03),
                    f"Demand.{product}.Season": SEASON * dice.uniform(0.7, 1.3),
                    f"Demand.{product}.Phase": dice.uniform(0, YEAR),
                    f"Demand.{product}.Lift": LIFT * dice.uniform(0.9, 1.1),
                }
            )
        self.parameters.update({f"Demand.Week.{day}": factor for day, factor in enumerate(WEEK)})

    def _stream(self, purpose: str):
        return stream(self._seed, self._machine, purpose)

    def promoted(self, product: str, day: int) -> bool:
        """Tell whether `product` is promoted on `day`."""
        block = day // BLOCK
        if (product, block) not in self._promotions:
            dice = self._stream(f"promotion:{product}:{block}")
            comes, first = dice.random() < PROMOTED, block * BLOCK + int(dice.integers(0, BLOCK - LASTS + 1))
            self._promotions[product, block] = range(first, first + LASTS if comes else first)
        return day in self._promotions[product, block]

    def mean(self, product: str, day: int) -> float:
        """Return the expected demand (parts) of a day."""
        level, trend, season, phase, lift = (
            self.parameters[f"Demand.{product}.{name}"] for name in ("Level", "Trend", "Season", "Phase", "Lift")
        )
        wave = 1 + season * sin(2 * pi * (day - phase) / YEAR)
        promotion = lift if self.promoted(product, day) else 1.0
        return max(0.0, level * (1 + trend * day / YEAR)) * WEEK[day % 7] * wave * promotion

    def total(self, product: str, day: int) -> int:
        """Return the demand (parts) of a day."""
        return self._total(product, day, self._stream(f"day:{product}:{day}"))

    def _total(self, product: str, day: int, dice) -> int:
        shape = 1 / SPREAD**2
        return round(self.mean(product, day) * float(dice.gamma(shape)) / shape)

    def orders(self, product: str, day: int) -> list[Order]:
        """Return the orders of a day, in the order in which they are placed; their quantities add up to `total`."""
        dice = self._stream(f"day:{product}:{day}")
        left = self._total(product, day, dice)
        if left <= 0:
            return []
        count = 1 + int(dice.poisson(left / USUAL_ORDER))
        shares = dice.gamma(2.0, size=count)
        sizes = [int(size) for size in dice.multinomial(left, shares / shares.sum())]
        seconds = sorted(int(second) for second in dice.integers(8 * 3600, 17 * 3600, size=count))
        leads = [int(lead) for lead in dice.integers(1, 5, size=count)]
        return [
            Order(product, size, second, day + lead)
            for size, second, lead in zip(sizes, seconds, leads, strict=True)
            if size
        ]
