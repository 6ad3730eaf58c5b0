"""Alarms as conditions: events, acknowledgement, shelving, refresh, filters and nodes, over the wire."""

import asyncio
import threading

import opcua
import pytest
from asyncua import ua

from labs.opcua.names import NAMESPACE, source_time
from labs.simulation.roles import Role
from tests.labs.opcua.alarms import Alarms, select
from tests.labs.opcua.conftest import PASSWORDS

TRIP = "zone2-limiter"
CODES = ua.uaerrors
EVENT_TYPES = (ua.ObjectIds.RefreshStartEventType, ua.ObjectIds.RefreshEndEventType)


async def test_an_alarm_is_told_with_its_state_at_virtual_time_in_the_client_s_language(as_role, served):
    served.serve(initial={"Zone1.Temperature": 930.0}, scenario="warm")
    async with as_role(Role.OPERATOR, language="ko") as korean, as_role(Role.OBSERVER) as english:
        one, two = await Alarms(korean._client).watch(), await Alarms(english._client).watch()
        await korean.call("Clock.Advance", 10.0)
        told, other = await one.next(), await two.next()
    assert told["Message"].Text.startswith("1구역 온도 높음") and told["Message"].Locale == "ko"
    assert other["Message"].Text.startswith("Zone 1 temperature high") and other["ActiveState"].Text == "Active"
    assert (told["ConditionName"], told["Severity"], told["SourceName"]) == ("zone1-high", 500, "Zone1.Temperature")
    assert told["EventType"] == ua.NodeId(ua.ObjectIds.ExclusiveLevelAlarmType)
    assert told["SourceNode"].Identifier == "Furnace.Zone1.Temperature"
    assert told["Time"] == source_time(5.1)
    assert (told["ActiveState/Id"], told["AckedState/Id"], told["ConfirmedState/Id"]) == (True, False, True)
    assert (told["Retain"], told["EnabledState/Id"], told["SuppressedOrShelved"]) == (True, True, False)
    assert told["BranchId"].is_null() and told["EventId"] and told["Quality"].is_good()
    assert told["NodeId"].Identifier == "Furnace.Alarms.zone1-high"


async def test_acknowledging_and_confirming_end_an_alarm_that_is_over(as_role, trip, served):
    async with as_role(Role.OPERATOR) as client:
        alarms = await Alarms(client._client).watch()
        trip(TRIP)
        raised = await alarms.next()
        with pytest.raises(CODES.BadConditionBranchAlreadyConfirmed):
            await alarms.confirm(raised)
        await alarms.acknowledge(raised, "seen")
        seen = await alarms.next()
        assert (seen["AckedState/Id"], seen["ConfirmedState/Id"], seen["Retain"]) == (True, False, True)
        assert (seen["Comment"].Text, seen["ClientUserId"]) == ("seen", "operator")
        with pytest.raises(CODES.BadConditionBranchAlreadyAcked):
            await alarms.acknowledge(raised)
        trip()
        over = await alarms.next()
        assert (over["ActiveState/Id"], over["Retain"]) == (False, True)
        await alarms.confirm(over)
        done = await alarms.next()
        assert (done["ConfirmedState/Id"], done["Retain"], done["Comment"].Text) == (True, False, "seen")
        changes = [event.change for event in served.server.plant.recording().alarms]
        assert changes == ["active", "acknowledged", "inactive", "confirmed"]


async def test_an_observer_sees_alarms_and_touches_none(as_role, trip, served):
    async with as_role(Role.OBSERVER) as client:
        alarms = await Alarms(client._client).watch()
        trip(TRIP)
        raised = await alarms.next()
        for refused in (
            alarms.acknowledge(raised),
            alarms.call(TRIP, ua.ObjectIds.ConditionType_Disable),
            alarms.call(TRIP, ua.ObjectIds.ShelvedStateMachineType_OneShotShelve),
        ):
            with pytest.raises(CODES.BadUserAccessDenied):
                await refused
        acknowledge = client._client.get_node(ua.ObjectIds.AcknowledgeableConditionType_Acknowledge)
        assert await acknowledge.read_attribute(ua.AttributeIds.UserExecutable) == ua.DataValue(ua.Variant(False))
    assert not served.server.plant.alarms[TRIP].acknowledged


async def test_only_an_event_of_this_alarm_and_since_it_was_raised_may_be_acknowledged(as_role, trip, served):
    async with as_role(Role.ENGINEER) as client:
        alarms = await Alarms(client._client).watch()
        trip(TRIP)
        old = await alarms.next()
        trip("zone1-limiter")
        events = {each["ConditionName"]: each for each in (await alarms.next(), await alarms.next())}
        swapped = {**events[TRIP], "EventId": events["zone1-limiter"]["EventId"]}
        trip(TRIP)
        for wrong in (old, swapped, {**old, "EventId": b""}, {**old, "EventId": b"x" * 40}):
            with pytest.raises(CODES.BadEventIdUnknown):
                await alarms.acknowledge(wrong)
        await alarms.next()
        again = await alarms.next()
        await client.call("Clock.Restart")
        trip(TRIP)
        with pytest.raises(CODES.BadEventIdUnknown):
            await alarms.acknowledge(again)
        assert not served.server.plant.alarms[TRIP].acknowledged


async def test_a_comment_is_an_event_and_an_empty_one_keeps_the_last(as_role, trip):
    async with as_role(Role.OPERATOR) as client:
        alarms = await Alarms(client._client).watch()
        trip(TRIP)
        raised = await alarms.next()
        comment = ua.ObjectIds.ConditionType_AddComment
        await alarms.call(TRIP, comment, raised["EventId"], ua.LocalizedText("점검 중"))
        told = await alarms.next()
        assert (told["Comment"].Text, told["AckedState/Id"]) == ("점검 중", False)
        with pytest.raises(CODES.BadOutOfRange):
            await alarms.call(TRIP, comment, raised["EventId"], ua.LocalizedText("x" * 1001))
        await alarms.acknowledge(raised)
        assert (await alarms.next())["Comment"].Text == "점검 중"


async def test_shelving_by_time_once_and_back(as_role, trip):
    ids = ua.ObjectIds
    async with as_role(Role.OPERATOR) as client:
        alarms = await Alarms(client._client).watch()
        trip(TRIP)
        await alarms.next()
        with pytest.raises(CODES.BadConditionNotShelved):
            await alarms.call(TRIP, ids.AlarmConditionType_ShelvingState_Unshelve)
        for wrong in (0.0, -1.0, float("nan"), 8 * 3.6e6 + 1):
            with pytest.raises(CODES.BadShelvingTimeOutOfRange):
                await alarms.call(TRIP, ids.AlarmConditionType_ShelvingState_TimedShelve, wrong)
        await alarms.call(f"{TRIP}.ShelvingState", ids.ShelvedStateMachineType_TimedShelve, 2000.0)
        shelved = await alarms.next()
        assert (shelved["SuppressedOrShelved"], shelved["ShelvingState/UnshelveTime"]) == (True, 2000.0)
        timed = ids.ShelvedStateMachineType_TimedShelved
        assert shelved["ShelvingState/CurrentState/Id"] == ua.NodeId(timed)
        await client.call("Clock.Advance", 3.0)
        told = [await alarms.next(), await alarms.next()]
        assert [each["ShelvingState/CurrentState"].Text for each in told] == ["Timed Shelved", "Unshelved"]
        assert told[1]["Time"] == source_time(2.0)
        await alarms.call(TRIP, ids.ShelvedStateMachineType_OneShotShelve)
        with pytest.raises(CODES.BadConditionAlreadyShelved):
            await alarms.call(TRIP, ids.ShelvedStateMachineType_OneShotShelve)
        trip(TRIP)
        trip()
        states = [(await alarms.next())["ShelvingState/CurrentState"].Text for _ in range(4)]
        assert states == ["One Shot Shelved", "One Shot Shelved", "One Shot Shelved", "Unshelved"]


async def test_an_engineer_disables_an_alarm_and_it_falls_silent(as_role, trip):
    async with as_role(Role.OPERATOR) as operator, as_role(Role.ENGINEER) as engineer:
        alarms, tuner = await Alarms(operator._client).watch(), Alarms(engineer._client)
        trip(TRIP)
        raised = await alarms.next()
        with pytest.raises(CODES.BadUserAccessDenied):
            await alarms.call(TRIP, ua.ObjectIds.ConditionType_Disable)
        await tuner.call(TRIP, ua.ObjectIds.ConditionType_Disable)
        told = await alarms.next()
        assert (told["EnabledState/Id"], told["Retain"]) == (False, False)
        with pytest.raises(CODES.BadConditionAlreadyDisabled):
            await tuner.call(TRIP, ua.ObjectIds.ConditionType_Disable)
        with pytest.raises(CODES.BadConditionDisabled):
            await alarms.acknowledge(raised)
        trip()
        await tuner.call(TRIP, ua.ObjectIds.ConditionType_Enable)
        back = await alarms.next()
        assert (back["EnabledState/Id"], back["ActiveState/Id"], back["Retain"]) == (True, False, True)


async def test_a_refresh_tells_what_is_still_open_between_two_marks(as_role, trip):
    async with as_role(Role.OPERATOR) as client, as_role(Role.INSTRUCTOR) as other:
        trip(TRIP, "zone1-limiter")
        trip(TRIP)
        alarms = await Alarms(client._client).watch()
        for numbers in ((), (alarms.subscription.subscription_id, alarms.handle)):
            await alarms.refresh(*numbers)
            told = [await alarms.next() for _ in range(4)]
            types = [each["EventType"].Identifier for each in told]
            assert (types[0], types[-1]) == EVENT_TYPES
            assert {(each["ConditionName"], each["ActiveState/Id"]) for each in told[1:-1]} == {
                (TRIP, True), ("zone1-limiter", False),
            }  # fmt: skip
        await alarms.acknowledge(told[1])
        assert (await alarms.next())["AckedState/Id"]
        with pytest.raises(CODES.BadSubscriptionIdInvalid):
            await Alarms(other._client).refresh(alarms.subscription.subscription_id)
        with pytest.raises(CODES.BadMonitoredItemIdInvalid):
            await alarms.refresh(alarms.subscription.subscription_id, 999_999)
        assert alarms.none_left()


async def test_a_new_run_asks_for_a_refresh(as_role, trip):
    async with as_role(Role.ENGINEER) as client:
        alarms = await Alarms(client._client).watch()
        trip(TRIP)
        await alarms.next()
        await client.call("Clock.Restart")
        told = await alarms.next()
        assert told["EventType"] == ua.NodeId(ua.ObjectIds.RefreshRequiredEventType)


def element(kind, *operands) -> ua.ContentFilterElement:
    made = [each if isinstance(each, ua.FilterOperand) else ua.LiteralOperand(ua.Variant(each)) for each in operands]
    return ua.ContentFilterElement(kind, made)


async def test_a_client_gets_the_fields_and_events_it_asks_for(as_role, trip):
    """Nothing but what is active, a trip, of a name like it and severe; what is not there is null."""
    kinds = ua.FilterOperator
    (active,), (name,), (severity,) = (select(each) for each in ("ActiveState/Id", "ConditionName", "Severity"))
    where = [
        element(kinds.And, ua.ElementOperand(1), ua.ElementOperand(2)),
        element(kinds.And, ua.ElementOperand(3), ua.ElementOperand(4)),
        element(kinds.And, ua.ElementOperand(5), ua.ElementOperand(6)),
        element(kinds.Equals, active, True),
        element(kinds.OfType, ua.NodeId(ua.ObjectIds.OffNormalAlarmType)),
        element(kinds.Like, name, "zone_-lim%"),
        element(kinds.GreaterThan, severity, ua.LiteralOperand(ua.Variant(900, ua.VariantType.UInt16))),
    ]
    asked = ua.EventFilter(select("ConditionName", "ActiveState/Id", "Nonsense"), ua.ContentFilter(where))
    async with as_role(Role.OBSERVER) as client:
        alarms = await Alarms(client._client).watch(asked=asked)
        trip(TRIP)
        assert await alarms.next() == {"ConditionName": TRIP, "ActiveState/Id": True, "Nonsense": None}
        trip()
        trip("zone1-limiter")
        assert (await alarms.next())["ConditionName"] == "zone1-limiter"


async def test_asyncua_s_own_filter_for_alarms_is_kept(as_role, trip):
    async with as_role(Role.OBSERVER) as client:
        alarms = Alarms(client._client)
        subscription = await client._client.create_subscription(50, alarms)
        await subscription.subscribe_alarms_and_conditions(evtypes=ua.ObjectIds.TripAlarmType)
        trip(TRIP)
        told = await alarms.next()
        assert (told["ConditionName"], told["ActiveState/Id"]) == (TRIP, True)
        assert told["NodeId"].Identifier == f"Furnace.Alarms.{TRIP}"


async def test_filters_that_cannot_be_kept_are_refused(as_role):
    kinds, (name,) = ua.FilterOperator, select("ConditionName")
    bad = [
        (ua.EventFilter(), CODES.BadEventFilterInvalid),
        (ua.EventFilter([name], ua.ContentFilter([element(kinds.InView, name)])), CODES.BadFilterOperatorUnsupported),
        (ua.EventFilter([name], ua.ContentFilter([element(kinds.Equals, name)])), CODES.BadFilterOperandCountMismatch),
        (
            ua.EventFilter([name], ua.ContentFilter([element(kinds.Not, ua.ElementOperand(0))])),
            CODES.BadFilterOperandInvalid,
        ),
        (ua.EventFilter([name] * 251), CODES.BadEventFilterInvalid),
    ]
    async with as_role(Role.OBSERVER) as client:
        for asked, problem in bad:
            with pytest.raises(problem):
                await Alarms(client._client).watch(asked=asked)


async def test_the_address_space_leads_from_the_server_to_the_condition(as_role, trip):
    ids = ua.ObjectIds
    async with as_role(Role.OPERATOR) as client:
        inner = client._client
        server = inner.get_node(ids.Server)
        (machine,) = await server.get_referenced_nodes(ids.HasNotifier, ua.BrowseDirection.Forward)
        for notifier in (server, machine):
            assert ua.EventNotifier.SubscribeToEvents in await notifier.read_event_notifier()
        sources = await machine.get_referenced_nodes(ids.HasEventSource, ua.BrowseDirection.Forward)
        assert {each.nodeid.Identifier for each in sources} == {f"Furnace.Zone{n}.Temperature" for n in (1, 2)}
        conditions = await sources[0].get_referenced_nodes(ids.HasCondition)
        kinds = {each.nodeid.Identifier.rsplit("-", 1)[-1]: await each.read_type_definition() for each in conditions}
        assert kinds["fast"].Identifier == ids.ExclusiveRateOfChangeAlarmType
        assert kinds["limiter"].Identifier == ids.TripAlarmType
        alarms = await Alarms(inner).watch(machine.nodeid)
        trip(TRIP)
        told = await alarms.next()
        index = machine.nodeid.NamespaceIndex
        condition = await machine.get_child([f"{index}:Alarms", f"{index}:{TRIP}"])
        assert await (await machine.get_child(
            [f"{index}:Alarms", f"{index}:zone1-high", "0:HighLimit"])).read_value() == 900.0  # fmt: skip
        assert await (await condition.get_child(["0:ActiveState", "0:Id"])).read_value() is True
        assert await (await condition.get_child(["0:EventId"])).read_value() == told["EventId"]
        below = {(await each.read_browse_name()).Name for each in await condition.get_children()}
        assert below >= {"Acknowledge", "Confirm", "AddComment", "Enable", "Disable", "ShelvingState", "Retain"}
        acked = inner.get_node(ua.NodeId("Furnace.Alarms.zone1-limiter.AckedState.Id", index))
        assert await acked.read_value() is True
        with pytest.raises(CODES.BadNodeIdUnknown):
            await inner.get_node(ua.NodeId("Furnace.Alarms.nonsense.AckedState", index)).read_value()
        with pytest.raises(CODES.BadNodeIdUnknown):
            await alarms.call("nonsense", ids.ConditionType_Enable)
        assert not any("Alarms" in path for path in client.entries)


async def test_nothing_looks_at_alarms_when_nobody_watches(as_role, served):
    events = served.server._core.condition_events
    async with as_role(Role.OPERATOR) as client:
        alarms = await Alarms(client._client).watch()
        assert not events._task.done()
        await alarms.subscription.delete()
        async with asyncio.timeout(10):
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_ended(events._task), served.loop._loop))


async def _ended(task) -> None:
    await asyncio.wait([task])


class _Inbox:
    def __init__(self):
        self.event, self.arrived, self.ended = None, threading.Event(), threading.Event()
        self.told: list[str] = []

    def event_notification(self, event):
        if event.EventType.Identifier == ua.ObjectIds.RefreshEndEventType:
            self.ended.set()
            return
        self.event = self.event or event
        self.told.append(event.ConditionName)
        self.arrived.set()


def test_the_old_opcua_client_watches_and_acknowledges(served, trip):
    client = opcua.Client(served.url, timeout=10)
    client.set_user("operator")
    client.set_password(PASSWORDS[Role.OPERATOR])
    client.connect()
    try:
        inbox = _Inbox()
        subscription = client.create_subscription(50, inbox)
        subscription.subscribe_events(evtypes=client.get_node(opcua.ua.ObjectIds.AcknowledgeableConditionType))
        trip(TRIP)
        assert inbox.arrived.wait(10)
        index = client.get_namespace_index(NAMESPACE)
        condition = client.get_node(opcua.ua.NodeId(f"Furnace.Alarms.{TRIP}", index))
        condition.call_method("0:Acknowledge", inbox.event.EventId, opcua.ua.LocalizedText("seen"))
        assert served.server.plant.alarms[TRIP].acknowledged
        condition.call_method("0:Confirm", inbox.event.EventId, opcua.ua.LocalizedText("done"))
        assert served.server.plant.alarms[TRIP].confirmed
        refreshed = opcua.ua.Variant(subscription.subscription_id, opcua.ua.VariantType.UInt32)
        client.get_node(opcua.ua.ObjectIds.ConditionType).call_method("0:ConditionRefresh", refreshed)
        assert inbox.ended.wait(10) and TRIP in inbox.told
        subscription.delete()
    finally:
        client.disconnect()
