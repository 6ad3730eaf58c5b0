"""An event loop in a thread of its own, for synchronous callers.

Contract: `run(coroutine)` waits for its result from any other thread, also where the caller's thread runs a loop itself
(Jupyter). An interrupted wait cancels the coroutine. The thread is a daemon and ends with `close()`.

`still()` stops the loop for a moment, so that the caller's own thread may use what the loop uses: two changes of thread
cost more than a short exchange with a plant. Afterwards the loop rests for `PAUSE` seconds, in which the next moment is
had for nothing; at the end of each pause the loop has its turn, and at once when somebody calls `run`.
"""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

T = TypeVar("T")

PAUSE = 0.25
"""Seconds for which the loop's own affairs (keeping the connection alive) may wait."""


class LoopThread:
    """Starts its loop at once."""

    def __init__(self, name: str = "smartlab-plant") -> None:
        self._loop = asyncio.new_event_loop()
        self._holding = threading.Lock()
        """Held by who runs the loop, or keeps it still."""
        self._counting = threading.Lock()
        self._awaited = 0
        self._still = self._closing = False
        self._waiting = True
        """Whether the thread waits for its turn to run the loop."""
        self._needed = threading.Event()
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            while not self._closing:
                self._waiting = True
                with self._holding:
                    self._waiting = False
                    while not (self._still or self._closing):
                        self._loop.run_forever()
                self._needed.wait(PAUSE)
                self._needed.clear()
        finally:
            self._loop.close()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive() and not self._loop.is_closed()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run `coroutine` in the loop and return its result or raise its error."""
        if threading.current_thread() is self._thread:
            coroutine.close()
            raise RuntimeError("this thread is the loop's own")
        with self._counting:
            self._awaited += 1
        try:
            future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
            self._needed.set()
            try:
                return future.result()
            except BaseException:
                future.cancel()
                raise
        finally:
            with self._counting:
                self._awaited -= 1

    @contextmanager
    def still(self) -> Iterator[bool]:
        """Keep the loop still inside the block and yield True; or yield False at once where it is needed just now."""
        free = False
        try:
            with self._counting:
                free = not (self._awaited or self._waiting or self._still or self._closing)
                free = free and isinstance(self._loop, asyncio.SelectorEventLoop)  # others read ahead
                self._still = self._still or free
            if free and self._holding.locked():
                self._loop.call_soon_threadsafe(self._loop.stop)
            if free:
                with self._holding:
                    yield True
            else:
                yield False
        finally:
            if free:
                self._still = False

    def close(self) -> None:
        """Cancel what still runs and end the thread."""
        if not self.alive:
            return
        with suppress(RuntimeError):
            self.run(self._cancel_all())
            self._closing = True
            self._needed.set()
            self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5.0)

    async def _cancel_all(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
