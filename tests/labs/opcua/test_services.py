"""Services and attributes that asyncua's server lacks: ranges, triggering, diagnostics, permissions."""

import asyncio
from contextlib import suppress

import pytest
from asyncua import ua
from asyncua.ua.ua_binary import struct_from_binary
from hypothesis import given
from hypothesis import strategies as st

from labs.opcua.permissions import ROLE_NODES
from labs.opcua.ranges import cut, parse
from labs.opcua.sampling import SHORTEST
from labs.simulation.roles import Role

codes, ids, names = ua.StatusCodes, ua.ObjectIds, ua.AttributeIds


async def until(condition) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def read_part(client, node: ua.NodeId, part: str, attribute: int = names.Value) -> ua.DataValue:
    wanted = ua.ReadValueId(node, attribute, part)
    return (await client._client.uaclient.read(ua.ReadParameters(NodesToRead=[wanted])))[0]


# -- IndexRange --

NAMESPACES = ua.NodeId(ids.Server_NamespaceArray)


@pytest.mark.parametrize(
    ("text", "code"),
    [("0:1", codes.Good), ("1", codes.Good), ("9", codes.BadIndexRangeNoData), ("1:0", codes.BadIndexRangeInvalid),
     ("1:1", codes.BadIndexRangeInvalid), ("x", codes.BadIndexRangeInvalid), ("-1", codes.BadIndexRangeInvalid),
     ("0:1,0:2", codes.Good), ("0,99", codes.BadIndexRangeNoData)],
)  # fmt: skip
async def test_a_part_of_an_array_is_read(as_role, text, code):
    async with as_role(Role.OBSERVER) as client:
        whole = await client._client.get_namespace_array()
        part = await read_part(client, NAMESPACES, text)
        assert part.StatusCode.value == code
        if text == "0:1":
            assert part.Value.Value == whole[:2]
        if text == "0:1,0:2":
            assert part.Value.Value == [each[:3] for each in whole[:2]]


async def test_a_number_has_no_parts(as_role):
    async with as_role(Role.OPERATOR) as client:
        tick, power, mode = (client.entry(path).node for path in ("Clock.Tick", "Zone1.HeaterPower", "Clock.Mode"))
        assert (await read_part(client, tick, "0")).StatusCode.value == codes.BadIndexRangeNoData
        assert (await read_part(client, tick, "0:")).StatusCode.value == codes.BadIndexRangeInvalid
        assert (await read_part(client, mode, "0:3")).Value.Value == "lock"
        value = ua.DataValue(ua.Variant(1.0), StatusCode=None)
        for text, code in (("0", codes.BadIndexRangeNoData), ("b", codes.BadIndexRangeInvalid)):
            write = ua.WriteParameters([ua.WriteValue(power, names.Value, text, value)])
            assert (await client._client.uaclient.write(write))[0].value == code


@given(st.lists(st.integers(), max_size=9), st.integers(0, 9), st.integers(1, 9))
def test_a_part_is_what_python_would_cut(values, first, more):
    data = ua.DataValue(ua.Variant(values, ua.VariantType.Int64, is_array=True))
    expected = values[first : first + more + 1]
    part = cut(data, f"{first}:{first + more}")
    assert part.Value.Value == (expected or None)
    assert part.StatusCode.value == (codes.Good if expected else codes.BadIndexRangeNoData)


@given(st.text("0123456789:,-x "))
def test_any_text_is_a_range_or_a_value_error(text):
    with suppress(ValueError):
        assert all(each.start < each.stop for each in parse(text))


def item(node: ua.NodeId, handle: int, mode=ua.MonitoringMode.Reporting, part=None, queue: int = 5):
    parameters = ua.MonitoringParameters(handle, SHORTEST, None, queue, True)
    return ua.MonitoredItemCreateRequest(ua.ReadValueId(node, names.Value, part), mode, parameters)


async def monitored(client, *items) -> tuple[int, list[ua.MonitoredItemCreateResult], list]:
    """Create a subscription with these items; return its number, their results and the list of what is reported."""
    reported: list = []

    def arrived(result: ua.PublishResult) -> None:
        for notification in result.NotificationMessage.NotificationData or ():
            reported.extend((each.ClientHandle, each.Value.Value.Value) for each in notification.MonitoredItems)

    services = client._client.uaclient
    wanted = ua.CreateSubscriptionParameters(SHORTEST, 1000, 10, 0, True, 0)
    number = (await services.create_subscription(wanted, arrived)).SubscriptionId
    parameters = ua.CreateMonitoredItemsParameters(number, ua.TimestampsToReturn.Both, list(items))
    return number, await services.create_monitored_items(parameters), reported


async def test_a_part_of_an_array_is_watched(as_role):
    async with as_role(Role.OPERATOR) as client:
        tick = client.entry("Clock.Tick").node
        wanted = [item(NAMESPACES, 1, part="0"), item(NAMESPACES, 2, part="?"), item(tick, 3, part="0")]
        _number, results, reported = await monitored(client, *wanted)
        assert [each.StatusCode.value for each in results] == [codes.Good, codes.BadIndexRangeInvalid, codes.Good]
        await until(lambda: len(reported) == 2)
        assert dict(reported) == {1: ["http://opcfoundation.org/UA/"], 3: None}


# -- publishing --


@pytest.mark.parametrize("modified", [False, True])
async def test_no_response_holds_more_notifications_than_the_client_wants(as_role, modified):
    async with as_role(Role.OPERATOR) as client:
        responses: list[tuple[int, bool]] = []

        def arrived(result: ua.PublishResult) -> None:
            told = result.NotificationMessage.NotificationData or ()
            responses.append((sum(len(each.MonitoredItems) for each in told), result.MoreNotifications))

        services, most = client._client.uaclient, 0 if modified else 5
        wanted = ua.CreateSubscriptionParameters(SHORTEST, 1000, 10, most, False, 0)
        number = (await services.create_subscription(wanted, arrived)).SubscriptionId
        if modified:
            await services.update_subscription(ua.ModifySubscriptionParameters(number, SHORTEST, 1000, 10, 5, 0))
        paths = [path for path, entry in client.entries.items() if entry.kind is not None][:12]
        items = [item(client.entry(path).node, handle) for handle, path in enumerate(paths)]
        parameters = ua.CreateMonitoredItemsParameters(number, ua.TimestampsToReturn.Both, items)
        await services.create_monitored_items(parameters)
        await services.set_publishing_mode(ua.SetPublishingModeParameters(True, [number]))
        await until(lambda: sum(count for count, _more in responses) == 12)
        assert [each for each in responses if each[0]] == [(5, True), (5, True), (2, False)]


# -- monitored items --


async def server_method(client, name: str, *arguments) -> list:
    server = client._client.nodes.server
    result = await server.call_method(ua.NodeId(getattr(ids, f"Server_{name}")), *arguments)
    return result


async def test_the_items_of_a_subscription_are_listed_and_sent_again(as_role):
    async with as_role(Role.OPERATOR) as client, as_role(Role.OPERATOR) as other:
        nodes = [client.entry(path).node for path in ("Clock.Tick", "Clock.Speed")]
        number, results, reported = await monitored(client, item(nodes[0], 11), item(nodes[1], 22))
        asked = ua.Variant(number, ua.VariantType.UInt32)
        listed = await server_method(client, "GetMonitoredItems", asked)
        assert listed == [[each.MonitoredItemId for each in results], [11, 22]]
        await until(lambda: len(reported) == 2)
        await server_method(client, "ResendData", asked)
        await until(lambda: len(reported) == 4)
        assert reported[:2] == reported[2:]
        with pytest.raises(ua.uaerrors.BadSubscriptionIdInvalid):
            await server_method(other, "GetMonitoredItems", asked)
        with pytest.raises(ua.uaerrors.BadArgumentsMissing):
            await server_method(client, "GetMonitoredItems")


async def triggering(client, *parameters) -> ua.SetTriggeringResult:
    request = ua.SetTriggeringRequest()
    request.Parameters = ua.SetTriggeringParameters(*parameters)
    data = await client._client.uaclient.protocol.send_request(request)
    return struct_from_binary(ua.SetTriggeringResponse, data).Parameters


async def test_an_item_reports_the_ones_it_triggers(as_role):
    """OPC 10000-4, 5.12.1.6: sampled values wait until the triggering item reports."""
    async with as_role(Role.OPERATOR) as client:
        power, tick = client.entry("Zone1.HeaterPower").node, client.entry("Clock.Tick").node
        sampled, time = item(tick, 2, ua.MonitoringMode.Sampling), client.entry("Clock.SimulationTime").node
        number, (trigger, held, _), reported = await monitored(client, item(power, 1), sampled, item(time, 3))
        bad = await triggering(client, number, trigger.MonitoredItemId, [held.MonitoredItemId, 999], [])
        assert [each.value for each in bad.AddResults] == [codes.Good, codes.BadMonitoredItemIdInvalid]
        await until(lambda: len(reported) == 2)
        await client.call("Clock.Advance", 1.0)
        await until(lambda: (3, 1.0) in reported)
        assert reported == [(1, 0.0), (3, 0.0), (3, 1.0)]
        await client.write({"Zone1.HeaterPower": 30.0})
        await until(lambda: (1, 30.0) in reported and (2, 10) in reported)
        assert (2, 0) in reported
        removed = await triggering(client, number, trigger.MonitoredItemId, [], [held.MonitoredItemId, 999])
        assert [each.value for each in removed.RemoveResults] == [codes.Good, codes.BadMonitoredItemIdInvalid]
        with pytest.raises(ua.uaerrors.BadMonitoredItemIdInvalid):
            await triggering(client, number, 999, [], [])


# -- what the server tells of itself --


async def value_of(client, name: str):
    return await client._client.get_node(ua.NodeId(getattr(ids, f"Server_{name}"))).read_value()


async def test_capabilities_are_told(as_role):
    async with as_role(Role.OBSERVER) as client:
        assert any("DataAccess" in each for each in await value_of(client, "ServerCapabilities_ServerProfileArray"))
        assert await value_of(client, "ServerCapabilities_LocaleIdArray") == ["ko", "en"]
        assert await value_of(client, "ServerCapabilities_MinSupportedSampleRate") == SHORTEST
        for name in ("MaxSessions", "MaxSubscriptions", "MaxMonitoredItemsQueueSize", "MaxBrowseContinuationPoints"):
            assert await value_of(client, f"ServerCapabilities_{name}") > 0
        assert await value_of(client, "ServerCapabilities_OperationLimits_MaxNodesPerMethodCall") == 100


async def test_who_is_connected_is_told_to_engineers(as_role):
    diagnostics = "ServerDiagnostics"
    lists = f"{diagnostics}_SessionsDiagnosticsSummary"
    async with as_role(Role.INSTRUCTOR) as boss, as_role(Role.OBSERVER) as guest:
        before = await value_of(boss, f"{diagnostics}_ServerDiagnosticsSummary")
        async with as_role(Role.OPERATOR) as client, client.watch(["Clock.Tick"], 1.0, lambda path, value: None):
            after = await value_of(guest, f"{diagnostics}_ServerDiagnosticsSummary")
            assert after.CurrentSessionCount == before.CurrentSessionCount + 1
            assert after.CumulatedSubscriptionCount == before.CumulatedSubscriptionCount + 1
            sessions = await value_of(boss, f"{lists}_SessionDiagnosticsArray")
            mine = max(sessions, key=lambda each: each.ClientConnectionTime)
            assert mine.ClientDescription.ApplicationUri == "urn:smartlab:client"
            assert mine.CurrentMonitoredItemsCount == 1
            assert mine.ReadCount.TotalCount >= 1 and mine.TotalRequestCount.TotalCount >= mine.ReadCount.TotalCount
            everyone_s = await value_of(boss, f"{diagnostics}_SubscriptionDiagnosticsArray")
            assert [each.MonitoredItemCount for each in everyone_s if each.SessionId == mine.SessionId] == [1]
        with pytest.raises(ua.uaerrors.BadUserAccessDenied):
            await value_of(guest, f"{lists}_SessionDiagnosticsArray")
        assert await value_of(guest, f"{diagnostics}_EnabledFlag") is True


async def test_a_wrong_password_is_counted(as_role):
    async with as_role(Role.OBSERVER) as client:
        name = "ServerDiagnostics_ServerDiagnosticsSummary_SecurityRejectedSessionCount"
        before = await value_of(client, name)
        thief = as_role(Role.OPERATOR)
        thief._client.set_password("wrong")
        with pytest.raises(Exception, match="operator"):
            await thief.connect()
        assert await value_of(client, name) == before + 1


# -- permissions --


async def attribute(client, node: ua.NodeId, which: int):
    return (await client._client.get_node(node).read_attribute(which)).Value.Value


async def test_permissions_are_told_per_role(as_role):
    see, read, write, call = (getattr(ua.PermissionType, each) for each in ("Browse", "Read", "Write", "Call"))
    async with as_role(Role.INSTRUCTOR) as boss, as_role(Role.OPERATOR) as operator:
        gain, power = (boss.entry(path).node for path in ("Zone1.Controller.Gain", "Zone1.HeaterPower"))
        truth = boss.entry("Truth.Zone1.Temperature").node
        advance = boss.entry("Clock.Advance", method=True).node
        told = {each.RoleId: each.Permissions for each in await attribute(boss, gain, names.RolePermissions)}
        assert set(told) == set(ROLE_NODES.values())
        assert read in told[ROLE_NODES[Role.OBSERVER]] and write not in told[ROLE_NODES[Role.OPERATOR]]
        assert write in told[ROLE_NODES[Role.ENGINEER]]
        seeing = await attribute(boss, truth, names.RolePermissions)
        assert [each.RoleId for each in seeing] == [ROLE_NODES[Role.INSTRUCTOR]]
        for node, granted in ((power, see | read | write), (gain, see | read), (advance, see | call)):
            (mine,) = await attribute(operator, node, names.UserRolePermissions)
            assert mine.RoleId == ROLE_NODES[Role.OPERATOR]
            assert (mine.Permissions & (see | read | write | call)) == granted
        with pytest.raises(ua.uaerrors.BadUserAccessDenied):
            await attribute(operator, truth, names.UserRolePermissions)


async def test_in_an_examination_the_clock_s_methods_are_told_as_they_are(as_role, served):
    for conductor, allowed in ((Role.ENGINEER, True), (Role.INSTRUCTOR, False)):
        served.serve(conductor=conductor)
        async with as_role(Role.ENGINEER) as client:
            reset = client.entry("Clock.Reset", method=True).node
            assert await attribute(client, reset, names.UserExecutable) is allowed
            assert await attribute(client, reset, names.Executable) is True
            assert client.entry("Clock.Mode").allowed is allowed


async def test_methods_that_nobody_serves_are_not_executable(as_role):
    async with as_role(Role.INSTRUCTOR) as client:
        served, unserved = (
            ua.NodeId(ids.Server_GetMonitoredItems),
            ua.NodeId(ids.Server_ServerCapabilities_RoleSet_AddRole),
        )
        assert await attribute(client, served, names.UserExecutable) is True
        assert await attribute(client, unserved, names.UserExecutable) is False
