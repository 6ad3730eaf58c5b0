"""What comes to the order desk and leaves it: days, orders, material, complaints, and the planner's releases.

Contract: `Trade` is the half of `orderdesk.OrderDesk` that deals with customers and suppliers; the shop makes and
ships. What was really late or bad is counted in `_truth`, for the recording's parameters.
"""

from collections import deque

from labs.equipment.demand import Demand, Order
from labs.equipment.orderdesk_shop import CLOSES, DAY, Shop
from labs.equipment.packml_machine import PackMLMachine

SURGE = 1.5  # additional orders at severity 1 of demand-surge
SHOWN_FOR = DAY  # s that a complaint stays on the alarm list


class Trade(PackMLMachine):
    """`now` in s from midnight of day 0; `placed`: parts ordered by day and product, of the days of this run."""

    shop: Shop
    demand: Demand
    now: int
    placed: dict[int, dict[str, int]]

    def trade_reset(self) -> None:
        """Forget the last run."""
        self._truth = {"Late": 0.0, "LatenessHours": 0.0, "BadPartsShipped": 0.0, "PartsShipped": 0.0}
        self._coming: deque[Order] = deque()  # the orders of today that are still to come
        self._stuck: list[Order] = []  # those that the lost link keeps back
        self.placed = {}
        self._complained = -DAY

    def _open_up(self) -> None:
        """Fill the stores as on the first morning; what lies in stock was made of lots from before the books."""
        shop = self.shop
        for product, parts in self.opening.items():
            lot = f"{shop.made_of[product][0]}00000"
            for _ in range(parts):
                shop.genealogy.made(product, "WO00000", lot, lot, 0, False)
            shop.stock[product] = parts
        self.kept["Parts.LastSerial"] = shop.genealogy.last
        for material, (_, kilograms, lots) in self.bought.items():
            for _ in range(lots):
                shop.receive(material, kilograms)

    def _new_day(self, day: int) -> None:
        self.keep("Day.Number", day)
        self.placed[day] = dict.fromkeys(self.levels, 0)
        orders = [order for product in self.levels for order in self.demand.orders(product, day)]
        self._coming = deque(sorted(orders, key=lambda order: (order.second, order.product)))
        for product in self.levels:
            self.keep(f"Demand.Today.{product}", 0)
            self.keep(f"Promotion.{product}", self.demand.promoted(product, day))

    def _arrivals(self, second: int, opened: bool) -> None:
        """Take in what comes to the door: orders at any time, material while it is open, complaints."""
        shop = self.shop
        while self._coming and self._coming[0].second <= second:
            self._stuck.append(self._coming.popleft())
        if self._stuck and not shop.of("order-link-lost"):
            for order in self._stuck:
                self._accept(order)
            self._stuck.clear()
        while opened and shop.deliveries and shop.deliveries[0][0] <= self.now:
            _, _, material, kilograms = shop.deliver()
            shop.receive(material, kilograms)
        while shop.complaints and shop.complaints[0][0] <= self.now:
            self.count("Complaints.Count")
            self.keep("Complaints.LastSerial", shop.complain())
            self._complained = self.now
            self.tripped.add("complaint")
        if "complaint" in self.tripped and self.now - self._complained > SHOWN_FOR:
            self.tripped.discard("complaint")

    def _accept(self, order: Order) -> None:
        quantity = order.quantity
        if order.product == next(iter(self.levels)):
            quantity = round(quantity * (1 + SURGE * self.shop.of("demand-surge")))
        name = self.shop.accept(order.product, quantity, self._due(order))
        self.placed[self.kept["Day.Number"]][order.product] += quantity
        self.count("Orders.Received")
        self.count("Orders.Open")
        self.count(f"Demand.Today.{order.product}", quantity)
        self.keep("Orders.Last", f"{name} {order.product} {quantity}")

    def _due(self, order: Order) -> int:
        """Return by when (s) an order is wanted."""
        return order.due * DAY + CLOSES

    def _plan(self) -> None:
        """Release work orders and order material where the position has fallen below its reorder point."""
        shop = self.shop
        for product in self.levels:
            point, lot = self.kept[f"Plan.{product}.ReorderPoint"], self.kept[f"Plan.{product}.LotSize"]
            position = shop.position(product)
            for _ in range(3):
                if position < point and shop.release(product, lot) is not None:
                    position += lot
        for material, (point, lot, _) in self.bought.items():
            if shop.free(material) + shop.on_order(material) < point:
                shop.order_material(material, lot, self.now)

    def _told(self, event: str, **what) -> None:
        """Hear of what happened in the shop and count it."""
        if event == "made":
            self.count("Parts.Good")
            self.keep("Parts.LastSerial", self.shop.genealogy.last)
        elif event == "scrap":
            self.count("Parts.Scrap")
        elif event == "finished":
            self.count("WorkOrder.Finished")
        elif event == "received":
            self.keep(f"Material.{what['lot'].material}Lot", what["lot"].name)
        elif event == "shipped":
            self.count("Orders.Shipped")
            self.count("Orders.Open", -1)
            self._truth["PartsShipped"] += what["order"].quantity
            self._truth["BadPartsShipped"] += what["bad"]
            if what["late"] > 0:
                self.count("Orders.ShippedLate")
                self._truth["Late"] += 1
                self._truth["LatenessHours"] += what["late"] / 3600
