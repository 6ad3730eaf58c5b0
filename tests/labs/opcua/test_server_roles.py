"""Who may come in and what each role sees, asked with asyncua's own client."""

import pytest
from asyncua import Client, ua

from labs.language import SmartLabError
from labs.opcua.access import Account, AccountManager
from labs.opcua.names import NAMESPACE
from labs.opcua.problems import NotAllowed, UnknownSignal, WrongPassword
from labs.simulation.roles import Role
from tests.labs.opcua.conftest import PASSWORDS, accounts


@pytest.mark.parametrize(
    ("user", "password"),
    [
        ("operator", "wrong"),
        ("operator", ""),
        ("nobody", PASSWORDS[Role.OPERATOR]),
        ("operator", PASSWORDS[Role.ENGINEER]),
    ],
)
async def test_a_wrong_name_or_password_is_refused(as_role, served, user, password):
    client = Client(served.url)
    client.set_user(user)
    client.set_password(password)
    with pytest.raises((ua.uaerrors.BadUserAccessDenied, ua.uaerrors.BadIdentityTokenRejected)):
        await client.connect()


async def test_anonymous_is_refused(served):
    with pytest.raises(ua.uaerrors.BadIdentityTokenRejected):
        await Client(served.url).connect()


async def test_the_refusal_is_a_sentence(as_role, served):
    client = as_role(Role.OPERATOR)
    client._client.set_password("wrong")
    with pytest.raises(WrongPassword, match="operator") as caught:
        await client.connect()
    assert all(caught.value.message)
    assert PASSWORDS[Role.OPERATOR] not in str(caught.value.message)


def test_passwords_are_compared_in_one_unicode_form_and_never_shown():
    import unicodedata

    manager = AccountManager([Account("학생", "비밀번호", Role.OPERATOR)])
    decomposed = unicodedata.normalize("NFD", "비밀번호")
    assert manager.get_user(None, unicodedata.normalize("NFD", "학생"), decomposed).plant_role == Role.OPERATOR
    assert manager.get_user(None, "학생", None) is None
    assert "비밀번호" not in repr(manager.accounts)
    assert AccountManager([Account("open", "", Role.OBSERVER)]).get_user(None, "open", "") is None


async def test_each_role_reads_and_only_the_right_ones_write(as_role):
    writable = {
        Role.OBSERVER: set(),
        Role.OPERATOR: {"Zone1.HeaterPower"},
        Role.ENGINEER: {"Zone1.HeaterPower", "Zone1.Controller.Gain", "Clock.Speed"},
    }
    paths = {"Zone1.Temperature", "Zone1.HeaterPower", "Zone1.Controller.Gain", "Clock.Speed"}
    for role, allowed in writable.items():
        async with as_role(role) as client:
            assert {path for path in paths if client.entry(path).allowed} == allowed
            for path in paths - allowed:
                with pytest.raises(NotAllowed):
                    await client.write({path: 1.0})
            for path in allowed:
                await client.write({path: 1.0})


async def test_faults_and_truth_are_for_the_instructor_alone(as_role, served):
    async with as_role(Role.ENGINEER) as client:
        with pytest.raises(UnknownSignal):
            client.entry("Truth.Zone1.Temperature")
        index = await client._client.get_namespace_index(NAMESPACE)
        for hidden in ("Truth.Zone1.Temperature", "Faults.zone1-sensor-stuck", "Faults"):
            node = client._client.get_node(ua.NodeId(hidden, index))
            with pytest.raises(ua.uaerrors.BadUserAccessDenied):
                await node.read_attribute(ua.AttributeIds.Value)
            with pytest.raises(ua.uaerrors.BadUserAccessDenied):
                await node.read_browse_name()
        inject = ua.NodeId("Faults.Inject", index)
        with pytest.raises(ua.uaerrors.BadUserAccessDenied):
            await client._client.get_node(ua.NodeId("Faults", index)).call_method(inject, "zone1-sensor-break", 1.0)
    assert served.server.plant.active_faults == {}


async def test_an_instructor_injects_and_clears_a_fault_and_sees_the_truth(as_role, served):
    async with as_role(Role.INSTRUCTOR) as client:
        await client.call("Faults.Inject", "zone1-sensor-break", 0.5)
        await client.call("Clock.Advance", 5.0)
        severity, measured, truth = await client.read(
            ["Faults.zone1-sensor-break", "Zone1.Temperature", "Truth.Zone1.Temperature"]
        )
        assert severity.Value.Value == 0.5
        assert measured.StatusCode.is_bad() and measured.Value.Value is None
        assert truth.Value.Value == served.server.plant.truth("Zone1.Temperature")
        await client.call("Faults.Clear", "zone1-sensor-break")
        assert (await client.read(["Faults.zone1-sensor-break"]))[0].Value.Value == 0.0


async def test_nobody_rewrites_the_server_s_own_nodes(as_role):
    async with as_role(Role.INSTRUCTOR) as client:
        inner = client._client
        with pytest.raises(ua.UaStatusCodeError):
            await inner.nodes.namespace_array.write_value(["urn:mine"])
        with pytest.raises(ua.UaStatusCodeError):
            await inner.nodes.objects.add_object(1, "Mine")
        node = inner.get_node(client.entry("Zone1.HeaterPower").node)
        with pytest.raises(ua.UaStatusCodeError):
            await node.write_attribute(ua.AttributeIds.AccessLevel, ua.DataValue(ua.Variant(3, ua.VariantType.Byte)))


async def test_one_client_cannot_touch_another_s_subscription(as_role):
    async with (
        as_role(Role.OPERATOR) as mine,
        as_role(Role.INSTRUCTOR) as other,
        mine.watch(["Clock.Tick"], 0.1, print),
    ):
        subscription = mine._client._subscriptions[0].subscription_id
        assert not (await other._client.delete_subscriptions([subscription]))[0].is_good()
        request = ua.CreateMonitoredItemsParameters(SubscriptionId=subscription)
        with pytest.raises(ua.uaerrors.BadSubscriptionIdInvalid):
            await other._client.uaclient.create_monitored_items(request)


async def test_sessions_are_counted(as_role, served):
    assert served.server.sessions == 0
    async with as_role(Role.OBSERVER), as_role(Role.OPERATOR):
        assert served.server.sessions == 2


async def test_a_session_s_token_cannot_be_guessed(as_role):
    async with as_role(Role.ENGINEER) as one, as_role(Role.ENGINEER) as two:
        tokens = [client._client.uaclient.protocol.authentication_token.Identifier for client in (one, two)]
        assert all(isinstance(token, bytes) and len(token) >= 16 for token in tokens)
        assert tokens[0] != tokens[1]


async def test_titles_come_in_the_client_s_language(as_role):
    async with as_role(Role.OBSERVER, language="ko") as client:
        assert client.entry("Zone1.Temperature").title == "1구역 온도"
        assert await client._client.get_node(client.entry("Zone1.Temperature").node).read_display_name() == (
            ua.LocalizedText("1구역 온도", "ko")
        )
    async with as_role(Role.OBSERVER, language="en") as client:
        assert client.entry("Zone1.Temperature").title == "Zone 1 temperature"


async def test_an_open_address_without_a_certificate_is_refused():
    from labs.equipment.registry import create_plant
    from labs.opcua.server import PlantServer

    server = PlantServer(create_plant("furnace"), accounts=accounts(), host="0.0.0.0")
    with pytest.raises(SmartLabError, match="certificate"):
        await server.start()
