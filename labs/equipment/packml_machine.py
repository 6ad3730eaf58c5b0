"""What machines with the PackML state model have in common.

Contract: `PackMLMachine` shows its PackML state as the number of ANSI/ISA-TR88.00.02 and as the item state of OPC
40001-1, and aborts on a trip. The machine makes `pack` in its `reset` with `_state_changed` as listener and calls
`show_state` once; what a machine does besides on a change of state, it adds to `_state_changed`.
"""

from labs.simulation.machine import Machine
from labs.simulation.states import ItemState, PackML, State, item_state


class PackMLMachine(Machine):
    """See the module."""

    pack: PackML

    def show_state(self) -> None:
        """Show the present state."""
        state = self.pack.state
        self.keep("Status.StateCurrent", int(state))
        self.keep("Status.ItemState", int(ItemState.NOT_AVAILABLE if self.unavailable() else item_state(state)))

    def unavailable(self) -> bool:
        """Whether maintenance has taken the machine away from production; most machines know no lock-out."""
        return False

    def _state_changed(self, old: State, new: State) -> None:
        self.show_state()

    def trip(self, alarm: str) -> None:
        """Raise a trip alarm and stop at once; it stays until the machine takes it back, e.g. on Clear."""
        self.tripped.add(alarm)
        if self.pack.allows("Abort"):
            self.pack.command("Abort")
