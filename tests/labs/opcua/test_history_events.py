"""The history of events over the wire: what subscribers were told, told again from the plant's own record."""

from unittest.mock import patch

import pytest
from asyncua import ua
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.equipment.registry import create_plant
from labs.opcua import history_events
from labs.opcua.condition_fields import Snapshot
from labs.opcua.history import MOST_EVENTS
from labs.opcua.history_events import _states
from labs.opcua.names import source_time
from labs.simulation import recorder
from labs.simulation.machine import PlantError
from labs.simulation.roles import Role
from tests.labs.opcua.alarms import FIELDS, Alarms, everything, select

TRIP, OTHER = "zone2-limiter", "zone1-limiter"
START = ua.get_win_epoch()  # "no time given"
CODES, IDS = ua.StatusCodes, ua.ObjectIds
NOTHING = [float("nan")] * 1000  # what signals show that change no alarm
UNSHELVE = "ShelvingState/UnshelveTime"  # nobody records for how long


def events(begin, end, most=0, asked=None) -> ua.ReadEventDetails:
    first, last = (START if each is None else source_time(each) for each in (begin, end))
    return ua.ReadEventDetails(most, first, last, asked or everything())


async def ask(client, details, node=IDS.Server, point=None) -> ua.HistoryReadResult:
    item = ua.HistoryReadValueId(ua.NodeId(node) if isinstance(node, int) else node, ContinuationPoint=point)
    parameters = ua.HistoryReadParameters(details, ua.TimestampsToReturn.Both, False, [item])
    return (await client._client.uaclient.history_read(parameters))[0]


def shown(result: ua.HistoryReadResult) -> list[dict]:
    names = [*FIELDS, "NodeId"]
    return [
        {name: field.Value for name, field in zip(names, each.EventFields, strict=True)}
        for each in result.HistoryData.Events
    ]


async def whole(client, details, node=IDS.Server) -> list[dict]:
    """Read on until nothing is left."""
    found, point = [], None
    while True:
        result = await ask(client, details, node, point)
        result.StatusCode.check()
        found += shown(result)
        point = result.ContinuationPoint
        if not point:
            return found


@pytest.fixture
def story(served):
    """Play a run with some forty changes of three alarms, at different ticks; return its plant."""

    def play(plant):
        for number in range(12):
            plant.alarms.update(NOTHING, {TRIP, OTHER} if number % 2 else {OTHER})
            if number % 4 == 1:
                plant.alarms.acknowledge(TRIP)
            if number % 4 == 3:
                plant.alarms.comment(TRIP, f"remark {number}", "operator")
                plant.alarms.shelve(OTHER, 30.0)
            plant.advance(10)
            plant.alarms.update(NOTHING, set())
        return plant

    return lambda: served.inside(lambda: play(served.server.plant))


async def test_the_past_is_told_as_it_was_told_when_it_happened(as_role, served, trip):
    async with as_role(Role.ENGINEER) as client:
        alarms = await Alarms(client._client).watch()
        steps = [
            lambda: trip(TRIP),
            lambda: trip(TRIP, OTHER),
            lambda: alarms.acknowledge(told[0], "seen"),
            lambda: alarms.call(OTHER, IDS.ShelvedStateMachineType_OneShotShelve),
            lambda: trip(OTHER),
            lambda: alarms.confirm(told[0], "done"),
            lambda: alarms.call(OTHER, IDS.ShelvedStateMachineType_Unshelve),
            lambda: alarms.call(TRIP, IDS.ConditionType_Disable),
            lambda: alarms.call(TRIP, IDS.ConditionType_Enable),
            lambda: trip(),
        ]
        told: list[dict] = []
        for step in steps:
            done = step()
            if done is not None:
                await done
            told.append(await alarms.next())
            served.server.plant.clock.advance(10)  # the machine itself would close its contacts again
        found = await whole(client, events(0, 60))
    assert [each.pop(UNSHELVE) for each in told][3] > 0
    assert [each.pop(UNSHELVE) for each in found][2:5] == [0.0, None, 0.0]
    assert found == told


async def test_what_the_record_does_not_hold_is_null(as_role, served, trip):
    async with as_role(Role.OPERATOR) as client:
        trip(TRIP)
        served.inside(lambda: served.server.plant.alarms.shelve(TRIP, 60.0))
        (_raised, shelved) = await whole(client, events(0, 60))
        assert shelved[UNSHELVE] is None
        received = select("ReceiveTime")
        result = await ask(client, events(0, 60, asked=ua.EventFilter(received)))
        assert [each.EventFields[0].Value for each in result.HistoryData.Events] == [None, None]


async def test_asyncua_s_client_reads_it_at_the_machine_and_at_the_server(as_role, story):
    async with as_role(Role.OBSERVER) as client:
        plant = story()
        server = client._client.nodes.server
        machine = client._client.get_node(ua.NodeId("Furnace", client.entry("Clock.Tick").node.NamespaceIndex))
        for node in (server, machine):
            all_of_them = await node.read_event_history(source_time(0), source_time(60))
            assert len(all_of_them) == plant.alarms.changes
            assert [each.Time for each in all_of_them] == sorted(each.Time for each in all_of_them)
            few = await node.read_event_history(None, source_time(60), 3)
            assert [each.EventId for each in few] == [each.EventId for each in all_of_them[-3:]][::-1]
            trips = await node.read_event_history(source_time(2.0), source_time(4.0), 0, IDS.TripAlarmType)
            assert {each.EventType for each in trips} == {ua.NodeId(IDS.TripAlarmType)}
            assert all(source_time(2.0) <= each.Time < source_time(4.0) for each in trips)
            assert 0 < len(trips) < len(all_of_them)


async def test_a_filter_takes_what_it_wants_of_the_past(as_role, story):
    async with as_role(Role.OBSERVER) as client:
        plant = story()
        wanted = everything()
        path = select("ConditionName")[0]
        literal = ua.LiteralOperand(ua.Variant(TRIP))
        wanted.WhereClause = ua.ContentFilter([ua.ContentFilterElement(ua.FilterOperator.Equals, [path, literal])])
        found = await whole(client, events(0, 60, asked=wanted))
        assert len(found) == sum(each.alarm == TRIP for each in plant.recorder.alarms) > 0
        assert {each["ConditionName"] for each in found} == {TRIP}


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("looked_at", [3, 100])
async def test_portions_follow_each_other_without_gap_or_repetition(as_role, story, backwards, looked_at, monkeypatch):
    monkeypatch.setattr(history_events, "MOST_LOOKED_AT", looked_at)
    async with as_role(Role.OPERATOR) as client:
        story()
        begin, end = (60, -1) if backwards else (0, 60)
        found = await whole(client, events(begin, end, most=7))
        numbers = [int.from_bytes(each["EventId"][-8:], "big") for each in found]
        assert numbers == sorted(range(1, len(numbers) + 1), reverse=backwards)
        assert len(numbers) == len(await whole(client, events(0, 60)))


async def test_a_point_dies_with_its_run(as_role, story):
    async with as_role(Role.ENGINEER) as client:
        story()
        details = events(0, 60, most=5)
        first = await ask(client, details)
        assert len(shown(first)) == 5 and first.ContinuationPoint
        await client.call("Clock.Restart")
        again = await ask(client, details, point=first.ContinuationPoint)
        assert again.StatusCode.value == CODES.BadContinuationPointInvalid
        assert (await ask(client, details)).StatusCode.value == CODES.GoodNoData


async def test_what_has_no_events_or_makes_no_sense_is_refused(as_role, served):
    async with as_role(Role.OBSERVER) as client:
        signal = client.entry("Zone1.Temperature").node
        for details, node, code in (
            (events(0, 60), signal, CODES.BadHistoryOperationUnsupported),
            (events(None, None), IDS.Server, CODES.BadInvalidArgument),
            (events(None, None, most=5), IDS.Server, CODES.BadInvalidArgument),
            (events(0, 60, asked=ua.EventFilter()), IDS.Server, CODES.BadEventFilterInvalid),
        ):
            assert (await ask(client, details, node)).StatusCode.value == code
        served.inside(lambda: served.server.plant.inject("network-lost"))
        assert (await ask(client, events(0, 60))).StatusCode.value == CODES.BadNoCommunication


async def test_the_server_says_that_it_has_a_history_of_events(as_role, story):
    async with as_role(Role.OBSERVER) as client:
        plant = story()
        ids = {
            IDS.HistoryServerCapabilities_AccessHistoryEventsCapability: True,
            IDS.HistoryServerCapabilities_MaxReturnEventValues: MOST_EVENTS,
        }
        for node, value in ids.items():
            assert await client._client.get_node(node).read_value() == value
        server = client._client.nodes.server
        notifier = await server.read_attribute(ua.AttributeIds.EventNotifier)
        assert notifier.Value.Value == ua.EventNotifier.SubscribeToEvents.mask | ua.EventNotifier.HistoryRead.mask
        kept = await (await server.get_child("0:HistoricalEventFilter")).read_value()
        result = await ask(client, events(0, 60, asked=kept))
        assert len(result.HistoryData.Events) == plant.alarms.changes
        assert {len(each.EventFields) for each in result.HistoryData.Events} == {len(kept.SelectClauses)}


DEEDS = {
    "trip": lambda board: board.update(NOTHING, {TRIP}),
    "another trip": lambda board: board.update(NOTHING, {OTHER}),
    "both trips": lambda board: board.update(NOTHING, {TRIP, OTHER}),
    "no trip": lambda board: board.update(NOTHING, set()),
    "acknowledge": lambda board: board.acknowledge(TRIP),
    "confirm": lambda board: board.confirm(TRIP),
    "comment": lambda board: board.comment(TRIP, "so", "me"),
    "shelve": lambda board: board.shelve(TRIP, 60.0),
    "shelve once": lambda board: board.shelve_once(TRIP),
    "unshelve": lambda board: board.unshelve(TRIP),
    "disable": lambda board: board.enable(TRIP, False),
    "enable": lambda board: board.enable(TRIP, True),
}


@settings(max_examples=60)
@given(st.lists(st.sampled_from(list(DEEDS)), max_size=40), st.integers(1, 6))
def test_states_are_worked_out_however_much_of_the_record_is_forgotten(deeds, kept):
    with patch.object(recorder, "MOST_WRITES", kept):
        plant = create_plant("furnace", 1)
        board = plant.alarms
        truth: dict[int, Snapshot] = {}
        for deed in deeds:
            try:
                DEEDS[deed](board)
            except PlantError:
                continue  # nothing to acknowledge, to confirm
            for state in board.values():
                if state.number:
                    truth[state.number] = Snapshot.of(state)
            plant.clock.advance(1)
        log = list(plant.recorder.alarms)
        first = board.changes - len(log) + 1
        found = _states(plant.recorder.alarms_before, log, range(len(log)), first)
        # one deed may change an alarm twice; only the last of the two is to be seen in the board
        assert {number: each for number, each in truth.items() if number >= first} == {
            first + position: each for position, each in found.items() if first + position in truth
        }
