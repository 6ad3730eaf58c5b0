"""Sensors against hand computation."""

import math

import pytest

from labs.language import Bilingual
from labs.simulation.faults import Fault
from labs.simulation.noise import stream
from labs.simulation.sensors import STATUSES, Sensor, SensorModel


def sensor(**model):
    return Sensor(SensorModel(**model), 0.1, stream(0, "m", "s"), 0.0)


def test_lag_reaches_63_percent_after_its_time():
    one = sensor(lag=3.0)
    for _ in range(30):
        value = one.sample(100.0)
    assert value == pytest.approx(100 * (1 - math.exp(-1)))


def test_quantum_gives_clean_decimals():
    one = sensor(quantum=0.1, noise=5.0)
    for _ in range(100):
        value = one.sample(850.0)
        assert value == round(value, 1)


def test_coarse_quantum():
    assert sensor(quantum=5.0).sample(12.0) == 10.0


def test_out_of_range_is_uncertain_and_stays_at_the_limit():
    one = sensor(range=(0.0, 1200.0))
    assert (one.sample(1300.0), STATUSES[one.code]) == (1200.0, "Uncertain")
    assert (one.sample(-3.0), STATUSES[one.code]) == (0.0, "Uncertain")
    assert (one.sample(20.0), STATUSES[one.code]) == (20.0, "Good")


def test_spikes_last_a_moment_and_leave_the_other_samples_as_they_are():
    model = SensorModel(noise=0.3, quantum=0.1)
    sound, spiking = (Sensor(model, 0.1, stream(4, "m", "s"), 850.0) for _ in range(2))
    spiking.inject(Fault("s", "sensor", "s", Bilingual("", ""), "spike", 20.0), 0.5)
    pairs = [(sound.sample(850.0), spiking.sample(850.0)) for _ in range(5000)]
    jumps = [abs(other - one) for one, other in pairs if other != one]
    assert 0.04 < len(jumps) / len(pairs) < 0.08
    assert all(math.isclose(jump, 10.0, abs_tol=0.11) for jump in jumps)
    assert STATUSES[spiking.code] == "Good"
