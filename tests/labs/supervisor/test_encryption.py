"""The plants of the service take encrypted connections: by one certificate, made once, that all of them show."""

import asyncio
from datetime import UTC, datetime

import pytest
from asyncua import Client, ua
from asyncua.crypto.uacrypto import x509_from_der

from labs.opcua.certificates import make_certificate
from labs.opcua.names import NAMESPACE
from labs.opcua.security import CLIENT_URI, POLICIES, server_offer
from labs.opcua.trust import SERVER, judge


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """An application of somebody else: its certificate and key as files."""
    return make_certificate(CLIENT_URI, purpose="client").write(tmp_path_factory.mktemp("client"))


def visit(plant, *security, mode=None) -> tuple[float, list[ua.EndpointDescription]]:
    """Log in with asyncua's client, set a power, step and read it; return it with the endpoints on offer."""

    async def work() -> tuple[float, list[ua.EndpointDescription]]:
        client = Client(plant.url)
        client.application_uri = CLIENT_URI
        client.set_user(plant.user)
        client.set_password(plant.password)
        if security:
            await client.set_security(*security, mode=mode)
        async with client:
            index = await client.get_namespace_index(NAMESPACE)
            power = client.get_node(ua.NodeId("Furnace.Zone1.HeaterPower", index))
            await power.write_value(ua.DataValue(ua.Variant(42.0)))
            await client.get_node(ua.NodeId("Clock", index)).call_method(f"{index}:Advance", 1.0)
            return await power.read_value(), await client.get_endpoints()

    return asyncio.run(work())


@pytest.mark.parametrize("policy", sorted(POLICIES))
@pytest.mark.parametrize("mode", [ua.MessageSecurityMode.Sign, ua.MessageSecurityMode.SignAndEncrypt])
def test_an_independent_client_signs_and_encrypts(supervisor, own, policy, mode):
    value, _offered = visit(supervisor.start_plant("furnace"), POLICIES[policy], *own, mode=mode)
    assert value == 42.0


def test_without_encryption_the_password_is_encrypted_all_the_same(supervisor):
    plant = supervisor.start_plant("furnace")
    value, offered = visit(plant)
    assert value == 42.0
    plain = next(each for each in offered if each.SecurityMode == ua.MessageSecurityMode.None_)
    assert [token.SecurityPolicyUri for token in plain.UserIdentityTokens] == [POLICIES["Basic256Sha256"].URI]
    assert len(offered) == 5 and all(each.EndpointUrl == plant.url for each in offered)


def test_all_plants_show_one_certificate_that_a_careful_client_accepts(supervisor):
    offers = [server_offer(supervisor.start_plant(name).url) for name in ("furnace", "tanks")]
    assert offers[0] == offers[1]
    certificate, now = x509_from_der(offers[0].certificate), datetime.now(UTC)
    judge(certificate, now, application_uri=offers[0].application_uri, usage=SERVER)
