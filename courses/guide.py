"""The instructor's guide: every unit's notes in one document, led by a map of what is taught where.

Contract: pure; `guide(language)` returns Markdown made of the unit.toml and course.toml files, nothing else. It is
generated, never committed.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from courses import builder
from labs.equipment.registry import plant_title
from labs.language import LANGUAGES, Bilingual

FILE = Bilingual("교사용 안내서.md", "Instructor's guide.md")
_TITLE = Bilingual("스마트랩 교사용 안내서", "SmartLab: the instructor's guide")
_INTRO = Bilingual(
    "단원마다 수업 50분과 과제 50분입니다. 먼저 지도에서 단원을 고르고, 그 단원의 안내를 읽어 주십시오. "
    "확인 문제의 이름은 성적표에 나오는 이름과 같습니다.",
    "Each unit is a lesson and an assignment of 50 minutes each. Choose from the map, then read the unit's notes. "
    "The checks are called as they are in the gradebook.",
)
_MAP = Bilingual("지도", "The map")
_HEAD = Bilingual(
    "| 단원 | 먼저 배울 단원 | 과목 | NCS 세분류(수준) | 설비 | 확인 문제 |",
    "| unit | after | subject | NCS 세분류 (level) | plant | checks |",
)
_TIME = Bilingual(
    "시간: 수업 {lesson}분, 과제 {assignment}분", "Time: lesson {lesson} min, assignment {assignment} min"
)
_BY_HAND = Bilingual(
    "**글로 쓴 답(선생님 채점).** 제출물이 채점되면 formgrader의 Manual Grading에 나타납니다. "
    "점수를 주고 피드백을 다시 내보내 주십시오.",
    "**Answers in words (yours to grade).** Once a submission is graded, they appear in formgrader under "
    "Manual Grading. Give the points there, then release the feedback again.",
)
_POINTS = Bilingual("{points}점", "{points} points")


def guide(language: str, courses_dir: Path | None = None) -> str:
    """Return the guide in `language` ("ko" or "en") as Markdown."""
    units = {unit: builder.read_about(folder) for unit, folder in builder.unit_folders(courses_dir).items()}
    lines = [f"# {_TITLE.show(language)}", "", _INTRO.show(language), "", f"## {_MAP.show(language)}", ""]
    lines += [_HEAD.show(language), "|---|---|---|---|---|---|"]
    lines += [_row(about, language) for about in units.values()]
    for course, title in _courses(courses_dir, language):
        lines += ["", f"## {title}"]
        for about in units.values():
            if about["course"] == course:
                lines += _unit(about, language)
    return "\n".join(lines) + "\n"


def write_guides(folder: Path) -> list[Path]:
    """Write the guide in every language into `folder` and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for language in LANGUAGES:
        path = folder / FILE.show(language)
        path.write_text(guide(language), encoding="utf-8")
        paths.append(path)
    return paths


def _row(about: Mapping, language: str) -> str:
    checks = ", ".join(f"`{check}`" for check in about["checks"])
    before = ", ".join(unit.upper() for unit in about["prerequisites"]) or "-"
    ncs = f"{about['ncs']['name']} ({about['ncs']['level']})"
    plant = plant_title(about["plant"]).show(language)
    cells = (
        f"**{about['id']}** {about['title'][language]}",
        before,
        about["seed_subject"][language],
        ncs,
        plant,
        checks,
    )
    return f"| {' | '.join(cells)} |"


def _unit(about: Mapping, language: str) -> list[str]:
    return [
        "",
        f"### {about['id'].upper()}. {about['title'][language]}",
        "",
        about["summary"][language],
        "",
        _TIME.show(language, **about["minutes"]),
        "",
        about["guide"][language].strip(),
        *_written(about.get("written", []), language),
    ]


def _written(answers: Sequence[Mapping], language: str) -> Iterator[str]:
    """Yield how to mark the answers in words."""
    if answers:
        yield from ("", _BY_HAND.show(language))
    for answer in answers:
        points = _POINTS.show(language, points=answer["points"])
        yield from ("", f"- `{answer['id']}` ({points}): {answer['guide'][language].strip()}")


def _courses(courses_dir: Path | None, language: str) -> Iterator[tuple[str, str]]:
    """Yield (id, title) of each course, in the order of its first unit."""
    folders = dict.fromkeys(folder.parent for folder in builder.unit_folders(courses_dir).values())
    for folder in folders:
        about = tomllib.loads((folder / "course.toml").read_text(encoding="utf-8"))
        yield about["id"], about["title"][language]
