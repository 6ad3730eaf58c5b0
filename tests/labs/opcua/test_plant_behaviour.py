"""What a plant does is the same in process and over the wire: every test runs on both."""

import math

import pytest

from labs.equipment.registry import create_plant
from labs.opcua.problems import NotAllowed, NotNow, OutOfRange, UnknownSignal, WrongType
from labs.simulation.machine import PlantError
from labs.simulation.roles import Role

REASONS = {
    UnknownSignal: "unknown",
    NotAllowed: "not-allowed",
    OutOfRange: "out-of-range",
    NotNow: "interlock",
    WrongType: "type",
}


class InProcess:
    """The plant itself."""

    def __init__(self, plant, role):
        self.plant, self.role = plant, role

    def read(self, path):
        return self.plant.read(path)[:2]

    def write(self, path, value):
        self.plant.write(path, value, role=self.role)

    def call(self, command, *arguments):
        self.plant.call(command, *arguments, role=self.role)

    def advance(self, seconds):
        self.plant.advance(self.plant.clock.ticks(seconds))
        return self.plant.clock.seconds


class OverTheWire:
    """The same plant through OPC UA and the notebook's session."""

    def __init__(self, plant, session):
        self.plant, self.session = plant, session
        self.call, self.advance = session.call, session.advance

    def read(self, path):
        return self.session.sample(path)[:2]

    def write(self, path, value):
        self.session.write(path, value)


@pytest.fixture(params=["in process", "over the wire"])
def door(request, served, session_as):
    """Return a function that opens a plant: door(role=…, scenario=…, …)."""

    def open_door(role=Role.OPERATOR, scenario="normal", **options):
        if request.param == "in process":
            return InProcess(create_plant("furnace", 1, scenario, **options), role)
        plant = served.serve(scenario, **options)
        return OverTheWire(plant, session_as(role))

    return open_door


def refusal(action, *arguments) -> str:
    with pytest.raises((PlantError, *REASONS)) as caught:
        action(*arguments)
    return getattr(caught.value, "reason", None) or REASONS[type(caught.value)]


def test_heat_raises_the_temperature_and_the_trace_is_the_seed_s(door):
    plant = door()
    plant.write("Zone1.HeaterPower", 80.0)
    assert plant.advance(60.0) == 60.0
    reference = create_plant("furnace", 1)
    reference.write("Zone1.HeaterPower", 80.0)
    reference.advance(600)
    assert plant.read("Zone1.Temperature") == reference.read("Zone1.Temperature")[:2]
    assert plant.read("Zone1.Temperature")[0] > 40.0
    assert plant.plant.recording().hash() == reference.recording().hash()


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("Zone1.Temperature", 20.0, "not-allowed"),
        ("Zone1.Controller.Gain", 2.0, "not-allowed"),
        ("Zone1.HeaterPower", 100.5, "out-of-range"),
        ("Zone1.HeaterPower", math.nan, ("out-of-range", "type")),
        ("Zone1.HeaterPower", "hot", "type"),
        ("Zone9.HeaterPower", 1.0, "unknown"),
    ],
)
def test_a_refused_write_says_why_and_changes_nothing(door, path, value, reason):
    plant = door()
    assert refusal(plant.write, path, value) in reason
    assert list(plant.plant.recording().writes) == []


def test_the_heater_of_an_automatic_zone_is_interlocked(door):
    plant = door(scenario="warm")
    assert refusal(plant.write, "Zone2.HeaterPower", 5.0) == "interlock"


def test_an_engineer_tunes_and_an_operator_stops(door):
    plant = door(role=Role.ENGINEER, scenario="warm")
    plant.write("Zone2.Controller.Gain", 2.5)
    assert plant.read("Zone2.Controller.Gain") == (2.5, "Good")
    plant.call("Stop")
    plant.advance(1.0)
    assert plant.read("Zone2.Controller.Automatic") == (False, "Good")


def test_a_broken_thermocouple_reads_bad_and_carries_no_number(door):
    plant = door()
    plant.plant.inject("zone1-sensor-break")
    plant.advance(5.0)
    value, status = plant.read("Zone1.Temperature")
    assert status == "Bad"
    assert math.isnan(value)


def test_time_stops_at_the_horizon(door):
    plant = door(horizon=25)
    assert plant.advance(2.0) == 2.0
    assert plant.advance(2.0) == 2.5
    assert plant.advance(2.0) == 2.5
