"""Event filters as pure functions: three-valued logic, Like, and every field of every machine's alarms."""

from datetime import UTC, datetime

import pytest
from asyncua import ua
from asyncua.common.utils import Buffer
from asyncua.ua.ua_binary import variant_from_binary, variant_to_binary
from hypothesis import given
from hypothesis import strategies as st

from labs.equipment.registry import create_plant, plant_names
from labs.opcua.condition_fields import Circumstances, Snapshot, fields
from labs.opcua.event_filters import Wanted, _like

KINDS = ua.FilterOperator
NAME = ua.SimpleAttributeOperand(ua.NodeId(), [ua.QualifiedName("Name", 0)], ua.AttributeIds.Value)
LEVEL = ua.SimpleAttributeOperand(ua.NodeId(), [ua.QualifiedName("Level", 0)], ua.AttributeIds.Value)
ABSENT = ua.SimpleAttributeOperand(ua.NodeId(), [ua.QualifiedName("Absent", 0)], ua.AttributeIds.Value)
EVENT = {"Name": ua.Variant("zone"), "Level": ua.Variant(5), "EventType": ua.Variant(ua.NodeId(1))}


def fits(*elements) -> bool:
    made = [
        ua.ContentFilterElement(
            kind,
            [each if isinstance(each, ua.FilterOperand) else ua.LiteralOperand(ua.Variant(each)) for each in each_of],
        )
        for kind, *each_of in elements
    ]
    asked = ua.EventFilter([NAME], ua.ContentFilter(made))
    return Wanted(asked, lambda kind, base: kind == base).fits(EVENT)


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ((KINDS.Equals, NAME, "zone"), True),
        ((KINDS.Equals, ABSENT, "zone"), False),
        ((KINDS.IsNull, ABSENT), True),
        ((KINDS.IsNull, NAME), False),
        ((KINDS.GreaterThan, LEVEL, 4), True),
        ((KINDS.LessThan, LEVEL, 5), False),
        ((KINDS.LessThanOrEqual, LEVEL, 5), True),
        ((KINDS.GreaterThanOrEqual, LEVEL, "five"), False),
        ((KINDS.Between, LEVEL, 4, 6), True),
        ((KINDS.Between, LEVEL, 6, 9), False),
        ((KINDS.InList, LEVEL, 3, 5), True),
        ((KINDS.InList, LEVEL, 3, 4), False),
        ((KINDS.OfType, ua.NodeId(1)), True),
        ((KINDS.OfType, ua.NodeId(2)), False),
        ((KINDS.Not, ABSENT), False),
    ],
)
def test_each_operator(element, expected):
    assert fits(element) is expected


@pytest.mark.parametrize("one", [True, False, None])
@pytest.mark.parametrize("other", [True, False, None])
def test_and_and_or_know_three_values(one, other):
    """Null stands for "cannot be told" (OPC 10000-4, 7.7.3)."""
    both = {True: 1, None: 0, False: -1}
    for kind, expected in ((KINDS.And, min), (KINDS.Or, max)):
        result = expected((one, other), key=both.get)
        assert fits((kind, one, other)) is (result is True)
        negated = (KINDS.Not, ua.ElementOperand(1)), (kind, one, other)
        assert fits(*negated) is (result is False)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("zone%", "zone1-high", True),
        ("%high", "zone1-high-high", True),
        ("zone_-high", "zone1-high", True),
        ("zone[12]-%", "zone3-high", False),
        ("zone[^12]-%", "zone3-high", True),
        ("100\\%", "100%", True),
        ("100\\%", "1000", False),
        ("a.c", "abc", False),
        ("[", "[", True),
        ("%a%b%", "xxaxxbxx", True),
        ("%a%b", "ba", False),
        ("", "", True),
    ],
)
def test_like(pattern, text, expected):
    assert (_like(pattern).fullmatch(text) is not None) is expected


@given(st.text("ab%_[]^\\.*(", max_size=12), st.text("ab.", max_size=12))
def test_no_pattern_breaks_like(pattern, text):
    _like(pattern).fullmatch(text)


def test_a_long_pattern_is_over_at_once():
    assert _like("%a" * 500 + "b").fullmatch("a" * 1000) is None


@pytest.mark.parametrize("name", plant_names())
def test_every_alarm_of_every_machine_can_be_told(name):
    """Each field survives the wire with its type."""
    plant = create_plant(name)
    node = ua.NodeId("Node", 2)
    now = datetime(2026, 5, 1, tzinfo=UTC)
    around = Circumstances(node, node, b"id", ua.StatusCode(), "", "", None, plant.clock.tick_seconds, 0, now)
    assert plant.machine.alarms
    for alarm in plant.machine.alarms:
        for active in (True, False):
            state = Snapshot(active, False, True, True, "", 1, 5, 5)
            for told in fields(alarm, state, around, "ko").values():
                back = variant_from_binary(Buffer(variant_to_binary(told)))
                assert (back.VariantType, back.Value) == (told.VariantType, told.Value)
