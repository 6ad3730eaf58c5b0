"""C2, hidden from students: what the furnace's own record must show.

Every check judges recordings of plants that the student's code could only drive as an operator. When a run fails, the
record is searched for the footprint of a known mistake, so that the message can say what the plant did.
"""

import numpy as np

from grader.exam import check
from grader.measures import crossings, first_outside, first_reached, fraction_within, mean_error, overshoot, travel

TEMPERATURE, POWER, DOOR = "Zone1.Temperature", "Zone1.HeaterPower", "Door.Open"
SETPOINT = 850.0  # °C

STEP_MINUTES = 30
TOLERANCE = 0.10  # relative, for gain and time constant
APART = 0.22  # of the logarithm: two gains this far apart cannot both accept one constant

BAND = 2.0  # K
INSIDE = 0.95  # share of ten minutes
QUIET_SECONDS = 100.0  # the door stays shut at least this long

HEAT_MINUTES, ARRIVAL_MINUTES = 25, 20
NEAR, MOST_OVERSHOOT, HOLD_BAND = 5.0, 5.0, 3.0  # K


@check("identifies-step", points=5)
def identifies_step(exam):
    """identify(plant) -> (gain K/%, time constant s), on two furnaces that differ."""
    found = []
    for seed in _two_furnaces(exam):
        run = exam.drive("furnace", scenario="step", minutes=STEP_MINUTES, seed=seed)
        stepped = _step_time(run)
        exam.expect(stepped is not None, "no-step")
        found.append((run, stepped, exam.numbers(run.returned, 2), _truth(run.parameters)))
        exam.show(run, TEMPERATURE)
    answers, truths = np.array([answer for _, _, answer, _ in found]), np.array([truth for *_, truth in found])
    right = np.abs(answers - truths) <= TOLERANCE * truths
    if right.all():
        return
    exam.expect(not np.array_equal(*answers), "same-for-both", gain=float(answers[0][0]))
    if not right[:, 0].all():
        _explain_gain(exam, *found[int(np.argmin(right[:, 0]))])
    _explain_time_constant(exam, *found[int(np.argmin(right[:, 1]))])


def _two_furnaces(exam) -> tuple[int, int]:
    """Draw seeds until two furnaces differ in gain by more than both tolerances together."""
    drawn = []
    while len(drawn) < 300:  # some ten draws, as a rule
        seed = int(exam.rng.integers(2**31))
        gain = _truth(exam.truth_plant("furnace", "step", seed).recording().parameters)[0]
        for other, other_gain in drawn:
            if abs(np.log(gain / other_gain)) > APART:
                return other, seed
        drawn.append((seed, gain))
    raise RuntimeError("no two furnaces differ enough: has the variation of the parameters changed?")


def _truth(parameters) -> np.ndarray:
    return np.array([parameters["Zone1.StepGain"], parameters["Zone1.TimeConstant"]])


def _step_time(run) -> float | None:
    """When the heater power first moved by 1 % or more."""
    power = run[POWER]
    moved = np.flatnonzero(np.abs(power - power[0]) >= 1.0)
    return float(run.seconds[moved[0]]) if len(moved) else None


def _explain_gain(exam, run, stepped, answer, truth):
    gain, start, end = answer[0], run.truth[TEMPERATURE][0], run.truth[TEMPERATURE][-1]
    power = run[POWER]
    level = abs(gain - end / power[-1]) <= 0.05 * gain or abs(gain - start / power[0]) <= 0.05 * gain
    exam.expect(not level, "gain-of-levels", gain=gain)
    waited = float(run.seconds[-1]) - stepped
    exam.expect(waited >= 3.5 * truth[1], "not-settled", waited=waited / 60, change=abs(end - start))
    exam.expect(False, "gain-off", gain=gain, change=abs(end - start))


def _explain_time_constant(exam, run, stepped, answer, truth):
    told = answer[1]
    late = stepped > TOLERANCE * truth[1] and abs(told - stepped - truth[1]) <= TOLERANCE * truth[1]
    exam.expect(not late, "clock-not-from-step", told=told, at=stepped, scale=0.6)
    exam.expect(told < 2 * truth[1], "time-of-settling", told=told, scale=0.5)
    start, end = run.truth[TEMPERATURE][0], run.truth[TEMPERATURE][-1]
    moment = float(np.interp(stepped + told, run.seconds, run.truth[TEMPERATURE]))
    share = 100 * (moment - start) / (end - start) if end != start else 0.0
    exam.expect(False, "time-constant-off", told=told, share=share, scale=0.5)


@check("holds-band", points=5)
def holds_band(exam):
    """controller(plant): 850 °C within ± 2 K for ten minutes while the door opens."""
    run = exam.drive("furnace", scenario="door-opens", minutes=10)
    exam.show(run, TEMPERATURE, band=(SETPOINT - BAND, SETPOINT + BAND))
    exam.expect(run.finished, "stopped-early", at=float(run.seconds[-1]))
    touched = [write.tick * _period(run) for write in run.writes if write.path == DOOR and write.role != "scenario"]
    exam.expect(not touched, "touched-the-door", at=touched[0] if touched else None)
    inside = fraction_within(run[TEMPERATURE], SETPOINT, BAND)
    if inside >= INSIDE:
        return
    told = {"inside": 100 * inside, "lowest": float(run[TEMPERATURE].min()), "highest": float(run[TEMPERATURE].max())}
    exam.expect(travel(run[POWER]) >= 5.0, "never-reacted", **told)
    exam.expect(_switching(run) < 0.5, "switched-only", **told)
    quiet, end = run.between(0, QUIET_SECONDS), run.between(540)
    if fraction_within(quiet[TEMPERATURE], SETPOINT, 2 * BAND) < 0.9:
        below = mean_error(end[TEMPERATURE], SETPOINT)
        exam.expect(abs(below) <= BAND, "offset", away=abs(below), **told)
        exam.expect(False, "started-with-a-bump", scale=_scale(inside), **told)
    exam.expect(crossings(run[TEMPERATURE], SETPOINT, BAND) < 8, "swings", **told)
    left = first_outside(run.seconds, run[TEMPERATURE], SETPOINT, BAND)
    exam.expect(False, "came-back-late", at=left, scale=_scale(inside), **told)


def _switching(run) -> float:
    """Share of the time that the heater was fully on or fully off."""
    return float(np.mean((run[POWER] <= 1.0) | (run[POWER] >= 99.0)))


def _scale(inside: float) -> float:
    """Half the time inside is worth nothing; a furnace left alone does as well."""
    return (inside - 0.5) / 0.5


@check("no-windup", points=5)
def no_windup(exam):
    """heat_up(plant): from cold to 850 °C without overshoot, in time, and stay."""
    run = exam.drive("furnace", scenario="from-cold", minutes=HEAT_MINUTES)
    exam.show(run, TEMPERATURE, band=(SETPOINT - HOLD_BAND, SETPOINT + HOLD_BAND))
    exam.expect(run.finished, "stopped-early", at=float(run.seconds[-1]))
    temperature, end = run[TEMPERATURE], run.between((HEAT_MINUTES - 5) * 60)
    over, held = overshoot(temperature, SETPOINT), fraction_within(end[TEMPERATURE], SETPOINT, HOLD_BAND)
    arrived = first_reached(run.seconds, temperature, SETPOINT - NEAR)
    if over <= MOST_OVERSHOOT and held >= INSIDE and arrived is not None and arrived <= ARRIVAL_MINUTES * 60:
        return
    told = {"highest": float(temperature.max()), "over": over, "held": 100 * held}
    _explain_heating(exam, run, end, told)
    exam.expect(arrived is not None and arrived <= ARRIVAL_MINUTES * 60, "arrived-late", scale=0.4, **told)
    exam.expect(over <= MOST_OVERSHOOT, "overshot", scale=0.5, **told)
    exam.expect(False, "not-held", scale=0.5, **told)


def _explain_heating(exam, run, end, told):
    """Look for the footprints of wind-up, of a timer, of a switch and of a missing integral."""
    above_and_full = float(np.sum((run[TEMPERATURE] > SETPOINT + 1) & (run[POWER] >= 99.0))) * _period(run)
    lately = {"inside": told["held"], "lowest": float(end[TEMPERATURE].min()), **told}
    still, full = travel(end[POWER]) <= 0.5, end[POWER][-1] >= 99.0
    exam.expect(full or not still, "never-reacted", **lately)
    exam.expect(above_and_full < 30, "wound-up", seconds=above_and_full, **told)
    exam.expect(_switching(end) < 0.8, "switched-only", **lately)
    below = -mean_error(end[TEMPERATURE], SETPOINT)
    flat = abs(end.truth[TEMPERATURE][-1] - end.truth[TEMPERATURE][0]) < 4.0
    exam.expect(below <= 2.0 or not flat, "offset", away=below, **lately)


def _period(run) -> float:
    return float(run.seconds[1] - run.seconds[0])
