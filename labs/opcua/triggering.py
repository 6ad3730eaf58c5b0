"""Monitored items as a client may arrange them: parts of arrays, triggering, and the list of them.

Contract: `ArrangedItems` adds to sampled items the IndexRange, and sampling without reporting: a value of an item in
the mode Sampling waits (as many as its queue holds) until an item it is linked to reports (SetTriggering, OPC 10000-4,
5.12.5), or until it reports itself. asyncua 2.1.0 reports sampled items like the others and knows no links.
"""

from collections import deque

from asyncua import ua
from asyncua.common.utils import ServiceError
from asyncua.server.monitored_item_service import MonitoredItemData

from labs.opcua.ranges import cut, problem_of
from labs.opcua.sampling import SampledItems

_SAMPLING = ua.MonitoringMode.Sampling


class ArrangedItems(SampledItems):
    """The items of one subscription."""

    def __init__(self, *arguments) -> None:
        super().__init__(*arguments)
        self._links: dict[int, set[int]] = {}
        self._held: dict[int, deque[ua.MonitoredItemNotification]] = {}

    def handles(self) -> tuple[list[int], list[int]]:
        """Return the server's and the client's number of each item."""
        items = self._monitored_items
        return list(items), [each.client_handle for each in items.values()]

    async def resend(self) -> None:
        """Report every reporting item's present value once more."""
        for item in list(self._monitored_items.values()):
            if item.mode == ua.MonitoringMode.Reporting and item.callback_handle is not None:
                item.mvalue.current_dvalue = None
                wanted = item.read_value_id
                await self.trigger_datachange(item.callback_handle, wanted.NodeId, wanted.AttributeId)

    def link(self, triggering: int, add: list[int], remove: list[int]) -> ua.SetTriggeringResult:
        """Let `triggering` report the items in `add` too, and those in `remove` no longer; these go first."""
        if triggering not in self._monitored_items:
            raise ServiceError(ua.StatusCodes.BadMonitoredItemIdInvalid)
        linked = self._links.setdefault(triggering, set())
        result = ua.SetTriggeringResult()
        for each in remove:
            known = each in linked
            linked.discard(each)
            result.RemoveResults.append(_code(known))
        for each in add:
            known = each in self._monitored_items and each != triggering
            if known:
                linked.add(each)
            result.AddResults.append(_code(known))
        return result

    def report(self, item: MonitoredItemData, event: ua.MonitoredItemNotification) -> None:
        mid = item.monitored_item_id
        if item.mode == _SAMPLING:
            self._held.setdefault(mid, deque(maxlen=max(1, item.queue_size))).append(event)
            return
        super().report(item, event)
        for linked in self._links.get(mid, ()):
            self._release(linked)

    def _release(self, mid: int) -> None:
        item = self._monitored_items.get(mid)
        for event in self._held.pop(mid, ()):
            self.isub.keep(mid, event, item.queue_size)

    def take(self, item: MonitoredItemData, value: ua.DataValue) -> None:
        if item.read_value_id.IndexRange:
            value = cut(value, item.read_value_id.IndexRange)
        super().take(item, value)

    async def _create_data_change_monitored_item(self, params):
        problem = problem_of(params.ItemToMonitor.IndexRange)
        if problem:
            return ua.MonitoredItemCreateResult(ua.StatusCode(problem))
        return await super()._create_data_change_monitored_item(params)

    async def _set_monitoring_mode(self, mode: ua.MonitoringMode, mid: int) -> ua.StatusCode:
        status = await super()._set_monitoring_mode(mode, mid)
        if mode == ua.MonitoringMode.Disabled:
            self._held.pop(mid, None)
        elif mode == ua.MonitoringMode.Reporting and mid in self._monitored_items:
            self._release(mid)
        return status

    def _delete_monitored_items(self, mid: int):
        self._links.pop(mid, None)
        self._held.pop(mid, None)
        for linked in self._links.values():
            linked.discard(mid)
        return super()._delete_monitored_items(mid)


def _code(known: bool) -> ua.StatusCode:
    return ua.StatusCode(ua.StatusCodes.Good if known else ua.StatusCodes.BadMonitoredItemIdInvalid)
