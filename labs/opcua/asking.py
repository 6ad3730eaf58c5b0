"""The requests that drive a plant as bytes, and their answers, several times faster than field by field.

Contract: `Asking` makes of paths and values what asyncua's encoder makes of the same parameters, byte for byte, and
keeps what is asked again; `results` reads an answer as asyncua's decoder does. What is out of the ordinary is left to
them.
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from asyncua import ua
from asyncua.common.utils import Buffer
from asyncua.ua.ua_binary import nodeid_to_binary, struct_from_binary, struct_to_binary, variant_to_binary

from labs.opcua.browsing import Entry
from labs.opcua.messages import COUNT, NOTHING, REQUEST, RESPONSE, framed, timestamp, type_bytes
from labs.opcua.packing import SCALARS, unpacked_values
from labs.opcua.problems import wrong_type
from labs.opcua.refusals import EVERYTHING, explained

MOST_KEPT = 64
"""How many different Reads are kept encoded."""

_SERVICES = ("Read", "Write", "Call")
_REQUESTS = {name: type_bytes(f"{name}Request") for name in _SERVICES}
_ANSWERS = {type_bytes(f"{name}Response"): name for name in _SERVICES}
_RESPONSES = {"Read": ua.ReadResponse, "Write": ua.WriteResponse, "Call": ua.CallResponse}
_FAULT = type_bytes("ServiceFault")
_GOOD = ua.StatusCode()
_VALUE = ua.AttributeIds.Value.to_bytes(4, "little") + b"\xff\xff\xff\xff\x01"
"""Attribute, no index range, and a data value that holds a value and nothing else."""


class Asked(NamedTuple):
    """A request: its service ("Read", "Write", "Call") and its parameters, encoded."""

    service: str
    parameters: bytes


class Asking:
    """Makes requests; `entry(path, method)` returns what is at a path."""

    def __init__(self, entry: Callable[..., Entry]) -> None:
        self._entry = entry
        self._reads: dict[tuple[str, ...], Asked] = {}
        self._begins: dict[str, tuple[Entry, bytes]] = {}
        self._calls: dict[tuple[str, float], Asked] = {}

    def read(self, paths: Sequence[str]) -> Asked:
        """Return the request for these signals' values."""
        key = tuple(paths)
        asked = self._reads.get(key)
        if asked is None:
            parameters = ua.ReadParameters()
            parameters.TimestampsToReturn = ua.TimestampsToReturn.Both
            parameters.NodesToRead = [self._entry(path).to_read for path in paths]
            if len(self._reads) >= MOST_KEPT:
                self._reads.clear()
            asked = self._reads[key] = Asked("Read", struct_to_binary(parameters))
        return asked

    def write(self, values: Mapping[str, object]) -> Asked:
        """Return the request that writes these values. UnknownSignal, WrongType."""
        parts = [COUNT.pack(len(values))]
        for path, value in values.items():
            known = self._begins.get(path)
            if known is None:
                entry = self._entry(path)
                known = self._begins[path] = entry, nodeid_to_binary(entry.node) + _VALUE
            entry, begin = known
            parts += begin, _variant(converted(entry, value), entry.kind)
        return Asked("Write", b"".join(parts))

    def call(self, path: str, arguments: Sequence[object]) -> Asked:
        """Return the request that calls a method with these arguments. UnknownSignal, WrongType."""
        if len(arguments) != 1 or type(arguments[0]) is not float:
            return self._call(path, arguments)
        key = path, arguments[0]
        asked = self._calls.get(key)
        if asked is None:
            if len(self._calls) >= MOST_KEPT:
                self._calls.clear()
            asked = self._calls[key] = self._call(path, arguments)
        return asked

    def _call(self, path: str, arguments: Sequence[object]) -> Asked:
        entry = self._entry(path, method=True)
        kinds = entry.inputs + (None,) * len(arguments)
        parts = [COUNT.pack(1), nodeid_to_binary(entry.parent), nodeid_to_binary(entry.node)]
        parts.append(COUNT.pack(len(arguments)))
        for value, kind in zip(arguments, kinds, strict=False):
            parts.append(_variant(value if kind is None else converted(Entry.of(path, kind), value), kind))
        return Asked("Call", b"".join(parts))


def converted(entry: Entry, value: object) -> object:
    """Return the value as the entry's type. WrongType."""
    try:
        return entry.convert(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise wrong_type(entry.path, value, entry.kind_name) from error


def _variant(value: object, kind: ua.VariantType | None) -> bytes:
    if kind is None or kind.value not in SCALARS:
        return variant_to_binary(ua.Variant(value, kind))
    return bytes((kind.value,)) + SCALARS[kind.value][1].pack(value)


def message(protocol, asked: Asked, timeout: float) -> bytes:
    """Return the next message of asyncua's client `protocol`; `protocol._request_id` is its number then."""
    head = REQUEST.pack(timestamp(), protocol._request_handle + 1, EVERYTHING, -1, int(timeout * 1000), NOTHING)
    token = nodeid_to_binary(protocol.authentication_token)
    data = _REQUESTS[asked.service] + token + head + asked.parameters
    made = framed(protocol._connection, protocol._request_id + 1, data)
    protocol._request_handle += 1
    protocol._request_id += 1
    return made


def results(service: str, data: bytes) -> list:
    """Return the results in the answer `data` to a request; a fault is raised as UaStatusCodeError."""
    try:
        found = _plain_results(service, data)
    except (struct.error, IndexError):
        found = None
    if found is not None:
        return found
    if data.startswith(_FAULT):
        struct_from_binary(ua.ServiceFault, Buffer(data)).ResponseHeader.ServiceResult.check()
    response = struct_from_binary(_RESPONSES[service], Buffer(data))
    response.ResponseHeader.ServiceResult.check()
    return response.Results if service == "Read" else explained(response)


def _plain_results(service: str, data: bytes) -> list | None:
    kind, _when, _handle, status, diagnostics, texts, additional = RESPONSE.unpack_from(data)
    if _ANSWERS.get(kind) != service or status or diagnostics or texts > 0 or additional != NOTHING:
        return None
    if service == "Read":
        found = unpacked_values(data, RESPONSE.size)
        return None if found is None else found[0]
    (count,), at = COUNT.unpack_from(data, RESPONSE.size), RESPONSE.size + 4
    if service == "Write":
        codes = struct.unpack_from(f"<{count}I", data, at) if count >= 0 else None
        return None if codes is None else [ua.StatusCode(code) if code else _GOOD for code in codes]
    return _called(data, at) if count == 1 else None


def _called(data: bytes, at: int) -> list[ua.CallMethodResult] | None:
    """Return the one result of a Call that begins at `at`, of numbers only."""
    status, arguments = struct.unpack_from("<Ii", data, at)
    codes = struct.unpack_from(f"<{max(0, arguments)}I", data, at + 8)
    at += 8 + 4 * len(codes)
    diagnostics, count = struct.unpack_from("<ii", data, at)
    if diagnostics > 0:
        return None
    at, outputs = at + 8, []
    for _ in range(count):
        if data[at] not in SCALARS:
            return None
        kind, layout = SCALARS[data[at]]
        outputs.append(ua.Variant(layout.unpack_from(data, at + 1)[0], kind, None, False))
        at += 1 + layout.size
    statuses = [ua.StatusCode(code) if code else _GOOD for code in codes]
    return [ua.CallMethodResult(ua.StatusCode(status) if status else _GOOD, statuses, [], outputs)]
