"""The press's faults: each shows where a technician would look for it, spectra included."""

import numpy as np
import pytest

from labs.equipment import press_physics as physics
from labs.simulation.states import State
from tests.labs.equipment.nominal_press import both, run, running, state


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
