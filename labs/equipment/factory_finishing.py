"""The factory's last stations, where bolts and lenses come together: the vision station and the packaging line.

Contract: see `factory_stations`; pictures are taken of the parts that come, packs hold what the inspector passed.
"""

from collections.abc import Mapping

from labs.equipment.factory_book import Piece
from labs.equipment.factory_flow import LENS, Flow
from labs.equipment.factory_stations import Station
from labs.equipment.inspector import Inspector
from labs.equipment.inspector_vision import Part, Vision
from labs.equipment.packer import Packer
from labs.equipment.packer_line import Line
from labs.simulation.machine import Value

BOLT = (32.9, 10.5)  # mm: head as pressed, less the 2 mm that the mill takes off its height
HANDED_OVER = 0.5  # parts a second from the inspector to the packer
JAMMED = 0.9  # of that is gone at severity 1 of the packer's upstream-slow


class FlowVision(Vision):
    """Takes pictures of the parts that come; `incoming` is the next one."""

    incoming: Piece
    flow: Flow

    def part(self) -> Part:
        """See Vision."""
        piece = self.incoming
        self.nominal = BOLT if piece.product == "Bolt" else LENS
        return self.marked(
            self.flow.classify(piece, self.of("cracked-lot")), piece.diameter + self.wrong(), piece.height
        )


class InspectorStation(Station, Inspector):
    """The vision station: head diameter and height of bolts, diameter and thickness of lenses."""

    vision_type = FlowVision

    def reset(self, seed: int, start: Mapping[str, Value], parameters: Mapping[str, float]) -> None:
        """See Inspector; tolerances of the bolt's head (ISO 4014, grade B)."""
        super().reset(seed, {"Tolerance.Diameter": 0.7, "Tolerance.Length": 0.35, **start}, parameters)
        self.vision.flow = self.flow
        self.vision.nominal = BOLT

    def _inspect(self) -> None:
        if not self.flow.to_inspector:
            self._phase = 1.0  # the next one is looked at as it comes
            return
        piece = self.vision.incoming = self.flow.to_inspector.popleft()
        super()._inspect()
        kept, found = self.kept, self.found
        record = {
            "picture": kept["Part.Serial"], "class": found.kind, "diameter": round(found.diameter, 3),
            "length": round(found.length, 3), "accepted": kept["Part.Accepted"],
        }  # fmt: skip
        self.flow.inspected(piece, kept["Part.Accepted"], record)


class FlowLine(Line):
    """The packing line's drive and jaw; packs come from the inspector, one part each in 500 g of cushioning."""

    flow: Flow

    def supply(self) -> None:
        """See Line."""
        pace = HANDED_OVER * (1 - JAMMED * self.of("upstream-slow"))
        self._arriving = min(1.0, self._arriving + pace * self.tick)
        if self._arriving >= 1.0 and self.flow.accepted and self.buffer < 60:
            self._arriving -= 1.0
            self.flow.infeed.append(self.flow.accepted.popleft())
            self.buffer += 1


class PackerStation(Station, Packer):
    """The packer."""

    line_type = FlowLine

    def reset(self, seed: int, start: Mapping[str, Value], parameters: Mapping[str, float]) -> None:
        """See Packer; it starts without packs at its infeed."""
        super().reset(seed, start, parameters)
        self.line.flow, self.line.buffer = self.flow, 0
        self.keep("Infeed.Buffer", 0)

    def _pack(self) -> None:
        piece, before = self.flow.infeed.popleft(), self.losses.good
        number = self.kept["Admin.ProdConsumedCount"] + 1
        super()._pack()
        good = self.losses.good > before
        record = {"pack": number, "weight": self.kept["Checkweigher.Weight"], "good": good}
        self.flow.packed(piece, good, record)
