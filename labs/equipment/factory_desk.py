"""The factory's order desk: the stand-alone desk with two products, whose parts real machines make.

Contract: `FactoryShop.begin` hands a part of the oldest work order to the station that asks; `FactoryShop.finish` takes
back what was packed or scrapped. Wire comes in coils of 400 m, one lot each; the press works on one coil at a time.
Customers call off for the same day: an order is due one to four hours after it came. All figures are chosen.
"""

from collections.abc import Mapping
from dataclasses import replace

from labs.equipment import orderdesk_signals as declared
from labs.equipment.demand import Order
from labs.equipment.factory_book import Piece
from labs.equipment.orderdesk import OrderDesk
from labs.equipment.orderdesk_shop import CLOSES, DAY, SLOW, SUNDAY, Lot, Shop, WorkOrder
from labs.equipment.press_physics import WIRE_AREA
from labs.simulation.machine import Value
from labs.simulation.states import STATE_COMMANDS

WIRE = 7850.0 * WIRE_AREA  # kg/m of steel
COIL = 400.0 * WIRE  # kg
KOREAN = {"Bolt": "볼트", "Lens": "렌즈"}
PACE = {"Bolt": 1800.0, "Lens": 400.0}  # parts/h that the desk lets into the lines at most
CREDIT = 20.0  # parts that a line may take at once
LEAD = 3600  # s for each day of the stand-alone desk
SMOOTH = 0.02  # of the shown rate, in a tick of 10 s


class FactoryShop(Shop):
    """See the module. `coil` is the lot on the press; `in_process` by product counts parts on their way."""

    made_of = {"Bolt": "Wire", "Lens": "Resin"}
    weight = {"Bolt": 0.145 * WIRE, "Lens": 0.030}

    def __init__(self, *given) -> None:
        super().__init__(*given)
        self.coil: Lot | None = None
        self.in_process = dict.fromkeys(self.made_of, 0)
        self._credit = dict.fromkeys(self.made_of, 0.0)
        self._made, self._pace = 0, 0.0

    def produce(self, seconds: float, now: float) -> None:
        """Let new parts into the lines for `seconds`."""
        for product, pace in PACE.items():
            more = pace * (1 - SLOW * self.of("line-slow")) * seconds / 3600
            self._credit[product] = min(CREDIT, self._credit[product] + more)

    def measure(self, seconds: float) -> None:
        """Work out the true rate of good parts (parts/h)."""
        self._pace += SMOOTH * (self._made * 3600 / seconds - self._pace)
        self.rate, self._made = self._pace, 0

    def waits_for(self, product: str) -> WorkOrder | None:
        """Return the work order whose next part may be begun now."""
        if self._credit[product] < 1:
            return None
        return next((order for order in self.queue if order.product == product and order.left > 0), None)

    def lot_for(self, product: str) -> Lot | None:
        """Return the lot that the next part would be made of."""
        if product == "Lens":
            return self._usable(product)
        return None if self.coil is None or self.coil.blocked else self.coil

    def begin(self, product: str, kilograms: float) -> tuple[str, Lot, str] | None:
        """Begin a part: return work order, true lot and the lot that the reader saw; None where there is none to do."""
        order, lot = self.waits_for(product), self.lot_for(product)
        if order is None or lot is None:
            return None
        self._credit[product] -= 1
        order.left -= 1
        lot.left -= kilograms
        self.on_hand[lot.material] -= kilograms
        self.in_process[product] += 1
        recorded = lot.name
        if self.chance.uniform("barcode") < 0.5 * self.of("barcode-misread"):
            recorded = f"{lot.name[0]}{int(lot.name[1:]) + 1:05d}"
        if order.left == 0:
            self.queue.remove(order)
            self.tell("finished", order=order)
        return order.name, lot, recorded

    def finish(self, piece: Piece, good: bool, now: float) -> None:
        """Take a part into stock, or note it as scrap."""
        self.in_process[piece.product] -= 1
        if not good:
            self.tell("scrap")
            return
        record = piece.record
        piece.record["serial"] = self.genealogy.made(
            piece.product, record["work_order"], piece.lot, record["material_lot"], int(now), piece.kind != 0
        )
        self.stock[piece.product] += 1
        self._made += 1
        self.tell("made")

    def next_coil(self) -> Lot | None:
        """Return the oldest usable coil in the store."""
        usable = (one for one in self.lots.values() if one.material == "Wire" and not one.blocked)
        return next((one for one in usable if one is not self.coil and one.left >= self.weight["Bolt"]), None)

    def mount(self, lot: Lot) -> None:
        """Put a coil on the press; what was left of the old one is written off."""
        if self.coil is not None:
            self.on_hand["Wire"] -= self.coil.left
            self.coil.left = 0.0
        self.coil = lot

    def spoil(self) -> None:
        """Make the coil on the press a bad one."""
        if self.coil is not None:
            self.coil.bad = True

    def ready(self) -> bool:
        """Tell whether there is something to make and something to make it of."""
        return any(self.lot_for(order.product) is not None for order in self.queue)

    def position(self, product: str) -> int:
        """Return the inventory position, with what the machines have in hand."""
        return super().position(product) + self.in_process[product]


class FactoryDesk(OrderDesk):
    """See the module. `lateness` (h, negative when early) of every order shipped."""

    shop: FactoryShop
    shop_type = FactoryShop
    levels = {"Bolt": (5400.0, 0.10), "Lens": (900.0, 0.25)}
    plan = {"Bolt": (2200, 400), "Lens": (600, 100)}
    opening = {"Bolt": 600, "Lens": 300}
    bought = {"Wire": (1700.0, COIL, 3), "Resin": (40.0, 20.0, 3)}
    kilowatts = (1.5, 1.5, 1.5)  # office and stores
    signals = declared.signals(KOREAN)
    commands = (*STATE_COMMANDS, declared.release(KOREAN), *declared.OTHER_COMMANDS)
    faults = tuple(
        replace(one, target="Demand.Today.Bolt") if one.id == "demand-surge" else one for one in declared.FAULTS
    )
    parameter_names = tuple(f"Demand.{product}.{name}" for product in KOREAN
                            for name in ("Level", "Trend", "Season", "Phase", "Lift"))  # fmt: skip
    start_names = ("Running", "Start.Day", "Backlog.Bolt", "Backlog.Hours")

    def reset(self, seed: int, start: Mapping[str, Value], parameters: Mapping[str, float]) -> None:
        """See OrderDesk. `Backlog.Bolt` parts are open from the start, due after `Backlog.Hours`."""
        self.lateness: dict[str, float] = {}
        super().reset(seed, start, parameters)
        self.keep("Day.Open", self.kept["Day.Number"] % 7 != SUNDAY)  # the day begins as the doors open
        backlog = int(start.get("Backlog.Bolt", 0))
        if backlog:
            self.shop.accept("Bolt", backlog, self.now + round(3600 * start.get("Backlog.Hours", 1.0)))
            self.count("Orders.Received")
            self.count("Orders.Open")
            self._show()

    def _open_up(self) -> None:
        super()._open_up()
        self.shop.mount(self.shop.next_coil())

    def _tick(self) -> None:
        super()._tick()
        self.shop.measure(self.tick_seconds)

    def _due(self, order: Order) -> int:
        return min(self.now + LEAD * (order.due - self.kept["Day.Number"]), self.kept["Day.Number"] * DAY + CLOSES)

    def _told(self, event: str, **what) -> None:
        super()._told(event, **what)
        if event == "shipped":
            self.lateness[what["order"].name] = (self.now - what["order"].due) / 3600

    def overdue(self) -> dict[str, float]:
        """Return how late (h) open orders are by now."""
        waiting = (order for orders in self.shop.open.values() for order in orders)
        return {order.name: (self.now - order.due) / 3600 for order in waiting if order.due < self.now}
