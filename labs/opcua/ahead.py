"""Machines described ahead of time: a fork only hangs in the nodes of the one it serves.

Contract: `Ahead.keep(name, describe)` lets `describe` add a machine to a core that shows none, and takes everything it
added out again; `show(name)` puts it back. Building the nodes of a machine takes 10 to 150 ms and some megabytes, which
every fork would otherwise pay for itself; kept in the warm process, all forks share them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from asyncua import ua

from labs.opcua.core import PlantCore


@dataclass(frozen=True)
class _Kept:
    """What describing one machine adds: entries by table, references by node, what else the core remembers of it."""

    entries: list[dict]
    references: list[tuple[ua.NodeId, list[ua.ReferenceDescription]]]
    conditions: Mapping
    unfold: Callable[[ua.NodeId], None]


class Ahead:
    """The machines that `core` can show without building them."""

    def __init__(self, core: PlantCore) -> None:
        self._core = core
        self._kept: dict[str, _Kept] = {}

    def keep(self, name: str, describe: Callable[[], None]) -> None:
        """Describe one machine and put it aside."""
        core = self._core
        known = [set(table) for table in core.tables]
        lengths = {node: len(data.references) for node, data in core.nodes.items()}
        conditions, unfold = dict(vars(core.conditions)), core.unfold
        describe()
        entries = [
            {key: table.pop(key) for key in [key for key in table if key not in before]}
            for table, before in zip(core.tables, known, strict=True)
        ]
        references = []
        for node, length in lengths.items():
            added = core.nodes[node].references[length:]
            if added:
                del core.nodes[node].references[length:]
                references.append((node, added))
        self._kept[name] = _Kept(entries, references, dict(vars(core.conditions)), core.unfold)
        vars(core.conditions).update(conditions)
        core.unfold = unfold

    def show(self, name: str) -> bool:
        """Let the core show the machine called `name`; return whether it was kept."""
        kept, core = self._kept.get(name), self._core
        if kept is None:
            return False
        for table, entries in zip(core.tables, kept.entries, strict=True):
            table.update(entries)
        for node, added in kept.references:
            core.nodes[node].references.extend(added)
        vars(core.conditions).update(kept.conditions)
        core.unfold = kept.unfold
        return True
