"""A press of nominal parameters for the tests: how it is made, run and asked."""

import pytest

from labs.equipment.press import NOMINAL
from labs.equipment.registry import create_plant
from labs.simulation.machine import PlantError
from labs.simulation.roles import Role

PLAIN = {name: value for name, (value, _) in NOMINAL.items()}
SECOND = 20  # ticks


def running(seed=0, scenario="running", **start):
    initial = {"Die.Wear": 0.0, **{name.replace("_", "."): value for name, value in start.items()}}
    return create_plant("press", seed, scenario, parameters=PLAIN, initial=initial)


def run(plant, seconds):
    plant.advance(round(seconds * SECOND))
    return plant.recording()


def state(plant):
    return plant.machine.pack.state


def refused(plant, command, *arguments, role=Role.ENGINEER):
    with pytest.raises(PlantError) as caught:
        plant.call(command, *arguments, role=role)
    assert caught.value.reason == "interlock" and all(caught.value.message)
    return caught.value.message.en


def both(plant, left, right):
    plant.write("Hand.Left", left)
    plant.write("Hand.Right", right)
