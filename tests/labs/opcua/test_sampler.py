"""When watched values are read, in a loop whose time is made: nothing here waits."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.opcua.clock import REST
from labs.opcua.sampler import HALF_WAY, LONGEST_HOLD, Sampler


class MadeTime(asyncio.SelectorEventLoop):
    """An event loop that goes on to its next timer at once; `work(seconds)` lets time pass."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(_Jumping(self))

    def time(self) -> float:
        return self.now

    def work(self, seconds: float) -> None:
        self.now += seconds


class _Jumping(selectors.SelectSelector):
    def __init__(self, loop: MadeTime) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout=None):
        self._loop.now += timeout or 0.0
        return super().select(0)


def play(story: Callable[[MadeTime], Coroutine]) -> None:
    loop = MadeTime()
    try:
        loop.run_until_complete(story(loop))
    finally:
        loop.close()


def test_an_item_is_read_once_in_each_interval_half_way_between_two_moves():
    async def story(loop):
        sampler, read = Sampler(), []
        sampler.until_move = lambda: 0.013
        sampler.add((1, 1), 50.0, lambda _moment: read.append(round(loop.now, 6)))
        await asyncio.sleep(0.3)
        sampler.stop()
        first = 0.013 + HALF_WAY
        assert read == [pytest.approx(first + 0.05 * number) for number in range(6)]

    play(story)


def test_items_of_one_interval_are_read_together_with_one_moment():
    async def story(_loop):
        sampler, moments = Sampler(), []
        sampler.add((1, 1), 100.0, moments.append)
        await asyncio.sleep(0.01)
        sampler.add((1, 2), 100.0, moments.append)
        await asyncio.sleep(0.15)
        sampler.stop()
        assert len(moments) >= 2
        assert moments[0] is moments[1]

    play(story)


def test_a_faster_item_does_not_wait_for_a_slower_one():
    async def story(loop):
        sampler, read = Sampler(), []
        sampler.add((1, 1), 3_600_000.0, lambda _moment: None)
        sampler.add((1, 2), 50.0, lambda _moment: read.append(loop.now))
        await asyncio.sleep(0.2)
        sampler.stop()
        assert len(read) == 4

    play(story)


def test_the_plants_tick_waits_for_no_more_than_a_slice():
    """A thousand values of 10 us each are due together; the clock wakes in between."""

    async def story(loop):
        sampler, read, late = Sampler(), [], []

        def sample(_moment) -> None:
            loop.work(1e-5)
            read.append(loop.now)

        async def tick() -> None:
            for number in range(1, 40):
                await asyncio.sleep(number * 0.003 - loop.now)
                late.append(loop.now - number * 0.003)

        for handle in range(1000):
            sampler.add((1, handle), 50.0, sample)
        await tick()
        sampler.stop()
        assert len(read) >= 2000
        assert max(late) < 2 * LONGEST_HOLD + 1e-3

    play(story)


def test_a_round_that_came_late_is_not_made_up_for():
    async def story(loop):
        sampler, read = Sampler(), []
        sampler.add((1, 1), 50.0, lambda _moment: read.append(round(loop.now, 6)))
        loop.work(0.4)
        await asyncio.sleep(0.1)
        sampler.stop()
        assert read == [pytest.approx(each) for each in (0.4, 0.425, 0.475)]

    play(story)


def test_a_value_that_cannot_be_read_ends_the_sampling_of_no_other():
    async def story(loop):
        sampler, read, problems = Sampler(), [], []
        loop.set_exception_handler(lambda _loop, context: problems.append(context["exception"]))
        sampler.add((1, 1), 50.0, lambda _moment: 1 / 0)
        sampler.add((1, 2), 50.0, read.append)
        await asyncio.sleep(0.2)
        sampler.stop()
        assert len(read) == len(problems) == 4

    play(story)


@given(st.lists(st.tuples(st.sampled_from(["add", "remove"]), st.integers(0, 4), st.sampled_from([50.0, 70.0, 200.0]))))
def test_whatever_is_added_and_removed_the_sampler_rests_when_nothing_is_watched(actions):
    async def story(_loop):
        sampler, watched, read = Sampler(), {}, set()
        for what, handle, interval in actions:
            if what == "add":
                sampler.add((1, handle), interval, lambda _moment, key=(handle, interval): read.add(key))
                watched[handle] = interval
            else:
                sampler.remove((1, handle))
                watched.pop(handle, None)
        assert sampler.idle == (not watched)
        await asyncio.sleep(0.2 + REST)
        assert read == set(watched.items())
        for handle in watched:
            sampler.remove((1, handle))
        assert sampler.idle

    play(story)
