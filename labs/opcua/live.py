"""What the address space holds: variables that are pulled when somebody reads them, and methods.

Contract: plain descriptions without an event loop. `read` returns the value at this moment; `write` and `call` raise
`Refused` (or the plant's own PlantError) when they will not. Roles are compared as numbers: a higher role may do all
that a lower one may.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from asyncua import ua

from labs.language import Bilingual
from labs.simulation.recorder import Recorder
from labs.simulation.roles import Role


class Refused(Exception):
    """A write or call that is refused, with the OPC UA status code to answer."""

    def __init__(self, code: int) -> None:
        super().__init__(ua.StatusCode(code).name)
        self.code = code


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where a variable's history is: in `recorder()` under `path`, of the true value with `true`.

    `stepped`: between two records the earlier value held (OPC 10000-11, HistoricalDataConfigurationType).
    """

    recorder: Callable[[], Recorder]
    path: str
    stepped: bool
    true: bool = False


@dataclass(frozen=True, slots=True)
class LiveVariable:
    """A variable whose value is asked for at each read and never stored.

    `path` below its object, `kind` the OPC UA built-in type. `writer` None means that nobody may write.
    `reader` is the lowest role that sees the node at all;
    `lowest()`, where given, raises `writer` at the moment. `history` None means that nothing is recorded of it.
    """

    path: str
    kind: ua.VariantType
    title: Bilingual
    read: Callable[[], ua.DataValue]
    write: Callable[[object, Role], None] | None = None
    writer: Role | None = None
    reader: Role = Role.OBSERVER
    unit: object = None
    low: float | None = None
    high: float | None = None
    history: Recorded | None = None
    lowest: Callable[[], Role] | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument or result of a method."""

    name: str
    kind: ua.VariantType
    title: Bilingual


Later = Callable[[], Awaitable[list[object]]]
"""Does what a method is called for while it is awaited, and returns the method's results; has done nothing before."""


@dataclass(frozen=True, slots=True)
class LiveMethod:
    """A method: `call(role, *arguments)` returns its results, one for each of `outputs`, or a `Later` that will.

    `caller` is the lowest role that may call it; `lowest()`, where given, raises that at the moment.
    """

    path: str
    title: Bilingual
    call: Callable[..., list[object] | Later]
    caller: Role
    inputs: tuple[Argument, ...] = ()
    outputs: tuple[Argument, ...] = ()
    lowest: Callable[[], Role] | None = None


@dataclass(slots=True)
class LiveObject:
    """One object under Objects with what hangs below it; `reader` is the lowest role that sees it."""

    name: str
    title: Bilingual
    variables: list[LiveVariable] = field(default_factory=list)
    methods: list[LiveMethod] = field(default_factory=list)
    reader: Role = Role.OBSERVER
