"""Points and causes: places follow the values, arrows end at their boxes, and nothing strange breaks the picture."""

import math
import xml.etree.ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from labs.hmi import theme
from labs.hmi.svg import Points, causes_svg, scatter_svg

NAMESPACE = "{http://www.w3.org/2000/svg}"


def dots(picture):
    found = ET.fromstring(picture).iter(f"{NAMESPACE}circle")
    return [(float(one.get("cx")), float(one.get("cy"))) for one in found]


def test_points_lie_further_right_and_higher_up_in_proportion_to_their_values():
    (x1, y1), (x2, y2), (x3, y3) = dots(scatter_svg([Points("", [0, 1, 4], [10, 20, 50])]))
    assert (x3 - x2) / (x2 - x1) == pytest.approx(3, abs=0.01)
    assert (y1 - y2) / (y2 - y3) == pytest.approx(1 / 3, abs=0.01) and y3 < y2 < y1


def test_a_labelled_kind_adds_one_dot_to_the_legend():
    assert len(dots(scatter_svg([Points("good", [1, 2], [1, 2]), Points("bad", [3], [3])]))) == 3 + 2


def test_a_line_has_no_dots():
    assert not dots(scatter_svg([Points("", [1, 2, 3], [1, 4, 9], line=True)]))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=50), st.lists(st.floats(), max_size=5), st.floats()), max_size=4))
@example([("", [math.nan, math.inf], 0.0)])
@example([("<b>", [1e308, -1e308, 5e-324], 1.0)])
def test_strange_labels_and_numbers_still_give_a_picture(rows):
    picture = scatter_svg([Points(label, values, [y] * len(values)) for label, values, y in rows], title="<&>")
    assert ET.fromstring(picture).get("width") == "720"


def test_an_arrow_runs_from_the_edge_of_one_box_to_the_edge_of_the_other_and_a_cut_one_alarms():
    boxes = {"a": (0.0, 0.5, "lot"), "b": (1.0, 0.5, "part")}
    picture = ET.fromstring(causes_svg(boxes, [("a", "b", "✕")]))
    (arrow,) = picture.iter(f"{NAMESPACE}line")
    _, left, right = picture.iter(f"{NAMESPACE}rect")
    assert float(arrow.get("x1")) >= float(left.get("x")) + float(left.get("width")) - 0.1
    assert float(arrow.get("x2")) <= float(right.get("x")) + 0.1
    assert arrow.get("stroke") == theme.ALARM and arrow.get("stroke-dasharray")


def test_two_boxes_at_one_place_still_give_a_picture():
    assert "<svg" in causes_svg({"a": (0.5, 0.5, ""), "b": (0.5, 0.5, "")}, [("a", "b", "+")])
