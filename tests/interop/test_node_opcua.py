"""A client of another ancestry: node-opcua visits a plant, plain and encrypted. npm installs it, so only on demand."""

import asyncio
import json
from pathlib import Path

import pytest
from asyncua import ua

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


async def test_node_opcua_watches_acknowledges_refreshes_and_looks_back(node_folder):
    """Encrypted, with its own event filter, its own list of alarms, and the reasons of refusals."""
    accounts = [Account("operator", "secret", Role.OPERATOR)]
    plant = create_plant("furnace", scenario="warm", initial={"Zone1.Temperature": 930.0})
    async with PlantServer(plant, accounts=accounts, mode="lockstep", certificates=node_folder / "own") as server:
        visit = (server.url, "operator", "secret", str(node_folder / "pki"), "zone1-high")
        told = json.loads((await run(node_folder, str(BIN / "node"), "alarms.js", *visit)).splitlines()[-1])

    alarms, raised = told["alarms"], told["alarms"]["raised"]
    assert (raised["source"], raised["severity"], raised["limit"]) == ("Zone1.Temperature", 500, 900)
    assert (raised["active"], raised["acknowledged"], raised["retain"]) == ("활성", False, True)
    assert raised["time"] == "2026-01-01T00:00:05.100Z" and raised["quality"] == "Good"
    assert raised["type"] == f"ns=0;i={ua.ObjectIds.ExclusiveLevelAlarmType}"
    assert (alarms["acknowledge"], alarms["confirm"], alarms["confirmed"]) == ("Good", "Good", True)
    assert (alarms["again"], alarms["unknown"]) == ("BadConditionBranchAlreadyAcked", "BadEventIdUnknown")
    assert alarms["comment"] == ["seen", "operator"]
    assert alarms["refresh"] == {"called": "Good", "told": [None, "zone1-high", None]}
    assert set(alarms["conditions"]) == {each.id for each in plant.machine.alarms}
    assert alarms["condition"] in alarms["ofSource"] and told["listed"] == [alarms["condition"]]
    assert alarms["acked"] == "확인함" and alarms["parts"] > 20

    past, values = told["history"], told["history"]["values"]
    assert past["raw"] == ["Good", 101] and past["average"][0] == "Good"
    assert past["average"][1] == pytest.approx([sum(values[:50]) / 50, sum(values[50:100]) / 50], abs=0.05)

    assert past["events"] == [
        ["Good", "zone1-high", True, False, True, ""],
        ["Good", "zone1-high", True, True, False, "seen"],
        ["Good", "zone1-high", True, True, True, "done"],
    ]

    diagnostics = told["diagnostics"]
    assert (diagnostics["status"], diagnostics["word"], diagnostics["locale"]) == ("BadInvalidState", "interlock", "ko")
    assert "자동" in diagnostics["said"] and "automatic" in diagnostics["more"]
    assert (diagnostics["user"], diagnostics["mechanism"]) == ("operator", "UserName")
    assert (diagnostics["mode"], diagnostics["encoding"]) == ("SignAndEncrypt", "UA Binary")
    assert diagnostics["certificate"]


def test_the_lock_is_hashed_and_names_no_registry():
    text = LOCK.read_text()
    assert "://" not in text and '"resolved"' not in text
    assert all("integrity" in entry for name, entry in json.loads(text)["packages"].items() if name)
