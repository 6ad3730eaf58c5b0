"""`smartlab class …`: what a person types about a class, and what they read back.

Contract: each verb is one function of (classes, options); it prints and returns the exit code. New passwords are
printed once and nowhere else.
"""

import argparse
import sys
import time
from collections.abc import Mapping

from hub_config import deadlines
from hub_config.accounts import clean
from hub_config.classes import Classes, new_password
from hub_config.reports import padded, time_left
from hub_config.settings import load
from labs.file_errors import why
from labs.language import Bilingual, SmartLabError


def run(options: argparse.Namespace) -> int:
    """Do what `options.class_verb` says on the school of `options.home`."""
    settings = load(options.home)
    settings.prepare_folders()
    verbs = {
        "create": create,
        "list": show,
        "roster": roster,
        "release": release,
        "due": due,
        "grade": grade,
        "grading": grading,
        "regrade": regrade,
        "export": export,
    }
    return verbs[options.class_verb](Classes(settings), options)


def create(classes: Classes, options: argparse.Namespace) -> int:
    """Make the class, and its teacher's account where there is none."""
    passwords = {}
    teacher = clean(options.teacher).strip().lower()
    classes.check_new(options.class_id)  # before an account is made whose password nobody would see
    if classes.accounts.find(teacher) is None:
        passwords[teacher] = new_password()
        classes.accounts.add(teacher, passwords[teacher], display_name=options.teacher, language=options.language)
    info = classes.create(options.class_id, title=options.title or "", language=options.language, teacher=teacher)
    print(Bilingual("'{title}' 반을 만들었습니다.", "The class '{title}' is made.").show(title=info.title))
    show_passwords(passwords)
    return 0


def show(classes: Classes, options: argparse.Namespace) -> int:
    """List the classes."""
    for info in classes.all():
        print(f"{padded(info.id, 16)} {padded(info.title, 24)} {info.language}  {' '.join(info.units)}".rstrip())
    return 0


def roster(classes: Classes, options: argparse.Namespace) -> int:
    """Add the people of a CSV file where one is named; else show who is in the class."""
    if options.add:
        made = classes.roster_import(options.class_id, read_csv(options.add))
        show_passwords(made)
        if not made:
            print(
                Bilingual(
                    "새 계정은 없습니다. 모두 이미 있는 계정입니다.", "No new accounts: all exist already."
                ).show()
            )
        return 0
    for account in classes.roster(options.class_id):
        print(f"{padded(account.name, 16)} {padded(account.display_name, 20)} {account.classes[options.class_id]}")
    return 0


def read_csv(path) -> str:
    """The text of a CSV file, as UTF-8 or as Korean spreadsheets save it (CP949)."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SmartLabError(
            f"{path} 파일을 읽을 수 없습니다({why(error).ko}). 경로를 확인해 주십시오.",
            f"Cannot read {path} ({why(error).en}): check the path.",
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp949", errors="replace")


def release(classes: Classes, options: argparse.Namespace) -> int:
    """Hand the assignment out."""
    classes.release(options.class_id, options.unit)
    print(Bilingual("{unit} 과제를 내주었습니다.", "{unit} is released.").show(unit=options.unit))
    return 0


def due(classes: Classes, options: argparse.Namespace) -> int:
    """Set when an assignment is due where a time is given; say when it is."""
    about = (classes, options.class_id, options.unit)
    if options.when is not None:
        when = deadlines.parse_when(options.when, deadlines.parse_zone(options.zone))
        student = clean(options.student).strip().lower() if options.student else None
        deadlines.set_due(*about, when, student)
    if options.late is not None:
        deadlines.set_late(*about, deadlines.parse_late(options.late))
    terms = deadlines.read_terms(*about)
    print(*deadlines.told(terms), sep="\n")
    return 0


def grading(classes: Classes, options: argparse.Namespace) -> int:
    """Have submissions graded when they come in, or by hand."""
    classes.set_grading(options.class_id, on_submission=options.when == "on-submission")
    said = {
        "on-submission": Bilingual("제출하면 바로 채점합니다.", "Submissions are graded when they come in."),
        "by-hand": Bilingual("선생님이 채점할 때만 채점합니다.", "Submissions are graded when you say so."),
    }
    print(said[options.when].show())
    return 0


def grade(classes: Classes, options: argparse.Namespace) -> int:
    """Collect, grade, return; one line a student."""

    rows = classes.grade(options.class_id, options.unit, Progress())
    if not rows:
        said = Bilingual(
            "{unit} 제출물이 아직 없습니다. 학생들이 제출한 뒤 다시 실행해 주십시오.",
            "Nothing has been submitted for {unit} yet. Run this again once students have submitted.",
        )
        print(said.show(unit=options.unit), file=sys.stderr)
    for row in rows:
        points = "-" if row["score"] is None else f"{row['score']:g}/{row['max_score']:g}"
        print(f"{padded(row['student'], 16)} {points:>8}  {row['error'] or ''}".rstrip())
    by_hand = sum(row["by_hand"] for row in rows)
    if by_hand:
        said = Bilingual(
            "글로 쓴 답 {count}개는 선생님이 채점하실 차례입니다. formgrader의 Manual Grading을 열어 주십시오.",
            "Answers in words for you to grade: {count}. Open Manual Grading in formgrader.",
        )
        print(said.show(count=by_hand))
    return 0


def regrade(classes: Classes, options: argparse.Namespace) -> int:
    """Grade again; say for each student what is different now."""
    changes = classes.regrade(options.class_id, options.unit, Progress())
    if not changes:
        print(Bilingual("다시 채점했습니다. 바뀐 것이 없습니다.", "Graded again: nothing changed.").show())
    for change in changes:
        print(f"{padded(change.student, 16)} {_points(change.score_before)} → {_points(change.score_after)}")
        for name, (before, after) in change.checks.items():
            print(f"    {name}: {_points(before.points)} → {_points(after.points)}")
            if before.message != after.message:
                print(f"        - {before.message}\n        + {after.message}")
    return 0


def _points(points: float | None) -> str:
    return "–" if points is None else f"{points:g}"


class Progress:
    """Prints a line for each submission that is done, with the time left."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def __call__(self, done: int, total: int, student: str) -> None:
        left = (time.monotonic() - self._begun) / done * (total - done)
        print(f"{done}/{total} {student}{time_left(left) if done < total else ''}", flush=True)


def export(classes: Classes, options: argparse.Namespace) -> int:
    """Write the grades."""
    print(classes.export(options.class_id, options.to))
    return 0


def show_passwords(passwords: Mapping[str, str]) -> None:
    """Print new passwords; they are kept as hashes only, so this is the one time they can be read."""
    if not passwords:
        return
    print(Bilingual("새 비밀번호입니다. 지금 한 번만 보여 드립니다.", "New passwords. They are shown only now.").show())
    for name, password in passwords.items():
        print(f"  {padded(name, 16)} {password}")
