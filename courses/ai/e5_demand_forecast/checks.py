"""E5, hidden from students: is the error measured rightly, is the naive forecast beaten, and is the future left alone.

Every examination draws other customers: level, trend, season, promotions and chance follow from hidden seeds, by the
demand process of the order desk (labs.equipment.demand). Days count from a Monday, day 0; on Sundays nobody orders.
"""

import math
from typing import NamedTuple

import numpy as np

from grader.exam import check
from labs.equipment.demand import PRODUCTS, Demand

WEEK = 7  # days
COMING = 28  # days to forecast
SERIES, ORIGINS = 6, 2
FIRST_ORIGIN, LAST_ORIGIN = 560, 700  # days of history
LEAST_PROMOTED = 7  # promoted days among those to come: whoever ignores the plan has to lose
# Of the error of last week's copy in the same windows. Over 40 examinations good forecasts had 0.38 to 0.73, the best
# without the promotion 0.83 to 1.0. (The scaled error alone separates worse: some customers are harder than others.)
BAR = 0.80

TRIED, FREE = 364, 56  # days of the backtest, and those at its beginning that do not count
LATEST = 0.85  # of the error of last week's copy on the same days
SUNDAY = 0.25  # forecast of a Sunday over that of an average day, from which on the week is not understood


class Window(NamedTuple):
    """What came before an origin, the plan of promotions (also of the days to come), what came, what was forecast."""

    history: np.ndarray
    promotion: np.ndarray
    actual: np.ndarray
    forecast: np.ndarray

    @property
    def sundays(self) -> np.ndarray:
        return (len(self.history) + np.arange(COMING)) % WEEK == WEEK - 1

    @property
    def promoted(self) -> np.ndarray:
        return self.promotion[len(self.history) :] > 0


def _series(exam, product: str, days: int) -> tuple[np.ndarray, np.ndarray]:
    """(demand, promotion) of a hidden customer's `product`, both of shape (days,)."""
    demand = Demand(int(exam.rng.integers(2**31)), "orderdesk")
    totals = [demand.total(product, day) for day in range(days)]
    return np.array(totals, float), np.array([demand.promoted(product, day) for day in range(days)], float)


def _scale(demand: np.ndarray) -> float:
    """Mean |this week - same day last week|: the denominator of the mean absolute scaled error.

    R. J. Hyndman, A. B. Koehler, "Another look at measures of forecast accuracy", International Journal of
    Forecasting 22(4), 2006, here in its seasonal form with a period of seven days.
    """
    return float(np.mean(np.abs(demand[WEEK:] - demand[:-WEEK])))


def _scaled(window: Window) -> float:
    return float(np.mean(np.abs(window.actual - window.forecast))) / _scale(window.history)


@check("scales-error", points=5)
def scales_error(exam):
    """scaled_error(history, actual, forecast) -> mean absolute error over the history's mean weekly difference."""
    for number in range(6):
        product = PRODUCTS[number % len(PRODUCTS)]
        days = int(exam.rng.integers(120, 240))
        demand, _ = _series(exam, product, days + COMING)
        history, actual = demand[:days], demand[days:]
        shape = np.tile(history[-WEEK:], COMING // WEEK) * exam.rng.uniform(0.7, 1.2)
        forecast = np.round(shape * exam.rng.uniform(0.8, 1.2, COMING))
        answer = exam.call(0, history, actual, forecast)
        told = _as_number(answer)
        exam.expect(told is None or math.isfinite(told), "divided-by-zero")
        told = exam.number(answer)
        right = float(np.mean(np.abs(actual - forecast))) / _scale(history)
        if not math.isclose(told, right, rel_tol=1e-6):
            _explain_error(exam, history, actual, forecast, told)


def _as_number(answer) -> float | None:
    """`answer` as a float, which may be nan or infinite; None where it is no number, or none that a float can hold."""
    try:
        return float(answer) if isinstance(answer, (int, float)) and not isinstance(answer, bool) else None
    except OverflowError:
        return None


def _explain_error(exam, history, actual, forecast, told):
    """Compute what other measures would have given; the first that fits names the mistake."""
    error, scale = actual - forecast, _scale(history)
    absolute, sold = np.abs(error), actual > 0
    values = {"told": told}

    def is_not(*others: float) -> bool:
        return not any(math.isclose(told, other, rel_tol=1e-3, abs_tol=1e-9) for other in others)

    percent = float(np.mean(absolute[sold] / actual[sold]))
    mean = float(np.mean(absolute))
    exam.expect(is_not(mean, float(np.sum(absolute))), "not-scaled", **values)
    exam.expect(is_not(percent, 100 * percent), "left-days-out", **values)
    exam.expect(is_not(mean / _scale(actual)), "scaled-by-the-future", scale=0.4, **values)
    exam.expect(is_not(*(mean / float(np.mean(np.abs(np.diff(one)))) for one in (history, actual))),
                "scaled-by-yesterday", scale=0.4, **values)  # fmt: skip
    exam.expect(is_not(*(mean / float(np.mean(one)) for one in (history, actual))), "scaled-by-level", **values)
    signed = float(np.mean(error))
    exam.expect(is_not(signed / scale, -signed / scale, abs(signed) / scale), "errors-cancel", **values)
    squares = float(np.mean(error**2))
    weekly = float(np.mean((history[WEEK:] - history[:-WEEK]) ** 2))
    exam.expect(is_not(math.sqrt(squares) / scale, squares / scale, squares / weekly, math.sqrt(squares / weekly)),
                "squared", scale=0.2, **values)  # fmt: skip
    exam.expect(False, "other-measure", **values)


@check("beats-naive", points=5)
def beats_naive(exam):
    """forecast(history, promotion, days) -> demand of the coming days, held against a copy of the last week."""
    windows = [window for number in range(SERIES) for window in _windows(exam, PRODUCTS[number % len(PRODUCTS)])]
    copies = [window._replace(forecast=np.tile(window.history[-WEEK:], COMING // WEEK)) for window in windows]
    error = float(np.mean([_scaled(window) for window in windows]) / np.mean([_scaled(copy) for copy in copies]))
    if error <= BAR:
        return
    told = {"error": 100 * error, "bar": 100 * BAR}
    first = windows[0].forecast
    exam.expect(any(not np.array_equal(window.forecast, first) for window in windows), "same-for-all", **told)
    exam.expect(any(np.ptp(window.forecast) > 1e-9 for window in windows), "flat", **told)
    copied = [np.allclose(w.forecast, copy.forecast, rtol=1e-3) for w, copy in zip(windows, copies, strict=True)]
    exam.expect(not all(copied), "copied-last-week", scale=0.1, **told)
    _explain_forecast(exam, windows, told)


def _windows(exam, product: str) -> list[Window]:
    """Ask for the forecasts of one customer, each for 28 days with enough promoted ones."""
    for _ in range(50):  # nearly every customer has such days
        demand, promotion = _series(exam, product, LAST_ORIGIN + COMING)
        coming = np.convolve(promotion, np.ones(COMING), "valid")[FIRST_ORIGIN:]
        origins = FIRST_ORIGIN + np.flatnonzero(coming >= LEAST_PROMOTED)
        if len(origins) >= ORIGINS:
            break
    asked = []
    for origin in exam.rng.choice(origins, ORIGINS, replace=False):
        history, known = demand[:origin], promotion[: origin + COMING]
        answer = exam.call(0, history, known, COMING)
        exam.expect(_count(answer) in (COMING, None), "not-one-a-day", count=_count(answer), days=COMING)
        asked.append(Window(history, known, demand[origin : origin + COMING], exam.numbers(answer, COMING)))
    return asked


def _count(answer) -> int | None:
    """How many values an answer has; None where it is no list of values at all."""
    return len(answer) if isinstance(answer, list) or (isinstance(answer, np.ndarray) and answer.ndim) else None


def _explain_forecast(exam, windows, told):
    """Which of the parts of demand is missing: the level, the week, or the promotion?"""
    totals = np.array([np.sum(window.forecast) for window in windows])
    levels = np.array([np.mean(window.history[-8 * WEEK :]) for window in windows])
    follows = np.ptp(np.log(np.maximum(totals, 1e-9))) > 0.5 * np.ptp(np.log(levels))
    exam.expect(follows, "ignores-history", **told)
    forecast, actual = (np.concatenate([getattr(w, name) for w in windows]) for name in ("forecast", "actual"))
    sundays = np.concatenate([w.sundays for w in windows])
    promoted = np.concatenate([w.promoted for w in windows]) & ~sundays
    usual = ~promoted & ~sundays
    quiet = float(np.mean(forecast[sundays]))
    exam.expect(quiet <= SUNDAY * float(np.mean(np.abs(forecast))), "sunday-orders", sunday=quiet, **told)
    # Each window in its own measure, so that a large customer does not drown a small one.
    size = np.repeat(levels, COMING)
    level = float(np.sum((forecast / size)[usual]) / np.sum((actual / size)[usual]))
    lifted = float(np.sum((forecast / size)[promoted]) / np.sum((actual / size)[promoted]))
    off = float(np.exp(np.median([abs(math.log(_level(window))) for window in windows])))
    exam.expect(0.8 < level < 1.25 and off < 1.25, "level-off", percent=100 * (off - 1), **told)
    exam.expect(lifted >= 0.8 * level, "promotion-missed", scale=0.3, percent=100 * lifted, **told)
    exam.expect(lifted <= 1.25 * level, "promotion-overdone", scale=0.3, percent=100 * lifted, **told)
    exam.expect(False, "not-below-bar", scale=0.3, **told)


def _level(window: Window) -> float:
    """What was forecast over what came, on the days without promotion (at least a thousandth)."""
    usual = ~window.promoted
    return max(1e-3, float(np.sum(window.forecast[usual]) / np.sum(window.actual[usual])))


@check("no-look-ahead", points=5)
def no_look_ahead(exam):
    """day_ahead(demand, promotion) -> one forecast a day, from the days before it alone, better than last week's copy.

    The altered series is asked before the true one: whoever remembers answers remembers the wrong future.
    """
    ratios = []
    for product in exam.rng.permutation(PRODUCTS):
        demand, promotion = _series(exam, str(product), TRIED)
        day = int(exam.rng.integers(2 * FREE, TRIED - FREE))
        other = demand.copy()
        other[day:] = exam.rng.permutation(demand[day:]) * exam.rng.uniform(1.5, 2.5) + 0.5 * np.mean(demand)
        asked = (other, demand[:day], demand)
        altered, cut, whole = (_day_ahead(exam, one, promotion[: len(one)]) for one in asked)
        known = day - FREE
        before = np.isclose(altered[:known], whole[:known], rtol=1e-6, atol=1e-6)
        exam.expect(before.all(), "looked-ahead", day=day, early=_early(before))
        same = np.isclose(cut, whole[:known], rtol=1e-6, atol=1e-6)
        exam.expect(same.all(), "looked-ahead", day=day, early=_early(same))
        exam.expect(math.isclose(altered[known], whole[known], rel_tol=1e-6, abs_tol=1e-6), "used-own-day", day=day)
        ratios.append(_against_last_week(exam, demand[FREE:], demand[FREE - WEEK : -WEEK], whole))
    ratio = float(np.mean(ratios))
    exam.expect(ratio <= LATEST, "no-better-than-last-week", scale=0.4, percent=100 * ratio, bar=100 * LATEST)


def _early(same: np.ndarray) -> int:
    return FREE + int(np.flatnonzero(~same)[0]) if not same.all() else 0


def _day_ahead(exam, demand, promotion) -> np.ndarray:
    """Return the forecasts from day FREE on; what stands before (nan, None, 0) is of no account."""
    answer = exam.call(0, demand, promotion)
    exam.expect(_count(answer) in (len(demand), None), "not-one-a-day", count=_count(answer), days=len(demand))
    return exam.numbers(answer if _count(answer) is None else answer[FREE:], len(demand) - FREE)


def _against_last_week(exam, actual, week_before, forecast) -> float:
    """Error over that of the same day last week; a flat line, that very copy, and busy Sundays have their words."""
    exam.expect(np.ptp(forecast) > 1e-9, "flat-all-year")
    exam.expect(not np.allclose(forecast, week_before, rtol=1e-3), "copied-week-daily", scale=0.3)
    sundays = (FREE + np.arange(len(actual))) % WEEK == WEEK - 1
    quiet = float(np.mean(forecast[sundays]))
    exam.expect(quiet <= SUNDAY * float(np.mean(np.abs(forecast))), "busy-sundays", sunday=quiet, scale=0.1)
    return float(np.mean(np.abs(actual - forecast)) / np.mean(np.abs(actual - week_before)))
