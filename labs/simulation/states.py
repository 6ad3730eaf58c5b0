"""States of machines, named and numbered as industry does.

Contract: `PackML` is the state machine of ANSI/ISA-TR88.00.02-2015 (OPC 30050): 17 states, legal transitions only;
acting states end after their duration or when the machine says `complete`. `ItemState` and `OperationMode` are those
of OPC 40001-1 (OPC UA for Machinery); their numbers, in the order of the specification's text, are chosen. All are
shown as Int32 signals, `STATE_SIGNALS`; time is counted in ticks.
"""

from collections.abc import Callable, Mapping
from enum import IntEnum

from labs.language import Bilingual
from labs.simulation.machine import Command, PlantError, Signal


class State(IntEnum):
    """PackML states with their TR88 numbers."""

    CLEARING = 1
    STOPPED = 2
    STARTING = 3
    IDLE = 4
    SUSPENDED = 5
    EXECUTE = 6
    STOPPING = 7
    ABORTING = 8
    ABORTED = 9
    HOLDING = 10
    HELD = 11
    UNHOLDING = 12
    SUSPENDING = 13
    UNSUSPENDING = 14
    RESETTING = 15
    COMPLETING = 16
    COMPLETE = 17


class ItemState(IntEnum):
    """MachineryItemState: off or locked out; faulty; waiting to be started; at work."""

    NOT_AVAILABLE = 0
    OUT_OF_SERVICE = 1
    NOT_EXECUTING = 2
    EXECUTING = 3


class OperationMode(IntEnum):
    """MachineryOperationMode."""

    NONE = 0
    MAINTENANCE = 1
    SETUP = 2
    PROCESSING = 3


S = State
# Where each acting state leads once it is complete. EXECUTE completes too: then production has reached its amount.
AFTER: Mapping[State, State] = {
    S.CLEARING: S.STOPPED, S.STARTING: S.EXECUTE, S.STOPPING: S.STOPPED, S.ABORTING: S.ABORTED, S.HOLDING: S.HELD,
    S.UNHOLDING: S.EXECUTE, S.SUSPENDING: S.SUSPENDED, S.UNSUSPENDING: S.EXECUTE, S.RESETTING: S.IDLE,
    S.COMPLETING: S.COMPLETE, S.EXECUTE: S.COMPLETING,
}  # fmt: skip
NOT_STOPPABLE = {S.STOPPED, S.STOPPING, S.ABORTING, S.ABORTED, S.CLEARING}
# For each command: the states it is allowed in, and where it leads.
TRANSITIONS: Mapping[str, tuple[frozenset[State], State]] = {
    "Reset": (frozenset({S.STOPPED, S.COMPLETE}), S.RESETTING),
    "Start": (frozenset({S.IDLE}), S.STARTING),
    "Stop": (frozenset(set(S) - NOT_STOPPABLE), S.STOPPING),
    "Hold": (frozenset({S.EXECUTE}), S.HOLDING),
    "Unhold": (frozenset({S.HELD}), S.UNHOLDING),
    "Suspend": (frozenset({S.EXECUTE}), S.SUSPENDING),
    "Unsuspend": (frozenset({S.SUSPENDED}), S.UNSUSPENDING),
    "Abort": (frozenset(set(S) - {S.ABORTING, S.ABORTED}), S.ABORTING),
    "Clear": (frozenset({S.ABORTED}), S.CLEARING),
}
LEGAL = frozenset(
    {(source, target) for sources, target in TRANSITIONS.values() for source in sources} | set(AFTER.items())
)

_TITLES = {
    "Reset": ("초기화", "Reset"),
    "Start": ("시작", "Start"),
    "Stop": ("정지", "Stop"),
    "Hold": ("일시 정지(내부 원인)", "Hold"),
    "Unhold": ("일시 정지 해제", "Unhold"),
    "Suspend": ("대기(외부 원인)", "Suspend"),
    "Unsuspend": ("대기 해제", "Unsuspend"),
    "Abort": ("비상 중단", "Abort"),
    "Clear": ("이상 해제", "Clear"),
}
STATE_COMMANDS = tuple(Command(name, Bilingual(*titles)) for name, titles in _TITLES.items())


def _state_signal(name: str, ko: str, en: str, high: int) -> Signal:
    return Signal(f"Status.{name}", Bilingual(ko, en), "Int32", low=0, high=high, held=True)


STATE_SIGNALS = (
    _state_signal("StateCurrent", "PackML 상태 번호", "PackML state number", 17),
    _state_signal("ItemState", "설비 상태", "Machinery item state", 3),
    _state_signal("OperationMode", "운전 모드", "Machinery operation mode", 3),
)


def item_state(state: State) -> ItemState:
    """Return the item state that a PackML state stands for. A machine locked out says NOT_AVAILABLE itself."""
    if state in (S.ABORTING, S.ABORTED, S.CLEARING):
        return ItemState.OUT_OF_SERVICE
    return ItemState.EXECUTING if state in AFTER else ItemState.NOT_EXECUTING


class PackML:
    """One machine's PackML state; `on_change(old, new)` hears of every transition.

    `durations` (s) are those of acting states that end by themselves; one without a duration lasts until `complete`.
    `ticks` counts the ticks spent in the present state.
    """

    def __init__(
        self,
        durations: Mapping[State, float],
        tick_seconds: float,
        on_change: Callable[[State, State], None] | None = None,
        start: State = State.STOPPED,
    ) -> None:
        self._durations = {state: max(1, round(seconds / tick_seconds)) for state, seconds in durations.items()}
        self._on_change = on_change
        self.state = start
        self.ticks = 0
        self._limit = self._durations.get(start)

    def allows(self, command: str) -> bool:
        """Tell whether `command` (a key of TRANSITIONS) is legal now."""
        return self.state in TRANSITIONS[command][0]

    def command(self, command: str) -> None:
        """Carry out a command; PlantError "interlock" where the present state does not allow it."""
        if not self.allows(command):
            allowed = ", ".join(one for one in TRANSITIONS if self.allows(one))
            raise PlantError(
                "interlock",
                f"{self.state.name} 상태에서는 {command} 명령을 쓸 수 없습니다. 지금 쓸 수 있는 명령: {allowed}.",
                f"{command} is not allowed in state {self.state.name}. Allowed now: {allowed}.",
            )
        self._go(TRANSITIONS[command][1])

    def complete(self) -> None:
        """End the present acting state (in EXECUTE: production is done); in a waiting state nothing happens."""
        if self.state in AFTER:
            self._go(AFTER[self.state])

    def tick(self) -> None:
        """Let one tick pass."""
        self.ticks += 1
        if self._limit is not None and self.ticks >= self._limit:
            self.complete()

    def _go(self, state: State) -> None:
        old, self.state, self.ticks = self.state, state, 0
        self._limit = self._durations.get(state)
        if self._on_change is not None:
            self._on_change(old, state)
