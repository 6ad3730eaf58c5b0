"""Describes the clock for the address space: the time, the mode and the speed, and the methods that move it.

Contract: what is read and called is asked of the `PlantClock` at that moment. Only its `stepper` may advance, only its
`conductor` may begin a run anew or change mode and speed; lower roles are refused.
"""

import math
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from asyncua import ua

from labs.language import Bilingual
from labs.opcua.clock import PlantClock
from labs.opcua.live import Argument, Later, LiveMethod, LiveObject, LiveVariable, Refused
from labs.opcua.names import CLOCK
from labs.opcua.values import data_value
from labs.simulation.machine import SECOND
from labs.simulation.roles import Role

_KINDS = ua.VariantType


def describe_clock(clock: PlantClock, reset: Callable[[int | None], None]) -> LiveObject:
    """Return the Clock object; `reset(seed)` begins a new run, with None the same one."""

    def shown(path: str, kind: ua.VariantType, ko: str, en: str, read: Callable[[], object], **options) -> LiveVariable:
        def value() -> ua.DataValue:
            return data_value(read(), "Good", kind, clock.plant.clock.seconds, datetime.now(UTC))

        return LiveVariable(path, kind, Bilingual(ko, en), value, **options)

    def written(name: str) -> dict:
        return {"write": partial(_write, clock, name), "writer": Role.ENGINEER, "lowest": lambda: clock.conductor}

    described = LiveObject(CLOCK, Bilingual("시계", "Clock"))
    described.variables += [
        shown(
            "SimulationTime", _KINDS.Double, "모의 시간", "Simulation time",
            lambda: clock.plant.clock.seconds, unit=SECOND,
        ),
        shown("Tick", _KINDS.UInt64, "틱", "Tick", lambda: clock.plant.clock.tick),
        shown(
            "TickSeconds", _KINDS.Double, "틱 길이", "Tick length",
            lambda: clock.plant.clock.tick_seconds, unit=SECOND,
        ),
        shown("Horizon", _KINDS.Double, "끝나는 시각", "End of the run", lambda: _horizon(clock), unit=SECOND),
        shown("Running", _KINDS.Boolean, "실행 중", "Running", lambda: not clock.ended),
        shown("Mode", _KINDS.String, "시계 방식", "Clock mode", lambda: clock.mode, **written("mode")),
        shown("Speed", _KINDS.Double, "배속", "Speed", lambda: clock.speed, **written("speed")),
    ]  # fmt: skip
    described.methods += _methods(clock, reset)
    return described


def _methods(clock: PlantClock, reset: Callable[[int | None], None]) -> list[LiveMethod]:
    def begin_anew(role: Role, seed: int | None = None) -> list[object]:
        _allow(role, clock.conductor)
        reset(seed)
        return []

    def advance(role: Role, seconds: float) -> list[object] | Later:
        _allow(role, clock.stepper)
        time = clock.advance_at_once(seconds)
        return partial(_advanced, clock, seconds) if time is None else [time]

    time = Argument("SimulationTime", _KINDS.Double, Bilingual("모의 시간(초)", "Simulated time in seconds"))
    seconds = Argument("Seconds", _KINDS.Double, Bilingual("진행할 시간(초)", "Seconds to advance"))
    seed = Argument("Seed", _KINDS.UInt32, Bilingual("시드", "Seed"))
    anew = Bilingual("새 시드로 다시 시작", "Begin anew with a seed")
    again = Bilingual("같은 시드로 다시 시작", "Begin the same run again")
    conductor = {"lowest": lambda: clock.conductor}
    return [
        LiveMethod(
            "Advance", Bilingual("진행", "Advance"), advance, Role.OPERATOR, (seconds,), (time,),
            lowest=lambda: clock.stepper,
        ),
        LiveMethod("Reset", anew, begin_anew, Role.ENGINEER, (seed,), **conductor),
        LiveMethod("Restart", again, begin_anew, Role.ENGINEER, **conductor),
    ]  # fmt: skip


async def _advanced(clock: PlantClock, seconds: float) -> list[object]:
    return [await clock.advance(seconds)]


def _horizon(clock: PlantClock) -> float:
    """In seconds; infinite where the run has no end."""
    plant = clock.plant
    return math.inf if plant.horizon is None else plant.horizon * plant.clock.tick_seconds


def _write(clock: PlantClock, name: str, value: object, role: Role) -> None:
    _allow(role, clock.conductor)
    try:
        clock.set(**{name: value})
    except ValueError as error:
        raise Refused(ua.StatusCodes.BadOutOfRange) from error


def _allow(role: Role, lowest: Role) -> None:
    if role < lowest:
        raise Refused(ua.StatusCodes.BadUserAccessDenied)
