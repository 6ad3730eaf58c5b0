"""Requests and answers made and read the fast way are what asyncua's own encoder and decoder make of them."""

import struct
from types import SimpleNamespace

import pytest
from asyncua import ua
from asyncua.client.ua_client import UASocketProtocol
from asyncua.common.utils import Buffer
from asyncua.ua.ua_binary import struct_from_binary, struct_to_binary
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.opcua.asking import Asked, Asking, message, results
from labs.opcua.browsing import Entry
from labs.opcua.messages import FRAME, plain
from labs.opcua.packing import packed_values, unpacked_values
from labs.opcua.quick_answers import QuickAnswers
from labs.opcua.refusals import EVERYTHING
from tests.labs.opcua.test_packing import CODES, KINDS, MOMENTS, variants

STATUSES = st.sampled_from(CODES).map(ua.StatusCode)
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


@st.composite
def data_values(draw) -> ua.DataValue:
    return ua.DataValue(draw(variants()), draw(STATUSES), draw(MOMENTS), draw(MOMENTS))


@st.composite
def entries(draw) -> list[tuple[Entry, object]]:
    """Signals of one plant, each with a value to write."""
    found = []
    for name in draw(st.lists(NAMES, min_size=1, max_size=4, unique=True)):
        kind, node = draw(st.sampled_from(list(KINDS))), ua.NodeId(name, 2)
        entry = Entry(name, node, ua.NodeId("above", 2), kind, to_read=ua.ReadValueId(node, ua.AttributeIds.Value))
        found.append((entry, draw(KINDS[kind])))
    return found


def asking_of(found: list[tuple[Entry, object]]) -> Asking:
    known = {entry.path: entry for entry, _value in found}
    return Asking(lambda path, method=False: known[path])


def decoded(kind: type, asked: Asked) -> object:
    return struct_from_binary(kind, Buffer(asked.parameters))


@settings(max_examples=60, deadline=None)
@given(found=entries())
def test_a_read_and_a_write_are_those_of_the_field_by_field_encoder(found):
    asking, nodes = asking_of(found), [entry.node for entry, _value in found]
    for _twice in range(2):
        read = asking.read([entry.path for entry, _value in found])
        wanted = [ua.ReadValueId(node, ua.AttributeIds.Value) for node in nodes]
        assert read.parameters == struct_to_binary(ua.ReadParameters(0, ua.TimestampsToReturn.Both, wanted))
        written = asking.write({entry.path: value for entry, value in found})
        values = [ua.DataValue(ua.Variant(value, entry.kind), None) for entry, value in found]
        items = [
            ua.WriteValue(node, ua.AttributeIds.Value, None, value) for node, value in zip(nodes, values, strict=True)
        ]
        assert written.parameters == struct_to_binary(ua.WriteParameters(items))


@settings(max_examples=40, deadline=None)
@given(found=entries())
def test_a_call_is_that_of_the_field_by_field_encoder(found):
    kinds, values = tuple(entry.kind for entry, _value in found), [value for _entry, value in found]
    method = Entry("Do", ua.NodeId("Do", 2), ua.NodeId("above", 2), inputs=kinds)
    asked = Asking(lambda path, **_: method).call("Do", values)
    variants_of = [ua.Variant(value, kind) for value, kind in zip(values, kinds, strict=True)]
    expected = ua.CallParameters([ua.CallMethodRequest(method.parent, method.node, variants_of)])
    assert asked.parameters == struct_to_binary(expected)


@settings(max_examples=60, deadline=None)
@given(found=entries(), numbers=st.booleans())
def test_the_server_reads_a_quick_write_as_the_field_by_field_decoder(found, numbers):
    if numbers:
        found = [(entry, value) for entry, value in found if entry.kind != ua.VariantType.String]
    asked = asking_of(found).write({entry.path: value for entry, value in found})
    core = SimpleNamespace(variables={entry.node for entry, _value in found})
    read = QuickAnswers(SimpleNamespace(iserver=core))._written(asked.parameters, 0)
    plain_ones = found and all(entry.kind != ua.VariantType.String for entry, _value in found)
    assert read == (decoded(ua.WriteParameters, asked).NodesToWrite if plain_ones else None)


@settings(max_examples=80, deadline=None)
@given(values=st.lists(data_values(), max_size=6))
def test_values_are_packed_and_unpacked_as_field_by_field(values):
    response = ua.ReadResponse()
    response.Results = values
    expected = struct_to_binary(response)
    assert expected.endswith(packed_values(values) + struct.pack("<i", 0))
    again = struct_from_binary(ua.ReadResponse, Buffer(expected)).Results
    found = unpacked_values(packed_values(values), 0)
    assert found is None or (found[0] == again and found[1] == len(packed_values(values)))
    assert results("Read", expected) == struct_from_binary(ua.ReadResponse, Buffer(expected)).Results


@settings(max_examples=60, deadline=None)
@given(codes=st.lists(STATUSES, max_size=5), outputs=st.lists(variants(), max_size=3), status=STATUSES)
def test_answers_to_a_write_and_a_call_are_read_as_field_by_field(codes, outputs, status):
    written, called = ua.WriteResponse(), ua.CallResponse()
    written.Results = codes
    called.Results = [ua.CallMethodResult(status, codes, [], outputs)]
    for service, response in (("Write", written), ("Call", called)):
        data = struct_to_binary(response)
        assert results(service, data) == struct_from_binary(type(response), Buffer(data)).Results


def test_a_fault_is_raised_with_its_code_whatever_was_asked():
    fault = ua.ServiceFault()
    fault.ResponseHeader.ServiceResult = ua.StatusCode(ua.StatusCodes.BadSessionIdInvalid)
    for service in ("Read", "Write", "Call"):
        with pytest.raises(ua.uaerrors.BadSessionIdInvalid):
            results(service, struct_to_binary(fault))


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=80), cut=st.integers(0, 90))
def test_bytes_that_are_no_values_are_left_to_the_other_decoder(data, cut):
    good = packed_values([ua.DataValue(ua.Variant(1.0), ua.StatusCode(), None, None)] * 2)
    for tampered in (data, good[:cut] + data):
        try:
            found = unpacked_values(tampered, 0)
        except (struct.error, IndexError):
            continue
        assert found is None or found[1] <= len(tampered)


@pytest.mark.parametrize("size", [0, 200, 7_900, 8_100, 70_000])
def test_a_message_is_that_of_asyncua_s_channel(size):
    quick, usual = UASocketProtocol(), UASocketProtocol()
    for protocol in (quick, usual):
        protocol._connection._open = True
        protocol._connection.security_token = ua.ChannelSecurityToken(ChannelId=7, TokenId=13)
        protocol.authentication_token = ua.NodeId(b"t" * 24, 1, ua.NodeIdType.ByteString)
    assert plain(quick._connection)
    request = ua.WriteRequest()
    text = ua.DataValue(ua.Variant("x" * size), None)
    request.Parameters.NodesToWrite = [ua.WriteValue(ua.NodeId("a", 2), ua.AttributeIds.Value, None, text)]
    for number in range(1, 3):
        made = message(quick, Asked("Write", struct_to_binary(request.Parameters)), 15.0)
        usual._setup_request_header(request.RequestHeader, 15.0)
        request.RequestHeader.ReturnDiagnostics = EVERYTHING
        expected = usual._connection.message_to_binary(struct_to_binary(request), request_id=number)
        when = FRAME.size + 4 + 31  # after the type and the token: the one thing that differs
        assert made[:when] + made[when + 8 :] == expected[:when] + expected[when + 8 :]
    assert quick._connection._sequence_number == usual._connection._sequence_number
