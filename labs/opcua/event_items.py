"""Monitored items for events, whose filters are kept to the word.

Contract: `EventItems` adds to the items of a subscription the filter of each event item, as `wanted`; a filter that
would not be kept is refused with the standard's code for it. Sending is the business of `condition_events`.
"""

from asyncua import ua
from asyncua.server.address_space import AddressSpace
from asyncua.ua.uaprotocol_auto import EventFilter

from labs.opcua.event_filters import Wanted
from labs.opcua.live import Refused
from labs.opcua.triggering import ArrangedItems

_SUBTYPE = ua.NodeId(ua.ObjectIds.HasSubtype)


class EventItems(ArrangedItems):
    """The items of one subscription."""

    def _create_events_monitored_item(self, params):
        try:
            wanted = self._wanted(params.RequestedParameters.Filter)
        except Refused as refusal:
            return ua.MonitoredItemCreateResult(ua.StatusCode(refusal.code))
        result = super()._create_events_monitored_item(params)
        if result.StatusCode.is_good():
            self._monitored_items[result.MonitoredItemId].wanted = wanted
        return result

    def _modify_monitored_item(self, params):
        asked, item = params.RequestedParameters.Filter, self._monitored_items.get(params.MonitoredItemId)
        if isinstance(asked, EventFilter) and hasattr(item, "wanted"):
            try:
                item.wanted = self._wanted(asked)
            except Refused as refusal:
                return ua.MonitoredItemModifyResult(ua.StatusCode(refusal.code))
        return super()._modify_monitored_item(params)

    def _wanted(self, asked: object) -> Wanted:
        return Wanted(asked, lambda kind, base: is_subtype(self.aspace, kind, base))


def is_subtype(aspace: AddressSpace, kind: ua.NodeId, base: ua.NodeId) -> bool:
    """Return whether the type `kind` is `base` or one of its subtypes."""
    while kind != base:
        references = aspace[kind].references
        above = [each.NodeId for each in references if not each.IsForward and each.ReferenceTypeId == _SUBTYPE]
        if not above:
            return False
        (kind,) = above
    return True
