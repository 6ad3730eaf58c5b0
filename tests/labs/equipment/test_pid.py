"""The built-in PID controller by itself."""

import math

import pytest

from labs.equipment.pid import PID


def test_proportional_alone():
    pid = PID(2.0, 0.0, 0.0, setpoint=100.0)
    pid.start(output=30.0, measured=100.0)
    assert pid.act(90.0, 30.0, 0.1) == pytest.approx(50.0)


def test_integral_repeats_the_proportional_part_once_in_its_time():
    pid = PID(2.0, 50.0, 0.0, setpoint=100.0)
    pid.start(output=20.0, measured=90.0)
    for _ in range(501):  # the integral acts from the next call on
        output = pid.act(90.0, 0.0, 0.1)
    assert output == pytest.approx(40.0)


def test_derivative_brakes_a_ramp_by_gain_times_time_times_slope():
    pid = PID(2.0, 0.0, 10.0, setpoint=0.0)
    pid.start(output=50.0, measured=0.0)
    temperature = 0.0
    for _ in range(300):
        temperature += 0.01  # 0.1 K/s
        output = pid.act(temperature, 0.0, 0.1)
    assert output == pytest.approx(50 - 2 * temperature - 2 * 10 * 0.1, abs=0.05)


@pytest.mark.parametrize(("anti_windup", "least", "most"), [(True, 0, 1000), (False, 10_000, 20_000)])
def test_anti_windup_keeps_the_integral_near_the_limits(anti_windup, least, most):
    pid = PID(2.0, 50.0, 0.0, setpoint=100.0)
    pid.anti_windup = anti_windup
    pid.start(output=100.0, measured=50.0)
    for _ in range(3000):
        assert pid.act(50.0, 100.0, 0.1) == 100.0
    back = 0
    while pid.act(110.0, 100.0, 0.1) > 50:
        back += 1
    assert least <= back <= most


@pytest.mark.parametrize(("name", "value"), [("gain", 9.0), ("integral_time", 5.0), ("derivative_time", 30.0)])
def test_tuning_does_not_bump(name, value):
    pid = PID(2.0, 50.0, 0.0, setpoint=100.0)
    pid.start(output=40.0, measured=97.0)
    before = pid.act(97.0, 40.0, 0.1)
    pid.tune(name, value)
    assert pid.act(97.0, before, 0.1) == pytest.approx(before, abs=0.1)


def test_a_broken_sensor_holds_the_output_and_a_late_one_starts_without_a_bump():
    pid = PID(2.0, 50.0, 0.0, setpoint=100.0)
    pid.start(output=40.0, measured=math.nan)
    assert pid.act(math.nan, 40.0, 0.1) == 40.0
    assert pid.act(20.0, 40.0, 0.1) == pytest.approx(40.0)
