"""What a pupil reads of due dates: in the class's own time, with the time left, and only of one's own."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from grader.desk.queue import GradingQueue
from grader.desk.store import Store
from grader.desk.terms import Terms
from hub_config.classes import Classes
from hub_config.due_words import to_do
from hub_config.settings import load

SEOUL = timezone(timedelta(hours=9))
NOW = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
DUE = datetime(2026, 12, 1, 18, 0, tzinfo=SEOUL)  # 09:00 UTC, eight hours from now, a Tuesday


class Home:
    """The tasks that hana and duri, pupils of one class, see."""

    def __init__(self, folder) -> None:
        self.classes = Classes(load(folder, language="ko"))
        self.classes.settings.prepare_folders()
        self.classes.create("a", title="1반", language="ko")
        for name, role in (("kim", "teacher"), ("hana", "student"), ("duri", "student")):
            self.classes.roster_add("a", name, role=role, password="p")
        self.store = Store(folder / "desk", lambda: NOW)
        self.queue = GradingQueue(folder / "desk" / "q.sqlite", lambda: 0.0)
        self.store.release("a", "c2", {"assignment.ipynb": b"{}"})

    def of(self, name: str, language: str = "ko") -> list:
        self.classes.accounts.set_language(name, language)
        return to_do(self.classes.accounts.find(name), self.classes, self.store, self.queue, NOW)


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path / "school")


@pytest.mark.parametrize(
    ("language", "due", "late"),
    [
        ("ko", "12월 1일(화) 18:00까지 · 8시간 남음", "하루 늦을 때마다 점수의 10%를 뺍니다"),
        ("en", "due Tue 2026-12-01 18:00 · 8 h left", "each day late costs 10 % of the points"),
    ],
)
def test_the_due_time_is_told_as_it_was_set_wherever_the_server_stands(home, language, due, late):
    home.store.set_terms("a", "c2", Terms(DUE, 10.0))
    (task,) = home.of("hana", language)
    assert (task.title, task.assignment, task.due, task.late) == ("1반", "c2", due, late)


def test_what_is_due_within_a_day_is_urgent_until_it_is_handed_in(home):
    home.store.set_terms("a", "c2", Terms(DUE))
    assert home.of("hana")[0].urgent and home.of("hana")[0].state == "아직 제출하지 않음"
    home.store.submit("a", "c2", "hana", {"assignment.ipynb": b"{}"})
    assert not home.of("hana")[0].urgent and home.of("hana")[0].state == "제출됨"
    assert home.of("duri")[0].urgent


def test_what_is_not_handed_in_stands_first_and_the_earliest_due_before_that(home):
    for unit, days in (("c3", 3), ("c1", 1), ("c4", None)):
        home.store.release("a", unit, {"assignment.ipynb": b"{}"})
        home.store.set_terms("a", unit, Terms(DUE + timedelta(days=days) if days else None))
    home.store.submit("a", "c1", "hana", {"assignment.ipynb": b"{}"})
    assert [task.assignment for task in home.of("hana")] == ["c3", "c2", "c4", "c1"]


def test_an_extension_is_its_pupil_s_alone(home):
    home.store.set_terms("a", "c2", Terms(DUE - timedelta(hours=9), "reject").extended("hana", DUE + timedelta(days=3)))
    assert home.of("hana")[0].due == "12월 4일(금) 18:00까지 · 3일 남음 · 늦춰 준 마감"
    assert home.of("duri")[0].due == "12월 1일(화) 09:00까지 · 마감이 지났습니다"
    assert home.of("duri")[0].late == "늦은 제출은 받지 않습니다"


def test_without_a_due_date_it_says_so_and_a_teacher_has_nothing_to_do(home):
    assert (home.of("hana")[0].due, home.of("hana")[0].late) == ("마감 없음", "")
    assert home.of("kim") == []
