"""What a machine declares and does.

Contract: a `Machine` declares signals, commands, faults and parameters, and does physics on true values only: `reset`,
`control`, `step`, `truths`, `write`, `call`. It knows no time of day, no chance but what `reset` draws, no network.
Measured values come to it through `measured`, filled by the plant's sensors before each `control`.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal, NamedTuple

from labs.language import Bilingual, SmartLabError
from labs.simulation.alarms import Alarm
from labs.simulation.faults import Fault
from labs.simulation.identification import Identification
from labs.simulation.roles import Role
from labs.simulation.sensors import Sensor, SensorModel

Value = float | int | bool | str
SignalType = Literal["Double", "Boolean", "Int32", "UInt32", "String"]
Reason = Literal["unknown", "not-allowed", "out-of-range", "interlock", "type"]


@dataclass(frozen=True)
class EngineeringUnit:
    """A unit by its UNECE Recommendation 20 common code and its symbol."""

    code: str
    symbol: str
    title: Bilingual


Unit = EngineeringUnit
CELSIUS = EngineeringUnit("CEL", "°C", Bilingual("섭씨온도", "degree Celsius"))
PERCENT = EngineeringUnit("P1", "%", Bilingual("퍼센트", "percent"))
SECOND = EngineeringUnit("SEC", "s", Bilingual("초", "second"))
KILOWATT_HOUR = EngineeringUnit("KWH", "kWh", Bilingual("킬로와트시", "kilowatt hour"))
PERCENT_PER_KELVIN = EngineeringUnit("M25", "%/K", Bilingual("켈빈당 퍼센트", "percent per kelvin"))


@dataclass(frozen=True)
class Signal:
    """One value of a machine.

    `low` and `high` bound what may be written and scale displays. `writer` is the lowest role that may write, None for
    read-only. `held` marks a value that changes now and then, by a write, a command or the machine itself: settings,
    states, counters. Its changes are recorded, not every tick.
    """

    path: str
    title: Bilingual
    type: SignalType = "Double"
    unit: EngineeringUnit | None = None
    low: float | None = None
    high: float | None = None
    writer: Role | None = None
    sensor: SensorModel | None = None
    held: bool = False


@dataclass(frozen=True)
class Argument:
    """One argument of a command, or its result."""

    name: str
    title: Bilingual
    type: SignalType = "Double"
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Command:
    """Something a machine can be told to do, by `role` or higher; `result` describes what it returns, if anything."""

    name: str
    title: Bilingual
    role: Role = Role.OPERATOR
    arguments: tuple[Argument, ...] = ()
    result: Argument | None = None


class PlantError(SmartLabError):
    """A plant refuses; `reason` says why in a word for programs."""

    def __init__(self, reason: Reason, ko: str, en: str) -> None:
        super().__init__(ko, en)
        self.reason = reason

    def __reduce__(self) -> tuple:
        return type(self), (self.reason, *self.message)


class Columns(NamedTuple):
    """The true and the shown values of some ticks: of each live signal, in their order, one value a tick.

    What a signal with a sensor shows is its sensor's affair, and ignored here. `measured` holds, by the signal's
    position, what the machine took from a sensor on the way: the measurements, and the sensor's code after each.
    """

    truths: Sequence[Sequence[float]]
    shown: Sequence[Sequence[float]]
    measured: Mapping[int, tuple[Sequence[float], Sequence[int]]]


class Machine:
    """Base of all machines. Signals without `held` are *live*: they may change at every tick and must be numbers.

    A machine may keep its held signals in `kept` and change them with `keep` or `count`; what changed during a step
    stands in `changed` until the plant has recorded it. `tripped` holds the ids of its trip alarms that are present.
    """

    name: str
    title: Bilingual
    signals: Sequence[Signal] = ()
    commands: Sequence[Command] = ()
    faults: Sequence[Fault] = ()
    alarms: Sequence[Alarm] = ()
    identification: Identification = Identification("X")
    parameter_names: Sequence[str] = ()  # what `reset(parameters=…)` may override
    start_names: Sequence[str] = ()  # what a scenario's [start] may set besides writable signals
    tick_seconds: float = 0.1
    aside: Set[str] = frozenset()  # signals whose writing changes no held ones but those it puts into `changed`

    def __init__(self) -> None:
        self.measured: Mapping[str, float] = {}
        self.parameters: dict[str, float] = {}
        self.kept: dict[str, Value] = {}
        self.changed: set[str] = set()
        self.tripped: set[str] = set()

    def begin(self, seed: int) -> None:
        """Forget the last run and take the name plate of `seed`; the plant calls it before `reset`."""
        self.kept.clear()
        self.changed.clear()
        self.tripped.clear()
        self.identification = type(self).identification.drawn(seed, self.name)

    def keep(self, path: str, value: Value) -> None:
        """Give a held signal a value."""
        if self.kept.get(path) != value:
            self.kept[path] = value
            self.changed.add(path)

    def count(self, path: str, by: int = 1) -> None:
        """Add to a counter, a held signal."""
        self.kept[path] += by
        self.changed.add(path)

    def reset(self, seed: int, start: Mapping[str, Value], parameters: Mapping[str, float]) -> None:
        """Return to the initial state: `self.parameters` drawn from `seed` or as in `parameters`, then `start`."""
        raise NotImplementedError

    def control(self) -> None:
        """Let built-in controllers act once on `self.measured`; called once a tick, before `step`."""

    def step(self, dt: float) -> None:
        """Move the physics on by `dt` seconds, a whole number of ticks; the same however `dt` is split."""
        raise NotImplementedError

    def stretch(self, ticks: int, sensors: Mapping[str, Sensor]) -> Columns | None:
        """Do `control` and `step` for at most `ticks` ticks at once and return what there was to see after each.

        The same as one by one, in a fraction of the time. A machine whose control needs measurements on the way takes
        one a tick from `sensors` (by path). None, with nothing changed, where it cannot: if `held`, `changed` or
        `tripped` might change on the way, say.
        """
        return None

    def truths(self) -> Sequence[float]:
        """Return the true values of the live signals, in the order of `signals`."""
        raise NotImplementedError

    def shown(self) -> Sequence[float]:
        """Return what the live signals without a sensor show, in the same order (positions with a sensor: ignored)."""
        raise NotImplementedError

    def held(self, path: str) -> Value:
        """Return a held signal's value."""
        return self.kept[path]

    def write(self, path: str, value: Value) -> None:
        """Take a checked value; raise PlantError("interlock", …) where the machine's state forbids it."""
        raise NotImplementedError

    def call(self, command: str, *arguments: Value) -> Value | None:
        """Carry out a declared command with checked arguments; return its result where it declares one."""
        raise NotImplementedError

    def set_fault(self, fault: Fault, severity: float) -> None:
        """Carry out a fault that is not a sensor's; severity 0 ends it."""
