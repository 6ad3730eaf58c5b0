"""A4, hidden from students: in which order the cell was locked out, whether anybody met energy inside, two rates.

The first two judge the cell's own record: every command and write in its order, and the true voltage and pressure at
that moment. Rates follow the Korean industrial-accident statistics (rule of the Ministry of Employment and Labor on
their processing): injuries per 10^6 and lost days per 10^3 hours worked; 7,500 days for a death or a permanent total
disability.
"""

from collections.abc import Callable

import numpy as np

from grader.exam import StudentError, check
from labs.equipment.conveyor_cell import STANDING
from labs.equipment.conveyor_physics import SAFE_AIR, SAFE_VOLTAGE

VOLTAGE, AIR = "Drive.Voltage", "Air.Pressure"
PERSONS = 6
MOST_MINUTES = 25  # a jam within two, ten of waiting, and time to spare
EXECUTE = 6


@check("locks-out", points=5)
def locks_out(exam):
    """lock_out(plant, person) -> True, on a sound line and on one whose voltage lingers."""
    for scenario in exam.rng.permutation(["running", "jam-slow-discharge"]):
        person = int(exam.rng.integers(2, PERSONS + 1))
        run = exam.drive("conveyor", str(scenario), minutes=MOST_MINUTES, arguments=[person])
        exam.show(run, VOLTAGE, truth=True)
        exam.expect(len(run.seconds) > 1, "no-time")
        _stopped_first(exam, run)
        exam.expect(not (run["EStop.Pressed"].any() and run["Isolator.Power"].all()), "estop-only")
        exam.expect(not _last(run, "Isolator.Power"), "power-left-on")
        exam.expect(not _last(run, "Isolator.Air"), "air-left-on")
        exam.expect(_last(run, "Lock.Count") > 0, "not-locked", scale=0.2)
        hung = [arguments for _, name, arguments, _ in run.recording.commands if name == "ApplyLock"]
        exam.expect([person] in [list(each) for each in hung], "not-own-lock", wanted=person, scale=0.3)
        volts, pressure = _energy(run, -1)
        exam.expect(volts <= SAFE_VOLTAGE and pressure <= SAFE_AIR, "energy-left", volts=volts, pressure=pressure)
        exam.expect(_last(run, "Lock.Verified"), "not-verified", scale=0.5)
        exam.expect(not (run["Door.Open"] & ~run["Lock.Verified"]).any(), "opened-early", scale=0.5)
        exam.expect(run.returned is True, "did-not-say", told=str(run.returned)[:40], scale=0.7)


def _stopped_first(exam, run):
    """Energy is cut once everything stands, not to make it stand."""
    off = [write.tick for write in run.writes if write.path.startswith("Isolator.") and write.value is False]
    if off:
        stands = _at(run["Status.StateCurrent"], run, min(off)) in STANDING
        exam.expect(stands, "cut-while-running", at=min(off) * run.recording.tick_seconds)


def _at(column, run, tick):
    """What a column showed at `tick`; its first row is that of the first tick."""
    return column[min(max(tick - run.recording.first_tick, 0), len(column) - 1)]


def _last(run, path):
    """What `path` showed in the end: also what was done after the last moment that passed."""
    return run.recording.changes[path][-1][1]


def _energy(run, row) -> tuple[float, float]:
    return float(run.truth[VOLTAGE][row]), float(run.truth[AIR][row])


@check("never-energised", points=5)
def never_energised(exam):
    """clear_jam(plant, person) -> True once production runs again; False, without entering, where energy stays."""
    person = int(exam.rng.integers(2, PERSONS + 1))
    run = exam.drive("conveyor", "jam-slow-discharge", minutes=MOST_MINUTES, arguments=[person])
    exam.show(run, VOLTAGE, truth=True)
    exam.expect(len(run.seconds) > 1, "no-time")
    _entered_safely(exam, run)
    _put_back(exam, run)
    run = exam.drive("conveyor", "jam-welded-isolator", minutes=MOST_MINUTES, arguments=[person])
    exam.show(run, VOLTAGE, truth=True)
    inside = [tick for tick, name, *_ in run.recording.commands if name == "EnterCell"]
    if inside:
        volts = float(_at(run.truth[VOLTAGE], run, inside[0]))
        exam.expect(False, "entered-welded", volts=volts, scale=0.4)
    exam.expect(run.returned is False, "claimed-done", told=str(run.returned)[:40], scale=0.7)


def _entered_safely(exam, run):
    """From the order of the commands: what hung, what was verified and what was left when somebody went in."""
    locks, verified, inside, entered = 0, False, False, False
    for tick, name, *_ in run.recording.commands:
        if name == "EnterCell":
            volts, pressure = (float(_at(run.truth[path], run, tick)) for path in (VOLTAGE, AIR))
            hot = volts > SAFE_VOLTAGE or pressure > SAFE_AIR
            at = tick * run.recording.tick_seconds
            exam.expect(not hot, "entered-with-energy", volts=volts, pressure=pressure, at=at)
            exam.expect(locks, "entered-unlocked")
            exam.expect(verified, "entered-unverified", scale=0.3)
            inside = entered = True
        inside = inside and name != "LeaveCell"
        verified = name == "VerifyZeroEnergy" or (verified and name != "RemoveLock")
        locks += (name == "ApplyLock") - (name == "RemoveLock")
        exam.expect(not inside or locks, "unlocked-inside")
    exam.expect(entered, "never-entered", told=str(run.returned)[:40])
    exam.expect(not _last(run, "Counter.UnsafeEntries"), "energy-came-back")
    exam.expect(not inside and not _last(run, "Cell.PersonInside"), "left-inside")


def _put_back(exam, run):
    """The part is out, and the line produces again."""
    exam.expect(_last(run, "Counter.Removed"), "jam-left", scale=0.3)
    left = max(tick for tick, name, *_ in run.recording.commands if name == "LeaveCell")
    again = run["Status.StateCurrent"][run.recording.ticks > left] == EXECUTE
    exam.expect(again.any(), "not-restarted", scale=0.6)
    exam.expect(run.returned is True, "did-not-say", told=str(run.returned)[:40], scale=0.8)


FATAL = ("death", "permanent-total")
LOST = 7500
PRECISION = 0.006  # absolute, for who rounds to two decimals
Count = Callable[[dict], float]


@check("accident-rates", points=5)
def accident_rates(exam):
    """rates(hours, cases) -> (frequency rate, severity rate), for seven years of different works."""
    years = [_year(exam.rng, kind) for kind in ("quiet", "small", "plain", "near", "treated", "total", "fatal")]
    told = []
    for hours, cases in years:
        returned = exam.call("rates", hours, cases)
        pair = isinstance(returned, list | tuple | np.ndarray) and len(returned) == 2
        exam.expect(pair, "two-rates", told=str(returned)[:60])
        told.append((hours, cases, [exam.number(value) for value in returned]))
    if not _all_told(told):
        _explain_rates(exam, told)
    _zero_hours(exam)


def _year(rng, kind) -> tuple[int, list[dict]]:
    """One year: hours worked and cases in drawn order; `kind` says what there is besides ordinary injuries."""
    hours = int(rng.integers(40, 400)) * int(rng.integers(1800, 2200))
    if kind == "quiet":
        return hours, [{"outcome": "near-miss", "days": 0}]
    cases = [{"outcome": "injury", "days": int(days)} for days in rng.integers(2, 90, rng.integers(2, 6))]
    near = [{"outcome": "near-miss", "days": 0} for _ in range(int(rng.integers(2, 8)))]
    treated = [{"outcome": "injury", "days": 0} for _ in range(int(rng.integers(2, 5)))]
    stay = {"days": int(rng.integers(20, 90))}
    extra = {
        "small": [], "plain": [], "near": near, "treated": treated,
        "total": [{"outcome": "permanent-total", **stay}], "fatal": [{"outcome": "death", **stay}, *treated],
    }[kind]  # fmt: skip
    every = [*cases, *extra]
    return (hours // 9 if kind == "small" else hours), [every[at] for at in rng.permutation(len(every))]


def _injured(case) -> float:
    return case["outcome"] != "near-miss"


def _days(case) -> float:
    return LOST if case["outcome"] in FATAL else case["days"]


def _all_told(told, count: Count = _injured, lost: Count = _days, *, million=1e6, thousand=1e3, swap=False) -> bool:
    """Whether all answers are what this way of counting gives."""
    for hours, cases, answer in told:
        rates = [sum(map(count, cases)) * million / hours, sum(map(lost, cases)) * thousand / hours]
        if not np.allclose(answer, rates[::-1] if swap else rates, rtol=2e-4, atol=PRECISION):
            return False
    return True


def _explain_rates(exam, told):
    """Compare with what the known mistakes give on the same records."""

    def given(count: Count = _injured, lost: Count = _days, **how) -> bool:
        return _all_told(told, count, lost, **how)

    exam.expect(any(answer != told[0][2] for *_, answer in told), "same-for-all")
    exam.expect(not given(swap=True), "swapped", scale=0.5)
    exam.expect(not (given(million=1e3) or given(million=100)), "frequency-scale", scale=0.4)
    exam.expect(not (given(thousand=1e6) or given(thousand=1)), "severity-scale", scale=0.4)
    exam.expect(not given(count=lambda case: 1), "near-miss-counted", scale=0.4)
    without = given(count=lambda case: case["days"] > 0) or given(count=lambda case: _days(case) > 0)
    exam.expect(not without, "treatment-not-counted", scale=0.4)
    fatal = (
        given(lost=lambda case: case["days"]),
        given(lost=lambda case: LOST + case["days"] if case["outcome"] in FATAL else case["days"]),
        given(lost=lambda case: LOST if case["outcome"] == "death" else case["days"]),
    )
    exam.expect(not fatal[0], "fatal-as-days", scale=0.4)
    exam.expect(not fatal[1], "fatal-and-days", scale=0.5)
    exam.expect(not fatal[2], "only-death", scale=0.5)
    wrong = next(year for year in told if not _all_told([year]))
    frequency, severity = wrong[2]
    exam.expect(False, "rates-off", hours=wrong[0], count=len(wrong[1]), frequency=frequency, severity=severity)


def _zero_hours(exam):
    """A works that did not work: no rate, and no crash."""
    for cases in ([], [{"outcome": "injury", "days": int(exam.rng.integers(1, 9))}]):
        try:
            returned = exam.call("rates", 0, cases)
        except StudentError as error:
            exam.expect(error.message_id != "function-error", "zero-hours-crash", scale=0.6)
            raise
        empty = isinstance(returned, list | tuple) and len(returned) == 2 and list(returned) == [None, None]
        exam.expect(empty, "zero-hours", told=str(returned)[:40], scale=0.6)
