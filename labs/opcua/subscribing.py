"""What a session may do with subscriptions: with its own, and no more of them than there is room for.

Contract: `SubscribingSession` checks every request of the subscription services before asyncua's own session answers
it, and serves those that asyncua 2.1.0 lacks or answers wrongly (SetTriggering, Republish, TransferSubscriptions, and
the Server object's methods GetMonitoredItems and ResendData). asyncua lets one session end another's subscriptions.
"""

from collections.abc import Iterable

from asyncua import ua
from asyncua.common.utils import ServiceError
from asyncua.server.internal_session import InternalSession

from labs.opcua import limits
from labs.opcua.triggering import ArrangedItems


class SubscribingSession(InternalSession):
    """A session of a `PlantCore`; `processor` is its connection, `role` its user's role."""

    def _own(self, subscription: int) -> bool:
        found = self.subscription_service.subscriptions.get(subscription)
        return found is not None and found.session_id == self.session_id

    def _check_own(self, subscription: int) -> None:
        if not self._own(subscription):
            raise ServiceError(ua.StatusCodes.BadSubscriptionIdInvalid)

    async def create_subscription(self, params, callback, request_callback=None):
        if len(self.subscription_service.of_session(self.session_id)) >= limits.MOST_SUBSCRIPTIONS_OF_SESSION:
            raise ServiceError(ua.StatusCodes.BadTooManySubscriptions)
        await self.subscription_service.make_room()
        result = await super().create_subscription(params, callback, request_callback)
        self.subscription_service.subscriptions[result.SubscriptionId].owner = self.user.name
        return result

    async def create_monitored_items(self, params):
        self._check_own(params.SubscriptionId)
        wanted = params.ItemsToCreate
        if self.subscription_service.items_of(self.session_id) + len(wanted) > limits.MOST_ITEMS_OF_SESSION:
            full = ua.StatusCode(ua.StatusCodes.BadTooManyMonitoredItems)
            return [ua.MonitoredItemCreateResult(full) for _ in wanted]
        for item in wanted:
            self.iserver.unfold(item.ItemToMonitor.NodeId)
        visible = [self.sees(item.ItemToMonitor.NodeId) for item in wanted]
        params.ItemsToCreate = [item for item, may in zip(wanted, visible, strict=True) if may]
        made = iter(await super().create_monitored_items(params))
        if any(item.ItemToMonitor.AttributeId == ua.AttributeIds.EventNotifier for item in wanted):
            self.iserver.condition_events.watch()
        denied = ua.StatusCode(ua.StatusCodes.BadUserAccessDenied)
        return [next(made) if may else ua.MonitoredItemCreateResult(denied) for may in visible]

    async def modify_monitored_items(self, params):
        self._check_own(params.SubscriptionId)
        return await super().modify_monitored_items(params)

    async def delete_monitored_items(self, params):
        self._check_own(params.SubscriptionId)
        return await super().delete_monitored_items(params)

    def set_triggering(self, params: ua.SetTriggeringParameters) -> ua.SetTriggeringResult:
        self._check_own(params.SubscriptionId)
        items = self.subscription_service.subscriptions[params.SubscriptionId].monitored_item_srv
        return items.link(params.TriggeringItemId, params.LinksToAdd, params.LinksToRemove)

    def own_items(self, subscription: object) -> ArrangedItems | None:
        """Return the items of one of this session's subscriptions, None if it is no such number."""
        found = self.subscription_service.of_session(self.session_id).get(subscription)
        return None if found is None else found.monitored_item_srv

    async def set_monitoring_mode(self, params):
        self._check_own(params.SubscriptionId)
        return await super().set_monitoring_mode(params)

    def modify_subscription(self, params):
        self._check_own(params.SubscriptionId)
        return super().modify_subscription(params)

    def republish(self, params):
        self._check_own(params.SubscriptionId)
        message = super().republish(params)
        if not message.NotificationData:
            raise ServiceError(ua.StatusCodes.BadMessageNotAvailable)
        return message

    def publish(self, acks=None):
        codes, mine = [], self.subscription_service.of_session(self.session_id)
        if not mine:
            raise ServiceError(ua.StatusCodes.BadNoSubscription)
        for ack in acks or ():
            known = mine.get(ack.SubscriptionId)
            if known is None:
                codes.append(ua.StatusCodes.BadSubscriptionIdInvalid)
            elif known._not_acknowledged_results.pop(ack.SequenceNumber, None) is None:
                codes.append(ua.StatusCodes.BadSequenceNumberUnknown)
            else:
                codes.append(ua.StatusCodes.Good)
        return len(mine), [ua.StatusCode(code) for code in codes]

    async def set_publishing_mode(self, params):
        params.SubscriptionIds = [each if self._own(each) else 0 for each in params.SubscriptionIds]
        return await super().set_publishing_mode(params)

    async def transfer_subscriptions(self, params, callback):
        """Take over subscriptions of the same user. Each asks this connection for its publish requests from then on."""
        all_of_them, results = self.subscription_service.subscriptions, []
        for number in params.SubscriptionIds:
            found = all_of_them.get(number)
            if found is None or found.owner != self.user.name:
                code = ua.StatusCodes.BadSubscriptionIdInvalid if found is None else ua.StatusCodes.BadUserAccessDenied
                results.append(ua.TransferResult(ua.StatusCode(code), []))
                continue
            found.session_id = self.session_id
            found.pub_result_callback, found.pub_request_callback = callback, self.processor.get_publish_request
            results.append(ua.TransferResult(ua.StatusCode(), sorted(found._not_acknowledged_results)))
        return results

    async def delete_subscriptions(self, ids: Iterable[int]) -> list[ua.StatusCode]:
        # 0 is nobody's number: asyncua answers BadSubscriptionIdInvalid in its place.
        return await super().delete_subscriptions([each if self._own(each) else 0 for each in ids])


async def _get_monitored_items(session: SubscribingSession, arguments: list[ua.Variant]) -> ua.CallMethodResult:
    """OPC 10000-5, 9.1."""
    items, problem = _items_asked_for(session, arguments)
    if items is None:
        return ua.CallMethodResult(ua.StatusCode(problem))
    outputs = [ua.Variant(each, ua.VariantType.UInt32, is_array=True) for each in items.handles()]
    return ua.CallMethodResult(ua.StatusCode(), [ua.StatusCode()], [], outputs)


async def _resend_data(session: SubscribingSession, arguments: list[ua.Variant]) -> ua.CallMethodResult:
    """OPC 10000-5, 9.2."""
    items, problem = _items_asked_for(session, arguments)
    if items is None:
        return ua.CallMethodResult(ua.StatusCode(problem))
    await items.resend()
    return ua.CallMethodResult(ua.StatusCode(), [ua.StatusCode()])


def _items_asked_for(session: SubscribingSession, arguments: list[ua.Variant]) -> tuple[ArrangedItems | None, int]:
    codes = ua.StatusCodes
    if len(arguments) != 1:
        return None, codes.BadTooManyArguments if arguments else codes.BadArgumentsMissing
    return session.own_items(arguments[0].Value), codes.BadSubscriptionIdInvalid


SERVER_METHODS = {
    ua.NodeId(ua.ObjectIds.Server_GetMonitoredItems): _get_monitored_items,
    ua.NodeId(ua.ObjectIds.Server_ResendData): _resend_data,
}
"""Methods of the Server object, which need to know whose session it is."""
