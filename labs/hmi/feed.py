"""One quiet reader of a plant for all the pictures that show it.

Contract: `Feed` reads the same few signals about four times a second in a thread of its own, so that pictures stay
alive while a cell runs, and keeps what the longest window needs. A plant that does not answer is a sentence in
`problem`, never an exception in somebody's notebook. A plant that starts again from zero starts the history again.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from labs.language import Bilingual, SmartLabError

PERIOD = 0.25
_TIME = "Clock.SimulationTime"
_PATIENCE = 8  # failed rounds before a plant counts as gone
_LOST = Bilingual(
    "설비와 연결이 끊어졌습니다. 이 셀을 다시 실행하면 다시 연결합니다.",
    "The connection to the plant was lost. Run this cell again to reconnect.",
)


class Feed:
    """Reads `paths` of `plant` (a `PlantSession`) every `period` seconds until `stop()`.

    `latest` maps each path to its last value; `history(path)` gives the kept course. `on_round(callback)` calls back
    after each round in the feed's thread. At most `keep` points are held for each path. `lost` is what to say of a
    plant that is gone, where the reader cannot run a cell.
    """

    def __init__(
        self,
        plant: Any,
        paths: Iterable[str],
        *,
        period: float = PERIOD,
        keep: int = 4000,
        lost: Bilingual | None = None,
    ) -> None:
        self.plant = plant
        self.paths = tuple(dict.fromkeys(paths))
        self.problem: Bilingual | None = None
        self.latest: dict[str, Any] = {}
        self.seconds = 0.0
        self._period, self._lost = period, lost
        self._points: deque[tuple[float, ...]] = deque(maxlen=keep)
        self._callbacks: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._failures = 0
        self._thread = threading.Thread(target=self._run, name="smartlab-feed", daemon=True)

    def start(self) -> "Feed":
        self._thread.start()
        return self

    def stop(self) -> None:
        """End the reading; waits a moment for the round in progress unless called from it. Calling it twice is fine."""
        self._over.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(2.0)

    @property
    def running(self) -> bool:
        return self._thread.is_alive() and not self._over.is_set()

    def on_round(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback()` after each round; returns a function that ends this."""
        with self._lock:
            self._callbacks.append(callback)
        return lambda: self._forget(callback)

    def history(self, *paths: str) -> tuple[np.ndarray, ...]:
        """Return simulated seconds (n,) and the values (n,) of each path as floats, nan where a reading failed."""
        with self._lock:
            table = np.array(self._points, dtype=float).reshape(-1, len(self.paths) + 1)
        return (table[:, 0], *(table[:, 1 + self.paths.index(path)] for path in paths))

    def clear(self) -> None:
        with self._lock:
            self._points.clear()

    def round(self) -> None:
        """Read once and tell the pictures. The thread does this; a test or a lockstep lesson may do it too."""
        try:
            values = self.plant.read_many((*self.paths, _TIME))
            seconds = float(values.pop(_TIME))
        except Exception as error:  # whatever the wire does, a picture must not break the notebook
            self._failed(error)
        else:
            self._keep(values, seconds)
        for callback in tuple(self._callbacks):
            callback()

    def _run(self) -> None:
        while not self._over.is_set():
            self.round()
            self._over.wait(self._period)

    def _keep(self, values: dict[str, Any], seconds: float) -> None:
        row = (seconds, *(_number(values.get(path)) for path in self.paths))
        with self._lock:
            if self._points and seconds < self._points[-1][0]:
                self._points.clear()
            if not self._points or seconds > self._points[-1][0]:
                self._points.append(row)
        self.latest, self.seconds, self.problem, self._failures = dict(values), seconds, None, 0

    def _failed(self, error: Exception) -> None:
        self._failures += 1
        if self._failures >= _PATIENCE:
            self.problem = self._lost or (error.message if isinstance(error, SmartLabError) else _LOST)
            self.latest = {}
            self._over.set()

    def _forget(self, callback: Callable[[], None]) -> None:
        with self._lock:
            if callback in self._callbacks:
                self._callbacks.remove(callback)


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")
