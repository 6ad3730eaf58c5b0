"""A visitor without an account tunes a furnace, on a big screen and on a telephone, in both languages."""

import time

import pytest
import requests

from tests.browser.conftest import NARROW, WIDE

WORDS = {
    "ko": ("열처리로 PID 조절", "문 30초 열기", "이렇게 해 보세요", "시간 ("),
    "en": ("Tune a furnace's PID", "Open door for 30 s", "Try this", "Time ("),
}
READING = "() => document.querySelector('.sl-synoptic svg').textContent.match(/[0-9.]+ °C/)[0]"


def plants(school) -> int:
    return requests.get(f"{school.address}/services/plants/health", timeout=10).json()["plants"]


@pytest.fixture(scope="module", autouse=True)
def apps_are_up(school) -> None:
    """The hub does not wait for the public apps when it starts; a test does."""
    end = time.monotonic() + 60
    while requests.get(f"{school.address}/services/apps/health", timeout=10).text != "ok":
        assert time.monotonic() < end, "the public apps did not start"
        time.sleep(0.1)


def open_app(person, language: str):
    person.go(f"/services/apps/pid-tuning?lang={language}")
    person.page.wait_for_selector(".sl-synoptic svg", timeout=90_000)
    return person.page


@pytest.mark.parametrize(("language", "size", "turned"), [("ko", NARROW, WIDE), ("en", WIDE, NARROW)])
def test_the_app_is_alive_whole_and_in_the_language_at_any_size(person, language, size, turned):
    visitor = person(language, size)
    page = open_app(visitor, language)
    title, door, experiments, time_axis = WORDS[language]
    assert page.title() == title and page.locator("html").get_attribute("lang") == language
    page.get_by_text(door).wait_for()
    page.get_by_text(experiments).wait_for()
    before = page.evaluate(READING)
    page.wait_for_function(f"before => ({READING})() !== before", arg=before)
    for width, height in (size, turned):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(f"document.querySelector('.sl-app').getBoundingClientRect().width <= {width}")
        trend = page.locator(".sl-trend svg").locator("visible=true")
        assert trend.count() == 1, "one of the two sizes is shown"
        assert time_axis in trend.inner_html()
        assert page.evaluate("document.querySelector('#rendered_cells').scrollWidth") <= width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        visitor.shot(f"visitor-{language}-{width}")


def test_a_visitor_finds_the_app_at_the_door_works_with_it_and_leaves_nothing(person, school):
    before = plants(school)
    visitor = person("ko")
    page = visitor.page
    visitor.go("/")
    page.get_by_text("PID").first.click()
    furnace = page.locator(".sl-synoptic")
    furnace.get_by_text("문 닫힘").wait_for(timeout=90_000)
    assert plants(school) == before + 1
    page.get_by_text("×10", exact=True).click()
    page.get_by_text("문 30초 열기").click()
    furnace.get_by_text("문 열림").wait_for()
    visitor.shot("visitor-door-open")
    furnace.get_by_text("문 닫힘").wait_for()
    page.get_by_role("button", name="수동").click()
    furnace.get_by_text("수동").wait_for()

    page.evaluate("window.untouched = true")
    page.get_by_role("button", name="English").click()
    page.get_by_text("Open door for 30 s").wait_for()
    furnace.get_by_text("MANUAL").wait_for()
    assert page.evaluate("window.untouched"), "the language changes without a new page"
    assert "문 30초 열기" not in page.locator(".sl-app").inner_text()
    page.get_by_role("button", name="Use these values").nth(1).click()
    page.get_by_text("0.30", exact=True).wait_for()

    page.goto("about:blank")
    end = time.monotonic() + 20
    while plants(school) > before and time.monotonic() < end:
        time.sleep(0.1)
    assert plants(school) == before
