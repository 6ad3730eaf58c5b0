"""What goes wrong upstream shows downstream: each fault against the same seed without it."""

import pytest

from labs.equipment.factory_signals import FAULTS, STATIONS
from labs.equipment.registry import create_plant, make_machine, scenario_names


def run(seconds, *faults, seed=4, scenario="normal", **more):
    plant = create_plant("factory", seed, scenario, **more)
    for fault in faults:
        plant.inject(fault)
    plant.advance(seconds)
    return plant


BACKLOG = {"OrderDesk.Backlog.Bolt": 1000, "OrderDesk.Backlog.Hours": 0.6}  # 600 in stock: 400 to make by 2160 s


@pytest.fixture(scope="module")
def sound():
    return run(2400, initial=BACKLOG)


@pytest.fixture(scope="module")
def galled():
    return run(2400, "press-die-galling", initial=BACKLOG)


def bad(plant):
    """Share of really bad bolts among those that were begun at the press and have been inspected."""
    bolts = [
        piece
        for piece in plant.machine.book.parts.values()
        if piece.product == "Bolt" and "inspector" in piece.record and "press" in piece.record
    ]
    return sum(piece.kind != 0 for piece in bolts) / len(bolts)


def test_every_fault_of_every_machine_can_be_injected_but_a_station_has_no_network_of_its_own():
    for name in STATIONS:
        for fault in make_machine(name.lower()).faults:
            injectable = f"{name.lower()}-{fault.id}" in {one.id for one in FAULTS}
            assert injectable == (fault.kind != "network")


def test_a_galled_die_shows_as_scratches_at_the_inspector_minutes_later(sound, galled):
    assert bad(galled) > 0.5 > 0.1 > bad(sound)
    assert galled.read("Scrap.Inspector").value > 2 * sound.read("Scrap.Inspector").value
    scratched = galled.read("Inspector.Count.Scratch").value
    assert scratched > 3 * sound.read("Inspector.Count.Scratch").value
    record = galled.recording()
    share = record["Scrap.Share"]
    assert share[: 15 * 60].max() < 20 < share[-1]  # the oven lies between
    assert record["Press.Stroke.PeakForce"][60:].mean() > sound.recording()["Press.Stroke.PeakForce"][60:].mean()
    assert galled.machine.parameters["Truth.OEE"] < sound.machine.parameters["Truth.OEE"]
    assert (record.faults[0].id, record.faults[0].start) == ("press-die-galling", 0)


def test_a_weak_oven_leaves_heads_hard_which_the_mill_and_the_inspector_feel(sound):
    weak = run(1500, "furnace-zone1-heater-weak", "furnace-zone2-heater-weak")
    assert weak.truth("Furnace.Zone1.Temperature") < sound.truth("Furnace.Zone1.Temperature") - 30
    late = [piece for piece in weak.machine.book.parts.values() if "press" in piece.record and "mill" in piece.record]
    assert max(piece.unannealed for piece in late) > 0.3
    assert late[-1].record["furnace"]["zone1"] < 620
    assert bad(weak) > 2 * bad(sound)


def test_a_bad_lot_cracks_and_the_history_leads_back_to_it(sound):
    plant = run(1800, "orderdesk-bad-lot")
    assert bad(plant) > bad(sound) + 0.03
    lot = plant.machine.stations["OrderDesk"].shop.coil.name
    assert plant.machine.parameters[f"Truth.BadLot.{lot}"] == 1.0
    cracked = [piece for piece in plant.machine.book.parts.values() if piece.kind == 3 and "press" in piece.record]
    assert cracked and {piece.record["material_lot"] for piece in cracked} == {lot}


def test_a_fault_upstream_makes_orders_late(sound, galled):
    """The sound factory ships in time what the galled one still owes four minutes after it was due."""
    assert sound.machine.stations["OrderDesk"].lateness["SO00001"] < 0
    assert sound.read("Orders.Late").value == 0
    assert galled.read("Orders.Late").value == 1 and "orders-late" in galled.machine.tripped
    late = galled.recording().parameters["Truth.Lateness.SO00001"]
    assert late == pytest.approx((2400 - 2160) / 3600, abs=1e-9)
    assert galled.read("Lateness.Mean").value == pytest.approx(late, abs=1e-9)


def test_a_slow_oven_starves_the_mill_and_a_jammed_way_dents(sound):
    slow = run(700, initial={"Oven.Dwell": 3600.0})
    assert slow.read("Buffer.ToMill").value <= 1 and slow.read("Buffer.ToOven").value >= 2
    assert "mill-waits" in slow.machine.tripped
    jammed = run(900, "transfer-jams")
    assert jammed.read("Inspector.Count.Dent").value > 2 * sound.recording()["Inspector.Count.Dent"][900] + 5


def test_labels_that_are_not_read_leave_the_oven_out_of_the_history():
    lost = run(120, "tray-label-lost")
    records = [piece.record for piece in lost.machine.book.parts.values() if "mill" in piece.record]
    assert records
    later = [tray.pieces[0].record for tray in lost.machine.flow.cooling]
    assert later and all("furnace" not in record for record in later)


def test_a_slipping_belt_lets_parts_out_half_annealed():
    slipped = run(600, "oven-belt-slips")
    out = [*slipped.machine.flow.cooling, *slipped.machine.flow.to_mill]
    assert out and max(1 - tray.annealed for tray in out) > 0.3 and min(tray.seconds for tray in out) < 600


def test_a_moulder_fault_shows_in_lenses_only(sound):
    worn = run(900, "moulder-clamp-worn", initial=BACKLOG)
    lenses = [
        piece for piece in worn.machine.book.parts.values() if piece.product == "Lens" and "ended" in piece.record
    ]
    before = [p for p in sound.machine.book.parts.values() if p.product == "Lens" and p.record.get("ended", 9e9) <= 900]
    assert sum(p.kind != 0 for p in lenses) > sum(p.kind != 0 for p in before) + 5
    bolts = [[p.kind for p in one.machine.book.parts.values() if p.product == "Bolt"][:100] for one in (worn, sound)]
    assert bolts[0] == bolts[1]


def test_a_sensor_that_drifts_misleads_the_oven():
    plant = create_plant("factory", 4)
    plant.inject("furnace-zone2-sensor-drift")
    plant.advance(600)
    assert plant.read("Furnace.Zone2.Temperature").value == pytest.approx(650, abs=6)
    assert abs(plant.truth("Furnace.Zone2.Temperature") - 650) > 10
    out = [*plant.machine.flow.cooling, *plant.machine.flow.to_mill]
    assert out[-1].pieces[0].record["furnace"]["zone2"] == pytest.approx(650, abs=6)  # as it was seen


@pytest.mark.parametrize("scenario", scenario_names("factory"))
def test_scenarios_run(scenario):
    plant = run(120, scenario=scenario)
    assert plant.read("Parts.Started").value > (0 if scenario != "stopped" else -1)
