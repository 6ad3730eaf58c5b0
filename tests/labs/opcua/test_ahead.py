"""A machine that was described ahead is the machine that is described when it is served."""

import asyncio

import pytest
from asyncua import ua

from labs.equipment.registry import create_plant
from labs.opcua.rehearsal import rehearse
from labs.opcua.server import PlantServer

MACHINES = ("furnace", "press")


def prepared(*machines):
    server = PlantServer(create_plant("furnace"), accounts=[])
    asyncio.run(server.prepare_machines(create_plant(name) for name in machines))
    return server


@pytest.fixture(scope="module")
def ahead():
    """A server that knows both machines and shows none yet."""
    return prepared(*MACHINES)


def picture(server):
    """What the address space holds: each node's references, and every table's keys."""
    core = server._core
    references = {
        node: sorted((str(each.ReferenceTypeId), str(each.NodeId), each.IsForward) for each in data.references)
        for node, data in core.nodes.items()
    }
    return references, [set(table) for table in core.tables], set(core.conditions.by_alarm)


def test_a_core_that_knows_machines_shows_none_of_them(ahead):
    bare = PlantServer(create_plant("furnace"), accounts=[])
    asyncio.run(bare.prepare_base())
    assert picture(ahead) == picture(bare)


@pytest.mark.parametrize("name", MACHINES)
def test_what_was_put_aside_comes_back_whole(name):
    server = prepared(*MACHINES)
    server.rebind(create_plant(name, seed=3))
    asyncio.run(server.prepare())
    fresh = PlantServer(create_plant(name), accounts=[])
    asyncio.run(fresh.prepare())
    assert picture(server) == picture(fresh)
    assert set(server._core.conditions.by_alarm) == {alarm.id for alarm in server.plant.machine.alarms}


def test_it_reads_the_plant_that_is_served():
    server = prepared("furnace")
    plant = create_plant("furnace", seed=9, scenario="from-cold")
    server.rebind(plant)
    asyncio.run(server.prepare())
    index = server._space.index
    read = server._core.variables[ua.NodeId("Furnace.Zone1.Temperature", index)].read
    assert read().Value.Value == plant.read("Zone1.Temperature").value
    plant.advance(600)
    assert read().Value.Value == plant.read("Zone1.Temperature").value


def test_nearly_every_message_is_rehearsed():
    assert rehearse() > 70
