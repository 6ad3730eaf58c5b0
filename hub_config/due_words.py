"""When assignments are due, as pupils read it: on the hub's home page and on the desk's.

Contract: pure but for `to_do`, which reads the desk's records. A due time is told in the offset it was set in, which
is the class's time wherever the server stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from grader.desk.board import Sheet, board
from grader.desk.queue import GradingQueue
from grader.desk.store import Store
from grader.desk.terms import ACCEPT, REJECT
from hub_config.accounts import Account
from hub_config.classes import Classes
from labs.language import Bilingual

STATES = {
    "waiting": Bilingual("채점 대기", "waiting"),
    "grading": Bilingual("채점 중", "being graded"),
    "graded": Bilingual("채점 완료", "graded"),
    "attention": Bilingual("확인 필요", "needs a look"),
    "submitted": Bilingual("제출됨", "submitted"),
    "older": Bilingual("이전 제출", "earlier attempt"),
}
NOT_YET = Bilingual("아직 제출하지 않음", "not handed in yet")
LATE = {
    ACCEPT: Bilingual("늦은 제출도 그대로 받습니다", "late submissions are taken as they are"),
    REJECT: Bilingual("늦은 제출은 받지 않습니다", "late submissions are refused"),
}
COSTS = Bilingual("하루 늦을 때마다 점수의 {percent:g}%를 뺍니다", "each day late costs {percent:g} % of the points")
_NO_DUE = Bilingual("마감 없음", "no due date")
_WHEN = Bilingual("{due.month}월 {due.day}일({day}) {due:%H:%M}까지", "due {day} {due:%Y-%m-%d %H:%M}")
_DAYS = Bilingual("월화수목금토일", "Mon Tue Wed Thu Fri Sat Sun")
_LEFT = Bilingual("{left} 남음", "{left} left")
_PAST = Bilingual("마감이 지났습니다", "past due")
_EXTENDED = Bilingual("늦춰 준 마감", "extended for you")


@dataclass(frozen=True)
class Task:
    """One released assignment as its pupil sees it, in words; `urgent`: due within a day and not handed in."""

    title: str
    assignment: str
    due: str
    late: str
    state: str
    urgent: bool


def to_do(account: Account, classes: Classes, store: Store, queue: GradingQueue, now: datetime) -> list[Task]:
    """Return what the classes of a pupil have been given: first what is not handed in, the earliest due first."""
    found: list[tuple[str, Sheet]] = []
    for class_id, role in sorted(account.classes.items()):
        if role == "student":
            title = classes.find(class_id).title
            found += [(title, sheet) for sheet in board(store, queue, class_id, account.name)]
    found.sort(key=lambda each: (bool(each[1].rows), each[1].due is None, each[1].due or now))
    return [_task(title, sheet, now, account.language) for title, sheet in found]


def _task(title: str, sheet: Sheet, now: datetime, language: str) -> Task:
    newest = next((row for row in sheet.rows if row.state != "older"), None)
    soon = sheet.due is not None and timedelta() < sheet.due - now < timedelta(days=1)
    state = (STATES[newest.state] if newest else NOT_YET).show(language)
    due, late = due_words(sheet, now, language), late_words(sheet, language)
    return Task(title, sheet.assignment, due, late, state, urgent=soon and newest is None)


def due_words(sheet: Sheet, now: datetime, language: str) -> str:
    """Return when the sheet's assignment is due and how long that is from `now`."""
    if sheet.due is None:
        return _NO_DUE.show(language)
    days: Sequence[str] = _DAYS.show(language)
    day = (days.split() if language == "en" else days)[sheet.due.weekday()]
    words = [_WHEN.show(language, due=sheet.due, day=day)]
    left = (sheet.due - now).total_seconds()
    words.append(_LEFT.show(language, left=duration(left, language)) if left > 0 else _PAST.show(language))
    if sheet.extended:
        words.append(_EXTENDED.show(language))
    return " · ".join(words)


def late_words(sheet: Sheet, language: str) -> str:
    """Return what becomes of late submissions; empty where nothing is due."""
    if sheet.due is None:
        return ""
    if isinstance(sheet.late, str):
        return LATE[sheet.late].show(language)
    return COSTS.show(language, percent=sheet.late)


def duration(seconds: float, language: str | None = None) -> str:
    """Return a duration in its largest fitting unit, in `language` (default: the reader's)."""
    if seconds < 90:
        return Bilingual("{n:.0f}초", "{n:.0f} s").show(language, n=seconds)
    if seconds < 5400:
        return Bilingual("{n:.0f}분", "{n:.0f} min").show(language, n=seconds / 60)
    if seconds < 172_800:
        return Bilingual("{n:.0f}시간", "{n:.0f} h").show(language, n=seconds / 3600)
    return Bilingual("{n:.0f}일", "{n:.0f} days").show(language, n=seconds / 86_400)
