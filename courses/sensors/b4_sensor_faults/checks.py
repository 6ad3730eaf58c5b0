"""B4, hidden from students: which fault was named in which run, and how often a watch cried wolf.

The runs differ in what happens, when, and by how much. A wrong answer is explained by the first kind of run that the
student's rule does not master; a run's kind is known from the scenario that the examiner chose.
"""

import numpy as np

from grader.exam import check

TEMPERATURE = "Zone1.Temperature"
WORDS = ("stuck", "drift", "spike", "break", "none")

MINUTES = 6
KINDS = {
    "watch-calm": "none",
    "watch-power": "none",
    "watch-neighbour": "none",
    "watch-door": "none",
    "watch-break": "break",
    "watch-stuck": "stuck",
    "watch-spike": "spike",
    "watch-drift": "drift",
}
RUNS_EACH = 2  # of 16 runs one may go wrong: a rule that fails one kind of run fails the check
RIGHT = 0.9

HOUR_MINUTES = 60
DELAY = 120.0  # s until a fault has to be noticed
AFTERWARDS = 30.0  # s for which an alarm may still belong to a fault that is over
AFTER_CHANGE = 900.0  # s for which a process change is felt
MOST_FALSE = 1


@check("names-fault", points=5)
def names_fault(exam):
    """diagnose(plant) -> one of WORDS, right in at least 90 % of sixteen runs."""
    told = {kind: [] for kind in KINDS}
    for kind in exam.rng.permutation(list(KINDS) * RUNS_EACH):
        run = exam.drive("furnace", scenario=str(kind), minutes=MINUTES)
        word = run.returned
        exam.expect(word in WORDS if isinstance(word, str) else False, "unknown-word", told=str(word)[:40])
        told[str(kind)].append(word)
        if word != KINDS[str(kind)]:
            exam.show(run, TEMPERATURE)
    right = sum(word == KINDS[kind] for kind, words in told.items() for word in words)
    share = right / (RUNS_EACH * len(KINDS))
    if share >= RIGHT:
        return
    said = {word for words in told.values() for word in words}
    exam.expect(len(said) > 1, "always-the-same", told=next(iter(said)))
    wrong = {kind: [word for word in words if word != KINDS[kind]] for kind, words in told.items()}
    _explain_naming(exam, wrong, {"right": right, "scale": (share - 0.4) / 0.6})


def _explain_naming(exam, wrong, told):
    """False alarms before missed faults: who cries wolf is switched off."""
    calm, power, near, door = (wrong[kind] for kind in list(KINDS)[:4])
    exam.expect(not calm, "calm-called-fault", told=_first(calm), **told)
    exam.expect(not power, "power-called-fault", told=_first(power), **told)
    exam.expect(not near, "neighbour-called-fault", told=_first(near), **told)
    exam.expect(not door, "door-called-fault", told=_first(door), **told)
    exam.expect(not wrong["watch-break"], "missed-break", told=_first(wrong["watch-break"]), **told)
    exam.expect(not wrong["watch-stuck"], "missed-stuck", told=_first(wrong["watch-stuck"]), **told)
    exam.expect(not wrong["watch-spike"], "missed-spike", told=_first(wrong["watch-spike"]), **told)
    exam.expect(False, "missed-drift", told=_first(wrong["watch-drift"]), **told)


def _first(words: list[str]) -> str:
    return words[0] if words else ""


@check("few-false-alarms", points=5)
def few_false_alarms(exam):
    """watch(plant) -> the times of its alarms (s): both faults of a busy hour, and one false alarm at most."""
    run = exam.drive("furnace", scenario="busy-hour", minutes=HOUR_MINUTES)
    exam.show(run, TEMPERATURE)
    exam.expect(run.finished, "stopped-early", at=float(run.seconds[-1]))
    alarms = np.sort(exam.numbers(run.returned))
    exam.expect(len(alarms), "no-alarm")
    period = float(run.seconds[1] - run.seconds[0])
    faults = {fault.id: (fault.start * period, fault.end * period) for fault in run.recording.faults}
    false = [at for at in alarms if not any(start <= at <= end + AFTERWARDS for start, end in faults.values())]
    if len(false) > MOST_FALSE:
        _explain_false_alarms(exam, run, np.array(false), period)
    caught = {
        fault: any(start <= at <= min(end + AFTERWARDS, start + DELAY) for at in alarms)
        for fault, (start, end) in faults.items()
    }
    lost = faults["zone1-sensor-break"][0], faults["zone1-sensor-stuck"][0]
    exam.expect(caught["zone1-sensor-break"], "break-unnoticed", at=lost[0], scale=0.5)
    exam.expect(caught["zone1-sensor-stuck"], "stuck-unnoticed", at=lost[1], scale=0.5)


def _explain_false_alarms(exam, run, false, period):
    """Alarms that follow a door, a power or a setpoint are another mistake than alarms out of nothing."""
    changes = np.array([write.tick * period for write in run.writes])
    calm = [at for at in false if not np.any((changes <= at) & (at <= changes + AFTER_CHANGE))]
    exam.expect(len(calm) <= MOST_FALSE, "cried-wolf", count=len(false), at=float(false[0]))
    exam.expect(False, "alarm-after-change", count=len(false), at=float(false[0]), scale=0.3)
