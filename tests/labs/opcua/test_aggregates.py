"""Aggregates as pure functions, against the plain way to work them out."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.opcua.aggregates import (
    FUNCTIONS,
    INTERPOLATED,
    MULTIPLE,
    NO_DATA,
    RAW,
    Interval,
    Result,
    Rules,
    aggregate,
    interpolated,
)
from labs.simulation.recorder import Recorder, Trace
from labs.simulation.sensors import BAD, GOOD, UNCERTAIN


def trace(values, codes=None, ticks=None, end=None) -> Trace:
    ticks = np.arange(len(values)) if ticks is None else np.array(ticks)
    codes = np.zeros(len(values), dtype=np.int8) if codes is None else np.array(codes, dtype=np.int8)
    return Trace(ticks, np.array(values, dtype=float), codes, int(ticks[-1]) if end is None else end)


def over(kept: Trace, first, last, stepped=False, backwards=False, rules=None) -> Interval:
    return Interval(kept, first, last, backwards, stepped, rules or Rules())


samples = st.lists(
    st.tuples(st.floats(-1e6, 1e6), st.sampled_from([GOOD, GOOD, GOOD, UNCERTAIN, BAD])), min_size=2, max_size=30
)


@given(samples, st.data())
def test_sums_and_extremes_are_those_of_the_good_values_inside(kept, data):
    first = data.draw(st.integers(0, len(kept) - 2))
    last = data.draw(st.integers(first + 1, len(kept) - 1))
    interval = over(trace([value for value, _ in kept], [code for _, code in kept]), first, last)
    good = [value for value, code in kept[first:last] if code == GOOD]
    assert FUNCTIONS["Count"](interval).value == len(good)
    for name, plain in (("Average", lambda each: math.fsum(each) / len(each)), ("Minimum", min), ("Maximum", max)):
        result = FUNCTIONS[name](interval)
        assert result.value == (pytest.approx(plain(good), abs=1e-6) if good else None)
        assert result.quality != GOOD or len(good) == last - first or name in ("Minimum", "Maximum")


@given(samples, st.floats(0, 40), st.booleans())
def test_an_interpolated_value_lies_between_its_neighbours(kept, tick, stepped):
    result = interpolated(trace([value for value, _ in kept], [code for _, code in kept]), tick, stepped, Rules())
    before = [value for at, (value, code) in enumerate(kept) if at <= tick and code == GOOD]
    after = [value for at, (value, code) in enumerate(kept) if at > tick and code == GOOD]
    if not before or tick > len(kept) - 1:
        assert result.quality == NO_DATA
    elif stepped or not after or result.bits == RAW:
        assert result.value == before[-1]
    else:
        low, high = sorted((before[-1], after[0]))
        assert low - 1e-6 <= result.value <= high + 1e-6
        near = kept[int(tick)][1] == kept[int(tick) + 1][1] == GOOD
        assert result.quality == (GOOD if near else UNCERTAIN)


def test_a_time_average_weighs_values_by_how_long_they_held():
    kept = trace([10.0, 20.0], ticks=[0, 8], end=10)
    assert FUNCTIONS["TimeAverage"](over(kept, 0, 10, stepped=True)) == Result(12.0, GOOD)
    line = trace([0.0, 10.0], ticks=[0, 10])
    assert FUNCTIONS["TimeAverage"](over(line, 2, 4)) == Result(3.0, GOOD)


def test_a_time_average_goes_straight_through_what_is_bad_and_says_so():
    kept = trace([0.0, 1.0, math.nan, 3.0, 4.0], [GOOD, GOOD, BAD, GOOD, GOOD])
    assert FUNCTIONS["TimeAverage"](over(kept, 0, 4)) == Result(2.0, UNCERTAIN)


def test_simple_bounds_do_not_look_past_a_bad_value():
    kept = trace([0.0, math.nan, 2.0], [GOOD, BAD, GOOD])
    assert interpolated(kept, 0.5, False, Rules()) == Result(0.5, UNCERTAIN, INTERPOLATED)
    assert interpolated(kept, 0.5, False, Rules(), simple=True) == Result(0.0, UNCERTAIN, INTERPOLATED)
    assert interpolated(kept, 1.5, False, Rules(), simple=True) == Result(None, NO_DATA)


def test_an_extreme_tells_where_it_stood_and_how_often():
    assert FUNCTIONS["Minimum"](over(trace([1.0, 2.0, 3.0]), 0, 3)).bits == RAW
    assert FUNCTIONS["Maximum"](over(trace([1.0, 3.0, 3.0]), 0, 3)).bits & MULTIPLE
    doubtful = trace([5.0, 1.0, 6.0], [GOOD, UNCERTAIN, GOOD])
    assert FUNCTIONS["Minimum"](over(doubtful, 0, 3)).quality == UNCERTAIN
    assert FUNCTIONS["Maximum"](over(doubtful, 0, 3)).quality == GOOD


@pytest.mark.parametrize(
    ("bad", "good", "quality"), [(100, 100, UNCERTAIN), (100, 50, GOOD), (25, 80, BAD), (60, 80, UNCERTAIN)]
)
def test_percentages_decide_the_quality(bad, good, quality):
    kept = trace([1.0] * 8, [GOOD] * 5 + [BAD] * 3)
    assert FUNCTIONS["Count"](over(kept, 0, 8, rules=Rules(True, bad, good))).quality == quality


def test_uncertain_values_count_where_they_are_not_taken_as_bad():
    kept = trace([1.0, 3.0], [GOOD, UNCERTAIN])
    assert FUNCTIONS["Average"](over(kept, 0, 2)) == Result(1.0, UNCERTAIN)
    assert FUNCTIONS["Average"](over(kept, 0, 2, rules=Rules(False))) == Result(2.0, GOOD)


def test_nothing_is_known_of_the_future():
    for name in FUNCTIONS:
        assert aggregate(name, over(trace([1.0, 2.0]), 5, 9), cut=False).quality == NO_DATA


def test_impossible_percentages_are_unsound():
    assert Rules().sound
    assert not Rules(True, 40, 40).sound
    assert not Rules(True, 101, 100).sound


def test_the_recorder_gives_one_signal_without_the_future():
    recorder = Recorder(["a", "b"], 0.1, window_seconds=100)
    recorder.held(0, "mode", "off")
    recorder.status(0, "b", GOOD)
    for tick in range(5):
        recorder.row((tick, 10 * tick), (-tick, -10 * tick))
    recorder.status(3, "b", BAD)
    recorder.held(5, "mode", "on")  # written after the last recorded tick
    kept = recorder.trace("b")
    assert kept.ticks.tolist() == [0, 1, 2, 3, 4]
    assert list(kept.values) == [0, 10, 20, 30, 40]
    assert kept.codes.tolist() == [GOOD] * 3 + [BAD] * 2
    assert list(recorder.trace("b", true=True).values) == [0, -10, -20, -30, -40]
    assert recorder.trace("mode").values == ["off"]
    with pytest.raises(KeyError):
        recorder.trace("c")
