"""Letting simulated time pass, whatever clock the plant runs on.

Contract: `pass_time` moves a plant in lockstep, in pieces small enough that the plant answers others in between, and
waits for one that moves by itself; `reach` does so up to a moment. They look at no clock but the plant's.
"""

import asyncio
import math
from collections.abc import Sequence

from asyncua import ua

from labs.language import SmartLabError
from labs.opcua.client import PlantClient
from labs.opcua.names import LOCKSTEP
from labs.opcua.problems import NotNow

PIECE = 600.0
"""Simulated seconds of one Advance."""

Moved = tuple[float, list[ua.DataValue]]
"""The new simulated time, and what was read at once with it: empty where the plant moves by itself."""

_CLOCK = ("Clock.SimulationTime", "Clock.Mode", "Clock.Speed", "Clock.Running", "Clock.TickSeconds")


async def pass_time(client: PlantClient, seconds: float, *, lockstep: bool, paths: Sequence[str] = ()) -> Moved:
    """Let `seconds` pass; the new time is earlier than asked for where the run ends.

    `lockstep` is what the caller believes; if the clock's mode has changed meanwhile, this does the right thing.
    """
    if not (isinstance(seconds, int | float) and math.isfinite(seconds) and seconds >= 0):
        raise SmartLabError(
            f"진행할 시간은 0 이상의 초 단위 숫자여야 합니다. 받은 값: {seconds!r}.",
            f"The time to advance is a number of seconds, 0 or more; got {seconds!r}.",
        )
    if lockstep:
        try:
            return await _move(client, float(seconds), paths)
        except NotNow:
            if (await _look(client))[1] == LOCKSTEP:
                raise
    time = (await _look(client))[0]
    return await _wait(client, time + seconds), []


async def reach(client: PlantClient, target: float, time: float, *, lockstep: bool, paths: Sequence[str] = ()) -> Moved:
    """Let time pass from `time`, the present in lockstep, up to `target`; nothing where it is past already."""
    if lockstep:
        return await pass_time(client, max(0.0, target - time), lockstep=True, paths=paths)
    return await _wait(client, target), []


async def _move(client: PlantClient, seconds: float, paths: Sequence[str]) -> Moved:
    time = math.nan
    while seconds > PIECE:
        before, (time,) = time, await client.call("Clock.Advance", PIECE)
        seconds -= PIECE
        if time == before:
            break
    return await client.round({}, seconds, paths)


async def _wait(client: PlantClient, target: float) -> float:
    client.may_wait()
    time, mode, speed, running, tick = await _look(client)
    while time < target - tick / 2 and running:
        if mode == LOCKSTEP:
            return (await _move(client, target - time, ()))[0]
        await asyncio.sleep(min(max((target - time) / speed, 0.005), 0.5))
        earlier = time
        time, mode, speed, running, tick = await _look(client)
        if time < earlier:  # somebody began a new run
            break
    return time


async def _look(client: PlantClient) -> list:
    return [value.Value.Value for value in await client.read(_CLOCK)]
