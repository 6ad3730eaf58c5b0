"""Subscriptions that send what was sampled: as bytes, and in portions.

Contract: a publish response holds no more notifications than the client wants, and never more than `MOST`; what is left
follows with the client's next request at once (MoreNotifications, OPC 10000-4, 5.14.5). asyncua 2.1.0 sends all there
is in one, and encoding ten thousand values keeps the plant's clock waiting.
"""

import asyncio

from asyncua import ua
from asyncua.server.internal_subscription import InternalSubscription
from asyncua.server.subscription_service import SubscriptionService

from labs.opcua.limits import LONGEST_PUBLISHING, subscription_life
from labs.opcua.packing import packed
from labs.opcua.sampler import Sampler
from labs.opcua.sampling import SampledItems, revised

MOST = 1_000
"""Notifications in one response: what takes the server about two milliseconds to encode."""


class SampledSubscriptions(SubscriptionService):
    """asyncua's subscription service with sampled items and sane intervals."""

    def __init__(self, aspace, iserver, items: type[SampledItems] = SampledItems) -> None:
        super().__init__(aspace, iserver=iserver)
        self.items = items
        self.sampler = Sampler()

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
        subscription.__class__ = PortionedSubscription  # asyncua makes its own and leaves no say in it
        subscription.allow(params.MaxNotificationsPerPublish)
        subscription.monitored_item_srv = self.items(subscription, self.aspace, self.sampler, self.iserver.variables)
        return result

    def modify_subscription(self, params):
        result = super().modify_subscription(params)
        self.subscriptions[params.SubscriptionId].allow(params.MaxNotificationsPerPublish)
        return result


class PortionedSubscription(InternalSubscription):
    """asyncua's subscription, whose notifications leave in portions, data changes encoded at once."""

    _most = MOST

    def allow(self, most: int) -> None:
        """Send at most `most` notifications in one response (0: as many as the server likes)."""
        self._most = min(most or MOST, MOST)

    def keep(self, mid: int, notification: ua.MonitoredItemNotification, size: int) -> None:
        """Queue a data change of the item `mid`; of more than `size` (0: no bound) the oldest goes."""
        queue = self._triggered_datachanges.get(mid)
        if queue is None:
            self._triggered_datachanges[mid] = [notification]
            return
        if size and len(queue) >= size:
            del queue[0]
        queue.append(notification)

    async def publish_results(self, requestdata=None) -> bool:
        published = going_on = await super().publish_results(requestdata)
        while going_on and self._more:
            await asyncio.sleep(0)  # the plant's clock first
            going_on = await super().publish_results()
        return published

    @property
    def _more(self) -> bool:
        return self._publishing_enabled and bool(self._triggered_datachanges or self._triggered_events)

    def _pop_publish_result(self) -> ua.PublishResult:
        result = super()._pop_publish_result()
        result.MoreNotifications = self._more
        return result

    def _pop_triggered_datachanges(self, result: ua.PublishResult) -> None:
        """Take a portion out of the queues: events first, so that values cannot crowd them out."""
        told = result.NotificationMessage.NotificationData
        events = _portion(self._triggered_events, self._most)
        if events:
            told.append(ua.EventNotificationList(events))
        items = _portion(self._triggered_datachanges, self._most - len(events))
        if items:
            told.append(packed(items))

    def _pop_triggered_events(self, result: ua.PublishResult) -> None:
        """They have left with the data changes."""


def _portion(queues: dict[int, list], most: int) -> list:
    """Take the first `most` out of what waits in `queues`, item by item and each one's oldest first."""
    taken: list = []
    for mid, waiting in list(queues.items()):
        room = most - len(taken)
        taken += waiting[:room]
        if len(waiting) > room:
            del waiting[:room]
            break
        del queues[mid]
    return taken
