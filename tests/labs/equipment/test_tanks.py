"""The quadruple tank against Johansson's paper and hand computation."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.equipment.registry import create_plant
from labs.equipment.tanks_water import Water
from labs.simulation.machine import PlantError
from labs.simulation.roles import Role
from labs.simulation.states import LEGAL, State

PAPER = {
    "Tank1.Outlet": 0.071, "Tank2.Outlet": 0.057, "Tank3.Outlet": 0.071, "Tank4.Outlet": 0.057, "Pump.Lag": 0.5,
}  # fmt: skip
SETTINGS = {  # Johansson 2000: scenario, k, levels (cm), time constants (s), static gains (V/V)
    "minimum-phase": ((3.33, 3.35), (12.4, 12.7, 1.8, 1.4), (62, 90, 23, 30), ((2.6, 1.5), (1.4, 2.8))),
    "nonminimum-phase": ((3.14, 3.29), (12.6, 13.0, 4.8, 4.9), (63, 91, 39, 56), ((1.5, 2.5), (2.5, 1.6))),
}


def paper(scenario="minimum-phase", **more):
    k1, k2 = SETTINGS[scenario][0]
    return create_plant("tanks", 0, scenario, parameters={**PAPER, "Pump1.Constant": k1, "Pump2.Constant": k2}, **more)


@pytest.mark.parametrize("scenario", SETTINGS)
def test_levels_and_time_constants_are_the_papers(scenario):
    """The paper measured its levels; its equations with its rounded parameters come within a few percent."""
    plant = paper(scenario)
    _, levels, constants, _ = SETTINGS[scenario]
    for tank in (1, 2, 3, 4):
        assert plant.truth(f"Tank{tank}.Level") == pytest.approx(levels[tank - 1], rel=0.1)
        assert plant.recording().parameters[f"Tank{tank}.TimeConstant"] == pytest.approx(constants[tank - 1], rel=0.05)


def test_steady_state_by_hand():
    """P-: (0.7 3.33 + 0.4 3.35) 3 V = 11.013 cm³/s through 0.071 cm²: v = 155.11 cm/s, h1 = v²/2g = 12.263 cm."""
    plant = paper()
    assert plant.truth("Tank1.Level") == pytest.approx(12.263, abs=0.002)
    before = plant.machine.water.h[:]
    plant.advance(3000)
    assert plant.machine.water.h == pytest.approx(before, abs=1e-6)


def test_tank_empties_in_its_time_constant():
    """Without inflow √h falls linearly, so from h0 it takes A/a √(2 h0/g) = 62.7 s."""
    water = Water([28.0, 32.0, 28.0, 32.0], 20.0, 0.1)
    water.outlets = [math.sqrt(2 * 981) * a for a in (0.071, 0.057, 0.071, 0.057)]
    water.fill([12.4, 0, 0, 0], 8000.0)
    seconds = 28 / 0.071 * math.sqrt(2 * 12.4 / 981)
    assert seconds == pytest.approx(62.7, abs=0.1)
    for _ in range(300):
        water.move(0, 0, 0.5, 0.5)
    assert water.h[0] == pytest.approx(12.4 * (1 - 30 / seconds) ** 2, rel=1e-4)
    for _ in range(335):
        water.move(0, 0, 0.5, 0.5)
    assert water.h[0] == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("scenario", SETTINGS)
def test_static_gains_are_the_papers(scenario):
    """A step of 0.05 V moves the levels as G(0) says (there in volts of the sensor, 0.5 V/cm)."""
    gains = SETTINGS[scenario][3]
    for pump in (1, 2):
        plant = paper(scenario)
        before = plant.machine.water.h[:]
        plant.write(f"Pump{pump}.Voltage", plant.read(f"Pump{pump}.Voltage").value + 0.05)
        plant.advance(8000)
        for tank in (1, 2):
            moved = (plant.machine.water.h[tank - 1] - before[tank - 1]) * 0.5 / 0.05
            assert moved == pytest.approx(gains[tank - 1][pump - 1], rel=0.07)


def test_step_response_has_the_time_constant():
    """Tank 1 on pump 1: 63.2 % of a small step after T1, later by the pump's lag of 0.5 s."""
    plant = paper()
    plant.write("Pump1.Voltage", 3.02)
    plant.advance(8000)
    rise = plant.recording().truth["Tank1.Level"]
    rise = rise - rise[0]
    constant = plant.recording().parameters["Tank1.TimeConstant"]
    assert np.argmax(rise >= 0.632 * rise[-1]) / 10 == pytest.approx(constant + 0.5, rel=0.02)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["Pump1.Voltage", "Pump2.Voltage", "Valve1.Split", "Valve2.Split", "Start",
       "Stop", "Reset", "Clear", "Abort", "Hold", "Unhold", "Refill"]), st.floats(0, 1)), max_size=25))  # fmt: skip
def test_no_drop_is_lost_and_bounds_hold_under_any_commands(actions):
    plant = paper()
    water, states = plant.machine.water, [plant.machine.pack.state]
    plant.machine.pack._on_change = _listening(plant.machine, states)
    for what, amount in actions:
        try:
            if "." in what:
                scale = 10 if "Pump" in what else 1
                plant.write(what, amount * scale, Role.ENGINEER)
            else:
                plant.call(what)
        except PlantError as error:
            assert error.reason == "interlock"
        plant.advance(100)
        assert water.held() + water.reservoir + water.lost == pytest.approx(8000, abs=1e-6)
        assert all(0 <= level <= 20 for level in water.h) and water.reservoir >= 0
    assert set(itertools.pairwise(states)) <= LEGAL


def _listening(machine, states):
    def changed(old, new):
        states.append(State(new))
        machine._state_changed(old, new)

    return changed


def test_automatic_holds_the_setpoints_as_delivered():
    plant = paper()
    for tank, setpoint in ((1, 13.0), (2, 12.0)):
        plant.write(f"Tank{tank}.Controller.Setpoint", setpoint)
        plant.write(f"Tank{tank}.Controller.Automatic", True, Role.ENGINEER)
    plant.advance(6000)
    assert plant.truth("Tank1.Level") == pytest.approx(13.0, abs=0.05)
    assert plant.truth("Tank2.Level") == pytest.approx(12.0, abs=0.05)
    with pytest.raises(PlantError) as refused:
        plant.write("Pump1.Voltage", 1.0)
    assert refused.value.reason == "interlock"


def test_overfilling_trips_and_needs_the_whole_restart():
    plant = paper("minimum-phase")
    plant.write("Pump1.Voltage", 10.0)
    plant.advance(1500)
    assert plant.read("Status.StateCurrent").value == State.ABORTED
    assert plant.read("Pump1.Voltage").value == 0 and plant.read("Counter.Trips").value == 1
    assert any(event.alarm == "tank1-overfill" and event.change == "active" for event in plant.recording().alarms)
    plant.call("Clear")
    plant.advance(20)
    with pytest.raises(PlantError):
        plant.call("Start")
    plant.call("Reset")
    plant.advance(20)
    plant.call("Start")
    plant.advance(30)
    plant.write("Pump1.Voltage", 3.0)
    assert plant.read("Counter.Starts").value == 1


def test_overfill_refuses_to_clear_while_wet():
    plant = create_plant("tanks", 1, initial={"Tank1.Level": 19.8})
    plant.advance(5)
    with pytest.raises(PlantError) as refused:
        plant.call("Clear")
    assert refused.value.reason == "interlock"


def test_worn_pump_and_clogged_outlet_move_flow_and_levels():
    worn, clogged = _faulty("pump1-worn"), _faulty("tank1-outlet-clogged")
    assert worn["Pump1.Flow"][-1] < 0.6 * worn["Pump1.Flow"][0]
    assert worn.truth["Tank1.Level"][-1] < worn.truth["Tank1.Level"][0] - 2
    assert worn.truth["Tank4.Level"][-1] < worn.truth["Tank4.Level"][0] - 0.5
    assert clogged.truth["Tank1.Level"].max() > clogged.truth["Tank1.Level"][0] + 4
    assert clogged["Pump1.Flow"][500] == pytest.approx(clogged["Pump1.Flow"][0], abs=0.4)


def test_power_is_what_lifting_takes_and_a_worn_pump_saves_none():
    """By hand: 3.33 3 + 3.35 3 = 20.04 cm³/s a metre up at a tenth is 1.962 W; 4 W of standby: 5.96 W in all."""
    plant = paper()
    assert plant.truth("Power.Active") == pytest.approx(0.005962, abs=1e-6)
    plant.advance(3600)
    assert plant.read("Energy.Total").value == pytest.approx(0.005962 * 0.1, rel=1e-3)
    worn = _faulty("pump1-worn")
    assert worn.truth["Power.Active"][-1] == pytest.approx(worn.truth["Power.Active"][0])
    plant.call("Stop")
    plant.advance(100)
    assert plant.truth("Power.Active") == pytest.approx(0, abs=1e-5)


def test_leak_lowers_tank_and_reservoir_until_it_trips():
    run = _faulty("tank2-leak", 23000)
    assert run.truth["Tank2.Level"][3000] < run.truth["Tank2.Level"][0] - 3
    assert run["Reservoir.Volume"][3000] < run["Reservoir.Volume"][0] - 0.5
    assert {"reservoir-low", "dry-run"} <= {event.alarm for event in run.alarms}


def test_lost_link_keeps_the_old_voltage():
    plant = paper()
    plant.inject("pump2-link-lost")
    plant.write("Pump2.Voltage", 1.0)
    plant.advance(600)
    run = plant.recording()
    assert run["Pump2.Voltage"][-1] == 1.0 and run.truth["Pump2.Voltage"][-1] == pytest.approx(3.0)
    assert run["Pump2.Flow"][-1] > 9


def test_viscous_liquid_slows_all_outlets():
    run = _faulty("liquid-viscous", 6000)
    for tank in (1, 2, 3, 4):
        assert run.truth[f"Tank{tank}.Level"][-1] > 1.2 * run.truth[f"Tank{tank}.Level"][0]
    assert run["Pump2.Flow"][-1] < run["Pump2.Flow"][0] - 0.5


def test_sensor_faults_lie_and_stay_good():
    stuck, drift = _faulty("tank1-sensor-stuck"), _faulty("tank2-sensor-drift")
    assert np.ptp(stuck["Tank1.Level"][2:]) == 0 and set(stuck.status["Tank1.Level"]) == {"Good"}
    assert (drift["Tank2.Level"] - drift.truth["Tank2.Level"])[1000] == pytest.approx(2.0, abs=0.2)


def _faulty(fault, ticks=3000):
    plant = paper()
    plant.inject(fault)
    plant.advance(ticks)
    return plant.recording()
