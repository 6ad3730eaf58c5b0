"""The conveyor against hand computation: transport times, parts conserved, the sequence; whatever is commanded."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.equipment.conveyor_physics import LENGTH, PART, Robot
from labs.equipment.registry import create_plant
from labs.simulation.machine import PlantError
from labs.simulation.states import LEGAL, State
from tests.labs.equipment.conveyor_line import conserved, line, refused, run, state

# Transport


def test_transport_time_by_hand():
    """From 0.25 m to the eye at 1.88 m at 0.3 m/s: 1.63/0.3 = 5.43 s, and half of the 0.6 s ramp."""
    plant = line("by-hand", Infeed_On=False)
    plant.call("PlacePart")
    plant.write("Belt1.Run", True)
    plant.write("Belt2.Run", True)
    recording = run(plant, 10)
    seen = np.argmax(recording["Belt1.ExitEye"]) / 10
    assert seen == pytest.approx(1.63 / 0.3 + 0.3, abs=0.15)
    dark = recording["Belt1.ExitEye"].sum() / 10
    assert dark == pytest.approx(PART / 0.3, abs=0.15)


def test_current_by_hand():
    """Empty belt: 0.3 · 12 kg · 9.81 = 35.3 N, 0.53 A of pull and 0.8 A of magnetising at right angles: 0.96 A."""
    plant = line("by-hand", Infeed_On=False)
    plant.write("Belt2.Run", True)
    recording = run(plant, 20)
    assert recording["Belt2.Current"][-50:].mean() == pytest.approx(math.hypot(0.8, 0.015 * 35.3), abs=0.02)
    plant.machine.belts[1].parts = []
    assert recording.truth["Belt2.Speed"][-1] == pytest.approx(0.3)


def test_the_meter_adds_up_the_power():
    recording = run(line(), 60)
    assert recording["Energy.Total"][-1] == pytest.approx(recording.truth["Power.Active"][1:].sum() / 36e3, rel=1e-9)


def test_a_belt_takes_as_long_as_its_ramp():
    plant = line("by-hand", Infeed_On=False)
    plant.write("Belt3.SpeedSetpoint", 0.5)
    plant.write("Belt3.Run", True)
    speed = run(plant, 3).truth["Belt3.Speed"]
    assert np.argmax(speed >= 0.5 - 1e-9) / 10 == pytest.approx(0.5 / 0.5, abs=0.1)


def test_held_back_parts_queue_without_overlap_and_load_the_drive():
    plant = line("by-hand", Infeed_Period=2.0)
    plant.write("Belt1.Run", True)
    recording = run(plant, 60)
    fronts = [part.front for part in plant.machine.belts[0].parts]
    assert len(fronts) >= 6 and all(a - b >= PART - 1e-9 for a, b in pairwise(fronts))
    assert recording["Belt1.Current"][-20:].mean() > recording["Belt1.Current"][20:40].mean() + 0.3
    assert conserved(plant)


def test_vacuum_that_holds_by_hand():
    """2 kg: 2 · (9.81 + 5) / 0.5 = 59 N need 59/0.0025 = 23.7 kPa."""
    robot = Robot()
    robot.vacuum = 23_600.0
    assert not robot.holds(2.0)
    robot.vacuum = 23_800.0
    assert robot.holds(2.0)


# Sequence


def test_production_keeps_the_pace_of_the_infeed_and_loses_no_part():
    plant = line()
    recording = run(plant, 300)
    assert recording["Counter.In"][-1] == pytest.approx(300 / 6, abs=2)
    assert recording["Counter.Out"][-1] >= recording["Counter.In"][-1] - 6
    assert conserved(plant) and not recording.alarms and recording["Counter.EmptyPicks"][-1] == 0


def test_too_fast_an_infeed_waits_and_the_robot_sets_the_pace():
    plant = line(Infeed_Period=2.0)
    recording = run(plant, 300)
    period = 300 / recording["Counter.Picks"][-1]
    assert 3.3 < period < 8
    assert conserved(plant) and state(plant) is State.EXECUTE


def test_a_sequence_written_by_hand():
    plant = line("by-hand", Infeed_On=False)
    plant.call("PlacePart")
    for belt in (1, 2, 3):
        plant.write(f"Belt{belt}.Run", True)
    while not plant.read("Belt2.ExitEye").value:
        plant.advance(1)
    plant.write("Belt2.Run", False)
    run(plant, 1)
    plant.call("Pick")
    assert "at work" in refused(plant, plant.call, "Pick")
    run(plant, 12)
    kept = plant.machine.kept
    assert kept["Counter.Out"] == 1 and kept["Counter.EmptyPicks"] == 0 and conserved(plant)


def test_belts_obey_by_hand_only_in_setup():
    plant = line()
    refused(plant, plant.write, "Belt1.Run", False)
    refused(plant, plant.call, "Pick")


def test_a_blocked_next_station_suspends_and_resumes_by_itself():
    plant = line(Downstream_Ready=False)
    run(plant, 120)
    assert state(plant) is State.SUSPENDED and plant.read("Counter.Out").value == 0
    plant.write("Downstream.Ready", True)
    run(plant, 60)
    assert state(plant) is State.EXECUTE and plant.read("Counter.Out").value > 3 and conserved(plant)


def test_from_standstill_to_production_and_stop():
    plant = line("normal")
    plant.call("Reset")
    run(plant, 1)
    assert state(plant) is State.IDLE and plant.read("Door.Locked").value
    plant.call("Start")
    run(plant, 60)
    plant.call("Stop")
    run(plant, 10)
    assert state(plant) is State.STOPPED and not plant.read("Door.Locked").value
    assert plant.machine.standing() and conserved(plant) and plant.read("Counter.Out").value > 3


# Anything goes

ACTIONS = st.one_of(
    st.tuples(
        st.just("call"),
        st.sampled_from(
            ["Reset", "Start", "Stop", "Hold", "Unhold", "Abort", "Clear", "PlacePart", "Pick", "BleedAir", "EnterCell",
             "LeaveCell", "ClearJam", "VerifyZeroEnergy"]
        ),
    ),
    st.tuples(st.sampled_from(["SetMode", "ApplyLock", "RemoveLock"]), st.integers(1, 3)),
    st.tuples(
        st.sampled_from(["EStop.Pressed", "Door.Open", "Isolator.Power", "Isolator.Air", "Downstream.Ready",
                         "Belt1.Run", "Belt2.Run", "Belt3.Run"]),
        st.booleans(),
    ),
    st.tuples(st.just("inject"), st.sampled_from(["eye2-dirty", "transfer-jams", "gripper-leaks"])),
)  # fmt: skip


def test_the_door_is_held_before_the_first_tick_of_a_running_line():
    plant = create_plant("conveyor", 4, "running")
    with pytest.raises(PlantError) as refused:
        plant.write("Door.Open", True)
    assert refused.value.reason == "interlock"


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(["normal", "running", "by-hand"]), st.lists(st.tuples(ACTIONS, st.integers(0, 80)), max_size=15))
def test_any_commands_stay_legal_and_conserve_parts(scenario, actions):
    plant = create_plant("conveyor", 4, scenario)
    for (kind, value), wait in actions:
        try:
            if kind == "call":
                plant.call(value)
            elif kind == "inject":
                plant.inject(value)
            elif "." in kind:
                plant.write(kind, value)
            else:
                plant.call(kind, value)
        except PlantError as error:
            assert error.reason == "interlock"
        plant.advance(wait)
        assert conserved(plant)
        for belt in plant.machine.belts:
            fronts = [part.front for part in belt.parts]
            assert all(a - b >= PART - 1e-9 for a, b in pairwise(fronts)) and all(
                0 <= one <= LENGTH + PART for one in fronts
            )
    plant.advance(1)
    recording = plant.recording()
    states = recording["Status.StateCurrent"]
    changes = {(State(int(a)), State(int(b))) for a, b in pairwise(states) if a != b}
    assert all(_legal(change) for change in changes)
    open_and_moving = recording["Door.Open"] & (recording.truth["Belt1.Speed"] > 0)
    assert not open_and_moving.any(), "nothing moves behind an open door"
    for path in recording.live_names:
        signal = plant.signals[path]
        assert (recording.truth[path] >= signal.low - 1e-9).all() and (recording.truth[path] <= signal.high).all()


def _legal(change):
    """One step, or two that fell into one tick."""
    return change in LEGAL or any((change[0], middle) in LEGAL and (middle, change[1]) in LEGAL for middle in State)
