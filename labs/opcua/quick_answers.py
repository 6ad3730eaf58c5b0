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
from labs.opcua.packing import SCALARS, packed_values
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


class QuickAnswers:
    """Answers what it can of one connection's requests; `processor` is the connection's GuardedProcessor."""

    def __init__(self, processor) -> None:
        self._processor = processor
        self._kept: dict[bytes, object] = {}
        self._nodes: dict[bytes, ua.NodeId] = {}

    async def answered(self, header: ua.Header, body: Buffer) -> bool:
        """Answer the message and return True, or return False and have done nothing."""
        processor = self._processor
        connection, size = processor._connection, header.body_size
        if header.ChunkType != ua.ChunkType.Single or size > LONGEST or not plain(connection):
            return False
        if not processor.authenticated or not connection._limits.is_msg_size_within_limit(size):
            return False
        data = body.copy(size).read(size)
        found = self._request(data, processor.session.auth_token)
        if found is None:
            return False
        service, handle, wanted, parameters = found
        token, sequence, request_id = _NUMBERS.unpack_from(data)
        if not is_next(connection, header.ChannelId, token, sequence) or not self._permitted(service, data):
            return False
        received(connection, sequence)
        await self._answer(service, request_id, handle, wanted, parameters)
        return True

    def _permitted(self, service: str, data: bytes) -> bool:
        """Return whether asyncua's rules of the channel let the user ask for the service at all."""
        rules, user = self._processor._connection.security_policy.permissions, self._processor.session.user
        return rules is None or rules.check_validity(user, _REQUESTS[service], Buffer(data)) is not False

    # -- requests --------------------------------------------------------------------------------------------------

    def _request(self, data: bytes, token: ua.NodeId) -> tuple[str, int, int, object] | None:
        """Return the service, the request's handle, the diagnostics it wants and its parameters.

        None where any of it is out of the ordinary.
        """
        secret = nodeid_to_binary(token)
        service, begin = _SERVICES.get(data[12:16]), 16 + len(secret)
        end = begin + REQUEST.size
        if service is None or data[16:begin] != secret or len(data) < end:
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
            parameters = struct_from_binary(ua.ReadParameters, data)
        else:
            parameters = struct_from_binary(ua.CallParameters, data).MethodsToCall
            methods = self._processor.iserver.methods
            if not parameters or any(each.MethodId not in methods for each in parameters):
                return None
        return parameters

    def _written(self, data: bytes, at: int) -> ua.WriteParameters | None:
        """Return the parameters of a Write of numbers to live variables."""
        (count,), at = COUNT.unpack_from(data, at), at + 4
        parameters = ua.WriteParameters()
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
            parameters.NodesToWrite.append(ua.WriteValue(node, ua.AttributeIds.Value, None, value))
        return parameters if count > 0 else None

    def _node(self, data: bytes) -> ua.NodeId | None:
        node = self._nodes.get(data)
        if node is None:
            node = nodeid_from_binary(Buffer(data))
            if node not in self._processor.iserver.variables:
                return None
            self._nodes[data] = node
        return node

    # -- answers ---------------------------------------------------------------------------------------------------

    async def _answer(self, service: str, request_id: int, handle: int, wanted: int, parameters: object) -> None:
        processor, code = self._processor, ua.StatusCodes.BadInternalError
        processor.session_last_activity = time.monotonic()
        processor.session.touch()
        results, told = b"", None
        try:
            results, told = await self._results(service, parameters, wanted)
            code = ua.StatusCodes.Good
        except (ServiceError, ua.UaStatusCodeError) as error:
            code = error.code
        except Exception:
            _logger.exception("Error while answering %s", service)
        finally:
            processor._count(_REQUESTS[service], code)
        if told is not None:
            told.ResponseHeader.RequestHandle = handle
            answer = struct_to_binary(told)
        else:
            kind = _ANSWERS[service] if code == ua.StatusCodes.Good else _FAULT
            answer = RESPONSE.pack(kind, timestamp(), handle, code, 0, 0, NOTHING) + results
        processor._transport.write(framed(processor._connection, request_id, answer))

    async def _results(self, service: str, parameters: object, wanted: int) -> tuple[bytes, object | None]:
        """Do what is asked and return the array of its results with the empty one of diagnostics.

        Where there is something to explain to who `wanted` it, return the whole response instead, not yet encoded.
        """
        session = self._processor.session
        if service == "Read":
            return packed_values(await session.read(parameters)) + _NO_DIAGNOSTICS, None
        if service == "Write":
            response = ua.WriteResponse(Results=await session.write(parameters))
            codes = [each.value for each in response.Results]
            packed = struct.pack(f"<{len(codes)}I", *codes)
        else:
            response = ua.CallResponse(Results=await session.call(parameters))
            codes = response.Results
            packed = b"".join([struct_to_binary(each) for each in codes])
        if wanted and explain(response, wanted, session.language):
            return b"", response
        return COUNT.pack(len(codes)) + packed + _NO_DIAGNOSTICS, None
