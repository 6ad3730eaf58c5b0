"""Subscriptions whose items are sampled at their own interval, on the real clock.

Contract: nothing is pushed when the plant advances. Each watched value is read once per sampling interval (at least
`SHORTEST` ms) while somebody watches it, however fast the plant runs; a value nobody watches costs nothing. A change is
reported against the last value that was reported (asyncua 2.1.0 compares with the last one seen, so that a slow drift
never passes a deadband); absolute deadbands and percent deadbands of the EURange are honoured.
"""

import asyncio
import math
from dataclasses import dataclass

from asyncua import ua
from asyncua.server.internal_subscription import InternalSubscription
from asyncua.server.monitored_item_service import MonitoredItemService
from asyncua.server.subscription_service import SubscriptionService
from asyncua.ua.uaprotocol_auto import (
    DataChangeFilter,  # what a request holds; `ua.DataChangeFilter` is a subclass of it
)

from labs.opcua.limits import LONGEST_PUBLISHING, subscription_life
from labs.opcua.packing import packed

SHORTEST = 50.0
"""Shortest sampling and publishing interval in real milliseconds."""

LONGEST = 3_600_000.0

LONGEST_HOLD = 0.004
"""For how many seconds sampling keeps everything else waiting."""
_BETWEEN_LOOKS = 50


@dataclass(slots=True)
class _Item:
    service: "SampledItems"
    handle: int
    interval: float
    due: float


class Sampler:
    """One task that reads every watched live value when it is due; it ends when nothing is watched any more."""

    def __init__(self) -> None:
        self._items: dict[tuple[int, int], _Item] = {}
        self._task: asyncio.Task | None = None

    def add(self, service: "SampledItems", handle: int, interval: float) -> None:
        """Sample the value behind `handle` every `interval` milliseconds from now on."""
        seconds = interval / 1000
        due = asyncio.get_running_loop().time() + seconds
        self._items[id(service), handle] = _Item(service, handle, seconds, due)
        if self._task is not None:
            self._task.cancel()  # it may be asleep for longer than the new item can wait
        self._task = asyncio.create_task(self._run())

    def remove(self, service: "SampledItems", handle: int) -> None:
        self._items.pop((id(service), handle), None)

    def stop(self) -> None:
        self._items.clear()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _run(self) -> None:
        now = asyncio.get_running_loop().time
        while self._items:
            await asyncio.sleep(max(0.0, min(item.due for item in self._items.values()) - now()))
            moment = pause = now()
            for number, item in enumerate([item for item in self._items.values() if item.due <= moment]):
                if not number % _BETWEEN_LOOKS and now() - pause > LONGEST_HOLD:
                    await asyncio.sleep(0)  # the plant's next tick does not wait for a thousand values
                    pause = now()
                await item.service.sample(item.handle)
                item.due += item.interval * max(1, math.ceil((moment - item.due) / item.interval))
        self._task = None


class SampledSubscriptions(SubscriptionService):
    """asyncua's subscription service with sampled items and sane intervals."""

    def __init__(self, aspace, iserver, items: "type[SampledItems] | None" = None) -> None:
        super().__init__(aspace, iserver=iserver)
        self.items = items or SampledItems
        self.sampler = Sampler()
        self.variables = iserver.variables

    def of_session(self, session_id: ua.NodeId) -> dict[int, InternalSubscription]:
        """Return a session's subscriptions by their numbers."""
        return {number: each for number, each in self.subscriptions.items() if each.session_id == session_id}

    def items_of(self, session_id: ua.NodeId) -> int:
        """Return how many items a session watches."""
        return sum(len(each.monitored_item_srv._monitored_items) for each in self.of_session(session_id).values())

    async def make_room(self) -> None:
        """Where there are as many subscriptions as there may be, end the oldest that nobody is connected for."""
        if len(self.subscriptions) >= self.iserver.max_subscriptions:
            live = {each.session_id for each in self.iserver._external_sessions.values() if each.connected}
            forgotten = [number for number, each in self.subscriptions.items() if each.session_id not in live]
            await self.delete_subscriptions(forgotten[:1])

    async def create_subscription(self, params, callback, session_id, request_callback=None):
        interval = min(revised(params.RequestedPublishingInterval), LONGEST_PUBLISHING)
        params.RequestedPublishingInterval = interval
        params.RequestedLifetimeCount, params.RequestedMaxKeepAliveCount = subscription_life(
            interval, params.RequestedLifetimeCount, params.RequestedMaxKeepAliveCount
        )
        result = await super().create_subscription(params, callback, session_id, request_callback=request_callback)
        subscription = self.subscriptions[result.SubscriptionId]
        subscription.__class__ = PackedSubscription  # asyncua makes its own and leaves no say in it
        subscription.monitored_item_srv = self.items(subscription, self.aspace, self.sampler, self.variables)
        return result


class PackedSubscription(InternalSubscription):
    """asyncua's subscription, whose data changes go out as bytes at once."""

    def _pop_triggered_datachanges(self, result: ua.PublishResult) -> None:
        if self._triggered_datachanges:
            items = [item for each in self._triggered_datachanges.values() for item in each]
            self._triggered_datachanges = {}
            result.NotificationMessage.NotificationData.append(packed(items))


class SampledItems(MonitoredItemService):
    """The items of one subscription. `variables` are the server's live variables by node id."""

    def __init__(self, subscription, aspace, sampler: Sampler, variables: dict) -> None:
        super().__init__(subscription, aspace)
        self.sampler = sampler
        self.variables = variables

    async def _create_data_change_monitored_item(self, params):
        wanted = params.RequestedParameters.SamplingInterval
        if isinstance(params.RequestedParameters.Filter, ua.ExtensionObject):
            params.RequestedParameters.Filter = None  # this is how asyncua reads "no filter"
        problem = self._filter_problem(params)
        if problem is not None:
            return ua.MonitoredItemCreateResult(ua.StatusCode(problem))
        result = await super()._create_data_change_monitored_item(params)
        if result.StatusCode.is_good():
            result.RevisedSamplingInterval = self._revise(wanted)
            handle = self._monitored_items[result.MonitoredItemId].callback_handle
            if self._is_live(params.ItemToMonitor):
                self.sampler.add(self, handle, result.RevisedSamplingInterval)
        return result

    def _filter_problem(self, params) -> int | None:
        wanted = params.RequestedParameters.Filter
        if wanted is None:
            return None
        if not isinstance(wanted, DataChangeFilter):
            return ua.StatusCodes.BadMonitoredItemFilterInvalid
        percent = wanted.DeadbandType == ua.DeadbandType.Percent
        if percent and (self._span(params.ItemToMonitor.NodeId) is None or not 0 <= wanted.DeadbandValue <= 100):
            return ua.StatusCodes.BadDeadbandFilterInvalid
        return None

    def _modify_monitored_item(self, params):
        data = self._monitored_items.get(params.MonitoredItemId)
        if data is None:
            return ua.MonitoredItemModifyResult(ua.StatusCode(ua.StatusCodes.BadMonitoredItemIdInvalid))
        if isinstance(params.RequestedParameters.Filter, DataChangeFilter):
            data.filter = params.RequestedParameters.Filter
        data.queue_size = self._revise_queue_size(params.RequestedParameters.QueueSize)
        interval = self._revise(params.RequestedParameters.SamplingInterval)
        if data.callback_handle is not None and self._is_live(data.read_value_id):
            self.sampler.add(self, data.callback_handle, interval)
        return ua.MonitoredItemModifyResult(ua.StatusCode(), interval, data.queue_size)

    def _delete_monitored_items(self, mid: int):
        data = self._monitored_items.get(mid)
        if data is not None and data.callback_handle is not None:
            self.sampler.remove(self, data.callback_handle)
        return super()._delete_monitored_items(mid)

    async def sample(self, handle: int) -> None:
        """Read the value behind `handle` and queue it if it changed."""
        item = self._monitored_items.get(self._monitored_datachange.get(handle))
        if item is not None:
            await self.trigger_datachange(handle, item.read_value_id.NodeId, item.read_value_id.AttributeId)

    async def datachange_callback(self, handle, value, error=None) -> None:
        mid = self._monitored_datachange.get(handle)
        item = self._monitored_items.get(mid)
        if item is None or item.mode == ua.MonitoringMode.Disabled:
            return
        if self._tells_something(item, value):
            item.mvalue.current_dvalue = value
            event = ua.MonitoredItemNotification(item.client_handle, value)
            await self.report(mid, item, event)

    async def report(self, mid: int, item, event: ua.MonitoredItemNotification) -> None:
        """Queue a notification of the item number `mid`."""
        await self.isub.enqueue_datachange_event(mid, event, item.queue_size)

    def _tells_something(self, item, value: ua.DataValue) -> bool:
        old = item.mvalue.current_dvalue
        if old is None or old.StatusCode != value.StatusCode:
            return True
        trigger = item.filter.Trigger if item.filter else ua.DataChangeTrigger.StatusValue
        if trigger == ua.DataChangeTrigger.Status:
            return False
        if trigger == ua.DataChangeTrigger.StatusValueTimestamp and old.SourceTimestamp != value.SourceTimestamp:
            return True
        if old.Value == value.Value:
            return False
        return self._beyond_deadband(item, old.Value, value.Value)

    def _beyond_deadband(self, item, old: ua.Variant, new: ua.Variant) -> bool:
        wanted = item.filter
        if not wanted or wanted.DeadbandType == ua.DeadbandType.None_:
            return True
        if (
            isinstance(old.Value, bool)
            or not isinstance(old.Value, int | float)
            or not isinstance(new.Value, int | float)
        ):
            return True
        limit = wanted.DeadbandValue
        if wanted.DeadbandType == ua.DeadbandType.Percent:
            limit *= (self._span(item.read_value_id.NodeId) or 0.0) / 100
        return abs(new.Value - old.Value) > limit

    def _span(self, node: ua.NodeId) -> float | None:
        variable = self.variables.get(node)
        if variable is None or variable.low is None or variable.high is None:
            return None
        return variable.high - variable.low

    def _is_live(self, item: ua.ReadValueId) -> bool:
        attribute = self.aspace[item.NodeId].attributes.get(item.AttributeId)
        return attribute is not None and attribute.value_callback is not None

    def _revise(self, wanted: float) -> float:
        """-1 asks for the publishing interval, 0 for the fastest there is (OPC 10000-4, 7.21)."""
        if wanted is None or math.isnan(wanted) or wanted < 0:
            return self.isub.data.RevisedPublishingInterval
        return revised(wanted)


def revised(milliseconds: float) -> float:
    """Return the interval that is granted for the one asked for."""
    if milliseconds is None or math.isnan(milliseconds):
        return SHORTEST
    return min(max(float(milliseconds), SHORTEST), LONGEST)
