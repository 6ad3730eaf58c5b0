"""Many ticks at once leave the same trace, alarms and present values as one tick after the other."""

from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st

from labs.equipment.furnace import Furnace
from labs.equipment.registry import create_plant
from labs.simulation.machine import PlantError
from labs.simulation.noise import NormalStream, stream
from labs.simulation.roles import Role
from labs.simulation.sensors import Sensor, SensorModel

WRITES = {
    "Zone1.HeaterPower": st.sampled_from((0.0, 37.5, 100.0)),
    "Zone2.HeaterPower": st.sampled_from((0.0, 61.0, 100.0)),
    "Door.Open": st.booleans(),
    "Zone1.Controller.Automatic": st.booleans(),
    "Zone2.Controller.Automatic": st.booleans(),
    "Zone1.Controller.Setpoint": st.sampled_from((20.0, 850.0, 1190.0)),
    "Zone1.Controller.DerivativeTime": st.sampled_from((0.0, 12.0)),
}
WRITE = st.sampled_from(sorted(WRITES)).flatmap(lambda path: st.tuples(st.just("write"), st.just(path), WRITES[path]))
FAULT = st.sampled_from([fault.id for fault in Furnace.faults])
ACTION = st.one_of(
    WRITE,
    st.tuples(st.just("inject"), FAULT, st.sampled_from((0.2, 1.0))),
    st.tuples(st.just("clear"), FAULT, st.none()),
    st.tuples(st.just("shelve"), st.sampled_from([alarm.id for alarm in Furnace.alarms]), st.sampled_from((3.0, 60.0))),
)
STEPS = st.lists(st.tuples(ACTION, st.sampled_from((1, 7, 10, 300, 4000))), max_size=8)
HOT = [(("write", f"Zone{zone}.HeaterPower", 100.0), 10_000) for zone in (1, 2)]  # past the limiter, and every alarm


def played(scenario, steps):
    """Return what is left of a run: its recording's hash, and everything that shows at its end."""
    plant = create_plant("furnace", 4, scenario)
    for (kind, target, value), ticks in steps:
        try:
            if kind == "write":
                plant.write(target, value, Role.ENGINEER)
            elif kind == "inject":
                plant.inject(target, value)
            elif kind == "clear":
                plant.clear(target)
            else:
                plant.alarms.shelve(target, value)
        except PlantError:
            pass
        plant.advance(ticks)
    shown = [(plant.read(path).value, plant.read(path).status, plant.truth(path)) for path in plant.signals]
    alarms = [(alarm.active, alarm.since, alarm.waited) for alarm in plant.alarms.values()]
    return plant.recording().hash(), repr(shown), alarms, plant.machine.drive, plant.machine.tripped


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(("normal", "door-opens", "from-cold", "fault-parade")), STEPS)
@example("door-opens", HOT)
@example(
    "door-opens", [(("inject", "zone2-sensor-overrange", 1.0), 300), (("clear", "zone2-sensor-overrange", None), 50)]
)
def test_many_ticks_at_once_are_as_one_after_the_other(scenario, steps):
    with patch.object(Furnace, "stretch", lambda self, ticks, sensors: None):
        one_by_one = played(scenario, steps)
    assert played(scenario, steps) == one_by_one


def test_a_stretch_is_what_a_furnace_in_operation_runs_by():
    plant = create_plant("furnace", 4, "door-opens")
    with patch.object(Furnace, "step", side_effect=AssertionError("one by one")):
        plant.advance(6000)


def test_samples_taken_together_are_the_ones_drawn_one_by_one():
    one, many = (NormalStream(stream(3, "a", "x")) for _ in range(2))
    taken = [sample for count in (1, 0, 255, 300, 7) for sample in many.take(count)]
    assert taken == [one.next() for _ in taken]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-50, 50), min_size=1, max_size=40), st.sampled_from((0.0, 0.5, 0.1)))
def test_a_sensor_measures_many_as_one_by_one(truths, quantum):
    model = SensorModel(lag=0.3, noise=0.4, quantum=quantum, range=(-20.0, 30.0))
    one, many = (Sensor(model, 0.1, stream(3, "a", "x"), 0.0) for _ in range(2))
    expected = [(one.sample(truth), one.code) for truth in truths]
    assert list(zip(*many.samples(truths), strict=True)) == expected
    assert (many.value, many.code, many.sample(1.0)) == (*expected[-1], one.sample(1.0))
