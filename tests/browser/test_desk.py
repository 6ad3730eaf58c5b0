"""The desk's page at a browser: reached from home, signed in without asking, and readable on a phone."""

from datetime import UTC, datetime, timedelta

import pytest

from grader.desk.terms import Terms
from hub_config.desk_store import queue_at, store_at
from labs.language import Bilingual
from tests.browser.conftest import NARROW, WIDE

CLASS, LOST = "sample", Bilingual("설비를 두 번 잃어 채점하지 못했습니다.", "A plant was lost twice.")


@pytest.fixture(scope="module")
def handed_in(school) -> str:
    """Student3 has handed something in that the examiner could not judge; returns the receipt."""
    folder = school.home / "desk"
    store, queue = store_at(folder), queue_at(folder)
    store.set_terms(CLASS, "c2", Terms(datetime.now(UTC) + timedelta(days=3)))
    receipt = store.submit(CLASS, "c2", "student3", {"assignment.ipynb": b"{}"})
    queue.settle((CLASS, "c2", "student3"), 1, LOST, attention=True)
    return receipt.hash


def test_from_home_to_ones_own_receipt(person, handed_in):
    student = person("ko", NARROW)
    student.log_in("student3")
    assert "남음" in student.page.inner_text("#to-do")
    for width, height in (WIDE, NARROW):
        student.page.set_viewport_size({"width": width, "height": height})
        assert student.page.evaluate("document.documentElement.scrollWidth") <= width
        student.shot(f"home-student-{width}")
    student.page.locator("#desk").click()
    student.page.locator("td code").wait_for()
    assert student.page.url.endswith("/services/desk/")
    words = student.page.inner_text("body")
    assert handed_in[:12] in words and "student1" not in words
    for width, height in (NARROW, WIDE):
        student.page.set_viewport_size({"width": width, "height": height})
        assert student.page.evaluate("document.documentElement.scrollWidth") <= width
        student.shot(f"desk-student-{width}")


def test_the_teacher_sees_what_needs_a_look(person, handed_in):
    teacher = person("ko")
    teacher.log_in("teacher")
    teacher.go("/services/desk/")
    teacher.page.get_by_text("설비를 두 번 잃어").wait_for()
    for width, height in (WIDE, NARROW):
        teacher.page.set_viewport_size({"width": width, "height": height})
        assert teacher.page.evaluate("document.documentElement.scrollWidth") <= width
        teacher.shot(f"desk-teacher-{width}")


def test_nobody_reads_the_desk_without_signing_in(person, handed_in):
    guest = person("ko")
    guest.go("/services/desk/")
    assert "/hub/login" in guest.page.url and handed_in[:12] not in guest.page.inner_text("body")
