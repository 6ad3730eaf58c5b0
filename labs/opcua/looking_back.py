"""What a client asks of a plant's past and of its alarms, by the standard's own services.

Contract: asyncio functions of a connected `PlantClient`; refusals are raised as `labs.opcua.problems`. Open alarms come
from a ConditionRefresh on a subscription that lives no longer than the question.
"""

import asyncio
from contextlib import suppress

from asyncua import ua

from labs.opcua.client import PlantClient
from labs.opcua.names import ALARMS, NAMESPACE, source_time
from labs.opcua.problems import refused

ANSWER_SECONDS = 15.0
_IDS = ua.ObjectIds
_FIELDS = {
    "id": "ConditionName",
    "event": "EventId",
    "message": "Message",
    "priority": "Severity",
    "source": "SourceName",
    "active": "ActiveState/Id",
    "acknowledged": "AckedState/Id",
    "shelved": "SuppressedOrShelved",
    "time": "Time",
    "kind": "EventType",
}


async def history(client: PlantClient, path: str, seconds: float) -> list[ua.DataValue]:
    """Return what was recorded of `path` in the last `seconds` of simulated time, and what held at their beginning."""
    node = client._client.get_node(client.entry(path).node)
    time, tick = (each.Value.Value for each in await client.read(["Clock.SimulationTime", "Clock.TickSeconds"]))
    begin, end = source_time(max(0.0, time - seconds)), source_time(time + tick / 2)
    found = await client._guard(node.read_raw_history(begin, end))
    return [each for each in found if each.StatusCode.value != ua.StatusCodes.BadBoundNotFound]


async def open_alarms(client: PlantClient) -> list[dict]:
    """Return what is active or waits for somebody, the most urgent first: {id, event, message, priority, …}."""
    arrived: asyncio.Queue = asyncio.Queue()

    class Handler:
        def event_notification(self, event):
            told = event.get_event_props_as_fields_dict()
            arrived.put_nowait({name: told[path].Value for name, path in _FIELDS.items()})

    subscription = await client._guard(client._client.create_subscription(50, Handler()))
    try:
        paths = [[ua.QualifiedName(step, 0) for step in path.split("/")] for path in _FIELDS.values()]
        kind = ua.NodeId(_IDS.BaseEventType)
        wanted = ua.EventFilter([ua.SimpleAttributeOperand(kind, path, ua.AttributeIds.Value) for path in paths])
        await client._guard(subscription.subscribe_events(evfilter=wanted))
        number = ua.Variant(subscription.subscription_id, ua.VariantType.UInt32)
        conditions = client._client.get_node(_IDS.ConditionType)
        await client._guard(conditions.call_method(ua.NodeId(_IDS.ConditionType_ConditionRefresh), number))
        return await client._guard(asyncio.wait_for(_until_end(arrived), ANSWER_SECONDS))
    finally:
        with suppress(Exception):
            await subscription.delete()


async def _until_end(arrived: asyncio.Queue) -> list[dict]:
    found = []
    while (told := await arrived.get())["kind"] != ua.NodeId(_IDS.RefreshEndEventType):
        if told["id"] is not None:
            found.append(told)
    return found


async def acknowledge(client: PlantClient, alarm: dict, comment: str | None) -> None:
    """Say that somebody has seen `alarm`, one of `open_alarms`."""
    index = await client._client.get_namespace_index(NAMESPACE)
    node = client._client.get_node(ua.NodeId(f"{client.machine}.{ALARMS}.{alarm['id']}", index))
    method = ua.NodeId(_IDS.AcknowledgeableConditionType_Acknowledge)
    try:
        await node.call_method(method, alarm["event"], ua.LocalizedText(comment))
    except ua.UaStatusCodeError as error:
        raise refused(error.code, alarm["id"]) from error
