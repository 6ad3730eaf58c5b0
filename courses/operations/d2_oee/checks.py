"""D2, hidden from students: the line counted its own time and packs; what was told of them?

Factors and losses as in labs/equipment/packer_oee.py (Nakajima; ISO 22400-2). Recorded shifts are runs of the plant;
their counters are moved up, as by the shifts before. A wrong figure is compared with those that known mistakes lead
to, so that the message can say what was mixed up.
"""

import math
from typing import NamedTuple

import numpy as np

from grader.exam import StudentError, check

PLANT = "packer"
STATE, MODE, REASON = "Status.StateCurrent", "Status.OperationMode", "Admin.StopReason"
COUNT, REJECTED, SPEED = "Admin.ProdProcessedCount", "Admin.ProdDefectiveCount", "Command.MachSpeed"
COLUMNS = {
    "state": STATE,
    "mode": MODE,
    "reason": REASON,
    "processed": COUNT,
    "defective": REJECTED,
    "speed": SPEED,
}
EXECUTE, PROCESSING, MAINTENANCE = 6, 3, 1
MINOR, FAILED, SETUP = (1, 3, 4), (5, 6), (2, 10)  # stop reasons
DESIGN_RATE = 60.0  # packs/min, Ideal.Rate of the line

SHIFT_MINUTES, START_MINUTES, WATCH_MINUTES = 28, 8, 40
EARLIER = (4000, 9000)  # packs that the counters begin with
EMPTY_MINUTES = 5
CLOSE = 0.5  # percentage points
MINUTES_CLOSE = 0.3


class Truth(NamedTuple):
    """What the line counted between two moments: times in s, packs."""

    planned: float
    operating: float
    executing: float
    packs: float
    good: float

    def factors(self) -> np.ndarray:
        """Availability, performance, quality in per cent; 0 where there was nothing to divide by."""
        ideal = 60 / DESIGN_RATE * self.packs
        parts = (self.operating, self.planned), (ideal, self.operating), (self.good, self.packs)
        return np.array([100 * part / whole if whole else 0.0 for part, whole in parts])


class Shift(NamedTuple):
    """A recorded shift: `log` as the student gets it, what is true, and the packs counted before it began."""

    log: dict
    truth: Truth
    earlier: int = 0


def _shift(exam, seed: int) -> Shift:
    """Record some production."""
    plant = exam.truth_plant(PLANT, "shift", seed)
    plant.advance(plant.clock.ticks(SHIFT_MINUTES * 60))
    return _recorded(plant.recording(), int(exam.rng.integers(*EARLIER)))


def _empty_shift(exam, seed: int, mode: int) -> Shift:
    """Record a line that was never started, in processing mode or in maintenance."""
    plant = exam.truth_plant(PLANT, "cold", seed)
    plant.call("SetMode", mode)
    plant.advance(plant.clock.ticks(EMPTY_MINUTES * 60))
    return _recorded(plant.recording(), int(exam.rng.integers(*EARLIER)))


def _recorded(record, earlier: int = 0) -> Shift:
    """Return a recording with one row a second, its counters moved up by `earlier` packs, 4 % of them rejected."""
    rows = slice(None, None, round(1 / record.tick_seconds))
    log = {"seconds": record.seconds[rows]} | {name: record[path][rows] for name, path in COLUMNS.items()}
    log |= {"processed": log["processed"] + earlier, "defective": log["defective"] + earlier // 25}
    names = ("PlannedSeconds", "OperatingSeconds", "ExecuteSeconds", "Packs", "GoodPacks")
    return Shift(log, Truth(*(record.parameters[f"Truth.{name}"] for name in names)), earlier)


@check("factors-from-log", points=5)
def factors_from_log(exam):
    """factors(log) -> availability, performance, quality (%) of recorded shifts, also of two without output."""
    seeds = exam.rng.integers(2**31, size=3)
    for seed in seeds[:2]:
        shift = _shift(exam, int(seed))
        answer, of_start = _told(exam, shift, 3)
        exam.expect(not np.array_equal(answer, of_start), "same-for-both", told=float(answer[0]))
        _judge_factors(exam, shift, answer)
    worst, told = _empty(exam, _empty_shift(exam, int(seeds[2]), PROCESSING))
    exam.expect(worst <= CLOSE, "never-started", scale=0.6, told=told)
    worst, told = _empty(exam, _empty_shift(exam, int(seeds[2]), MAINTENANCE))
    exam.expect(worst <= CLOSE, "nothing-planned", scale=0.6, told=told)


def _told(exam, shift: Shift, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what is told of a shift, and of its beginning alone: a constant is the same for both."""
    start = {name: column[: START_MINUTES * 60] for name, column in shift.log.items()}
    return exam.numbers(exam.call(0, shift.log), count), exam.numbers(exam.call(0, start), count)


def _empty(exam, shift: Shift) -> tuple[float, str]:
    """Ask for a shift without output, which needs an answer; return how far it is from three zeros, and its words."""
    try:
        answer = exam.call(0, shift.log)
    except StudentError as error:
        if error.message_id != "function-error":
            raise
        exam.expect(False, "divided-by-zero", scale=0.6, error=error.values.get("error", ""))
    array = np.asarray(answer, dtype=float) if _is_numbers(answer) else np.array([])
    exam.expect(array.shape != (3,) or np.isfinite(array).all(), "divided-by-zero", scale=0.6, error="nan")
    array = exam.numbers(answer, 3)
    return float(np.abs(array).max()), ", ".join(f"{value:.1f}" for value in array)


def _is_numbers(value) -> bool:
    return isinstance(value, list | np.ndarray) and all(isinstance(one, int | float | np.number) for one in value)


def _judge_factors(exam, shift: Shift, answer: np.ndarray) -> None:
    """Compare three factors with the truth; explain the first that is off."""
    true = shift.truth.factors()
    if np.all(np.abs(answer - true) <= CLOSE):
        return
    exam.expect(not 0 < answer.max() <= 1, "not-per-cent", told=float(answer[0]))
    wrong = int(np.argmax(np.abs(answer - true) > CLOSE))
    told = {"told": float(answer[wrong]), "scale": 0.2 * wrong}
    (_explain_availability, _explain_performance, _explain_quality)[wrong](exam, shift, float(answer[wrong]), told)


def _seen(shift: Shift) -> tuple[float, float, float, float]:
    """Return the seconds of the log: all of it, planned, operating, in EXECUTE, counted as the student can."""
    state, mode, reason = (np.asarray(shift.log[name]) for name in ("state", "mode", "reason"))
    planned, running = mode == PROCESSING, state == EXECUTE
    parts = planned, planned & (running | np.isin(reason, MINOR)), planned & running
    return float(len(state)), *(float(np.sum(part)) for part in parts)


def _explain_availability(exam, shift: Shift, answer: float, told: dict) -> None:
    whole, planned, operating, executing = _seen(shift)
    stopped = (planned - operating) / 60
    like = _closest(answer, ("break", operating, whole), ("break", executing, whole), ("minor", executing, planned))
    exam.expect(like != "break", "planned-stop-counted", rest=(whole - planned) / 60, **told)
    exam.expect(like != "minor", "minor-stops-are-downtime", **told)
    exam.expect(answer < 100 - CLOSE, "no-stop-seen", stopped=stopped, **told)
    exam.expect(False, "availability-off", stopped=stopped, **told)


def _explain_performance(exam, shift: Shift, answer: float, told: dict) -> None:
    _, _, operating, executing = _seen(shift)
    packs, good = shift.truth.packs, shift.truth.good
    speed = float(np.median(shift.log["speed"]))
    like = _closest(
        answer,
        ("earlier", packs + shift.earlier, operating),
        ("setpoint", packs * DESIGN_RATE / speed, operating),
        ("setpoint", packs * DESIGN_RATE / speed, executing),
        ("hidden", packs, executing),
        ("rejects", good, operating),
    )
    exam.expect(like != "earlier", "earlier-packs-counted", earlier=shift.earlier, **told)
    exam.expect(like != "setpoint", "ideal-from-setpoint", speed=speed, **told)
    exam.expect(like != "hidden", "minor-stops-hidden", hidden=(operating - executing) / 60, **told)
    exam.expect(like != "rejects", "rejects-in-performance", **told)
    exam.expect(False, "performance-off", packs=packs, minutes=operating / 60, **told)


def _explain_quality(exam, shift: Shift, answer: float, told: dict) -> None:
    packs, bad = shift.truth.packs, shift.truth.packs - shift.truth.good
    like = _closest(answer, ("all", packs, packs), ("rejects", bad, packs))
    exam.expect(like != "all", "rejects-not-seen", bad=bad, **told)
    exam.expect(like != "rejects", "share-of-rejects", bad=bad, **told)
    exam.expect(False, "quality-off", packs=packs, bad=bad, **told)


def _closest(answer: float, *mistakes: tuple[str, float, float]) -> str | None:
    """Return the name of the (name, part, whole) whose share in per cent is `answer`, if any; else None."""
    shares = [(name, 100 * part / whole) for name, part, whole in mistakes if whole > 0]
    name, share = min(shares, key=lambda each: abs(answer - each[1]), default=(None, math.inf))
    return name if math.isclose(answer, share, rel_tol=CLOSE / 100, abs_tol=CLOSE) else None


@check("watches-shift", points=5)
def watches_shift(exam):
    """watch(plant) -> availability, performance, quality (%) of a shift of 40 minutes, watched live."""
    run = exam.drive(PLANT, "shift", minutes=WATCH_MINUTES)
    exam.show(run, COUNT)
    exam.expect(run.finished, "stopped-early", at=float(run.seconds[-1]))
    exam.expect(not run.recording.commands and not _own_writes(run), "touched-the-line")
    answer = exam.numbers(run.returned, 3)
    _judge_factors(exam, _recorded(run.recording), answer)


def _own_writes(run) -> list:
    return [write for write in run.writes if write.role != "scenario"]


@check("splits-losses", points=5)
def splits_losses(exam):
    """losses(log) -> minutes lost by breakdowns, setup, minor stops, reduced speed, rejects, in two recorded shifts."""
    for seed in exam.rng.integers(2**31, size=2):
        shift = _shift(exam, int(seed))
        answer, of_start = _told(exam, shift, 5)
        exam.expect(not np.array_equal(answer, of_start), "same-losses-for-both", told=float(answer[0]))
        true = _lost(shift)
        if np.any(np.abs(answer - true) > MINUTES_CLOSE):
            _explain_losses(exam, shift, answer, true)


def _stopped(shift: Shift, reasons) -> float:
    """Return the minutes of planned time without EXECUTE for `reasons`."""
    state, reason, mode = (np.asarray(shift.log[name]) for name in ("state", "reason", "mode"))
    return float(np.sum((state != EXECUTE) & np.isin(reason, reasons) & (mode == PROCESSING))) / 60


def _lost(shift: Shift) -> np.ndarray:
    """Return the minutes of the five losses; together with the ideal time of good packs they are the planned time."""
    truth, cycle = shift.truth, 1 / DESIGN_RATE
    stops = [_stopped(shift, reasons) for reasons in (FAILED, SETUP, MINOR)]
    return np.array([*stops, truth.executing / 60 - cycle * truth.packs, cycle * (truth.packs - truth.good)])


def _explain_losses(exam, shift: Shift, answer: np.ndarray, true: np.ndarray) -> None:
    """Name the mix-up that explains best one of the figures that are wrong."""
    whole, planned, *_ = _seen(shift)
    rest, earlier = (whole - planned) / 60, shift.earlier / DESIGN_RATE
    mistakes = [("rest", place, true[place] + rest) for place in (0, 1)]
    mistakes += [("waiting", 2, _stopped(shift, reasons)) for reasons in ((1,), (3, 4), (1, 3), (1, 4))]
    mistakes += [("setup", 0, true[0] + true[1]), ("earlier", 3, true[3] - earlier)]
    mistakes += [("stops", 3, true[3] + true[2]), ("rejects", 3, true[3] + true[4])]
    away = [
        (abs(answer[place] - minutes), name)
        for name, place, minutes in mistakes
        if abs(answer[place] - true[place]) > MINUTES_CLOSE
    ]
    nearest, name = min(away, default=(math.inf, ""))
    like = name if nearest <= MINUTES_CLOSE else ""
    exam.expect(like != "rest", "planned-stop-is-no-loss", rest=rest, scale=0.3)
    exam.expect(like != "earlier", "earlier-packs-counted", earlier=shift.earlier, told=answer[3], scale=0.3)
    exam.expect(like != "setup", "setup-called-breakdown", setup=true[1], scale=0.3)
    exam.expect(like != "waiting", "waiting-forgotten", told=answer[2], scale=0.3)
    exam.expect(like != "stops", "stops-counted-twice", extra=true[2], scale=0.4)
    exam.expect(like != "rejects", "rejects-lost-twice", extra=true[4], scale=0.4)
    total = float(answer.sum()) + shift.truth.good / DESIGN_RATE
    exam.expect(False, "losses-off", total=total, planned=planned / 60)
