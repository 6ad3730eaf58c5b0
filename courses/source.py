"""Reads a notebook source: a jupytext percent script whose Korean and English text cells stand side by side.

Contract: pure functions from text to `SourceCell`s; nothing is executed. A cell says what it is in its first line:

    # %% [markdown] lang="ko"            text in one language; its twin follows at once
    # %% [markdown]                      text for both (formulas, pictures)
    # %%                                 code, common to both languages; `folded=true` shows it collapsed
    # %% setup="imports"                 code that a student may run but not change
    # %% answer="controller"             what the student writes, between ### BEGIN SOLUTION and ### END SOLUTION
    # %% [markdown] lang="ko" answer="reason" points=3
                                         an answer in words that the teacher grades; the cell holds a model answer
    # %% check="holds-band" points=5     the question put to the examiner
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import jupytext

from labs.language import SmartLabError

ROLES = ("setup", "answer", "check")
OPTIONS = {*ROLES, "lang", "points", "folded"}
_OWN = {"lines_to_next_cell", "lines_to_end_of_cell_marker", "cell_marker"}  # jupytext's notes to itself


@dataclass(frozen=True)
class SourceCell:
    """One cell as written.

    `kind` is "markdown" or "code"; `language` None means both; `role` is one of `ROLES` or None and `name` its id;
    `place` counts text pairs and code cells from 0, equal for both twins of a pair; `line` counts from 1.
    """

    kind: str
    source: str
    line: int
    place: int
    language: str | None = None
    role: str | None = None
    name: str | None = None
    points: object = None
    folded: bool = False
    unknown: tuple[str, ...] = ()

    @property
    def written(self) -> bool:
        """Whether it is an answer in words, for the teacher to grade."""
        return self.role == "answer" and self.kind == "markdown"

    @property
    def graded(self) -> bool:
        return self.role in ("answer", "check")


def read_cells(path: Path) -> list[SourceCell]:
    """Read a source file; raises SmartLabError when it cannot be read at all. `courses.lint` judges what it holds."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SmartLabError(
            f"수업 원본 {path}을(를) 읽지 못했습니다: {error}. 파일이 있는지 확인해 주십시오.",
            f"The source {path} could not be read: {error}. See that the file exists.",
        ) from error
    return parse_cells(text)


def parse_cells(text: str) -> list[SourceCell]:
    """Return the cells of a percent script in order. Text before the first marker is dropped."""
    markers = [number for number, line in enumerate(text.splitlines(), 1) if re.match(r"# %%(\s|$)", line)]
    if not markers:
        return []
    body = "\n".join(text.splitlines()[markers[0] - 1 :]) + "\n"
    notebook = jupytext.reads(body, fmt="py:percent")
    if len(notebook.cells) != len(markers):
        raise SmartLabError(
            "수업 원본의 셀 표시(# %%)를 읽을 수 없습니다. 셀의 첫 줄을 확인해 주십시오.",
            "The cell marks (# %%) of the source cannot be read. Look at the first line of each cell.",
        )
    return list(_cells(zip(notebook.cells, markers, strict=True)))


def _cells(raw: Iterable[tuple]) -> Iterable[SourceCell]:
    place, before = -1, None
    for cell, line in raw:
        options = {key: value for key, value in cell.metadata.items() if key not in _OWN}
        language = options.get("lang")
        twin = cell.cell_type == "markdown" and language and before and before != language
        place += 0 if twin else 1
        before = None if twin else language
        role = next((role for role in ROLES if role in options), None)
        yield SourceCell(
            kind=cell.cell_type,
            source=cell.source,
            line=line,
            place=place,
            language=language,
            role=role,
            name=str(options[role]) if role else None,
            points=options.get("points"),
            folded=bool(options.get("folded")),
            unknown=tuple(sorted(set(options) - OPTIONS)),
        )
