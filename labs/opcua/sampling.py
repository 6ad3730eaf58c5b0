"""Monitored items that are sampled at their own interval, on the real clock.

Contract: nothing is pushed when the plant advances. Each watched value is read once per sampling interval (at least
`SHORTEST` ms) while somebody watches it, however fast the plant runs; a value nobody watches costs nothing. A change is
reported against the last value that was reported (asyncua 2.1.0 compares with the last one seen, so that a slow drift
never passes a deadband); absolute deadbands and percent deadbands of the EURange are honoured.
"""

import asyncio
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from asyncua import ua
from asyncua.common.utils import ServiceError
from asyncua.server.monitored_item_service import MonitoredItemData, MonitoredItemService
from asyncua.ua.uaprotocol_auto import (
    DataChangeFilter,  # what a request holds; `ua.DataChangeFilter` is a subclass of it
)

from labs.opcua.sampler import LONGEST_HOLD, Sampler

SHORTEST = 50.0
"""Shortest sampling and publishing interval in real milliseconds."""

LONGEST = 3_600_000.0


class SampledItems(MonitoredItemService):
    """The items of one subscription. `variables` are the server's live variables by node id."""

    def __init__(self, subscription, aspace, sampler: Sampler, variables: dict) -> None:
        super().__init__(subscription, aspace)
        self.sampler = sampler
        self.variables = variables

    async def create_monitored_items(self, params):
        """As asyncua, but a thousand items at once do not keep the plant's clock waiting."""
        time, results = asyncio.get_running_loop().time, []
        pause = time()
        for each in params.ItemsToCreate:
            if time() - pause > LONGEST_HOLD:
                await asyncio.sleep(0)
                pause = time()
            if self.isub._closing:  # its session was closed meanwhile
                raise ServiceError(ua.StatusCodes.BadSubscriptionIdInvalid)
            results += await super().create_monitored_items(replace(params, ItemsToCreate=[each]))
        return results

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
                self._sample(handle, result.RevisedSamplingInterval)
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
            self._sample(data.callback_handle, interval)
        return ua.MonitoredItemModifyResult(ua.StatusCode(), interval, data.queue_size)

    def _delete_monitored_items(self, mid: int):
        data = self._monitored_items.get(mid)
        if data is not None and data.callback_handle is not None:
            self.sampler.remove((id(self), data.callback_handle))
        return super()._delete_monitored_items(mid)

    def _sample(self, handle: int, interval: float) -> None:
        """Have the value behind `handle` sampled every `interval` milliseconds."""
        item = self._monitored_items[self._monitored_datachange[handle]]
        node, attribute = item.read_value_id.NodeId, item.read_value_id.AttributeId
        variable = self.variables.get(node) if attribute == ua.AttributeIds.Value else None
        found = self.aspace[node].attributes[attribute]
        read = partial(found.value_callback, node, attribute) if variable is None else variable.read
        self.sampler.add((id(self), handle), interval, partial(self._sampled, item, read))

    def _sampled(self, item: MonitoredItemData, read: Callable[[], ua.DataValue], moment: datetime) -> None:
        """Read a value and queue it if it tells something; what is read together has one server timestamp."""
        if item.mode != ua.MonitoringMode.Disabled:
            value = read()
            if value.ServerTimestamp is not None:
                value.ServerTimestamp = moment
            self.take(item, value)

    async def datachange_callback(self, handle, value, error=None) -> None:
        item = self._monitored_items.get(self._monitored_datachange.get(handle))
        if item is not None and item.mode != ua.MonitoringMode.Disabled:
            self.take(item, value)

    def take(self, item: MonitoredItemData, value: ua.DataValue) -> None:
        """Report a value of `item` if it tells something."""
        if self._tells_something(item, value):
            item.mvalue.current_dvalue = value
            self.report(item, ua.MonitoredItemNotification(item.client_handle, value))

    def report(self, item: MonitoredItemData, event: ua.MonitoredItemNotification) -> None:
        """Queue a notification of `item`."""
        self.isub.keep(item.monitored_item_id, event, item.queue_size)

    def _tells_something(self, item, value: ua.DataValue) -> bool:
        old = item.mvalue.current_dvalue
        if old is None:
            return True
        if old.StatusCode is not value.StatusCode and old.StatusCode != value.StatusCode:
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
