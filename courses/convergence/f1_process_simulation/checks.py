"""F1, hidden from students: does the model foresee a run it never saw, and do the settings it chose halve the rejects?

The moulds differ in how much scale sits in their cooling channel, the machines in what is worn. The truth of a
trajectory is a plant of the same mould, run here. The share of rejects is the mean chance of a reject over the shots
that the plant really makes on days with lots, humidity and temperatures of their own: the plant's own probabilities,
so that a few dozen shots decide.
"""

import numpy as np

from grader.exam import check, derive_seed
from labs.equipment.moulder_graph import DEFECTS, GIVEN, SETTINGS
from labs.equipment.registry import create_plant

MOULD, WATER, COOL, ROOM = "Mould.Temperature", "Mould.Setpoint", "Cool.Time", "Room.Temperature"
FIT_MINUTES, PLAN_MINUTES, PERIOD = 30, 20, 10.0
MOST_ERROR = 0.05  # rms, of the hidden trajectory's range
APART = 0.35  # of the severity: two moulds this far apart cannot share one model
FASTEST = 5.5 + 48 / 60 + 4.5  # s of a cycle beside cooling, with the settings of the plan

RANGES = {
    "Barrel.Setpoint": (280.0, 315.0), "Mould.Setpoint": (85.0, 105.0), "Injection.Speed": (50.0, 70.0),
    "Hold.Pressure": (35.0, 100.0), "Hold.Time": (2.0, 8.0), "Cool.Time": (5.0, 13.0),
}  # fmt: skip
TODAY = {
    "Barrel.Setpoint": 295.0, "Mould.Setpoint": 95.0, "Injection.Speed": 60.0,
    "Hold.Pressure": 60.0, "Hold.Time": 4.5, "Cool.Time": 10.0,
}  # fmt: skip
FIXED = {"Dryer.Setpoint": 120.0, "Clamp.Setpoint": 300.0}
QUICK = {"Injection.Speed": 52.0, "Mould.Setpoint": 89.0, "Hold.Time": 6.0, "Cool.Time": 8.3}
# fault: (its node, severity from, to, today's holding pressure, least share of rejects, settings known to help)
WEAR = {
    "check-ring-worn": ("ring_leak", 0.6, 0.8, 52.0, 0.35, QUICK | {"Hold.Pressure": 80.0, "Barrel.Setpoint": 305.0}),
    "clamp-worn": ("clamp_wear", 0.62, 0.78, 58.0, 0.65, QUICK | {"Hold.Pressure": 40.0, "Barrel.Setpoint": 297.0}),
}
MENDED = 0.2  # what helps leaves at most this share of the rejects: a machine that can be mended
NODE = {path: node for node, path in SETTINGS.items()}
TRIALS = 2000
DAYS, SHOTS = 8, 3
LONGEST_CYCLE = 24.0  # s; who is slower gets fewer shots
HALF = 0.5
SLOWER = 0.25  # s of a cycle that are forgiven


@check("predicts-trajectory", points=5)
def predicts_trajectory(exam):
    """fit(plant) -> model; predict(model, plan) -> mould temperatures, on two moulds, with other settings."""
    models, plans, truths, runs = [], [], [], []
    for seed in _two_moulds(exam):
        run = exam.drive("moulder", "fouled-mould", FIT_MINUTES, function="fit", seed=seed)
        exam.expect(run.returned is not None, "no-model")
        plan, truth = _hidden_run(exam, seed)
        models.append(run.returned)
        plans.append(plan)
        truths.append(truth)
        runs.append(run)
    told = [
        exam.numbers(exam.call("predict", model, plan), len(truths[0]))
        for model, plan in zip(models, plans, strict=True)
    ]
    errors = [_error(one, truth) for one, truth in zip(told, truths, strict=True)]
    worst = int(np.argmax(errors))
    exam.show(runs[worst], MOULD)
    if max(errors) <= MOST_ERROR:
        return
    values = {"error": 100 * errors[worst]}
    moved = [any(write.role != "scenario" for write in run.writes) for run in runs]
    exam.expect(all(moved), "nothing-moved", **values)
    swapped = exam.numbers(exam.call("predict", models[1], plans[0]), len(truths[0]))
    exam.expect(np.max(np.abs(swapped - told[0])) > 0.2, "same-for-both", **values)
    _explain_trajectory(exam, plans[worst], told[worst], truths[worst], values)


def _explain_trajectory(exam, plan, told, truth, values):
    """Where does the prediction leave the truth: at the start, in its speed, or when the cycle gets longer?"""
    exam.expect(
        abs(told[0] - truth[0]) <= 2.0, "starts-elsewhere", told=float(told[0]), start=float(truth[0]), **values
    )
    jump, true_jump = np.abs(np.diff(told)).max(), np.abs(np.diff(truth)).max()
    exam.expect(jump <= 4 * true_jump, "no-inertia", jump=float(jump), **values)
    cycle = np.asarray(plan["cycle"])
    longer = int(np.argmax(cycle != cycle[0]))
    early = _error(told[:longer], truth[:longer], np.ptp(truth))
    exam.expect(early > MOST_ERROR, "forgot-cycle", at=longer * PERIOD, scale=0.5, **values)
    off = int(np.argmax(np.abs(told - truth) > MOST_ERROR * np.ptp(truth)))
    exam.expect(False, "too-far-off", at=off * PERIOD, scale=0.3, **values)


def _error(told, truth, span=None) -> float:
    """Root mean square error as a share of the trajectory's range."""
    return float(np.sqrt(np.mean((told - truth) ** 2)) / (np.ptp(truth) if span is None else span))


def _two_moulds(exam) -> tuple[int, int]:
    """Draw seeds until the scale in two moulds differs by more than one model can serve."""
    drawn = []
    while len(drawn) < 100:  # some four draws, as a rule
        seed = int(exam.rng.integers(2**31))
        plant = exam.truth_plant("moulder", "fouled-mould", seed)
        plant.advance(1)
        scale = plant.active_faults["mould-channel-fouled"].severity
        for other, other_scale in drawn:
            if abs(scale - other_scale) > APART:
                return other, seed
        drawn.append((seed, scale))
    raise RuntimeError("no two moulds differ enough: has the scenario changed?")


def _hidden_run(exam, seed) -> tuple[dict, np.ndarray]:
    """Run the same mould with settings that were not tried; the plan as students get it, and the true temperatures."""
    plant = exam.truth_plant("moulder", "fouled-mould", seed)
    first, second = exam.rng.uniform(108, 116), exam.rng.uniform(70, 80)
    longer = 10.0 + exam.rng.uniform(14, 18)
    steps = [int(step) for step in (exam.rng.integers(10, 16), exam.rng.integers(42, 48), exam.rng.integers(84, 92))]
    plan = {"seconds": [], "water": [], "cycle": [], "room": [], "start": plant.truth(MOULD)}
    truth = []
    for number in range(int(PLAN_MINUTES * 60 / PERIOD)):
        for step, path, value in zip(steps, (WATER, COOL, WATER), (first, longer, second), strict=True):
            if number == step:
                plant.write(path, round(float(value), 1))
        truth.append(plant.truth(MOULD))
        plan["seconds"].append(number * PERIOD)
        plan["water"].append(plant.read(WATER).value)
        plan["room"].append(plant.read(ROOM).value)
        plan["cycle"].append(round(FASTEST + plant.read(COOL).value, 1))
        plant.advance(plant.clock.ticks(PERIOD))
    return plan, np.array(truth)


@check("halves-defects", points=5)
def halves_defects(exam):
    """improve(trials, today) -> settings that halve the rejects of two machines on other days, no slower."""
    found = []
    for fault in exam.rng.permutation(list(WEAR)):
        machine = _worn_machine(exam, str(fault))
        answer = exam.call("improve", _trials(exam, machine), machine["today"], seconds=60.0)
        exam.expect(isinstance(answer, dict) and set(answer) == set(RANGES), "not-the-settings")
        chosen = {path: exam.number(answer[path]) for path in RANGES}
        for path, (low, high) in RANGES.items():
            exam.expect(low <= chosen[path] <= high, "out-of-range", name=path, value=chosen[path], low=low, high=high)
        found.append((machine, chosen))
    results = []
    for machine, chosen in found:
        before, was = _days(exam, machine, machine["today"])
        after, seconds = _days(exam, machine, chosen)
        exam.expect(seconds <= was + SLOWER, "too-slow", seconds=seconds, was=was, scale=0.2)
        results.append((_rejects(after) / _rejects(before), before, after))
    worst = max(results, key=lambda result: result[0])
    if worst[0] <= HALF:
        return
    _explain_rejects(exam, found, *worst)


def _explain_rejects(exam, found, ratio, before, after):
    told = {"before": 100 * _rejects(before), "after": 100 * _rejects(after)}
    (first, one), (second, other) = found
    exam.expect(one != first["today"] or other != second["today"], "left-as-it-was", **told)
    grown = max(DEFECTS, key=lambda name: after[name] - before[name])
    exam.expect(after[grown] - before[grown] < 0.10, "traded-defects", name=_SHORT[grown], **told)
    exam.expect(any(abs(one[path] - other[path]) > 1e-6 for path in RANGES), "same-settings-for-both", **told)
    left = max(DEFECTS, key=lambda name: after[name])
    exam.expect(False, "not-half", name=_SHORT[left], scale=1.0 - ratio, **told)


_SHORT = {"short_shot": "ShortShot", "flash": "Flash", "sink_mark": "SinkMark", "splay": "Splay", "warp": "Warp"}


def _rejects(chances: dict[str, float]) -> float:
    return chances["any"]


def _worn_machine(exam, fault: str) -> dict:
    """Draw machines with this wear until one makes rejects enough; its graph, parameters, fault, today's settings."""
    node, low, high, pressure, least, remedy = WEAR[fault]
    today = TODAY | {"Hold.Pressure": pressure}
    for _ in range(200):  # some three draws, as a rule
        machine = exam.truth_plant("moulder", "normal", int(exam.rng.integers(2**31))).machine
        severity = float(exam.rng.uniform(low, high))
        drawn = {"graph": machine.graph, "parameters": machine.parameters, "fault": fault, "severity": severity}
        drawn |= {"today": today, "worn": {node: severity}}
        airs = [_air(exam.rng) for _ in range(10)]
        now = _mean_chance(drawn, today, airs)
        if now >= least and _mean_chance(drawn, today | remedy, airs) <= MENDED * now:
            return drawn
    raise RuntimeError(f"no machine with '{fault}' makes rejects enough: has the graph changed?")


def _air(rng) -> dict[str, float]:
    """Air and material of a day, as the graph draws them."""
    warm, wet, stiff, moist = rng.standard_normal(4)
    humidity = float(np.clip(55 + 4.8 * warm + 9 * wet, 15, 95))
    moisture = max(0.02, 0.12 + 0.001 * (humidity - 55) + 0.02 * moist)
    return {
        "room_temperature": 23 + 4 * warm,
        "room_humidity": humidity,
        "lot_viscosity": float(np.exp(0.14 * stiff)),
        "lot_moisture": moisture,
    }


def _chances(machine, settings, air) -> dict[str, float]:
    """The chance of each defect and of any, in the long run."""
    given = dict.fromkeys(("ring_leak", "clamp_wear", "fouling", "vent_block"), 0.0) | machine["worn"] | air
    given |= {NODE[path]: value for path, value in (FIXED | settings).items()}
    values = machine["graph"].function(tuple(name for name in GIVEN if name in given))(given, {})
    return {name: values[name] for name in DEFECTS} | {
        "any": 1 - float(np.prod([1 - values[name] for name in DEFECTS]))
    }


def _mean_chance(machine, settings, airs) -> float:
    return float(np.mean([_chances(machine, settings, air)["any"] for air in airs]))


def _trials(exam, machine) -> dict[str, list]:
    """A designed experiment on this machine: settings drawn at random, and the defects that each part had."""
    rows = {path: [] for path in RANGES} | {short: [] for short in _SHORT.values()}
    for _ in range(TRIALS):
        settings = {path: round(float(exam.rng.uniform(*span)), 1) for path, span in RANGES.items()}
        chances = _chances(machine, settings, _air(exam.rng))
        for path, value in settings.items():
            rows[path].append(value)
        for name, short in _SHORT.items():
            rows[short].append(int(exam.rng.random() < chances[name]))
    return rows


def _days(exam, machine, settings) -> tuple[dict[str, float], float]:
    """Run the machine on some days; return the mean chance of each defect over its shots, and the cycle time (s)."""
    chances, seconds = [], []
    for day in range(DAYS):
        plant = create_plant(
            "moulder", derive_seed(exam.seed, "day", day), "normal",
            initial=FIXED | settings, parameters=machine["parameters"],
        )  # fmt: skip
        plant.inject(machine["fault"], machine["severity"])
        plant.advance(plant.clock.ticks(SHOTS * LONGEST_CYCLE))
        for shot in list(plant.machine.shots)[:SHOTS]:
            row = {name: shot[name] for name in DEFECTS}
            chances.append(row | {"any": 1 - float(np.prod([1 - chance for chance in row.values()]))})
        seconds.append(plant.read("Shot.CycleTime").value)
    return {name: float(np.mean([row[name] for row in chances])) for name in chances[0]}, float(np.mean(seconds))
