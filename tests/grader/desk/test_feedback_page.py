"""The page of feedback: in the class's language, whole without a script, with words for every picture."""

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Config

from grader.desk import sanitise
from grader.desk.feedback_page import FeedbackExporter
from grader.desk.feedback_page import settings as page_settings

HOSTILE = '<script>steal()</script>"><img src=x onerror=steal()>'


def graded(kind: str, source: str, grade_id: str, **about):
    made = new_code_cell(source) if kind == "code" else new_markdown_cell(source)
    made.metadata["nbgrader"] = {"grade": False, "solution": False, "task": False, "grade_id": grade_id, **about}
    return made


def notebook():
    check = graded("code", 'check("doubles", double)', "doubles", grade=True, score=2.0, points=4)
    check.outputs = [
        new_output("display_data", {"text/html": "<div>두 배가 아닙니다</div>"}),
        new_output("display_data", {"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'/>"}),
        new_output("display_data", {"image/png": "aGk="}),
        new_output("execute_result", {"text/plain": "2.0"}, execution_count=3),
    ]
    answer = graded("code", "def double(x):\n    return x", "double", solution=True, comment="**좋은** 시작 " + HOSTILE)
    essay = graded("markdown", "왜냐하면", "why", grade=True, solution=True, score=3, points=3, comment="No response.")
    setup = graded("code", "import numpy", "setup")
    return new_notebook(cells=[new_markdown_cell("# 과제"), setup, answer, check, essay])


def page(monkeypatch, language="ko", late=0.0, nb=None) -> BeautifulSoup:
    monkeypatch.setenv("SMARTLAB_LANGUAGE", language)
    config = Config({**sanitise.settings(), "FeedbackExporter": page_settings()})
    about = {"assignment": "u1", "notebook": "assignment", "score": 5.0 - late, "max_score": 7.0, "late_penalty": late}
    html, _ = FeedbackExporter(config=config).from_notebook_node(nb or notebook(), {"nbgrader": about})
    return BeautifulSoup(html, "html.parser")


@pytest.mark.parametrize(
    ("language", "total", "part"), [("ko", "7점 중 5점", "4점 중 2점"), ("en", "5 of 7", "2 of 4")]
)
def test_the_points_stand_first_in_the_class_s_language_and_lead_to_their_places(monkeypatch, language, total, part):
    seen = page(monkeypatch, language)
    assert seen.html["lang"] == language and total in seen.select_one(".total").text
    rows = seen.select(".sums tr")
    assert [row.a.text for row in rows] == ["doubles", "why"] and part in rows[0].text
    for row in rows:
        assert seen.select_one(row.a["href"]) is not None


def test_a_check_shows_its_verdict_and_not_the_number_meant_for_the_gradebook(monkeypatch):
    place = page(monkeypatch).select_one("#doubles")
    assert "두 배가 아닙니다" in place.text and "2.0" not in place.text


def test_comments_are_shown_and_an_answer_that_was_not_written_is_named(monkeypatch):
    seen = page(monkeypatch)
    first, second = seen.select(".comment")
    assert first.strong.text == "좋은" and "답을 쓰지 않았습니다." in second.text
    assert not seen.select("script, [onerror], iframe, link") and "steal" not in str([t.attrs for t in seen.find_all()])


def test_every_picture_has_words_and_only_data_is_loaded(monkeypatch):
    seen = page(monkeypatch)
    assert len(seen.select("img[alt]")) == len(seen.select("#doubles img")) == 2
    assert all(img["alt"] and img["src"].startswith("data:image/") for img in seen.select("#doubles img"))
    assert "default-src 'none'" in seen.select_one('meta[http-equiv="Content-Security-Policy"]')["content"]


def test_what_being_late_cost_is_said_only_to_who_was_late(monkeypatch):
    assert page(monkeypatch).select_one(".late") is None
    assert page(monkeypatch, late=1.5).select_one(".late").text.endswith("1.5")


@pytest.mark.parametrize("attachments", [None, {}, {"a.png": {}}])
def test_a_picture_that_is_missing_stops_no_page_and_is_not_taken_from_another_cell(monkeypatch, attachments):
    first, second = (new_markdown_cell("![그림 한 장](attachment:a.png)") for _ in range(2))
    first.attachments = {"a.png": {"image/png": "aGk="}}
    if attachments is not None:
        second.attachments = attachments
    seen = page(monkeypatch, nb=new_notebook(cells=[first, second]))
    assert str(seen).count("aGk=") == 1 and len(seen.select("img")) == 1
    assert "그림 한 장" in seen.select(".text")[1].text
