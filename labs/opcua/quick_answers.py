"""The three services that drive a plant, answered several times faster: Read, Write of numbers, Call of its methods.

Contract: a message is answered here only if it is whole, plain and unremarkable, on a channel without security, from
the session that logged in over it; every other one is left, untouched, to asyncua's way with all its checks and
errors. Only decoding, encoding and the way in between are different: what is asked is asked of the same session's
`read`, `write` and `call`, with its roles and limits, and stands in the same books. A request that came before in the
same bytes is not decoded again (`_Kept`), since whoever drives a plant asks the same each round.
"""

import logging
import struct
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import NamedTuple

from asyncua import ua
from asyncua.common.utils import Buffer, ServiceError
from asyncua.ua.ua_binary import nodeid_from_binary, nodeid_to_binary, struct_from_binary, struct_to_binary

from labs.opcua.limits import check_count
from labs.opcua.messages import (
    COUNT,
    LONGEST,
    NOTHING,
    REQUEST,
    RESPONSE,
    framed,
    is_next,
    plain,
    received,
    timestamp,
    type_bytes,
)
from labs.opcua.packing import SCALARS, packed_call, packed_values
from labs.opcua.refusals import explain

_logger = logging.getLogger(__name__)
_NUMBERS = struct.Struct("<III")
"""Token, sequence number, request id: what stands before the type in the body of a message."""

MOST_KEPT, LONGEST_KEPT = 16, 1_024
"""How many requests one connection keeps decoded, and how long each may be in bytes: below 1 MB together."""

_SERVICES = {type_bytes(f"{name}Request"): name for name in ("Read", "Write", "Call")}
_REQUESTS = {
    name: ua.NodeId(getattr(ua.ObjectIds, f"{name}Request_Encoding_DefaultBinary"))
    for name in ("Read", "Write", "Call")
}
_ANSWERS = {name: type_bytes(f"{name}Response") for name in _REQUESTS}
_FAULT = type_bytes("ServiceFault")
_NO_DIAGNOSTICS = COUNT.pack(0)
_STRING = 3
"""The byte that begins a node id which is a text; two of namespace and four of length follow."""
_VALUE = ua.AttributeIds.Value.to_bytes(4, "little") + b"\xff\xff\xff\xff\x01"
"""Attribute, no index range, and a data value that holds a value and nothing else."""

_Response = ua.WriteResponse | ua.CallResponse


class _Asked(NamedTuple):
    """What a message was: its service and numbers, and the diagnostics that it `wanted`."""

    service: str
    sequence: int
    request_id: int
    handle: int
    wanted: int


class _Reading(NamedTuple):
    """What a Read asks for: `items`, and what returns their values where all are live ones that the user sees."""

    items: Sequence[ua.ReadValueId]
    live: Sequence[Callable[[], ua.DataValue]] | None


class QuickAnswers:
    """Answers what it can of one connection's requests; `processor` is the connection's GuardedProcessor."""

    def __init__(self, processor) -> None:
        self._processor = processor
        self._kept: dict[bytes, object] = {}
        self._nodes: dict[bytes, ua.NodeId] = {}
        self._user: object = None
        self._secret = b""
        self._services: frozenset[str] = frozenset()

    async def answered(self, header: ua.Header, body: Buffer) -> bool:
        """Answer the message and return True, or return False and have done nothing."""
        size = header.body_size
        if header.ChunkType != ua.ChunkType.Single or size > LONGEST:
            return False
        begun = self.begin(header.ChannelId, body.copy(size).read(size))
        if isinstance(begun, bool):
            return begun
        await begun()
        return True

    def answered_at_once(self, channel: int, data: bytes) -> bool:
        """The same without the loop: what takes longer is left too. `data`: a whole message from its token on."""
        return self.begin(channel, data) is True

    def begin(self, channel: int, data: bytes) -> bool | Callable[[], Awaitable[None]]:
        """Answer the message and return True, or return False; or what has done nothing yet and does it in the loop."""
        processor = self._processor
        connection = processor._connection
        if not (processor.authenticated and plain(connection)):
            return False
        if not connection._limits.is_msg_size_within_limit(len(data)):
            return False
        if processor.session.user is not self._user:
            self._greet(processor.session)
        found = self._request(data)
        if found is None:
            return False
        service, handle, wanted, parameters = found
        token, sequence, request_id = _NUMBERS.unpack_from(data)
        if service not in self._services or not is_next(connection, channel, token, sequence):
            return False
        asked = _Asked(service, sequence, request_id, handle, wanted)
        if service != "Call":
            results = self._read if service == "Read" else self._write
            self._settle(asked, lambda: results(parameters, wanted))
            return True
        try:
            called = self._processor.session.begin_call(parameters)
        except Exception as error:
            called = error
        if callable(called):
            return partial(self._settle_later, asked, called)
        self._settle(asked, lambda: self._called(called, wanted))
        return True

    def _greet(self, session) -> None:
        """Learn what the user may ask for, by asyncua's rules of the channel, and forget what another one has asked."""
        rules, user = self._processor._connection.security_policy.permissions, session.user
        permitted = [
            name
            for name, number in _REQUESTS.items()
            if rules is None or rules.check_validity(user, number, None) is not False
        ]
        self._services, self._secret, self._user = frozenset(permitted), nodeid_to_binary(session.auth_token), user
        self._kept.clear()

    # -- requests --------------------------------------------------------------------------------------------------

    def _request(self, data: bytes) -> tuple[str, int, int, object] | None:
        """Return the service, the request's handle, the diagnostics it wants and its parameters.

        None where any of it is out of the ordinary.
        """
        service, begin = _SERVICES.get(data[12:16]), 16 + len(self._secret)
        end = begin + REQUEST.size
        if service is None or data[16:begin] != self._secret or len(data) < end:
            return None
        _when, handle, wanted, text, _timeout, additional = REQUEST.unpack_from(data, begin)
        if text != -1 or additional != NOTHING:
            return None
        try:
            parameters = self._written(data, end) if service == "Write" else self._same(service, data[end:])
        except Exception:  # whatever is wrong with it, asyncua's way tells the client
            return None
        return None if parameters is None else (service, handle, wanted, parameters)

    def _same(self, service: str, data: bytes) -> object | None:
        """Return the parameters of a Read or Call, from the last time where the same was asked before."""
        key = service[:1].encode() + data
        parameters = self._kept.get(key)
        if parameters is None and len(key) <= LONGEST_KEPT:
            parameters = self._decoded(service, Buffer(data))
            if parameters is not None:
                if len(self._kept) >= MOST_KEPT:
                    del self._kept[next(iter(self._kept))]
                self._kept[key] = parameters
        return parameters

    def _decoded(self, service: str, data: Buffer) -> object | None:
        check_count(_REQUESTS[service], data)
        if service == "Read":
            items = struct_from_binary(ua.ReadParameters, data).NodesToRead
            return _Reading(items, self._live(items))
        calls = struct_from_binary(ua.CallParameters, data).MethodsToCall
        return calls[0] if len(calls) == 1 and calls[0].MethodId in self._processor.iserver.methods else None

    def _live(self, items: Sequence[ua.ReadValueId]) -> list[Callable[[], ua.DataValue]] | None:
        session, known = self._processor.session, self._processor.iserver.variables
        variables = [known.get(item.NodeId) for item in items]
        plain_ones = all(
            variable is not None
            and item.AttributeId == ua.AttributeIds.Value
            and not item.IndexRange
            and session.sees(item.NodeId)
            for item, variable in zip(items, variables, strict=True)
        )
        return [variable.read for variable in variables] if plain_ones else None

    def _written(self, data: bytes, at: int) -> list[ua.WriteValue] | None:
        """Return the parameters of a Write of numbers to live variables."""
        (count,), at = COUNT.unpack_from(data, at), at + 4
        items = []
        for _ in range(count):
            if data[at] != _STRING:
                return None
            begin, (length,) = at, COUNT.unpack_from(data, at + 3)
            at += 7 + length
            node = self._node(data[begin:at]) if length > 0 else None
            if node is None or data[at : at + 9] != _VALUE or data[at + 9] not in SCALARS:
                return None
            kind, layout = SCALARS[data[at + 9]]
            (value,), at = layout.unpack_from(data, at + 10), at + 10 + layout.size
            value = ua.DataValue(ua.Variant(value, kind, None, False))
            items.append(ua.WriteValue(node, ua.AttributeIds.Value, None, value))
        return items if count > 0 else None

    def _node(self, data: bytes) -> ua.NodeId | None:
        node = self._nodes.get(data)
        if node is None:
            node = nodeid_from_binary(Buffer(data))
            if node not in self._processor.iserver.variables:
                return None
            self._nodes[data] = node
        return node

    # -- answers ---------------------------------------------------------------------------------------------------

    def _take(self, asked: _Asked) -> None:
        """Note that the message is answered here."""
        processor = self._processor
        received(processor._connection, asked.sequence)
        processor.session_last_activity = time.monotonic()
        processor.session.touch()

    def _settle(self, asked: _Asked, results: Callable[[], bytes | _Response]) -> None:
        """Send what `results` returns, the encoded results of the service or a whole response, or the fault it is."""
        self._take(asked)
        answer, code = b"", ua.StatusCodes.BadInternalError
        try:
            answer, code = results(), ua.StatusCodes.Good
        except (ServiceError, ua.UaStatusCodeError) as error:
            code = error.code
        except Exception:
            _logger.exception("Error while answering %s", asked.service)
        processor = self._processor
        processor.count(asked.service, code)
        if isinstance(answer, bytes):
            kind = _ANSWERS[asked.service] if code == ua.StatusCodes.Good else _FAULT
            answer = RESPONSE.pack(kind, timestamp(), asked.handle, code, 0, 0, NOTHING) + answer
        else:
            answer.ResponseHeader.RequestHandle = asked.handle
            answer = struct_to_binary(answer)
        if processor.too_long(answer):
            code = ua.StatusCodes.BadResponseTooLarge
            answer = RESPONSE.pack(_FAULT, timestamp(), asked.handle, code, 0, 0, NOTHING)
        processor._transport.write(framed(processor._connection, asked.request_id, answer))

    async def _settle_later(self, asked: _Asked, call: Callable[[], Awaitable[ua.CallMethodResult]]) -> None:
        self._take(asked)
        try:
            called = await call()
        except Exception as error:
            called = error
        self._settle(asked, lambda: self._called(called, asked.wanted))

    def _read(self, reading: _Reading, _wanted: int) -> bytes:
        if reading.live is not None:
            values = [read() for read in reading.live]
        else:
            values = [self._processor.session.look(item) for item in reading.items]
        return packed_values(values) + _NO_DIAGNOSTICS

    def _write(self, items: Sequence[ua.WriteValue], wanted: int) -> bytes | _Response:
        session = self._processor.session
        return self._response(ua.WriteResponse(Results=[session.put(item) for item in items]), wanted)

    def _called(self, called: ua.CallMethodResult | Exception, wanted: int) -> bytes | _Response:
        if isinstance(called, Exception):
            raise called
        return self._response(ua.CallResponse(Results=[called]), wanted)

    def _response(self, response: _Response, wanted: int) -> bytes | _Response:
        """Return the array of the results with the empty one of diagnostics.

        Where there is something to explain to who `wanted` it, return the whole response instead, not yet encoded.
        """
        results = response.Results
        if wanted and explain(response, wanted, self._processor.session.language):
            return response
        if isinstance(response, ua.WriteResponse):
            packed = struct.pack(f"<{len(results)}I", *[each.value for each in results])
        else:
            packed = b"".join([packed_call(each) for each in results])
        return COUNT.pack(len(results)) + packed + _NO_DIAGNOSTICS
