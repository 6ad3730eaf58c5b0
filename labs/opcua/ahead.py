"""Machines described ahead of time: a fork only takes the tables of the one it serves.

Contract: `Ahead.keep(name, describe)` lets `describe` add a machine to a core that shows none, and puts what the core
then holds aside; `show(name)` takes it up, `hide(name)` puts it aside again. Building the nodes of a machine takes 10
to 150 ms and some megabytes, which every fork would otherwise pay for itself; kept in the warm process, all share them.

What is kept are whole tables, standard nodes included. Adding a machine's entries to a common table would count one
more reference to each of them, and every such count is a page of memory that the fork has to copy (1 MB a furnace).
"""

from collections.abc import Callable
from dataclasses import dataclass

from asyncua import ua
from asyncua.server.address_space import NodeData

from labs.opcua.core import PlantCore


@dataclass(frozen=True)
class _Picture:
    """What a core shows of one machine, or of none: its tables, the references of standard nodes, and all else."""

    tables: tuple[dict, ...]
    references: list[tuple[NodeData, list[ua.ReferenceDescription]]]
    conditions: dict
    unfold: Callable[[ua.NodeId], None]

    def put(self, core: PlantCore) -> None:
        """Let `core` show this."""
        core.tables = self.tables
        for data, references in self.references:
            data.references = references
        vars(core.conditions).update(self.conditions)
        core.unfold = self.unfold


class Ahead:
    """The machines that `core` can show without building them."""

    def __init__(self, core: PlantCore) -> None:
        self._core = core
        self._kept: dict[str, _Picture] = {}
        self._bare: dict[str, _Picture] = {}

    def keep(self, name: str, describe: Callable[[], None]) -> None:
        """Describe one machine and put it aside."""
        core, tables = self._core, self._core.tables
        lengths = [(data, len(data.references)) for data in core.nodes.values()]
        conditions, unfold = dict(vars(core.conditions)), core.unfold
        core.tables = tuple(dict(table) for table in tables)
        describe()
        grown = [(data, length) for data, length in lengths if len(data.references) > length]
        references = [(data, data.references) for data, _length in grown]
        self._kept[name] = _Picture(core.tables, references, dict(vars(core.conditions)), core.unfold)
        bare = _Picture(tables, [(data, data.references[:length]) for data, length in grown], conditions, unfold)
        bare.put(core)
        self._bare[name] = bare

    def show(self, name: str) -> bool:
        """Let the core show the machine called `name`; return whether it was kept."""
        if name not in self._kept:
            return False
        self._kept[name].put(self._core)
        return True

    def hide(self, name: str) -> None:
        """Let the core, which shows the machine called `name`, show none again."""
        self._bare[name].put(self._core)
