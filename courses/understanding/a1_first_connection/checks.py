"""A1, hidden from students: which signal was read, how it was scaled, and which readings were counted.

Every check puts the same function to plants whose values differ. When an answer is wrong it is compared with what the
known mistakes would have given on the same plant, so that the message can say what was done.
"""

import numpy as np

from grader.exam import check
from labs.equipment.furnace_signals import SIGNALS

TEMPERATURE = "Zone1.Temperature"
DECLARED = {signal.path: signal for signal in SIGNALS}
NUMBERS = [signal.path for signal in SIGNALS if signal.type == "Double" and signal.unit is not None]

MOST_MINUTES = 2
CLOSE = 0.06  # of a signal's own unit: half a step of the thermocouple
CLOSE_CURRENT = 0.02  # mA

WATCH_MINUTES = 10
PERIOD = 50  # ticks between the readings that the question asks for
CLOSE_MEAN = 0.5  # K
CLOSE_SHARE = 1.5  # percentage points


@check("finds-signal", points=5)
def finds_signal(exam):
    """find_value(plant, area, unit, writable) -> the value of the one signal that fits, on four plants."""
    read = []
    for path in _asked(exam):
        signal = DECLARED[path]
        area, writable = path.split(".")[0], path.endswith(("Setpoint", "HeaterPower"))
        run = exam.drive(
            "furnace", minutes=MOST_MINUTES, arguments=[area, signal.unit.symbol, writable], initial=_start(exam)
        )
        exam.expect(not isinstance(run.returned, str), "name-not-value", told=run.returned)
        read.append((path, run, exam.number(run.returned)))
    found = [path if _shows(run, path, value) else _source(run, value) for path, run, value in read]
    wrong = [(asked, got) for (asked, _, _), got in zip(read, found, strict=True) if got != asked]
    if not wrong:
        return
    for (_, _, value), got in zip(read, found, strict=True):
        exam.expect(got is not None, "not-from-plant", told=value)
    exam.expect(len(set(found)) > 1, "always-the-same", got=found[0])
    units = [(DECLARED[asked].unit.symbol, DECLARED[got].unit.symbol) for asked, got in wrong]
    areas = [(asked.split(".")[0], got.split(".")[0]) for asked, got in wrong]
    for wanted, got in areas:
        exam.expect(wanted == got, "wrong-area", wanted=wanted, got=got, scale=0.3)
    for wanted, got in units:
        exam.expect(wanted == got, "wrong-unit", wanted=wanted, got=got, scale=0.3)
    exam.expect(False, "wrong-kind", got=wrong[0][1], scale=0.5)


def _asked(exam) -> list[str]:
    """Four signals in drawn order: no zone, unit or kind alone singles one out."""
    first, second = exam.rng.permutation(["Zone1", "Zone2"])
    other = exam.rng.choice(["Room.Temperature", f"{first}.HeaterPower", f"{second}.HeaterPower"])
    paths = [f"{first}.Temperature", f"{second}.Controller.Setpoint", f"{first}.Controller.Gain", str(other)]
    return [str(path) for path in exam.rng.permutation(paths)]


def _start(exam) -> dict[str, float]:
    """A plant on which no two signals show the same number."""
    levels = exam.rng.permutation([250.0, 400.0, 550.0, 700.0]) + exam.rng.uniform(0, 100, 4)
    powers = exam.rng.permutation([35.0, 60.0]) + exam.rng.uniform(0, 20, 2)
    gains = exam.rng.permutation([2.0, 8.0]) + exam.rng.uniform(0, 4, 2)
    values = [*levels, *powers, *gains]
    names = ["Temperature", "Controller.Setpoint", "HeaterPower", "Controller.Gain"]
    paths = [f"{zone}.{name}" for name in names for zone in ("Zone1", "Zone2")]
    return {path: round(float(value), 2) for path, value in zip(paths, values, strict=True)}


def _shows(run, path, value) -> bool:
    """Whether `path` showed `value` at some moment of the run."""
    shown = np.asarray(run[path], dtype=float)
    return bool(np.nanmin(shown) - CLOSE <= value <= np.nanmax(shown) + CLOSE)


def _source(run, value) -> str | None:
    """Which signal the value was read from, or None."""
    return next((path for path in NUMBERS if _shows(run, path, value)), None)


@check("scales-signal", points=5)
def scales_signal(exam):
    """to_current(plant, path) -> (unit, 4-20 mA current), for three signals whose ranges differ."""
    zone = str(exam.rng.choice(["Zone1", "Zone2"]))
    paths = ["Room.Temperature", f"{zone}.Temperature", f"{zone}.HeaterPower"]
    told = []
    for path in exam.rng.permutation(paths):
        path = str(path)
        run = exam.drive("furnace", minutes=MOST_MINUTES, arguments=[path], initial=_start(exam))
        returned = run.returned
        exam.expect(isinstance(returned, list | tuple) and len(returned) == 2, "two-answers")
        exam.expect(isinstance(returned[0], str), "two-answers")
        told.append((path, run, returned[0].strip(), exam.number(returned[1])))
    currents = [current for *_, current in told]
    exam.expect(max(currents) - min(currents) > CLOSE_CURRENT, "same-for-all", told=currents[0])
    if not _all_scaled(told, lambda value, low, high: 4 + 16 * (value - low) / (high - low)):
        _explain_current(exam, told)
    for path, _, unit, _ in told:
        exam.expect(unit == DECLARED[path].unit.symbol, "unit-off", path=path, told=unit, scale=0.6)


def _explain_current(exam, told):
    def given(formula):
        return _all_scaled(told, formula)

    exam.expect(not given(lambda value, low, high: 20 * (value - low) / (high - low)), "zero-to-twenty", scale=0.4)
    exam.expect(
        not given(lambda value, low, high: 4 + 20 * (value - low) / (high - low)), "four-plus-twenty", scale=0.4
    )
    exam.expect(
        not given(lambda value, low, high: 100 * (value - low) / (high - low)), "percent-not-current", scale=0.4
    )
    exam.expect(not given(lambda value, low, high: 4 + 16 * value / high), "forgot-low", scale=0.4)
    exam.expect(not given(lambda value, low, high: 4 + 16 * value / 1200), "one-range-for-all")
    for path, run, _, current in told:
        low, high = _scaled(run, path, lambda value, low, high: 4 + 16 * (value - low) / (high - low))
        exam.expect(low <= current <= high, "current-off", path=path, value=float(run[path][-1]), told=current)


def _all_scaled(told, formula) -> bool:
    return all(low <= current <= high for path, run, _, current in told for low, high in [_scaled(run, path, formula)])


def _scaled(run, path, formula) -> tuple[float, float]:
    """The lowest and highest current that `formula` gives for what the signal showed."""
    signal, shown = DECLARED[path], np.asarray(run[path], dtype=float)
    currents = formula(np.array([np.nanmin(shown), np.nanmax(shown)]), signal.low, signal.high)
    return float(currents.min()) - CLOSE_CURRENT, float(currents.max()) + CLOSE_CURRENT


@check("counts-good", points=5)
def counts_good(exam):
    """report(plant) -> (mean of the Good readings in °C, Good readings in %), over ten minutes."""
    run = exam.drive("furnace", scenario="signal-quality", minutes=WATCH_MINUTES)
    exam.show(run, TEMPERATURE)
    exam.expect(run.finished, "stopped-early", at=float(run.seconds[-1]))
    exam.expect(isinstance(run.returned, list | tuple | np.ndarray) and len(run.returned) == 2, "two-numbers")
    mean, share = (_maybe_nan(exam, value) for value in run.returned)
    exam.expect(np.isfinite(mean) and np.isfinite(share), "nan-in-the-mean")
    if not _is_mean(mean, run, lambda values, good, bad: values[good]):
        _explain_mean(exam, mean, run)
    true_share = 100 * float(np.mean(run.status[TEMPERATURE] == "Good"))
    exam.expect(abs(share - 100) > CLOSE_SHARE, "nothing-excluded", scale=0.5)
    exam.expect(abs(100 * share - true_share) > CLOSE_SHARE, "fraction-not-percent", told=share, scale=0.5)
    exam.expect(abs(share - (100 - true_share)) > CLOSE_SHARE, "share-of-the-rest", told=share, scale=0.5)
    exam.expect(abs(share - true_share) <= CLOSE_SHARE, "share-off", told=share, scale=0.5)


def _maybe_nan(exam, value) -> float:
    return float("nan") if isinstance(value, float) and value != value else exam.number(value)


def _is_mean(told, run, count) -> bool:
    """Whether `told` is the mean of what `count(values, good, bad)` keeps of the readings.

    The temperature rises all the time, so whether the very end was read, and how often, shows in the mean.
    """
    values, status = run[TEMPERATURE], run.status[TEMPERATURE]
    means = []
    for rows in (slice(None), slice(None, None, PERIOD), slice(None, -1, PERIOD)):
        means.append(float(np.mean(count(values[rows], status[rows] == "Good", status[rows] == "Bad"))))
    return min(means) - CLOSE_MEAN <= told <= max(means) + CLOSE_MEAN


def _explain_mean(exam, mean, run):
    """Compare with the means that the known ways of counting give."""

    def is_mean(count):
        return _is_mean(mean, run, count)

    zeroed = is_mean(lambda values, good, bad: np.where(bad, 0.0, values))
    zeroed = zeroed or is_mean(lambda values, good, bad: np.where(good, values, 0.0))
    exam.expect(not zeroed, "counted-as-zero", told=mean)
    exam.expect(not is_mean(lambda values, good, bad: values[~bad]), "uncertain-counted", told=mean, scale=0.4)
    held = is_mean(lambda values, good, bad: _held(values, ~good))
    held = held or is_mean(lambda values, good, bad: _held(values, bad))
    exam.expect(not held, "held-over-the-gap", told=mean, scale=0.3)
    exam.expect(False, "mean-off", told=mean)


def _held(values, missing) -> np.ndarray:
    """The values with each missing one replaced by the last that was there."""
    return values[np.maximum.accumulate(np.where(missing, 0, np.arange(len(values))))]
