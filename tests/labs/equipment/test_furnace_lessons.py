"""The furnace must teach: a sensible controller succeeds on it, each typical mistake fails, on every seed."""

import numpy as np
import pytest

from labs.equipment.registry import create_plant

TEMPERATURE, POWER = "Zone1.Temperature", "Zone1.HeaterPower"
SEEDS = range(20, 30)


def drive(scenario, seed, controller, minutes):
    """Let `controller(error, power)` (K, %) set zone 1's power once a second."""
    plant = create_plant("furnace", seed, scenario, horizon=minutes * 600)
    while plant.clock.tick < plant.horizon:
        plant.write(POWER, controller(850 - plant.read(TEMPERATURE).value, plant.read(POWER).value))
        plant.advance(10)
    return plant.recording()


def pi(gain, integral_time, *, integral=None, anti_windup=True):
    """A pupil's PI controller, %/K and s; without a first `integral` (%) it takes over bumplessly."""
    state = {"integral": integral}

    def act(error, power):
        if state["integral"] is None:
            state["integral"] = power - gain * error
        wanted = gain * error + state["integral"]
        limited = min(100.0, max(0.0, wanted))
        if not anti_windup or wanted == limited or (wanted - limited) * error < 0:
            state["integral"] += gain / integral_time * error
        return limited

    return act


def on_off(error, power):
    return 100.0 if error > 0 else 0.0


def inside(run):
    return np.mean(np.abs(run[TEMPERATURE] - 850) <= 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_only_a_sensible_controller_holds_the_band_when_the_door_opens(seed):
    """5 %/K and 45 s: SIMC tuning (Skogestad 2003) for 5.4 K/%, 300 s and 5.5 s of dead time."""
    assert inside(drive("door-opens", seed, pi(5, 45), 10)) >= 0.95
    assert inside(drive("door-opens", seed, on_off, 10)) < 0.6
    assert inside(drive("door-opens", seed, pi(0.5, 300), 10)) < 0.95
    assert inside(drive("door-opens", seed, lambda error, power: power, 10)) < 0.9


@pytest.mark.parametrize("seed", SEEDS)
def test_windup_shows_from_cold_and_anti_windup_cures_it(seed):
    overshoot = {
        anti_windup: drive("from-cold", seed, pi(5, 45, integral=0.0, anti_windup=anti_windup), 25)[TEMPERATURE].max()
        - 850
        for anti_windup in (True, False)
    }
    assert overshoot[True] < 3 and overshoot[False] > 10
