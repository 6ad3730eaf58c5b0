"""The press with a program in the place of its safety controller: nothing stops by itself, and the link may go."""

import numpy as np
import pytest

from labs.equipment.registry import create_plant
from labs.simulation.machine import PlantError
from labs.simulation.states import State

SECOND = 20  # ticks


def under_test(scenario="commissioning", seed=3):
    return create_plant("press", seed, scenario)


def run(plant, seconds):
    plant.advance(round(seconds * SECOND))
    return plant.recording()


def driven(plant, seconds, command=True):
    """Let a program send its command every 0.1 s, and return the recording."""
    for _ in range(round(seconds * 10)):
        plant.write("Clutch.Command", command)
        plant.advance(2)
    return plant.recording()


def moving(recording, since=0.0):
    """Whether the crank turned, at each tick from `since` (s) on."""
    return np.diff(recording.truth["Crank.Angle"][round(since * SECOND) :]) != 0


def test_the_clutch_follows_the_program_and_stops_within_a_tenth_of_a_second():
    plant = under_test()
    recording = driven(plant, 6)
    assert moving(recording, 0.1).all() and recording["Counter.Strokes"][-1] >= 1
    plant.write("Clutch.Command", False)
    assert not moving(run(plant, 2), 6.15).any()


def test_under_test_nothing_but_the_program_stops_the_press():
    plant = under_test()
    plant.write("Guard.Open", True)
    plant.write("EStop.Pressed", True)
    assert moving(driven(plant, 2), 0.1).all()
    assert plant.machine.pack.state is State.EXECUTE and plant.read("Guard.Open").value


def test_otherwise_the_clutch_is_the_safety_controllers():
    plant = create_plant("press", 3, "running")
    with pytest.raises(PlantError) as refused:
        plant.write("Clutch.Command", True)
    assert refused.value.reason == "interlock"
    plant.write("EStop.Pressed", True)
    assert plant.machine.pack.state is State.ABORTING


def test_without_the_link_inputs_stand_still_and_outputs_do_not_arrive():
    plant = under_test()
    driven(plant, 1)
    heard = plant.read("Link.Heartbeat").value
    plant.inject("link-lost")
    plant.write("Guard.Open", True)
    plant.write("Hand.Left", True)
    recording = driven(plant, 2, command=False)
    assert not plant.read("Guard.Open").value and not plant.read("Hand.Left").value
    assert plant.read("Link.Heartbeat").value == heard and heard == pytest.approx(10, abs=1)
    assert moving(recording, 1).all()
    plant.clear("link-lost")
    plant.advance(1)
    assert plant.read("Guard.Open").value and plant.read("Hand.Left").value
    assert plant.read("Link.Heartbeat").value > heard


def test_the_watchdog_lets_the_output_go_when_the_link_or_the_program_is_silent():
    plant = under_test()
    plant.write("Watchdog.Time", 0.3)
    assert moving(driven(plant, 2), 0.1).all()
    assert not moving(run(plant, 2), 2.5).any()
    driven(plant, 1)
    plant.inject("link-lost")
    assert not moving(driven(plant, 2), 5.5).any()
    plant.clear("link-lost")
    assert moving(driven(plant, 1), 7.1).all()
