"""The factory over OPC UA: its stations stand below it, a part's history can be asked for, commands act."""

import json

import pytest

from labs.equipment.registry import create_plant
from labs.opcua.access import Account
from labs.opcua.client import PlantClient
from labs.opcua.server import PlantServer
from labs.simulation.roles import Role
from labs.simulation.states import State


@pytest.fixture
async def operator():
    server = PlantServer(
        create_plant("factory", 1), accounts=[Account("o", "secret", Role.OPERATOR)], mode="lockstep", port=0
    )
    await server.start()
    try:
        async with PlantClient(server.url, "o", "secret") as client:
            yield client
    finally:
        await server.stop()


async def test_an_operator_reads_stations_traces_a_part_and_holds_the_press(operator):
    await operator.call("Clock.Advance", 30.0)
    await operator.call("TracePart", 5)
    answer, force, zone, started = await operator.read(
        ["Query.Answer", "Press.Stroke.PeakForce", "Furnace.Zone1.Temperature", "Parts.Started"]
    )
    record = json.loads(answer.Value.Value)
    assert record["part"] == 5 and record["product"] == "Bolt" and "furnace" in record
    assert 450 < force.Value.Value < 620 and abs(zone.Value.Value - 650) < 10 and started.Value.Value > 230
    await operator.call("Press.Hold")
    await operator.call("Clock.Advance", 10.0)
    (state,) = await operator.read(["Press.Status.StateCurrent"])
    assert state.Value.Value == State.HELD
    assert "Faults.press-die-galling" not in operator.entries  # for instructors
