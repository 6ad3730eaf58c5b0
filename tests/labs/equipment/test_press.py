"""The press against hand computation: forming, energy, stopping, two-hand control, interlocks, every fault visible."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.equipment import press_physics as physics
from labs.equipment.press import NOMINAL
from labs.equipment.registry import create_plant
from labs.equipment.safety import TwoHand
from labs.simulation.machine import PlantError
from labs.simulation.roles import Role
from labs.simulation.states import LEGAL, State

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


# Start, stop, states


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


# Faults


def spectrum(samples):
    power = np.abs(np.fft.rfft((samples - samples.mean()) * np.hanning(len(samples)))) ** 2
    return np.fft.rfftfreq(len(samples), 0.05), power


def line(samples, frequency):
    found, power = spectrum(samples)
    return power[np.abs(found - frequency) < 0.4].sum()


def faulty(fault, seconds=120, **start):
    sound, ill = running(5, **start), running(5, **start)
    ill.inject(fault)
    return run(sound, seconds), run(ill, seconds), ill


def test_drifting_load_cell_says_more_than_the_truth():
    sound, ill, _ = faulty("force-sensor-drift")
    assert (ill["Ram.Force"] - ill.truth["Ram.Force"])[-100:].mean() == pytest.approx(0.5 * 117.5, abs=1)
    assert (ill.truth["Ram.Force"] == sound.truth["Ram.Force"]).all()


def test_loose_accelerometer_scatters():
    sound, ill, _ = faulty("bearing-sensor-loose")
    error = [np.std(one["Vibration.Bearing"] - one.truth["Vibration.Bearing"]) for one in (sound, ill)]
    assert error[1] > 8 * error[0]


def test_damaged_bearing_shows_at_its_own_frequency_in_heat_and_current():
    sound, ill, plant = faulty("bearing-damage", seconds=300, Bearing_Temperature=65)
    expected = physics.BALL_PASS * ill.truth["Flywheel.Speed"].mean() / 60
    assert 5 < expected < 7
    assert line(ill["Vibration.Bearing"], expected) > 20 * line(sound["Vibration.Bearing"], expected)
    assert ill["Bearing.Temperature"][-1] > sound["Bearing.Temperature"][-1] + 8
    assert ill["Motor.Current"].mean() > sound["Motor.Current"].mean() + 0.3
    assert plant.alarms["bearing-hot"].active


def test_galling_die_shows_in_force_frame_spectrum_and_rejects():
    sound, ill, plant = faulty("die-galling", seconds=300)
    assert ill["Stroke.PeakForce"][-1] > sound["Stroke.PeakForce"][-1] + 30
    assert line(ill["Vibration.Frame"], physics.CHATTER) > 20 * line(sound["Vibration.Frame"], physics.CHATTER)
    assert plant.machine.wear > 0.15 and ill["Motor.Current"].mean() > sound["Motor.Current"].mean()


def test_worn_brake_stops_late_and_trips():
    _, ill, plant = faulty("brake-worn", seconds=5)
    plant.call("Hold")
    ill = run(plant, 5)
    assert plant.read("Brake.StopTime").value > 0.2
    assert plant.alarms["overrun"].active and state(plant) is State.ABORTED
    assert ill.truth["Crank.Angle"][-1] > 12


def test_leaking_air_falls_alarms_and_stops():
    _, ill, plant = faulty("air-leak")
    assert ill["Air.Pressure"][-1] < 0.3 and ill["Counter.Strokes"][-1] < 30
    assert [event.alarm for event in ill.alarms if event.change == "active"][:2] == ["air-low", "air-lost"]
    assert state(plant) is State.ABORTED


def test_weak_motor_slows_the_flywheel_and_makes_fewer_parts():
    sound, ill, _ = faulty("motor-weak")
    assert ill["Counter.Strokes"][-1] < sound["Counter.Strokes"][-1]
    assert ill["Flywheel.Speed"][300:600].mean() < sound["Flywheel.Speed"][300:600].mean() - 5


def test_hard_wire_needs_more_force_and_stays_higher():
    sound, ill, plant = faulty("wire-hard")
    assert ill["Stroke.PeakForce"][-1] > 1.2 * sound["Stroke.PeakForce"][-1]
    assert ill.truth["Part.HeadHeight"][-1] > sound.truth["Part.HeadHeight"][-1] + 0.1
    assert ill["Motor.Current"].mean() > sound["Motor.Current"].mean() + 0.5 and plant.alarms["force-high"].active


def test_slipping_feed_makes_small_heads_and_scatter():
    sound, ill, _ = faulty("feed-slips")
    assert np.std(ill.truth["Part.HeadDiameter"]) > 3 * np.std(sound.truth["Part.HeadDiameter"])
    assert ill["Counter.Rejected"][-1] > 5 and ill["Stroke.PeakForce"].min() < sound["Stroke.PeakForce"].min() - 20


def test_stuck_hand_button_gives_no_stroke_and_an_alarm():
    plant = running(scenario="two-hand")
    plant.inject("hand-left-stuck")
    run(plant, 1)
    both(plant, False, False)
    assert plant.read("Hand.Left").value is True
    plant.write("Hand.Right", True)
    run(plant, 8)
    plant.write("Hand.Right", False)
    run(plant, 6)
    assert plant.read("Counter.Strokes").value == 0 and plant.alarms["hand-disagrees"].active
    plant.clear("hand-left-stuck")
    run(plant, 1)
    both(plant, True, True)
    run(plant, 6)
    assert plant.read("Counter.Strokes").value == 1 and not plant.alarms["hand-disagrees"].active


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
