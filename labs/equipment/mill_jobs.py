"""A job record of a mill: what the trial cut of each job showed, and whether the machine failed in that job.

Contract: drawn from the causal graph of the very mill that a seed gives (`mill_graph`), job by job, without running
it: a thousand jobs take some 30 ms. Deterministic in its arguments. A job is an hour of cutting with one setting; the
chance of a failure in it is 1 - exp(-sum of the hazards) (constant hazards: D. R. Cox, 1972, as in `mill_graph`).
What setters dare lies around the two limits of a mill: some 3.5 kW, and what an edge bears, less when it is worn.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from labs.equipment import mill_graph as why
from labs.equipment.registry import create_plant
from labs.simulation.noise import stream

HOURS = 1.0
COLUMNS = ("speed", "torque", "wear", "flow", "room")
NOISE = (2.0, 0.4, 0.005, 0.1, 0.05)  # of the sensors (mill_signals), and of the tool setter that measures wear
_GIVEN = (
    "spindle_speed", "feed", "depth", "tool_wear", "part_hardness", "bearing_damage", "room_temperature",
    "coolant_flow",
)  # fmt: skip
_DARED = 33000.0, 34.0  # N m / min, N m: see the module
_FRICTION, _TORQUE = 1.5, 0.02475  # N m, and N m a newton of cutting force (torque and cutting_power in mill_graph)


class Jobs(NamedTuple):
    """`trial` {column: (n,)}: 1/min, N m, mm, L/min, °C; `failed` (n,) bool; `chance` (n,) 0..1, the truth."""

    trial: dict[str, np.ndarray]
    failed: np.ndarray
    chance: np.ndarray


def mill_jobs(
    seed: int, count: int, speeds: Sequence[tuple[float, float]] = ((1000.0, 2000.0),), load: float = 1.5, part: int = 0
) -> Jobs:
    """Return `count` jobs on the mill of `seed`, their spindle speeds from the ranges `speeds` in turn (1/min).

    `load` is how far beyond the usual limits setters go at most (1 is none); `part` draws other jobs, same machine.
    """
    evaluate = create_plant("mill", seed=seed).machine.graph.function(_GIVEN)
    rng = stream(seed, "mill", f"jobs:{part}")
    rows = [_job(rng, evaluate, speeds[number % len(speeds)], load) for number in range(count)]
    table = np.array([row for row, _ in rows]) + rng.standard_normal((count, len(COLUMNS))) * NOISE
    chance = 1 - np.exp(-HOURS * np.array([hazard for _, hazard in rows]))
    trial = {name: column.round(3) for name, column in zip(COLUMNS, table.T, strict=True)}
    return Jobs(trial, rng.random(count) < chance, chance)


def _job(rng: np.random.Generator, evaluate, speeds: tuple[float, float], load: float) -> tuple[list[float], float]:
    """Return (what the trial cut truly is, sum of the hazards in 1/h) of one job."""
    speed, wear = float(rng.uniform(*speeds)), float(rng.uniform(0.02, 0.26))
    hardness = float(np.exp(0.07 * rng.standard_normal()))
    wanted = rng.uniform(0.4, load) * min(_DARED[0] / speed, _DARED[1] * (1 - 0.8 * wear))
    force = (wanted - _FRICTION) / _TORQUE
    depth = float(np.clip(force / 260 * rng.uniform(0.8, 1.2), 1.0, 4.0))
    chip = (force / (1800 * hardness * depth * (1 + 1.3 * wear))) ** (1 / 0.75) / 0.9  # Kienzle's law, turned round
    room, flow = float(19 + 3 * rng.standard_normal()), float(rng.uniform(14, 20))
    given = (speed, 4 * speed * chip, depth, wear, hardness, float(rng.uniform(0, 0.08)), room, flow)
    values = evaluate(dict(zip(_GIVEN, given, strict=True)), {})
    return [speed, values["torque"], wear, flow, room], sum(values[mode] for mode in why.MODES)
