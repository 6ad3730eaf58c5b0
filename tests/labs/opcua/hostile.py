"""Clients that do not behave: raw sockets, half a login, and requests whose bytes have been tampered with."""

import asyncio
import random
from collections.abc import Iterator

from asyncua import ua
from asyncua.common.connection import SecureConnection
from asyncua.common.utils import Buffer
from asyncua.crypto.security_policies import SecurityPolicyNone
from asyncua.ua.ua_binary import struct_from_binary, struct_to_binary, uatcp_to_binary

from labs.opcua.asking import Asked
from labs.opcua.client import PlantClient
from labs.opcua.limits import PlantLimits
from labs.opcua.names import RUN_EPOCH


def hello(receive: int = 65_535, send: int = 65_535, url: str = "opc.tcp://x") -> bytes:
    message = ua.Hello(0, receive, send, 0, 0, url)
    return uatcp_to_binary(ua.MessageType.Hello, message)


async def opened(port: int, *packets: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect and send `packets`; what is answered to a Hello has been read."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for packet in packets:
        writer.write(packet)
        if packet[:3] == b"HEL":
            await reader.readexactly(28)
    return reader, writer


async def told(reader: asyncio.StreamReader) -> int | None:
    """Return the code of the error message that ends the connection; None if it just ends."""
    try:
        async with asyncio.timeout(10):
            answer = await reader.read()
    except ConnectionError:
        return None
    return int.from_bytes(answer[8:12], "little") if answer[:3] == b"ERR" else None


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Return `data` with something wrong: bits flipped, a length blown up, bytes lost, repeated or added."""
    changed = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(changed) + 1)
        match dice.randrange(6):
            case 0 if place < len(changed):
                changed[place] ^= 1 << dice.randrange(8)
            case 1:
                changed[place : place + 4] = dice.choice((b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff", b"\0\0\0\x80"))
            case 2:
                del changed[place:]
            case 3:
                changed[place:place] = dice.randbytes(dice.randint(1, 16))
            case 4:
                changed[place:place] = changed[dice.randrange(len(changed) + 1) :][:64]
            case _:
                changed[place : place + 8] = dice.randbytes(8)
    return bytes(changed) or b"\0"


def whole(asked: Asked) -> object:
    """Return what is asked as asyncua's request."""
    request = {"Read": ua.ReadRequest, "Write": ua.WriteRequest, "Call": ua.CallRequest}[asked.service]()
    request.Parameters = struct_from_binary(type(request.Parameters), Buffer(asked.parameters))
    return request


def requests(client: PlantClient, subscription: int) -> list[object]:
    """Return good requests of every kind that a client may send."""
    tick, power = client.entry("Clock.Tick"), client.entry("Zone1.HeaterPower")
    wanted = ua.BrowseDescription(power.parent, ua.BrowseDirection.Both, ua.NodeId(33), True, 0, 63)
    item = ua.MonitoredItemCreateRequest(
        tick.to_read, ua.MonitoringMode.Reporting, ua.MonitoringParameters(1, 50.0, None, 1, True)
    )
    deadband = ua.MonitoringParameters(2, 50.0, ua.DataChangeFilter(DeadbandType=1, DeadbandValue=2.0), 9, True)
    filtered = ua.MonitoredItemCreateRequest(power.to_read, ua.MonitoringMode.Sampling, deadband)
    path = ua.BrowsePath(power.parent, ua.RelativePath([ua.RelativePathElement(TargetName=ua.QualifiedName("x", 2))]))
    details = ua.ReadRawModifiedDetails(False, RUN_EPOCH, RUN_EPOCH, 9, True)
    asking = client._asking
    good = [
        whole(asking.read(["Clock.Tick", "Zone1.Temperature", "Zone1.HeaterPower"])),
        whole(asking.write({"Zone1.HeaterPower": 5.0})),
        whole(asking.call("Clock.Advance", (0.0,))),
    ]
    for kind, parameters in (
        (ua.BrowseRequest, ua.BrowseParameters(ua.ViewDescription(), 2, [wanted])),
        (ua.BrowseNextRequest, ua.BrowseNextParameters(False, [b"0123456789abcdef"])),
        (ua.CreateSubscriptionRequest, ua.CreateSubscriptionParameters(100.0, 30, 10, 0, True, 0)),
        (ua.CreateMonitoredItemsRequest, ua.CreateMonitoredItemsParameters(subscription, 2, [item, filtered])),
        (ua.PublishRequest, ua.PublishParameters([ua.SubscriptionAcknowledgement(subscription, 1)])),
        (ua.TranslateBrowsePathsToNodeIdsRequest, ua.TranslateBrowsePathsToNodeIdsParameters([path])),
        (ua.HistoryReadRequest, ua.HistoryReadParameters(details, 2, False, [ua.HistoryReadValueId(power.node)])),
        (ua.RegisterNodesRequest, ua.RegisterNodesParameters([power.node])),
        (ua.CreateSessionRequest, ua.CreateSessionParameters(SessionName="again")),
    ):
        request = kind()
        if hasattr(request, "Parameters"):
            request.Parameters = parameters
        good.append(request)
    return good


async def tampered(client: PlantClient, dice: random.Random, number: int) -> None:
    """Send `number` requests over a client that is logged in, each with its body tampered with; read no answer."""
    subscription = await client._client.create_subscription(100, None)
    protocol = client._client.uaclient.protocol
    transport, protocol.data_received = protocol.transport, lambda data: None
    good = []
    for request in requests(client, subscription.subscription_id):
        protocol._setup_request_header(request.RequestHeader)
        header = 4 + len(struct_to_binary(request.RequestHeader))
        good.append((header, struct_to_binary(request)))
    for sent in range(number):
        if transport.is_closing():
            return
        header, body = dice.choice(good)
        kept = header if dice.random() < 0.95 else 0  # mostly the header stays, so that the rest is decoded
        changed = body[:kept] + mutated(body[kept:], dice)
        transport.write(protocol._connection.message_to_binary(changed, request_id=1_000 + sent))
        await asyncio.sleep(0)


def strangers(dice: random.Random) -> Iterator[bytes]:
    """Yield what comes from somebody who has not logged in: garbage, and tampered beginnings of a conversation."""
    opening = ua.OpenSecureChannelRequest()
    opening.Parameters.RequestedLifetime = 60_000
    opening.Parameters.SecurityMode = ua.MessageSecurityMode.None_
    while True:
        channel = SecureConnection(SecurityPolicyNone(), PlantLimits())
        packets = [
            hello(),
            channel.message_to_binary(struct_to_binary(opening), ua.MessageType.SecureOpen, 1),
            channel.message_to_binary(struct_to_binary(ua.GetEndpointsRequest()), request_id=2),
            channel.message_to_binary(struct_to_binary(ua.CreateSessionRequest()), request_id=3),
        ]
        if dice.random() < 0.2:
            yield dice.randbytes(dice.randint(1, 400))
            continue
        chosen = dice.randrange(len(packets))
        packets[chosen] = mutated(packets[chosen], dice)
        yield b"".join(packets[: dice.randint(chosen + 1, len(packets))])
