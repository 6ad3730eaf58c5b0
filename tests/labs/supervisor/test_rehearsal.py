"""What the warm process rehearses leaves no trace in it, and a fork still serves what it is asked for."""

import asyncio
import resource
import threading

import psutil
import pytest

from labs.equipment.registry import create_plant
from labs.opcua.access import Account
from labs.opcua.client import PlantClient
from labs.opcua.server import PlantServer
from labs.session import connect
from labs.simulation.roles import Role
from labs.supervisor.plant_process import serve_plant
from labs.supervisor.rehearsal import rehearse_serving

MOST_PRIVATE_BYTES = 12_500_000
"""Measured: 11.2 MB; 14.2 MB before there was a rehearsal."""

OPERATOR = Account("operator", "secret", Role.OPERATOR)


def left(server):
    """What a rehearsal could leave behind: open files, threads, nodes of a machine."""
    return psutil.Process().num_fds(), threading.active_count(), [set(table) for table in server._core.tables]


@pytest.fixture(scope="module")
def rehearsed():
    """A server that has been rehearsed, and what there was before and after that."""
    server = PlantServer(create_plant("furnace"), accounts=[])
    asyncio.run(server.prepare_machines(create_plant(name) for name in ("furnace", "press")))
    before = left(server)
    asyncio.run(rehearse_serving(server, serve_plant))
    return server, before, left(server)


def test_a_rehearsal_leaves_no_file_thread_or_node(rehearsed):
    _server, before, after = rehearsed
    assert after == before


def test_a_rehearsed_server_has_met_nobody(rehearsed):
    core = rehearsed[0]._core
    assert core.live_sessions == core.counts.sessions == 0
    assert core.endpoints == core.asyncio_transports == []


def test_a_rehearsed_server_serves_another_machine_to_other_people(rehearsed):
    server = rehearsed[0]

    async def visit():
        server.rebind(create_plant("press", seed=4), accounts=[OPERATOR], mode="lockstep")
        async with server, PlantClient(server.url, OPERATOR.user, OPERATOR.password) as client:
            await client.call("Clock.Advance", 1.0)
            (tick,) = await client.read(["Clock.Tick"])
            return client.machine, tick.Value.Value, server.sessions

    machine, tick, sessions = asyncio.run(visit())
    assert (machine, sessions) == ("Press", 1)
    assert tick == server.plant.clock.tick > 0


@pytest.mark.skipif(resource.getpagesize() != 4096, reason="what a fork copies depends on the size of a page")
def test_a_plant_more_that_somebody_uses_takes_few_megabytes_of_its_own(supervisor):
    handle = supervisor.start("minji", "furnace")
    with connect(url=handle.url, user=handle.user, password=handle.password) as session:
        session.read("Zone1.Temperature")
        private = psutil.Process(handle.pid).memory_full_info().uss
    assert private < MOST_PRIVATE_BYTES
