"""`smartlab courses …`: making, checking and starting course material.

Contract: each verb is one function of the parsed options that prints and returns the exit code; `add_verbs` declares
them. Nothing heavy is imported before a verb runs.
"""

import argparse
from pathlib import Path

from hub_config.usage import whole
from labs.language import LANGUAGES


def add_verbs(verbs: argparse._SubParsersAction, verb, both) -> None:
    """Declare the verbs; `verb` and `both` are the command line's own helpers."""
    courses = verbs.add_parser("courses", help=both("강의 자료", "course material")).add_subparsers(
        dest="courses_verb", required=True, metavar="VERB"
    )
    build = verb(courses, "build", _build, "노트북을 만듭니다", "make the notebooks")
    build.add_argument("--language", choices=LANGUAGES, default="ko")
    build.add_argument("--to", type=Path, required=True, metavar="DIR")
    check = verb(courses, "check", _check, "자료를 검사하고 답안을 보정합니다", "lint, build, calibrate")
    check.add_argument("units", nargs="*", metavar="UNIT")
    check.add_argument("--seeds", type=whole(1), default=20)
    new = verb(courses, "new", _new, "새 단원의 틀을 만듭니다", "make a new unit to start from")
    new.add_argument("name", metavar="UNIT", help="b1_calibration")
    new.add_argument("--course", required=True, metavar="COURSE", help="sensors, control, …")
    guide = verb(courses, "guide", _guide, "교사용 안내서를 만듭니다", "write the instructor's guide")
    guide.add_argument("--to", type=Path, required=True, metavar="DIR")


def _build(options: argparse.Namespace) -> int:
    from courses.builder import build

    for path in build(options.to, options.language):
        print(path)
    return 0


def _check(options: argparse.Namespace) -> int:
    from courses.calibrate import check_units

    return check_units(options.units, options.seeds)


def _new(options: argparse.Namespace) -> int:
    from courses.skeleton import new_unit

    print(new_unit(options.name, options.course))
    return 0


def _guide(options: argparse.Namespace) -> int:
    from courses.guide import write_guides

    for path in write_guides(options.to):
        print(path)
    return 0
