"""Packed notifications are what asyncua's own encoder makes of them."""

from datetime import UTC, datetime

from asyncua import ua
from asyncua.common.utils import Buffer
from asyncua.ua.ua_binary import extensionobject_from_binary, extensionobject_to_binary, struct_to_binary
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.opcua.packing import packed, packed_call

KINDS = {
    ua.VariantType.Double: st.floats(allow_nan=False),
    ua.VariantType.Boolean: st.booleans(),
    ua.VariantType.Int32: st.integers(-(2**31), 2**31 - 1),
    ua.VariantType.UInt32: st.integers(0, 2**32 - 1),
    ua.VariantType.UInt64: st.integers(0, 2**64 - 1),
    ua.VariantType.String: st.text(max_size=20),
}
MOMENTS = st.one_of(st.none(), st.datetimes(datetime(1700, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))
CODES = [ua.StatusCodes.Good, ua.StatusCodes.BadSensorFailure, ua.StatusCodes.UncertainSensorNotAccurate]


@st.composite
def variants(draw) -> ua.Variant:
    kind = draw(st.sampled_from(list(KINDS)))
    if draw(st.integers(0, 9)) == 0:
        return ua.Variant()
    if draw(st.integers(0, 9)) == 0:
        return ua.Variant(draw(st.lists(KINDS[kind], min_size=1, max_size=3)), kind)
    return ua.Variant(draw(KINDS[kind]), kind)


@st.composite
def notifications(draw) -> ua.MonitoredItemNotification:
    status = draw(st.one_of(st.none(), st.sampled_from(CODES).map(ua.StatusCode)))
    value = ua.DataValue(draw(variants()), status, draw(MOMENTS), draw(MOMENTS))
    return ua.MonitoredItemNotification(draw(st.integers(0, 2**32 - 1)), value)


@settings(max_examples=60, deadline=None)
@given(items=st.lists(notifications(), max_size=6))
def test_the_bytes_are_those_of_the_field_by_field_encoder(items):
    whole = ua.DataChangeNotification()
    whole.MonitoredItems = items
    expected = extensionobject_to_binary(whole)
    assert extensionobject_to_binary(packed(items)) == expected
    read = extensionobject_from_binary(Buffer(expected)).MonitoredItems
    assert [item.ClientHandle for item in read] == [item.ClientHandle for item in items]


@settings(max_examples=60, deadline=None)
@given(
    status=st.sampled_from(CODES).map(ua.StatusCode),
    codes=st.lists(st.sampled_from(CODES).map(ua.StatusCode), max_size=3),
    outputs=st.lists(variants(), max_size=3),
    told=st.lists(st.builds(ua.DiagnosticInfo), max_size=1),
)
def test_the_result_of_a_call_is_that_of_the_field_by_field_encoder(status, codes, outputs, told):
    result = ua.CallMethodResult(status, codes, told, outputs)
    assert packed_call(result) == struct_to_binary(result)
