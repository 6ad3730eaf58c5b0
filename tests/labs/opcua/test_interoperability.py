"""Other people's clients: asyncua with encryption, and the older synchronous opcua package."""

import stat
import threading

import opcua
import pytest
from asyncua import Client, ua

from labs.opcua.certificates import CERTIFICATE, KEY, own_certificate
from labs.opcua.client import PlantClient
from labs.opcua.names import NAMESPACE
from labs.opcua.security import POLICIES, Security, application_certificate
from labs.simulation.roles import Role
from tests.labs.opcua.conftest import PASSWORDS

OPERATOR = ("operator", PASSWORDS[Role.OPERATOR])


@pytest.fixture(scope="session")
def client_certificate(tmp_path_factory):
    return own_certificate(tmp_path_factory.mktemp("client"), "urn:smartlab:client", client=True)


async def walk_through(client: Client) -> None:
    """Browse, read, write, step and subscribe by nothing but standard calls."""
    index = await client.get_namespace_index(NAMESPACE)
    furnace = await client.nodes.objects.get_child(f"{index}:Furnace")
    power = await furnace.get_child([f"{index}:Zone1", f"{index}:HeaterPower"])
    await power.write_value(ua.DataValue(ua.Variant(75.0)))
    clock = await client.nodes.objects.get_child(f"{index}:Clock")
    assert await clock.call_method(f"{index}:Advance", 30.0) == 30.0
    temperature = await furnace.get_child([f"{index}:Zone1", f"{index}:Temperature"])
    assert 20.0 < await temperature.read_value() < 100.0
    assert {(await child.read_browse_name()).Name for child in await furnace.get_children()} >= {"Zone1", "Door"}


async def test_asyncua_without_encryption(served):
    client = Client(served.url)
    client.set_user(OPERATOR[0])
    client.set_password(OPERATOR[1])
    async with client:
        await walk_through(client)


@pytest.mark.parametrize("policy", sorted(POLICIES))
@pytest.mark.parametrize("mode", [ua.MessageSecurityMode.Sign, ua.MessageSecurityMode.SignAndEncrypt])
async def test_asyncua_signed_and_encrypted(served, client_certificate, policy, mode):
    client = Client(served.url)
    client.application_uri = "urn:smartlab:client"
    client.set_user(OPERATOR[0])
    client.set_password(OPERATOR[1])
    await client.set_security(POLICIES[policy], *client_certificate, mode=mode)
    async with client:
        await walk_through(client)


async def test_our_client_encrypted(served, tmp_path):
    security = Security(application_certificate(tmp_path / "own"), "Aes256_Sha256_RsaPss")
    async with PlantClient(served.url, *OPERATOR, security=security) as client:
        assert await client.call("Clock.Advance", 1.0) == [1.0]


async def test_the_password_is_encrypted_even_where_the_channel_is_not(served):
    client = Client(served.url)
    endpoints = await client.connect_and_get_server_endpoints()
    plain = next(each for each in endpoints if each.SecurityMode == ua.MessageSecurityMode.None_)
    assert [token.TokenType for token in plain.UserIdentityTokens] == [ua.UserTokenType.UserName]
    assert plain.UserIdentityTokens[0].SecurityPolicyUri.endswith("#Basic256Sha256")
    assert len(endpoints) == 5


def test_the_certificate_is_made_once_and_its_key_is_private(tmp_path):
    folder = tmp_path / "own"
    certificate, key = own_certificate(folder, "urn:a")
    first = certificate.read_bytes(), key.read_bytes()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert own_certificate(folder, "urn:a") == (folder / CERTIFICATE, folder / KEY)
    assert (certificate.read_bytes(), key.read_bytes()) == first
    certificate.write_bytes(b"damaged")
    own_certificate(folder, "urn:a")
    assert certificate.read_bytes() != b"damaged"


class _Keep:
    def __init__(self):
        self.values, self.arrived = [], threading.Event()

    def datachange_notification(self, node, value, data):
        self.values.append(value)
        if value > 0:
            self.arrived.set()


def old_client(served) -> opcua.Client:
    client = opcua.Client(served.url, timeout=10)
    client.set_user(OPERATOR[0])
    client.set_password(OPERATOR[1])
    return client


def test_the_old_opcua_client_browses_reads_writes_steps_and_watches(served):
    client = old_client(served)
    client.connect()
    try:
        index = client.get_namespace_index(NAMESPACE)
        furnace = client.get_objects_node().get_child(f"{index}:Furnace")
        clock = client.get_objects_node().get_child(f"{index}:Clock")
        names = {node.get_browse_name().Name for node in furnace.get_children()}
        assert {"Zone1", "Zone2", "Door", "Room", "Energy", "Commands"} <= names
        power = furnace.get_child([f"{index}:Zone1", f"{index}:HeaterPower"])
        power.set_value(opcua.ua.DataValue(opcua.ua.Variant(60.0, opcua.ua.VariantType.Double)))
        keep = _Keep()
        subscription = client.create_subscription(50, keep)
        subscription.subscribe_data_change(clock.get_child(f"{index}:SimulationTime"))
        assert clock.call_method(f"{index}:Advance", 10.0) == 10.0
        assert keep.arrived.wait(10)
        assert keep.values[-1] == 10.0
        subscription.delete()
        assert furnace.get_child([f"{index}:Zone1", f"{index}:Temperature"]).get_value() > 20.0
        temperature = furnace.get_child([f"{index}:Zone1", f"{index}:Temperature"])
        with pytest.raises(opcua.ua.UaStatusCodeError):
            temperature.set_value(opcua.ua.DataValue(opcua.ua.Variant(1.0, opcua.ua.VariantType.Double)))
    finally:
        client.disconnect()
