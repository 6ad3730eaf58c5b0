"""The book of the factory: every part's history, and the ground truth of OEE, scrap, energy and lateness.

Contract: each part is written down from its first station to its pack or the scrap box; started = good + scrap + in
process, always. A record tells what stations and readers said; the truth (class, lot) stays in the `Piece`. OEE after
S. Nakajima, "Introduction to TPM" (1988), and ISO 22400-2 at each line's slowest machine, mill for bolts and moulder
for lenses, the lines weighted by time: availability = operating / planned time, performance = ideal cycle x finished /
operating time, quality = ideal cycle x good / ideal cycle x finished. Planned: the hours the desk is open; operating:
EXECUTE and, as lost performance, starved or blocked. Shown: good by the inspector's verdict; true: really good.
"""

import json
from collections import OrderedDict, deque

from labs.simulation.states import State

KEPT = 20_000  # finished parts whose history is kept
RECENT = 100  # parts of which the scrap share is shown
IDEAL = {"Bolt": 3.955, "Lens": 20.8}  # s a part: a tray of ten in 10 s and 330 mm at 670 mm/min; the moulder's recipe
SLOWEST = {"Bolt": "Mill", "Lens": "Moulder"}
PLACES = ("Mill", "Moulder", "Inspector", "Packer")  # where parts are scrapped
OPERATING = {State.EXECUTE, State.SUSPENDING, State.SUSPENDED, State.UNSUSPENDING}


class Piece:
    """One part. `record` is what was written down; the rest is true: sizes (mm), class (0 good), strength, lot."""

    __slots__ = (
        "bad_lot",
        "diameter",
        "height",
        "kind",
        "lot",
        "number",
        "product",
        "record",
        "roughness",
        "strength",
        "unannealed",
        "wear",
    )  # fmt: skip

    def __init__(self, number: int, product: str, record: dict, lot: str, bad_lot: bool) -> None:
        self.number, self.product, self.record, self.lot, self.bad_lot = number, product, record, lot, bad_lot
        self.diameter = self.height = self.wear = self.unannealed = 0.0
        self.strength = self.roughness = 1.0
        self.kind = 0


class Book:
    """Counts and histories of one run."""

    def __init__(self) -> None:
        self.parts: OrderedDict[int, Piece] = OrderedDict()
        self.started = 0
        self.good = dict.fromkeys(IDEAL, 0)  # by verdict
        self.truly_good = dict.fromkeys(IDEAL, 0)
        self.scrap = dict.fromkeys(IDEAL, 0)
        self.scrapped_at = dict.fromkeys(PLACES, 0)
        self.escapes = self.false_rejects = 0
        self.planned = dict.fromkeys(IDEAL, 0)  # s
        self.operating = dict.fromkeys(IDEAL, 0)
        self.recent: deque[bool] = deque([False] * RECENT, maxlen=RECENT)  # what was made before was good
        self.outbox: deque[Piece] = deque()
        self._finished: deque[int] = deque()

    def begin(self, product: str, work_order: str, lot: str, recorded: str, bad_lot: bool, second: float) -> Piece:
        """Open the history of a new part."""
        self.started += 1
        record = {
            "part": self.started, "product": product, "work_order": work_order, "material_lot": recorded,
            "begun": round(second, 1), "state": "in process",
        }  # fmt: skip
        piece = self.parts[self.started] = Piece(self.started, product, record, lot, bad_lot)
        return piece

    def finish(self, piece: Piece, place: str | None, second: float) -> None:
        """Close a history: scrapped at `place`, or packed (None)."""
        piece.record["state"] = f"scrapped at {place}" if place else "packed"
        piece.record["ended"] = round(second, 1)
        self.recent.append(place is not None)
        if place is None:
            self.good[piece.product] += 1
            self.truly_good[piece.product] += piece.kind == 0
            self.escapes += piece.kind != 0
        else:
            self.scrap[piece.product] += 1
            self.scrapped_at[place] += 1
            self.false_rejects += place == "Inspector" and piece.kind == 0
        self.outbox.append(piece)
        self._finished.append(piece.number)
        if len(self._finished) > KEPT:
            del self.parts[self._finished.popleft()]

    def second(self, opened: bool, states: dict[str, State]) -> None:
        """Count a second of every line; `states` by station."""
        if opened:
            for product, station in SLOWEST.items():
                self.planned[product] += 1
                self.operating[product] += states[station] in OPERATING

    @property
    def in_process(self) -> int:
        """How many parts are begun and neither packed nor scrapped."""
        return self.started - sum(self.good.values()) - sum(self.scrap.values())

    def scrap_share(self) -> float:
        """Return the scrap among the last hundred finished parts (%)."""
        return 100 * sum(self.recent) / RECENT

    def factors(self, good: dict[str, int]) -> list[float]:
        """Return availability, performance, quality and OEE (0..1; 0 where nothing has been counted yet)."""
        planned, operating = sum(self.planned.values()), sum(self.operating.values())
        finished = sum(IDEAL[one] * (self.good[one] + self.scrap[one]) for one in IDEAL)
        fine = sum(IDEAL[one] * good[one] for one in IDEAL)
        pairs = ((operating, planned), (finished, operating), (fine, finished), (fine, planned))
        return [part / whole if whole else 0.0 for part, whole in pairs]

    def truth(self) -> dict[str, float]:
        """Return what really happened, for the recording's parameters."""
        names = ("Availability", "Performance", "Quality", "OEE")
        return {
            **dict(zip((f"Truth.{name}" for name in names), self.factors(self.truly_good), strict=True)),
            "Truth.Started": float(self.started),
            "Truth.Packed": float(sum(self.good.values())),
            "Truth.Good": float(sum(self.truly_good.values())),
            "Truth.Scrap": float(sum(self.scrap.values())),
            **{f"Truth.Scrap.{place}": float(number) for place, number in self.scrapped_at.items()},
            "Truth.InProcess": float(self.in_process),
            "Truth.Escapes": float(self.escapes),
            "Truth.FalseRejects": float(self.false_rejects),
        }


def text(piece: Piece, order: str | None) -> str:
    """Return a part's history as JSON; `order` is the customer order that got it, None before it was shipped."""
    return json.dumps({**piece.record, "order": order}, separators=(",", ":"))
