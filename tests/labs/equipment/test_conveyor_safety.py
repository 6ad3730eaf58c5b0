"""The robot cell: door, emergency stop, residual energy, lock-out step by step."""

import math

import numpy as np
import pytest

from labs.simulation.states import State
from tests.labs.equipment.conveyor_line import conserved, jammed, line, refused, run, state


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
