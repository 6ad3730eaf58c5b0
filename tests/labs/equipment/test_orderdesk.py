"""The order desk: demand by hand and by statistics, conservation, genealogy, planning, faults."""

import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.equipment.demand import PRODUCTS, SPREAD, WEEK, Demand
from labs.equipment.orderdesk import OPENING
from labs.equipment.orderdesk_shop import DAY, MADE_OF, MATERIALS, WEIGHT
from labs.equipment.registry import create_plant
from labs.simulation.machine import PlantError
from labs.simulation.states import LEGAL, STATE_COMMANDS, State

HOUR, DAY_TICKS = 360, 8640
PLAIN = {
    f"Demand.{product}.{name}": value
    for product in PRODUCTS
    for name, value in (("Level", 1000.0), ("Trend", 0.0), ("Season", 0.0), ("Phase", 0.0), ("Lift", 1.5))
}


def desk(seed=0, scenario="normal", **more):
    return create_plant("orderdesk", seed, scenario, **more)


def value(plant, path):
    return plant.read(path).value


def test_mean_demand_by_hand():
    demand = Demand(0, "orderdesk")
    demand.parameters.update(PLAIN)
    monday = next(day for day in range(0, 700, 7) if not demand.promoted("Lens", day))
    promoted = next(day for day in range(0, 3500, 7) if demand.promoted("Lens", day))
    assert demand.mean("Lens", monday) == pytest.approx(1000 * 1.20)
    assert demand.mean("Lens", promoted) == pytest.approx(1000 * 1.20 * 1.5)
    assert demand.mean("Lens", monday + 6) == 0
    demand.parameters.update({"Demand.Lens.Trend": 0.1, "Demand.Lens.Season": 0.2, "Demand.Lens.Phase": 0.0})
    day = next(day for day in range(91, 3650, 365) if not demand.promoted("Lens", day) and day % 7 != 6)
    crest = 1 + 0.2 * np.sin(2 * np.pi * day / 365)
    assert demand.mean("Lens", day) == pytest.approx(1000 * (1 + 0.1 * day / 365) * WEEK[day % 7] * crest)


@pytest.mark.parametrize("product", PRODUCTS)
def test_days_scatter_about_their_mean(product):
    demand = Demand(4, "orderdesk")
    days = [day for day in range(-400, 300) if day % 7 != 6]
    ratio = np.array([demand.total(product, day) / demand.mean(product, day) for day in days])
    assert ratio.mean() == pytest.approx(1, abs=4.5 * SPREAD / len(days) ** 0.5)
    assert ratio.std() == pytest.approx(SPREAD, rel=0.15)


def test_orders_of_a_day_add_up_to_its_demand():
    demand = Demand(1, "orderdesk")
    for day in range(14):
        orders = demand.orders("BoltM8", day)
        assert sum(order.quantity for order in orders) == demand.total("BoltM8", day)
        assert all(order.due > day and order.quantity > 0 for order in orders)
        assert [order.second for order in orders] == sorted(order.second for order in orders)


def conserved(plant):
    """Material, parts and orders: what came is what is there and what went."""
    shop = plant.machine.shop
    good, scrap = value(plant, "Parts.Good"), value(plant, "Parts.Scrap")
    for material in MATERIALS:
        lots = [lot for lot in shop.lots.values() if lot.material == material]
        assert shop.on_hand[material] == pytest.approx(sum(lot.left for lot in lots), abs=1e-6)
        assert all(-1e-9 <= lot.left <= lot.received for lot in lots)
    shipped = sum(last - first + 1 for ranges in shop.genealogy.shipments.values() for first, last in ranges)
    assert sum(shop.stock.values()) + shipped == sum(OPENING.values()) + good == shop.genealogy.last
    assert all(shop.genealogy.stocked(product) == parts >= 0 for product, parts in shop.stock.items())
    assert value(plant, "Orders.Received") == value(plant, "Orders.Open") + value(plant, "Orders.Shipped")
    assert plant.machine.parameters["Truth.PartsShipped"] == shipped
    return good, scrap


@pytest.fixture(scope="module")
def week():
    """A week of business as usual, and its recording."""
    plant = desk(2, window_seconds=8 * DAY)
    plant.advance(7 * DAY_TICKS)
    return plant, plant.recording()


def test_a_week_conserves_everything(week):
    plant, run = week
    good, scrap = conserved(plant)
    assert good > 15_000 and scrap / (good + scrap) == pytest.approx(0.015, abs=0.003)
    # What the wire lost is what the wire's parts weigh, scrap included; resin is the rest.
    shop = plant.machine.shop
    used = sum(lot.received - lot.left for lot in shop.lots.values())
    least, most = (f([WEIGHT[product] for product in PRODUCTS]) for f in (min, max))
    assert least * (good + scrap) < used < most * (good + scrap)
    begun = sum(order.quantity - order.left for order in shop.queue)
    finished = good + scrap - begun
    assert finished >= 0 and value(plant, "WorkOrder.Finished") > 10
    ordered = sum(int(run[f"Demand.Today.{product}"].max()) for product in PRODUCTS)
    assert ordered > 3000


def test_nothing_is_made_at_night_or_on_sunday(week):
    _, run = week
    rate = run.truth["Line.Rate"]
    open_now = run["Day.Open"].astype(bool)
    assert rate[~open_now].max() == 0 and rate[open_now].max() == 800
    sunday = run["Day.Number"] == 6
    assert sunday.any() and not open_now[sunday].any()


def test_energy_is_the_powers_integral(week):
    _, run = week
    assert run["Energy.Total"][-1] == pytest.approx(run.truth["Line.Power"][1:].sum() * 10 / 3600, rel=1e-9)


def test_every_part_has_a_history(week):
    plant, _ = week
    books = plant.machine.shop.genealogy
    for serial in range(1, books.last, 97):
        part = json.loads(plant.call("Trace", serial))
        assert part == json.loads(value(plant, "Query.Answer"))
        assert part["material_lot"][0] == MADE_OF[part["product"]][0]
        used = json.loads(plant.call("WhereUsed", part["material_lot"]))
        mine = next(segment for segment in used if segment["first"] <= serial <= segment["last"])
        assert mine["work_order"] == part["work_order"]
        if part["order"]:
            assert part["order"] in mine["orders"]
            assert any(first <= serial <= last for first, last in books.shipments[part["order"]])
    sent = sorted(one for ranges in books.shipments.values() for one in ranges)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(sent))


def test_history_is_what_was_ordered_and_the_future_is_closed(week):
    plant, run = week
    answer = json.loads(plant.call("DemandHistory", -14, 14 + value(plant, "Day.Number")))
    for product in PRODUCTS:
        assert len(answer[product]) == len(answer[f"{product}.promotion"]) == 14 + value(plant, "Day.Number")
        for day in range(6):
            assert answer[product][14 + day] == run[f"Demand.Today.{product}"][run["Day.Number"] == day].max()
        assert answer[product][0] == plant.machine.demand.total(product, -14)
    with pytest.raises(PlantError) as refused:
        plant.call("DemandHistory", value(plant, "Day.Number"), 1)
    assert refused.value.reason == "interlock"


def test_line_rate_and_setup_by_hand():
    """800 M8 bolts take an hour at 800/h; 600 M10 bolts a quarter of an hour of setup and an hour."""
    plant = desk(0, "you-plan")
    plant.call("ReleaseWorkOrder", 1, 800)
    plant.call("ReleaseWorkOrder", 2, 600)
    plant.advance(HOUR)
    assert value(plant, "Parts.Good") + value(plant, "Parts.Scrap") == pytest.approx(800, abs=8)
    plant.advance(HOUR * 5 // 4 + 10)
    assert value(plant, "Parts.Good") + value(plant, "Parts.Scrap") == 1400
    assert value(plant, "WorkOrder.Finished") == 2
    run = plant.recording()
    changing = (run.truth["Line.Rate"] == 0) & (run.truth["Line.Power"] == 3.0)
    assert changing.sum() == pytest.approx(90, abs=2)
    assert run.truth["Stock.WireScale"][-1] == pytest.approx(800 - 800 * 0.018 - 600 * 0.035)


def test_work_orders_need_material():
    plant = desk(0, "you-plan")
    plant.call("ReleaseWorkOrder", 2, 20_000)  # 700 of 800 kg
    with pytest.raises(PlantError) as refused:
        plant.call("ReleaseWorkOrder", 2, 5_000)
    assert refused.value.reason == "interlock"
    plant.call("OrderMaterial", 1, 400.0)
    assert value(plant, "Material.WireOnOrder") == 400
    plant.advance(3 * DAY_TICKS)
    assert value(plant, "Material.WireOnOrder") == 0
    plant.call("ReleaseWorkOrder", 2, 5_000)
    with pytest.raises(PlantError):
        plant.call("BlockLot", "W99999")


def test_without_planning_orders_become_overdue():
    plant = desk(1, "you-plan")
    plant.advance(4 * DAY_TICKS)
    assert plant.alarms["orders-overdue"].active
    assert len(json.loads(plant.call("OpenOrders"))) == min(50, value(plant, "Orders.Open"))


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2), st.lists(st.tuples(st.sampled_from([c.name for c in STATE_COMMANDS] + ["ReleaseWorkOrder",
       "OrderMaterial", "BlockLot", "wait"]), st.integers(1, 100)), max_size=8))  # fmt: skip
def test_any_commands_conserve_and_keep_transitions_legal(seed, actions):
    plant = desk(seed)
    for what, number in actions:
        try:
            if what == "ReleaseWorkOrder":
                plant.call(what, 1 + number % 3, 40 * number)
            elif what == "OrderMaterial":
                plant.call(what, 1 + number % 2, 10.0 + number)
            elif what == "BlockLot":
                plant.call(what, f"W{number % 3:05d}")
            elif what != "wait":
                plant.call(what)
        except PlantError as error:
            assert error.reason == "interlock"
        plant.advance(number)
        conserved(plant)
    states = [State(state) for _, state in plant.recording().changes["Status.StateCurrent"]]
    assert set(itertools.pairwise(states)) <= LEGAL


def test_bad_lot_is_found_by_its_complaint_and_stopped():
    plant = desk(3, window_seconds=3 * DAY)
    plant.inject("bad-lot")
    plant.advance(2 * DAY_TICKS)
    assert value(plant, "Complaints.Count") > 0
    assert value(plant, "Parts.Scrap") > 0.04 * value(plant, "Parts.Good")
    assert plant.machine.parameters["Truth.BadPartsShipped"] > 0
    part = json.loads(plant.call("Trace", value(plant, "Complaints.LastSerial")))
    assert part["material_lot"] == "W00001" and part["order"]
    assert "complaint" in {event.alarm for event in plant.recording().alarms}
    plant.call("BlockLot", part["material_lot"])
    assert plant.machine.shop.lots["W00001"].blocked and not plant.machine.tripped & {"complaint"}


def faulty(fault, days, seed=2):
    plant = desk(seed, window_seconds=(days + 1) * DAY)
    plant.inject(fault)
    plant.advance(days * DAY_TICKS)
    return plant, plant.recording()


def test_slow_line_makes_less_and_ships_late(week):
    plant, run = faulty("line-slow", 7)
    assert run.truth["Line.Rate"].max() == pytest.approx(800 * 0.35)
    assert value(plant, "Parts.Good") < 0.9 * value(week[0], "Parts.Good")
    assert plant.machine.parameters["Truth.Late"] == value(plant, "Orders.ShippedLate") > 0


def test_surge_orders_more(week):
    _, run = faulty("demand-surge", 1)
    first = run["Day.Number"] == 0
    usual = week[1]["Demand.Today.BoltM8"][: len(first)][first].max()
    assert run["Demand.Today.BoltM8"][first].max() == pytest.approx(2.5 * usual, rel=0.01)


def test_lost_link_keeps_orders_back_until_it_returns():
    plant, run = faulty("order-link-lost", 1)
    assert run["Orders.Received"].max() == 0
    plant.clear("order-link-lost")
    plant.advance(1)
    assert value(plant, "Orders.Received") > 5
    conserved(plant)


def test_late_suppliers_bring_the_same_lot_four_times_as_late():
    arrived = []
    for fault in (None, "supplier-late"):
        plant = desk(2, "you-plan")
        if fault:
            plant.inject(fault)
        plant.call("OrderMaterial", 1, 400.0)
        due = plant.machine.shop.deliveries[0][0]
        arrived.append(due - plant.machine.now)
    assert arrived[1] == pytest.approx(4 * arrived[0])
    plant.advance(DAY_TICKS * 2)
    assert value(plant, "Material.WireOnOrder") == 400 and value(plant, "Material.WireLot") == "W00002"


def test_misread_labels_put_parts_on_lots_that_did_not_make_them():
    plant, _ = faulty("barcode-misread", 1)
    written = {segment["like"][2:4] for segment in plant.machine.shop.genealogy.segments}
    assert any(lot != recorded for lot, recorded in written)
    used = json.loads(plant.call("WhereUsed", "W00002"))  # that lot is still whole in the books
    assert used and plant.machine.shop.lots["W00002"].left == plant.machine.shop.lots["W00002"].received


def test_drifting_scale_leaves_the_books():
    _, run = faulty("scale-drift", 1)
    assert run["Stock.WireScale"][HOUR] < run["Material.Wire"][HOUR] - 60
    assert run.truth["Stock.WireScale"][-1] == pytest.approx(run["Material.Wire"][-1], abs=0.001)
    assert "wire-vanishing" in {event.alarm for event in run.alarms}
