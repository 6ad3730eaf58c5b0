"""D3, hidden from students: limits, alarms and capability against the distribution that the bolts really come from.

Records are drawn from the station's own model (labs/equipment/inspector.py): a true diameter with the seed's mean and
spread, and the station's repeatability on top. What is true of a record includes that repeatability (about 1 % of the
spread), since control limits and capability are those of what is measured. The live runs are the plant itself, and the
moment of an alarm is where the function let the run end.
"""

import math
from typing import NamedTuple

import numpy as np

from grader.exam import check

PLANT = "inspector"
DIAMETER = "Part.Diameter"
NOMINAL, TOLERANCE = 8.0, 0.04  # mm
A2 = {2: 1.880, 3: 1.023, 4: 0.729, 5: 0.577}  # of an X-bar and R chart (ISO 7870-2)

LIMIT_SIZES = (5, 3)
LIMIT_SUBGROUPS = 150
LIMIT_CLOSE = 0.20  # of the limits' distance from the centre

RUN_MINUTES, PART_SECONDS = 8.5, 2.0
BASELINE = 25  # subgroups of five that are sure to be calm: 250 s
CALM_PARTS = {"normal": 255, "die-set-large": 165, "die-set-small": 165}  # before anything can happen
RUNS = ("normal", "normal", "die-set-large", "die-set-large", "die-set-small", "die-set-small")
WITHIN = 75  # parts
MOST_FALSE = 1

CLOSE = 0.05
SETS = ((5, 1600, "above"), (4, 2000, "below"), (5, 1600, "outside"))  # size, subgroups, where the mean lies
LOT = 50  # subgroups between two settings of the die
LOT_SPREAD = 0.7  # of the spread within


class Bolts(NamedTuple):
    """What the bolts of one seed are like, as measured: mean and standard deviation (mm)."""

    mean: float
    sigma: float


def _bolts(exam, seed: int) -> Bolts:
    p = exam.truth_plant(PLANT, "normal", seed).machine.parameters
    return Bolts(NOMINAL + p["Diameter.Offset"], math.hypot(p["Diameter.Sigma"], p["Diameter.Repeatability"]))


@check("sets-limits", points=5)
def sets_limits(exam):
    """limits(subgroups) -> lower limit, centre, upper limit of an X-bar chart, for subgroups of five and of three."""
    told = []
    for size in LIMIT_SIZES:
        bolts = _bolts(exam, int(exam.rng.integers(2**31)))
        setting = float(exam.rng.choice([-1, 1]) * exam.rng.uniform(0.008, 0.014))
        bolts = Bolts(bolts.mean + setting, bolts.sigma)
        data = exam.rng.normal(bolts.mean, bolts.sigma, (LIMIT_SUBGROUPS, size))
        told.append((size, bolts, exam.numbers(exam.call(0, data), 3)))
    exam.expect(not np.array_equal(told[0][2], told[1][2]), "same-for-both", told=float(told[0][2][0]))
    for size, bolts, answer in told:
        _judge_limits(exam, size, bolts, answer)


def _judge_limits(exam, size: int, bolts: Bolts, answer: np.ndarray) -> None:
    half = 3 * bolts.sigma / math.sqrt(size)
    right = np.array([bolts.mean - half, bolts.mean, bolts.mean + half])
    if np.all(np.abs(answer - right) <= LIMIT_CLOSE * half):
        return
    low, centre, high = answer
    told = {"low": low, "centre": centre, "high": high, "size": size}
    exam.expect(low < centre < high, "not-in-order", **told)
    tolerance = abs(low - NOMINAL + TOLERANCE) < 1e-6 and abs(high - NOMINAL - TOLERANCE) < 1e-6
    exam.expect(not tolerance, "limits-are-tolerance", **told)
    exam.expect(abs(centre - bolts.mean) <= LIMIT_CLOSE * half, "centre-off", mean=bolts.mean, **told)
    ratio = (high - low) / 2 / half
    exam.expect(abs(ratio / math.sqrt(size) - 1) > 0.12, "limits-of-parts", scale=0.3, **told)
    others = [A2[other] / A2[size] for other in A2 if other != size]
    exam.expect(min(abs(ratio / other - 1) for other in others) > 0.12, "factor-of-another-size", scale=0.5, **told)
    exam.expect(ratio < 1, "limits-too-wide", times=ratio, scale=0.2, **told)
    exam.expect(False, "limits-too-narrow", times=ratio, scale=0.2, **told)


@check("finds-shift", points=5)
def finds_shift(exam):
    """watch(plant): ends when it raises its alarm, else runs to the end; two calm runs, two rises, two drops."""
    alarms = []
    for scenario in exam.rng.permutation(list(RUNS)):
        run = exam.drive(PLANT, str(scenario), minutes=RUN_MINUTES, seed=_typical(exam, str(scenario)))
        began = [fault.start * run.recording.tick_seconds for fault in run.recording.faults]
        ended = None if run.finished else float(run.seconds[-1])
        alarms.append((str(scenario), began[0] if began else math.inf, ended))
        if alarms[-1][2] is None or alarms[-1][2] < alarms[-1][1]:
            exam.show(run, DIAMETER, band=(NOMINAL - TOLERANCE, NOMINAL + TOLERANCE))
    raised = [ended for *_, ended in alarms if ended is not None]
    exam.expect(raised, "never-alarmed")
    exam.expect(len(raised) < len(RUNS) or np.ptp(raised) > PART_SECONDS, "same-moment", at=raised[0])
    soon = [at for at in raised if at < BASELINE * 5 * PART_SECONDS]
    exam.expect(len(soon) <= MOST_FALSE, "alarm-too-soon", at=soon[0] if soon else None, parts=5 * BASELINE)
    false = [ended for _, began, ended in alarms if ended is not None and ended < began]
    found = {way: [_found(began, ended) for name, began, ended in alarms if name == way] for way in RUNS[2:]}
    exam.expect(len(false) <= MOST_FALSE, "cried-wolf", count=len(false), at=false[0] if false else None, scale=0.2)
    _explain_missed(exam, alarms, found)


def _found(began: float, ended: float | None) -> bool:
    """Say whether an alarm came in time; a false one before counts against the false alarms only."""
    return ended is not None and ended <= began + (WITHIN + 0.5) * PART_SECONDS


def _explain_missed(exam, alarms, found) -> None:
    rises, drops = found["die-set-large"], found["die-set-small"]
    exam.expect(any(drops) or not any(rises), "missed-drop", scale=0.4)
    exam.expect(any(rises) or not any(drops), "missed-rise", scale=0.4)
    late = [(ended - began) / PART_SECONDS for _, began, ended in alarms if ended is not None and ended > began]
    slowest = max(late, default=0.0)
    missed = sum(not each for each in rises + drops)
    exam.expect(slowest <= WITHIN + 0.5, "found-late", parts=slowest, within=WITHIN, scale=0.4)
    exam.expect(not missed, "missed", count=missed, scale=0.6 - 0.15 * missed)


def _typical(exam, scenario: str) -> int:
    """Draw seeds until one is calm before anything happens: no usual chart, of means or of parts, has a false alarm."""
    for _ in range(100):  # three draws, as a rule
        seed = int(exam.rng.integers(2**31))
        vision = exam.truth_plant(PLANT, scenario, seed).machine.vision
        parts = np.array([vision.look(vision.part(), 0.0, 0.0).diameter for _ in range(CALM_PARTS[scenario])])
        if _calm(parts):
            return seed
    raise RuntimeError("no calm stretch in a hundred: has the distribution of the bolts changed?")


def _calm(parts: np.ndarray) -> bool:
    """Say whether no Western Electric rule signals on means of five, and none of the parts is beyond 3 sigma."""
    means = parts.reshape(-1, 5).mean(axis=1)
    centre, sigma = means[:BASELINE].mean(), np.ptp(parts[: 5 * BASELINE].reshape(-1, 5), axis=1).mean() / 2.326
    z = (means - centre) / sigma * math.sqrt(5)
    for side in (z, -z):
        for beyond, needed, among in ((3, 1, 1), (2, 2, 3), (1, 4, 5), (0, 8, 8)):
            counted = np.convolve(side > beyond, np.ones(among), mode="valid")
            if counted.max() >= needed:
                return False
    return bool(np.abs(parts - centre).max() <= 3 * sigma)


@check("rates-capability", points=5)
def rates_capability(exam):
    """capability(subgroups, low, high) -> Cp, Cpk; off centre on either side, and with the mean outside."""
    told = []
    for size, count, place in SETS:
        bolts = _bolts(exam, int(exam.rng.integers(2**31)))
        lots = np.repeat(exam.rng.normal(0, LOT_SPREAD * bolts.sigma, count // LOT), LOT)
        data = exam.rng.normal(bolts.mean + lots[:, None], bolts.sigma, (count, size))
        mean = bolts.mean + float(lots.mean())
        low, high = _specification(exam, mean, bolts.sigma, place)
        answer = exam.numbers(exam.call(0, data, low, high), 2)
        told.append((Case(size, mean, bolts.sigma, low, high, float(data.std())), answer))
    exam.expect(not np.array_equal(told[0][1], told[1][1]), "same-for-all", told=float(told[0][1][1]))
    for case, answer in told:
        _judge_capability(exam, case, answer)


class Case(NamedTuple):
    """One record and its specification: subgroup size, true mean and spread within, limits, overall spread (mm)."""

    size: int
    mean: float
    sigma: float
    low: float
    high: float
    overall: float

    def indices(self, sigma: float | None = None) -> np.ndarray:
        """Cp and Cpk for a spread; the true one when None."""
        sigma = sigma or self.sigma
        nearest = min(self.high - self.mean, self.mean - self.low)
        return np.array([(self.high - self.low) / (6 * sigma), nearest / (3 * sigma)])


def _specification(exam, mean: float, sigma: float, place: str) -> tuple[float, float]:
    """Draw specification limits (mm): Cp 1.0 to 1.2, the nearer one 0.5 to 0.8 of three sigma away, or passed."""
    cp = exam.rng.uniform(1.0, 1.2)
    nearest = exam.rng.uniform(-0.5, -0.25) if place == "outside" else exam.rng.uniform(0.5, 0.8)
    below = place == "below" or (place == "outside" and exam.rng.random() < 0.5)
    near, far = 3 * sigma * nearest, 3 * sigma * (2 * cp - nearest)
    low, high = (mean - near, mean + far) if below else (mean - far, mean + near)
    return round(low, 4), round(high, 4)


def _judge_capability(exam, case: Case, answer: np.ndarray) -> None:
    right = case.indices()
    if np.all(np.abs(answer - right) <= CLOSE):
        return

    def like(*wrong: float) -> bool:
        return bool(np.all(np.abs(answer - np.array(wrong)) <= CLOSE))

    cp, cpk = right
    upper, lower = (case.high - case.mean) / (3 * case.sigma), (case.mean - case.low) / (3 * case.sigma)
    told = {"cp": float(answer[0]), "cpk": float(answer[1]), "mean": case.mean, "low": case.low, "high": case.high}
    exam.expect(not like(cpk, cp), "swapped", scale=0.5, **told)
    exam.expect(not like(cp, cp), "off-centre-unseen", scale=0.3, **told)
    exam.expect(not like(cp, -cpk), "outside-unseen", scale=0.6, **told)
    exam.expect(cpk >= 0 or not like(cp, 0), "outside-unseen", scale=0.6, **told)
    exam.expect(not like(cp, max(upper, lower)), "other-side", scale=0.4, **told)
    exam.expect(not like(*case.indices(case.overall)), "overall-spread", scale=0.4, **told)
    exam.expect(not like(cp, cpk / 2), "six-for-three", scale=0.5, **told)
    spread = (case.high - case.low) / (6 * answer[0]) if answer[0] > 0 else 0.0
    exam.expect(abs(answer[0] - cp) <= CLOSE, "spread-off", spread=spread, size=case.size, scale=0.2, **told)
    exam.expect(False, "cpk-off", scale=0.4, **told)
