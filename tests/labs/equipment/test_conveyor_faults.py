"""The conveyor's faults: each shows where a technician would look for it."""

import math

import numpy as np
import pytest

from labs.simulation.states import State
from tests.labs.equipment.conveyor_line import conserved, jammed, line, refused, run, state


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
