"""A subscription with a thread of its own for its callback.

Contract: the callback runs outside the event loop, so that it may use the session. Values that arrive while it works
wait in a queue of bounded length; the oldest are dropped.
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence

from asyncua import ua

from labs.opcua.background import LoopThread
from labs.opcua.client import PlantClient

LONGEST_QUEUE = 1000


class Watch:
    """Watches `paths` from its making until `close()`; `on_close(self)` is called once."""

    def __init__(
        self,
        loop: LoopThread,
        client: PlantClient,
        paths: Sequence[str],
        period: float,
        callback: Callable[[str, ua.DataValue], None],
        on_close: Callable[["Watch"], None],
    ) -> None:
        self._loop, self._client, self._paths = loop, client, paths
        self._period, self._callback, self._on_close = period, callback, on_close
        self._values: queue.Queue = queue.Queue(LONGEST_QUEUE)
        self._closed = False
        self._ended: asyncio.Event | None = None
        self._task: asyncio.Task | None = None
        loop.run(self._begin())
        self._thread = threading.Thread(target=self._serve, name="smartlab-watch", daemon=True)
        self._thread.start()

    async def _begin(self) -> None:
        self._ended, begun = asyncio.Event(), asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._watch(begun))
        await begun

    async def _watch(self, begun: asyncio.Future) -> None:
        try:
            async with self._client.watch(self._paths, self._period, self._arrived):
                begun.set_result(None)
                await self._ended.wait()
        except Exception as error:
            if not begun.done():
                begun.set_exception(error)

    def _arrived(self, path: str, value: ua.DataValue) -> None:
        if self._values.full():
            self._values.get_nowait()
        self._values.put_nowait((path, value))

    def _serve(self) -> None:
        while (item := self._values.get()) is not None:
            self._callback(*item)

    async def _end(self) -> None:
        self._ended.set()
        await asyncio.wait([self._task], timeout=2.0)

    def close(self) -> None:
        """End the subscription; values that still wait are dropped. Closing twice does nothing."""
        if self._closed:
            return
        self._closed = True
        self._on_close(self)
        if self._loop.alive:
            self._loop.run(self._end())
        while not self._values.empty():
            self._values.get_nowait()
        self._values.put_nowait(None)
