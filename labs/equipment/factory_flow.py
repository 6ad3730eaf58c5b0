"""How parts flow: wire to press, ten to a tray, oven, cooling, mill or, for lenses, moulder; then inspector and packer.

Contract: `Flow` owns every part that is begun and not finished; stations (`factory_stations`) take from it and hand
back to it, so that the book's count of parts in process can be compared with what lies where (`contents`). Between
stations lie buffers; a full one stops the station before it, an empty one the station after it (`factory_crew`).
"""

from collections import deque

from labs.equipment import factory_graph as why
from labs.equipment.causal import CausalGraph
from labs.equipment.chance import Chance
from labs.equipment.factory_book import Book, Piece
from labs.equipment.factory_desk import FactoryDesk
from labs.equipment.factory_oven import PARTS, PLACES, SLIP, Oven, Tray
from labs.equipment.inspector_signals import CLASSES
from labs.equipment.inspector_vision import CRACKED_LOT
from labs.equipment.press_physics import Blank

COOLING = 120.0  # s in moving air
SLOWER = 4.0  # how many times as long the way to the mill takes at severity 1 of transfer-jams, in addition
COLD = 560.0  # °C of zone 2 as it shows: below, the belt takes no tray in
ROOM = 22.0  # °C of a tray that comes from the press
CRACK = CLASSES.index("Crack")
LENS = (109.0, 2.5)  # mm: diameter and thickness of the drawing; 28 g of polycarbonate
CLEARANCE = 0.12  # tan 7°: how far a worn edge stands back, in its land of wear (F. Klocke, "Fertigungsverfahren 1")
FULL_AT = {"ToOven": 4, "ToMill": 9}  # trays, those that cool included


class Flow:
    """See the module. `now` in s; `severity` of the factory's own faults."""

    def __init__(self, desk: FactoryDesk, book: Book, seed: int, parameters: dict[str, float]) -> None:
        self.desk, self.book = desk, book
        self.now = 0.0
        self.severity: dict[str, float] = {}
        self.chance = Chance(seed, "factory")
        self.graph = CausalGraph(why.NODES, parameters)
        self._outcomes = self.graph.function(why.GIVEN)
        self.oven = Oven()
        self.loading: list[Piece] = []  # the tray at the press
        self.to_oven: deque[Tray] = deque()
        self.cooling: deque[Tray] = deque()
        self.to_mill: deque[Tray] = deque()
        self.to_inspector: deque[Piece] = deque()
        self.accepted: deque[Piece] = deque()  # on the way to the packer
        self.infeed: deque[Piece] = deque()  # at the packer
        self.machines: list = []  # stations that may hold a part of their own

    def contents(self) -> dict[str, int]:
        """Return how many parts lie where."""

        def of(trays):
            return sum(len(tray.pieces) for tray in trays)

        return {
            "loading": len(self.loading), "to oven": of(self.to_oven), "oven": of(self.oven.trays),
            "cooling": of(self.cooling), "to mill": of(self.to_mill), "to inspector": len(self.to_inspector),
            "to packer": len(self.accepted) + len(self.infeed), "machines": sum(one.holds() for one in self.machines),
        }  # fmt: skip

    def begin(self, product: str, kilograms: float) -> Piece | None:
        """Begin a part for a work order; None where the desk has none."""
        given = self.desk.shop.begin(product, kilograms)
        if given is None:
            return None
        work_order, lot, recorded = given
        return self.book.begin(product, work_order, lot.name, recorded, lot.bad, self.now)

    def finish(self, piece: Piece, place: str | None) -> None:
        """A part is packed (None) or scrapped at `place`."""
        self.book.finish(piece, place, self.now)
        self.desk.shop.finish(piece, place is None, self.desk.now)

    def pressed(self, piece: Piece, blank: Blank, strength: float, wear: float) -> None:
        """The press has headed a bolt; `strength` of the wire relative to the drawing's, `wear` and galling 0.."""
        piece.height, piece.diameter = blank.height * 1000, blank.diameter * 1000
        piece.strength, piece.wear = strength, wear
        piece.record["press"] = {
            "force": round(blank.peak / 1000, 1), "height": round(piece.height, 2),
            "diameter": round(piece.diameter, 2),
        }  # fmt: skip
        self.loading.append(piece)
        if len(self.loading) == PARTS:
            self.to_oven.append(Tray(self.loading, ROOM))
            self.loading = []

    def heat(self, zones: list[float], seen: list[float], dwell: float) -> list[float]:
        """Move oven, cooling and transport on by a second; return the watts that parts take from the zones."""
        oven = self.oven
        belt = dwell / (1 + SLIP * self.severity.get("oven-belt-slips", 0.0))
        if self.to_oven and oven.room() and len(oven.trays) < PLACES and not seen[1] < COLD:
            oven.trays.append(self.to_oven.popleft())
        full = len(self.cooling) + len(self.to_mill) >= FULL_AT["ToMill"]
        watts, tray = oven.second(zones, seen, belt, full)
        if tray is not None:
            self.note_oven(tray)
            tray.ready = self.now + COOLING * (1 + SLOWER * self.severity.get("transfer-jams", 0.0))
            self.cooling.append(tray)
        while self.cooling and self.cooling[0].ready <= self.now:
            self.to_mill.append(self.cooling.popleft())
        return watts

    def note_oven(self, tray: Tray) -> None:
        """Write down how a tray was annealed."""
        seconds = max(1.0, tray.seconds)
        record = {
            "minutes": round(seconds / 60, 1), "zone1": round(tray.seen[0] / seconds, 1),
            "zone2": round(tray.seen[1] / seconds, 1),
        }  # fmt: skip
        for piece in tray.pieces:
            piece.unannealed = 1 - tray.annealed
            if self.chance.uniform("label") >= self.severity.get("tray-label-lost", 0.0):
                piece.record["furnace"] = record

    def milled(self, tray: Tray, roughness: float, depth: float, wear: float, record: dict) -> None:
        """The mill has faced a tray: `depth` and `wear` (VB) in mm, `roughness` Ra in µm."""
        for piece in tray.pieces:
            piece.height -= depth - CLEARANCE * wear
            piece.roughness = roughness
            piece.record["mill"] = record
            self.to_inspector.append(piece)

    def moulded(self, piece: Piece, shot: dict[str, float], drawn: dict[str, int], record: dict) -> None:
        """The moulder has made a lens; its size follows from the shot's shrinkage (%)."""
        shrunk = 1 - (shot["shrinkage"] - 0.62) / 100
        piece.diameter, piece.height = LENS[0] * shrunk, LENS[1] * shrunk
        piece.kind = next((why.LENS[name] for name, bad in drawn.items() if bad), 0)
        piece.record["moulder"] = record
        self.to_inspector.append(piece)

    def classify(self, piece: Piece, cracked_lot: float) -> int:
        """Draw and return a part's true class (0 good); `cracked_lot` 0..1 is the inspector's own product fault."""
        if piece.product == "Lens":
            return piece.kind
        given = {
            "die_wear": piece.wear, "wire_strength": piece.strength, "lot_bad": float(piece.bad_lot),
            "unannealed": piece.unannealed, "roughness": piece.roughness,
            "knocks": self.severity.get("transfer-jams", 0.0),
        }  # fmt: skip
        values = self._outcomes(given, {})
        chances = [values[name] for name in why.OUTCOMES]
        chances[CRACK - 1] = min(1.0, chances[CRACK - 1] * (1 + CRACKED_LOT * cracked_lot))
        number = self.chance.uniform("class") * max(1.0, sum(chances))
        for kind, chance in enumerate(chances, start=1):
            number -= chance
            if number < 0:
                piece.kind = kind
                break
        return piece.kind

    def inspected(self, piece: Piece, accepted: bool, record: dict) -> None:
        """The inspector has judged a part."""
        piece.record["inspector"] = record
        if accepted:
            self.accepted.append(piece)
        else:
            self.finish(piece, "Inspector")

    def packed(self, piece: Piece, good: bool, record: dict) -> None:
        """The packer has packed a part; a bad pack is scrapped with what is in it."""
        piece.record["packer"] = record
        self.finish(piece, None if good else "Packer")
