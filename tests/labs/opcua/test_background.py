"""A loop that stands still for a moment belongs to the caller's thread, and nobody waits for long because of it."""

import asyncio
import threading

from labs.opcua import background
from labs.opcua.background import LoopThread


async def _thread() -> threading.Thread:
    return threading.current_thread()


def test_while_the_loop_is_still_nothing_runs_in_it_and_afterwards_it_goes_on():
    loop = LoopThread()
    loop.run(_thread())
    counted = []

    async def count() -> None:
        while True:
            counted.append(threading.current_thread())
            await asyncio.sleep(0)

    async def begin() -> asyncio.Task:
        return asyncio.create_task(count())

    task = loop.run(begin())
    with _still(loop):
        before = len(counted)
        threading.Event().wait(0.02)
        assert len(counted) == before
    assert loop.run(_thread()) is not threading.current_thread()
    assert not task.done()
    loop.close()


def test_a_second_one_is_told_to_take_the_other_way():
    loop = LoopThread()
    with _still(loop), loop.still() as second:
        assert second is False
    loop.close()


def test_somebody_who_waits_for_the_loop_keeps_it_running():
    loop = LoopThread()
    begun, ended = threading.Event(), asyncio.Event()

    async def wait() -> str:
        begun.set()
        await ended.wait()
        return "done"

    found = []
    waiting = threading.Thread(target=lambda: found.append(loop.run(wait())))
    waiting.start()
    begun.wait()
    with loop.still() as still:
        assert still is False

    async def end() -> None:
        ended.set()

    loop.run(end())
    waiting.join()
    assert found == ["done"]
    loop.close()


def test_who_comes_while_it_is_still_is_served_afterwards():
    loop = LoopThread()
    found = []
    asking = threading.Thread(target=lambda: found.append(loop.run(_thread())))
    with _still(loop):
        asking.start()
    asking.join()
    assert found
    loop.close()


def test_the_loop_has_its_turn_however_often_it_is_kept_still(monkeypatch):
    monkeypatch.setattr(background, "PAUSE", 0.001)
    loop = LoopThread()
    turned = threading.Event()

    async def begin() -> None:
        asyncio.get_running_loop().call_later(0.005, turned.set)

    loop.run(begin())
    while not turned.is_set():
        with loop.still():
            pass
    loop.close()


class _still:
    """`still()`, as soon as it can be had."""

    def __init__(self, loop: LoopThread) -> None:
        self._loop = loop

    def __enter__(self) -> None:
        while True:
            self._kept = self._loop.still()
            if self._kept.__enter__():
                return
            self._kept.__exit__(None, None, None)

    def __exit__(self, *_exception) -> None:
        self._kept.__exit__(None, None, None)
