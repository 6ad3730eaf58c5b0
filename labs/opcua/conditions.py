"""A machine's alarms as conditions of OPC 10000-9: what they are, how they stand, what they tell.

Contract: `Conditions` shows the alarms of the plant that `current()` returns at that moment; it keeps no state of its
own beside the event ids of a run. An event id is good for its condition from its last activation on.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from asyncua import ua

from labs.opcua.condition_fields import Circumstances, Snapshot, fields
from labs.opcua.values import STATUS_CODES
from labs.simulation.alarm_board import AlarmState
from labs.simulation.alarms import Alarm
from labs.simulation.plant import Plant
from labs.simulation.sensors import STATUSES


@dataclass(frozen=True)
class Condition:
    """One alarm as a condition: its own node and the node of the signal it looks at."""

    alarm: Alarm
    node: ua.NodeId
    source: ua.NodeId


class Conditions:
    """The conditions of one machine, by node id; none until `describe` is called."""

    def __init__(self) -> None:
        self.by_node: dict[ua.NodeId, Condition] = {}
        self.by_alarm: dict[str, Condition] = {}
        self.notifier = ua.NodeId(ua.ObjectIds.Server)
        """The machine's object: its events can be watched there and at the Server object."""
        self._current: Callable[[], Plant] | None = None
        self._run: object = None
        self._token = b""

    def describe(self, notifier: ua.NodeId, conditions: list[Condition], current: Callable[[], Plant]) -> None:
        """Show `conditions` of the machine at `notifier` from now on."""
        self.notifier, self._current = notifier, current
        self.by_node = {each.node: each for each in conditions}
        self.by_alarm = {each.alarm.id: each for each in conditions}

    @property
    def plant(self) -> Plant:
        """The plant that is served now."""
        return self._current()

    def state(self, condition: Condition) -> AlarmState:
        """Return how the alarm stands now."""
        return self.plant.alarms[condition.alarm.id]

    def retained(self) -> list[Condition]:
        """Return the conditions that somebody still has to look at, the most urgent first."""
        kept = [each for each in self.by_node.values() if Snapshot.of(self.state(each)).retain]
        return sorted(kept, key=lambda each: -each.alarm.priority)

    def fields(self, condition: Condition, snapshot: Snapshot, language: str) -> Mapping[str, ua.Variant]:
        """Return everything the condition tells in `snapshot`, by path."""
        plant, state = self.plant, self.state(condition)
        around = Circumstances(
            condition=condition.node,
            source=condition.source,
            event_id=self.event_id(snapshot.number),
            quality=STATUS_CODES[plant.read(condition.alarm.source).status],
            comment=state.comment,
            commented_by=state.commented_by,
            unshelve_at=state.shelved_until,
            tick_seconds=plant.clock.tick_seconds,
            tick=plant.clock.tick,
            now=datetime.now(UTC),
        )
        return fields(condition.alarm, snapshot, around, language)

    def now(self, condition: Condition, language: str) -> Mapping[str, ua.Variant]:
        """Return everything the condition tells as it stands."""
        return self.fields(condition, Snapshot.of(self.state(condition)), language)

    def past(self, condition: Condition, snapshot: Snapshot, language: str) -> Mapping[str, ua.Variant]:
        """Return what the condition told in `snapshot` once, by path, as far as the plant's record knows it."""
        plant, alarm = self.plant, condition.alarm
        remark = plant.alarms.remark_at(alarm.id, snapshot.number)
        around = Circumstances(
            condition=condition.node,
            source=condition.source,
            event_id=self.event_id(snapshot.number),
            quality=STATUS_CODES[STATUSES[plant.recorder.code_at(alarm.source, snapshot.tick)]],
            comment=remark and remark.text,
            commented_by=remark and remark.by,
            unshelve_at=None,
            tick_seconds=plant.clock.tick_seconds,
            tick=snapshot.tick,
            now=None,
        )
        return fields(alarm, snapshot, around, language)

    def event_id(self, number: int) -> bytes | None:
        """Return the id of the event of a change of this run; None before the first."""
        return self._run_token() + number.to_bytes(8, "big") if number else None

    def names(self, condition: Condition, event_id: bytes) -> bool:
        """Tell whether `event_id` is of an event of this condition, of its last activation or since."""
        token, number = event_id[:-8], int.from_bytes(event_id[-8:], "big")
        state, board = self.state(condition), self.plant.alarms
        if token != self._run_token() or not state.raised <= number <= state.number:
            return False
        recent = reversed(self.plant.recorder.alarms)
        event = next(islice(recent, board.changes - number, None), None)
        return event is not None and event.alarm == condition.alarm.id

    def _run_token(self) -> bytes:
        """Eight bytes that are another run's neither here nor elsewhere."""
        if self._run is not self.plant.alarms:
            self._run, self._token = self.plant.alarms, secrets.token_bytes(8)
        return self._token
