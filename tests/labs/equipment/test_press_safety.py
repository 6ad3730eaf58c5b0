"""The press starts, stops and refuses as its safety functions demand: states, guard, stop, two-hand control."""

import math

import pytest

from labs.equipment.registry import create_plant
from labs.equipment.safety import TwoHand
from labs.simulation.roles import Role
from labs.simulation.states import State
from tests.labs.equipment.nominal_press import both, refused, run, running, state


def test_from_standstill_to_production_and_back():
    plant = create_plant("press", 3)
    plant.call("Reset")
    run(plant, 20)
    assert state(plant) is State.IDLE
    plant.call("Start")
    run(plant, 10)
    assert plant.machine.kept["Counter.Good"] >= 3
    plant.call("Stop")
    run(plant, 3)
    assert state(plant) is State.STOPPED
    assert plant.read("Clutch.Engaged").value is False and plant.read("Motor.On").value is False
    assert plant.truth("Flywheel.Speed") > 50, "the flywheel runs on"


@pytest.mark.parametrize("strokes", [15, 20, 30, 45])
def test_hold_stops_at_the_top(strokes):
    plant = running(2)
    plant.write("Speed.Setpoint", float(strokes))
    run(plant, 20)
    plant.call("Hold")
    run(plant, 15)
    angle = plant.truth("Crank.Angle")
    assert min(angle, 360 - angle) < 3 and state(plant) is State.HELD
    assert plant.read("Brake.StopTime").value == pytest.approx(0.06 + 2 * math.pi * strokes / 60 * 60 / 12e3, abs=0.01)


def test_emergency_stop_at_once_and_nothing_starts_by_releasing_it():
    plant = running(1)
    run(plant, 10.5)
    angle = plant.truth("Crank.Angle")
    plant.write("EStop.Pressed", True)
    run(plant, 1)
    assert (plant.truth("Crank.Angle") - angle) % 360 < 30
    assert state(plant) is State.ABORTED and plant.read("Motor.On").value is False
    assert "emergency" in refused(plant, "Clear")
    plant.write("EStop.Pressed", False)
    run(plant, 2)
    assert state(plant) is State.ABORTED and plant.machine.drive.crank == 0
    plant.call("Clear")
    run(plant, 2)
    assert state(plant) is State.STOPPED and not plant.machine.tripped
    changes = [event.change for event in plant.recording().alarms if event.alarm == "estop"]
    assert changes == ["active", "inactive"] and plant.read("Counter.Trips").value == 1


def test_guard_stops_production_and_bars_the_start():
    plant = running(1)
    run(plant, 5)
    plant.write("Guard.Open", True)
    run(plant, 1)
    assert state(plant) is State.ABORTED and plant.alarms["guard-opened"].active
    plant.call("Clear")
    run(plant, 2)
    assert "guard" in refused(plant, "Reset")
    plant.write("Guard.Open", False)
    plant.call("Reset")
    run(plant, 20)
    assert state(plant) is State.IDLE and plant.machine.at_top()


def test_work_in_the_die_waits_for_the_flywheel():
    plant = running(1)
    run(plant, 4)
    refused(plant, "ChangeDie")
    refused(plant, "SetMode", 1)
    plant.call("Stop")
    run(plant, 4)
    plant.call("SetMode", 1)
    assert plant.read("Status.ItemState").value == 0
    assert "residual energy" in refused(plant, "ChangeDie")
    refused(plant, "Reset")
    run(plant, 150)
    plant.machine.wear = 0.7
    plant.call("ChangeDie", role=Role.ENGINEER)
    assert plant.machine.wear == 0 and plant.read("Counter.DieStrokes").value == 0


def test_an_empty_coil_suspends():
    plant = create_plant("press", 1, "running", initial={"Wire.Remaining": 1.0})
    run(plant, 30)
    assert state(plant) is State.SUSPENDED and plant.read("Counter.Strokes").value == 6
    assert plant.alarms["wire-out"].active
    refused(plant, "Unsuspend")
    plant.call("LoadCoil")
    plant.call("Unsuspend")
    run(plant, 10)
    assert plant.read("Counter.Strokes").value > 8


def test_too_slow_a_flywheel_stalls_on_hard_wire_and_more_speed_frees_it():
    plant = running(Speed_Setpoint=15)
    plant.inject("wire-hard")
    plant.inject("motor-weak")
    run(plant, 20)
    assert state(plant) is State.ABORTED and plant.alarms["stalled"].active
    assert 90 < plant.truth("Crank.Angle") < 181
    made = plant.read("Counter.Strokes").value
    plant.clear("motor-weak")
    plant.write("Speed.Setpoint", 40.0)
    plant.call("Clear")
    run(plant, 2)
    plant.call("Reset")
    run(plant, 30)
    assert state(plant) is State.IDLE and plant.machine.at_top()
    assert plant.read("Counter.Strokes").value == made + 1, "the blank that was stuck is finished"


def test_overload_stops_the_press():
    plant = create_plant("press", 1, "running", initial={"Feed.Length": 45, "Die.ShutHeight": 10, "Speed.Setpoint": 45})
    plant.inject("wire-hard")
    plant.inject("die-galling")
    run(plant, 10)
    assert plant.alarms["overload"].active and plant.truth("Stroke.PeakForce") > 1000
    assert state(plant) is State.ABORTED


# Two-hand control


@pytest.mark.parametrize(("apart", "runs"), [(0, True), (10, True), (11, False), (40, False)])
def test_both_hands_within_half_a_second(apart, runs):
    plant = running(scenario="two-hand")
    run(plant, 1)
    plant.write("Hand.Left", True)
    plant.advance(apart)
    plant.write("Hand.Right", True)
    run(plant, 8)
    assert (plant.read("Counter.Strokes").value == 1) is runs


def test_one_stroke_an_actuation_and_both_must_be_let_go():
    plant = running(scenario="two-hand")
    run(plant, 1)
    both(plant, True, True)
    run(plant, 10)
    assert plant.read("Counter.Strokes").value == 1, "no repeat while the hands stay"
    plant.write("Hand.Left", False)
    run(plant, 1)
    plant.write("Hand.Left", True)
    run(plant, 6)
    assert plant.read("Counter.Strokes").value == 1, "a tied-down button gives nothing"
    both(plant, False, False)
    run(plant, 0.5)
    both(plant, True, True)
    run(plant, 6)
    assert plant.read("Counter.Strokes").value == 2


def test_letting_go_while_closing_stops_and_while_opening_does_not():
    plant = running(scenario="two-hand")
    run(plant, 1)
    both(plant, True, True)
    run(plant, 0.8)
    plant.write("Hand.Right", False)
    run(plant, 1)
    angle = plant.truth("Crank.Angle")
    assert 20 < angle < 180 and plant.machine.drive.crank == 0 and plant.read("Counter.Strokes").value == 0
    both(plant, False, False)
    plant.advance(1)
    both(plant, True, True)
    while plant.truth("Crank.Angle") < 190:
        plant.advance(1)
    both(plant, False, False)
    run(plant, 3)
    assert plant.machine.at_top() and plant.read("Counter.Strokes").value == 1


def test_two_hand_device_arms_only_with_both_off():
    device = TwoHand(0.1)
    assert not device.tick(True, True), "tied down before power came"
    device.tick(False, False)
    assert device.tick(True, True)
    assert not device.tick(True, False) and not device.tick(True, True)
