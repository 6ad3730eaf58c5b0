"""The meter: power triangle, energy, tariff, demand and power factor by hand; interlocks; faults."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.equipment import tariff
from labs.equipment.meter_signals import LOADS, NAMES
from labs.equipment.registry import create_plant
from labs.simulation.machine import PlantError
from labs.simulation.roles import Role

ENGINEER = Role.ENGINEER


def make(scenario="normal", seed=1, **more):
    return create_plant("meter", seed, scenario, **more)


def fed(loads, **initial):
    """A meter without error whose loads take given kilowatts, and nothing else does."""
    plant = make(initial=initial, parameters={"Meter.Error": 0.0, "Supply.Voltage": 380.0, "Supply.Drop": 0.0})
    for name in NAMES:
        plant.machine.feed(name, loads.get(name, 0.0))
        plant.machine.power[name] = loads.get(name, 0.0)
    plant.machine.measuring.trend = plant.machine.truth.trend = sum(loads.values())
    return plant


def read(plant, path):
    return plant.read(path).value


def test_power_triangle_by_hand():
    """20 kW at cos φ 0.72: Q = 20 tan(acos 0.72) = 19.28 kvar, S = 27.78 kVA, I = S/(√3·380 V) = 42.2 A."""
    plant = fed({"Press": 20.0})
    plant.machine._supply = 0.0
    plant.advance(1)
    assert read(plant, "Power.Active") == pytest.approx(20.0)
    assert read(plant, "Power.Reactive") == pytest.approx(19.28, abs=0.01)
    assert read(plant, "Power.Apparent") == pytest.approx(27.78, abs=0.01)
    assert read(plant, "Power.Factor") == pytest.approx(0.72)
    assert read(plant, "Current") == pytest.approx(42.2, rel=0.02)


def test_capacitors_take_five_kilovar_a_step():
    plant = fed({"Press": 20.0})
    plant.advance(1)
    before, share = read(plant, "Power.Reactive"), (plant.truth("Voltage") / 380) ** 2
    plant.write("Capacitor.Steps", 3)
    plant.advance(1)
    assert before - read(plant, "Power.Reactive") == pytest.approx(15.0 * share, rel=1e-3)
    assert read(plant, "Power.Factor") > 0.97


def test_sum_of_submeters_is_the_meter():
    plant = make()
    plant.advance(600)
    run = plant.recording()
    total = sum(run.truth[f"Load.{name}.Power"] for name in NAMES)
    assert total == pytest.approx(run.truth["Power.Active"])
    assert np.abs(run["Power.Active"] / run.truth["Power.Active"] - 1).max() <= 0.005


def test_energy_and_bill_are_integrals():
    plant = make("automatic", 3)
    plant.advance(3000)
    run = plant.recording()
    assert run["Energy.Total"][-1] * 3600 == pytest.approx(run["Power.Active"][1:].sum() * 0.1, rel=1e-9)
    periods = sum(run[f"Energy.{name}"] for name in ("OffPeak", "Middle", "Peak"))
    assert periods == pytest.approx(run["Energy.Total"])
    assert run["Bill.Energy"][-1] == pytest.approx(run["Energy.Peak"][-1] * 119.7)  # April, 14 h


def test_demand_is_the_mean_of_fixed_quarter_hours():
    """40 kW for 10 min, then nothing: 26.67 kW; the demand charge is 6490 won a kW."""
    plant = fed({"Furnace": 40.0})
    plant.machine.step(600.0)
    plant.machine.feed("Furnace", 0.0)
    plant.machine.power["Furnace"] = 0.0
    plant.machine.step(300.0)
    assert plant.machine.kept["Demand.Last"] == pytest.approx(26.67, abs=0.01)
    assert plant.machine.kept["Bill.Demand"] == pytest.approx(26.67 * 6490, abs=70)
    plant.machine.step(900.0)
    assert plant.machine.kept["Demand.Last"] == 0 and plant.machine.kept["Demand.Highest"] > 26


def test_demand_is_predicted_and_warned_of():
    plant = fed({"Furnace": 50.0}, **{"Demand.Limit": 45.0})
    plant.advance(100)
    assert read(plant, "Demand.Predicted") == pytest.approx(50.0, abs=0.01) and plant.alarms["demand-over"].active
    plant.machine.feed("Furnace", 0.0)
    plant.advance(3000)
    assert not plant.alarms["demand-over"].active


@pytest.mark.parametrize(
    ("hour", "month", "weekday", "expected"),
    [(7.9, 8, 1, 95.7), (8.0, 8, 1, 121.5), (11.5, 8, 1, 155.0), (12.5, 8, 1, 121.5), (17.9, 8, 1, 155.0),
     (22.0, 8, 1, 95.7), (11.5, 4, 1, 119.7), (9.5, 1, 1, 149.4), (13.0, 1, 1, 120.0), (18.0, 12, 4, 149.4),
     (23.0, 2, 0, 103.1), (11.5, 8, 5, 121.5), (11.5, 8, 6, 95.7)],
)  # fmt: skip
def test_prices(hour, month, weekday, expected):
    assert tariff.price(hour, month, weekday) == expected


def test_the_period_changes_with_the_clock():
    plant = make(initial={"Hour": 10.99})
    assert read(plant, "Tariff.Period") == tariff.MIDDLE
    plant.advance(601)
    assert read(plant, "Tariff.Period") == tariff.PEAK and read(plant, "Tariff.Price") == 155.0
    over = make(initial={"Hour": 23.99, "Weekday": 5})
    over.advance(1201)
    assert read(over, "Clock.Weekday") == 6


@pytest.mark.parametrize(("factor", "share"), [(0.90, 0.0), (0.85, 0.01), (0.95, -0.01), (0.99, -0.01), (0.4, 0.06)])
def test_power_factor_clause(factor, share):
    assert tariff.factor_adjustment(factor) == pytest.approx(share)


def test_mean_power_factor_of_the_day_sets_the_adjustment():
    """Press alone at 0.72: 18 points below 90 %, 3.6 % of the demand charge."""
    plant = fed({"Press": 30.0})
    plant.machine.step(960.0)
    kept = plant.machine.kept
    assert kept["Bill.MeanFactor"] == pytest.approx(0.72, abs=0.001)
    assert kept["Bill.PowerFactor"] == pytest.approx(0.036 * kept["Bill.Demand"], rel=0.01)


def test_automatic_capacitors_hold_the_power_factor():
    run = make("automatic", 2)
    run.advance(3000)
    assert run.recording()["Power.Factor"][1000:].mean() > 0.95
    with pytest.raises(PlantError, match="automatic") as refused:
        run.write("Capacitor.Steps", 0 if run.read("Capacitor.Steps").value else 1)
    assert refused.value.reason == "interlock"


def test_capacitor_and_compressor_want_their_pause():
    plant = make()
    plant.write("Capacitor.Steps", 4)
    plant.advance(10)
    plant.write("Capacitor.Steps", 3)
    plant.write("Load.Compressor.On", False)
    plant.advance(10)
    for path, value in (("Capacitor.Steps", 4), ("Load.Compressor.On", True)):
        with pytest.raises(PlantError) as refused:
            plant.write(path, value)
        assert refused.value.reason == "interlock"
    plant.advance(600)
    plant.write("Capacitor.Steps", 4)
    plant.write("Load.Compressor.On", True)


def test_switching_off_saves_what_the_load_took():
    on, off = make(), make(initial={"Load.Cooling.On": False})
    for plant in (on, off):
        plant.machine.step(900.0)
    cooling = next(load for load in LOADS if load.name == "Cooling")
    mean = (cooling.base + cooling.swing * cooling.share) * on.machine.parameters["Cooling.Scale"]
    saved = on.machine.kept["Demand.Last"] - off.machine.kept["Demand.Last"]
    assert saved == pytest.approx(mean, rel=0.3)


def test_starting_at_once_alarms():
    plant = make("morning-start", 2)
    plant.advance(4200)
    assert any(event.alarm == "power-rises" for event in plant.recording().alarms)


def test_resets():
    plant = make()
    plant.machine.step(900.0)
    plant.call("ResetEnergy", role=ENGINEER)
    plant.call("ResetDemand", role=ENGINEER)
    plant.advance(1)
    assert read(plant, "Energy.Total") < 0.01 and read(plant, "Demand.Highest") == 0 == read(plant, "Bill.Demand")


def faulty(fault=None):
    plant = make(seed=4, initial={"Hour": 14.5, "Capacitor.Steps": 3})
    if fault:
        plant.inject(fault)
    plant.advance(3000)
    return plant.recording()


@pytest.fixture(scope="module")
def healthy():
    return faulty()


@pytest.mark.parametrize(
    ("fault", "shows"),
    [
        ("furnace-submeter-drift", {"Load.Furnace.Power": 1.0}),
        ("compressor-submeter-stuck", {"Load.Compressor.Power": 2.0}),
        ("capacitor-fuse-blown", {"Power.Reactive": 10.0, "Power.Factor": 0.02, "Current": 3.0}),
        ("air-leak", {"Load.Compressor.Power": 2.0, "Power.Active": 2.0, "Energy.Total": 0.02}),
        ("press-motor-worn", {"Load.Press.Power": 1.0, "Power.Factor": 0.02}),
        ("supply-sag", {"Voltage": 40.0, "Current": 5.0, "Power.Reactive": 1.0}),
        ("ct-wire-loose", {"Power.Active": 10.0, "Current": 15.0, "Energy.Total": 0.5, "Bill.Energy": 50.0}),
        ("clock-slow", {"Clock.Hour": 1.5, "Tariff.Price": 10.0, "Bill.Energy": 50.0}),
    ],
)
def test_each_fault_shows_in_what_is_measured(fault, shows, healthy):
    run = faulty(fault)
    for path, least in shows.items():
        change = np.abs(run[path] - healthy[path])[-1000:].mean()
        assert change > least, (path, change)


def test_a_loose_wire_is_found_by_adding_up(healthy):
    run = faulty("ct-wire-loose")
    total = sum(run[f"Load.{name}.Power"] for name in NAMES)
    assert (run["Power.Active"][100:] / total[100:]).mean() == pytest.approx(2 / 3, abs=0.02)
    assert run.truth["Energy.Total"][-1] == pytest.approx(healthy.truth["Energy.Total"][-1])


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 50), st.lists(st.tuples(st.integers(1, 400), st.integers(0, 40), st.floats(0, 1)), max_size=12))
def test_bounds_hold_under_random_commands(seed, actions):
    plant = create_plant("meter", seed, "normal" if seed % 2 else "automatic")
    writable = [signal for signal in plant.machine.signals if signal.writer is not None]
    for ticks, choice, share in actions:
        signal = writable[choice % len(writable)]
        value = share > 0.5
        if signal.type != "Boolean":
            value = signal.low + share * (signal.high - signal.low)
            value = round(value) if signal.type == "Int32" else value
        try:
            plant.write(signal.path, value, Role.INSTRUCTOR)
        except PlantError as error:
            assert error.reason == "interlock"
        plant.advance(ticks)
    run = plant.recording()
    for signal in plant.machine.signals:
        if signal.low is not None:
            for column in (run[signal.path], run.truth[signal.path]):
                assert (column >= signal.low).all() and (column <= signal.high).all()
    active, reactive = run["Power.Active"], run["Power.Reactive"]
    assert run["Power.Apparent"] == pytest.approx(np.hypot(active, reactive))
    assert math.isfinite(run["Bill.Energy"][-1])
