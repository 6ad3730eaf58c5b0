"""B5, hidden from students: what a logger kept, held against what the plant recorded.

The plant's network goes down for real (a "network" fault): while it lasts neither readings nor history get through, and
the plant records on. When, for how long, which signals and which interval differ from one examination to the next.
"""

import math

import numpy as np

from grader.exam import StudentError, check

TEMPERATURES = ("Zone1.Temperature", "Zone2.Temperature")
OTHERS = ("Zone1.HeaterPower", "Energy.Total", "Zone1.Controller.Gain", "Zone2.Controller.IntegralTime")
TICKS = 10  # a second
NEAR = 1e-6  # of one stored value to what was shown

LINE_MINUTES = 5
SIGNAL_MINUTES = 3
CLIMB_MINUTES = 8
SPARING = 2.0  # rows allowed for each row that a plain deadband needs


@check("loses-nothing", points=5)
def loses_nothing(exam):
    """log(plant, path, seconds) -> rows [time, value]: every moment once, up to the outage that does not end."""
    path, seconds = str(exam.rng.choice(TEMPERATURES)), int(exam.rng.integers(1, 4))
    try:
        run = exam.drive("furnace", scenario="line-drops", minutes=LINE_MINUTES, arguments=[path, seconds])
    except StudentError as error:
        if "PlantUnavailable" in str(error.values.get("error")):
            raise StudentError("ended-by-outage") from error
        raise
    exam.show(run, path)
    exam.expect(run.finished, "stopped-early", at=float(run.seconds[-1]))
    rows = _rows(run.returned, 2)
    exam.expect(rows, "no-rows")
    ticks, values = _ticks(exam, rows, run), np.array([_value(row[1]) for row in rows])
    exam.expect(not len(odd := ticks[ticks % (seconds * TICKS) != 0]), "off-beat", count=len(odd), at=_at(odd))
    outages = [(fault.start, fault.end or math.inf) for fault in run.recording.faults]
    cut = outages[-1][0]
    made_up = ticks[(ticks > cut) & ~np.isnan(values)]
    exam.expect(not len(made_up), "made-up-rows", count=len(made_up), at=cut / TICKS)
    _once_each(exam, ticks[ticks <= cut], np.arange(0, cut + 1, seconds * TICKS), outages)
    kept = ticks <= cut
    shown = run[path][ticks[kept]]
    wrong = ticks[kept][~(np.abs(values[kept] - shown) <= NEAR)]
    guessed = [tick for tick in wrong if _within(tick, outages)]
    exam.expect(not guessed, "gap-guessed", count=len(guessed), at=_at(guessed))
    exam.expect(not len(wrong), "wrong-values", count=len(wrong), at=_at(wrong))


def _once_each(exam, ticks, wanted, outages):
    """Every moment of `wanted` stands in `ticks` once, in order."""
    known, counts = np.unique(ticks, return_counts=True)
    missing = np.setdiff1d(wanted, known)
    gap = [tick for tick in missing if _within(tick, outages)]
    exam.expect(not gap, "gap-open", count=len(gap), at=_at(gap))
    exam.expect(not len(missing), "rows-missing", count=len(missing), at=_at(missing))
    twice = known[counts > 1]
    exam.expect(not len(twice), "twice", count=len(twice), at=_at(twice), scale=0.4)
    exam.expect((np.diff(ticks) > 0).all(), "out-of-order", at=_at(ticks[1:][np.diff(ticks) <= 0]), scale=0.6)


@check("keeps-meaning", points=5)
def keeps_meaning(exam):
    """log_all(plant, paths, seconds) -> rows [time, path, value, unit, status], one for each signal and moment."""
    paths = [str(path) for path in exam.rng.permutation([*TEMPERATURES, exam.rng.choice(OTHERS)])]
    seconds = int(exam.rng.integers(1, 4))
    run = exam.drive("furnace", scenario="logger-signals", minutes=SIGNAL_MINUTES, arguments=[paths, seconds])
    exam.show(run, *TEMPERATURES)
    exam.expect(run.finished, "stopped-early", at=float(run.seconds[-1]))
    rows = _rows(run.returned, 5)
    exam.expect(rows, "no-rows")
    ticks = _ticks(exam, rows, run)
    signals = {signal.path: signal for signal in exam.truth_plant("furnace").signals.values()}
    wanted = np.arange(0, SIGNAL_MINUTES * 60 * TICKS, seconds * TICKS)
    for path in paths:
        mine = [(tick, row) for tick, row in zip(ticks, rows, strict=True) if row[1] == path]
        exam.expect(mine, "signal-missing", path=path)
        status = run.status[path]
        missing = np.setdiff1d(wanted, [tick for tick, _ in mine])
        unread = [tick for tick in missing if status[tick] != "Bad"]
        exam.expect(not unread, "moments-missing", count=len(unread), path=path, at=_at(unread))
        exam.expect(not len(missing), "bad-dropped", count=len(missing), path=path, at=_at(missing))
        exam.expect(len(mine) <= len(wanted) + 1, "moments-twice", path=path, count=len(mine) - len(wanted))
        _means(exam, path, mine, run[path], status, signals[path].unit.symbol)


def _means(exam, path, mine, shown, status, unit):
    """Each row of one signal carries what was shown: status, value, unit."""
    invented = [tick for tick, row in mine if status[tick] == "Bad" and not math.isnan(_value(row[2]))]
    exam.expect(not invented, "bad-as-number", count=len(invented), path=path, at=_at(invented))
    wrong = [tick for tick, row in mine if row[4] != status[tick]]
    first = wrong[0] if wrong else 0
    exam.expect(not wrong, "status-wrong", count=len(wrong), path=path, at=_at(wrong), status=status[first])
    other = [
        tick for tick, row in mine if status[tick] != "Bad" and not abs(_value(row[2]) - float(shown[tick])) <= NEAR
    ]
    exam.expect(not other, "wrong-values", count=len(other), at=_at(other))
    units = [row[3] for _, row in mine if row[3] != unit]
    exam.expect(not units, "unit-wrong", path=path, unit=str(units[0])[:20] if units else "", scale=0.6)


@check("stores-on-change", points=5)
def stores_on_change(exam):
    """log_changes(plant, path, band) -> rows [time, value]: few, and what they show is within `band` of the plant."""
    path, band = TEMPERATURES[0], float(exam.rng.choice([1.5, 2.0, 2.5, 3.0]))
    run = exam.drive("furnace", scenario="slow-climb", minutes=CLIMB_MINUTES, arguments=[path, band])
    exam.expect(run.finished, "stopped-early", at=float(run.seconds[-1]))
    rows = _rows(run.returned, 2)
    exam.expect(rows, "no-rows")
    ticks, values = _ticks(exam, rows, run), np.array([_value(row[1]) for row in rows])
    exam.show(run, path)
    exam.expect((np.diff(ticks) > 0).all(), "out-of-order", at=_at(ticks[1:][np.diff(ticks) <= 0]))
    wrong = ticks[~(np.abs(values - run[path][ticks]) <= NEAR)]
    exam.expect(not len(wrong), "wrong-values", count=len(wrong), at=_at(wrong))
    moments = np.arange(0, CLIMB_MINUTES * 60 * TICKS, TICKS)
    exam.expect(ticks[0] == 0, "first-missing", at=_at(ticks))
    shown = run[path][moments]
    held = values[np.searchsorted(ticks, moments, side="right") - 1]
    off = np.abs(shown - held)
    far = moments[off > band + NEAR]
    needed = _deadband(shown, band)
    told = {"count": len(rows), "needed": needed, "most": int(SPARING * needed)}
    if len(far):
        beats = np.diff(ticks)
        exam.expect(len(rows) < 5 or len(set(beats)) > 1, "by-the-clock", at=_at(far), off=off.max(), band=band)
        exam.expect(False, "crept-away", at=_at(far), off=off.max(), band=band, count=len(far))
    exam.expect(len(rows) <= SPARING * needed, "too-many-rows", **told, scale=0.3)


def _deadband(shown, band):
    """Return how many values a plain deadband stores."""
    count, last = 0, math.inf
    for value in shown:
        if abs(value - last) > band:
            count, last = count + 1, value
    return count


def _rows(returned, width):
    """Return the rows as lists of `width`; anything else ends the check."""
    table = returned.tolist() if isinstance(returned, np.ndarray) else returned
    if isinstance(table, list):
        table = [row.tolist() if isinstance(row, np.ndarray) else row for row in table]
    if not isinstance(table, list) or not all(isinstance(row, list) and len(row) == width for row in table):
        raise StudentError("no-table", width=width)
    return table


def _ticks(exam, rows, run):
    """Return the rows' times in ticks; times that are not the plant's end the check."""
    exact = exam.numbers([_value(row[0]) for row in rows]) * TICKS
    foreign = exact[(exact < -0.5) | (exact > len(run.seconds) - 0.5)]
    exam.expect(not len(foreign), "not-plant-time", time=float(foreign[0]) / TICKS if len(foreign) else 0.0)
    return np.rint(exact).astype(int)


def _value(value):
    """Return a stored value as a float, nan for none."""
    return float(value) if isinstance(value, int | float) else math.nan


def _within(tick, outages):
    return any(start < tick <= end for start, end in outages)


def _at(ticks):
    """Return the first of `ticks` in seconds."""
    return float(ticks[0]) / TICKS if len(ticks) else 0.0
