"""Subscriptions: sampled at their own interval, told what changed, free when nobody watches."""

import asyncio

import pytest
from asyncua import ua

from labs.equipment.registry import create_plant
from labs.opcua.problems import UnknownSignal
from labs.opcua.sampling import SHORTEST, revised
from labs.simulation.roles import Role

TICK = ["Clock.Tick"]


async def until(condition) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_watched_value_arrives_at_once_and_when_it_changes(as_role):
    seen = []
    async with as_role(Role.OPERATOR) as client, client.watch(TICK, 0.05, lambda path, value: seen.append(value)):
        await until(lambda: len(seen) == 1)
        await client.call("Clock.Advance", 1.0)
        await until(lambda: len(seen) == 2)
        await client.call("Clock.Advance", 1.0)
        await until(lambda: len(seen) == 3)
    assert [value.Value.Value for value in seen] == [0, 10, 20]


async def test_a_fast_plant_does_not_flood_its_watchers(as_role, served):
    plant = served.serve(mode="scaled", speed=1000.0)
    seen, now = [], asyncio.get_running_loop().time
    async with as_role(Role.OPERATOR) as client:
        begin = now()
        async with client.watch(TICK, 0.2, lambda path, value: seen.append(value)):
            await until(lambda: plant.clock.tick > 5000 and len(seen) > 1)
            most = (now() - begin) / 0.2 + 2  # however slow this computer is just now
    assert len(seen) <= most


async def test_nothing_is_sampled_when_nobody_watches(as_role, served):
    sampler = served.server._core.subscription_service.sampler
    async with as_role(Role.OPERATOR) as client:
        async with client.watch(TICK, 0.05, lambda path, value: None):
            assert len(sampler._items) == 1
        assert sampler._items == {}
        assert sampler.idle


async def test_each_item_has_its_own_interval(as_role):
    async with as_role(Role.OPERATOR) as client:
        subscription = await client._client.create_subscription(100, _Keep([]))
        requests = []
        for handle, interval in enumerate((250.0, 1.0, -1.0, 0.0), start=1):
            item = ua.MonitoredItemCreateRequest()
            item.ItemToMonitor = client.entry("Clock.Tick").to_read
            item.MonitoringMode = ua.MonitoringMode.Reporting
            item.RequestedParameters = ua.MonitoringParameters(handle, interval, None, 1, True)
            requests.append(item)
        parameters = ua.CreateMonitoredItemsParameters(
            subscription.subscription_id, ua.TimestampsToReturn.Both, requests
        )
        results = await client._client.uaclient.create_monitored_items(parameters)
        assert [result.RevisedSamplingInterval for result in results] == [250.0, SHORTEST, 100.0, SHORTEST]
        await subscription.delete()


@pytest.mark.parametrize(
    ("asked", "granted"), [(0.0, SHORTEST), (-5.0, SHORTEST), (float("nan"), SHORTEST), (300.0, 300.0)]
)
def test_intervals_are_sane(asked, granted):
    assert revised(asked) == granted


class _Keep:
    def __init__(self, values):
        self.values = values

    def datachange_notification(self, node, value, data):
        self.values.append(value)


async def test_a_deadband_is_measured_from_the_last_report(as_role):
    """A slow drift passes it in the end, step by step it never would."""
    values = []
    async with as_role(Role.OPERATOR) as client:
        subscription = await client._client.create_subscription(50, _Keep(values))
        node = client._client.get_node(client.entry("Zone1.HeaterPower").node)
        await subscription.deadband_monitor(node, 5.0, ua.DeadbandType.Absolute)
        await until(lambda: len(values) == 1)
        for power in (2.0, 4.0, 6.0):
            await client.write({"Zone1.HeaterPower": power})
            await asyncio.sleep(0.12)
        await until(lambda: len(values) == 2)
        assert values == [0.0, 6.0]
        await subscription.delete()


async def test_a_percent_deadband_is_of_the_range(as_role):
    values = []
    async with as_role(Role.OPERATOR) as client:
        subscription = await client._client.create_subscription(50, _Keep(values))
        node = client._client.get_node(client.entry("Zone1.Controller.Setpoint").node)
        await subscription.deadband_monitor(node, 10.0, ua.DeadbandType.Percent)
        await until(lambda: len(values) == 1)
        first = values[0]
        for setpoint in (first + 100.0, first + 125.0):  # of 1200
            await client.write({"Zone1.Controller.Setpoint": setpoint})
            await asyncio.sleep(0.12)
        await until(lambda: len(values) == 2)
        assert values[1] == first + 125.0
        await subscription.delete()


async def test_a_percent_deadband_needs_a_range(as_role):
    async with as_role(Role.OPERATOR) as client:
        subscription = await client._client.create_subscription(50, _Keep([]))
        node = client._client.get_node(client.entry("Clock.Tick").node)
        with pytest.raises(ua.UaStatusCodeError):
            await subscription.deadband_monitor(node, 10.0, ua.DeadbandType.Percent)
        await subscription.delete()


async def test_watching_what_is_not_there_says_so(as_role):
    async with as_role(Role.OPERATOR) as client:
        with pytest.raises(UnknownSignal, match=r"Zone1\.Temperature"):
            async with client.watch(["Zone1.Temprature"], 0.1, print):
                pass


async def test_what_is_hidden_cannot_be_watched(as_role, served):
    async with as_role(Role.INSTRUCTOR) as instructor, as_role(Role.OPERATOR) as operator:
        node = operator._client.get_node(instructor.entry("Truth.Zone1.Temperature").node)
        subscription = await operator._client.create_subscription(50, _Keep([]))
        with pytest.raises(ua.uaerrors.BadUserAccessDenied):
            await subscription.subscribe_data_change(node)
        await subscription.delete()


def test_another_plant_of_the_machine_is_watched_on(served):
    """rebind() puts a new plant behind nodes that stay."""
    server = served.server
    with pytest.raises(ValueError):
        plant = create_plant("furnace")
        plant.name = "press"
        server.rebind(plant)
