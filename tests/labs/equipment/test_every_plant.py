"""What is asked of every plant alike: faults that show, alarms that can be raised, bounds, states, a fresh start."""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.equipment.registry import create_plant, make_machine, plant_names
from labs.simulation.faults import Fault
from labs.simulation.machine import Argument, Machine, PlantError, Signal
from labs.simulation.recording import Recording
from labs.simulation.roles import Role
from labs.simulation.states import LEGAL, ItemState, OperationMode, State
from tests.labs.equipment.duties import DUTIES, PROVOKED, SPECIAL, Duty, performed

ALONE = [name for name in plant_names() if name != "factory"]  # its stations are these machines; see test_factory*
KINDS = {"sensor", "actuator", "process", "link", "product"}


@cache
def duty_performed(name: str, fault: str | None) -> tuple[Recording, list[object], Recording, list[object]]:
    """Return recording and answers of a fault's duty with it and without it."""
    duty = SPECIAL.get((name, fault), DUTIES[name])
    return *performed(name, duty, fault), *(sound(name, fault) if (name, fault) in SPECIAL else sound(name))


@cache
def sound(name: str, special: str | None = None) -> tuple[Recording, list[object]]:
    return performed(name, SPECIAL[name, special] if special else DUTIES[name])


def local_faults(machine: Machine) -> list[Fault]:
    """Return the faults but those of the network, which leave the plant as it is and cut everybody off."""
    return [fault for fault in machine.faults if fault.kind != "network"]


def signs(name: str, fault: str) -> Iterator[str]:
    """Yield where a fault shows: signals beyond their sensor's noise, qualities, alarms, answers of commands."""
    ill, answers, healthy, expected = duty_performed(name, fault)
    for signal in make_machine(name).signals:
        path = signal.path
        if ill.status_changes.get(path) != healthy.status_changes.get(path) or differs(signal, ill, healthy):
            yield path
    yield from {event.alarm for event in ill.alarms} ^ {event.alarm for event in healthy.alarms}
    for number, (answer, wanted) in enumerate(zip(answers, expected, strict=True)):
        if answer != wanted:
            yield f"answer {number}"


def differs(signal: Signal, ill: Recording, healthy: Recording) -> bool:
    """Whether a person would see the difference: three sigma and a digit of a sensor, 1 % of what else moves."""
    if signal.held:
        return ill.changes[signal.path] != healthy.changes[signal.path]
    usual, sensor = healthy[signal.path], signal.sensor
    least = 0.01 * np.ptp(usual) if sensor is None else max(3 * sensor.noise, sensor.quantum)
    return bool(np.nanmax(np.abs(ill[signal.path] - usual)) > least)


def test_there_are_at_least_forty_faults_of_five_kinds():
    faults = [fault for name in ALONE for fault in local_faults(make_machine(name))]
    assert len(faults) >= 40 and {fault.kind for fault in faults} == KINDS


@pytest.mark.parametrize("name", ALONE)
def test_every_fault_shows_in_at_least_two_places(name):
    found = {fault.id: list(signs(name, fault.id)) for fault in local_faults(make_machine(name))}
    assert {fault: places for fault, places in found.items() if len(places) < 2} == {}


@pytest.mark.parametrize("name", ALONE)
def test_every_fault_stands_in_the_ground_truth_and_healthy_runs_have_none(name):
    for fault in local_faults(make_machine(name)):
        ill, _, healthy, _ = duty_performed(name, fault.id)
        assert [(one.id, one.severity, one.start, one.end) for one in ill.faults] == [(fault.id, 1.0, 0, None)]
        assert healthy.faults == []


@pytest.mark.parametrize("name", ALONE)
def test_every_alarm_can_be_raised(name):
    machine = make_machine(name)
    runs = [sound(name)[0], *(performed(name, duty)[0] for duty in PROVOKED[name])]
    runs += [duty_performed(name, fault.id)[0] for fault in local_faults(machine)]
    raised = {event.alarm for run in runs for event in run.alarms if event.change == "active"}
    assert {alarm.id for alarm in machine.alarms} - raised == set()


@pytest.mark.parametrize("name", plant_names())
def test_alarms_are_of_all_sorts_and_tell_what_to_do(name):
    alarms = make_machine(name).alarms
    kinds = {alarm.kind for alarm in alarms}
    assert {"rate", "trip"} <= kinds and kinds & {"high", "high-high"} | kinds & {"low", "low-low"}
    assert len({alarm.priority for alarm in alarms}) > 1
    assert all(len(text) > 10 for alarm in alarms for text in alarm.reason)


@pytest.mark.parametrize("name", plant_names())
def test_every_plant_has_machinery_states_counters_interlocks_and_a_name_plate(name):
    plant = create_plant(name, 1, DUTIES[name].scenario)
    state, mode = (plant.read(f"Status.{one}").value for one in ("ItemState", "OperationMode"))
    assert ItemState(state) is ItemState.EXECUTING and OperationMode(mode) is OperationMode.PROCESSING
    signals = plant.signals.values()
    assert any(one.type == "UInt32" or one.path.startswith("Energy.") for one in signals)
    assert any(one.sensor is not None for one in signals) and plant.commands
    plate = plant.machine.identification
    assert plate.model and plate.serial_number and all(plate.manufacturer)


def value_for(one: Signal | Argument) -> st.SearchStrategy:
    if one.type == "Boolean":
        return st.booleans()
    if one.type == "String":
        return st.sampled_from(["", "W00001", "WO00001", "가"])
    low, high = one.low or 0, 100 if one.high is None else one.high
    return st.floats(low, high) if one.type == "Double" else st.integers(int(low), int(min(high, 2**31 - 1)))


def actions(machine: Machine) -> st.SearchStrategy:
    """Return a strategy for whatever a person may do to a machine, faults included."""
    writes = [
        st.tuples(st.just("write"), st.just(signal.path), value_for(signal))
        for signal in machine.signals
        if signal.writer is not None
    ]
    calls = [
        st.tuples(st.just("call"), st.just(command.name), *(value_for(one) for one in command.arguments))
        for command in machine.commands
    ]
    faults = st.tuples(st.just("inject"), st.sampled_from([fault.id for fault in local_faults(machine)]))
    return st.one_of(*writes, *calls, faults)


def act(plant, verb: str, *arguments: object) -> None:
    try:
        getattr(plant, verb)(*arguments, **({} if verb == "inject" else {"role": Role.INSTRUCTOR}))
    except PlantError as error:
        assert error.reason in ("interlock", "out-of-range", "type") and all(error.message)


@pytest.mark.parametrize("name", ALONE)
def test_bounds_and_legal_states_hold_whatever_anybody_does_and_a_reset_restores(name):
    machine = make_machine(name)
    plant = create_plant(name, 3, DUTIES[name].scenario)
    plant.advance(40)
    fresh = plant.recording().hash()

    @settings(max_examples=8, deadline=None, database=None, derandomize=True)
    @given(st.lists(st.tuples(actions(machine), st.integers(0, 60)), min_size=3, max_size=15))
    def hold(steps):
        plant.reset(3)
        for action, ticks in steps:
            act(plant, *action)
            plant.advance(ticks)
        plant.advance(2)
        run = plant.recording()
        for path in run.live_names:
            signal = plant.signals[path]
            assert (run.truth[path] >= signal.low - 1e-9).all() and (run.truth[path] <= signal.high + 1e-9).all(), path
        if "Status.StateCurrent" in run.paths:
            through = [State(int(state)) for state in dict(run.changes["Status.StateCurrent"]).values()]
            assert all(legal(*pair) for pair in pairwise(through))
        plant.reset(3)
        plant.advance(40)
        assert plant.recording().hash() == fresh

    hold()


def legal(old: State, new: State) -> bool:
    """Whether one transition, or two that fall into one tick, lead from `old` to `new`."""
    return old is new or (old, new) in LEGAL or any({(old, one), (one, new)} <= LEGAL for one in State)


def test_a_duty_gives_the_same_trace_each_time():
    duty = Duty("running", 20, ((5, "call", "Hold"), (10, "call", "Unhold")))
    assert performed("press", duty)[0].hash() == performed("press", duty)[0].hash()
