"""The stand-alone machines as stations of the factory: they make only what comes to them (the last: factory_finishing).

Contract: each station is the registered machine with its own physics, faults, alarms and interlocks; what is changed is
where its parts come from and go to. `flow` is set before `reset`; `holds()` tells how many parts are in the machine;
`transitions` are the PackML states gone through that the factory has not shown yet.
"""

from collections import deque
from collections.abc import Mapping

from labs.equipment.declare import interlocked
from labs.equipment.factory_book import Piece
from labs.equipment.factory_desk import WIRE, FactoryDesk
from labs.equipment.factory_flow import Flow
from labs.equipment.factory_oven import Tray
from labs.equipment.furnace import Furnace
from labs.equipment.furnace_model import NOMINAL
from labs.equipment.mill import Mill
from labs.equipment.mill_cycle import CHANGE, CUT, IDLE
from labs.equipment.moulder import Moulder
from labs.equipment.moulder_cycle import CLOSE
from labs.equipment.moulder_cycle import IDLE as OPEN_MOULD
from labs.equipment.press import Press
from labs.simulation.machine import Machine, Value
from labs.simulation.states import State

RESIN = 0.030  # kg a shot, runner included


class Station(Machine):
    """What all stations have."""

    flow: Flow

    def begin(self, seed: int) -> None:
        self.piece: Piece | None = None
        self.tray: Tray | None = None
        self.transitions: deque[int] = deque()
        self.lot = ""
        super().begin(seed)

    def holds(self) -> int:
        """Return how many parts are in the machine."""
        return (self.piece is not None) + (len(self.tray.pieces) if self.tray is not None else 0)

    def _state_changed(self, old: State, new: State) -> None:
        super()._state_changed(old, new)
        self.transitions.append(int(new))

    def _of_lot(self, piece: Piece) -> None:
        """Draw a new lot's nature when the first part of another lot comes."""
        if self.lot and piece.lot != self.lot:
            self._next_lot()
        self.lot = piece.lot


class DeskStation(Station, FactoryDesk):
    """The order desk."""


class PressStation(Station, Press):
    """The press: feeds a blank only for a work order, from the coil that the desk has given out."""

    def reset(self, seed: int, start: Mapping[str, Value], parameters: Mapping[str, float]) -> None:
        """See Press. Where `Wire.Remaining` is given, the rest of the coil has been used up before."""
        super().reset(seed, start, parameters)
        shop = self.flow.desk.shop
        left = min(shop.coil.left, float(start.get("Wire.Remaining", shop.coil.left / WIRE)) * WIRE)
        shop.on_hand["Wire"] -= shop.coil.left - left
        shop.coil.left = left
        self.keep("Wire.Remaining", left / WIRE)

    def _feed(self) -> None:
        need = self.wire_a_part()
        if self.kept["Wire.Remaining"] < need:
            return
        self.piece = self.flow.begin("Bolt", need * WIRE)
        if self.piece is not None:
            super()._feed()

    def _finish(self) -> None:
        blank, piece, self.piece = self.blank, self.piece, None
        super()._finish()
        strength = blank.strength / self.parameters["Wire.Strength"]
        self.flow.pressed(piece, blank, strength, self.wear + self._severity["die-galling"])

    def call(self, command: str, *arguments: Value) -> None:
        """See Press. `LoadCoil` needs a coil in the store."""
        lot = self.flow.desk.shop.next_coil() if command == "LoadCoil" else None
        if command == "LoadCoil" and lot is None:
            raise interlocked(
                "창고에 쓸 수 있는 선재 코일이 없습니다. OrderDesk의 OrderMaterial로 발주하십시오.",
                "There is no usable coil in the store. Order wire with the order desk's OrderMaterial.",
            )
        super().call(command, *arguments)
        if lot is not None:
            self.flow.desk.shop.mount(lot)
            self.keep("Wire.Remaining", lot.left / WIRE)


class FurnaceStation(Station, Furnace):
    """The furnace, sized for 150 kg of bolts an hour at 650 °C: 65 kW. Sizes are chosen."""

    nominal = {
        **NOMINAL,
        "Zone1.RatedPower": (45_000.0, 0.05), "Zone2.RatedPower": (20_000.0, 0.05),
        "Zone1.Capacity": (40_000.0, 0.10), "Zone2.Capacity": (40_000.0, 0.10),
        "Zone1.LossConductance": (8.0, 0.08), "Zone2.LossConductance": (8.0, 0.08),
        "CouplingConductance": (10.0, 0.12),
    }  # fmt: skip

    def cool(self, watts: list[float]) -> None:
        """Take `watts` out of the zones from now on; automatic control begins as if it had known of them."""
        zones = zip(watts, ("Zone1", "Zone2"), strict=True)
        self.cooling = tuple(one * self.tick_seconds / self.parameters[f"{zone}.Capacity"] for one, zone in zones)

    def settle(self, watts: list[float]) -> None:
        """Let the zones in automatic begin with the power that `watts` into parts need besides the losses."""
        for i, pid in enumerate(self.pid):
            if pid.automatic:
                rated = self.parameters[f"Zone{i + 1}.RatedPower"]
                self.power[i] = self.drive[i] = self.element[i] = min(100.0, self.power[i] + 100 * watts[i] / rated)
                pid.start(self.power[i], self.T[i])
        self.cool(watts)


class MillStation(Station, Mill):
    """The mill: one cut faces the ten heads of a tray (ten times 32.9 mm in its 330 mm)."""

    def _phase(self, phase: int) -> None:
        if phase == CHANGE:
            if self.flow.to_mill:
                self.tray = self.flow.to_mill.popleft()
                self._of_lot(self.tray.pieces[0])
                self.stock_factor = 1 + 0.25 * self.tray.pieces[0].unannealed
            else:
                phase = IDLE
        elif phase == IDLE and self.tray is not None:
            tray, self.tray = self.tray, None
            if self.phase == CUT:
                for piece in tray.pieces:
                    self.flow.finish(piece, "Mill")
            else:
                self.flow.to_mill.appendleft(tray)
        super()._phase(phase)

    def _finished(self) -> None:
        tray, self.tray = self.tray, None
        self.lot_parts = 0  # lots change with the wire's
        depth, wear, minutes = (
            self.kept["Cut.Depth"],
            self.body.wear,
            round(self.tool_ticks * self.tick_seconds / 60, 1),
        )
        record = {
            "tool": self.kept["Tool.Number"], "tool_minutes": minutes, "depth": depth,
            "spindle": self.kept["Spindle.Setpoint"],
        }  # fmt: skip
        super()._finished()
        self.flow.milled(tray, self.life[-1]["ra"], depth, wear, record)


class MoulderStation(Station, Moulder):
    """The moulder: closes its mould only for a work order."""

    def _phase(self, phase: int) -> None:
        if phase == CLOSE:
            self.piece = self.flow.begin("Lens", RESIN)
            if self.piece is None:
                phase = OPEN_MOULD
            else:
                self._of_lot(self.piece)
        elif phase == OPEN_MOULD and self.piece is not None:
            piece, self.piece = self.piece, None
            self.flow.finish(piece, "Moulder")
        super()._phase(phase)

    def _eject(self) -> None:
        piece, self.piece = self.piece, None
        self.lot_shots = 0  # lots change with the resin's
        super()._eject()
        record = {
            "weight": self.kept["Part.Weight"], "pressure": self.kept["Shot.PeakPressure"],
            "cavity": self.kept["Shot.PeakCavityPressure"],
        }  # fmt: skip
        self.flow.moulded(piece, self.shots[-1], self.drawn, record)
