"""An event loop in a thread of its own, for synchronous callers.

Contract: `run(coroutine)` waits for its result from any other thread, also where the caller's thread runs a loop itself
(Jupyter). An interrupted wait cancels the coroutine. The thread is a daemon and ends with `close()`.
"""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


class LoopThread:
    """Starts its loop at once."""

    def __init__(self, name: str = "smartlab-plant") -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
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
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def close(self) -> None:
        """Cancel what still runs and end the thread."""
        if not self.alive:
            return
        with suppress(RuntimeError):
            self.run(self._cancel_all())
            self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5.0)

    async def _cancel_all(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
