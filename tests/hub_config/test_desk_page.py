"""The desk's page: what a teacher and a student read there, and that nothing people wrote acts on it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from bs4 import BeautifulSoup

from grader.desk.queue import GradingQueue
from grader.desk.store import Store
from grader.desk.terms import Terms
from hub_config.classes import Classes
from hub_config.desk_page import page
from hub_config.settings import load
from labs.language import Bilingual

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


class Desk:
    """Class `a` with teacher kim and students hana and duri; `read` is what a person sees, as parsed HTML."""

    def __init__(self, home) -> None:
        self.classes = Classes(load(home, language="ko"))
        self.classes.settings.prepare_folders()
        self.classes.create("a", title=f"1반 {HOSTILE}", language="ko")
        for name, role in (("kim", "teacher"), ("hana", "student"), ("duri", "student")):
            self.classes.roster_add("a", name, display_name=f"{name} {HOSTILE}", role=role, password="p")
        self.store = Store(home / "desk", lambda: NOW)
        self.seconds = [1000.0]
        self.queue = GradingQueue(home / "desk" / "q.sqlite", lambda: self.seconds[0])
        self.store.release("a", "c2", {"assignment.ipynb": b"{}"})

    def read(self, name: str, language: str = "ko") -> BeautifulSoup:
        self.classes.accounts.set_language(name, language)
        found = BeautifulSoup(
            page(self.classes.accounts.find(name), self.classes, self.store, self.queue, NOW), "html.parser"
        )
        assert not found.select("script, img, link, iframe, form")
        return found

    def submit(self, student: str) -> str:
        receipt = self.store.submit("a", "c2", student, {"assignment.ipynb": student.encode()})
        self.queue.announce("a", "c2", student)
        self.queue.arrived("a", "c2", student)
        return receipt.hash


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path / "school")


def test_a_student_reads_the_receipts_of_every_attempt_and_of_nobody_else(desk):
    first = desk.submit("hana")
    other = desk.submit("duri")
    second = desk.submit("hana")
    seen = str(desk.read("hana"))
    assert first[:12] in seen and second[:12] in seen and other not in seen and "duri" not in seen
    assert "채점 대기" in seen and "이전 제출" in seen
    assert "waiting" in desk.read("hana", "en").get_text()


def test_a_teacher_sees_what_waits_with_the_time_left_and_the_page_looks_again(desk):
    for name in ("hana", "duri"):
        desk.submit(name)
    desk.queue.claim()
    desk.seconds[0] += 4
    job = desk.queue.claim()
    desk.seconds[0] += 40
    desk.queue.finish(job, 1)
    text = desk.read("kim").get_text(" ", strip=True)
    assert "채점 대기 1" in text and "약 40초 남음" in text and "채점 완료" in text
    assert desk.read("kim").select_one('meta[http-equiv="refresh"]')
    desk.queue.take_back_claims()
    desk.queue.finish(desk.queue.claim(), 1)
    assert not desk.read("kim").select_one('meta[http-equiv="refresh"]')


def test_what_needs_a_look_stands_first_and_says_why(desk):
    for name in ("duri", "hana"):
        desk.submit(name)
        note = Bilingual(f"설비를 잃었습니다 {HOSTILE}", "lost")
        desk.queue.finish(desk.queue.claim(), 1, *([note] if name == "hana" else []), attention=name == "hana")
    rows = desk.read("kim").select("tbody tr")
    assert "hana" in rows[0].get_text() and "설비를 잃었습니다" in rows[0].get_text()
    assert "확인이 필요한 제출물: 1" in desk.read("kim").get_text()


def test_lateness_counts_from_ones_own_extension(desk):
    desk.submit("hana")
    desk.submit("duri")
    due = NOW - timedelta(hours=2)
    desk.store.set_terms("a", "c2", Terms(due).extended("hana", NOW + timedelta(hours=1)))
    assert "늦음" not in desk.read("hana").get_text()
    assert "2시간 늦음" in desk.read("duri").get_text(" ", strip=True)


def test_times_stand_in_the_zone_of_the_due_time(desk):
    desk.submit("hana")
    due = datetime(2026, 11, 20, 18, 0, tzinfo=timezone(timedelta(hours=9)))
    desk.store.set_terms("a", "c2", Terms(due, "reject"))
    text = desk.read("hana").get_text(" ", strip=True)
    assert "11월 20일(금) 18:00까지 · 8시간 남음" in text and "늦은 제출은 받지 않습니다" in text
    assert "11-20 10:00:00" in text


def test_what_grading_again_changed_is_there_for_the_teacher_alone(desk):
    desk.submit("hana")
    found = {"before": {"points": 4.0, "message": "좋음"}, "after": {"points": 0.0, "message": HOSTILE}}
    change = {"student": "hana", "before": 4.0, "after": 0.0, "checks": {"holds-band": found}}
    desk.store.keep_regrade("a", "c2", 2, [change])
    assert "holds-band" in desk.read("kim").select_one("details").get_text()
    assert "1/2" in desk.read("kim").select_one("summary").get_text()
    assert not desk.read("hana").select("details")
