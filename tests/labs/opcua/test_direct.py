"""Rounds in the caller's own thread: the same answers and errors, and nothing of the connection's own gets lost."""

import asyncio

import pytest
from asyncua import ua

from labs.language import SmartLabError
from labs.opcua.clock import SLICE
from labs.opcua.direct import Direct
from labs.opcua.limits import MOST_CALLS
from labs.opcua.problems import PlantUnavailable
from labs.simulation.roles import Role

POWER, HEAT = "Zone1.HeaterPower", "Zone1.Temperature"


@pytest.fixture
def counted(monkeypatch) -> list[int]:
    """How many requests went the direct way, one entry an exchange."""
    went, usual = [], Direct.exchange

    def exchange(self, requests):
        went.append(len(requests))
        return usual(self, requests)

    monkeypatch.setattr(Direct, "exchange", exchange)
    return went


def at_once(session, question, *arguments):
    """Ask the direct way, as soon as the loop can be had."""
    while True:
        with session._loop.still() as still:
            if still:
                assert session._client.direct
                return session._client.at_once(question(*arguments))


def test_rounds_take_the_direct_way_and_tell_what_the_other_way_tells(session_as, counted):
    session = session_as(Role.ENGINEER)
    client = session._client
    for power in (5.0, 60.0):
        time, values = at_once(session, client.round, {POWER: power}, 1.0, [HEAT, POWER, "Clock.Mode", "Clock.Tick"])
        told = session._run(client.read([HEAT, POWER, "Clock.Mode", "Clock.Tick"]))
        assert [each.Value for each in values] == [each.Value for each in told]
        assert [each.SourceTimestamp for each in values] == [each.SourceTimestamp for each in told]
        assert values[1].Value.Value == power and time == pytest.approx(values[3].Value.Value / 10)
    assert counted[-2:] == [3, 3]


@pytest.mark.parametrize("role, values", [(Role.OPERATOR, {POWER: 1e9}), (Role.OBSERVER, {POWER: 5.0})])
def test_a_refusal_is_the_same_sentence_either_way(session_as, role, values):
    session = session_as(role)
    said = []
    for ask in (
        lambda: at_once(session, session._client.write, values),
        lambda: session._run(session._client.write(values)),
    ):
        with pytest.raises(Exception) as caught:
            ask()
        said.append((type(caught.value), str(caught.value)))
    assert said[0] == said[1]


def test_an_answer_to_somebody_else_reaches_him(session_as):
    """The loop has asked, and is stopped before the answer comes: as the keep-alive of every ten seconds."""
    session = session_as(Role.OPERATOR)
    client = session._client
    protocol = client._client.uaclient.protocol

    async def ask() -> asyncio.Future:
        request = ua.ReadRequest()
        request.Parameters.NodesToRead = [
            client.entry("Clock.Mode").to_read
        ] * 400  # in both directions more than one piece
        future = protocol._send_request(request)
        protocol.transport.pause_reading()
        return asyncio.create_task(_first(future))

    async def _first(future: asyncio.Future) -> str:
        return (await future).read(4).hex()

    async def told(task: asyncio.Task) -> str:
        protocol.transport.resume_reading()
        return await task

    task = session._run(ask())
    assert len(at_once(session, client.read, [HEAT])) == 1
    assert session._run(told(task)) == "01007a02"


def test_who_was_interrupted_leaves_the_connection_in_order(session_as, monkeypatch):
    session = session_as(Role.OPERATOR)
    at_once(session, session._client.read, [HEAT])
    receive = Direct._receive

    def interrupted(self) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Direct, "_receive", interrupted)
    with pytest.raises(KeyboardInterrupt):
        at_once(session, session._client.round, {POWER: 7.0}, 1.0, [HEAT])
    monkeypatch.setattr(Direct, "_receive", receive)
    assert at_once(session, session._client.read, [POWER])[0].Value.Value == 7.0
    assert session._run(session._client.read([POWER]))[0].Value.Value == 7.0


def test_a_connection_that_ends_is_told_either_way(session_as, served):
    session = session_as(Role.OPERATOR)
    at_once(session, session._client.read, [HEAT])

    def hang_up() -> None:
        for transport in list(served.server._server.iserver.asyncio_transports):
            transport.close()

    served.inside(hang_up)
    for _twice in range(2):
        with pytest.raises(PlantUnavailable):
            session.write(POWER, 5.0)


async def test_another_s_token_opens_nothing(as_role):
    async with as_role(Role.ENGINEER) as engineer, as_role(Role.OBSERVER) as observer:
        await engineer.write({POWER: 5.0})
        protocol, other = (each._client.uaclient.protocol for each in (observer, engineer))
        protocol.authentication_token = other.authentication_token
        with pytest.raises(PlantUnavailable):  # BadSessionIdInvalid
            await observer.write({POWER: 9.0})
        assert (await engineer.read([POWER]))[0].Value.Value == 5.0


async def test_a_message_out_of_sequence_or_of_another_channel_ends_the_connection(as_role):
    for field in ("_sequence_number", "ChannelId", "TokenId"):
        async with as_role(Role.OPERATOR) as client, as_role(Role.OPERATOR) as other:
            await client.write({POWER: 5.0})
            connection = client._client.uaclient.protocol._connection
            changed = connection if field == "_sequence_number" else connection.security_token
            setattr(changed, field, getattr(changed, field) + 7)
            with pytest.raises(SmartLabError):
                await client.write({POWER: 9.0})
            assert (await other.read([POWER]))[0].Value.Value == 5.0


async def test_a_round_stands_in_the_books_and_too_many_calls_are_refused(as_role, served):
    async with as_role(Role.OPERATOR) as client:
        await client.round({POWER: 5.0}, 1.0, [HEAT])
        (session,) = [each for each in served.server._server.iserver._external_sessions.values() if each.connected]
        before = dict(session.requests)
        await client.round({POWER: 6.0}, 1.0, [HEAT])
        assert [session.requests[name] - before[name] for name in ("Read", "Write", "Call")] == [1, 1, 1]
        call = ua.CallMethodRequest(
            client.entry("Clock.Advance", True).parent, client.entry("Clock.Advance", True).node
        )
        with pytest.raises(ua.uaerrors.BadTooManyOperations):
            await client._client.uaclient.call([call] * (MOST_CALLS + 1))


def test_many_messages_in_one_packet_are_answered_in_their_order(session_as):
    """More than are answered in one go, and one among them that takes its time and lets others in."""
    session = session_as(Role.OPERATOR)
    asking = session._client._asking
    seconds = [0.1] * 12 + [2 * SLICE / 10] + [0.1] * 12
    requests = [
        asked for each in seconds for asked in (asking.call("Clock.Advance", (each,)), asking.read(["Clock.Tick"]))
    ]
    answers = at_once(session, session._client._ask, requests)
    expected = [round(sum(seconds[: count + 1]) * 10) for count in range(len(seconds))]
    assert [answer[0].Value.Value for answer in answers[1::2]] == expected
    assert [round(answer[0].OutputArguments[0].Value * 10) for answer in answers[::2]] == expected
