"""When a class's assignments are due, by command: setting it, extending it for one student, showing it.

Contract: the `parse_…` functions are pure. The `set_…` functions change the desk's terms, which count from that moment
on, and show the due date in nbgrader's gradebook. What earlier late submissions cost is settled when they are
graded again.
"""

from dataclasses import replace
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from grader.desk.terms import ACCEPT, REJECT, Terms, naive_utc
from hub_config.classes import Classes
from hub_config.desk_store import store_at
from hub_config.due_words import COSTS, LATE
from labs.language import Bilingual, SmartLabError

NEVER = "none"


def parse_when(text: str, zone: tzinfo | None) -> datetime | None:
    """Return the time that "2026-12-01 18:00" means in `zone` (None: this machine's); "none" is None.

    A date alone means its last minute. A time with an offset ("…+09:00") keeps it. Raises SmartLabError.
    """
    if text.strip().lower() == NEVER:
        return None
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        raise SmartLabError(
            f"'{text}'은(는) 날짜가 아닙니다. '2026-12-01 18:00'처럼 적거나, 마감을 없애려면 none이라고 적으십시오.",
            f"'{text}' is not a time. Write it like '2026-12-01 18:00', or none for no deadline.",
        ) from None
    if len(text.strip()) <= len("2026-12-01"):
        time = time.replace(hour=23, minute=59)
    if time.tzinfo is not None:
        return time
    return time.replace(tzinfo=zone) if zone else time.astimezone()


def parse_zone(name: str | None) -> tzinfo | None:
    """Return the time zone of an IANA name such as Asia/Seoul; raises SmartLabError for an unknown one."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        raise SmartLabError(
            f"'{name}' 시간대를 알 수 없습니다. Asia/Seoul처럼 적으십시오.",
            f"There is no time zone '{name}'. Write it like Asia/Seoul.",
        ) from None


def parse_late(text: str) -> str | float:
    """Return "accept", "reject" or the percent (0..100) that each day late costs; raises SmartLabError."""
    if text in (ACCEPT, REJECT):
        return text
    try:
        percent = float(text.removesuffix("%"))
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise SmartLabError(
            f"'{text}'은(는) 알 수 없습니다. accept(받음), reject(안 받음), 하루에 뺄 %(0~100) 중 하나를 쓰십시오.",
            f"'{text}' says nothing about being late. Write accept, reject, or the % (0 to 100) a day costs.",
        )
    return percent


def set_due(classes: Classes, class_id: str, unit: str, when: datetime | None, student: str | None = None) -> Terms:
    """Set when `unit` is due, for everybody or for one student (None: as for everybody); return the terms."""
    terms = read_terms(classes, class_id, unit)
    if student is None:
        return _set(classes, class_id, unit, replace(terms, due=when))
    _require_student(classes, class_id, student)
    if terms.due is None:
        raise SmartLabError(
            f"'{unit}' 과제에는 마감이 없어 늦춰 줄 수 없습니다. 먼저 반 전체의 마감을 정하십시오.",
            f"'{unit}' has no due date to extend. Set the class's due date first.",
        )
    return _set(classes, class_id, unit, terms.extended(student, when))


def set_late(classes: Classes, class_id: str, unit: str, late: str | float) -> Terms:
    """Set what becomes of late submissions (see `parse_late`); return the terms."""
    return _set(classes, class_id, unit, replace(read_terms(classes, class_id, unit), late=late))


def read_terms(classes: Classes, class_id: str, unit: str) -> Terms:
    """Return the terms of a released assignment; raises SmartLabError where there is none."""
    classes.find(class_id)
    store = store_at(classes.settings.desk_folder)
    store.assignment_files(class_id, unit)
    return store.terms(class_id, unit)


def told(terms: Terms) -> list[str]:
    """Return the terms in the reader's language, a line each."""
    if terms.due is None:
        return [Bilingual("마감이 없습니다.", "There is no due date.").show()]
    late = LATE[terms.late] if isinstance(terms.late, str) else COSTS
    lines = [
        Bilingual("마감: {due} ({late})", "Due: {due} ({late})").show(
            due=_shown(terms.due), late=late.show(None, percent=terms.percent_per_day)
        )
    ]
    extended = Bilingual("  {student}: {due}까지", "  {student}: until {due}")
    lines += [extended.show(student=student, due=_shown(due)) for student, due in sorted(terms.extensions.items())]
    return lines


def _shown(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M %z")


def _require_student(classes: Classes, class_id: str, student: str) -> None:
    students = [account.name for account in classes.roster(class_id) if account.classes[class_id] == "student"]
    if student not in students:
        raise SmartLabError(
            f"'{student}' 학생이 이 반에 없습니다. 이 반의 학생: {', '.join(students) or '-'}.",
            f"'{student}' is no student of this class. Its students: {', '.join(students) or '-'}.",
        )


def _set(classes: Classes, class_id: str, unit: str, terms: Terms) -> Terms:
    store_at(classes.settings.desk_folder).set_terms(class_id, unit, terms)
    if (classes.settings.class_folder(class_id) / "gradebook.db").exists():
        _show_in_gradebook(classes, class_id, unit, terms)
    return terms


def _show_in_gradebook(classes: Classes, class_id: str, unit: str, terms: Terms) -> None:
    # Importing nbgrader takes a second or two, which showing the terms need not pay.
    from nbgrader.api import MissingEntry

    from hub_config.books import Books

    with Books(classes.settings).open(classes.find(class_id)) as api, api.gradebook as book:
        try:
            book.find_assignment(unit).duedate = naive_utc(terms.due) if terms.due else None
        except MissingEntry:
            return
        book.db.commit()
