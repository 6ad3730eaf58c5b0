"""The conveyor against hand computation: transport times, parts conserved, sequence, lock-out, every fault visible."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.equipment.conveyor import NOMINAL
from labs.equipment.conveyor_physics import LENGTH, PART, Robot
from labs.equipment.registry import create_plant
from labs.simulation.machine import PlantError
from labs.simulation.states import LEGAL, State

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


# Safety


def test_door_is_locked_while_anything_moves():
    plant = line()
    run(plant, 20)
    assert "locked" in refused(plant, plant.write, "Door.Open", True)
    plant.call("Hold")
    run(plant, 10)
    plant.write("Door.Open", True)
    assert "door" in refused(plant, plant.call, "Unhold")
    plant.write("Door.Open", False)
    assert "door" in refused(plant, plant.call, "EnterCell")


def test_emergency_stop_freezes_all_and_wants_clear_and_reset():
    plant = line()
    while plant.machine.robot.phase != 2:
        plant.advance(1)
    plant.write("EStop.Pressed", True)
    run(plant, 1)
    angle = plant.truth("Robot.Angle")
    run(plant, 10)
    assert state(plant) is State.ABORTED and plant.truth("Robot.Angle") == angle and plant.machine.standing()
    assert plant.read("Robot.Holding").value, "the vacuum still holds the part"
    refused(plant, plant.call, "Clear")
    plant.write("EStop.Pressed", False)
    run(plant, 5)
    assert state(plant) is State.ABORTED
    plant.call("Clear")
    run(plant, 2)
    plant.call("Reset")
    run(plant, 10)
    plant.call("Start")
    run(plant, 60)
    assert state(plant) is State.EXECUTE and conserved(plant) and plant.read("Counter.Dropped").value == 0


def test_residual_energy_by_hand():
    """560 V fall to 60 V in 40 s · ln(560/60) = 89 s; the air stays until it is bled, 2 s · ln(12) = 5 s."""
    plant = line("normal")
    plant.write("Isolator.Power", False)
    plant.write("Isolator.Air", False)
    recording = run(plant, 100)
    assert np.argmax(recording.truth["Drive.Voltage"] < 60) / 10 == pytest.approx(40 * math.log(560 / 60), abs=0.2)
    assert plant.truth("Air.Pressure") > 0.55
    plant.call("BleedAir")
    recording = run(plant, 20)
    assert np.argmax(recording.truth["Air.Pressure"] < 0.05) / 10 - 100 == pytest.approx(2 * math.log(12), abs=0.2)


def jammed():
    plant = line()
    plant.inject("transfer-jams")
    while not plant.read("Cell.Jammed").value:
        run(plant, 5)
    plant.clear("transfer-jams")
    run(plant, 15)
    assert state(plant) is State.HELD and plant.alarms["jam"].active
    return plant


def test_a_jam_is_cleared_by_lock_out():
    plant = jammed()
    assert "jam" in refused(plant, plant.call, "Unhold")
    refused(plant, plant.call, "ClearJam")
    refused(plant, plant.call, "ApplyLock", 1)
    refused(plant, plant.call, "BleedAir")
    for isolator in ("Power", "Air"):
        plant.write(f"Isolator.{isolator}", False)
    plant.call("ApplyLock", 1)
    plant.call("ApplyLock", 2)
    assert "MPa" in refused(plant, plant.call, "VerifyZeroEnergy")
    plant.call("BleedAir")
    run(plant, 100)
    plant.call("VerifyZeroEnergy")
    assert plant.read("Status.ItemState").value == 0 and plant.read("Lock.Verified").value
    plant.write("Door.Open", True)
    plant.call("EnterCell")
    plant.call("ClearJam")
    assert "padlock" in refused(plant, plant.write, "Isolator.Power", True)
    plant.call("LeaveCell")
    plant.write("Door.Open", False)
    refused(plant, plant.call, "RemoveLock", 3)
    plant.call("RemoveLock", 1)
    refused(plant, plant.write, "Isolator.Power", True)
    plant.call("RemoveLock", 2)
    for isolator in ("Power", "Air"):
        plant.write(f"Isolator.{isolator}", True)
    assert "no power" in refused(plant, plant.call, "Unhold")
    run(plant, 10)
    plant.call("Unhold")
    run(plant, 60)
    kept = plant.machine.kept
    assert state(plant) is State.EXECUTE and kept["Counter.UnsafeEntries"] == 0 and kept["Counter.Removed"] == 1
    assert conserved(plant)


def test_entering_without_lock_out_is_possible_and_counted():
    plant = jammed()
    plant.write("Door.Open", True)
    plant.call("EnterCell")
    plant.call("ClearJam")
    run(plant, 1)
    assert plant.read("Counter.UnsafeEntries").value == 1 and plant.alarms["person-in-danger"].active
    plant.call("LeaveCell")
    run(plant, 1)
    assert not plant.alarms["person-in-danger"].active


def test_energy_that_comes_back_on_a_person_is_counted():
    plant = line("normal")
    for isolator in ("Power", "Air"):
        plant.write(f"Isolator.{isolator}", False)
    plant.call("ApplyLock", 4)
    plant.call("BleedAir")
    run(plant, 100)
    plant.write("Door.Open", True)
    plant.call("EnterCell")
    run(plant, 5)
    assert plant.read("Counter.UnsafeEntries").value == 0
    plant.call("RemoveLock", 4)
    assert plant.read("Counter.UnsafeEntries").value == 1


def test_power_lost_in_operation_aborts():
    plant = line()
    run(plant, 10)
    plant.write("Isolator.Power", False)
    run(plant, 30)
    assert state(plant) is State.ABORTED and plant.alarms["power-lost"].active
    plant.call("Clear")
    run(plant, 2)
    assert "power" in refused(plant, plant.call, "Reset")


# Faults


def faulty(fault, seconds=180, **start):
    sound, ill = line(**start), line(**start)
    ill.inject(fault)
    return run(sound, seconds), run(ill, seconds), ill


def test_drifting_encoder_says_more_than_the_truth():
    _, ill, _ = faulty("belt2-encoder-drift")
    error = ill["Belt2.Speed"] - ill.truth["Belt2.Speed"]
    assert error[-100:].mean() == pytest.approx(0.001 * 175, abs=0.03)


def test_dirty_eye_loses_light_stops_belt_and_makes_empty_picks():
    sound, ill, plant = faulty("eye2-dirty")
    assert ill["Belt2.ExitLight"].max() > 95 and ill["Belt2.ExitLight"][-100:].max() < 40
    assert ill["Counter.EmptyPicks"][-1] == 3 and plant.alarms["no-part"].active and state(plant) is State.HELD
    assert ill["Counter.Out"][-1] < sound["Counter.Out"][-1]


def test_cut_cable_of_an_eye_hides_parts_from_the_sequence():
    sound, ill, _ = faulty("eye1-cable", Infeed_Period=3.0)
    assert not ill["Belt1.ExitEye"].any() and ill["Belt1.ExitLight"].min() < 5 and sound["Belt1.ExitEye"].any()
    assert ill["Belt1.Current"].mean() > sound["Belt1.Current"].mean() + 0.02
    assert ill["Belt1.Run"].mean() > sound["Belt1.Run"].mean()


def test_slipping_belt_is_slow():
    sound, ill, _ = faulty("belt1-slips")
    assert ill["Belt1.Speed"].max() < 0.2 < sound["Belt1.Speed"].max()
    assert np.argmax(ill["Counter.Picks"] > 0) > 1.1 * np.argmax(sound["Counter.Picks"] > 0)


def test_dragging_drum_takes_current_and_energy():
    sound, ill, plant = faulty("drum3-bearing")
    assert (
        ill["Belt3.Current"].mean() > 1.4 * sound["Belt3.Current"].mean() and plant.alarms["belt3-current-high"].active
    )
    assert ill["Energy.Total"][-1] > sound["Energy.Total"][-1]


def test_leaking_gripper_drops():
    sound, ill, plant = faulty("gripper-leaks")
    assert ill["Robot.Vacuum"].max() < 25 < sound["Robot.Vacuum"].max()
    assert ill["Counter.Dropped"][-1] >= 1 and plant.alarms["part-dropped"].active and conserved(plant)


def test_jams_hold_the_line():
    plant = jammed()
    assert plant.recording()["Counter.Jams"][-1] >= 1 and conserved(plant)


def test_an_aged_resistor_lets_the_voltage_linger_four_times_as_long():
    plant = line("normal")
    plant.inject("discharge-slow")
    plant.write("Isolator.Power", False)
    voltage = run(plant, 400).truth["Drive.Voltage"]
    assert np.argmax(voltage < 60) / 10 == pytest.approx(160 * math.log(560 / 60), abs=0.2)


def test_welded_contacts_keep_the_power_on_and_only_the_zero_energy_test_tells():
    plant = line("normal")
    plant.inject("isolator-welded")
    for isolator in ("Power", "Air"):
        plant.write(f"Isolator.{isolator}", False)
    plant.call("ApplyLock", 1)
    plant.call("BleedAir")
    run(plant, 200)
    assert plant.truth("Drive.Voltage") == pytest.approx(560) and plant.truth("Power.Active") > 0
    assert "560 V" in refused(plant, plant.call, "VerifyZeroEnergy")


def test_heavy_parts_load_the_belts_and_fall():
    sound, ill, plant = faulty("part-heavy")
    moving = ill["Belt1.Speed"] > 0.2
    assert ill["Belt1.Current"][moving].mean() > sound["Belt1.Current"][sound["Belt1.Speed"] > 0.2].mean() + 0.03
    assert ill["Counter.Dropped"][-1] >= 1 and conserved(plant)


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
