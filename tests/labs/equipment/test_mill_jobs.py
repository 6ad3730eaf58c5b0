"""The record of a mill's jobs: drawn from its graph, repeatable, and failing for the reasons the mill has."""

import numpy as np
import pytest

from labs.equipment.mill_jobs import _FRICTION, _TORQUE, COLUMNS, mill_jobs
from labs.equipment.registry import create_plant


@pytest.fixture(scope="module")
def jobs():
    return mill_jobs(seed=3, count=1500)


def test_the_same_arguments_give_the_same_jobs_and_another_part_gives_others(jobs):
    again, other = mill_jobs(seed=3, count=1500), mill_jobs(seed=3, count=1500, part=1)
    assert all((jobs.trial[name] == again.trial[name]).all() for name in COLUMNS)
    assert (jobs.failed == again.failed).all()
    assert not (jobs.trial["torque"] == other.trial["torque"]).any()


def test_as_many_jobs_fail_as_their_chances_say(jobs):
    spread = np.sqrt((jobs.chance * (1 - jobs.chance)).sum())
    assert ((jobs.chance >= 0) & (jobs.chance <= 1)).all()
    assert abs(jobs.failed.sum() - jobs.chance.sum()) < 4 * spread


def test_much_power_and_worn_edges_under_load_fail_more_often(jobs):
    power = jobs.trial["speed"] * jobs.trial["torque"] / 9549
    assert jobs.chance[power > 4.5].mean() > 0.8 > 0.3 > jobs.chance[power < 2.5].mean()
    slow = mill_jobs(seed=3, count=1500, speeds=[(700.0, 900.0)])
    strained = (slow.trial["torque"] > 26) & (slow.trial["torque"] < 30)
    worn = slow.trial["wear"] > 0.15
    assert slow.chance[strained & worn].mean() > slow.chance[strained & ~worn].mean() + 0.2


def test_setters_reckon_torque_from_cutting_force_as_the_graph_does():
    graph = create_plant("mill", seed=3, scenario="ready").machine.graph
    settings = {"spindle_speed": 1500.0, "feed": 600.0, "depth": 2.0, "tool_wear": 0.1, "bearing_damage": 0.1}
    values = graph.evaluate(settings)
    assert values["torque"] == pytest.approx(_FRICTION + _TORQUE * values["cutting_force"], rel=0.05)


def test_speeds_are_taken_in_turn_and_a_lower_load_spares_the_machine(jobs):
    both = mill_jobs(seed=3, count=200, speeds=[(700.0, 900.0), (2200.0, 2700.0)])
    assert (both.trial["speed"][::2] < 920).all() and (both.trial["speed"][1::2] > 2180).all()
    assert mill_jobs(seed=3, count=1500, load=0.9).chance.mean() < 0.3 * jobs.chance.mean()
