"""What one client can make a plant hold is limited, and whoever is refused is told why; the others go on."""

import asyncio
import socket
from contextlib import AsyncExitStack

import pytest
from asyncua import Client, ua
from asyncua.common.connection import SecureConnection
from asyncua.crypto.security_policies import SecurityPolicyNone
from asyncua.ua.ua_binary import struct_to_binary

from labs.opcua import limits
from labs.opcua.limits import PlantLimits, subscription_life
from labs.opcua.problems import PlantUnavailable
from labs.simulation.roles import Role
from tests.labs.opcua.conftest import PASSWORDS
from tests.labs.opcua.hostile import hello, opened, told, whole

codes = ua.StatusCodes


@pytest.fixture
def core(served, monkeypatch):
    """Return the server's core, to set lower limits on for one test."""
    return served.server._core


class Channel:
    """A client's half of a channel without security, for messages that no client sends."""

    def __init__(self) -> None:
        self.connection = SecureConnection(SecurityPolicyNone(), PlantLimits())

    def opening(self) -> bytes:
        request = ua.OpenSecureChannelRequest()
        request.Parameters.RequestedLifetime = 60_000
        request.Parameters.SecurityMode = ua.MessageSecurityMode.None_
        return self.connection.message_to_binary(struct_to_binary(request), ua.MessageType.SecureOpen, 1)

    async def open(self, port: int):
        reader, writer = await opened(port, hello(), self.opening())
        header = await reader.readexactly(12)
        self.connection.security_token.ChannelId = int.from_bytes(header[8:], "little")
        await reader.readexactly(int.from_bytes(header[4:8], "little") - 12)
        self.connection.security_token.TokenId = 13
        return reader, writer

    def message(self, body: bytes, final: bool = True) -> bytes:
        packed = bytearray(self.connection.message_to_binary(body, request_id=2))
        packed[3:4] = b"F" if final else b"C"
        return bytes(packed)


@pytest.mark.parametrize(
    ("packet", "code"),
    [
        (b"HELF" + (2**31 - 1).to_bytes(4, "little"), codes.BadTcpMessageTooLarge),
        (b"HELF" + (8_193).to_bytes(4, "little"), codes.BadTcpMessageTooLarge),
        (b"HELF" + (8).to_bytes(4, "little"), codes.BadTcpInternalError),
        (b"GET / HTTP/1.1\r\n\r\n", codes.BadTcpMessageTooLarge),
        (b"ACKF" + (28).to_bytes(4, "little") + bytes(20), codes.BadTcpMessageTypeInvalid),
        (b"MSGF" + (28).to_bytes(4, "little") + bytes(20), codes.BadTcpSecureChannelUnknown),
        (b"OPNF" + (28).to_bytes(4, "little") + bytes(20), codes.BadTcpSecureChannelUnknown),
        (hello() + hello(), codes.BadTcpMessageTypeInvalid),
        (hello(receive=10), codes.BadTcpNotEnoughResources),
        (hello(url="x" * 5_000), codes.BadTcpEndpointUrlInvalid),
    ],
)
async def test_whoever_begins_wrongly_is_told_and_cut_off(served, packet, code):
    reader, writer = await asyncio.open_connection("127.0.0.1", served.server.port)
    writer.write(packet)
    answer = await reader.read(28) if packet.startswith(hello() + hello()) else b""
    assert answer[:3] in (b"", b"ACK")
    assert await told(reader) == code
    writer.close()


async def test_a_stranger_cannot_send_much_even_in_pieces(served):
    """Issue 1962 of asyncua: pieces without an end, before anybody has logged in."""
    channel = Channel()
    reader, writer = await channel.open(served.server.port)
    for _ in range(3):
        writer.write(channel.message(b"x" * 30_000, final=False))
    assert await told(reader) == codes.BadTcpMessageTooLarge
    writer.close()


async def test_a_request_without_a_channel_is_not_answered(served):
    """asyncua takes requests before any channel is open."""
    channel = Channel()
    reader, writer = await opened(served.server.port, hello())
    writer.write(channel.message(struct_to_binary(ua.CreateSessionRequest())))
    assert await told(reader) == codes.BadTcpSecureChannelUnknown
    writer.close()


async def test_the_oldest_stranger_gives_way(served, core, as_role, monkeypatch):
    monkeypatch.setattr(core, "max_strangers", 3)
    async with as_role(Role.OBSERVER) as guest:
        first = await opened(served.server.port, hello())
        others = [await opened(served.server.port, hello()) for _ in range(3)]
        assert await told(first[0]) == codes.BadTcpNotEnoughResources
        async with as_role(Role.OPERATOR) as honest:
            assert await honest.call("Clock.Advance", 1.0) == [1.0]
        assert (await guest.read(["Clock.SimulationTime"]))[0].Value.Value == 1.0
    for _reader, writer in (first, *others):
        writer.close()


async def test_a_stranger_who_has_gone_already_gives_way_too(served, core, monkeypatch):
    """Telling the reason to a closed socket resets it, and ending it is an error of the system's then."""
    monkeypatch.setattr(core, "max_strangers", 1)

    def two_at_once() -> socket.socket:
        """Keep the server busy, so that it learns of both connections in one turn."""
        gone, more = (socket.create_connection(("127.0.0.1", served.server.port), 10) for _ in range(2))
        gone.close()
        return more

    with served.inside(two_at_once) as more:
        more.sendall(hello())
        assert more.recv(3) == b"ACK"


@pytest.mark.parametrize("limit", ["max_connections", "max_connections_of_one"])
async def test_when_all_have_logged_in_the_next_one_is_refused(served, core, as_role, monkeypatch, limit):
    monkeypatch.setattr(core, limit, 2)
    async with as_role(Role.OBSERVER) as one, as_role(Role.OBSERVER):
        reader, writer = await asyncio.open_connection("127.0.0.1", served.server.port)
        writer.write(hello())
        assert await told(reader) == codes.BadTcpNotEnoughResources
        writer.close()
        with pytest.raises(PlantUnavailable):
            await as_role(Role.OBSERVER).connect()
        assert await one.read(["Clock.Tick"])
    async with as_role(Role.OBSERVER):
        pass


async def test_too_many_sessions_are_refused_but_unused_ones_give_way(served, core, as_role, monkeypatch):
    monkeypatch.setattr(core, "max_sessions", 2)
    idle = Client(served.url)
    await idle.connect_sessionless()
    await idle.create_session()
    async with as_role(Role.OBSERVER), as_role(Role.OPERATOR):
        client = Client(served.url)
        await client.connect_sessionless()
        with pytest.raises(ua.uaerrors.BadTooManySessions):
            await client.create_session()
        await client.disconnect_sessionless()
    await idle.disconnect_sessionless()


async def test_whoever_does_not_log_in_is_cut_off(served, core, as_role, monkeypatch):
    async with as_role(Role.OPERATOR) as client:
        monkeypatch.setattr(core, "max_pending_activation_seconds", 0.1)
        reader, writer = await opened(served.server.port, hello())
        assert await told(reader) == codes.BadTimeout
        writer.close()
        assert await client.read(["Clock.Tick"])  # who has logged in stays


async def test_long_lists_are_refused_before_they_are_read(as_role):
    async with as_role(Role.OPERATOR) as client:
        services = client._client.uaclient
        wanted = [client.entry("Clock.Tick").to_read] * (limits.MOST_OPERATIONS + 1)
        with pytest.raises(ua.uaerrors.BadTooManyOperations):
            await services.read(ua.ReadParameters(NodesToRead=wanted))
        entry = client.entry("Clock.Advance", method=True)
        call = ua.CallMethodRequest(entry.parent, entry.node, [ua.Variant(0.0)])
        with pytest.raises(ua.uaerrors.BadTooManyOperations):
            await services.call([call] * (limits.MOST_CALLS + 1))
        assert await client.read(["Clock.Tick"])


async def test_deep_nesting_is_a_decoding_error(as_role, served):
    """A value within a value within a value: the decoder runs out of stack, the plant does not."""
    async with as_role(Role.OPERATOR) as client:
        protocol = client._client.uaclient.protocol
        request = whole(client._asking.write({"Zone1.HeaterPower": 1.0}))
        request.Parameters.NodesToWrite[0].Value.StatusCode = None
        protocol._setup_request_header(request.RequestHeader)
        good = struct_to_binary(request)
        assert good[-10:-8] == b"\x01\x0b"  # a data value with a Double in it
        nested = good[:-9] + b"\x98\x01\x00\x00\x00" * 5_000
        protocol._request_id += 1
        answer = asyncio.get_running_loop().create_future()
        protocol._callbackmap[protocol._request_id] = answer
        protocol.transport.write(protocol._connection.message_to_binary(nested, request_id=protocol._request_id))
        with pytest.raises(ua.uaerrors.BadDecodingError):
            protocol.check_answer(await answer, "")
        assert await client.read(["Clock.Tick"])


async def test_an_array_of_nothing_is_not_unpacked(served):
    """Five bytes that asyncua makes sixteen gigabytes of, sent by somebody who has not logged in."""
    channel = Channel()
    reader, writer = await channel.open(served.server.port)
    request, header = struct_to_binary(ua.GetEndpointsRequest()), struct_to_binary(ua.RequestHeader())
    pair = bytes(2) + b"\xff\xff\xff\xff" + b"\x80\xff\xff\xff\x7f"  # a key, and as its value an array of Nulls
    additional = b"\x01\x00\xfe\x39\x01" + len(pair).to_bytes(4, "little") + pair  # of the type KeyValuePair
    assert header.endswith(bytes(3))  # no additional header
    writer.write(channel.message(request[:4] + header[:-3] + additional + request[4 + len(header) :]))
    assert await told(reader) == codes.BadDecodingError
    writer.close()


async def test_another_s_token_is_worth_nothing_on_one_s_own_connection(as_role):
    async with as_role(Role.INSTRUCTOR) as one, as_role(Role.OBSERVER) as two:
        mine, stolen = (each._client.uaclient.protocol for each in (two, one))
        mine.authentication_token = stolen.authentication_token
        with pytest.raises(ua.uaerrors.BadSessionIdInvalid):
            await two._client.uaclient.read(ua.ReadParameters(NodesToRead=[two.entry("Clock.Tick").to_read]))


async def test_a_lost_connection_s_session_is_taken_up_by_its_own_user_alone(as_role, served):
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(as_role(Role.INSTRUCTOR))
        thief = Client(served.url)
        await thief.connect_sessionless()
        await thief.create_session()
        thief.uaclient.protocol.authentication_token = one._client.uaclient.protocol.authentication_token
        with pytest.raises(ua.UaStatusCodeError):
            await thief.activate_session("operator", PASSWORDS[Role.OPERATOR])
        with pytest.raises(ua.UaStatusCodeError):
            await thief.uaclient.read(ua.ReadParameters(NodesToRead=[one.entry("Clock.Tick").to_read]))
        await thief.disconnect_sessionless()
        assert await one.read(["Clock.Tick"])


async def test_subscriptions_and_items_are_counted(as_role, core, monkeypatch):
    monkeypatch.setattr(limits, "MOST_SUBSCRIPTIONS_OF_SESSION", 2)
    monkeypatch.setattr(limits, "MOST_ITEMS_OF_SESSION", 1)
    async with as_role(Role.OPERATOR) as client, as_role(Role.OPERATOR) as other:
        made = [await client._client.create_subscription(100, None) for _ in range(2)]
        with pytest.raises(ua.uaerrors.BadTooManySubscriptions):
            await client._client.create_subscription(100, None)
        await made[0].subscribe_data_change(client._client.get_node(client.entry("Clock.Tick").node))
        with pytest.raises(ua.uaerrors.BadTooManyMonitoredItems):
            await made[1].subscribe_data_change(client._client.get_node(client.entry("Clock.Mode").node))
        async with other.watch(["Clock.Tick"], 0.1, lambda path, value: None):
            pass


async def test_forgotten_subscriptions_give_way(as_role, core, monkeypatch):
    """Issue 1982 of asyncua: sessions closed again and again without deleting their subscriptions."""
    monkeypatch.setattr(core, "max_subscriptions", 3)
    for _ in range(5):
        client = as_role(Role.OPERATOR)
        await client.connect()
        await client._client.create_subscription(100, None)
        await client._client.uaclient.close_session(False)
        await client.close()
    assert len(core.subscription_service.subscriptions) <= 3
    async with as_role(Role.OPERATOR) as client, client.watch(["Clock.Tick"], 0.1, lambda path, value: None):
        assert len(core.subscription_service.subscriptions) <= 3


@pytest.mark.parametrize(
    ("asked", "granted"),
    [
        ((100.0, 0, 0), (6000, 2000)),
        ((100.0, 2**32 - 1, 2**32 - 1), (6000, 2000)),
        ((100.0, 5, 10), (30, 10)),
        ((60_000.0, 1000, 1000), (10, 3)),
    ],
)
def test_a_subscription_lives_ten_minutes_at_most_unless_asked_for_its_news(asked, granted):
    assert subscription_life(*asked) == granted


async def test_a_subscription_passes_to_another_session_of_its_user_alone(as_role):
    async with as_role(Role.OPERATOR) as old, as_role(Role.OPERATOR) as new, as_role(Role.INSTRUCTOR) as other:
        number = (await old._client.create_subscription(100, None)).subscription_id
        parameters = ua.TransferSubscriptionsParameters([number], False)
        (stolen,) = await other._client.uaclient.transfer_subscriptions(parameters)
        assert stolen.StatusCode.value == codes.BadUserAccessDenied
        (moved,) = await new._client.uaclient.transfer_subscriptions(parameters)
        assert moved.StatusCode.is_good()
        assert (await new._client.delete_subscriptions([number]))[0].is_good()


@pytest.mark.parametrize("size", [200, 1500])
async def test_an_answer_longer_than_the_client_takes_is_refused_and_the_connection_stands(served, size):
    """OPC 10000-4, 7.38: BadResponseTooLarge. A short request is answered the quick way, a long one is not."""
    client = Client(served.url)
    client.set_user("operator")
    client.set_password(PASSWORDS[Role.OPERATOR])
    client.max_messagesize = 8_000
    async with client:
        status = ua.ReadValueId(ua.NodeId(ua.ObjectIds.Server_ServerStatus), ua.AttributeIds.Value)
        with pytest.raises(ua.uaerrors.BadResponseTooLarge):
            await client.uaclient.read(ua.ReadParameters(NodesToRead=[status] * size))
        (value,) = await client.uaclient.read(ua.ReadParameters(NodesToRead=[status]))
        assert value.Value.Value.State == ua.ServerState.Running
