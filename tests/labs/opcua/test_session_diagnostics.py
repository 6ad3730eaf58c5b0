"""What the server tells of its sessions, read by the older opcua package: asyncua 2.1.0 misreads the security part."""

from contextlib import contextmanager

import opcua
import pytest
from asyncua import ua

from labs.opcua.certificates import make_certificate
from labs.opcua.names import NAMESPACE
from labs.opcua.security import CLIENT_URI, POLICIES, Security
from labs.simulation.roles import Role
from tests.labs.opcua.conftest import PASSWORDS

SUMMARY = ua.ObjectIds.Server_ServerDiagnostics_SessionsDiagnosticsSummary
SECURITY = ua.ObjectIds.Server_ServerDiagnostics_SessionsDiagnosticsSummary_SessionSecurityDiagnosticsArray


@contextmanager
def visitor(served, role: Role, name: str):
    """Log in with the older package's client, under this session name."""
    client = opcua.Client(served.url, timeout=10)
    client.set_user(role.name.lower())
    client.set_password(PASSWORDS[role])
    client.description = name
    client.connect()
    try:
        yield client
    finally:
        client.disconnect()


def sessions(client: opcua.Client) -> dict[str, opcua.Node]:
    """Return the sessions' objects that the client sees, by name."""
    found = client.get_node(opcua.ua.NodeId(SUMMARY)).get_children(nodeclassmask=opcua.ua.NodeClass.Object)
    return {node.get_browse_name().Name: node for node in found}


def part(node: opcua.Node, *path: str):
    return node.get_child([f"0:{name}" for name in path]).get_value()


def test_everybody_sees_the_own_session_and_an_engineer_all_of_them(served):
    with visitor(served, Role.ENGINEER, "Engineer") as boss, visitor(served, Role.OPERATOR, "Pupil") as pupil:
        assert len(sessions(boss)) == 2 and len(sessions(pupil)) == 1
        (own,) = sessions(pupil).values()
        whole = part(own, "SessionDiagnostics")
        assert whole.SessionName == own.get_browse_name().Name
        reads = part(own, "SessionDiagnostics", "ReadCount")
        assert reads.TotalCount >= whole.ReadCount.TotalCount > 0
        assert part(own, "SubscriptionDiagnosticsArray") == []
        pupil.create_subscription(1000, None)
        assert [each.SessionId for each in part(own, "SubscriptionDiagnosticsArray")] == [whole.SessionId]
        strange = next(node for node in sessions(boss).values() if node.nodeid != own.nodeid)
        for node in (strange, strange.get_child("0:SessionSecurityDiagnostics")):
            with pytest.raises(opcua.ua.UaStatusCodeError):
                pupil.get_node(node.nodeid).get_display_name()
        with pytest.raises(opcua.ua.UaStatusCodeError):
            pupil.get_node(opcua.ua.NodeId(SECURITY)).get_value()
    with visitor(served, Role.ENGINEER, "Engineer") as boss:
        assert len(sessions(boss)) == 1
        assert len(boss.get_node(opcua.ua.NodeId(SECURITY)).get_value()) == 1


def test_the_security_of_a_session_is_that_of_its_connection(served):
    with visitor(served, Role.OPERATOR, "Pupil") as client:
        (own,) = sessions(client).values()
        told = part(own, "SessionSecurityDiagnostics")
        assert (told.ClientUserIdOfSession, told.ClientUserIdHistory) == ("operator", ["operator"])
        assert (told.AuthenticationMechanism, told.Encoding) == ("UserName", "UA Binary")
        assert (told.TransportProtocol, told.SecurityMode) == ("opc.tcp", opcua.ua.MessageSecurityMode.None_)
        assert told.SecurityPolicyUri.endswith("#None") and not told.ClientCertificate
        assert part(own, "SessionSecurityDiagnostics", "Encoding") == "UA Binary"
        assert part(own, "SessionSecurityDiagnostics", "SecurityMode") == 1


async def test_an_encrypted_session_tells_its_policy_and_certificate(served, as_role):
    own = make_certificate(CLIENT_URI, purpose="client")
    async with as_role(Role.OPERATOR, security=Security(own, "Aes256_Sha256_RsaPss")) as client:
        summary = client._client.get_node(SUMMARY)
        (session,) = await summary.get_children(nodeclassmask=ua.NodeClass.Object)
        security = await session.get_child("0:SessionSecurityDiagnostics")
        parts = await security.get_children()
        fields = {(await each.read_browse_name()).Name: await each.read_value() for each in parts}
        assert fields["SecurityPolicyUri"] == POLICIES["Aes256_Sha256_RsaPss"].URI
        assert fields["SecurityMode"] == ua.MessageSecurityMode.SignAndEncrypt
        assert fields["ClientCertificate"] == own.der
        assert session.nodeid.NamespaceIndex != await client._client.get_namespace_index(NAMESPACE)
