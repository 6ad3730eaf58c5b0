"""The press against hand computation: forming, energy, run-down, heat; whatever is commanded."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.equipment import press_physics as physics
from labs.equipment.registry import create_plant
from labs.simulation.machine import PlantError
from labs.simulation.roles import Role
from labs.simulation.states import LEGAL, State
from tests.labs.equipment.nominal_press import run, running

# Forming


def test_upsetting_by_hand():
    """40 mm of 18.4 mm wire to 12.5 mm: strain ln 3.2 = 1.163, 551 MPa on 851 mm² and 8.8 % for friction: 511 kN."""
    blank = physics.Blank(0.040, 530e6)
    force, work = blank.upset(0.0125, 0.1, 1e15)
    assert blank.strain == pytest.approx(1.163, abs=1e-3)
    assert force == pytest.approx(511e3, rel=0.005)
    assert work == pytest.approx(5.41e3 * 1.088, rel=0.01)
    assert blank.diameter**2 * blank.height == pytest.approx(physics.WIRE_DIAMETER**2 * 0.040)


def test_the_frame_stretches_under_load():
    blank = physics.Blank(0.040, 530e6)
    force, _ = blank.upset(0.012, 0.1, 1.1e9)
    assert blank.height == pytest.approx(0.012 + force / 1.1e9, abs=1e-5)


def test_parts_of_a_sound_press_are_good_and_counted():
    plant = running()
    run(plant, 60)
    kept = plant.machine.kept
    assert 26 <= kept["Counter.Strokes"] <= 30  # 30 a minute less what the flywheel loses
    assert kept["Counter.Good"] == kept["Counter.Strokes"] and kept["Counter.Rejected"] == 0
    assert plant.truth("Part.HeadHeight") == pytest.approx(12.45, abs=0.1)
    eaten = 400 - kept["Wire.Remaining"]
    assert eaten == pytest.approx(0.145 * kept["Counter.Strokes"], abs=0.146)


def test_a_lower_shut_height_makes_flatter_wider_parts_with_more_force():
    sound, low = running(), running()
    low.call("Hold")
    run(low, 5)
    low.write("Die.ShutHeight", 11.0, Role.ENGINEER)
    low.call("Unhold")
    run(sound, 20), run(low, 20)
    assert low.truth("Stroke.PeakForce") > 1.1 * sound.truth("Stroke.PeakForce")
    assert low.truth("Part.HeadHeight") < sound.truth("Part.HeadHeight") - 0.7
    assert low.machine.kept["Counter.Rejected"] > 0 and sound.machine.kept["Counter.Rejected"] == 0


# Energy


@pytest.mark.parametrize("strokes", [15, 30, 45])
def test_energy_is_conserved(strokes):
    """What the motor gave is in the flywheel or went into blows, friction, clutch and brake."""
    plant = running()
    plant.write("Speed.Setpoint", float(strokes))
    plant.advance(1)
    drive = plant.machine.drive
    before = drive.kinetic()
    spent = drive.motor_work - drive.stroke_work - drive.friction_work - drive.slip_work
    run(plant, 60)
    gained = drive.motor_work - drive.stroke_work - drive.friction_work - drive.slip_work - spent
    assert drive.stroke_work > 5e4
    assert drive.kinetic() - before == pytest.approx(gained, rel=1e-6, abs=1.0)


def test_the_meter_adds_up_the_power():
    recording = run(running(), 30)
    power = recording.truth["Power.Active"]
    assert recording["Energy.Total"][-1] == pytest.approx(power[1:].sum() * 0.05 / 3600, rel=1e-9)
    assert 3 < power[400:].mean() < 8  # 6.3 kJ a blow at nearly half a blow a second, friction, slip


def test_flywheel_runs_down_by_hand():
    """J dω/dt = −(150 + 8 ω): from 3.14 rad/s it stands after J/8 ln(1 + 8 · 3.14/150) = 130 s."""
    plant = running()
    plant.call("Stop")
    run(plant, 10)
    left = plant.machine.drive.flywheel
    expected = 6700 / 8 * math.log(1 + 8 * left / 150)
    run(plant, expected - 1)
    assert plant.machine.drive.flywheel > 0
    run(plant, 2)
    assert plant.machine.drive.flywheel == 0.0 and plant.read("Motor.Current").value < 1


def test_bearing_settles_where_heat_and_loss_balance():
    """Idling at 30 a minute: 0.4 · (150 + 8 ω) ω times 0.125 K/W above the room."""
    plant = running()
    plant.call("Hold")
    run(plant, 5)
    plant.machine.step(1800.0)
    speed = plant.machine.drive.flywheel
    expected = 22 + 0.4 * (150 + 8 * speed) * speed * 0.125
    assert plant.truth("Bearing.Temperature") == pytest.approx(expected, abs=0.5)


# Anything goes

ACTIONS = st.one_of(
    st.tuples(st.just("call"), st.sampled_from(["Reset", "Start", "Stop", "Hold", "Unhold", "Abort", "Clear"])),
    st.tuples(st.just("mode"), st.integers(1, 3)),
    st.tuples(st.sampled_from(["Hand.Left", "Hand.Right", "Guard.Open", "EStop.Pressed"]), st.booleans()),
    st.tuples(st.just("Speed.Setpoint"), st.floats(15, 45)),
    st.tuples(st.just("Die.ShutHeight"), st.floats(10, 18)),
    st.tuples(st.just("inject"), st.sampled_from(["brake-worn", "air-leak", "motor-weak", "wire-hard", "feed-slips"])),
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["normal", "running", "two-hand"]), st.lists(st.tuples(ACTIONS, st.integers(0, 80)), max_size=15)
)
def test_any_commands_stay_legal_and_in_bounds(scenario, actions):
    plant = create_plant("press", 4, scenario)
    for (kind, value), wait in actions:
        try:
            if kind == "call":
                plant.call(value)
            elif kind == "mode":
                plant.call("SetMode", value)
            elif kind == "inject":
                plant.inject(value)
            else:
                plant.write(kind, value, Role.ENGINEER)
        except PlantError as error:
            assert error.reason == "interlock"
        plant.advance(wait)
    plant.advance(1)
    recording = plant.recording()
    states = recording["Status.StateCurrent"]
    changes = {(State(int(a)), State(int(b))) for a, b in pairwise(states) if a != b}
    assert all(change in LEGAL or _by_two(change) for change in changes)  # two steps may fall into one tick
    for path in recording.live_names:
        signal = plant.signals[path]
        assert (recording.truth[path] >= signal.low - 1e-9).all()
        assert (recording.truth[path] <= signal.high + 1e-9).all()
    kept = plant.machine.kept
    assert kept["Counter.Good"] + kept["Counter.Rejected"] == kept["Counter.Strokes"]
    moving = np.diff(recording.truth["Crank.Angle"]) % 360 > 1e-6
    open_and_moving = moving & recording["Guard.Open"][1:] & recording["Guard.Open"][:-1]
    processing = recording["Status.OperationMode"][1:] == 3
    worst = np.convolve(open_and_moving & processing, np.ones(30), "valid") if len(moving) >= 30 else [0]
    assert max(worst) < 30, "in production no movement outlasts the opening of the guard by 1.5 s"


def _by_two(change):
    return any((change[0], middle) in LEGAL and (middle, change[1]) in LEGAL for middle in State)
