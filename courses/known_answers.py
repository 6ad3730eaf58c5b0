"""The answers of a unit whose fate is known, as notebooks that could have been handed in.

Contract: a unit's answers.py (trusted, executed) holds `GOOD = {name: {answer cell: source}}` and `BAD = {name:
({answer cell: source}, {check: message})}`. Two more come by themselves: the unit's own solution is good, the released
stub is not answered. Cells that an answer leaves out stay as released.
"""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from courses import builder
from labs.language import LANGUAGES, SmartLabError

NOT_ANSWERED = "not-answered"


@dataclass(frozen=True)
class Answer:
    """A notebook whose fate is known: `expected` maps a check's id to its message id, None for full points."""

    name: str
    notebook: NotebookNode
    expected: Mapping[str, str | None]


def known_answers(folder: Path) -> list[Answer]:
    """Return the unit's known answers as notebooks; raises SmartLabError when answers.py does not fit."""
    notebooks = builder.build_unit(folder, LANGUAGES[0])
    checks = [cell.metadata.nbgrader.grade_id for cell in notebooks["assignment_source"].cells if is_check(cell)]
    module = _load(folder / "answers.py")
    full = dict.fromkeys(checks)
    answers = [
        Answer("untouched", notebooks["assignment_release"], dict.fromkeys(checks, NOT_ANSWERED)),
        Answer("solution", notebooks["assignment_source"], full),
    ]
    for name, cells in module.GOOD.items():
        answers.append(Answer(name, _with_answers(notebooks["assignment_release"], cells, folder), full))
    for name, (cells, expected) in module.BAD.items():
        answers.append(Answer(name, _with_answers(notebooks["assignment_release"], cells, folder), dict(expected)))
    return answers


def is_check(cell: NotebookNode) -> bool:
    """Say whether a cell of a notebook we built is a check cell."""
    about = cell.metadata.get("nbgrader", {})
    return bool(about.get("grade")) and not about.get("solution")  # answers in words are not for the examiner


def _with_answers(release: NotebookNode, cells: Mapping[str, str], folder: Path) -> NotebookNode:
    """Return the released notebook with the answer cells filled in, as a student hands it in."""
    filled = NotebookNode(release | {"cells": [NotebookNode(cell) for cell in release.cells]})
    open_cells = {
        cell.metadata.nbgrader.grade_id: cell
        for cell in filled.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    for answer_id, source in cells.items():
        if answer_id not in open_cells:
            listed = ", ".join(open_cells)
            raise SmartLabError(
                f"{folder.name}/answers.py의 '{answer_id}'에 맞는 답 셀이 없습니다. 있는 셀: {listed}.",
                f"{folder.name}/answers.py answers '{answer_id}', but the answer cells are: {listed}.",
            )
        open_cells[answer_id].source = source
    return filled


def _load(path: Path):
    spec = importlib.util.spec_from_file_location(f"smartlab_answers_{path.parent.name}", path)
    try:
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    except Exception as error:
        where = f"{path.parent.name}/{path.name}"
        raise SmartLabError(
            f"답안 파일 {where}을(를) 읽지 못했습니다: {error}. 파일을 고쳐 주십시오.",
            f"The answers in {where} could not be read: {error}. Correct the file.",
        ) from error
    return module
