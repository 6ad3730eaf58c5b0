"""A plant: determinism, roles and reasons, the horizon, faults as ground truth, bounds under any commands."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.equipment.registry import create_plant
from labs.language import SmartLabError
from labs.simulation.machine import PlantError
from labs.simulation.roles import Role

WRITES = [
    ("Zone1.HeaterPower", st.floats(0, 100)),
    ("Zone2.HeaterPower", st.floats(0, 100)),
    ("Door.Open", st.booleans()),
    ("Zone1.Controller.Automatic", st.booleans()),
    ("Zone1.Controller.Setpoint", st.floats(0, 1200)),
    ("Zone1.Controller.Gain", st.floats(0, 100)),
    ("Zone1.Controller.IntegralTime", st.floats(0, 10000)),
    ("Zone1.Controller.DerivativeTime", st.floats(0, 1000)),
    ("Zone1.Controller.AntiWindup", st.booleans()),
]
command = st.one_of(*(st.tuples(st.just(path), value, st.integers(0, 300)) for path, value in WRITES))


def play(plant, commands):
    for path, value, wait in commands:
        try:
            plant.write(path, value, Role.ENGINEER)
        except PlantError as error:
            assert error.reason == "interlock"
        plant.advance(wait)
    return plant.recording()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.lists(command, max_size=12))
def test_any_commands_repeat_bit_for_bit_and_stay_in_bounds(seed, commands):
    plant = create_plant("furnace", seed, "warm")
    run = play(plant, commands)
    assert play(create_plant("furnace", seed, "warm"), commands).hash() == run.hash()
    plant.reset()
    assert play(plant, commands).hash() == run.hash()
    for zone in (1, 2):
        for power in (run[f"Zone{zone}.HeaterPower"], run.truth[f"Zone{zone}.HeaterPower"]):
            assert power.min() >= 0 and power.max() <= 100 + 1e-9
        assert np.isfinite(run.truth[f"Zone{zone}.Temperature"]).all()
        assert run.truth[f"Zone{zone}.Temperature"].min() > 10
        assert run.truth[f"Zone{zone}.Temperature"].max() < 2000
    assert (np.diff(run["Energy.Total"]) >= 0).all()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 700), min_size=1, max_size=8))
def test_the_trace_does_not_depend_on_how_time_was_split(parts):
    split, whole = create_plant("furnace", 3, "door-opens"), create_plant("furnace", 3, "door-opens")
    for part in parts:
        split.advance(part)
    whole.advance(sum(parts))
    assert split.recording().hash() == whole.recording().hash()


def test_seeds_differ_and_reset_takes_a_new_one():
    plant = create_plant("furnace", 1)
    plant.advance(100)
    first = plant.recording()
    plant.reset(2)
    assert plant.clock.tick == 0
    plant.advance(100)
    assert plant.recording().hash() != first.hash()
    assert plant.recording().parameters != first.parameters
    with pytest.raises(PlantError):
        plant.reset(-1)


def test_a_write_acts_at_the_next_tick_and_is_recorded_with_its_tick():
    plant = create_plant("furnace", 0)
    plant.advance(5)
    plant.write("Zone1.HeaterPower", 40)
    assert plant.read("Zone1.HeaterPower") == (40.0, "Good", 5)
    plant.advance(1)
    run = plant.recording()
    assert run.writes == [(5, "Zone1.HeaterPower", 40.0, "operator")]
    assert list(run["Zone1.HeaterPower"][4:]) == [0, 0, 40]
    assert run.truth["Zone1.HeaterPower"][5] == 0 < run.truth["Zone1.HeaterPower"][6]


def test_the_horizon_is_never_passed():
    plant = create_plant("furnace", 0, horizon=50)
    assert plant.advance(30) == 30
    assert plant.advance(30) == 20
    assert plant.advance(30) == 0
    assert plant.clock.tick == 50 and len(plant.recording().seconds) == 51
    assert plant.advance(-5) == 0


@pytest.mark.parametrize(
    ("path", "value", "role", "reason"),
    [
        ("Zone1.Temprature", 1.0, Role.INSTRUCTOR, "unknown"),
        ("Zone1.Temperature", 1.0, Role.INSTRUCTOR, "not-allowed"),
        ("Zone1.HeaterPower", 1.0, Role.OBSERVER, "not-allowed"),
        ("Zone1.Controller.Gain", 1.0, Role.OPERATOR, "not-allowed"),
        ("Zone1.HeaterPower", 100.1, Role.OPERATOR, "out-of-range"),
        ("Zone1.HeaterPower", -0.1, Role.OPERATOR, "out-of-range"),
        ("Zone1.HeaterPower", float("nan"), Role.OPERATOR, "type"),
        ("Zone1.HeaterPower", True, Role.OPERATOR, "type"),
        ("Zone1.HeaterPower", "50", Role.OPERATOR, "type"),
        pytest.param("Zone1.HeaterPower", 10**400, Role.OPERATOR, "type", id="more than a double holds"),
        ("Door.Open", 1, Role.OPERATOR, "type"),
    ],
)
def test_refusals_have_a_reason_and_change_nothing(path, value, role, reason):
    plant = create_plant("furnace", 0)
    with pytest.raises(PlantError) as refused:
        plant.write(path, value, role)
    assert refused.value.reason == reason
    assert all(refused.value.message)
    copy = pickle.loads(pickle.dumps(refused.value))
    assert (copy.reason, copy.message) == (reason, refused.value.message)
    assert plant.recording().writes == []


def test_numpy_values_are_taken():
    plant = create_plant("furnace", 0)
    plant.write("Zone1.HeaterPower", np.float32(12.5))
    plant.write("Door.Open", np.bool_(True))
    assert plant.read("Zone1.HeaterPower").value == 12.5 and plant.read("Door.Open").value is True


def test_an_unknown_signal_names_the_nearest():
    with pytest.raises(PlantError, match=r"Zone1\.Temperature"):
        create_plant("furnace").read("Zone1.Temprature")


def test_faults_are_for_instructors_and_leave_the_truth_behind():
    plant = create_plant("furnace", 0, "warm")
    with pytest.raises(PlantError) as refused:
        plant.inject("zone1-sensor-stuck", role=Role.ENGINEER)
    assert refused.value.reason == "not-allowed"
    with pytest.raises(PlantError):
        plant.inject("zone1-sensor-stuck", severity=0)
    plant.advance(10)
    plant.inject("zone1-sensor-drift", 0.5)
    assert list(plant.active_faults) == ["zone1-sensor-drift"]
    plant.advance(10)
    plant.clear("zone1-sensor-drift")
    plant.clear("zone1-sensor-drift")
    (fault,) = plant.recording().faults
    assert (fault.id, fault.severity, fault.start, fault.end) == ("zone1-sensor-drift", 0.5, 10, 20)
    assert not plant.active_faults


def test_a_fault_does_not_shift_the_noise_after_it():
    faulty, sound = create_plant("furnace", 4), create_plant("furnace", 4)
    faulty.advance(50)
    faulty.inject("zone1-sensor-stuck")
    faulty.advance(50)
    faulty.clear("zone1-sensor-stuck")
    faulty.advance(50)
    sound.advance(150)
    assert (faulty.recording()["Zone1.Temperature"][101:] == sound.recording()["Zone1.Temperature"][101:]).all()


def test_initial_values_and_parameters_are_checked():
    plant = create_plant("furnace", initial={"Zone1.Temperature": 500, "Zone1.Controller.Setpoint": 700})
    assert plant.truth("Zone1.Temperature") == 500
    assert plant.read("Zone1.Controller.Setpoint").value == 700.0
    for wrong in ({"initial": {"Zone1.Temp": 1}}, {"initial": {"Door.Open": 3}}, {"parameters": {"Zone1.Mass": 1}}):
        with pytest.raises(SmartLabError):
            create_plant("furnace", **wrong)


@pytest.mark.parametrize("name", ["press", "conveyor"])
def test_what_a_machine_changes_by_itself_is_recorded_at_its_tick(name):
    plant = create_plant(name, 3, "running")
    seen = []
    path = {"press": "Counter.Strokes", "conveyor": "Counter.In"}[name]
    for _ in range(300):
        seen.append(plant.read(path).value)
        plant.advance(1)
    run = plant.recording()
    assert list(run[path][:300]) == seen and len(set(seen)) > 3
    whole = create_plant(name, 3, "running")
    whole.advance(300)
    assert whole.recording().hash() == run.hash()
