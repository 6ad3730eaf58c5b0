"""Noise streams depend on (seed, machine, signal) only, in every process and whatever else is measured."""

import dataclasses
import subprocess
import sys

import numpy as np
import pytest

from labs.equipment.furnace import Furnace
from labs.equipment.furnace_signals import ROOM_SENSOR
from labs.equipment.registry import create_plant
from labs.simulation.noise import NormalStream, stream

CODE = "from labs.simulation.noise import stream; print(stream(7, 'furnace', 'Zone1.Temperature').integers(2**60))"


def test_streams_differ_by_each_part():
    draws = {
        stream(*key).integers(2**60)
        for key in ((1, "a", "x"), (2, "a", "x"), (1, "b", "x"), (1, "a", "y"), (1, "ax", ""), (1, "", "ax"))
    }
    assert len(draws) == 6


def test_a_stream_is_the_same_in_another_process():
    there = int(subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True).stdout)
    assert there == stream(7, "furnace", "Zone1.Temperature").integers(2**60)


def test_samples_do_not_depend_on_blocks():
    one = NormalStream(stream(1, "a", "x"))
    assert [one.next() for _ in range(3000)] == stream(1, "a", "x").standard_normal(3000).tolist()


def test_a_new_sensor_shifts_no_other(monkeypatch):
    plant = create_plant("furnace", 5)
    plant.advance(2000)
    without = [
        signal if signal.path != "Room.Temperature" else dataclasses.replace(signal, sensor=None)
        for signal in Furnace.signals
    ]
    assert Furnace.signals[4].sensor is ROOM_SENSOR
    monkeypatch.setattr(Furnace, "signals", tuple(without))
    fewer = create_plant("furnace", 5)
    fewer.advance(2000)
    for path in ("Zone1.Temperature", "Zone2.Temperature"):
        assert (plant.recording()[path] == fewer.recording()[path]).all()


def test_the_sensors_of_one_plant_are_independent():
    plant = create_plant("furnace", 5, "step")
    plant.advance(6000)
    run = plant.recording()
    noise = [run[f"Zone{zone}.Temperature"] - run.truth[f"Zone{zone}.Temperature"] for zone in (1, 2)]
    assert np.std(noise[0]) == pytest.approx(0.3, rel=0.1)
    assert abs(np.corrcoef(noise)[0, 1]) < 0.05
