"""The alarms of one run: which are active, acknowledged, shelved.

Contract: everything happens at ticks, so that the same run gives the same events. `update` is called once a tick with
what the signals show; a Bad (nan) value changes no alarm. Shelving or disabling hides an alarm from `showing` and does
not stop its evaluation. Every change is counted and kept by the recorder. States after OPC 10000-9, 5.7 and 5.8.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence, Set
from typing import NamedTuple

from labs.simulation.access import is_number, require, unknown
from labs.simulation.alarms import Alarm, AlarmChange, AlarmEvent
from labs.simulation.clock import VirtualClock
from labs.simulation.machine import PlantError
from labs.simulation.recorder import Recorder
from labs.simulation.roles import Role

LONGEST_SHELF = 8 * 3600.0  # s: one shift, so that nobody forgets what was shelved
LONGEST_COMMENT = 1000
MOST_REMARKS = 1000
FALLING = ("low", "low-low")
SURELY = 0.999  # of a limit: below it, rounding cannot lead beyond


class Remark(NamedTuple):
    """A remark about an alarm, from the change after `number` on."""

    number: int
    alarm: str
    text: str
    by: str


class AlarmState:
    """One alarm in operation. `since` is the tick of the last change between active and not, None before the first.

    `confirmed` becomes False with an acknowledgement, until somebody says that what was to be done is done. `number` is
    the number of its last change in this run, of all alarms' changes, and `raised` that of its last activation.
    """

    def __init__(self, alarm: Alarm, position: int | None, clock: VirtualClock) -> None:
        self.alarm = alarm
        self.active = False
        self.acknowledged = True
        self.confirmed = True
        self.enabled = True
        self.since: int | None = None
        self.shelved_until: int | None = None
        self.one_shot = False
        self.comment, self.commented_by = "", ""
        self.number = self.raised = self.changed = 0
        self.position = position
        falls = alarm.kind in FALLING or (alarm.kind == "rate" and alarm.limit < 0)
        self.sign = -1.0 if falls else 1.0
        self.delay_ticks = clock.ticks(alarm.delay)
        self.waited = 0
        span = max(1, clock.ticks(alarm.window))
        self.history: deque[float] | None = deque(maxlen=span + 1) if alarm.kind == "rate" else None
        self.seconds = span * clock.tick_seconds
        self.edge: float | None = None
        """No value in `history` lies further out, against the sign of the rate's limit; None where it is not known."""

    def far(self, values: Sequence[float]) -> bool:
        """Tell whether the alarm, not active, certainly stays so at these next values; not a number is never certain.

        A rate is bounded by the furthest value of the window and of what comes, whenever each of them was.
        """
        if self.active:
            return False
        sign, limit = self.sign, self.alarm.limit
        furthest = max(values) if sign > 0 else min(values)
        if self.history is None:
            return sign * (furthest - limit) <= 0
        nearest = min if sign > 0 else max
        if self.edge is None:
            self.edge = nearest(self.history, default=values[0])
        self.edge = nearest(self.edge, nearest(values))
        if sign * (furthest - self.edge) < sign * limit * self.seconds * SURELY and sign * limit > 0:
            return True
        self.edge = None  # it holds what may have left the window by now
        return False

    @property
    def shelved(self) -> bool:
        """Whether somebody has put it aside for a time."""
        return self.shelved_until is not None

    @property
    def showing(self) -> bool:
        """Whether it belongs on the alarm list: active or not yet acknowledged, not shelved and not disabled."""
        return (self.active or not self.acknowledged) and not self.shelved and self.enabled


class AlarmBoard(Mapping[str, AlarmState]):
    """All alarms of a plant by id; `index` gives each live signal's position in the rows handed to `update`."""

    def __init__(
        self, alarms: Sequence[Alarm], index: Mapping[str, int], clock: VirtualClock, recorder: Recorder
    ) -> None:
        self._clock, self._recorder = clock, recorder
        self._states = {
            one.id: AlarmState(one, None if one.kind == "trip" else index[one.source], clock) for one in alarms
        }
        self._limits = [state for state in self._states.values() if state.position is not None]
        self._tripped: Set[str] = frozenset()
        self._shelved: list[AlarmState] = []
        self.changes = 0
        """How many changes there have been in this run."""
        self._remarks: deque[Remark] = deque(maxlen=MOST_REMARKS)
        self.witness: Callable[..., None] | None = None
        """See Plant.witness."""

    def __getitem__(self, alarm_id: str) -> AlarmState:
        return self._states[alarm_id]

    def __iter__(self):
        return iter(self._states)

    def __len__(self) -> int:
        return len(self._states)

    def showing(self) -> list[AlarmState]:
        """Return what belongs on the alarm list, the most urgent first, then the oldest."""
        shown = [state for state in self._states.values() if state.showing]
        return sorted(shown, key=lambda state: (-state.alarm.priority, state.since, state.alarm.id))

    def update(self, values: Sequence[float], tripped: Set[str]) -> None:
        """Look at one tick's shown values and at the machine's trips."""
        for state in self._limits:
            value = values[state.position]
            if state.history is not None:
                history = state.history
                history.append(value)
                state.edge = None
                value = (value - history[0]) / state.seconds if len(history) == history.maxlen else 0.0
            beyond = state.sign * (value - state.alarm.limit)
            if beyond > 0:
                if not state.active:
                    state.waited += 1
                    if state.waited > state.delay_ticks:
                        self._turn(state, True)
            elif not state.active:
                state.waited = 0
            elif beyond <= -state.alarm.hysteresis:
                self._turn(state, False)
        if tripped != self._tripped:
            for alarm_id in sorted(tripped ^ self._tripped):
                self._turn(self._states[alarm_id], alarm_id in tripped)
            self._tripped = frozenset(tripped)
        if self._shelved:
            for state in [one for one in self._shelved if one.shelved_until <= self._clock.tick]:
                self._unshelve(state, "plant")

    def pass_over(self, columns: Sequence[Sequence[float]], tripped: Set[str]) -> bool:
        """Look at some ticks at once, given by each live signal's column, where none of them changes anything.

        Return False, having done nothing, where one of them may: then each has to be looked at by `update`.
        """
        if self._shelved or tripped != self._tripped:
            return False
        if not all(state.far(columns[state.position]) for state in self._limits):
            return False
        for state in self._limits:
            state.waited = 0
            if state.history is not None:
                state.history.extend(columns[state.position])
        return True

    def _turn(self, state: AlarmState, active: bool) -> None:
        state.active, state.since, state.waited = active, self._clock.tick, 0
        if active:
            state.acknowledged, state.confirmed = False, True
        self._note(state, "active" if active else "inactive", "plant")
        if active:
            state.raised = state.number
        elif state.one_shot:
            self._unshelve(state, "plant")

    def _note(self, state: AlarmState, change: AlarmChange, by: str) -> None:
        self.changes += 1
        state.number, state.changed = self.changes, self._clock.tick
        self._recorder.alarm(AlarmEvent(self._clock.tick, state.alarm.id, change, by))

    def _state(self, alarm_id: str, role: Role, needed: Role = Role.OPERATOR) -> AlarmState:
        require(needed, role, alarm_id)
        if alarm_id not in self._states:
            raise unknown("알람", "alarm", alarm_id, self._states)
        return self._states[alarm_id]

    def acknowledge(self, alarm_id: str, role: Role = Role.OPERATOR) -> None:
        """Say that somebody has seen it; PlantError "interlock" where there is nothing to acknowledge."""
        state = self._state(alarm_id, role)
        if state.acknowledged:
            raise PlantError(
                "interlock", f"알람 '{alarm_id}'은(는) 확인할 것이 없습니다. 알람 목록을 보십시오.",
                f"Alarm '{alarm_id}' has nothing to acknowledge. Look at the alarm list.",
            )  # fmt: skip
        state.acknowledged, state.confirmed = True, False
        self._note(state, "acknowledged", role.name.lower())
        self._tell("acknowledge", alarm_id, role)

    def confirm(self, alarm_id: str, role: Role = Role.OPERATOR) -> None:
        """Say that what an acknowledged alarm asked for is done; PlantError "interlock" where nothing waits for it."""
        state = self._state(alarm_id, role)
        if state.confirmed:
            raise PlantError(
                "interlock", f"알람 '{alarm_id}'은(는) 조치 완료를 기다리지 않습니다. 먼저 알람을 확인하십시오.",
                f"Alarm '{alarm_id}' does not wait for a confirmation. Acknowledge it first.",
            )  # fmt: skip
        state.confirmed = True
        self._note(state, "confirmed", role.name.lower())
        self._tell("confirm", alarm_id, role)

    def comment(self, alarm_id: str, text: str, by: str, note: bool = True, role: Role = Role.OPERATOR) -> None:
        """Leave a remark of at most 1000 characters; `note` False where another change tells of it."""
        state = self._state(alarm_id, role)
        state.comment, state.commented_by = text[:LONGEST_COMMENT], by
        self._remarks.append(Remark(self.changes, alarm_id, state.comment, by))
        if note:
            self._note(state, "commented", role.name.lower())
        self._tell("comment", alarm_id, state.comment, by, note, role)

    def remark_at(self, alarm_id: str, number: int) -> Remark | None:
        """Return the remark that stood at the change `number` of this run; None where it is no longer known."""
        for remark in reversed(self._remarks):
            if remark.alarm == alarm_id and remark.number < number:
                return remark
        return None if len(self._remarks) == MOST_REMARKS else Remark(0, alarm_id, "", "")

    def enable(self, alarm_id: str, enabled: bool, role: Role = Role.ENGINEER) -> None:
        """Take an alarm out of use, or into use again."""
        state = self._state(alarm_id, role, Role.ENGINEER)
        if state.enabled != enabled:
            state.enabled = enabled
            self._note(state, "enabled" if enabled else "disabled", role.name.lower())
        self._tell("enable", alarm_id, enabled, role)

    def shelve(self, alarm_id: str, seconds: float, role: Role = Role.OPERATOR) -> None:
        """Put an alarm aside for `seconds` of simulated time (above 0, at most one shift)."""
        state = self._state(alarm_id, role)
        if not is_number(seconds) or not 0 < seconds <= LONGEST_SHELF:
            raise PlantError(
                "out-of-range", f"알람은 0초보다 길고 {LONGEST_SHELF:g}초 이하로만 보류할 수 있습니다.",
                f"An alarm is shelved for more than 0 and at most {LONGEST_SHELF:g} seconds.",
            )  # fmt: skip
        self._shelve(state, seconds, once=False)
        self._note(state, "shelved", role.name.lower())
        self._tell("shelve", alarm_id, seconds, role)

    def shelve_once(self, alarm_id: str, role: Role = Role.OPERATOR) -> None:
        """Put an alarm aside until it next returns to normal, at most for one shift."""
        state = self._state(alarm_id, role)
        self._shelve(state, LONGEST_SHELF, once=True)
        self._note(state, "one-shot-shelved", role.name.lower())
        self._tell("shelve_once", alarm_id, role)

    def _shelve(self, state: AlarmState, seconds: float, once: bool) -> None:
        if not state.shelved:
            self._shelved.append(state)
        state.shelved_until = self._clock.tick + max(1, self._clock.ticks(seconds))
        state.one_shot = once

    def unshelve(self, alarm_id: str, role: Role = Role.OPERATOR) -> None:
        """Take an alarm back before its time; one that is not shelved stays as it is."""
        state = self._state(alarm_id, role)
        if state.shelved:
            self._unshelve(state, role.name.lower())
            self._tell("unshelve", alarm_id, role)

    def _tell(self, what: str, *arguments: object) -> None:
        if self.witness is not None:
            self.witness(what, *arguments)

    def _unshelve(self, state: AlarmState, by: str) -> None:
        state.shelved_until, state.one_shot = None, False
        self._shelved.remove(state)
        self._note(state, "unshelved", by)
