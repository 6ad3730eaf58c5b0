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

from asyncua import ua

from labs.opcua.live import Refused
from labs.opcua.names import FASTEST, LOCKSTEP, MODES, MOST_SECONDS, REAL_TIME, SCALED, SLOWEST
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
    def plant(self) -> Plant:
        """The plant that is served now."""
        return self._plant()

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
        return self._plant().clock.seconds

    def advance_at_once(self, seconds: float) -> float | None:
        """Do the same where nothing has to give way for it; else do nothing and return None."""
        return self._plant().clock.seconds if self._at_once(self._ticks(seconds)) else None

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
