"""Notebooks that try to get points without knowing the answer.

Contract: `attacked(notebook, name)` returns a submission tampered with in one way, whatever its unit; no point may come
of it that the untouched submission would not get. `CELLS` put hostile code before the student's own; `SHAPES` bend the
notebook itself.
"""

import copy
from collections.abc import Callable
from pathlib import Path

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

CELLS = {path.stem: path for path in sorted(Path(__file__).with_name("cells").glob("*.py"))}


def attacked(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return a copy of the submission under the attack called `name` (of `CELLS` or `SHAPES`)."""
    notebook = copy.deepcopy(notebook)
    if name in SHAPES:
        SHAPES[name](notebook)
        return notebook
    source = CELLS[name].read_text(encoding="utf-8").partition("\n\n")[2]
    first_code = next(index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    notebook.cells.insert(first_code + 1, new_code_cell(source))
    return notebook


def _checks(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]


def _without_checks(notebook: NotebookNode) -> None:
    for cell in _checks(notebook):
        notebook.cells.remove(cell)


def _checks_first(notebook: NotebookNode) -> None:
    checks = _checks(notebook)
    _without_checks(notebook)
    notebook.cells[:0] = checks


def _checks_twice(notebook: NotebookNode) -> None:
    for cell in _checks(notebook):
        notebook.cells.append(copy.deepcopy(cell))


def _same_ids(notebook: NotebookNode) -> None:
    first, *others = _checks(notebook)
    for cell in others:
        cell.metadata.nbgrader["grade_id"] = first.metadata.nbgrader["grade_id"]


def _renamed_checks(notebook: NotebookNode) -> None:
    for number, cell in enumerate(_checks(notebook)):
        cell.metadata.nbgrader["grade_id"] = f"easy-{number}"


def _more_points(notebook: NotebookNode) -> None:
    for cell in _checks(notebook):
        cell.metadata.nbgrader["points"] = 1000


def _checks_as_answers(notebook: NotebookNode) -> None:
    for cell in _checks(notebook):
        cell.metadata.nbgrader.update(solution=True, locked=False)


def _checks_as_text(notebook: NotebookNode) -> None:
    for index, cell in enumerate(notebook.cells):
        if cell in _checks(notebook):
            notebook.cells[index] = new_markdown_cell(cell.source, metadata=cell.metadata)


def _full_marks_written_in(notebook: NotebookNode) -> None:
    for cell in _checks(notebook):
        cell.source = str(cell.metadata.nbgrader["points"])
        cell.outputs = [new_output("execute_result", data={"text/plain": cell.source}, execution_count=1)]


def _mangled_metadata(notebook: NotebookNode) -> None:
    for cell in _checks(notebook):
        cell.metadata["nbgrader"] = {"grade": True, "points": "all"}
    notebook.cells[0].metadata["nbgrader"] = ["nonsense"]


SHAPES: dict[str, Callable[[NotebookNode], None]] = {
    "without_checks": _without_checks,
    "checks_first": _checks_first,
    "checks_twice": _checks_twice,
    "same_ids": _same_ids,
    "renamed_checks": _renamed_checks,
    "more_points": _more_points,
    "checks_as_answers": _checks_as_answers,
    "checks_as_text": _checks_as_text,
    "full_marks_written_in": _full_marks_written_in,
    "mangled_metadata": _mangled_metadata,
}
