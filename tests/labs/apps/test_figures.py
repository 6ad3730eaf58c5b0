"""The measured figures on courses whose answer is known."""

import numpy as np
import pytest

from labs.apps.figures import measure

SECONDS = np.arange(0.0, 1000.0, 1.0)


def second_order(start: float, end: float, damping: float) -> np.ndarray:
    """The textbook step response with natural frequency 0.02 rad/s."""
    w = 0.02
    ringing = w * np.sqrt(1 - damping**2)
    phase = np.arccos(damping)
    return end - (end - start) * np.exp(-damping * w * SECONDS) * np.sin(ringing * SECONDS + phase) / np.sin(phase)


@pytest.mark.parametrize(("start", "end"), [(800.0, 850.0), (900.0, 850.0)])
def test_overshoot_is_the_textbooks_up_and_down(start, end):
    found = measure(SECONDS, second_order(start, end, 0.4), end, since=0.0)
    textbook = 50.0 * np.exp(-np.pi * 0.4 / np.sqrt(1 - 0.4**2))
    assert found.peak == pytest.approx(textbook, abs=0.1) and not found.disturbance


def test_settling_time_is_the_last_moment_outside_the_band():
    course = np.where(SECONDS < 200, 840.0, 850.0)
    course[300] = 853.0
    found = measure(SECONDS, course, 850.0, since=50.0)
    assert found.settling == pytest.approx(250.0)
    assert found.inside == pytest.approx((950 - 151) / 949, abs=0.01)


def test_a_step_that_has_not_arrived_has_no_figures_yet():
    found = measure(SECONDS[:100], np.linspace(20, 300, 100), 850.0, since=0.0)
    assert found.peak is None and found.settling is None and found.inside == 0.0


def test_a_minute_within_the_band_is_needed_to_have_settled():
    course = np.where(SECONDS < 200, 840.0, 850.0)
    assert measure(SECONDS[:240], course[:240], 850.0, since=0.0).settling is None
    assert measure(SECONDS[:270], course[:270], 850.0, since=0.0).settling == 199.0


def test_a_disturbance_has_a_largest_deviation():
    course = 850.0 - 12.0 * np.exp(-(((SECONDS - 100) / 40) ** 2))
    found = measure(SECONDS, course, 850.0, since=0.0)
    assert found.disturbance and found.peak == pytest.approx(12.0, abs=0.1)


@pytest.mark.parametrize("size", [0, 1])
def test_without_data_there_are_no_figures(size):
    assert measure(SECONDS[:size], SECONDS[:size], 850.0, since=0.0) == (None, False, None, None)


def test_gaps_are_passed_over():
    course = np.full(SECONDS.size, 850.0)
    course[100:200] = np.nan
    assert measure(SECONDS, course, 850.0, since=0.0).inside == 1.0
