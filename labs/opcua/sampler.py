"""When watched values are read: each at its own interval, on the real clock.

Contract: nothing happens while nothing is watched. Items of one interval are read together, in rounds; a round that
would take long is read in slices, so that the plant's next tick waits for no more than a slice. Rounds are counted from
when one was to be, and none is made up for: a value is read at most once in each of its intervals. They begin half-way
between two moves of the plant, so that neither being a little late makes a round miss what the plant did.
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime

LONGEST_HOLD = 0.002
"""For how many seconds sampling keeps everything else waiting."""

HALF_WAY = 0.025
"""Seconds after the plant's moves: half of the shortest time between two of them."""

_BETWEEN_LOOKS = 25

Key = tuple[int, int]
Sample = Callable[[datetime], None]


class _Round:
    """The items of one interval (seconds), and when they are to be read next (the loop's time)."""

    def __init__(self, interval: float, due: float) -> None:
        self.interval, self.due = interval, due
        self.items: dict[Key, Sample] = {}


class Sampler:
    """Calls what samples each item when it is due, with the moment at which that slice began."""

    def __init__(self) -> None:
        self.until_move: Callable[[], float] = lambda: 0.0
        """Returns the seconds until the plant next moves."""
        self._items: dict[Key, _Round] = {}
        self._rounds: dict[float, _Round] = {}
        self._left: deque[Key] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, key: Key, interval: float, sample: Sample) -> None:
        """Call `sample` every `interval` milliseconds from now on; needs a running loop.

        The first time is that of the others of this interval, at the latest one interval from now.
        """
        self.remove(key)
        seconds = interval / 1000
        found = self._rounds.get(seconds)
        if found is None:
            wait = (self.until_move() + HALF_WAY) % seconds or seconds
            found = self._rounds[seconds] = _Round(seconds, asyncio.get_running_loop().time() + wait)
            self._arrange()
        found.items[key] = sample
        self._items[key] = found

    def remove(self, key: Key) -> None:
        """Sample this item no longer."""
        found = self._items.pop(key, None)
        if found is None:
            return
        del found.items[key]
        if not found.items:
            del self._rounds[found.interval]
            self._arrange()

    def stop(self) -> None:
        """Sample nothing any longer."""
        self._items.clear()
        self._rounds.clear()
        self._left.clear()
        self._arrange()

    @property
    def idle(self) -> bool:
        """Whether nothing is watched and nothing waits to be done."""
        return not self._items and self._timer is None

    def _arrange(self) -> None:
        """Come back when the next round is due: at once where a slice is left."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._rounds:
            loop = asyncio.get_running_loop()
            due = loop.time() if self._left else min(each.due for each in self._rounds.values())
            self._timer = loop.call_at(due, self._turn)

    def _turn(self) -> None:
        try:
            if not self._left:
                self._begin()
            self._slice()
        finally:  # a value that cannot be read does not end the sampling of the others
            self._arrange()

    def _begin(self) -> None:
        now = asyncio.get_running_loop().time()
        for each in self._rounds.values():
            if each.due <= now:
                self._left.extend(each.items)
                each.due += each.interval * max(1, math.ceil((now - each.due) / each.interval))

    def _slice(self) -> None:
        time, moment = asyncio.get_running_loop().time, datetime.now(UTC)
        end = time() + LONGEST_HOLD
        while self._left:
            for _ in range(min(_BETWEEN_LOOKS, len(self._left))):
                key = self._left.popleft()
                found = self._items.get(key)
                if found is not None:
                    found.items[key](moment)
            if time() >= end:
                return
