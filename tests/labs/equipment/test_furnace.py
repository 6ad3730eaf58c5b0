"""The furnace against hand computation: steady state, time constants, energy, interlocks, faults."""

import math

import numpy as np
import pytest

from labs.equipment.registry import create_plant
from labs.simulation.machine import PlantError
from labs.simulation.roles import Role
from labs.simulation.states import ItemState

# Round numbers: with zone 2's loss and the coupling known, every figure below can be checked on paper.
PLAIN = {
    "Zone1.RatedPower": 6000.0,
    "Zone2.RatedPower": 6000.0,
    "Zone1.Capacity": 3000.0,
    "Zone2.Capacity": 3000.0,
    "Zone1.LossConductance": 5.0,
    "Zone2.LossConductance": 5.0,
    "CouplingConductance": 5.0,
    "ElementLag": 2.0,
    "HeaterRate": 20.0,
    "Door.LossFactor": 1.2,
    "Room.Temperature": 20.0,
}
HOUR = 36000  # ticks


def plain(scenario="normal", **more):
    return create_plant("furnace", 0, scenario, parameters={**PLAIN, **more})


def test_steady_state_by_hand():
    """Both zones at 50 %: 3000 W over 5 W/K is 600 K above the room, and nothing flows between them."""
    plant = plain()
    for zone in (1, 2):
        plant.write(f"Zone{zone}.HeaterPower", 50.0)
    plant.advance(3 * HOUR)
    assert plant.truth("Zone1.Temperature") == pytest.approx(620.0, abs=0.01)
    assert plant.truth("Zone2.Temperature") == pytest.approx(620.0, abs=0.01)


def test_steady_state_of_one_heated_zone_by_hand():
    """Zone 1 alone at 1000 W: T2 = T1/2 above the room; 1000 = 5 T1 + 5 T1/2, T1 is 133.33 K above, T2 66.67 K."""
    plant = plain()
    plant.write("Zone1.HeaterPower", 100 / 6)
    plant.advance(3 * HOUR)
    assert plant.truth("Zone1.Temperature") == pytest.approx(20 + 400 / 3, abs=0.01)
    assert plant.truth("Zone2.Temperature") == pytest.approx(20 + 200 / 3, abs=0.01)


def test_both_zones_together_follow_one_exponential():
    """Equal zones exchange nothing: time constant C/L = 600 s, later by the element's 2 s and the soft start."""
    plant = plain()
    for zone in (1, 2):
        plant.write(f"Zone{zone}.HeaterPower", 50.0)
    plant.advance(6000)
    late = 2.0 + 50 / 20 / 2  # s: element lag, and half of the ramp from 0 to 50 % at 20 %/s
    assert plant.truth("Zone1.Temperature") == pytest.approx(20 + 600 * (1 - math.exp(-(600 - late) / 600)), abs=0.05)


@pytest.mark.parametrize("seed", range(5))
def test_step_test_shows_gain_and_time_constant(seed):
    plant = create_plant("furnace", seed, "step")
    power = plant.read("Zone1.HeaterPower").value
    plant.advance(300)
    plant.write("Zone1.HeaterPower", power + 10)
    plant.advance(25000)
    run = plant.recording()
    rise = run.truth["Zone1.Temperature"] - run.truth["Zone1.Temperature"][300]
    gain, constant = run.parameters["Zone1.StepGain"], run.parameters["Zone1.TimeConstant"]
    assert 4 < gain < 7 and 200 < constant < 400
    assert rise[-1] / 10 == pytest.approx(gain, rel=0.01)
    assert (np.argmax(rise >= 0.632 * rise[-1]) - 300) / 10 == pytest.approx(constant, rel=0.02)


def test_steady_start_stays():
    run = _run(create_plant("furnace", 4, "step"), 6000)
    assert np.ptp(run.truth["Zone1.Temperature"]) < 0.5


def test_energy_is_conserved():
    """What the meter counted is stored in the zones and elements or went into the room."""
    plant = plain()
    plant.write("Zone1.HeaterPower", 80.0)
    plant.write("Zone2.HeaterPower", 30.0)
    plant.advance(4000)
    plant.write("Door.Open", True)
    plant.write("Zone1.HeaterPower", 10.0)
    plant.advance(2000)
    run = plant.recording()
    lost = stored = 0.0
    for zone, share in ((1, 1.0), (2, 1 / 3)):
        temperature = run.truth[f"Zone{zone}.Temperature"]
        middle = (temperature[1:] + temperature[:-1]) / 2
        lost += np.sum(5.0 * (1 + 0.2 * share * run["Door.Open"][1:]) * (middle - 20.0)) * 0.1
        stored += 3000.0 * (temperature[-1] - temperature[0])
        stored += 2.0 * 60.0 * run.truth[f"Zone{zone}.HeaterPower"][-1]  # element: lag · W/% · %
    assert run["Energy.Total"][-1] * 3.6e6 == pytest.approx(lost + stored, rel=1e-6)


def test_from_cold_to_850_at_full_power_takes_ten_to_fifteen_minutes():
    minutes = []
    for seed in range(8):
        plant = create_plant("furnace", seed)
        plant.write("Zone1.HeaterPower", 100.0)
        plant.write("Zone2.HeaterPower", 100.0)
        plant.advance(HOUR // 2)
        hot = plant.recording().truth["Zone1.Temperature"] >= 850
        minutes.append(np.argmax(hot) / 600)
    assert min(minutes) > 8 and max(minutes) < 18 and 10 < np.mean(minutes) < 15


def test_open_door_cools_visibly():
    plant = create_plant("furnace", 2, "warm")
    before = plant.truth("Zone1.Temperature")
    plant.write("Door.Open", True)
    plant.advance(600)
    assert plant.truth("Zone1.Temperature") < before - 5


def test_heater_keeps_its_rate():
    plant = create_plant("furnace", 0)
    plant.write("Zone1.HeaterPower", 100.0)
    plant.advance(10)
    assert plant.machine.drive[0] == pytest.approx(20.0)


def test_automatic_refuses_manual_power_and_takes_over_without_a_bump():
    plant = create_plant("furnace", 3, "warm")
    plant.write("Zone1.Controller.Gain", 1.0, Role.ENGINEER)
    before = plant.read("Zone1.HeaterPower").value
    plant.write("Zone1.Controller.Automatic", True, Role.ENGINEER)
    plant.advance(1)
    assert plant.read("Zone1.HeaterPower").value == pytest.approx(before, abs=2.0)  # gain 1: noise of a kelvin or so
    with pytest.raises(PlantError) as refused:
        plant.write("Zone1.HeaterPower", 50.0)
    assert refused.value.reason == "interlock"
    plant.write("Zone1.Controller.Automatic", False, Role.ENGINEER)
    plant.write("Zone1.HeaterPower", 50.0)
    assert plant.read("Zone1.HeaterPower").value == 50.0


def test_built_in_controller_without_anti_windup_overshoots():
    worst = {}
    for anti_windup in (True, False):
        plant = create_plant("furnace", 5, "from-cold", initial={"Zone1.Controller.AntiWindup": anti_windup})
        plant.write("Zone1.Controller.Automatic", True, Role.ENGINEER)
        plant.advance(HOUR // 2)
        worst[anti_windup] = plant.recording().truth["Zone1.Temperature"].max() - 850
    assert worst[True] < 3 and worst[False] > 10


def test_stop_command_ends_automatic_and_heat():
    plant = create_plant("furnace", 0, "warm")
    plant.call("Stop")
    plant.advance(100)
    assert plant.read("Zone2.HeaterPower").value == 0
    assert plant.truth("Zone2.HeaterPower") < 2
    assert plant.read("Zone2.Controller.Automatic").value is False
    with pytest.raises(PlantError, match="role"):
        plant.call("ResetEnergy")
    plant.call("ResetEnergy", role=Role.ENGINEER)
    assert plant.read("Energy.Total").value == 0


def test_stuck_sensor_stays_and_still_says_good():
    run = _faulty("zone1-sensor-stuck", door=True)
    assert np.ptp(run["Zone1.Temperature"][101:]) == 0
    assert set(run.status["Zone1.Temperature"]) == {"Good"}
    assert np.ptp(run.truth["Zone1.Temperature"]) > 5


def test_drifting_sensor_walks_away_and_still_says_good():
    run = _faulty("zone2-sensor-drift")
    error = run["Zone2.Temperature"] - run.truth["Zone2.Temperature"]
    assert abs(error[:100].mean()) < 0.5 and error[-1] == pytest.approx(0.05 * 90, abs=2.0)
    assert set(run.status["Zone2.Temperature"]) == {"Good"}


def test_broken_sensor_is_bad_and_the_controller_holds_its_output():
    run = _faulty("zone2-sensor-break")
    assert np.isnan(run["Zone2.Temperature"][101:]).all()
    assert list(np.unique(run.status["Zone2.Temperature"][101:])) == ["Bad"]
    assert np.ptp(run["Zone2.HeaterPower"][101:]) == 0


def test_noisy_sensor_scatters_more():
    run = _faulty("zone2-sensor-noise")
    error = run["Zone2.Temperature"] - run.truth["Zone2.Temperature"]
    assert np.std(error[200:]) > 4 * np.std(error[:100])


def test_weak_heater_gives_less_than_it_was_told():
    run = _faulty("zone1-heater-weak")
    assert run["Zone1.HeaterPower"][-1] == run["Zone1.HeaterPower"][0]
    assert run.truth["Zone1.HeaterPower"][-1] == pytest.approx(0.4 * run["Zone1.HeaterPower"][0], rel=1e-3)
    assert run.truth["Zone1.Temperature"][-1] < run.truth["Zone1.Temperature"][0] - 10


def test_leaking_seal_cools_zone_one_most():
    leaking, sound = _faulty("door-seal-leak"), _run(create_plant("furnace", 6, "warm"), 1000)
    fall = sound.truth["Zone1.Temperature"][-1] - leaking.truth["Zone1.Temperature"][-1]
    assert fall > 10


def _faulty(fault, door=False):
    plant = create_plant("furnace", 6, "warm")
    plant.advance(50)
    plant.write("Zone1.HeaterPower", plant.read("Zone1.HeaterPower").value)
    plant.advance(50)
    plant.inject(fault)
    plant.write("Door.Open", door)
    return _run(plant, 900)


def _run(plant, ticks):
    plant.advance(ticks)
    return plant.recording()


def test_the_furnace_says_what_it_does_as_a_machinery_item_and_counts():
    plant = create_plant("furnace", 1)
    assert plant.read("Status.ItemState").value == ItemState.NOT_EXECUTING
    plant.write("Zone1.HeaterPower", 10.0)
    assert plant.read("Status.ItemState").value == ItemState.EXECUTING
    plant.call("Stop")
    assert plant.read("Status.ItemState").value == ItemState.NOT_EXECUTING
    for opened in (True, True, False, True):
        plant.write("Door.Open", opened)
    assert plant.read("Counter.DoorOpenings").value == 2


def test_an_open_limiter_takes_the_furnace_out_of_service_until_it_has_cooled():
    plant = create_plant("furnace", 1, initial={"Zone1.Temperature": 1160.0, "Zone1.HeaterPower": 9.0})
    plant.advance(1)
    assert plant.truth("Zone1.Temperature") > 1150 and "zone1-limiter" in plant.machine.tripped
    assert plant.read("Status.ItemState").value == ItemState.OUT_OF_SERVICE
    assert plant.read("Counter.LimiterTrips").value == 1
    plant.call("Stop")
    plant.advance(600)
    assert plant.truth("Zone1.Temperature") < 1140 and not plant.machine.tripped
    states = plant.recording()["Status.ItemState"]
    assert states[0] == ItemState.EXECUTING and states[-1] == ItemState.NOT_EXECUTING
    assert ItemState.OUT_OF_SERVICE in states
