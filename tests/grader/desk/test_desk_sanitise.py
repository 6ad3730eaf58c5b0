"""What students wrote cannot act where a teacher reads it."""

import json
import re

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

from grader.desk.sanitise import SafeOutputs, clean_html
from grader.desk.sanitise import settings as page_settings
from labs.verdict_card import card_html

# From the OWASP filter evasion list and from what nbconvert, pandas and nbgrader put into pages.
ATTACKS = [
    "<script>steal()</script>",
    "<ScRiPt\n src=//evil>steal()</sCrIpT >",
    "<scr<script>ipt>steal()</scr</script>ipt>",
    "<img src=x onerror=steal()>",
    "<img src='x' OnError = 'steal()'>",
    "<img src=x/onerror=steal()>",
    '<img src="javascript:steal()">',
    '<img src="data:text/html;base64,PHNjcmlwdD4=">',
    '<img src="https://evil/pixel.png">',
    '<img src="//evil/pixel.png">',
    '<img src="/hub/logout">',
    '<img src="../../hub/logout">',
    '<img src="..%2f..%2fhub/logout">',
    '<img src="\\\\evil\\x">',
    '<img srcset="https://evil/x 1x">',
    '<a href="javascript:steal()">x</a>',
    '<a href="java\tscript:steal()">x</a>',
    '<a href="&#106;avascript:steal()">x</a>',
    '<a href="data:text/html,<script>steal()</script>">x</a>',
    '<a href="vbscript:steal()">x</a>',
    "<svg><script>steal()</script></svg>",
    "<svg/onload=steal()>",
    "<svg><animate onbegin=steal() attributeName=x></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=steal()&gt;'>",
    "<iframe src=//evil></iframe>",
    "<iframe srcdoc='<script>steal()</script>'></iframe>",
    "<object data=//evil></object><embed src=//evil>",
    "<form action=//evil><input name=x><button>go</button></form>",
    "<base href=//evil><link rel=stylesheet href=//evil><meta http-equiv=refresh content='0;url=//evil'>",
    "<style>body{background:url(//evil)}</style>",
    '<div style="background:url(//evil)">x</div>',
    '<div style="position:fixed;top:0;left:0;width:100%;height:100%">x</div>',
    '<div style="width: expression(steal())">x</div>',
    '<div style="margin-top:-5000px;background-color:red">x</div>',
    '<div style="padding:4000px;width:9e3px">x</div>',
    '<div style="width:100vw;padding: 90em 900rem">x</div>',
    '<div style="height:0"><div style="line-height:0">x</div></div>',
    '<input class="score" id="is-right" value="100">',
    '<div id="statusmessage" class="btn full-credit mark-graded">x</div>',
    "<noscript><p title='</noscript><img src=x onerror=steal()>'>",
    "<details ontoggle=steal() open>x</details>",
    "<!--><img src=x onerror=steal()>-->",
    "<script>steal()",
    "<style>",
]


def page_of(*cells) -> BeautifulSoup:
    config = Config(page_settings())
    html, _ = HTMLExporter(config=config, template_name="classic").from_notebook_node(
        nbformat.v4.new_notebook(cells=list(cells))
    )
    return BeautifulSoup(html, "html.parser").select_one("#notebook-container")


def assert_inert(soup: BeautifulSoup) -> None:
    bad = (
        "script, iframe, object, embed, form, input, button, link, meta, base, style, svg, math, noscript, .btn, .score"
    )
    assert not soup.select(bad)
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            text = " ".join(value) if isinstance(value, list) else value
            assert not name.startswith("on") and name not in ("srcset", "action", "formaction", "srcdoc"), str(tag)
            assert not re.search(
                r"(margin|padding|width)[^;]*(-\d|\d{4}|\de|v[wh]|\d{3}r?em)|height", tag.get("style", "")
            )
            assert "script:" not in text and "url(" not in text and "position" not in text, str(tag)
            if name == "src":
                beside = not text.startswith("/") and not set(text) & set("\\:%?") and ".." not in text
                assert beside or text.startswith(("data:image/png;", "data:image/svg+xml;base64,")), str(tag)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_inert_wherever_it_stands(attack):
    assert_inert(BeautifulSoup(clean_html(attack), "html.parser"))
    shown = nbformat.v4.new_code_cell("1")
    shown.outputs = [
        nbformat.v4.new_output("display_data", {"text/html": attack}),
        nbformat.v4.new_output("display_data", {"text/markdown": attack}),
        nbformat.v4.new_output("display_data", {"text/latex": attack}),
        nbformat.v4.new_output("execute_result", {"text/plain": attack}),
        nbformat.v4.new_output("display_data", {"image/svg+xml": attack}),
        nbformat.v4.new_output("display_data", {"image/png": attack}, metadata={"image/png": {"alt": attack}}),
        nbformat.v4.new_output("display_data", {"application/javascript": attack}),
        nbformat.v4.new_output("stream", text=attack),
        nbformat.v4.new_output("error", ename=attack, evalue=attack, traceback=[attack]),
    ]
    shown.metadata["tags"] = [attack.replace(",", "")]
    raw = nbformat.v4.new_raw_cell(attack, metadata={"raw_mimetype": "text/html"})
    soup = page_of(nbformat.v4.new_markdown_cell(attack), nbformat.v4.new_code_cell(attack), shown, raw)
    for picture in soup.select(".output_svg img, .output_png img"):
        picture.decompose()  # data in a picture: no script runs in there
    assert_inert(soup)


def test_attached_pictures_cannot_smuggle():
    cell = nbformat.v4.new_markdown_cell("![x](attachment:a.png)")
    cell.attachments = {"a.png": {'image/png" onerror="steal()': "aGk="}}
    assert_inert(page_of(cell))
    cell.attachments = {"a.png": {"image/png": "aGk="}}
    assert page_of(cell).select_one("img")["src"] == "data:image/png;base64,aGk="


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*"<>/\"'= \n&;`-!", "script", "img", "svg", "style", "src", "onerror", "a", "p", "javascript:"]
        ),
        max_size=24,
    )
)
def test_no_soup_of_signs_becomes_live(parts):
    assert_inert(BeautifulSoup(clean_html("".join(parts)), "html.parser"))


def test_a_page_made_to_burst_its_parser_is_shown_as_text():
    tangle = "".join(f"<b id={number}><p>" for number in range(5_000))
    assert clean_html(tangle).startswith("<pre>&lt;b id=0&gt;")
    assert "<b id=0>" in page_of(nbformat.v4.new_markdown_cell(tangle)).text


def test_a_roster_s_names_are_text_on_formgrader_s_page():
    made = SafeOutputs().preprocess(nbformat.v4.new_notebook(), {"first_name": None, "last_name": ATTACKS[0]})[1]
    assert made == {"first_name": "", "last_name": "&lt;script&gt;steal()&lt;/script&gt;"}


@pytest.mark.parametrize("mark", ["correct", "almost", "keep-working", "missing"])
def test_a_verdict_s_card_keeps_its_look(mark):
    said = {"ko": "온도가 떨어졌습니다", "en": "It fell"}
    card = card_html({"verdict": mark, "points": 2, "max_points": 5, "check": "holds", "message": said}, "ko")
    before, after = (BeautifulSoup(html, "html.parser").select("[style]") for html in (card, clean_html(card)))
    assert len(before) == len(after) > 1
    for old, new in zip(before, after, strict=True):
        assert re.sub("[ ;]", "", new["style"]) == re.sub("[ ;]", "", old["style"])


def test_what_lessons_need_stays():
    table = (
        '<table border="1" class="dataframe"><thead><tr style="text-align: right;"><th></th><th>℃</th></tr></thead>'
        "<tbody><tr><th>0</th><td>850.1</td></tr></tbody></table>"
    )
    shown = nbformat.v4.new_code_cell("print(1)")
    shown.outputs = [
        nbformat.v4.new_output("display_data", {"text/html": table}),
        nbformat.v4.new_output("display_data", {"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'/>"}),
        nbformat.v4.new_output("stream", text="\x1b[31m경고\x1b[0m a<b"),
    ]
    text = "## 제목\n\n- $a < b$ 와 `x < y`\n\n```python\nif a < b: pass\n```\n\n| 값 | 단위 |\n|---|---|\n| 1 | K |"
    soup = page_of(nbformat.v4.new_markdown_cell(text), shown)
    assert soup.select_one("h2").text.startswith("제목") and soup.select_one("li code").text == "x < y"
    assert "if a < b: pass" in soup.select_one(".highlight pre").text
    assert len(soup.select("table")) == 2 and soup.select_one("table.dataframe th:nth-of-type(2)").text == "℃"
    assert "text-align: right" in soup.select_one("table.dataframe tr")["style"]
    assert soup.select_one(".output_svg img")["src"].startswith("data:image/svg+xml;base64,")
    assert "경고" in soup.text and "a<b" in soup.text


def test_the_settings_are_plain_data():
    assert json.loads(json.dumps(page_settings())) == page_settings()
