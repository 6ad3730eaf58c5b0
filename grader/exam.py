"""What a unit's checks.py sees: the `check` decorator, and the `Exam` it is called with.

Contract: an `Exam` belongs to one examination of one check and lives in the trusted process. It asks the student's
process through `ask` and takes plants from `plants`; it decides alone. What the student's process answers is data:
JSON values and arrays of numbers, never objects. Seeds, scenarios and true parameters stay on this side.
"""

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from grader import picture
from grader.link import Nonsense
from grader.run import Run
from grader.verdict import Verdict, fill, partial_points
from labs.language import Bilingual, SmartLabError

CALL_SECONDS = 10.0
STALL_SECONDS = 15.0


@dataclass(frozen=True)
class CheckDefinition:
    """A check as checks.py declares it."""

    id: str
    points: float
    function: Callable[["Exam"], None]


def check(check_id: str, points: float) -> Callable[[Callable[["Exam"], None]], CheckDefinition]:
    """Declare the decorated function as the examination of `check_id`, worth `points` (> 0).

    The function gets an `Exam`; when it returns, the verdict is "correct". `load_unit` finds it by its type.
    """
    if not check_id or points <= 0:
        raise ValueError("a check needs an id and more than 0 points")
    return lambda function: CheckDefinition(check_id, float(points), function)


class StudentError(Exception):
    """The student's side did not answer as asked; ends the check as "keep-working" with this message."""

    def __init__(self, message_id: str, **values: object) -> None:
        super().__init__(message_id)
        self.message_id = message_id
        self.values = values


class _Stop(Exception):
    """An expectation failed: what the verdict is made of."""

    def __init__(self, message_id: str, scale: float, values: dict) -> None:
        super().__init__(message_id)
        self.message_id, self.scale, self.values = message_id, scale, values


class _PlantLost(SmartLabError):
    """The plant ended unasked; `answered`: the student's side is ready for another request."""

    def __init__(self, answered: bool) -> None:
        super().__init__("채점용 설비가 도중에 멈췄습니다", "the plant of the examination stopped on the way")
        self.answered = answered


class Ask(Protocol):
    """Sends one request frame to the student's process and returns the answered value; raises StudentError.

    `seconds` bounds the wait; with `progress` it bounds how long `progress()` may stay the same.
    """

    def __call__(self, frame: dict, seconds: float, progress: Callable[[], Any] | None = None) -> Any: ...


class Plants(Protocol):
    """Where the examination's plants come from (see grader/plants.py)."""

    def start(self, name: str, *, seed: int, scenario: str, seconds: float, role: str, initial: dict) -> Any:
        """Start a fresh lockstep plant that ends after `seconds`.

        Its handle has url, user, password, state() ({"tick", …}) and finish() (ends it, returns its recording).
        """


def derive_seed(*parts: object) -> int:
    """Return a seed in 0..2**31-1 that depends on every part and tells nothing about them."""
    text = "\x1f".join(str(part) for part in parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big") & 0x7FFFFFFF


class Exam:
    """One examination. `seed` (int) and `rng` (numpy Generator) are hidden from the student and differ by student."""

    def __init__(
        self,
        definition: CheckDefinition,
        messages: Mapping[str, Bilingual],
        *,
        ask: Ask,
        plants: Plants,
        seed: int,
        functions: Sequence[str] = (),
    ) -> None:
        self.seed = seed
        self.rng = np.random.default_rng(seed)
        self._definition, self._messages = definition, messages
        self._ask, self._plants, self._functions = ask, plants, list(functions)
        self._drives = 0
        self._picture: str | None = None

    def call(self, function: int | str, *arguments: Any, seconds: float = CALL_SECONDS) -> Any:
        """Call the student's function (position in the check cell, or its name there) and return what it answered.

        Arguments and answer are JSON values and numeric arrays; a tuple arrives as a list. Raises StudentError, which
        ends the check, when the function raises, does not end within `seconds` of real time, or returns anything else.
        """
        frame = {"op": "call", "function": self._index(function), "args": list(arguments)}
        return self._ask(frame, seconds)

    def drive(
        self,
        plant: str,
        scenario: str = "normal",
        minutes: float = 10.0,
        *,
        function: int | str = 0,
        arguments: Sequence[Any] = (),
        initial: Mapping[str, Any] | None = None,
        role: str = "operator",
        seed: int | None = None,
        seconds: float = STALL_SECONDS,
    ) -> Run:
        """Let the student's function drive a fresh plant in lockstep for `minutes` simulated minutes at most.

        The function gets a `PlantSession` and `arguments`. `initial` overrides the scenario's start; `seed`
        (default: a new one per drive) fixes the plant; `seconds` of real time may pass without the plant's time moving
        on. The result is the plant's own recording. Raises StudentError as `call` does. A plant that is lost on the way
        is no fault of the student's: the function gets the same plant once more, then SmartLabError is raised.
        """
        self._drives += 1
        order = {
            "seed": derive_seed(self.seed, "drive", self._drives) if seed is None else seed,
            "scenario": scenario,
            "seconds": minutes * 60,
            "role": role,
            "initial": dict(initial or {}),
        }
        frame = {"op": "drive", "function": self._index(function), "arguments": list(arguments), "plant": plant}
        try:
            recording, returned = self._drive(plant, order, frame, seconds)
        except _PlantLost as lost:
            if not lost.answered:  # the function may still be running: it cannot be asked again
                raise
            recording, returned = self._drive(plant, order, frame, seconds)
        reached = float(recording.seconds[-1]) if len(recording.seconds) else 0.0
        return Run(recording, returned, finished=reached >= minutes * 60 - 1.0)

    def _drive(self, plant: str, order: dict, frame: dict, seconds: float) -> tuple[Any, Any]:
        """Return one run's recording and what the function returned; _PlantLost where the plant ended unasked."""
        handle = self._plants.start(plant, **order)
        frame = frame | {"url": handle.url, "user": handle.user, "password": handle.password}

        def progress() -> int | None:
            try:
                return handle.state()["tick"]
            except SmartLabError:  # lost: the function has `seconds` to notice
                return None

        failure, returned = None, None
        try:
            returned = self._ask(frame, seconds, progress)
        except StudentError as error:
            failure = error
        except BaseException:
            with suppress(SmartLabError):
                handle.finish()
            raise
        try:
            recording = handle.finish()
        except SmartLabError as error:
            over = failure is not None and failure.message_id in ("took-too-long", "process-ended")
            raise _PlantLost(answered=not over) from error
        if failure is not None:
            raise failure
        return recording, returned

    def expect(
        self, condition: object, message_id: str, *, at: float | None = None, scale: float = 0.0, **values: object
    ) -> None:
        """Go on when `condition` holds; else end the check with this message.

        `scale` in (0, 1) is how far the student got: the verdict is then "almost" with part of the points. `values`
        fill the message; `at` (simulated seconds) is `{at}` and `{at_minutes}` in it. KeyError: unknown message.
        """
        if message_id not in self._messages:
            raise KeyError(f"messages.toml has no [{message_id}]")
        if condition:
            return
        times = {} if at is None else {"at": float(at), "at_minutes": float(at) / 60}
        raise _Stop(message_id, scale if math.isfinite(scale) else 0.0, times | values)

    def number(self, value: Any, low: float = -math.inf, high: float = math.inf) -> float:
        """Return `value` as a finite float within low..high; anything else ends the check with "bad-return"."""
        try:
            number = math.nan if isinstance(value, (bool, str)) else float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if not (math.isfinite(number) and low <= number <= high):
            raise StudentError("bad-return", value=_short(value))
        return number

    def numbers(self, value: Any, count: int | None = None) -> np.ndarray:
        """Return `value` as a float array of shape (`count`,) (any length when None), all finite; else "bad-return"."""
        try:
            array = np.asarray(value, dtype=float)
        except (TypeError, ValueError, OverflowError):
            raise StudentError("bad-return", value=_short(value)) from None
        if array.ndim != 1 or (count is not None and len(array) != count) or not np.isfinite(array).all():
            raise StudentError("bad-return", value=_short(value))
        return array

    def show(self, run: Run, *paths: str, band: tuple[float, float] | None = None, truth: bool = False) -> None:
        """Give the verdict a picture: `paths` over the run, and the `band` (low, high) they were to stay in."""
        columns = run.truth if truth else run
        self._picture = picture.run_picture(run.seconds, {path: columns[path] for path in paths}, band=band)

    def truth_plant(self, name: str, scenario: str = "normal", seed: int | None = None):
        """Return a plant in this process, for computing what is true; never shown to the student."""
        from labs.equipment.registry import create_plant

        return create_plant(name, seed=self.seed if seed is None else seed, scenario=scenario)

    def judge(self) -> Verdict:
        """Run the check and return its verdict. An error in the check itself becomes "keep-working" with 0 points."""
        try:
            self._definition.function(self)
        except _Stop as stop:
            points = partial_points(self._definition.points, stop.scale)
            return self.verdict("almost" if points else "keep-working", points, stop.message_id, stop.values)
        except StudentError as error:
            word = "missing" if error.message_id == "not-answered" else "keep-working"
            return self.verdict(word, 0.0, error.message_id, error.values)
        except Nonsense:
            raise
        except SmartLabError as error:
            return self.verdict("keep-working", 0.0, "examiner-failed", {"reason": error.message})
        except Exception as error:  # hostile answers may break a careless check: that must cost its points only
            return self.verdict("keep-working", 0.0, "examiner-failed", {"reason": f"{type(error).__name__}: {error}"})
        praise = f"{self._definition.id}.correct"
        return self.verdict("correct", self._definition.points, praise if praise in self._messages else "correct", {})

    def verdict(self, word: str, points: float, message_id: str, values: Mapping[str, object]) -> Verdict:
        """Build a verdict of this check with its message filled."""
        message = fill(self._messages.get(message_id, Bilingual(message_id, message_id)), values)
        maximum = self._definition.points
        return Verdict(self._definition.id, points, maximum, word, message_id, message, self._picture)

    def _index(self, function: int | str) -> int:
        if isinstance(function, int):
            return function
        if function not in self._functions:
            raise KeyError(f"the check cell of {self._definition.id} passes {self._functions}, not {function}")
        return self._functions.index(function)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:80] + "…"
