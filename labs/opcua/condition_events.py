"""Tells those who watch events what becomes of the conditions.

Contract: nothing happens while nobody watches. While somebody does, one task looks every `PERIOD` for changes that the
alarm board has counted since; each becomes one event, with the state right after it, in each client's language. After a
new run, or more changes than the recorder keeps, clients are told to refresh (RefreshRequired, OPC 10000-9, 5.11.4).
"""

import asyncio
import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice

from asyncua import ua
from asyncua.server.internal_server import InternalServer

from labs.language import Bilingual
from labs.opcua.condition_fields import Snapshot
from labs.opcua.conditions import Condition, Conditions
from labs.opcua.event_filters import Fields
from labs.opcua.names import source_time

PERIOD = 0.05
"""Real seconds between two looks."""

SERVER = ua.NodeId(ua.ObjectIds.Server)
_IDS, _KINDS = ua.ObjectIds, ua.VariantType
_REFRESH = {
    _IDS.RefreshStartEventType: Bilingual("조건 목록을 다시 보냅니다.", "The conditions follow."),
    _IDS.RefreshEndEventType: Bilingual("조건 목록을 모두 보냈습니다.", "Those were the conditions."),
    _IDS.RefreshRequiredEventType: Bilingual("조건 목록을 다시 읽으십시오.", "Refresh the conditions."),
}


class ConditionEvents:
    """Sends the events of `conditions` to the event items of `core`'s subscriptions."""

    def __init__(self, core: InternalServer, conditions: Conditions) -> None:
        self._core, self._conditions = core, conditions
        self._task: asyncio.Task | None = None
        self._board: object = None
        self._seen = 0
        self._states: dict[str, Snapshot] = {}

    def watch(self) -> None:
        """Tell a new watcher what happens from now on; needs a running loop."""
        if len(list(self._watchers())) <= 1:
            self._take_stock()  # what came before is no news to the only one
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _look(self) -> None:
        while any(self._watchers()):
            await self.tell()
            await asyncio.sleep(PERIOD)

    def _watchers(self) -> Iterator[tuple[object, object]]:
        """Yield (subscription, item) of every event item that wants this machine's events."""
        for subscription in list(self._core.subscription_service.subscriptions.values()):
            for item in self._items(subscription):
                yield subscription, item

    def _items(self, subscription) -> list:
        service = subscription.monitored_item_srv
        numbers = [
            number for node in (SERVER, self._conditions.notifier) for number in service._monitored_events.get(node, ())
        ]
        items = [service._monitored_items[number] for number in numbers]
        return [item for item in items if item.mode != ua.MonitoringMode.Disabled]

    def _take_stock(self) -> None:
        board = self._conditions.plant.alarms
        self._board, self._seen = board, board.changes
        self._states = {alarm_id: Snapshot.of(state) for alarm_id, state in board.items()}

    async def tell(self) -> None:
        """Tell what has changed since the last look."""
        plant = self._conditions.plant
        board, log = plant.alarms, plant.recorder.alarms
        fresh = board.changes - self._seen
        if board is not self._board or fresh > len(log):
            self._take_stock()
            for subscription, item in self._watchers():
                await self._send(subscription, item, self._system(_IDS.RefreshRequiredEventType, subscription))
            return
        for event in list(islice(log, len(log) - fresh, None)):
            self._seen += 1
            state = self._states[event.alarm].after(event, self._seen)
            self._states[event.alarm] = state
            if state.tells(event):
                await self._tell_all(self._conditions.by_alarm[event.alarm], state)

    async def _tell_all(self, condition: Condition, state: Snapshot) -> None:
        told: dict[str, Mapping] = {}
        for subscription, item in self._watchers():
            language = self._language(subscription)
            if language not in told:
                told[language] = self._conditions.fields(condition, state, language)
            if item.wanted.fits(told[language]):
                await self._send(subscription, item, told[language])

    async def refresh(self, subscription, number: int | None = None) -> None:
        """Send a subscription (or its item `number` alone) every condition that is retained (OPC 10000-9, 5.5.7)."""
        await self.tell()
        language = self._language(subscription)
        told = [self._conditions.now(each, language) for each in self._conditions.retained()]
        for item in self._items(subscription):
            if number in (None, item.monitored_item_id):
                wanted = [each for each in told if item.wanted.fits(each)]
                begin, end = (self._system(kind, subscription) for kind in list(_REFRESH)[:2])
                for each in (begin, *wanted, end):  # both of them pass every filter
                    await self._send(subscription, item, each)

    async def _send(self, subscription, item, told: Fields) -> None:
        notice = ua.EventFieldList(item.client_handle, item.wanted.select(told))
        await subscription.enqueue_event(item.monitored_item_id, notice, item.queue_size)

    def _language(self, subscription) -> str:
        for session in self._core._external_sessions.values():
            if session.session_id == subscription.session_id:
                return session.language
        return self._core.language

    def _system(self, kind: int, subscription) -> Fields:
        """Return the fields of an event of the server itself."""
        language = self._language(subscription)
        message = ua.LocalizedText(_REFRESH[kind].show(language), language)
        return {
            "EventId": ua.Variant(secrets.token_bytes(16), _KINDS.ByteString),
            "EventType": ua.Variant(ua.NodeId(kind), _KINDS.NodeId),
            "SourceNode": ua.Variant(SERVER, _KINDS.NodeId),
            "SourceName": ua.Variant("Server", _KINDS.String),
            "Time": ua.Variant(source_time(self._conditions.plant.clock.seconds), _KINDS.DateTime),
            "ReceiveTime": ua.Variant(datetime.now(UTC), _KINDS.DateTime),
            "Message": ua.Variant(message, _KINDS.LocalizedText),
            "Severity": ua.Variant(100, _KINDS.UInt16),
        }
