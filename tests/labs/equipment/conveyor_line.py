"""A conveyor line of nominal parameters for the tests: how it is made, run, asked, and that no part is lost."""

import pytest

from labs.equipment.conveyor import NOMINAL
from labs.equipment.registry import create_plant
from labs.simulation.machine import PlantError
from labs.simulation.states import State

PLAIN = {name: value for name, (value, _) in NOMINAL.items()}
COUNTED = ("Counter.Out", "Counter.Dropped", "Counter.Removed")


def line(scenario="running", seed=0, **start):
    initial = {"Parts": 0, "Infeed.Period": 6.0, **{name.replace("_", "."): value for name, value in start.items()}}
    return create_plant("conveyor", seed, scenario, parameters=PLAIN, initial=initial)


def run(plant, seconds):
    plant.advance(round(seconds * 10))
    return plant.recording()


def state(plant):
    return plant.machine.pack.state


def refused(plant, action, *arguments):
    with pytest.raises(PlantError) as caught:
        action(*arguments)
    assert caught.value.reason == "interlock" and all(caught.value.message)
    return caught.value.message.en


def conserved(plant):
    kept = plant.machine.kept
    return kept["Counter.In"] == plant.machine.inside() + sum(kept[path] for path in COUNTED)


def jammed():
    """Return a line held with a part stuck at the transfer, its cause gone."""
    plant = line()
    plant.inject("transfer-jams")
    while not plant.read("Cell.Jammed").value:
        run(plant, 5)
    plant.clear("transfer-jams")
    run(plant, 15)
    assert state(plant) is State.HELD and plant.alarms["jam"].active
    return plant
