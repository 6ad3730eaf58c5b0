"""The tariff of a Korean industrial customer, as data, and what follows from it.

Contract: pure functions of hour, month and weekday. Figures without value-added tax, fuel and climate charges.

Source of the prices: KEPCO, 전기요금표, 산업용전력(갑)Ⅱ 고압A 선택Ⅰ, in force from 24 October 2024 (contract power of
4 to 300 kW, time-of-use meter), read from the copy that the utility CNCITY Energy publishes. Seasons are that table's;
the hours are those of KEPCO's 계절별·시간대별 구분 with off-peak from 22 to 8, entered without the table at hand (older
ones have 23 to 9). On Saturdays peak counts as middle, on Sundays all hours as off-peak. Demand: the highest 15-minute
mean. Power factor: 전기공급약관, clause on 역률: lagging, 90 % is standard in the daytime; each 1 % below it (down to
60 %) adds 0.2 % to the demand charge, each 1 % above it (up to 95 %) takes 0.2 % off; a revision of 2025 is reported to
ask for 92 %. Compare with the table in force before using this for a real bill.
"""

from collections.abc import Mapping
from typing import NamedTuple

OFF_PEAK, MIDDLE, PEAK = range(3)
DEMAND_CHARGE = 6490.0  # won per kW and month
SATURDAY, SUNDAY = 5, 6
BLOCK_SECONDS = 900.0
FACTOR_HOURS = (8.0, 22.0)  # daytime, when the lagging power factor counts
STANDARD, BEST, WORST = 0.90, 0.95, 0.60
STEP = 0.2  # share of the demand charge for a change of the power factor by 1


class Season(NamedTuple):
    """`prices` (won/kWh) off-peak, middle, peak; `periods` as (from hour, period), the last one until midnight."""

    name: str
    prices: tuple[float, float, float]
    periods: tuple[tuple[float, int], ...]


DAY = ((0, OFF_PEAK), (8, MIDDLE), (11, PEAK), (12, MIDDLE), (13, PEAK), (18, MIDDLE), (22, OFF_PEAK))
WINTER_DAY = (
    (0, OFF_PEAK), (8, MIDDLE), (9, PEAK), (12, MIDDLE), (16, PEAK), (19, MIDDLE), (22, OFF_PEAK),
)  # fmt: skip
SUMMER = Season("summer", (95.7, 121.5, 155.0), DAY)
BETWEEN = Season("spring and autumn", (95.7, 100.5, 119.7), DAY)
WINTER = Season("winter", (103.1, 120.0, 149.4), WINTER_DAY)
SEASONS: Mapping[int, Season] = {
    **dict.fromkeys((6, 7, 8), SUMMER),
    **dict.fromkeys((3, 4, 5, 9, 10), BETWEEN),
    **dict.fromkeys((11, 12, 1, 2), WINTER),
}


def period(hour: float, month: int, weekday: int) -> int:
    """Return OFF_PEAK, MIDDLE or PEAK; hour 0..24, month 1..12, weekday 0 (Monday)..6."""
    if weekday == SUNDAY:
        return OFF_PEAK
    found = OFF_PEAK
    for start, one in SEASONS[month].periods:
        if hour >= start:
            found = one
    return MIDDLE if weekday == SATURDAY and found == PEAK else found


def price(hour: float, month: int, weekday: int) -> float:
    """Return won/kWh."""
    return SEASONS[month].prices[period(hour, month, weekday)]


def factor_adjustment(power_factor: float) -> float:
    """Return what is added to the demand charge, as a share of it (negative: taken off)."""
    return STEP * (STANDARD - min(BEST, max(WORST, power_factor)))
