"""What a hostile notebook shows is harmless by the time a teacher sees it."""

import base64

import numpy
import pandas
import pytest

from grader.desk.sanitise import clean_html as clean_page
from grader.outputs import clean_html, clean_outputs, verdict_outputs
from grader.verdict import Verdict
from labs.language import Bilingual

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n rest").decode()


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,<script>alert(1)</script>">x</a>',
        '<iframe src="https://evil.example"></iframe>',
        '<img src="https://evil.example/pixel.png">',
        '<img src="data:text/html;base64,PHNjcmlwdD4=">',
        "<style>body{display:none}</style>",
        '<form action="https://evil.example"><input></form>',
    ],
)
def test_html_is_defused(html):
    cleaned = clean_html(f"<table><tr><td>7</td></tr></table>{html}").lower()
    assert "<td>7</td>" in cleaned
    for word in ("script", "onerror", "evil", "iframe", "<style", "<form", "text/html"):
        assert word not in cleaned


def test_an_embedded_picture_stays():
    assert "data:image/png" in clean_html(f'<img src="data:image/png;base64,{PNG}">')


def test_only_known_kinds_survive():
    data = {
        "text/plain": "x",
        "application/javascript": "alert(1)",
        "application/vnd.jupyter.widget-view+json": {"model_id": "1"},
        "text/markdown": "<script>",
        "image/png": "no image",
        "image/jpeg": PNG,
    }
    (output,) = clean_outputs([{"output_type": "execute_result", "data": data, "metadata": {"nbgrader": {}}}])
    assert output == {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "x"}}


def test_an_svg_becomes_an_image():
    (output,) = clean_outputs([{"output_type": "display_data", "data": {"image/svg+xml": "<svg onload='x()'/>"}}])
    assert "onload" not in str(output) and output.data["text/html"].startswith("<img src=")


@pytest.mark.parametrize("outputs", [None, 7, "x", {"a": 1}, [None, 7, {}, {"output_type": "evil"}]])
def test_nonsense_vanishes(outputs):
    assert clean_outputs(outputs) == []


def test_a_terminal_obeys_colours_only():
    text = "\x1b[0;31mred\x1b[0m \x1b]52;c;cm0=\x07 \x1b[2J \x9b31m \x1bP0;1|17/ab\x1b\\"
    (output,) = clean_outputs([{"output_type": "stream", "text": text}])
    assert output.text == "\x1b[0;31mred\x1b[0m ]52;c;cm0= [2J 31m P0;1|17/ab\\"


TANGLES = {
    "open formatting in blocks": "".join(f"<b id={number}><p>" for number in range(30_000)),
    "depth": "<div>" * 90_000,
    "attributes": "<b " + "a=1 " * 100_000 + ">",
    "merged attributes": "".join(f"<html a{number}=1>" for number in range(30_000)),
}


@pytest.mark.parametrize("name", TANGLES)
def test_a_page_made_to_burst_its_parser_is_not_parsed(name):
    """The first of these is 500 kB and would take more than 20 GB."""
    shown = {"output_type": "display_data", "data": {"text/plain": "x", "text/html": TANGLES[name]}}
    assert [output.data for output in clean_outputs([shown])] == [{"text/plain": "x"}]


def test_many_small_tangles_are_as_good_as_a_large_one():
    shown = {"output_type": "display_data", "data": {"text/html": TANGLES["open formatting in blocks"][:10_000]}}
    assert len(clean_outputs([shown] * 50)) < 3


def test_tables_as_large_as_courses_show_them_are_parsed():
    table = pandas.DataFrame(numpy.ones((60, 20)))
    shown = [
        {"output_type": "display_data", "data": {"text/html": html}}
        for html in (table.to_html(), table.style.to_html())
    ]
    assert [output.data["text/html"].count("<td") for output in clean_outputs(shown)] == [1200, 1200]
    assert clean_page(shown[1]["data"]["text/html"]).count("<td") == 1200


def test_sizes_are_bounded():
    many = [{"output_type": "stream", "name": "stdout", "text": "x" * 500_000}] * 500
    assert len(str(clean_outputs(many))) < 4_000_000


def test_the_points_are_the_only_result_of_a_check_cell():
    verdict = Verdict("a", 1.5, 3, "almost", "m", Bilingual("<b>가", "<b>a"), "<svg/>")
    outputs = verdict_outputs(verdict, "ko")
    assert [output.output_type for output in outputs] == ["display_data", "display_data", "execute_result"]
    assert outputs[-1].data == {"text/plain": "1.5"}
    assert "&lt;b&gt;가" in outputs[0].data["text/html"]
