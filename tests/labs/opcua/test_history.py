"""History over the wire: raw, processed and at-time, from the plant's own recorder, with truthful statuses."""

import opcua
import pytest
from asyncua import ua

from labs.opcua.history import MOST_POINTS
from labs.opcua.names import NAMESPACE, source_time
from labs.simulation.roles import Role
from tests.labs.opcua.conftest import PASSWORDS

START = ua.get_win_epoch()  # "no time given"
TEMPERATURE, POWER = "Zone1.Temperature", "Zone1.HeaterPower"


def raw(begin, end, most=0, bounds=False, modified=False) -> ua.ReadRawModifiedDetails:
    first, last = (START if each is None else source_time(each) for each in (begin, end))
    return ua.ReadRawModifiedDetails(modified, first, last, most, bounds)


def processed(name, begin, end, seconds, **rules) -> ua.ReadProcessedDetails:
    function = ua.NodeId(getattr(ua.ObjectIds, f"AggregateFunction_{name}"))
    configuration = ua.AggregateConfiguration(not rules, True, 100, 100, False)
    for rule, value in rules.items():
        setattr(configuration, rule, value)
    return ua.ReadProcessedDetails(source_time(begin), source_time(end), seconds * 1000.0, [function], configuration)


async def ask(client, path, details, point=None, release=False, timestamps=ua.TimestampsToReturn.Both):
    item = ua.HistoryReadValueId(client.entry(path).node, ContinuationPoint=point)
    parameters = ua.HistoryReadParameters(details, timestamps, release, [item])
    return (await client._client.uaclient.history_read(parameters))[0]


async def values(client, path, details) -> list[tuple]:
    """Return (simulated seconds, value, status) of a history read that fits one answer."""
    result = await ask(client, path, details)
    assert not result.ContinuationPoint, result
    zero = source_time(0)
    return [
        (round((each.SourceTimestamp - zero).total_seconds(), 6), each.Value.Value, each.StatusCode.name)
        for each in result.HistoryData.DataValues
    ]


async def test_raw_history_is_what_the_plant_recorded_at_virtual_time(as_role, served):
    async with as_role(Role.OBSERVER) as client, as_role(Role.OPERATOR) as operator:
        await operator.write({POWER: 70.0})
        await operator.call("Clock.Advance", 30.0)
        got = await values(client, TEMPERATURE, raw(0, 30.05))
        recording = served.server.plant.recording()
        assert [value for _, value, _ in got] == recording[TEMPERATURE].tolist()
        assert [time for time, _, _ in got] == pytest.approx(recording.seconds.tolist())
        assert {status for _, _, status in got} == {"Good"}


async def test_portions_follow_each_other_without_gap_or_repetition(as_role):
    async with as_role(Role.OPERATOR) as client:
        await client.call("Clock.Advance", 20.0)
        whole = await values(client, TEMPERATURE, raw(0, 20.05))
        for begin, end, expected in ((0, 20.05, whole), (20.0, -1, whole[::-1])):
            details, got, point = raw(begin, end, most=60), [], None
            while True:
                result = await ask(client, TEMPERATURE, details, point)
                got += result.HistoryData.DataValues
                assert len(result.HistoryData.DataValues) <= 60
                point = result.ContinuationPoint
                if not point:
                    break
            assert [each.Value.Value for each in got] == [value for _, value, _ in expected]


async def test_a_long_history_comes_in_portions_that_clients_follow(as_role, served):
    async with as_role(Role.OPERATOR) as client:
        await client.call("Clock.Advance", 900.0)
        node = client._client.get_node(client.entry(TEMPERATURE).node)
        got = await node.read_raw_history(source_time(0), source_time(901), return_bounds=False)
    assert len(got) == 9001
    assert got[-1].Value.Value == served.server.plant.recording()[TEMPERATURE][-1]


async def test_a_point_is_good_once_for_its_owner_and_its_run(as_role):
    invalid = ua.StatusCodes.BadContinuationPointInvalid
    details = raw(0, 10, most=5)
    async with as_role(Role.OPERATOR) as client, as_role(Role.ENGINEER) as other:
        await client.call("Clock.Advance", 10.0)
        first = await ask(client, TEMPERATURE, details)
        assert (await ask(other, TEMPERATURE, details, first.ContinuationPoint)).StatusCode.value == invalid
        assert (await ask(client, POWER, details, first.ContinuationPoint)).StatusCode.value == invalid
        again = await ask(client, TEMPERATURE, details)
        assert (await ask(client, TEMPERATURE, details, again.ContinuationPoint, release=True)).StatusCode.is_good()
        assert (await ask(client, TEMPERATURE, details, again.ContinuationPoint)).StatusCode.value == invalid
        third = await ask(client, TEMPERATURE, details)
        await other.call("Clock.Restart")
        assert (await ask(client, TEMPERATURE, details, third.ContinuationPoint)).StatusCode.value == invalid


async def test_a_session_holds_only_so_many_points(as_role):
    async with as_role(Role.OPERATOR) as client:
        await client.call("Clock.Advance", 10.0)
        for _ in range(MOST_POINTS):
            assert (await ask(client, TEMPERATURE, raw(0, 10, most=5))).StatusCode.is_good()
        refused = await ask(client, TEMPERATURE, raw(0, 10, most=5))
        assert refused.StatusCode.value == ua.StatusCodes.BadNoContinuationPoints


RANGES = [
    (raw(0.2, 0.5), [0.2, 0.3, 0.4]),
    (raw(0.5, 0.2), [0.5, 0.4, 0.3]),
    (raw(0.25, 0.45), [0.3, 0.4]),
    (raw(0.25, 0.45, bounds=True), [0.2, 0.3, 0.4, 0.5]),
    (raw(0.45, 0.25, bounds=True), [0.5, 0.4, 0.3, 0.2]),
    (raw(0.2, 0.5, bounds=True), [0.2, 0.3, 0.4, 0.5]),
    (raw(0.3, 0.3), [0.3]),
    (raw(0.35, 0.35), []),
    (raw(0.35, 0.35, bounds=True), [0.3, 0.4]),
    (raw(0.8, None, most=2), [0.8, 0.9]),
    (raw(None, 0.2, most=2), [0.2, 0.1]),
    (raw(None, 0.2, most=9), [0.2, 0.1, 0.0]),
    (raw(5, 9), []),
]


async def test_a_time_range_is_taken_as_the_standard_says(as_role):
    """The beginning belongs to it, the end does not; bounds are the values at or beyond its ends."""
    async with as_role(Role.OPERATOR) as client:
        await client.call("Clock.Advance", 1.0)
        for details, times in RANGES:
            assert [time for time, _, _ in await values(client, TEMPERATURE, details)] == times, details
            result = await ask(client, TEMPERATURE, details)
            assert result.StatusCode.name == ("Good" if times else "GoodNoData")


async def test_a_bound_that_does_not_exist_is_said_to_be_missing(as_role):
    async with as_role(Role.OPERATOR) as client:
        await client.call("Clock.Advance", 0.2)
        got = await values(client, TEMPERATURE, raw(-1, 9, bounds=True))
        assert [(time, status) for time, _, status in got] == [
            (-1.0, "BadBoundNotFound"), (0.0, "Good"), (0.1, "Good"), (0.2, "Good"), (9.0, "BadBoundNotFound"),
        ]  # fmt: skip


async def test_a_held_signal_s_history_is_its_changes(as_role):
    async with as_role(Role.ENGINEER) as client:
        gain = "Zone1.Controller.Gain"
        await client.call("Clock.Advance", 5.0)
        await client.write({gain: 3.5})
        await client.call("Clock.Advance", 5.0)
        got = await values(client, gain, raw(0, 11))
        assert [(time, value) for time, value, _ in got][1:] == [(5.1, 3.5)]
        before = got[0][1]
        moments = [source_time(each) for each in (5.05, 5.1, 9.99, 10.5)]
        result = await ask(client, gain, ua.ReadAtTimeDetails(moments, False))
        shown = [(each.Value.Value, each.StatusCode.value) for each in result.HistoryData.DataValues]
        assert shown == [(before, 0x402), (3.5, 0), (3.5, 0x402), (None, ua.StatusCodes.BadNoData)]


async def test_a_broken_sensor_s_past_is_bad_and_has_no_value(as_role, served):
    async with as_role(Role.OPERATOR) as client:
        await client.call("Clock.Advance", 1.0)
        served.inside(lambda: served.server.plant.inject("zone1-sensor-break"))
        await client.call("Clock.Advance", 1.0)
        served.inside(lambda: served.server.plant.clear("zone1-sensor-break"))
        await client.call("Clock.Advance", 1.0)
        got = await values(client, TEMPERATURE, raw(0, 3.05))
        bad = [(time, value) for time, value, status in got if status == "BadSensorFailure"]
        assert bad == [(round(1.1 + 0.1 * each, 1), None) for each in range(10)]

        result = await ask(client, TEMPERATURE, processed("Count", 0, 3, 3))
        assert [each.Value.Value for each in result.HistoryData.DataValues] == [20]
        result = await ask(client, TEMPERATURE, processed("Average", 0, 3, 1))
        codes = [each.StatusCode.value & 0xFFFF0000 for each in result.HistoryData.DataValues]
        sub = ua.StatusCodes.UncertainDataSubNormal
        assert codes == [0, sub, sub]
        inner = await ask(client, TEMPERATURE, processed("Average", 1.1, 2.0, 0))
        assert inner.HistoryData.DataValues[0].StatusCode.value == ua.StatusCodes.BadNoData
        lenient = await ask(client, TEMPERATURE, processed("Average", 1, 2, 0, PercentDataGood=10))
        assert lenient.HistoryData.DataValues[0].StatusCode.value == 0x401
        result = await ask(client, TEMPERATURE, ua.ReadAtTimeDetails([source_time(1.55), source_time(1.5)], False))
        between, exact = result.HistoryData.DataValues
        assert between.StatusCode.value == sub | 0x402 and between.Value.Value > 0
        assert exact.StatusCode.value == ua.StatusCodes.BadSensorFailure and exact.Value.Value is None


async def test_aggregates_are_of_the_recorded_values(as_role, served):
    async with as_role(Role.OPERATOR) as client:
        await client.write({POWER: 90.0})
        await client.call("Clock.Advance", 100.0)
        column = served.server.plant.recording()[TEMPERATURE]
        parts = column[:1000].reshape(10, 100)
        for name, expected in (
            ("Average", parts.mean(axis=1)),
            ("Minimum", parts.min(axis=1)),
            ("Maximum", parts.max(axis=1)),
            ("Count", [100] * 10),
            ("Interpolative", parts[:, 0]),
            ("TimeAverage", [(column[i : i + 100] + column[i + 1 : i + 101]).mean() / 2 for i in range(0, 1000, 100)]),
        ):
            got = await ask(client, TEMPERATURE, processed(name, 0, 100, 10))
            data = got.HistoryData.DataValues
            assert [each.Value.Value for each in data] == pytest.approx(list(expected)), name
            assert [each.SourceTimestamp for each in data] == [source_time(10 * each) for each in range(10)]
            assert all(each.StatusCode.value & ~0x13 == 0x400 for each in data), name
        backwards = await values(client, TEMPERATURE, processed("Count", 100, 0, 30))
        assert [(time, value) for time, value, _ in backwards] == [(100, 300), (70, 300), (40, 300), (10, 100)]


async def test_an_interval_that_is_not_whole_is_partial_and_the_future_has_no_data(as_role):
    async with as_role(Role.OPERATOR) as client:
        await client.call("Clock.Advance", 25.0)
        result = await ask(client, TEMPERATURE, processed("Average", 0, 40, 10))
        codes = [each.StatusCode.value for each in result.HistoryData.DataValues]
        assert codes == [0x401, 0x401, 0x405, ua.StatusCodes.BadNoData]
        result = await ask(client, TEMPERATURE, processed("Average", 0, 15, 10))
        assert [each.StatusCode.value for each in result.HistoryData.DataValues] == [0x401, 0x405]


async def test_endless_intervals_come_in_portions(as_role):
    async with as_role(Role.OPERATOR) as client:
        await client.call("Clock.Advance", 10.0)
        details = processed("Average", 0, 10, 1e-9)
        result = await ask(client, TEMPERATURE, details)
        assert len(result.HistoryData.DataValues) == 1000
        assert result.ContinuationPoint
        further = await ask(client, TEMPERATURE, details, result.ContinuationPoint)
        assert further.StatusCode.is_good() and further.ContinuationPoint != result.ContinuationPoint


REFUSED = [
    (TEMPERATURE, raw(None, None, most=5), "BadInvalidArgument"),
    (TEMPERATURE, raw(1, None), "BadInvalidArgument"),
    (TEMPERATURE, raw(0, 1, modified=True), "BadHistoryOperationUnsupported"),
    ("Clock.Tick", raw(0, 1), "BadHistoryOperationUnsupported"),
    (TEMPERATURE, processed("Average", 1, 1, 1), "BadInvalidArgument"),
    (TEMPERATURE, processed("Average", 0, 1, -1), "BadInvalidArgument"),
    (TEMPERATURE, processed("Average", 0, 1, float("nan")), "BadInvalidArgument"),
    (TEMPERATURE, processed("WorstQuality", 0, 1, 1), "BadAggregateNotSupported"),
    (TEMPERATURE, processed("Average", 0, 1, 1, PercentDataGood=101), "BadAggregateConfigurationRejected"),
    ("Zone1.Controller.Automatic", processed("Average", 0, 1, 1), "BadAggregateInvalidInputs"),
    (TEMPERATURE, ua.ReadAtTimeDetails([source_time(0)] * 10_001, False), "BadTooManyOperations"),
]


async def test_what_cannot_be_read_says_why(as_role):
    async with as_role(Role.OBSERVER) as client:
        for path, details, code in REFUSED:
            result = await ask(client, path, details)
            assert result.StatusCode.name == code, details
            assert not result.HistoryData.DataValues


async def test_a_request_that_makes_no_sense_is_refused_whole(as_role):
    async with as_role(Role.OBSERVER) as client:
        with pytest.raises(ua.uaerrors.BadTimestampNotSupported):
            await ask(client, TEMPERATURE, raw(0, 1), timestamps=ua.TimestampsToReturn.Server)
        details = processed("Average", 0, 1, 1)
        details.AggregateType *= 2
        with pytest.raises(ua.uaerrors.BadAggregateListMismatch):
            await ask(client, TEMPERATURE, details)
        with pytest.raises(ua.uaerrors.BadHistoryOperationUnsupported):
            await ask(client, TEMPERATURE, ua.ReadAnnotationDataDetails())


async def test_the_truth_s_history_is_the_instructor_s(as_role, served):
    async with as_role(Role.INSTRUCTOR) as client, as_role(Role.ENGINEER) as engineer:
        await client.call("Clock.Advance", 5.0)
        got = await values(client, f"Truth.{TEMPERATURE}", raw(0, 6))
        assert [value for _, value, _ in got] == served.server.plant.recording().truth[TEMPERATURE].tolist()
        node = engineer._client.get_node(client.entry(f"Truth.{TEMPERATURE}").node)
        with pytest.raises(ua.uaerrors.BadUserAccessDenied):
            await node.read_raw_history(source_time(0), source_time(6))


async def test_the_address_space_tells_what_history_there_is(as_role):
    attributes, access = ua.AttributeIds, ua.AccessLevel
    async with as_role(Role.OPERATOR) as client:
        for path, recorded, levels in (
            (TEMPERATURE, True, access.CurrentRead.mask | access.HistoryRead.mask),
            (POWER, True, access.CurrentRead.mask | access.CurrentWrite.mask | access.HistoryRead.mask),
            ("Clock.Tick", False, access.CurrentRead.mask),
        ):
            node = client._client.get_node(client.entry(path).node)
            told = await node.read_attributes(
                [attributes.Historizing, attributes.AccessLevel, attributes.UserAccessLevel]
            )
            assert [each.Value.Value for each in told] == [recorded, levels, levels]
        for path, stepped in ((TEMPERATURE, False), ("Zone1.Controller.Gain", True)):
            node = client._client.get_node(client.entry(path).node)
            (configuration,) = await node.get_referenced_nodes(ua.ObjectIds.HasHistoricalConfiguration)
            assert await (await configuration.get_child("0:Stepped")).read_value() is stepped
            rules = await configuration.get_child(["0:AggregateConfiguration", "0:PercentDataGood"])
            assert await rules.read_value() == 100
        capabilities = client._client.get_node(ua.ObjectIds.HistoryServerCapabilities)
        assert await (await capabilities.get_child("0:AccessHistoryDataCapability")).read_value() is True
        assert await (await capabilities.get_child("0:InsertDataCapability")).read_value() is False
        functions = await (await capabilities.get_child("0:AggregateFunctions")).get_children()
        names = {(await each.read_browse_name()).Name for each in functions}
        assert names == {"Interpolative", "Average", "TimeAverage", "Minimum", "Maximum", "Count"}


def test_the_old_opcua_client_reads_history(served):
    client = opcua.Client(served.url, timeout=10)
    client.set_user("operator")
    client.set_password(PASSWORDS[Role.OPERATOR])
    client.connect()
    try:
        index = client.get_namespace_index(NAMESPACE)
        served.inside(lambda: served.server.plant.advance(50))
        node = client.get_node(opcua.ua.NodeId(f"Furnace.{TEMPERATURE}", index))
        begin, end = (source_time(each).replace(tzinfo=None) for each in (0, 5.05))
        got = node.read_raw_history(begin, end)
        bound, got = got[-1], got[:-1]  # it asks for bounds, and there is no value after the end
        assert [each.Value.Value for each in got] == served.server.plant.recording()[TEMPERATURE].tolist()
        assert bound.StatusCode.value == opcua.ua.StatusCodes.BadBoundNotFound
    finally:
        client.disconnect()
