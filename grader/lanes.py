"""Runs many pieces of work a few at a time, and lets none of them hold up the others.

Contract: `Lanes(jobs).run(items, work)` yields (item, result) as each is done, in no fixed order, with only a few
results in memory at a time. `work(item, stalled)` may call `stalled()` when it has waited long without progress: while
others are waiting for their turn it raises `Postponed`; the item is then worked on anew, from its beginning, after
them. Where many stall it is the work that is slow, not an item: then nobody is postponed any more.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Stalled = Callable[[], None]

STALL_SECONDS = 1.0  # real time without progress after which work should call `stalled`
# A slow unit costs each of its first submissions one attempt more; after these, only one in so many.
_FREELY_POSTPONED = 3
_ONE_IN = 5


class Postponed(BaseException):
    """Raised inside work that gives way to others; nothing that catches errors may keep it."""


class Lanes:
    """`jobs` pieces of work at a time; `run` it once."""

    def __init__(self, jobs: int) -> None:
        self._jobs = max(1, jobs)
        self._waiting: deque = deque()
        self._others = self._postponed = self._done = 0

    def run(self, items: Iterable[Item], work: Callable[[Item, Stalled], Result]) -> Iterator[tuple[Item, Result]]:
        """Yield each item with what `work` returned for it; an exception of `work` ends the run and is raised."""
        self._waiting.extend((item, self._stalled) for item in items)
        self._others = len(self._waiting)  # of those that were not yet worked on
        running: dict[Future, Item] = {}
        with ThreadPoolExecutor(self._jobs, thread_name_prefix="lane") as pool:
            try:
                while self._waiting or running:
                    # One more than there are lanes, so that none is idle while the caller deals with a result.
                    while self._waiting and len(running) <= self._jobs:
                        item, stalled = self._waiting.popleft()
                        running[pool.submit(self._begin, work, item, stalled)] = item
                    done = wait(running, return_when=FIRST_COMPLETED).done
                    for future in [each for each in running if each in done]:
                        item = running.pop(future)
                        try:
                            result = future.result()
                        except Postponed:
                            self._waiting.append((item, _patient))
                            continue
                        self._done += 1
                        yield item, result
            finally:
                self._waiting.clear()
                for future in running:
                    future.cancel()

    def _begin(self, work: Callable[[Item, Stalled], Result], item: Item, stalled: Stalled) -> Result:
        self._others -= stalled != _patient
        return work(item, stalled)

    def _stalled(self) -> None:
        """Called from the lanes' threads; a race costs one attempt more or less."""
        if self._others and self._postponed < _FREELY_POSTPONED + self._done / _ONE_IN:
            self._postponed += 1
            raise Postponed


def _patient() -> None:
    """An item that was postponed once is worked on to its end."""
