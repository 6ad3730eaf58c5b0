"""The command line: `smartlab VERB …`. Its verbs and its JSON are an interface: keep them.

Contract: parses, calls one function of the folder that does the work, prints, and returns the exit code: 0 done,
1 a person has to do something (one sentence on stderr says what), 2 wrong usage. Imports of a verb happen when
that verb runs, so that `smartlab doctor` starts at once.
"""

import argparse
import json
import os
import signal
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

from hub_config import courses_cli, plant_cli
from hub_config.usage import DEFAULT_HOME, Parser, set_output_errors, whole
from labs.file_errors import file_problem
from labs.imports import skip_address_grammar
from labs.language import LANGUAGES, Bilingual, SmartLabError

PROJECT = Path(__file__).resolve().parents[1]


def _up(options: argparse.Namespace) -> int:
    from hub_config.up import up

    return up(options.home.expanduser(), options.port, options.language)


def _test(options: argparse.Namespace) -> int:
    from hub_config.testing import run_tests

    return run_tests(PROJECT, options.words)


def _doctor(options: argparse.Namespace) -> int:
    from hub_config.doctor import doctor

    return doctor(PROJECT)


def _grade(options: argparse.Namespace) -> int:
    from grader.pipeline import grade_folder
    from hub_config.reports import print_grades, progress_line

    progress = None if options.json else progress_line
    report = grade_folder(options.unit, options.submissions, jobs=options.jobs, seed=options.seed, progress=progress)
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        print_grades(report)
    if not report["submissions"]:
        raise SmartLabError(
            f"'{options.submissions}' 폴더에 학생 폴더가 없습니다. '학생/assignment.ipynb'를 넣고 다시 실행하십시오.",
            f"'{options.submissions}' holds no student's folder. Put STUDENT/assignment.ipynb there, run this again.",
        )
    return 0


def _class(options: argparse.Namespace) -> int:
    from hub_config.class_cli import run

    return run(options)


def _bench(options: argparse.Namespace) -> int:
    from tests.benchmarks.run import bench

    return bench(options.names, as_json=options.json)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line; each verb carries its function as `run`."""

    def both(ko: str, en: str) -> str:
        return Bilingual(ko, en).show()

    root = Parser(prog="smartlab", description=both("스마트랩: 스마트공장 학교", "A smart-factory school"))
    verbs = root.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(group: argparse._SubParsersAction, name: str, run, ko: str, en: str) -> argparse.ArgumentParser:
        added = group.add_parser(name, help=both(ko, en), description=both(ko, en))
        added.set_defaults(run=run)
        return added

    up = verb(verbs, "up", _up, "반을 열고 모든 서비스를 시작합니다", "open the class and start everything")
    up.add_argument("--home", type=Path, default=DEFAULT_HOME, metavar="DIR")
    up.add_argument("--port", type=whole(1, 65535), default=8000)
    up.add_argument("--language", choices=LANGUAGES, default=None)

    verb(verbs, "test", _test, "모든 시험을 실행합니다", "run the whole test suite")
    verb(verbs, "doctor", _doctor, "이 컴퓨터에 있는 것과 없는 것을 알려 줍니다", "say what this machine has and lacks")

    plant_cli.add_verbs(verbs, verb, both)
    courses_cli.add_verbs(verbs, verb, both)
    grade = verb(verbs, "grade", _grade, "제출물 폴더를 채점합니다", "grade a folder of submissions")
    grade.add_argument("unit", metavar="UNIT")
    grade.add_argument("submissions", type=Path, metavar="SUBMISSIONS")
    grade.add_argument("--json", action="store_true")
    grade.add_argument("--jobs", type=whole(1, 64), default=1)
    grade.add_argument("--seed", type=int)

    _add_class_verbs(verbs, verb, both)
    bench = verb(verbs, "bench", _bench, "성능을 비교 대상과 함께 잽니다", "measure against the peers")
    bench.add_argument("names", nargs="*", metavar="NAME")
    bench.add_argument("--json", action="store_true")
    return root


def _add_class_verbs(verbs: argparse._SubParsersAction, verb, both) -> None:
    group = verbs.add_parser("class", help=both("반", "classes")).add_subparsers(
        dest="class_verb", required=True, metavar="VERB"
    )
    home = {"type": Path, "default": DEFAULT_HOME, "metavar": "DIR"}
    create = verb(group, "create", _class, "반을 만듭니다", "make a class")
    create.add_argument("class_id", metavar="CLASS")
    create.add_argument("--title", default=None)
    create.add_argument("--language", choices=LANGUAGES, default="ko")
    create.add_argument("--teacher", required=True)
    verb(group, "list", _class, "반 목록", "list the classes")
    roster = verb(group, "roster", _class, "명렬표 보기, CSV로 학생 더하기", "show the roster, add students from CSV")
    roster.add_argument("class_id", metavar="CLASS")
    roster.add_argument("--add", type=Path, metavar="CSV")
    for name, ko, en in (
        ("release", "과제를 내줍니다", "release an assignment"),
        ("grade", "모아서 채점하고 돌려줍니다", "collect, grade and return"),
        ("regrade", "다시 채점하고 바뀐 것을 보여 줍니다", "grade again, show what changed"),
    ):
        one = verb(group, name, _class, ko, en)
        one.add_argument("class_id", metavar="CLASS")
        one.add_argument("unit", metavar="UNIT")
    due = verb(group, "due", _class, "마감을 정하거나 보여 줍니다", "set or show when an assignment is due")
    due.add_argument("class_id", metavar="CLASS")
    due.add_argument("unit", metavar="UNIT")
    due.add_argument(
        "when", metavar="WHEN", nargs="?", help=both("'2026-12-01 18:00', none", "'2026-12-01 18:00', none")
    )
    due.add_argument("--student", metavar="STUDENT", help=both("이 학생만", "for this student only"))
    due.add_argument("--late", metavar="accept|reject|PERCENT", help=both("늦은 제출", "late submissions"))
    due.add_argument("--zone", metavar="ZONE", help=both("시간대(Asia/Seoul)", "time zone (Asia/Seoul)"))
    grading = verb(group, "grading", _class, "언제 채점할지 정합니다", "set when submissions are graded")
    grading.add_argument("class_id", metavar="CLASS")
    grading.add_argument("when", choices=("on-submission", "by-hand"))
    export = verb(group, "export", _class, "성적을 CSV로 내보냅니다", "export the grades as CSV")
    export.add_argument("class_id", metavar="CLASS")
    export.add_argument("--to", type=Path, required=True, metavar="FILE")
    for one in group.choices.values():
        one.add_argument("--home", **home)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    set_output_errors()
    skip_address_grammar()
    words = list(sys.argv[1:] if arguments is None else arguments)
    # Everything after `test` is pytest's, options too, which argparse would claim for itself.
    own = len(words) if words[:1] != ["test"] or words[1:2] in (["-h"], ["--help"]) else 1
    options = parser().parse_args(words[:own])
    options.words = words[own:]
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # the launcher blocked it until here
        code = options.run(options)
        sys.stdout.flush()  # here, where a full disk can still be told
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # who read it has seen enough
        _forget_output()
        return 1
    except Exception as error:
        if os.environ.get("SMARTLAB_DEBUG"):
            raise
        _forget_output()
        # Names from hostile files must not steer the terminal.
        said = "".join(letter if letter.isprintable() or letter == "\n" else "·" for letter in str(explained(error)))
        print(said, file=sys.stderr)
        return 1
    return code


def explained(error: Exception) -> SmartLabError:
    """Return the error as a sentence for people that says what to do next."""
    if isinstance(error, SmartLabError):
        return error
    if isinstance(error, OSError):
        return file_problem(error)
    if "disk is full" in str(error):  # as SQLite words it, under SQLAlchemy
        return file_problem(OSError(28, ""))
    what = f"{type(error).__name__}: {error}".splitlines()[0][:300]
    if isinstance(error, sqlite3.Error):
        return SmartLabError(
            f"데이터베이스를 쓸 수 없습니다({what}). './smartlab doctor'로 이 컴퓨터를 점검해 주십시오.",
            f"The database cannot be used ({what}). Check this machine with './smartlab doctor'.",
        )
    return SmartLabError(
        f"예상하지 못한 문제가 생겼습니다({what}). SMARTLAB_DEBUG=1과 함께 다시 실행해 나온 내용을 알려 주십시오.",
        f"Something unexpected went wrong ({what}). Run the command with SMARTLAB_DEBUG=1 and report what it prints.",
    )


def _forget_output() -> None:
    """What could not be written must not be tried again, with a traceback, when Python ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
