"""The history of events: what became of the alarms, told anew from the plant's own record (OPC 10000-11, 6.5.2).

Contract: an `EventReading` checks its details when it is made (`Refused` says what is wrong with them) and then gives
its events in portions until it is `finished`. An event is what its subscribers were told: the same EventId, state and
time, in the language of who reads. Null is what no record keeps: when it was received, and until when an alarm was
shelved. Nothing is kept for it: states are worked out again from the changes that the recorder has.
"""

from collections.abc import Callable, Mapping, Sequence

from asyncua import ua

from labs.opcua.condition_events import SERVER
from labs.opcua.condition_fields import Snapshot
from labs.opcua.conditions import Conditions
from labs.opcua.event_filters import Wanted
from labs.opcua.history_extent import Extent
from labs.opcua.live import Refused
from labs.simulation.alarms import AlarmEvent
from labs.simulation.plant import Plant
from labs.simulation.recorder import Recorder

MOST_LOOKED_AT = 1_000
"""Events that one portion looks at: what takes about a tenth of a second."""


class EventReading:
    """The events of the notifier `node`, of those that the client's filter lets through."""

    holds = ua.HistoryEvent

    def __init__(
        self,
        conditions: Conditions,
        node: ua.NodeId,
        details: ua.ReadEventDetails,
        language: str,
        is_type: Callable[[ua.NodeId, ua.NodeId], bool],
    ) -> None:
        if node not in (SERVER, conditions.notifier):
            raise Refused(ua.StatusCodes.BadHistoryOperationUnsupported)
        self._conditions, self._language = conditions, language
        self._wanted = Wanted(details.Filter, is_type)
        seconds = self._reached().clock.tick_seconds
        self._extent = Extent(details.StartTime, details.EndTime, details.NumValuesPerNode, seconds)
        self._next: int | None = None  # the change to go on from, by its number in the run
        self.finished = False

    def _reached(self) -> Plant:
        plant = self._conditions.plant
        if not plant.online:
            raise Refused(ua.StatusCodes.BadNoCommunication)
        return plant

    @property
    def run(self) -> Recorder:
        """What the reading is of: another object after a new run."""
        return self._reached().recorder

    def portion(self, most: int) -> list[ua.HistoryEventFieldList]:
        """Return the next events, at most `most`; perhaps none although more follow."""
        plant, most = self._reached(), self._extent.portion(most)
        events = list(plant.recorder.alarms)
        first = plant.alarms.changes - len(events) + 1
        positions = self._positions(events, first)
        looked_at = positions[:MOST_LOOKED_AT]
        states = _states(plant.recorder.alarms_before, events, looked_at, first)
        given: list[ua.HistoryEventFieldList] = []
        self.finished = len(looked_at) == len(positions)
        self._next = None if self.finished else first + positions[MOST_LOOKED_AT]
        for position in looked_at:
            event, state = events[position], states[position]
            if not state.tells(event):
                continue
            told = self._conditions.past(self._conditions.by_alarm[event.alarm], state, self._language)
            if not self._wanted.fits(told):
                continue
            if len(given) == most:
                self.finished, self._next = False, first + position
                break
            given.append(ua.HistoryEventFieldList(self._wanted.select(told)))
        self.finished = self._extent.given(len(given)) or self.finished
        return given

    def _positions(self, events: Sequence[AlarmEvent], first: int) -> range:
        """Return what is still to be looked at, in the order it is given; `first` is the number of the first event."""
        low, high = self._extent.within([event.tick for event in events])
        if self._next is not None:
            reached = self._next - first
            low, high = (low, min(high, reached + 1)) if self._extent.backwards else (max(low, reached), high)
        return range(high - 1, low - 1, -1) if self._extent.backwards else range(low, high)


def _states(
    before: Mapping[object, AlarmEvent], events: Sequence[AlarmEvent], positions: range, first: int
) -> dict[int, Snapshot]:
    """Return how its alarm stood after each event at `positions`; `before` is how all stood before the first one."""
    wanted = set(positions)
    alarms = {events[position].alarm for position in wanted}
    now = dict.fromkeys(alarms, Snapshot.at_rest())
    for event in before.values():
        if event.alarm in alarms:
            now[event.alarm] = now[event.alarm].after(event, 0)
    found = {}
    for position, event in enumerate(events[: max(wanted, default=-1) + 1]):
        if event.alarm in alarms:
            state = now[event.alarm] = now[event.alarm].after(event, first + position)
            if position in wanted:
                found[position] = state
    return found
