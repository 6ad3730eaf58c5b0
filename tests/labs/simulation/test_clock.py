"""Virtual time and its pacing; the wall clock is an argument, so nothing here sleeps."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.equipment.registry import create_plant
from labs.equipment.trace import run, trace
from labs.simulation.clock import VirtualClock
from labs.simulation.pacing import FLAT_OUT_BATCH, Pacer


class Wall:
    """A wall clock that jumps on at each look."""

    def __init__(self, stride=0.0):
        self.time, self.stride = 100.0, stride

    def __call__(self):
        self.time += self.stride
        return self.time


def test_ticks_are_exact_after_a_day():
    clock = VirtualClock(0.1)
    clock.advance(864_000)
    assert clock.seconds == 86400.0
    clock.advance(3)
    assert clock.seconds == 86400.3
    assert clock.ticks(0.3) == 3
    with pytest.raises(ValueError, match="backwards"):
        clock.advance(-1)


@settings(max_examples=200, deadline=None)
@given(
    tick=st.sampled_from(["0.1", "0.25", "1", "0.04", "1/3"]),
    passed=st.integers(0, 10**9),
    seconds=st.one_of(
        st.floats(-1e6, 1e6), st.integers(-(10**6), 10**6), st.sampled_from([0.125, 0.375, 0.5, 1.5, 2.5])
    ),
)
def test_times_and_ticks_are_those_of_fractions(tick, passed, seconds):
    exact = Fraction(tick)
    clock = VirtualClock(exact)
    clock.advance(passed)
    assert clock.seconds == float(passed * exact)
    assert clock.ticks(seconds) == round(Fraction(seconds) / exact)


@pytest.mark.parametrize(("speed", "ticks"), [(1.0, 4), (10.0, 40), (0.5, 2)])
def test_due_follows_the_wall_clock(speed, ticks):
    wall = Wall()
    pacer = Pacer(speed, 0.1, wall)
    assert pacer.due() == 0
    assert pacer.delay() == pytest.approx(0.1 / speed)
    wall.time += 0.4 + 1e-9
    assert pacer.due() == ticks
    assert pacer.due() == 0


def test_it_tells_how_late_a_tick_is():
    wall = Wall()
    pacer = Pacer(1.0, 0.1, wall)
    assert pacer.late() == 0
    wall.time += 0.13
    assert pacer.late() == pytest.approx(0.03)
    pacer.due()
    assert pacer.late() == 0


def test_a_long_sleep_is_not_made_up_for():
    wall = Wall()
    pacer = Pacer(1.0, 0.1, wall)
    wall.time += 3600
    assert pacer.due() == 5
    assert pacer.due() == 0
    wall.time += 0.1 + 1e-6
    assert pacer.due() == 1


def test_the_work_of_one_round_does_not_make_the_next_late():
    wall = Wall()
    pacer = Pacer(1.0, 0.05, wall, rest=0.05)
    for _round in range(200):
        wall.time += pacer.delay() + 0.0005  # nobody wakes on time
        assert pacer.late() == pytest.approx(0.0005)
        assert pacer.due() == 1
        wall.time += 0.03


@given(st.lists(st.floats(0.0, 0.4), max_size=30), st.sampled_from([0.004, 0.05, 0.07, 0.4]))
def test_rounds_have_their_rest_and_lose_no_tick_however_long_they_take(works, tick):
    wall = Wall()
    pacer, begin, given = Pacer(1.0, tick, wall, rest=0.05), wall.time, 0
    for rounds, work in enumerate(works, start=1):
        wall.time += pacer.delay() + 1e-7
        given += pacer.due()
        assert given == int((wall.time - begin) / tick)
        assert rounds <= (wall.time - begin) / 0.05
        wall.time += work


def test_a_missed_round_is_not_made_up_for():
    wall = Wall()
    pacer = Pacer(1.0, 0.01, wall, rest=0.05)
    wall.time += 0.172
    assert pacer.due() == 17
    assert pacer.delay() == pytest.approx(0.20 - 0.172)


def test_flat_out_never_waits():
    pacer = Pacer(None, 0.1, Wall())
    assert pacer.due() == FLAT_OUT_BATCH and pacer.delay() == 0


def test_the_pace_does_not_change_the_trace():
    hashes = set()
    for speed, stride in ((1.0, 0.3), (100.0, 0.01), (None, 0.0)):
        plant = create_plant("furnace", 9, "door-opens")
        run(plant, 3000, Pacer(speed, 0.1, Wall(stride)))
        assert plant.clock.tick == 3000
        hashes.add(plant.recording().hash())
    assert hashes == {trace("furnace", 9, 300, scenario="door-opens", format="hash")}
