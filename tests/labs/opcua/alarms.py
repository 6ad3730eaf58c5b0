"""A client of the conditions, for tests: the fields it asks for, and what it is told."""

import asyncio

from asyncua import ua

from labs.opcua.names import NAMESPACE

FIELDS = [
    "EventId",
    "EventType",
    "SourceNode",
    "SourceName",
    "Time",
    "Message",
    "Severity",
    "ConditionName",
    "BranchId",
    "Retain",
    "Quality",
    "Comment",
    "ClientUserId",
    "SuppressedOrShelved",
    "EnabledState",
    "EnabledState/Id",
    "ActiveState",
    "ActiveState/Id",
    "AckedState/Id",
    "ConfirmedState/Id",
    "ShelvingState/CurrentState",
    "ShelvingState/CurrentState/Id",
    "ShelvingState/UnshelveTime",
]


def select(*names) -> list[ua.SimpleAttributeOperand]:
    clauses = []
    for name in names:
        path = [ua.QualifiedName(step, 0) for step in name.split("/")]
        clauses.append(ua.SimpleAttributeOperand(ua.NodeId(ua.ObjectIds.BaseEventType), path, ua.AttributeIds.Value))
    return clauses


def everything() -> ua.EventFilter:
    condition = ua.SimpleAttributeOperand(ua.NodeId(ua.ObjectIds.ConditionType), [], ua.AttributeIds.NodeId)
    return ua.EventFilter([*select(*FIELDS), condition])


class Alarms:
    """One client that watches the conditions; `await next()` is the next event, as {path: value}."""

    def __init__(self, client):
        self.client, self._events = client, asyncio.Queue()

    async def watch(self, node=ua.ObjectIds.Server, asked=None):
        self.subscription = await self.client.create_subscription(50, self)
        source = self.client.get_node(node)
        self.handle = await self.subscription.subscribe_events(source, evfilter=asked or everything())
        return self

    def event_notification(self, event):
        told = event.get_event_props_as_fields_dict()
        self._events.put_nowait({path: value.Value for path, value in told.items()})

    def status_change_notification(self, status):
        """The subscription ends."""

    async def next(self) -> dict:
        async with asyncio.timeout(10):
            return await self._events.get()

    def none_left(self) -> bool:
        return self._events.empty()

    async def node(self, alarm_id: str):
        index = await self.client.get_namespace_index(NAMESPACE)
        return self.client.get_node(ua.NodeId(f"Furnace.Alarms.{alarm_id}", index))

    async def call(self, alarm_id: str, method: int, *arguments):
        node = await self.node(alarm_id)
        return await node.call_method(ua.NodeId(method), *arguments)

    async def acknowledge(self, event, text=None):
        method = ua.ObjectIds.AcknowledgeableConditionType_Acknowledge
        return await self.call(event["ConditionName"], method, event["EventId"], ua.LocalizedText(text))

    async def confirm(self, event, text=None):
        method = ua.ObjectIds.AcknowledgeableConditionType_Confirm
        return await self.call(event["ConditionName"], method, event["EventId"], ua.LocalizedText(text))

    async def refresh(self, *numbers):
        method = "0:ConditionRefresh2" if len(numbers) > 1 else "0:ConditionRefresh"
        numbers = [ua.Variant(each, ua.VariantType.UInt32) for each in numbers or (self.subscription.subscription_id,)]
        await self.client.get_node(ua.ObjectIds.ConditionType).call_method(method, *numbers)
