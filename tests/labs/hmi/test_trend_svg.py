"""The trend picture: what it must show, and that nothing a label or a number holds can break or enter the page."""

import re
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest

from labs.hmi import scales
from labs.hmi.svg import Series, trend_svg

SECONDS = np.arange(0.0, 1200.0, 0.1)


def texts(picture: str) -> list[str]:
    return [each.text for each in ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")]


def paths(picture: str) -> list[str]:
    return [each.get("d") for each in ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}path")]


def test_a_long_recording_becomes_a_small_picture_that_keeps_its_spike():
    values = np.full(SECONDS.size, 850.0) + np.sin(SECONDS)
    values[6000] = 1000.0
    picture = trend_svg([Series("T", SECONDS, values)], language="en", height=300)
    assert len(picture) < 20_000
    heights = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", paths(picture)[0])]
    assert min(heights) < np.median(heights) - 100


def test_nan_is_a_gap_and_not_a_line():
    values = np.linspace(0, 10, 100)
    values[40:60] = np.nan
    assert paths(trend_svg([Series("T", np.arange(100.0), values)], language="en"))[0].count("M") == 2


def test_a_level_line_costs_two_points():
    d = paths(trend_svg([Series("SP", SECONDS, np.full(SECONDS.size, 850.0))], language="en"))[0]
    assert d.count("L") == 1


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        ([], 0),
        ([np.nan, np.nan], 0),
        ([np.inf, -np.inf, 3.0], 1),
        ([1e300, -1e300, 0.0], 1),
        ([5.0], 1),
        ([5.0, 5.0, 5.0], 1),
        ([True, False, True], 1),
    ],
)
def test_strange_values_still_make_a_valid_picture(values, lines):
    picture = trend_svg([Series("T", range(len(values)), values)], language="ko")
    assert len(paths(picture)) == lines
    assert "nan" not in picture and "inf" not in picture
    if not lines:
        assert "아직 기록이 없습니다." in texts(picture)


def test_labels_are_text_and_never_markup():
    evil = "<script>alert(1)</script>\x00\"'&"
    picture = trend_svg(
        [Series(evil, [0, 1], [0, 1], colour='red" onload="x')],
        title=evil, y_label=evil, marks=[(0.5, evil)], bands=[(0, 1, evil)], language="en",
    )  # fmt: skip
    ElementTree.fromstring(picture)
    assert "<script" not in picture and 'onload="' not in picture and "\x00" not in picture


def test_a_picture_asks_nothing_of_the_network():
    picture = trend_svg([Series("T", [0, 1], [0, 1])], title="t", language="ko")
    assert re.findall(r"https?://[^\"]+", picture) == ["http://www.w3.org/2000/svg"]
    assert "url(" not in picture and "<style" not in picture and "Malgun Gothic" in picture


def test_time_is_written_in_the_unit_of_the_span_and_the_language():
    short = trend_svg([Series("T", [0, 60], [0, 1])], language="en")
    long = trend_svg([Series("T", [0, 1200], [0, 1])], language="ko")
    assert "Time (s)" in texts(short) and "시간 (분)" in texts(long)
    assert {"0", "5", "10", "15", "20"} <= set(texts(long))


def test_bands_marks_and_the_right_axis_are_drawn():
    picture = trend_svg(
        [Series("T", [0, 600], [840, 852]), Series("P", [0, 600], [0, 100], axis="right", style="area")],
        bands=[(848, 852, "±2 K")], marks=[(300, "door"), (9999, "outside")], right_label="%", language="en",
    )  # fmt: skip
    assert {"±2 K", "door", "%", "100"} <= set(texts(picture)) and "outside" not in texts(picture)


def test_ticks_are_round_and_inside():
    assert scales.round_ticks(0, 1) == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert scales.round_ticks(847, 853) == pytest.approx([848, 850, 852])
    assert scales.number(-0.0, 0.5) == "0.0"


def test_thinning_leaves_time_in_order_and_short_series_alone():
    x, y = scales.clean([3, 1, 2], [30, 10, 20])
    assert y.tolist() == [10, 20, 30]
    assert scales.thin(x, y)[0] is x
    thinned, _ = scales.thin(SECONDS, np.cos(SECONDS), 100)
    assert thinned.size <= 201 and np.all(np.diff(thinned) > 0) and thinned[-1] == SECONDS[-1]


def test_pictures_need_no_widgets():
    code = "import sys, labs.hmi.svg; sys.exit('ipywidgets' in sys.modules or 'asyncua' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
