"""Alarms: limits with hysteresis and delay, rate, trip, acknowledge and shelve, all at exact ticks and all recorded."""

import math

import pytest

from labs.equipment.registry import create_plant
from labs.language import Bilingual
from labs.simulation.alarm_board import AlarmBoard
from labs.simulation.alarms import Alarm
from labs.simulation.clock import VirtualClock
from labs.simulation.machine import PlantError
from labs.simulation.recorder import Recorder
from labs.simulation.recording import Recording
from labs.simulation.roles import Role

T = Bilingual("가", "a")


class Desk:
    """A board on one signal, fed by hand; `changes` are (tick, change)."""

    def __init__(self, **declared):
        self.clock, self.recorder = VirtualClock(0.1), Recorder(["x"], 0.1)
        alarm = Alarm("a", source="x", title=T, reason=T, **declared)
        self.board = AlarmBoard([alarm], {"x": 0}, self.clock, self.recorder)
        self.state = self.board["a"]

    def feed(self, *values, tripped=frozenset()):
        for value in values:
            self.clock.advance()
            self.board.update([value], tripped)
        return self

    @property
    def changes(self):
        return [(event.tick, event.change) for event in self.recorder.alarms]


def test_high_with_hysteresis():
    desk = Desk(kind="high", limit=10.0, hysteresis=2.0).feed(9, 10, 10.1, 9, 8.1, 8.0, 9.9, 11)
    assert desk.changes == [(3, "active"), (6, "inactive"), (8, "active")]


def test_low_with_delay_needs_it_without_a_break():
    desk = Desk(kind="low", limit=5.0, delay=0.3).feed(4, 4, 4, 6, 4, 4, 4, 4, 4)
    assert desk.changes == [(8, "active")]


def test_rate_tells_rising_from_falling():
    falling, rising = (Desk(kind="rate", limit=limit, window=0.5) for limit in (-2.0, 2.0))
    for desk in (falling, rising):
        desk.feed(*[10.0] * 10, *[10.0 - 0.3 * i for i in range(1, 11)])
    assert falling.changes == [(14, "active")] and rising.changes == []  # after 4 ticks 1.2 in 0.5 s


def test_trip_follows_the_machine():
    desk = Desk(kind="trip").feed(0, 0, tripped={"a"}).feed(0)
    assert desk.changes == [(1, "active"), (3, "inactive")]


def test_bad_value_changes_nothing():
    desk = Desk(kind="high", limit=10.0).feed(11, math.nan, math.nan)
    assert desk.changes == [(1, "active")] and desk.state.active


def test_acknowledging_and_returning_to_normal():
    desk = Desk(kind="high", limit=10.0).feed(11, 9)
    assert desk.state.showing, "it stays on the list until it is acknowledged"
    with pytest.raises(PlantError) as refused:
        desk.board.acknowledge("a", Role.OBSERVER)
    assert refused.value.reason == "not-allowed"
    desk.board.acknowledge("a")
    assert not desk.state.showing and not desk.board.showing()
    with pytest.raises(PlantError) as refused:
        desk.board.acknowledge("a")
    assert refused.value.reason == "interlock"
    desk.feed(11)
    assert not desk.state.acknowledged, "a new alarm wants a new acknowledgement"
    with pytest.raises(PlantError, match="a"):
        desk.board.acknowledge("b")


def test_shelving_hides_for_a_time_and_goes_on_evaluating():
    desk = Desk(kind="high", limit=10.0).feed(11)
    desk.board.shelve("a", 0.3)
    desk.feed(11, 9)
    assert desk.state.shelved and not desk.state.showing
    desk.feed(11)
    assert desk.state.showing
    assert desk.changes == [(1, "active"), (1, "shelved"), (3, "inactive"), (4, "active"), (4, "unshelved")]
    for wrong in (0, -1, 1e6, math.nan):
        with pytest.raises(PlantError):
            desk.board.shelve("a", wrong)
    desk.board.shelve("a", 60)
    desk.board.unshelve("a", Role.ENGINEER)
    desk.board.unshelve("a")
    assert [event.by for event in desk.recorder.alarms][-3:] == ["plant", "operator", "engineer"]


def test_furnace_alarms_are_recorded_and_survive_as_bytes():
    plant = create_plant("furnace", 1, "warm")
    plant.write("Zone2.Controller.Automatic", False, Role.ENGINEER)
    for zone in (1, 2):
        plant.write(f"Zone{zone}.HeaterPower", 100.0)
    plant.advance(9000)
    assert next(state.alarm.id for state in plant.alarms.showing()) == "zone1-limiter"
    plant.alarms.acknowledge("zone1-high")
    run = plant.recording()
    high = next(event for event in run.alarms if event.alarm == "zone1-high")
    assert run["Zone1.Temperature"][high.tick] > 900
    assert run.alarms[-1][1:] == ("zone1-high", "acknowledged", "operator")
    again = Recording.from_bytes(run.to_bytes())
    assert again.alarms == run.alarms and again.hash() == run.hash()
    plant.reset()
    assert not plant.alarms.showing() and not plant.recording().alarms


def test_an_open_furnace_door_rings_the_rate_alarm_and_a_steady_furnace_none():
    plant = create_plant("furnace", 3, "warm")
    plant.advance(3000)
    assert not plant.recording().alarms
    plant.write("Door.Open", True)
    plant.advance(600)
    assert plant.recording().alarms[0][1:3] == ("zone1-cooling-fast", "active")


def test_an_acknowledged_alarm_waits_for_a_confirmation():
    desk = Desk(kind="high", limit=10.0).feed(11)
    with pytest.raises(PlantError) as refused:
        desk.board.confirm("a")
    assert refused.value.reason == "interlock"
    desk.board.acknowledge("a")
    assert not desk.state.confirmed
    desk.board.confirm("a")
    desk.feed(9, 11)
    assert desk.state.confirmed and not desk.state.acknowledged
    assert desk.state.raised == desk.state.number == desk.board.changes == 5


def test_a_one_shot_shelf_ends_with_the_alarm():
    desk = Desk(kind="high", limit=10.0).feed(11)
    desk.board.shelve_once("a")
    desk.feed(12, 9, 11)
    assert [change for _, change in desk.changes][1:] == ["one-shot-shelved", "inactive", "unshelved", "active"]
    desk.board.shelve_once("a")
    desk.board.shelve("a", 0.1)
    desk.feed(12)
    assert desk.state.showing, "the later shelving by time counts"


def test_only_an_engineer_disables_and_a_disabled_alarm_does_not_show():
    desk = Desk(kind="high", limit=10.0).feed(11)
    with pytest.raises(PlantError):
        desk.board.enable("a", False, Role.OPERATOR)
    desk.board.enable("a", False)
    desk.board.enable("a", False)
    assert not desk.board.showing() and desk.state.active
    desk.board.comment("a", "x" * 2000, "kim")
    desk.board.enable("a", True)
    assert desk.board.showing() == [desk.state] and len(desk.state.comment) == 1000
    assert [change for _, change in desk.changes] == ["active", "disabled", "commented", "enabled"]
