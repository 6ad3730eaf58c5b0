"""The Clock object: lockstep, real time, scaled, and the way between them."""

import asyncio

import pytest
from asyncua import ua

from labs.equipment.registry import create_plant
from labs.opcua.clock import SLICE, PlantClock
from labs.opcua.clock_nodes import describe_clock
from labs.opcua.live import Refused
from labs.opcua.problems import NotAllowed, NotNow, OutOfRange
from labs.simulation.roles import Role


def clock_of(plant, mode="lockstep", speed=1.0) -> PlantClock:
    return PlantClock(lambda: plant, mode, speed, Role.OPERATOR)


async def test_advance_moves_whole_ticks_and_at_least_one(as_role):
    async with as_role(Role.OPERATOR) as client:
        assert await client.call("Clock.Advance", 1.0) == [1.0]
        assert await client.call("Clock.Advance", 0.04) == [1.1]
        assert await client.call("Clock.Advance", 0.0) == [1.1]
        tick, running = await client.read(["Clock.Tick", "Clock.Running"])
        assert (tick.Value.Value, running.Value.Value) == (11, True)


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), float("inf"), 1e9])
async def test_advance_refuses_what_is_no_length_of_time(as_role, seconds):
    async with as_role(Role.OPERATOR) as client:
        with pytest.raises(OutOfRange):
            await client.call("Clock.Advance", seconds)


async def test_the_end_of_the_run_is_told(as_role, served):
    served.serve(horizon=20)
    async with as_role(Role.OPERATOR) as client:
        assert await client.call("Clock.Advance", 99.0) == [2.0]
        horizon, running = await client.read(["Clock.Horizon", "Clock.Running"])
        assert (horizon.Value.Value, running.Value.Value) == (2.0, False)


async def test_a_plant_that_moves_by_itself_cannot_be_stepped(as_role, served):
    served.serve(mode="real-time")
    async with as_role(Role.OPERATOR) as client:
        with pytest.raises(NotNow):
            await client.call("Clock.Advance", 1.0)


async def test_the_mode_changes_at_run_time(as_role, served):
    async with as_role(Role.ENGINEER) as client:
        await client.write({"Clock.Speed": 1000.0, "Clock.Mode": "scaled"})
        async with asyncio.timeout(10):
            while (await client.read(["Clock.Tick"]))[0].Value.Value < 100:
                pass
        await client.write({"Clock.Mode": "lockstep"})
        before = (await client.read(["Clock.Tick"]))[0].Value.Value
        await client.call("Clock.Advance", 1.0)
        assert (await client.read(["Clock.Tick"]))[0].Value.Value == before + 10
        for path, value in (("Clock.Mode", "fast"), ("Clock.Speed", 0.0), ("Clock.Speed", float("nan"))):
            with pytest.raises(OutOfRange):
                await client.write({path: value})


def test_real_time_and_a_speed_decide_the_mode():
    clock = clock_of(create_plant("furnace"), "real-time", 5.0)
    assert (clock.mode, clock.speed) == ("scaled", 5.0)
    clock.set("real-time")
    assert (clock.mode, clock.speed) == ("real-time", 1.0)
    clock.set("lockstep", 7.0)
    assert (clock.mode, clock.speed) == ("lockstep", 7.0)
    with pytest.raises(ValueError):
        clock.set("lockstep", 1e6)
    assert clock.speed == 7.0


async def test_a_long_advance_lets_others_in_and_two_do_not_mix():
    plant = create_plant("furnace")
    clock = clock_of(plant)
    turns = 0

    async def others():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(others())
    first, second = await asyncio.gather(clock.advance(SLICE), clock.advance(SLICE))
    beside.cancel()
    assert (first, second) == (500.0, 1000.0)
    assert turns > 10


async def test_the_trace_is_the_same_at_any_speed_and_in_pieces():
    whole = create_plant("furnace", 5, "door-opens")
    await clock_of(whole).advance(300.0)
    pieces = create_plant("furnace", 5, "door-opens")
    clock = clock_of(pieces)
    while pieces.clock.tick < 3000:
        await clock.advance(0.7)
    paced = create_plant("furnace", 5, "door-opens", horizon=3000)
    clock = clock_of(paced, "scaled", 1000.0)
    clock.start()
    async with asyncio.timeout(20):
        while not clock.ended:
            await asyncio.sleep(0.01)
    clock.stop()
    assert paced.recording().hash() == whole.recording().hash()
    assert pieces.recording()["Zone1.Temperature"][:3001].tolist() == whole.recording()["Zone1.Temperature"].tolist()


async def test_reset_begins_a_new_run(as_role, served):
    async with as_role(Role.OPERATOR) as client:
        with pytest.raises(Exception, match="role"):
            await client.call("Clock.Reset", 4)
    async with as_role(Role.ENGINEER) as client:
        await client.call("Clock.Advance", 5.0)
        await client.call("Clock.Reset", 4)
        assert (served.server.plant.seed, served.server.plant.clock.tick) == (4, 0)
        await client.call("Clock.Advance", 5.0)
        await client.call("Clock.Restart")
        assert (served.server.plant.seed, served.server.plant.clock.tick) == (4, 0)


async def test_only_the_role_that_steps_may_advance():
    plant = create_plant("furnace")
    clock = PlantClock(lambda: plant, "lockstep", 1.0, Role.ENGINEER)
    advance = next(each for each in describe_clock(clock, lambda seed: None).methods if each.path == "Advance")
    with pytest.raises(Refused) as caught:
        advance.call(Role.OPERATOR, 1.0)
    assert caught.value.code == ua.StatusCodes.BadUserAccessDenied
    assert advance.call(Role.ENGINEER, 1.0) == [1.0]


async def test_in_an_examination_not_even_an_engineer_conducts(as_role, served):
    served.serve(conductor=Role.INSTRUCTOR)
    async with as_role(Role.ENGINEER) as client:
        for forbidden in (
            client.call("Clock.Reset", 1),
            client.call("Clock.Restart"),
            client.write({"Clock.Mode": "real-time"}),
            client.write({"Clock.Speed": 2.0}),
        ):
            with pytest.raises(NotAllowed):
                await forbidden
        await client.write({"Zone1.Controller.Gain": 2.0})
        assert await client.call("Clock.Advance", 1.0) == [1.0]
    assert served.server.clock.mode == "lockstep"
