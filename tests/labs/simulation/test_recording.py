"""The recorder and what it hands out: columns, bounds, bytes."""

import dataclasses

import numpy as np
import pytest

from labs.equipment.registry import create_plant
from labs.language import SmartLabError
from labs.simulation import recorder as recorder_module
from labs.simulation.recording import MAGIC, Recording
from labs.simulation.roles import Role


def busy_plant(**options):
    plant = create_plant("furnace", 3, "door-opens", **options)
    plant.write("Zone1.Controller.Setpoint", 700.0)
    plant.advance(20)
    plant.write("Zone1.Controller.Automatic", True, Role.ENGINEER)
    plant.inject("zone1-sensor-break")
    plant.advance(2500)
    return plant


def test_columns_are_as_long_as_time():
    run = busy_plant().recording()
    assert run.seconds[3] == 0.3 and run.seconds[-1] == 252.0 and len(run.seconds) == 2521
    for path in run.paths:
        assert len(run[path]) == len(run.truth[path]) == len(run.status[path]) == 2521
    assert run["Door.Open"].dtype == bool and run["Zone1.Temperature"].dtype == float
    assert list(run["Zone1.Controller.Automatic"][19:22]) == [False, False, True]
    assert run["Zone1.Controller.Setpoint"][0] == 850 and run["Zone1.Controller.Setpoint"][1] == 700
    assert run.status["Zone1.Temperature"][20] == "Good" and run.status["Zone1.Temperature"][21] == "Bad"
    assert run["Door.Open"].any() and {write.role for write in run.writes} == {"operator", "engineer", "scenario"}
    assert {"Zone1.StepGain", "Zone1.TimeConstant", "CouplingConductance"} <= set(run.parameters)
    assert run.complete and run.first_tick == 0
    with pytest.raises(KeyError):
        run["Zone3.Temperature"]
    with pytest.raises(KeyError):
        run.truth["Zone3.Temperature"]


def test_the_last_row_is_what_the_plant_shows():
    plant = busy_plant()
    run = plant.recording()
    for path in run.paths:
        assert np.array_equal(run[path][-1], plant.read(path).value, equal_nan=path == "Zone1.Temperature")
        assert run.truth[path][-1] == plant.truth(path)


def test_bytes_round_trip():
    run = busy_plant().recording()
    again = Recording.from_bytes(run.to_bytes())
    assert again.hash() == run.hash()
    assert again.writes == run.writes and again.faults == run.faults and again.parameters == run.parameters
    for path in run.paths:
        assert np.array_equal(again[path], run[path], equal_nan=run[path].dtype == float)


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "other", "pickle"])
def test_damaged_bytes_are_refused(damage):
    data = busy_plant().recording().to_bytes()
    middle = len(data) // 2
    damaged = {
        "flip": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "cut": data[:-1],
        "empty": b"",
        "other": b"PK" + data,
        "pickle": MAGIC + data[len(MAGIC) : len(MAGIC) + 32] + b"\x80\x04.",
    }[damage]
    with pytest.raises(SmartLabError, match="damaged"):
        Recording.from_bytes(damaged)


def test_a_long_run_keeps_its_window_and_says_so():
    plant = create_plant("furnace", 3, window_seconds=300)
    plant.advance(2000)
    plant.write("Door.Open", True)
    plant.advance(18000)
    run = plant.recording()
    assert not run.complete
    assert 3000 <= len(run.seconds) <= 3000 * 1.25 + recorder_module.BLOCK
    assert run.ticks[-1] == 20000 and run.first_tick == run.ticks[0]
    assert run["Door.Open"].all() and run.writes == []
    whole = create_plant("furnace", 3)
    whole.advance(2000)
    whole.write("Door.Open", True)
    whole.advance(18000)
    assert (whole.recording()["Zone1.Temperature"][run.first_tick :] == run["Zone1.Temperature"]).all()


def test_a_run_with_a_horizon_is_kept_whole():
    plant = create_plant("furnace", 3, window_seconds=10, horizon=5000)
    plant.advance(5000)
    assert plant.recording().complete and len(plant.recording().seconds) == 5001


def test_endless_writes_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(recorder_module, "MOST_WRITES", 50)
    plant = create_plant("furnace", 3)
    for _ in range(80):
        plant.write("Zone1.HeaterPower", 1.0)
    assert len(plant.recording().writes) == 50 and not plant.recording().complete


def test_the_hash_notices_the_last_bit_of_a_value():
    run = busy_plant().recording()
    for table in ("live", "live_truth"):
        changed = getattr(run, table).copy()
        changed[1000, 1] = np.nextafter(changed[1000, 1], np.inf)
        assert dataclasses.replace(run, **{table: changed}).hash() != run.hash()


def test_the_hash_notices_each_kind_of_change():
    def variant(**more):
        plant = create_plant("furnace", more.pop("seed", 0), more.pop("scenario", "warm"))
        plant.advance(10)
        for path, value in more.items():
            plant.write(path, value)
        return plant.recording().hash()

    hashes = {variant(), variant(seed=1), variant(scenario="normal"), variant(**{"Zone1.Controller.Setpoint": 1.0})}
    assert len(hashes) == 4 and variant() in hashes
