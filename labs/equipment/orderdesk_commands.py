"""What can be asked of the order desk, and ordered of it.

Contract: functions of a desk (orderdesk.OrderDesk) with checked arguments, in `DESK` by the command's name. Queries
return JSON and leave it in `Query.Answer`; they tell what was written down, not what is true.
"""

import json

from labs.equipment.declare import interlocked
from labs.equipment.orderdesk_shop import DAY, MATERIALS


def release(desk, product: int, quantity: int) -> str:
    """Release a work order and return its name; refused where the material does not suffice."""
    order = desk.shop.release(list(desk.levels)[product - 1], quantity)
    if order is None:
        raise interlocked(
            "자재가 모자랍니다. 수량을 줄이거나 OrderMaterial로 발주하십시오.",
            "There is not enough material. Lower the quantity or use OrderMaterial.",
        )
    return order.name


def order_material(desk, material: int, kilograms: float) -> None:
    """Order a lot of material."""
    desk.shop.order_material(MATERIALS[material - 1], kilograms, desk.now)


def block_lot(desk, lot: str) -> None:
    """Take a lot out of use; the complaint is then answered."""
    if lot not in desk.shop.lots:
        raise interlocked(
            f"로트 '{lot}'은(는) 없습니다. Trace로 로트 번호를 찾으십시오.",
            f"There is no lot '{lot}'. Find its name with Trace.",
        )
    desk.shop.lots[lot].blocked = True
    desk.tripped.discard("complaint")


def trace(desk, serial: int) -> str:
    """Return a part's history."""
    found = desk.shop.genealogy.trace(serial)
    if found is None:
        raise interlocked(
            f"일련번호 {serial}인 부품은 없습니다. 마지막 번호는 Parts.LastSerial에 있습니다.",
            f"There is no part {serial}. Parts.LastSerial shows the last one.",
        )
    return _answer(desk, found)


def where_used(desk, lot: str) -> str:
    """Return the parts made of a lot and the orders that got them."""
    return _answer(desk, desk.shop.genealogy.where_used(lot))


def demand_history(desk, first: int, days: int) -> str:
    """Return what was ordered on past days, by product, and whether the product was promoted."""
    last = first + days
    if last > desk.kept["Day.Number"]:
        raise interlocked(
            "아직 지나지 않은 날은 조회할 수 없습니다. Day.Number보다 앞의 날을 고르십시오.",
            "Only days that are over can be asked for: choose days before Day.Number.",
        )
    answer: dict = {"first_day": first}
    for product in desk.levels:
        placed = [desk.placed.get(day, {}).get(product) for day in range(first, last)]
        answer[product] = [
            desk.demand.total(product, day) if total is None else total
            for day, total in zip(range(first, last), placed, strict=True)
        ]
        answer[f"{product}.promotion"] = [int(desk.demand.promoted(product, day)) for day in range(first, last)]
    return _answer(desk, answer)


def open_orders(desk) -> str:
    """Return the fifty orders due first."""
    waiting = sorted(order for orders in desk.shop.open.values() for order in orders)[:50]
    return _answer(
        desk,
        [{"order": o.name, "product": o.product, "quantity": o.quantity, "due_day": o.due // DAY} for o in waiting],
    )


def _answer(desk, what: object) -> str:
    text = json.dumps(what, separators=(",", ":"))
    desk.keep("Query.Answer", text)
    return text


DESK = {
    "ReleaseWorkOrder": release,
    "OrderMaterial": order_material,
    "BlockLot": block_lot,
    "Trace": trace,
    "WhereUsed": where_used,
    "DemandHistory": demand_history,
    "OpenOrders": open_orders,
}
