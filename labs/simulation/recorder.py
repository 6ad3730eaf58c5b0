"""Recorder: keeps what a plant did, in columns, within bounds.

Contract: one `row` a tick; live signals densely in numpy arrays that double as they grow, all else as changes. It keeps
at least the last `window_seconds` of simulated time and at most a quarter more; once it has forgotten something, the
recording says `complete = False`. Three hours of a furnace take about 13 MB.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from labs.simulation.alarms import AlarmEvent
from labs.simulation.faults import FaultRecord
from labs.simulation.machine import Value
from labs.simulation.recording import Recording, Write

WINDOW_SECONDS = 3 * 3600.0  # three lessons at the pace of real time
BLOCK = 256  # rows gathered before the table sees them
MOST_WRITES = 100_000  # a client that writes without end must not fill the memory


class Trace(NamedTuple):
    """What is kept of one signal: (n,) ticks, values and status codes (indices into `sensors.STATUSES`).

    A live signal has one entry a tick, a held one an entry for each change. `end` is the last recorded tick. The values
    may be a view of the recorder's table: look at them before time moves on.
    """

    ticks: np.ndarray
    values: Sequence[Value]
    codes: np.ndarray
    end: int


class Recorder:
    """Records one run of the live signals `names` and any number of held ones."""

    def __init__(self, names: Sequence[str], tick_seconds: float, window_seconds: float = WINDOW_SECONDS) -> None:
        self.names = list(names)
        self.window = max(1, round(window_seconds / tick_seconds))
        self.tick_seconds = tick_seconds
        self.first_tick = 0
        self.complete = True
        self.writes: deque[Write] = deque(maxlen=MOST_WRITES)
        self.commands: deque[tuple] = deque(maxlen=MOST_WRITES)
        self.alarms: deque[AlarmEvent] = deque()
        self.alarms_before: dict[tuple[str, str], AlarmEvent] = {}
        """Of what `alarms` has forgotten, the last change of each kind of each alarm, oldest first: how they stood."""
        self.faults: list[FaultRecord] = []
        self._changes: dict[str, list[tuple[int, Value]]] = {}
        self._status_changes: dict[str, list[tuple[int, int]]] = {}
        self._pending: list[float] = []
        self._waiting = 0
        self._table = np.empty((BLOCK, 2 * len(self.names)))
        self._rows = 0

    def row(self, values: Sequence[float], truths: Sequence[float]) -> None:
        """Keep the live signals of one tick: what is shown, then what is true."""
        pending = self._pending
        pending.extend(values)
        pending.extend(truths)
        self._waiting += 1
        if self._waiting >= BLOCK:
            self._flush()

    def rows(self, count: int, values: Sequence[Sequence[float]], truths: Sequence[Sequence[float]]) -> None:
        """Keep `count` ticks at once, given by columns: what each live signal shows, then what is true."""
        self._pending.extend(chain.from_iterable(zip(*values, *truths, strict=True)))
        self._waiting += count
        if self._waiting >= BLOCK:
            self._flush()

    def held(self, tick: int, path: str, value: Value) -> None:
        """Keep that a held signal has `value` from `tick` on."""
        _note(self._changes.setdefault(path, []), tick, value)

    def status(self, tick: int, path: str, code: int) -> None:
        """Keep that a sensor has status `code` from `tick` on."""
        _note(self._status_changes.setdefault(path, []), tick, code)

    def write(self, write: Write) -> None:
        """Keep one write."""
        if len(self.writes) == MOST_WRITES:
            self.complete = False
        self.writes.append(write)

    def command(self, tick: int, name: str, arguments: Sequence[Value], role: str) -> None:
        """Keep one call of a command."""
        if len(self.commands) == MOST_WRITES:
            self.complete = False
        self.commands.append((tick, name, list(arguments), role))

    def alarm(self, event: AlarmEvent) -> None:
        """Keep one change of an alarm."""
        if len(self.alarms) == MOST_WRITES:
            self.complete = False
            self._forget_alarm()
        self.alarms.append(event)

    def _forget_alarm(self) -> None:
        event = self.alarms.popleft()
        key = event.alarm, event.change
        self.alarms_before.pop(key, None)  # put in again it is the youngest
        self.alarms_before[key] = event

    def code_at(self, path: str, tick: int) -> int:
        """Return the status code that `path` showed at `tick` (index into `sensors.STATUSES`)."""
        log = self._status_changes.get(path, [(0, 0)])
        return log[max(0, bisect_right(log, tick, key=itemgetter(0)) - 1)][1]

    def _flush(self) -> None:
        count = self._waiting
        if not count:
            return
        if self._rows + count > len(self._table):
            self._make_room(count)
        self._table[self._rows : self._rows + count] = np.fromiter(self._pending, float).reshape(
            count, self._table.shape[1]
        )
        self._rows += count
        self._pending.clear()
        self._waiting = 0

    def _make_room(self, count: int) -> None:
        """Forget what is older than the window, or grow by doubling up to a quarter more than the window."""
        most = max(self.window + self.window // 4, self.window + count) + 1
        if self._rows + count > most:
            keep = max(0, self.window + 1 - count)
            drop = self._rows - keep
            self._table[:keep] = self._table[drop : self._rows].copy()
            self._rows = keep
            self._forget(self.first_tick + drop)
        if self._rows + count > len(self._table):
            size = min(max(2 * len(self._table), self._rows + count), most)
            grown = np.empty((size, self._table.shape[1]))
            grown[: self._rows] = self._table[: self._rows]
            self._table = grown

    def _forget(self, first_tick: int) -> None:
        self.first_tick = first_tick
        self.complete = False
        for log in (*self._changes.values(), *self._status_changes.values()):
            while len(log) > 1 and log[1][0] <= first_tick:
                del log[0]
        for events in (self.writes, self.commands):
            while events and events[0][0] < first_tick:
                events.popleft()
        while self.alarms and self.alarms[0].tick < first_tick:
            self._forget_alarm()
        self.faults = [fault for fault in self.faults if fault.end is None or fault.end >= first_tick]

    def trace(self, path: str, true: bool = False) -> Trace:
        """Return what is kept of one signal: what it showed, or with `true` its true value; KeyError for no signal."""
        self._flush()
        end = self.first_tick + self._rows - 1
        if path in self._changes:
            kept = [change for change in self._changes[path] if change[0] <= end]  # a write counts from the next tick
            ticks = np.array([tick for tick, _ in kept], dtype=np.int64)
            return Trace(ticks, [value for _, value in kept], np.zeros(len(kept), dtype=np.int8), end)
        if path not in self.names:
            raise KeyError(path)
        column = self.names.index(path) + (len(self.names) if true else 0)
        ticks = np.arange(self.first_tick, end + 1)
        codes = np.zeros(len(ticks), dtype=np.int8)
        for tick, code in () if true else self._status_changes.get(path, ()):
            codes[max(0, tick - self.first_tick) :] = code
        return Trace(ticks, self._table[: self._rows, column], codes, end)

    def recording(self, name: str, seed: int, scenario: str, parameters: Mapping[str, float]) -> Recording:
        """Return all that is kept, as copies."""
        self._flush()
        kept = self._table[: self._rows]
        width = len(self.names)
        return Recording(
            name=name,
            seed=seed,
            scenario=scenario,
            tick_seconds=self.tick_seconds,
            first_tick=self.first_tick,
            complete=self.complete,
            live_names=list(self.names),
            live=kept[:, :width].copy(),
            live_truth=kept[:, width:].copy(),
            changes={path: list(log) for path, log in self._changes.items()},
            status_changes={path: list(log) for path, log in self._status_changes.items()},
            writes=list(self.writes),
            faults=[FaultRecord(f.id, f.severity, f.start, f.end) for f in self.faults],
            parameters=dict(parameters),
            commands=list(self.commands),
            alarms=list(self.alarms),
        )


def _note(log: list, tick: int, value: Value) -> None:
    """Append a change; a second one at the same tick replaces the first."""
    if log and log[-1][1] == value:
        return
    if log and log[-1][0] == tick:
        log[-1] = (tick, value)
    else:
        log.append((tick, value))
