"""The Clock object: what time it is in the plant, how fast it runs, and who moves it.

Contract: in "real-time" and "scaled" one task advances the plant as `labs.simulation.pacing.Pacer` says ticks are due;
in "lockstep" only `Advance` does. The mode may change at any moment. Time only ever moves by whole ticks and stops at
the plant's horizon, so the mode cannot change a trace. Speed is simulated seconds in one real second, 0.1 to 1000;
a plant too slow for its speed falls behind evenly and stays responsive.
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from asyncua import ua

from labs.language import Bilingual
from labs.opcua.live import Argument, Later, LiveMethod, LiveObject, LiveVariable, Refused
from labs.opcua.names import CLOCK, FASTEST, LOCKSTEP, MODES, MOST_SECONDS, REAL_TIME, SCALED, SLOWEST
from labs.opcua.values import data_value
from labs.simulation.machine import SECOND
from labs.simulation.pacing import Pacer
from labs.simulation.plant import Plant
from labs.simulation.roles import Role

SLICE = 500
"""Ticks advanced between two looks at the network."""

REST = 0.05
"""Shortest real seconds from one round of ticks to the next: a value is never sampled more often than that."""

_LATENESSES = 4096
_KINDS = ua.VariantType


class PlantClock:
    """Moves the plant that `plant()` returns.

    `stepper` is the lowest role that may call Advance, `conductor` the lowest that may begin the run anew or change how
    its clock runs: in an examination nobody who is examined.
    """

    def __init__(
        self,
        plant: Callable[[], Plant],
        mode: str,
        speed: float,
        stepper: Role = Role.OPERATOR,
        conductor: Role = Role.ENGINEER,
    ) -> None:
        self._plant = plant
        self.stepper, self.conductor = stepper, conductor
        self._moving = asyncio.Lock()
        self._task: asyncio.Task | None = None
        self._pacer: Pacer | None = None
        self.lateness: deque[float] = deque(maxlen=_LATENESSES)
        """How late the latest ticks were, in real seconds; of paced modes only."""
        self.mode, self.speed = REAL_TIME, 1.0
        self.set(mode, speed)

    def set(self, mode: str | None = None, speed: float | None = None) -> None:
        """Set mode and speed. ValueError for an unknown mode or a speed outside 0.1 to 1000; nothing changes then.

        A speed other than 1 turns "real-time" into "scaled"; "real-time" alone means speed 1.
        """
        if mode is not None and mode not in MODES:
            raise ValueError(mode)
        if speed is not None and not SLOWEST <= speed <= FASTEST:
            raise ValueError(speed)
        if mode == REAL_TIME and speed is None:
            speed = 1.0
        self.mode = mode or self.mode
        self.speed = float(self.speed if speed is None else speed)
        if self.mode == REAL_TIME and self.speed != 1.0:
            self.mode = SCALED
        if self._task is not None:
            self.start()

    @property
    def ended(self) -> bool:
        """Whether the plant stands at its horizon."""
        plant = self._plant()
        return plant.horizon is not None and plant.clock.tick >= plant.horizon

    def until_round(self) -> float:
        """Return the real seconds until the plant next moves by itself; 0 where it does not, or should have."""
        return self._pacer.delay() if self._pacer is not None and self.mode != LOCKSTEP else 0.0

    # -- moving ----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin (or begin anew) to pace; needs a running loop."""
        self.stop()
        self._task = asyncio.create_task(self._pace())

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _pace(self) -> None:
        if self.mode == LOCKSTEP:
            return
        pacer = self._pacer = Pacer(self.speed, self._plant().clock.tick_seconds, rest=REST)
        while True:
            await asyncio.sleep(pacer.delay())
            late, ticks = pacer.late(), pacer.due()
            if ticks:
                self.lateness.append(late)
            if ticks and not self.ended:
                await self._move(ticks)

    async def advance(self, seconds: float) -> float:
        """Advance by `seconds` (at least one tick if above 0, never past the horizon); return the simulated time.

        Refused outside lockstep and for anything but 0 to 86400 s.
        """
        await self._move(self._ticks(seconds))
        return self._time

    def _ticks(self, seconds: float) -> int:
        if self.mode != LOCKSTEP:
            raise Refused(ua.StatusCodes.BadInvalidState)
        if not (math.isfinite(seconds) and 0 <= seconds <= MOST_SECONDS):
            raise Refused(ua.StatusCodes.BadOutOfRange)
        return max(1, self._plant().clock.ticks(seconds)) if seconds else 0

    def _at_once(self, ticks: int) -> bool:
        """Advance where nothing has to give way for it; else do nothing and return False."""
        if ticks > SLICE or self._moving.locked():
            return False
        self._plant().advance(ticks)
        return True

    async def _move(self, ticks: int) -> None:
        """Advance in slices, one mover at a time; what others write meanwhile counts from its own tick."""
        if self._at_once(ticks):
            return
        plant = self._plant()
        async with self._moving:
            while ticks > 0 and not self.ended:
                plant.advance(min(SLICE, ticks))
                ticks -= SLICE
                await asyncio.sleep(0)

    # -- what clients see ------------------------------------------------------------------------------------------

    def describe(self, reset: Callable[[int | None], None]) -> LiveObject:
        """Return the Clock object; `reset(seed)` begins a new run, with None the same one."""

        def begin_anew(role: Role, seed: int | None = None) -> list[object]:
            _allow(role, self.conductor)
            reset(seed)
            return []

        described = LiveObject(CLOCK, Bilingual("시계", "Clock"))
        described.variables += [
            self._variable(
                "SimulationTime", _KINDS.Double, "모의 시간", "Simulation time", lambda: self._time, unit=SECOND
            ),
            self._variable("Tick", _KINDS.UInt64, "틱", "Tick", lambda: self._plant().clock.tick),
            self._variable(
                "TickSeconds",
                _KINDS.Double,
                "틱 길이",
                "Tick length",
                lambda: self._plant().clock.tick_seconds,
                unit=SECOND,
            ),
            self._variable("Horizon", _KINDS.Double, "끝나는 시각", "End of the run", self._horizon, unit=SECOND),
            self._variable("Running", _KINDS.Boolean, "실행 중", "Running", lambda: not self.ended),
            self._variable("Mode", _KINDS.String, "시계 방식", "Clock mode", lambda: self.mode, write=self._write_mode),
            self._variable("Speed", _KINDS.Double, "배속", "Speed", lambda: self.speed, write=self._write_speed),
        ]
        time = Argument("SimulationTime", _KINDS.Double, Bilingual("모의 시간(초)", "Simulated time in seconds"))
        seconds = Argument("Seconds", _KINDS.Double, Bilingual("진행할 시간(초)", "Seconds to advance"))
        seed = Argument("Seed", _KINDS.UInt32, Bilingual("시드", "Seed"))
        described.methods += [
            LiveMethod(
                "Advance",
                Bilingual("진행", "Advance"),
                self._call_advance,
                Role.OPERATOR,
                (seconds,),
                (time,),
                lowest=lambda: self.stepper,
            ),
            LiveMethod(
                "Reset",
                Bilingual("새 시드로 다시 시작", "Begin anew with a seed"),
                begin_anew,
                Role.ENGINEER,
                (seed,),
                lowest=lambda: self.conductor,
            ),
            LiveMethod(
                "Restart",
                Bilingual("같은 시드로 다시 시작", "Begin the same run again"),
                begin_anew,
                Role.ENGINEER,
                lowest=lambda: self.conductor,
            ),
        ]
        return described

    @property
    def _time(self) -> float:
        return self._plant().clock.seconds

    def _horizon(self) -> float:
        """In seconds; infinite where the run has no end."""
        plant = self._plant()
        return math.inf if plant.horizon is None else plant.horizon * plant.clock.tick_seconds

    def _variable(self, path, kind, ko, en, read, write=None, unit=None) -> LiveVariable:
        def value() -> ua.DataValue:
            return data_value(read(), "Good", kind, self._time, datetime.now(UTC))

        writer = None if write is None else Role.ENGINEER
        lowest = None if write is None else lambda: self.conductor
        return LiveVariable(path, kind, Bilingual(ko, en), value, write, writer, unit=unit, lowest=lowest)

    def _write_mode(self, value: object, role: Role) -> None:
        self._write(role, mode=value)

    def _write_speed(self, value: object, role: Role) -> None:
        self._write(role, speed=value)

    def _write(self, role: Role, **wanted) -> None:
        _allow(role, self.conductor)
        try:
            self.set(**wanted)
        except ValueError as error:
            raise Refused(ua.StatusCodes.BadOutOfRange) from error

    def _call_advance(self, role: Role, seconds: float) -> list[object] | Later:
        _allow(role, self.stepper)
        return [self._time] if self._at_once(self._ticks(seconds)) else partial(self._advanced, seconds)

    async def _advanced(self, seconds: float) -> list[object]:
        return [await self.advance(seconds)]


def _allow(role: Role, lowest: Role) -> None:
    if role < lowest:
        raise Refused(ua.StatusCodes.BadUserAccessDenied)
