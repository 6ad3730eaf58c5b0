"""Line control and crew of the factory: who stops and starts stations when nobody at a screen does.

Contract: `second` is called once a second. Line control suspends a station that has nothing to do or nowhere to put it,
and takes the suspension back (PackML: Suspend is for causes outside of the machine). The crew, where
`Crew.Automatic` is on, changes tools, loads coils, empties the reject bin and brings a station back after a stop, each
after the time people need. What a person stopped stays stopped; interlocks hold for the crew as for everybody.
"""

from contextlib import suppress

from labs.equipment.factory_flow import FULL_AT, Flow
from labs.simulation.machine import Machine, PlantError
from labs.simulation.states import State

REACT = 30.0  # s until somebody is there
COIL_CHANGE = 180.0  # s
TOOL_MINUTES = 15.0  # of cutting, after which the tool is changed
STOPS = {"Stop", "Abort", "Hold", "Suspend"}
STARTS = {"Start", "Unhold", "Unsuspend"}
NEXT = {State.ABORTED: "Clear", State.STOPPED: "Reset", State.IDLE: "Start"}
TENDED = ("OrderDesk", "Press", "Mill", "Moulder", "Inspector", "Packer")


class Crew:
    """`stations` by name. `waiting`: suspended by line control; `by_person`: stopped by somebody at a screen."""

    def __init__(self, flow: Flow, stations: dict[str, Machine], running: bool) -> None:
        self.flow, self.stations = flow, stations
        self.waiting: set[str] = set()
        self.by_person: set[str] = set() if running else set(TENDED)
        self._tool_due = False

    def told(self, station: str, command: str) -> None:
        """Hear of a command that a person gave."""
        if command in STOPS:
            self.by_person.add(station)
            self.waiting.discard(station)
        elif command in STARTS:
            self.by_person.discard(station)
            self.waiting.discard(station)

    def second(self, automatic: bool) -> None:
        """Look at every station once."""
        flow, shop = self.flow, self.flow.desk.shop
        press_room = len(flow.to_oven) < FULL_AT["ToOven"] - 2 * ("Press" in self.waiting)
        self._gate("Press", press_room and shop.waits_for("Bolt") is not None and shop.lot_for("Bolt") is not None)
        self._gate("Mill", bool(flow.to_mill) or self.stations["Mill"].holds() > 0)
        moulder = self.stations["Moulder"].holds() > 0
        self._gate("Moulder", moulder or (shop.waits_for("Lens") and shop.lot_for("Lens")) is not None)
        self._gate("Inspector", bool(flow.to_inspector) and len(flow.accepted) < 100)
        if automatic:
            self._tool()
            self._coil()
            self._bin()
            for name in TENDED:
                self._back(name)

    def _gate(self, name: str, may_run: bool) -> None:
        pack = self.stations[name].pack
        if pack.state is State.EXECUTE and not may_run and pack.ticks:
            self.waiting.add(name)
            pack.command("Suspend")
        elif pack.state is State.SUSPENDED and may_run and name in self.waiting and pack.ticks:
            self.waiting.discard(name)
            pack.command("Unsuspend")

    def _since(self, name: str) -> float:
        """Return how long (s) a station has been in its present state."""
        station = self.stations[name]
        return station.pack.ticks * station.tick_seconds

    def _back(self, name: str) -> None:
        """Bring a station back that stopped by itself, one step at a time."""
        station = self.stations[name]
        step = NEXT.get(station.pack.state)
        if step is None or name in self.by_person or self._since(name) < (REACT if step == "Clear" else 2.0):
            return
        if "failed" in station.tripped:
            step = "Repair"
        if station.held("Crew.PlannedStop") if name == "Packer" else False:
            return
        with suppress(PlantError):  # an interlock: look again in a second
            if not getattr(station, "busy", 0):
                station.call(step)

    def _tool(self) -> None:
        """Hold the mill for a new tool."""
        mill = self.stations["Mill"]
        if mill.pack.state is State.EXECUTE and mill.kept["Tool.CutTime"] >= TOOL_MINUTES:
            self._tool_due = True
            mill.pack.command("Hold")
        elif self._tool_due and mill.pack.state is State.HELD and not mill.busy and self._since("Mill") >= 2.0:
            with suppress(PlantError):
                if mill.kept["Tool.CutTime"] > 0:
                    mill.call("ChangeTool")
                else:
                    self._tool_due = False
                    mill.call("Unhold")
        elif mill.pack.state in NEXT:
            self._tool_due = False

    def _coil(self) -> None:
        """Load the next coil when the present one is used up or blocked."""
        press, coil = self.stations["Press"], self.flow.desk.shop.coil
        suspended = press.pack.state is State.SUSPENDED and self._since("Press") >= COIL_CHANGE
        if not suspended or "Press" in self.by_person:
            return
        if "wire-out" in press.tripped or coil.blocked:
            with suppress(PlantError):
                press.call("LoadCoil")
                if "Press" not in self.waiting:
                    press.call("Unsuspend")

    def _bin(self) -> None:
        """Empty the reject bin."""
        inspector = self.stations["Inspector"]
        if "bin-full" in inspector.tripped and self._since("Inspector") >= REACT:
            with suppress(PlantError):
                inspector.call("EmptyBin")
                if "Inspector" not in self.by_person:
                    inspector.call("Unhold")
