"""Each measure against a value worked out by hand."""

import math

import numpy as np
import pytest

from grader import measures

SECONDS = np.arange(6.0)
RISING = np.array([0.0, 40.0, 90.0, 120.0, 104.0, 100.0])


def test_share_and_times_of_a_band():
    assert measures.fraction_within(RISING, 100, 10) == pytest.approx(3 / 6)
    assert measures.first_outside(SECONDS, RISING, 50, 50) == 3.0
    assert measures.first_outside(SECONDS, RISING, 60, 60) is None
    assert measures.longest_outside(SECONDS, RISING, 100, 5) == 3.0
    assert measures.longest_outside(SECONDS, RISING, 60, 60) == 0.0


def test_settling_needs_to_stay():
    assert measures.settling_time(SECONDS, RISING, 100, 5) == 4.0
    assert measures.settling_time(SECONDS, RISING, 60, 60) == 0.0
    assert measures.settling_time(SECONDS, RISING, 120, 5) is None


def test_overshoot_is_in_the_values_unit():
    assert measures.overshoot(RISING, 100) == 20.0
    assert measures.overshoot(RISING, 150) == 0.0
    assert measures.undershoot(RISING, 10) == 10.0
    assert measures.overshoot([math.nan], 1) == math.inf


def test_rising():
    assert measures.rise_time(SECONDS, RISING, 10, 90) == 1.0
    assert measures.rise_time(SECONDS, RISING, 10, 500) is None
    assert measures.first_reached(SECONDS, RISING, 100) == 3.0


def test_errors_and_travel():
    assert measures.mean_error([9, 11, 13], 10) == pytest.approx(1.0)
    assert measures.mean_absolute_error([9, 11, 13], 10) == pytest.approx(5 / 3)
    assert measures.travel([0, 10, 5, 5]) == 15.0
    assert measures.relative_error(9, 10) == pytest.approx(0.1)
    assert measures.relative_error(math.nan, 10) == math.inf
    assert measures.relative_error(0, 0) == 0.0


def test_crossings_ignore_the_dead_band():
    assert measures.crossings([-2, 2, -2, 2], 0) == 3
    assert measures.crossings([-2, 0.5, -2, 2], 0, dead_band=1) == 1


def test_what_is_not_a_number_is_outside():
    assert measures.fraction_within([1.0, math.nan, math.inf], 1, 1) == pytest.approx(1 / 3)


@pytest.mark.parametrize("values", [[], [[1, 2]]])
def test_a_measure_needs_a_series(values):
    with pytest.raises(ValueError):
        measures.fraction_within(values, 0, 1)
