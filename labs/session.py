"""A plant as notebooks see it: synchronous, and in the reader's language.

Contract: `connect("furnace")` returns a `PlantSession`; its methods block, work inside Jupyter and from any thread, and
raise SmartLabErrors. Time is the plant's simulated time in seconds. The same code drives a plant that runs in real
time, in scaled time (then `advance` waits) and in lockstep (then `advance` moves it). Values travel over OPC UA only.
"""

import math
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from asyncua import ua

from labs.language import reader_language
from labs.opcua.background import LoopThread
from labs.opcua.browsing import Known
from labs.opcua.client import NotAtOnce, PlantClient
from labs.opcua.finding import find_plant
from labs.opcua.names import LOCKSTEP
from labs.opcua.problems import PlantUnavailable
from labs.opcua.samples import Sample, Value, carried, plain, sample
from labs.opcua.security import Security
from labs.opcua.waiting import Moved, pass_time, reach
from labs.opcua.watching import Watch
from labs.session_tables import TIME, PlantTables, positive, several

T = TypeVar("T")

_MOST_ASKED = 64


def connect(
    name: str = "furnace",
    *,
    scenario: str | None = None,
    url: str | None = None,
    user: str | None = None,
    password: str | None = None,
    security: Security | None = None,
    known: Known | None = None,
) -> "PlantSession":
    """Connect to a plant: at `url`; else one's own at the hub; else one started on this computer that ends with it.

    `scenario` begins a new run of one's own plant where another scenario was running; None takes it as it is.
    `security` is for a plant at `url`: it signs and encrypts (`labs.opcua.security`). `known` is what several
    connections to plants of the same maker share, so that only the first looks around.
    """
    if url is not None:
        return PlantSession(url, user, password, name=name, security=security, known=known)
    found = find_plant(name, os.environ, scenario)
    try:
        return PlantSession(found.url, found.user, found.password, name=name, on_close=found.end)
    except BaseException:
        found.end()
        raise


class PlantSession(PlantTables):
    """A live connection to one plant; a context manager."""

    def __init__(
        self,
        url: str,
        user: str | None = None,
        password: str | None = None,
        *,
        name: str = "",
        security: Security | None = None,
        known: Known | None = None,
        on_close: Callable[[], None] | None = None,
    ) -> None:
        self.url, self.user = url, user
        self._on_close = on_close
        self._closed = False
        self._watches: list[Watch] = []
        self._client = PlantClient(url, user, password, security=security, language=reader_language(), known=known)
        # In lockstep a value changes only when somebody advances or writes: what was read since the last advance is
        # read again together with the next one, and given out once: but not what this code reads after it writes.
        self._after_writing: set[str] = set()
        self._asked: dict[str, None] = {}
        self._fresh: dict[str, ua.DataValue] = {}
        self._loop = LoopThread()
        try:
            self._loop.run(self._client.connect())
            self._mode = self.mode
        except BaseException:
            self._loop.close()
            raise
        self.name = name or self._client.machine.lower()

    def __repr__(self) -> str:
        return f"<PlantSession {self.name} {self.url} {'closed' if self._closed else self._mode}>"

    def __enter__(self) -> "PlantSession":
        return self

    def __exit__(self, *_exception) -> None:
        self.close()

    def close(self) -> None:
        """End the session, its watches and a plant that was started for it. Closing twice does nothing."""
        if self._closed:
            return
        self._closed = True
        for watch in list(self._watches):
            watch.close()
        if self._loop.alive:
            self._loop.run(self._client.close())
            self._loop.close()
        if self._on_close is not None:
            self._on_close()

    def _run(self, coroutine):
        if self._closed:
            coroutine.close()
            raise PlantUnavailable(
                "이미 닫은 연결입니다. connect()로 다시 연결하세요.", "This session is closed. Run connect() again."
            )
        return self._loop.run(coroutine)

    def _ask(self, question: Callable[..., Coroutine[Any, Any, T]], *arguments, **options) -> T:
        """Await `question(…)` of the client: in this thread where nobody else uses the connection, else in its own."""
        if not (self._closed or self._watches):
            with self._loop.still() as still, suppress(NotAtOnce):
                if still and self._client.direct:
                    return self._client.at_once(question(*arguments, **options))
        return self._run(question(*arguments, **options))

    def read(self, path: str) -> Value:
        """Return what the signal shows; nan where a number's reading is Bad, BadReading where it is no number."""
        return self._value(path, self._read([path])[0])

    def sample(self, path: str) -> Sample:
        """Return what the signal shows with its status and time."""
        return sample(self._client.entry(path), self._read([path])[0])

    def read_many(self, paths: Iterable[str]) -> dict[str, Value]:
        """Return {path: value} from one request, all of the same moment."""
        paths = several(paths)
        return {path: self._value(path, value) for path, value in zip(paths, self._read(paths), strict=True)}

    def write(self, path: str, value: Value) -> None:
        """Write one signal; it acts from the plant's next tick on."""
        self.write_many({path: value})

    def write_many(self, values: Mapping[str, Value]) -> None:
        """Write several signals in one request, all for the same tick."""
        self._after_writing.update(self._fresh)
        self._fresh.clear()
        self._ask(self._client.write, values)

    def call(self, method: str, *arguments: Value) -> Value | None:
        """Call a command of the machine ("Stop") or of another object ("Clock.Reset"); return its result, if any."""
        self._fresh.clear()
        results = self._ask(self._client.call, method, *arguments)
        return results[0] if len(results) == 1 else (results or None)

    def _read(self, paths: Sequence[str]) -> list[ua.DataValue]:
        values = [self._fresh.pop(path, None) for path in paths]
        if None in values:
            values = self._ask(self._client.read, paths)
        self._asked.update(dict.fromkeys(paths))
        return carried(values)

    def _value(self, path: str, data: ua.DataValue) -> Value:
        return plain(self._client.entry(path), data)

    @property
    def time(self) -> float:
        """Simulated seconds since the run began."""
        return self.read(TIME)

    @property
    def mode(self) -> str:
        """ "real-time", "scaled" or "lockstep"."""
        self._mode = self.read("Clock.Mode")
        return self._mode

    @property
    def speed(self) -> float:
        """Simulated seconds in one real second; may be set."""
        return self.read("Clock.Speed")

    @speed.setter
    def speed(self, value: float) -> None:
        self.set_clock(speed=value)

    @property
    def horizon(self) -> float:
        """The simulated time at which the run ends; infinite where it does not."""
        return self.read("Clock.Horizon")

    def set_clock(self, mode: str | None = None, speed: float | None = None) -> None:
        """Change how time runs: `mode` "real-time", "scaled" or "lockstep"; `speed` 0.1 to 1000."""
        wanted = {"Clock.Mode": mode, "Clock.Speed": speed}
        self.write_many({path: value for path, value in wanted.items() if value is not None})
        self._mode = self.mode

    def reset(self, seed: int | None = None) -> None:
        """Begin a new run at time 0; with the same seed (None) it is the same run again."""
        self.call("Clock.Restart") if seed is None else self.call("Clock.Reset", seed)

    def advance(self, seconds: float) -> float:
        """Let `seconds` of simulated time pass and return the new time: less far where the run ends.

        In lockstep the plant moves at once; otherwise this waits until it has come so far.
        """
        return self._moved(pass_time, seconds)

    def step(self, values: Mapping[str, Value], seconds: float, paths: Iterable[str]) -> dict[str, Value]:
        """Write, advance and read: in lockstep in one go, the fastest way to drive a plant."""
        paths = several(paths)
        if self._mode != LOCKSTEP:
            self.write_many(values)
            self.advance(seconds)
            return self.read_many(paths)
        self._fresh.clear()
        _time, read = self._ask(self._client.round, values, seconds, paths)
        return {path: self._value(path, value) for path, value in zip(paths, carried(read), strict=True)}

    def every(self, seconds: float, minutes: float | None = None) -> Iterator[float]:
        """Yield the simulated time every `seconds`; each round's code runs, then time moves on.

        `for t in plant.every(1.0):` ends after `minutes` of simulated time, or where the run ends. Where the code is
        slower than the clock, rounds that were missed are left out.
        """
        positive(seconds)
        time, horizon = self.read_many([TIME, "Clock.Horizon"]).values()
        start, end = time, horizon if minutes is None else min(horizon, time + minutes * 60)
        while time < end - 1e-9:
            yield time
            rounds = math.floor((time - start) / seconds + 1e-6) + 1
            before, time = time, self._moved(reach, min(start + rounds * seconds, end), time)
            if time < before or time == before != end:
                return

    def _moved(self, mover: Callable[..., Awaitable[Moved]], *arguments: float) -> float:
        """Let time pass and keep what was read with it."""
        lockstep = self._mode == LOCKSTEP
        asked = [path for path in list(self._asked) if lockstep and path not in self._after_writing][:_MOST_ASKED]
        self._asked.clear()
        self._fresh.clear()
        time, values = self._ask(mover, self._client, *arguments, lockstep=lockstep, paths=asked)
        if values:
            self._fresh = dict(zip(asked, values, strict=True))
        return time

    def watch(
        self, paths: Iterable[str], period: float = 0.5, callback: Callable[[str, Sample], object] | None = None
    ) -> Watch:
        """Call `callback(path, sample)` with the present and each changed value, every `period` real seconds at most.

        It is called in a thread of its own and may read and write. `close()` on what is returned ends it.
        """
        paths = several(paths)

        def told(path: str, data: ua.DataValue) -> None:
            if callback is not None:
                callback(path, sample(self._client.entry(path), data))

        watch = Watch(self._loop, self._client, paths, period, told, self._watches.remove)
        self._watches.append(watch)
        return watch
