"""Everything that a plant's server adds to the standard's address space.

Contract: `plant_space(server, uri)` adds what is the same for every machine; `PlantSpace.describe` adds one machine,
which may be done again for others as long as only one is shown (`labs/opcua/ahead.py`).
"""

from collections.abc import Callable

from labs.opcua.clock import PlantClock
from labs.opcua.clock_nodes import describe_clock
from labs.opcua.condition_nodes import ConditionSpace
from labs.opcua.core import PlantCore
from labs.opcua.history_nodes import tell_history
from labs.opcua.machinery import DI, MACHINERY, MachinerySpace
from labs.opcua.names import NAMESPACE
from labs.opcua.namespaces import NamespaceSpace
from labs.opcua.plant_nodes import describe_faults, describe_machine, describe_truth
from labs.opcua.session_nodes import SessionSpace
from labs.opcua.space import SpaceBuilder
from labs.opcua.transport import ListeningServer
from labs.simulation.plant import Plant


class PlantSpace:
    """The nodes of plants in `core`, in the namespace of `index`."""

    def __init__(self, core: PlantCore, index: int, machinery: MachinerySpace) -> None:
        self.index = index
        self._core, self._machinery = core, machinery
        self._builder = SpaceBuilder(core, index)

    def describe(self, plant: Plant, current: Callable[[], Plant], clock: PlantClock) -> None:
        """Add the nodes of `plant`; what they read and call is asked of the plant that `current` returns then."""
        self._builder.add(describe_machine(plant, current))
        self._machinery.show(plant, current)
        ConditionSpace(self._core, self.index).show(plant, current)
        self._builder.add(describe_clock(clock, lambda seed: current().reset(seed)))
        self._builder.add(describe_faults(plant, current))
        self._builder.add(describe_truth(plant, current))


async def plant_space(server: ListeningServer, uri: str) -> PlantSpace:
    """Add namespaces, types, history and sessions to `server`, whose own namespace is `uri`."""
    core = server.iserver
    index = await server.register_namespace(NAMESPACE)
    machinery = MachinerySpace(core, index, *[await server.register_namespace(each) for each in (DI, MACHINERY)])
    machinery.add_types()
    await tell_history(core, index)
    NamespaceSpace(core, 1).show(uri)
    core.told_sessions = SessionSpace(core)
    return PlantSpace(core, index, machinery)
