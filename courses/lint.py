"""Reads every unit as a strict colleague would, and says what is wrong, where.

Contract: `lint()` returns a list of `Problem`s, empty when all is well; a bad unit makes it raise nothing. It reads
sources and never executes a lesson or an assignment; checks.py is loaded the way the grader loads it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from courses import builder
from courses.code_rules import code_faults
from courses.source import SourceCell, read_cells
from courses.text_rules import Rules, forbidden_terms, foreign_letters, markdown_faults, message_faults, read_rules
from grader.unit import load_unit
from labs.language import LANGUAGES, Bilingual, SmartLabError

SOURCES = ("lesson.py", "assignment.py")
_ABOUT = ("title", "summary", "course", "plant", "minutes", "seed_subject", "ncs", "prerequisites", "checks", "guide")
_BILINGUAL = ("title", "summary", "seed_subject", "guide")
_SENTENCE = re.compile(r"[가-힣]|[A-Za-z]{4,} [A-Za-z]{3,}")
_REMOTE = r"['\"(]?\s*(https?:)?//"
_FETCHED = re.compile(
    rf"<\s*(script|iframe|link|style|object|embed)\b|!\[[^\]]*\]\s*{_REMOTE}|src\s*=\s*{_REMOTE}", re.I
)

Fault = tuple[int, Bilingual]


@dataclass(frozen=True)
class Problem:
    """One fault: the file, the line (from 1; 0 for the file as a whole) and a sentence in both languages."""

    path: Path
    line: int
    text: Bilingual

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text.show()}"


def lint(units: Iterable[str] | None = None, courses_dir: Path | None = None) -> list[Problem]:
    """Return every fault of `units` (default: all). Raises SmartLabError for a unit that does not exist."""
    root = builder.COURSES if courses_dir is None else Path(courses_dir)
    generated = Bilingual("만들어진 노트북은 저장소에 두지 않습니다.", "Generated notebooks are never committed.")
    problems = [Problem(path, 0, generated) for path in sorted(root.rglob("*.ipynb"))]
    rules = read_rules(builder.COURSES)
    for folder in builder.find_units(units, root).values():
        problems += lint_unit(folder, root, rules)
    return problems


def lint_unit(folder: Path, courses_dir: Path, rules: Rules) -> list[Problem]:
    """Return the faults of one unit, ordered by file and line."""
    problems = [Problem(folder / "unit.toml", 0, text) for text in _about_faults(folder)]
    asked: list[SourceCell] = []
    for name in SOURCES:
        path = folder / name
        try:
            cells = read_cells(path)
        except SmartLabError as error:
            problems.append(Problem(path, 0, error.message))
            continue
        asked += [cell for cell in cells if cell.role == "check" or cell.written]
        faults = [*_pair_faults(cells, rules), *_mark_faults(cells, name), *_content_faults(cells, rules)]
        problems += [Problem(path, line, text) for line, text in faults]
    problems += _check_faults(folder, courses_dir, asked, rules)
    return sorted(problems, key=lambda problem: (str(problem.path), problem.line))


def _pair_faults(cells: list[SourceCell], rules: Rules) -> Iterator[Fault]:
    """Each text stands in both languages, side by side, Korean first."""
    for cell in cells:
        if cell.kind != "markdown":
            continue
        if cell.language is None:
            if _SENTENCE.search(cell.source):
                yield (
                    cell.line,
                    Bilingual("문장이 있는 셀에는 lang 표시가 필요합니다.", "A cell with sentences needs a lang mark."),
                )
            continue
        twins = [other.language for other in cells if other.place == cell.place]
        if twins != list(LANGUAGES) and cell.language == twins[0]:
            yield (
                cell.line,
                Bilingual(
                    "한국어 셀과 영어 셀이 이 순서로 나란히 있어야 합니다.",
                    "A Korean and an English text cell have to stand side by side, in this order.",
                ),
            )
        if foreign_letters(cell.source, cell.language, rules):
            yield cell.line, Bilingual("영어 셀에 한글이 있습니다.", "There is Korean in an English cell.")


def _mark_faults(cells: list[SourceCell], name: str) -> Iterator[Fault]:
    """Marks, ids and points."""
    names = Counter(name for _, name in {(cell.place, cell.name) for cell in cells if cell.role})
    for cell in cells:
        for key in cell.unknown:
            yield cell.line, Bilingual(f"모르는 셀 표시입니다: {key}", f"Unknown cell mark: {key}")
        if cell.role and names[cell.name] > 1:
            yield (
                cell.line,
                Bilingual(f"셀 id '{cell.name}'이(가) 겹칩니다.", f"The cell id '{cell.name}' is used twice."),
            )
        if cell.role and not re.fullmatch(r"[a-z][a-z0-9-]*", cell.name):
            yield (
                cell.line,
                Bilingual("셀 id는 소문자, 숫자, 붙임표로 씁니다.", "Cell ids are lower case, digits and hyphens."),
            )
        if cell.graded and name != "assignment.py":
            yield cell.line, Bilingual("채점 셀은 과제에만 둡니다.", "Graded cells belong in the assignment.")
        pointed = cell.role == "check" or cell.written
        if pointed and not (type(cell.points) is int and cell.points > 0):
            yield cell.line, Bilingual("배점은 1 이상의 정수여야 합니다.", "Points have to be a positive whole number.")
        if cell.points is not None and not pointed:
            yield cell.line, Bilingual("이 셀에는 배점이 없습니다.", "This cell has no points to give.")
        if cell.written and cell.language is None:
            text = Bilingual("글로 쓰는 답에도 lang 표시가 필요합니다.", "An answer in words needs a lang mark too.")
            yield cell.line, text
        if cell.kind == "markdown" and cell.role in ("check", "setup"):
            yield cell.line, Bilingual("확인 셀과 준비 셀은 코드입니다.", "Checks and setup are code cells.")


def _content_faults(cells: list[SourceCell], rules: Rules) -> Iterator[Fault]:
    """Nothing fetched, the glossary's words, and code that speaks no language."""
    for cell in cells:
        fetched = "://" in cell.source if cell.kind == "code" else _FETCHED.search(cell.source)
        if fetched:
            yield (
                cell.line,
                Bilingual("인터넷에서 불러오는 것은 쓸 수 없습니다.", "Nothing may be fetched from the internet."),
            )
        if cell.kind == "code":
            yield from ((cell.line + offset, text) for offset, text in code_faults(cell))
        elif cell.language:
            faults = [*forbidden_terms(cell.source, cell.language, rules), *markdown_faults(cell.source)]
            yield from ((cell.line, text) for text in faults)


def _about_faults(folder: Path) -> Iterator[Bilingual]:
    try:
        about = builder.read_about(folder)
    except SmartLabError as error:
        yield error.message
        return
    for key in _ABOUT:
        if key not in about:
            yield Bilingual(f"'{key}' 항목이 없습니다.", f"The entry '{key}' is missing.")
        elif key in _BILINGUAL and not (isinstance(about[key], dict) and set(about[key]) == set(LANGUAGES)):
            yield Bilingual(f"'{key}'에는 ko와 en이 모두 있어야 합니다.", f"'{key}' needs both ko and en.")
    for answer in about.get("written", []):
        if not (isinstance(answer, dict) and set(answer.get("guide", ())) == set(LANGUAGES)):
            yield Bilingual(
                "[[written]]마다 ko와 en으로 된 guide를 둡니다.", "Each [[written]] needs a guide, ko and en."
            )
    known = builder.unit_folders()
    for unit in about.get("prerequisites", []):
        if unit not in known or unit == about.get("id"):
            yield Bilingual(f"먼저 배울 단원 '{unit}'이(가) 없습니다.", f"There is no unit '{unit}' to come before.")
    if str(about.get("id", "")) != builder.unit_id(folder):
        yield Bilingual("id가 폴더 이름과 다릅니다.", "The id differs from the folder's name.")


def _check_faults(folder: Path, courses_dir: Path, asked: list[SourceCell], rules: Rules) -> Iterator[Problem]:
    """Cells, checks.py and unit.toml name the same checks and answers with the same points; messages serve them."""
    try:
        unit = load_unit(builder.unit_id(folder), courses_dir)
    except SmartLabError as error:
        yield Problem(folder, 0, error.message)
        return
    path, points = folder / "assignment.py", {check: definition.points for check, definition in unit.checks.items()}
    for where, kind, known, cells in (
        ("checks.py", Bilingual("확인", "check"), points, [cell for cell in asked if not cell.written]),
        ("unit.toml", Bilingual("답", "answer"), unit.written, [cell for cell in asked if cell.written]),
    ):
        for name in sorted(known.keys() - {cell.name for cell in cells}):
            text = Bilingual(f"'{name}' {kind.ko} 셀이 없습니다.", f"There is no {kind.en} cell for '{name}'.")
            yield Problem(path, 0, text)
        for cell in cells:
            if cell.name not in known:
                text = Bilingual(f"{where}에 '{cell.name}'이(가) 없습니다.", f"{where} has no '{cell.name}'.")
                yield Problem(path, cell.line, text)
            elif cell.points != known[cell.name]:
                text = Bilingual(f"배점이 {where}와(과) 다릅니다.", f"The points differ from {where}.")
                yield Problem(path, cell.line, text)
    for text in message_faults(folder, unit, rules):
        yield Problem(folder / "messages.toml", 0, text)
