"""Malformed packets over a real socket never stop a plant."""

import asyncio
import random

import pytest

from labs.simulation.roles import Role
from tests.labs.opcua.hostile import opened, strangers, tampered


async def attack(served, as_role, seed: int, logins: int, requests: int, visitors: int) -> None:
    """Tamper as people who are logged in and as strangers; then an honest client comes and time has gone on."""
    dice = random.Random(seed)
    plant = served.serve(mode="scaled", speed=100.0)
    for _ in range(logins):
        client = as_role(Role.OPERATOR)
        await client.connect()
        try:
            await tampered(client, dice, requests)
        finally:
            await hang_up(client)
    garbage = strangers(dice)
    for _ in range(visitors):
        _reader, writer = await opened(served.server.port)
        writer.write(next(garbage))
        writer.close()
    async with as_role(Role.OPERATOR) as client:
        before = (await client.read(["Clock.Tick"]))[0].Value.Value
        while (await client.read(["Clock.Tick"]))[0].Value.Value == before:
            await asyncio.sleep(0.01)
        await client.write({"Zone1.HeaterPower": 12.0})
        assert (await client.read(["Zone1.HeaterPower"]))[0].Value.Value == 12.0
    assert plant.clock.tick > 0


async def hang_up(client) -> None:
    """Drop the connection without a word."""
    if (transport := client._client.uaclient.protocol.transport) is not None:
        transport.abort()
    await client.close()


@pytest.mark.parametrize("seed", [1, 2])
async def test_an_honest_client_is_served_after_malformed_packets(served, as_role, seed):
    await attack(served, as_role, seed, logins=8, requests=40, visitors=60)


@pytest.mark.long
@pytest.mark.timeout(3600)  # a quarter of an hour on two busy cores
async def test_an_honest_client_is_served_after_a_flood_of_malformed_packets(served, as_role):
    for seed in range(100, 150):
        await attack(served, as_role, seed, logins=50, requests=60, visitors=500)
