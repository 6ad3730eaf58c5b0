"""The shop behind the order desk: material lots, work orders, one production line, finished stock, shipping.

Contract: conserves material and parts. A work order reserves its material when it is released; the line makes parts one
by one, first in first out, from the oldest lot that is not blocked; good parts get serial numbers, scrap none. An order
is shipped whole, the one due first first, when its product's stock suffices. Times in s from midnight of day 0. All
figures are chosen.
"""

import heapq
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from labs.equipment.chance import Chance
from labs.equipment.genealogy import Genealogy

MATERIALS = ("Wire", "Resin")
MADE_OF = {"BoltM8": "Wire", "BoltM10": "Wire", "Lens": "Resin"}
WEIGHT = {"BoltM8": 0.018, "BoltM10": 0.035, "Lens": 0.006}  # kg a part
RATE = {"BoltM8": 800.0, "BoltM10": 600.0, "Lens": 400.0}  # parts/h
SETUP = 900.0  # s between different products
SCRAP, BAD_SCRAP = 0.015, 0.10  # share of parts, from sound and from bad lots
SLOW, LATE_FACTOR = 0.65, 3.0  # at severity 1: rate lost; how many times as long suppliers take in addition
DAY, OPENS, CLOSES, SUNDAY = 86400, 8 * 3600, 18 * 3600, 6
COMPLAINT = 6 * 3600.0  # s, mean time from shipping bad parts to the complaint


class Lot:
    """One delivery of material."""

    def __init__(self, name: str, material: str, kilograms: float) -> None:
        self.name, self.material = name, material
        self.received = self.left = kilograms
        self.blocked = False
        self.bad = False


class WorkOrder:
    """`quantity` parts to make, scrap included; `left` of them still to be begun."""

    def __init__(self, name: str, product: str, quantity: int) -> None:
        self.name, self.product = name, product
        self.quantity = self.left = quantity


class Open(NamedTuple):
    """A customer order that waits; the heap's order is that of shipping."""

    due: int  # s
    number: int
    name: str
    product: str
    quantity: int


class Shop:
    """State of the shop. `tell(event, **what)` hears of everything that counts. `severity` by fault id."""

    made_of, weight = MADE_OF, WEIGHT

    def __init__(self, chance: Chance, tell: Callable[..., None]) -> None:
        self.chance, self.tell = chance, tell
        self.severity: dict[str, float] = {}
        self.genealogy = Genealogy()
        self.lots: dict[str, Lot] = {}
        self.on_hand = dict.fromkeys(MATERIALS, 0.0)  # kg, blocked lots included
        self.deliveries: list[tuple[float, int, str, float]] = []
        self.queue: deque[WorkOrder] = deque()
        self.open: dict[str, list[Open]] = {product: [] for product in self.made_of}
        self.stock = dict.fromkeys(self.made_of, 0)
        self.complaints: list[tuple[float, int]] = []
        self.numbers = {"Lot": 0, "WorkOrder": 0, "Order": 0}
        self.setup_left = 0.0  # s
        self.rate = 0.0  # parts/h, true
        self._product = next(iter(self.made_of))
        self._progress = 0.0
        self._serving: dict[str, Lot | None] = dict.fromkeys(MATERIALS)

    def of(self, fault: str) -> float:
        """Return a fault's present severity."""
        return self.severity.get(fault, 0.0)

    def number(self, what: str, mark: str) -> str:
        """Return the next name of its kind, e.g. WO00012."""
        self.numbers[what] += 1
        return f"{mark}{self.numbers[what]:05d}"

    # Material

    def free(self, material: str) -> float:
        """Return what may still be reserved (kg)."""
        usable = sum(lot.left for lot in self.lots.values() if lot.material == material and not lot.blocked)
        return usable - self.reserved(material)

    def reserved(self, material: str) -> float:
        """Return what released work orders will need (kg)."""
        return sum(
            order.left * self.weight[order.product] for order in self.queue if self.made_of[order.product] == material
        )

    def on_order(self, material: str) -> float:
        """Return what suppliers have still to deliver (kg)."""
        return sum(kilograms for _, _, what, kilograms in self.deliveries if what == material)

    def order_material(self, material: str, kilograms: float, now: float) -> None:
        """Order a lot; it comes after about a day."""
        seconds = self.chance.lognormal("supplier", 1.0 * DAY, 0.35) * (1 + LATE_FACTOR * self.of("supplier-late"))
        heapq.heappush(self.deliveries, (now + seconds, len(self.lots) + len(self.deliveries), material, kilograms))

    def deliver(self) -> tuple[float, int, str, float]:
        """Take the next delivery off the list: its time, number, material and weight (kg)."""
        return heapq.heappop(self.deliveries)

    def receive(self, material: str, kilograms: float) -> Lot:
        """Take a delivery in."""
        lot = Lot(self.number("Lot", material[0]), material, kilograms)
        self.lots[lot.name] = lot
        self.on_hand[material] += kilograms
        self.tell("received", lot=lot)
        return lot

    def spoil(self) -> None:
        """Make the lot of wire in use, or the next one, a bad one."""
        lot = self._lot("Wire", max(self.weight.values()))
        if lot is not None:
            lot.bad = True

    def _lot(self, material: str, need: float) -> Lot | None:
        """Return the oldest usable lot that still holds one part's worth; what is less is written off with the lot."""
        lot = self._serving[material]
        if lot is None or lot.blocked or lot.left < need - 1e-9:
            usable = (one for one in self.lots.values() if one.material == material and not one.blocked)
            lot = self._serving[material] = next((one for one in usable if one.left >= need - 1e-9), None)
        return lot

    # Production

    def release(self, product: str, quantity: int) -> WorkOrder | None:
        """Release a work order and return it, or None where the material does not suffice."""
        if self.free(self.made_of[product]) < quantity * self.weight[product]:
            return None
        order = WorkOrder(self.number("WorkOrder", "WO"), product, quantity)
        self.queue.append(order)
        return order

    def ready(self) -> bool:
        """Tell whether the line has something to make and something to make it of."""
        return bool(self.queue) and self._usable(self.queue[0].product) is not None

    def _usable(self, product: str) -> Lot | None:
        return self._lot(self.made_of[product], self.weight[product])

    def produce(self, seconds: float, now: float) -> None:
        """Let the line work for `seconds`."""
        self.rate = 0.0
        if not self.queue:
            return
        order = self.queue[0]
        if order.product != self._product:
            self._product, self.setup_left, self._progress = order.product, SETUP, 0.0
        if self.setup_left > 0:
            self.setup_left -= seconds
            return
        self.rate = RATE[order.product] * (1 - SLOW * self.of("line-slow"))
        self._progress += self.rate / 3600 * seconds
        while self._progress >= 1 and order.left > 0:
            lot = self._usable(order.product)
            if lot is None:
                self._progress = 0.0
                return
            self._progress -= 1
            self._make(order, lot, now)
        if order.left == 0:
            self.queue.popleft()
            self._progress = 0.0
            self.tell("finished", order=order)

    def _make(self, order: WorkOrder, lot: Lot, now: float) -> None:
        chance = self.chance
        order.left -= 1
        lot.left -= self.weight[order.product]
        self.on_hand[lot.material] -= self.weight[order.product]
        misread = chance.uniform("barcode")
        if chance.uniform("scrap") < (BAD_SCRAP if lot.bad else SCRAP):
            self.tell("scrap")
            return
        recorded = lot.name
        if misread < 0.5 * self.of("barcode-misread"):  # the scanner reads the label of the neighbouring pallet
            recorded = f"{lot.name[0]}{int(lot.name[1:]) + 1:05d}"
        self.genealogy.made(order.product, order.name, lot.name, recorded, int(now), lot.bad)
        self.stock[order.product] += 1
        self.tell("made")

    # Orders

    def accept(self, product: str, quantity: int, due: int) -> str:
        """Take a customer order in; `due` in s."""
        name = self.number("Order", "SO")
        heapq.heappush(self.open[product], Open(due, self.numbers["Order"], name, product, quantity))
        return name

    def ship(self, now: float) -> None:
        """Ship what can be shipped."""
        for product, waiting in self.open.items():
            while waiting and self.stock[product] >= waiting[0].quantity:
                order = heapq.heappop(waiting)
                self.stock[product] -= order.quantity
                bad, *serials = self.genealogy.bad_in(self.genealogy.ship(product, order.quantity, order.name))
                if bad:
                    after = self.chance.exponential("complaint", COMPLAINT)
                    heapq.heappush(self.complaints, (now + after, serials[0]))
                self.tell("shipped", order=order, late=max(0.0, now - order.due), bad=bad)

    def complain(self) -> int:
        """Take the next complaint off the list and return the part's serial number."""
        return heapq.heappop(self.complaints)[1]

    def position(self, product: str) -> int:
        """Return the inventory position: in stock and released, less what is promised."""
        making = sum(order.left for order in self.queue if order.product == product)
        return self.stock[product] + making - sum(order.quantity for order in self.open[product])

    def overdue(self, now: float) -> bool:
        """Tell whether an open order is past its due time."""
        return any(waiting and waiting[0].due < now for waiting in self.open.values())
