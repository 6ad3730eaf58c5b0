"""Bars: their lengths stand to each other as the values do, and nothing in a label or a number breaks the picture."""

import math
import xml.etree.ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from labs.hmi.bars import THICK
from labs.hmi.svg import Bar, bars_svg

RECT = "{http://www.w3.org/2000/svg}rect"


def drawn(bars, **look):
    """Return (x, width) of each bar."""
    rects = ET.fromstring(bars_svg(bars, **look)).iter(RECT)
    return [(float(one.get("x")), float(one.get("width"))) for one in rects if float(one.get("height")) == THICK]


def test_lengths_are_in_proportion_and_a_waterfall_step_begins_where_it_is_told():
    (whole, long), (step, short), (_, rest) = drawn([Bar("A", 60), Bar("B", 15, start=45), Bar("C", 45)])
    assert short / long == pytest.approx(0.25, abs=0.01) and rest / long == pytest.approx(0.75, abs=0.01)
    assert step - whole == pytest.approx(0.75 * long, abs=0.5)


def test_the_longest_bar_and_its_note_stay_in_the_picture():
    ((x, long),) = drawn([Bar("A rather long label for a bar", 7, note="7 minutes of 480")], width=400)
    assert x > 0 and x + long < 400


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.text(max_size=200), st.floats(), st.floats()), max_size=5),
    st.text(max_size=200),
)
@example([("", 0.0, 2.2e-311), ("", math.inf, math.nan)], "")
def test_strange_labels_and_numbers_still_give_a_picture(rows, title):
    bars = [Bar(label, value, start) for label, value, start in rows]
    assert all(math.isfinite(x) and math.isfinite(width) for x, width in drawn(bars, title=title, unit=title))
