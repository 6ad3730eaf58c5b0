"""Examines answers within this process: the real Examiner and the real plant, without sandbox and without network.

Contract: for the project's own known answers only, never for a student's code. What differs from grading is the
transport: `LocalPlant` offers what `labs.session.PlantSession` offers a controller, straight from the plant; values
still pass through the wire's encoding, so an answer that could not travel fails here too. One thread, no real time.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from labs.equipment.registry import create_plant
from labs.language import SmartLabError
from labs.opcua.problems import cut_off
from labs.opcua.samples import Sample
from labs.runtime.frames import FrameError, decode_arrays, dumps, loads
from labs.session_tables import positive
from labs.simulation.plant import Plant
from labs.simulation.roles import Role
from labs.simulation.sensors import STATUSES

_ACTIONS_WITHOUT_TIME = 20_000


class NeverEnds(Exception):
    """The function acts on and on without letting time pass."""


class LocalPlant:
    """A lockstep plant as a notebook sees it; the subset of PlantSession that controllers use."""

    mode = "lockstep"

    def __init__(self, plant: Plant, role: Role) -> None:
        self._plant, self._role, self._idle = plant, role, 0
        self.name, self.user = plant.name, role.name.lower()

    def sample(self, path: str) -> Sample:
        """Return value, status and time of `path`; PlantUnavailable while the plant's network is down."""
        self._reach()
        value, status, _tick = self._plant.read(path)
        return Sample(value, status, self.time)

    def read(self, path: str) -> Any:
        """Return the value of `path`; nan for a number whose status is Bad."""
        return self.sample(path).value

    def read_many(self, paths: Sequence[str]) -> dict[str, Any]:
        """Return {path: value}."""
        return {path: self.read(path) for path in paths}

    def write(self, path: str, value: Any) -> None:
        """Write a value; the plant may refuse with a PlantError."""
        self._reach()
        declared = self._plant.signals.get(path)
        whole = declared is not None and declared.type == "Double" and isinstance(value, int)
        self._plant.write(path, float(value) if whole else value, self._role)

    def write_many(self, values: Mapping[str, Any]) -> None:
        """Write several values."""
        for path, value in values.items():
            self.write(path, value)

    def call(self, method: str, *arguments: Any) -> Any:
        """Call a command of the machine; the plant may refuse with a PlantError."""
        self._reach()
        return self._plant.call(method, *arguments, role=self._role)

    def signals(self) -> Any:
        """Return the table of signals, with the columns and in the order that browsing gives."""
        import pandas

        declared = sorted(self._plant.signals.values(), key=lambda signal: signal.path.count("."))
        rows = [
            (
                signal.path,
                signal.title.show(),
                signal.unit.symbol if signal.unit else "",
                signal.low,
                signal.high,
                signal.writer is not None and self._role >= signal.writer,
            )
            for signal in declared
        ]
        return pandas.DataFrame(rows, columns=["path", "title", "unit", "low", "high", "writable"])

    def history(self, path: str, seconds: float) -> Any:
        """Return what was recorded of `path` in the last `seconds`, as the session does."""
        import pandas

        positive(seconds)
        self._reach()
        trace, per_second = self._plant.recorder.trace(path), 1 / self._plant.clock.tick_seconds
        begin = max(0.0, (self.time - seconds) * per_second)
        first = int(trace.ticks.searchsorted(begin - 1e-6))
        if first and (first == len(trace.ticks) or trace.ticks[first] > begin + 1e-6):
            first -= 1
        index = pandas.Index([float(tick) / per_second for tick in trace.ticks[first:]], name="seconds")
        rows = [(value, STATUSES[code]) for value, code in zip(trace.values[first:], trace.codes[first:], strict=True)]
        return pandas.DataFrame(rows, columns=("value", "status"), index=index)

    @property
    def time(self) -> float:
        """Simulated seconds."""
        return self._plant.clock.seconds

    def advance(self, seconds: float) -> float:
        """Let `seconds` pass, up to the plant's end; return the new time."""
        if self._plant.advance(max(0, self._plant.clock.ticks(seconds))):
            self._idle = 0
        else:
            self._acted()
        return self.time

    def every(self, seconds: float, minutes: float | None = None) -> Iterator[float]:
        """Yield the time each round, then let `seconds` pass; ends with the plant or after `minutes`."""
        start, rounds = self.time, 0
        end = math.inf if minutes is None else start + minutes * 60
        while self.time < end - 1e-6 and not self._over():
            yield self.time
            rounds += 1
            self.advance(min(start + rounds * seconds, end) - self.time)

    def step(self, values: Mapping[str, Any], seconds: float, paths: Sequence[str]) -> dict[str, Any]:
        """Write, advance and read."""
        self.write_many(values)
        self.advance(seconds)
        return self.read_many(paths)

    def _over(self) -> bool:
        return self._plant.horizon is not None and self._plant.clock.tick >= self._plant.horizon

    def _reach(self) -> None:
        self._acted()
        if not self._plant.online:
            raise cut_off()

    def _acted(self) -> None:
        self._idle += 1
        if self._idle > _ACTIONS_WITHOUT_TIME:
            raise NeverEnds


class LocalPlants:
    """Plants for an Examiner (see grader.exam.Plants); `plants` holds those that run, by address."""

    def __init__(self) -> None:
        self.plants: dict[str, LocalPlant] = {}
        self._count = 0

    def start(
        self, name: str, *, seed: int, scenario: str, seconds: float, role: str, initial: Mapping[str, Any]
    ) -> "_Handle":
        plant = create_plant(name, seed=seed, scenario=scenario, initial=dict(initial))
        plant.horizon = plant.clock.ticks(seconds)
        self._count += 1
        url = f"in-process:{self._count}"
        self.plants[url] = LocalPlant(plant, Role[role.upper()])
        return _Handle(url, plant, self.plants)


class _Handle:
    """What ExamPlants.start returns, for a plant of this process."""

    user = password = ""

    def __init__(self, url: str, plant: Plant, running: dict[str, LocalPlant]) -> None:
        self.url, self._plant, self._running = url, plant, running

    def state(self) -> dict:
        """Return how far the run is."""
        return {"tick": self._plant.clock.tick}

    def finish(self):
        """End the run and return its recording."""
        self._running.pop(self.url, None)
        return self._plant.recording()


class LocalLink:
    """The student's side as a link: `send` a request, and the answer of `functions` is there to `receive`."""

    def __init__(self, functions: Sequence[Callable], plants: LocalPlants) -> None:
        self._functions, self._plants, self._answer = functions, plants, {}

    def send(self, frame: dict) -> None:
        try:
            self._answer = decode_arrays(loads(dumps(self._do(frame))))
        except FrameError as error:
            self._answer = {"op": "error", "type": "unusable", "text": str(error), "line": None}

    def receive(self, timeout: float | None) -> dict:
        from grader.link import LinkTimeout

        if self._answer.get("type") == NeverEnds.__name__:
            raise LinkTimeout
        return self._answer

    def _do(self, frame: dict) -> dict:
        try:
            function = self._functions[frame["function"]]
            if frame["op"] == "call":
                return {"op": "result", "value": function(*frame["args"])}
            return {"op": "result", "value": function(self._plants.plants[frame["url"]], *frame["arguments"])}
        except Exception as error:
            text = error.message.en if isinstance(error, SmartLabError) else str(error)
            return {"op": "error", "type": type(error).__name__, "text": text, "line": None}
