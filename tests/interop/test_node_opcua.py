"""A client of another ancestry: node-opcua visits a plant, plain and encrypted. npm installs it, so only on demand."""

import asyncio
import json
from pathlib import Path

import pytest

from labs.equipment.registry import create_plant
from labs.opcua.access import Account
from labs.opcua.server import PlantServer
from labs.simulation.roles import Role
from tests.interop.installing import BIN, LOCK, install_node_opcua, node_environment

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def node_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("node")
    install_node_opcua(folder)
    return folder


async def run(folder: Path, *command: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=node_environment(), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return out.decode()


async def test_node_opcua_reads_writes_steps_watches_and_encrypts(node_folder):
    accounts = [Account("operator", "secret", Role.OPERATOR)]
    plant = create_plant("furnace")
    async with PlantServer(plant, accounts=accounts, mode="lockstep", certificates=node_folder / "own") as server:
        visit = (server.url, "operator", "secret", str(node_folder / "pki"))
        told = json.loads((await run(node_folder, str(BIN / "node"), "visit.js", *visit)).splitlines()[-1])
    plain = told.pop("plain")
    assert {"Furnace", "Clock", "Server"} <= set(plain["objects"]) and "Truth" not in plain["objects"]
    assert (plain["written"], plain["power"], plain["refused"]) == ("Good", 80, "BadNotWritable")
    assert (plain["called"], plain["time"], plain["watched"], plain["items"]) == ("Good", 60, 60, 1)
    assert (plain["history"], plain["historical"]) == ("Good", 601)
    assert plain["profiles"] > 0 and plain["sessions"] == 1
    assert plain["part"] == ["http://opcfoundation.org/UA/"]
    assert plant.clock.seconds == 60.0
    assert told == {
        f"{policy} {mode}": "Good"
        for policy in ("Basic256Sha256", "Aes256_Sha256_RsaPss")
        for mode in ("Sign", "SignAndEncrypt")
    }


def test_the_lock_is_hashed_and_names_no_registry():
    text = LOCK.read_text()
    assert "://" not in text and '"resolved"' not in text
    assert all("integrity" in entry for name, entry in json.loads(text)["packages"].items() if name)
