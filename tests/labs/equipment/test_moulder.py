"""The moulder: heat by hand, the cycle, interlocks, and defects that follow from the causal graph alone."""

import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.equipment import moulder_graph as why
from labs.equipment.causal import CausalGraph
from labs.equipment.moulder_signals import DEFECT_TITLES
from labs.equipment.registry import create_plant
from labs.simulation.machine import PlantError
from labs.simulation.roles import Role
from labs.simulation.states import LEGAL, State

CYCLE = 208  # ticks: 2.0 + 0.8 + 4.5 + 10 + 3.5 s, of which one is the start
ENGINEER = Role.ENGINEER


def make(scenario="normal", seed=1, **more):
    return create_plant("moulder", seed, scenario, **more)


def fixed(seed=1, **settings_):
    """A machine whose recipe does not follow the lot."""
    return make(seed=seed, initial={"Barrel.Setpoint": 295.0, **settings_})


def produce(plant, cycles):
    """Let the machine work by itself, with nobody looking at its sensors: faster."""
    plant.machine.step(cycles * CYCLE / 10)
    plant.machine.changed.clear()


def mean(plant, name):
    return np.mean([shot[name] for shot in plant.machine.shots])


def test_cycle_time_and_phases_by_hand():
    plant = make()
    plant.advance(5 * CYCLE + 10)
    run = plant.recording()
    assert plant.read("Shot.CycleTime").value == pytest.approx(20.8)
    assert plant.read("Parts.Total").value == 5
    phases = run["Cycle.Phase"]
    for phase, ticks in ((1, 20), (2, 8), (3, 45), (4, 100), (5, 35)):
        assert np.sum(phases[: 4 * CYCLE] == phase) == pytest.approx(4 * ticks, abs=4)
    assert run.truth["Screw.Position"].max() == pytest.approx(53.0)


def test_cold_mould_warms_with_the_time_constant_of_its_balance():
    """C/(H + L) = 13800/75 = 184 s towards (60·95 + 15·20)/75 = 80 °C, no shots."""
    machine = make("cold", parameters={"tcu_conductance": 60.0, "mould_loss": 15.0}).machine
    machine.given["room_temperature"] = 20.0
    heat, start = machine.heat, machine.heat.mould
    for _ in range(1840):
        heat.tick(20.0, 95.0, 120.0, None)
    assert heat.mould == pytest.approx(80 + (start - 80) * np.exp(-1), abs=0.05)


def test_running_mould_settles_where_the_graph_says():
    """The equation of the state node is the steady state of the balance."""
    plant = fixed()
    plant.machine.heat.mould -= 15
    plant.advance(12000)
    shot = plant.machine.shots[-1]
    given = {name: shot[name] for name in why.GIVEN if name not in ("mould_temperature",)}
    assert shot["mould_temperature"] == pytest.approx(plant.machine.graph.evaluate(given)["mould_temperature"], abs=0.7)


def test_energy_meter_is_the_integral_of_power():
    plant = make()
    plant.advance(2000)
    run = plant.recording()
    assert run["Energy.Total"][-1] * 3600 == pytest.approx(run.truth["Power.Active"][1:].sum() * 0.1, rel=1e-9)
    assert 3 < run.truth["Power.Active"].mean() < 12


def test_heating_up_takes_some_twenty_minutes_and_a_cold_start_is_refused():
    plant = make("cold")
    plant.call("Reset")
    plant.advance(30)
    with pytest.raises(PlantError) as refused:
        plant.call("Start")
    assert refused.value.reason == "interlock"
    plant.advance(18000)
    plant.call("Start")
    plant.advance(300)
    assert plant.read("Cycle.Phase").value > 0
    hot = plant.recording().truth["Barrel.Front.Temperature"] > 280
    assert 8 < np.argmax(hot) / 600 < 25


def test_parts_are_conserved():
    plant = make(seed=3, initial={"Hold.Time": 2.5})
    produce(plant, 130)
    read = plant.machine.kept
    assert read["Parts.Total"] == read["Parts.Good"] + read["Parts.Rejected"] == len(plant.machine.shots)
    assert read["Material.Lot"] == 1 + read["Parts.Total"] // 120
    for name, (path, _, _) in DEFECT_TITLES.items():
        assert read[f"Parts.{path}"] == sum(shot[f"drawn_{name}"] for shot in plant.machine.shots)


@pytest.mark.parametrize(
    ("setting", "value", "defect"),
    [("Hold.Time", 2.5, "sink_mark"), ("Hold.Pressure", 85.0, "flash"), ("Injection.Speed", 95.0, "short_shot"),
     ("Cool.Time", 5.0, "warp"), ("Clamp.Setpoint", 230.0, "flash")],
)  # fmt: skip
def test_an_intervention_changes_defects_as_the_graph_says(setting, value, defect):
    """What the written setting does to the plant is what `do` does to the graph in the same circumstances."""
    plant = fixed()
    produce(plant, 2)
    plant.machine.write(setting, value)
    before = len(plant.machine.shots)
    produce(plant, 60)
    made = list(plant.machine.shots)[before + 2 :]
    node = next(name for name, path in why.SETTINGS.items() if path == setting)
    cut = plant.machine.graph.do(**{node: value})
    assert all(shot[node] == value for shot in made)
    states = ("mould_temperature", "moisture", "barrel_temperature")
    said = np.mean([
        cut.evaluate({k: s[k] for k in why.GIVEN if k != node and (k in states or k not in why.SETTINGS)})[defect]
        for s in made
    ])  # fmt: skip
    usual = plant.machine.graph.evaluate({})[defect]
    chance = np.mean([shot[defect] for shot in made])
    assert chance == pytest.approx(said, rel=0.35) and chance > 2 * usual
    drawn = np.mean([shot[f"drawn_{defect}"] for shot in made])
    assert drawn == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / len(made)) + 1e-9)


def test_what_is_no_ancestor_changes_nothing():
    """The dryer is no cause of flash; the clamp none of a sink mark."""
    plant = fixed()
    graph = plant.machine.graph
    assert "dryer_setpoint" not in graph.causes("flash") and "clamp_setpoint" not in graph.causes("sink_mark")
    usual, changed = fixed(), fixed(**{"Dryer.Setpoint": 110.0})
    for one in (usual, changed):
        produce(one, 30)
    flash = [[shot["flash"] for shot in one.machine.shots] for one in (usual, changed)]
    assert flash[0] == flash[1]
    assert mean(changed, "splay") > mean(usual, "splay")


def test_the_lot_confounds_heat_and_short_shots():
    """Observed, hot barrels go with short shots; set by hand, heat prevents them."""
    graph = CausalGraph(
        why.NODES, {**{name: value for name, (value, _) in why.PARAMETERS.items()}, **dict.fromkeys(why.SWITCHES, 1.0)}
    )
    seen = graph.sample(np.random.default_rng(1), 800)
    assert np.corrcoef(seen["barrel_setpoint"], seen["short_shot"])[0, 1] > 0.4
    assert graph.effect(np.random.default_rng(1), 200, "short_shot", barrel_setpoint=(285, 305)) < -0.02


def test_a_good_recipe_rejects_few_and_seeds_differ_in_structure():
    rates, edges = [], set()
    for seed in range(5):
        plant = make(seed=seed)
        produce(plant, 40)
        rates.append(plant.machine.kept["Parts.Rejected"] / plant.machine.kept["Parts.Total"])
        edges.add(tuple(plant.machine.parameters[name] for name in why.SWITCHES))
    assert np.mean(rates) < 0.15 and len(edges) > 1


def test_the_lot_rule_owns_the_barrel_until_it_is_switched_off():
    plant = make()
    with pytest.raises(PlantError, match="FollowLot") as refused:
        plant.write("Barrel.Setpoint", 300.0)
    assert refused.value.reason == "interlock"
    plant.write("Recipe.FollowLot", False, ENGINEER)
    plant.write("Barrel.Setpoint", 300.0)
    plant.call("LoadLot")
    assert plant.read("Barrel.Setpoint").value == 300.0


def test_guard_and_emergency_stop_abort_and_hold_until_cleared():
    for path, alarm in (("Guard.Open", "guard-opened"), ("EStop.Pressed", "estop")):
        plant = make()
        plant.advance(100)
        plant.write(path, True)
        plant.advance(20)
        assert plant.read("Status.StateCurrent").value == State.ABORTED
        assert plant.alarms[alarm].active and plant.truth("Clamp.Force") == 0
        with pytest.raises(PlantError) as refused:
            plant.call("Clear")
        assert refused.value.reason == "interlock"
        plant.write(path, False)
        plant.call("Clear")
        plant.advance(30)
        assert not plant.alarms[alarm].active and plant.read("Status.StateCurrent").value == State.STOPPED


def test_stop_ends_the_cycle_first():
    plant = make()
    plant.advance(60)
    plant.call("Stop")
    plant.advance(CYCLE)
    assert plant.read("Parts.Total").value == 1 and plant.read("Status.StateCurrent").value == State.STOPPED
    plant.advance(CYCLE)
    assert plant.read("Parts.Total").value == 1


def test_the_graph_is_for_instructors():
    plant = make()
    with pytest.raises(PlantError) as refused:
        plant.call("CausalGraph", role=Role.ENGINEER)
    assert refused.value.reason == "not-allowed"
    told = json.loads(plant.call("CausalGraph", role=Role.INSTRUCTOR))
    assert ["moisture", "splay"] in told["edges"]
    assert not {signal.path for signal in plant.machine.signals} & {"Material.Viscosity", "Shot.Shrinkage"}


@pytest.mark.parametrize(
    ("fault", "shows"),
    [
        ("front-thermocouple-drift", {"Melt.Temperature": 5.0, "Barrel.Front.Heater": 2.0}),
        ("front-heater-weak", {"Melt.Temperature": 2.0, "Barrel.Front.Heater": 10.0}),
        ("check-ring-worn", {"Cavity.Pressure": 5.0, "Screw.Position": 0.3}),
        ("clamp-worn", {"Clamp.Force": 30.0}),
        ("mould-channel-fouled", {"Mould.Temperature": 3.0, "Power.Active": 0.1}),
        ("vent-blocked", {"Injection.Pressure": 0.3, "Shot.PeakPressure": 10.0}),
        ("dryer-heater-dead", {"Dryer.Temperature": 30.0, "Material.Moisture": 0.005, "Power.Active": 0.3}),
        ("lot-mixed", {"Injection.Pressure": 0.5, "Cavity.Pressure": 0.5, "Shot.PeakPressure": 15.0}),
    ],
)
def test_each_fault_shows_in_what_is_measured(fault, shows, healthy):
    run = faulty(fault)
    for path, least in shows.items():
        change = np.abs(run[path] - healthy[path])[-10 * CYCLE :].mean()
        assert change > least, (path, change)
    assert run.faults[0].id == fault


def faulty(fault=None):
    plant = make(seed=4, initial={"Barrel.Setpoint": 295.0})
    if fault:
        plant.inject(fault)
    plant.advance(20 * CYCLE)
    return plant.recording()


@pytest.fixture(scope="module")
def healthy():
    return faulty()


def test_a_lost_link_leaves_the_mould_where_it_was():
    plant = make()
    plant.inject("mould-link-lost")
    plant.write("Mould.Setpoint", 120.0)
    plant.advance(6000)
    assert plant.read("Mould.Setpoint").value == 120.0 and plant.truth("Mould.Temperature") < 92
    plant.clear("mould-link-lost")
    plant.advance(6000)
    assert plant.truth("Mould.Temperature") > 98


def test_alarms_speak_when_the_dryer_dies():
    plant = make(seed=2)
    plant.inject("dryer-heater-dead")
    plant.advance(9000)
    assert any(event.alarm == "moisture-high" and event.change == "active" for event in plant.recording().alarms)


COMMANDS = ("Reset", "Start", "Stop", "Hold", "Unhold", "Suspend", "Unsuspend", "Abort", "Clear", "LoadLot")


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 50), st.lists(st.tuples(st.integers(1, 400), st.integers(0, 40), st.floats(0, 1)), max_size=12))
def test_bounds_and_legal_transitions_hold_under_random_commands(seed, actions):
    plant = create_plant("moulder", seed, "normal" if seed % 2 else "ready")
    writable = [signal for signal in plant.machine.signals if signal.writer is not None]
    for ticks, choice, share in actions:
        try:
            if choice < len(COMMANDS):
                plant.call(COMMANDS[choice])
            else:
                signal = writable[choice % len(writable)]
                value = share > 0.5 if signal.type == "Boolean" else signal.low + share * (signal.high - signal.low)
                plant.write(signal.path, value, Role.INSTRUCTOR)
        except PlantError as error:
            assert error.reason == "interlock"
        plant.advance(ticks)
    run = plant.recording()
    for signal in plant.machine.signals:
        if signal.low is not None:
            assert (run.truth[signal.path] >= signal.low).all() and (run.truth[signal.path] <= signal.high).all()
    states = [value for _, value in run.changes["Status.StateCurrent"]]
    assert all((State(old), State(new)) in LEGAL for old, new in itertools.pairwise(states))
