"""E2, hidden from students: which setting spoils the parts, and does the plant's log hold the experiment that shows it.

Each run has one cause, one setting that people turned because parts were bad (so that it goes with the rejects better
than the cause does), and one that the night crew turns together with the cause. How far the cause is off is computed
with the causal graph of the very machine, so that every run can be decided with a dozen shots a level.
"""

from typing import NamedTuple

import numpy as np

from grader.exam import check
from labs.equipment.moulder_graph import DEFECTS, SETTINGS

USUAL = {
    "Barrel.Setpoint": 295.0, "Mould.Setpoint": 95.0, "Dryer.Setpoint": 120.0, "Injection.Speed": 60.0,
    "Hold.Pressure": 60.0, "Hold.Time": 4.5, "Cool.Time": 10.0, "Clamp.Setpoint": 300.0,
}  # fmt: skip
NODE = {path: node for node, path in SETTINGS.items()}
TOTAL, REJECTED = "Parts.Total", "Parts.Rejected"

# Two ways to a sink mark and two to flash: who names a cause by the kind of defect cannot have both right. The
# reaction is a large change and does nothing; so the cause is not simply what differs most from the usual.
KINDS = {  # kind: (cause, worst value, {reaction: change}, {habit of the night crew: change})
    "short-hold": ("Hold.Time", 1.0, {"Clamp.Setpoint": 250.0}, {"Hold.Pressure": -2.0}),
    "low-hold": ("Hold.Pressure", 20.0, {"Cool.Time": 7.0}, {"Hold.Time": -0.2}),
    "weak-clamp": ("Clamp.Setpoint", 150.0, {"Hold.Time": 4.0}, {"Hold.Pressure": 1.0}),
    "high-hold": ("Hold.Pressure", 110.0, {"Cool.Time": 6.0}, {"Clamp.Setpoint": -3.0}),
    "fast": ("Injection.Speed", 120.0, {"Clamp.Setpoint": 250.0}, {"Barrel.Setpoint": -2.0}),
    "hurried": ("Cool.Time", 4.0, {"Clamp.Setpoint": 250.0}, {"Mould.Setpoint": 1.0}),
}
ALWAYS = ("short-hold", "low-hold", "weak-clamp", "high-hold")
BAD_SHARE, USUAL_SHARE, HARMLESS = 0.80, 0.08, 0.05  # chances of a reject
CONFOUNDED = 3  # of the five runs
RIGHT = 4
MINUTES = 35
BOXES, BOX = 120, 20  # history: boxes of 20 parts

LEAST_SHOTS, LEAST_CHANGE = 8, 0.15
TRIAL_MINUTES = 36
TRIAL_BAD_LOT, TRIAL_EFFECT, TRIAL_LEAST = 0.45, 0.9, 0.42
LOT_MIXED = 1.4  # times the lot's viscosity, by the fault of that name
TRIAL_CAUSES = {"Clamp.Setpoint": 150.0, "Hold.Time": 1.0, "Hold.Pressure": 110.0}
TRIAL_DECOYS = {"Dryer.Setpoint": 123.0, "Mould.Setpoint": 94.0, "Barrel.Setpoint": 294.0, "Cool.Time": 10.5}


class Case(NamedTuple):
    """One hidden run: the plant's seed, the settings it starts with, the one that is the cause, the record before."""

    seed: int
    start: dict[str, float]
    cause: str
    history: dict[str, list[float]]


def _reject_chance(graph, nature, settings, viscosity=1.0) -> float:
    """Chance that a part has any defect in the long run with `settings` {path: value}; `viscosity` times the lot's."""
    given = {name: nature[name] for name in ("room_temperature", "room_humidity", "lot_moisture", "ring_leak")}
    given["lot_viscosity"] = nature["lot_viscosity"] * viscosity
    given.update({NODE[path]: value for path, value in settings.items()})
    values = graph.function(tuple(given))(given, {})
    return float(1 - np.prod([1 - values[name] for name in DEFECTS]))


def _until(chance, low: float, high: float, wanted: float) -> float:
    """Bisect for the value between `low` and `high` at which `chance(value)`, rising from low to high, is `wanted`."""
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if chance(middle) < wanted else (low, middle)
    return high


def _machine(exam, seed):
    machine = exam.truth_plant("moulder", "normal", seed).machine
    return machine.graph, dict(machine.given)


def _drawn(exam, suits, *arguments):
    """Draw seeds of machines until one suits; `suits(exam, seed, ...)` returns None where it does not."""
    for _ in range(300):  # some five draws, as a rule
        found = suits(exam, int(exam.rng.integers(2**31)), *arguments)
        if found is not None:
            return found
    raise RuntimeError(f"no machine suits {arguments}: has the graph changed?")


def _case(exam, seed: int, kind: str, confounded: bool) -> Case | None:
    """The case of this machine, where its cause shows clearly, its decoys are harmless, and its history misleads."""
    cause, worst, reaction, habit = KINDS[kind]
    graph, nature = _machine(exam, seed)

    def chance(changed):
        return _reject_chance(graph, nature, {**USUAL, **changed})

    bad = round(_until(lambda value: chance({cause: value}), USUAL[cause], worst, BAD_SHARE), 1)
    today = {**USUAL, cause: bad}
    for path, change in {**reaction, **habit}.items():
        today[path] = USUAL[path] + change
    without = {path: chance({**today, path: USUAL[path]}) for path in (cause, *reaction, *habit)}
    spoilt = chance(today)
    clear = spoilt >= BAD_SHARE - 0.06 and without[cause] <= USUAL_SHARE
    if not (clear and all(abs(spoilt - without[path]) <= HARMLESS for path in (*reaction, *habit))):
        return None
    history = _history(exam.rng, graph, nature, kind, bad, 0.03 if confounded else 0.5)
    if _misleads(history, cause, next(iter(reaction))) != confounded:
        return None
    return Case(seed, today, cause, history)


def _history(rng, graph, nature, kind, bad, restraint) -> dict[str, list[float]]:
    """Boxes of parts of the last weeks: settings, air and material of each, and its share of rejects."""
    cause, _, reaction, habit = KINDS[kind]
    rows = []
    for _ in range(BOXES):
        night = rng.random() < 0.4
        row = {path: usual + abs(usual) * 0.002 * rng.standard_normal() for path, usual in USUAL.items()}
        if night:
            row[cause] = USUAL[cause] + rng.uniform(0.4, 1.0) * (bad - USUAL[cause])
        for path, change in habit.items():
            row[path] = USUAL[path] + change * (night + 0.25 * rng.standard_normal())
        air = {
            "room_temperature": 25 - 4 * night + rng.standard_normal(),
            "room_humidity": 50 + 12 * night + 4 * rng.standard_normal(),
            "lot_viscosity": float(np.exp(0.05 * rng.standard_normal())),
        }
        chance = _reject_chance(graph, {**nature, **air}, row)
        share = rng.binomial(BOX, chance) / BOX
        for path, change in reaction.items():
            row[path] = USUAL[path] + change * (share + restraint * rng.standard_normal())
        row |= {"Room.Temperature": air["room_temperature"], "Room.Humidity": air["room_humidity"]}
        row |= {"Material.CertifiedViscosity": air["lot_viscosity"], "RejectShare": share}
        rows.append(row)
    return {path: [round(float(row[path]), 3) for row in rows] for path in rows[0]}


def _correlations(history) -> dict[str, float]:
    """|r| of every setting with the share of rejects."""
    share = history["RejectShare"]
    return {path: abs(float(np.corrcoef(history[path], share)[0, 1])) for path in USUAL}


def _misleads(history, cause, reaction) -> bool | None:
    """Whether another setting goes with the rejects better than the cause; None where it is a close call."""
    strength = _correlations(history)
    others = max(value for path, value in strength.items() if path != cause)
    if abs(strength[cause] - others) < 0.03:
        return None
    return bool(strength[reaction] == others > strength[cause])


def _levels(run, path) -> dict[float, tuple[int, int]]:
    """{value: (shots, rejects)} of the setting `path` while all else was the same: the best such comparison in the log.

    A shot belongs to the settings of the moment at which its melt was injected, 2 s into its cycle.
    """
    settings = np.array([run[one] for one in USUAL])
    place = list(USUAL).index(path)
    done = np.flatnonzero(np.diff(run[TOTAL]) > 0)
    groups: dict[tuple, dict[float, tuple[int, int]]] = {}
    start = 0
    for end in done:
        at = min(start + 20, end)
        rest, value = tuple(np.delete(settings[:, at], place)), float(settings[place, at])
        shots, rejects = groups.setdefault(rest, {}).get(value, (0, 0))
        groups[rest][value] = (shots + 1, rejects + int(run[REJECTED][end + 1] > run[REJECTED][end]))
        start = end + 1
    several = [levels for levels in groups.values() if len(levels) > 1]
    return max(several, key=lambda levels: sorted(shots for shots, _ in levels.values())[-2], default={})


def _touched(run) -> set[str]:
    return {write.path for write in run.writes if write.role != "scenario"}


def _named(exam, run) -> str:
    name = run.returned
    exam.expect(isinstance(name, str) and name in USUAL, "unknown-name", told=str(name)[:40])
    return name


@check("names-cause", points=5)
def names_cause(exam):
    """find_cause(plant, history) -> the setting that spoils the parts, right in 4 of 5 runs."""
    kinds = [*ALWAYS, str(exam.rng.choice([kind for kind in KINDS if kind not in ALWAYS]))]
    misleading = exam.rng.permutation([True] * CONFOUNDED + [False] * (len(kinds) - CONFOUNDED))
    found = []
    for kind, confounded in zip(exam.rng.permutation(kinds), misleading, strict=True):
        case = _drawn(exam, _case, str(kind), bool(confounded))
        run = exam.drive("moulder", minutes=MINUTES, seed=case.seed, initial=case.start, arguments=[case.history])
        found.append((case, run, _named(exam, run)))
    wrong = [one for one in found if one[2] != one[0].cause]
    if len(found) - len(wrong) >= RIGHT:
        return
    told = {"right": len(found) - len(wrong), "scale": 0.1 * (len(found) - len(wrong))}
    exam.expect(len({name for *_, name in found}) > 1, "always-the-same", told=found[0][2])
    blind = [one for one in wrong if not _touched(one[1])]
    exam.expect(
        not blind or not all(_strongest(case) == name for case, _, name in found), "followed-correlation", **told
    )
    exam.expect(not blind, "named-untried", **told)
    _explain_experiment(exam, *wrong[0], told)


def _strongest(case) -> str:
    strength = _correlations(case.history)
    return max(strength, key=strength.get)


def _explain_experiment(exam, case, run, name, told):
    """The function did change something and still named the wrong setting: what was wrong with the comparison?"""
    exam.show(run, REJECTED, TOTAL)
    levels = _levels(run, name)
    exam.expect(levels, "compared-several", name=name, **told)
    fewest = min(shots for shots, _ in levels.values())
    exam.expect(fewest >= LEAST_SHOTS, "compared-few", name=name, shots=fewest, **told)
    exam.expect(False, "named-wrong", name=name, **told)


@check("confirms-by-experiment", points=5)
def confirms_by_experiment(exam):
    """The log of find_cause holds an experiment on the setting it names: that one alone, and the rejects changed."""
    for kind in exam.rng.choice(list(KINDS), 2, replace=False):
        case = _drawn(exam, _case, str(kind), True)
        run = exam.drive("moulder", minutes=MINUTES, seed=case.seed, initial=case.start, arguments=[case.history])
        name, touched = _named(exam, run), _touched(run)
        exam.expect(touched, "nothing-tried", name=name)
        exam.show(run, REJECTED, TOTAL)
        exam.expect(name in touched, "named-not-tried", name=name, tried=", ".join(sorted(touched)))
        levels = _levels(run, name)
        exam.expect(levels, "changed-together", name=name, scale=0.2)
        (value, (shots, rejects)), (other, (more, spoilt)) = sorted(
            sorted(levels.items(), key=lambda level: -level[1][0])[:2], key=lambda level: level[0]
        )
        told = {"name": name, "value": value, "other": other, "scale": 0.4}
        exam.expect(min(shots, more) >= LEAST_SHOTS, "too-few-shots", shots=min(shots, more), **told)
        shares = {"share": 100 * rejects / shots, "second": 100 * spoilt / more}
        changed = abs(rejects / shots - spoilt / more) >= LEAST_CHANGE
        exam.expect(changed and name == case.cause, "rejects-stayed", **told, **shares)


@check("rejects-decoy", points=5)
def rejects_decoy(exam):
    """is_cause(plant, path, usual, suspect) -> bool, right in three runs during which the material changes."""
    trials = [(True, str(exam.rng.choice(["bad", "good"]))), (False, "bad"), (False, "good")]
    found = []
    for number in exam.rng.permutation(len(trials)):
        guilty, turn = trials[number]
        seed, start, path, suspect = _drawn(exam, _trial, guilty)
        run = exam.drive(
            "moulder", f"lot-turns-{turn}", TRIAL_MINUTES,
            seed=seed, initial=start, arguments=[path, start[path], suspect],
        )  # fmt: skip
        answer = run.returned
        exam.expect(isinstance(answer, (bool, int)) and answer in (0, 1), "not-yes-or-no", told=str(answer)[:40])
        found.append((guilty, bool(answer), path, run))
    wrong = [one for one in found if one[0] != one[1]]
    if not wrong:
        return
    told = {"right": len(found) - len(wrong)}
    exam.expect(len({answer for _, answer, _, _ in found}) > 1, "same-verdict")
    guilty, _, path, run = wrong[0]
    exam.show(run, REJECTED, TOTAL)
    levels = [write.value for write in run.writes if write.path == path and write.role != "scenario"]
    exam.expect(len(levels) > 3, "compared-two-periods", name=path, times=len(levels), scale=0.3, **told)
    exam.expect(guilty, "accused-innocent", name=path, scale=0.3, **told)
    exam.expect(False, "missed-guilty", name=path, scale=0.3, **told)


def _trial(exam, seed: int, guilty: bool) -> tuple[int, dict[str, float], str, float] | None:
    """(seed, start, path, suspect value): harmless, or spoiling most parts; a mixed lot spoils nearly half."""
    graph, nature = _machine(exam, seed)
    path = str(exam.rng.choice(list(TRIAL_CAUSES if guilty else TRIAL_DECOYS)))

    def chance(changed, viscosity=1.0):
        return _reject_chance(graph, nature, {**USUAL, **changed}, viscosity)

    speed = _until(lambda value: chance({"Injection.Speed": value}, LOT_MIXED), 30.0, 120.0, TRIAL_BAD_LOT)
    start = {**USUAL, "Injection.Speed": round(speed, 1)}
    suspect = TRIAL_DECOYS.get(path, 0.0)
    if guilty:
        worst = TRIAL_CAUSES[path]
        suspect = round(_until(lambda value: chance({**start, path: value}), start[path], worst, TRIAL_EFFECT), 1)
    tried = {**start, path: suspect}
    change, change_bad_lot = (chance(tried, lot) - chance(start, lot) for lot in (1.0, LOT_MIXED))
    right = min(change, change_bad_lot) >= TRIAL_LEAST if guilty else max(abs(change), abs(change_bad_lot)) <= 0.03
    return (seed, start, path, suspect) if right and chance(start) <= USUAL_SHARE else None
