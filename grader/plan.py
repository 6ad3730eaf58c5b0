"""Decides what is run of a submitted notebook, and in which order.

Contract: pure. Each check of the unit appears exactly once, whatever the notebook did to its check cells: at the place
of the first cell with its id, else at the end. The source of a check comes from the unit, never from the notebook;
all other code cells are the student's and run as submitted, in their order.
"""

import copy
from dataclasses import dataclass

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell

from grader.unit import Unit


@dataclass(frozen=True)
class Step:
    """One cell to run: `index` in the planned notebook, `check` its id or None for a cell of the student's."""

    index: int
    source: str
    check: str | None = None


def plan(notebook: NotebookNode, unit: Unit) -> tuple[NotebookNode, list[Step]]:
    """Return a copy of the notebook without old outputs, complete with check cells, and the steps to run.

    Copies of check cells and cells that claim a grade the unit does not give lose their nbgrader metadata.
    """
    notebook = copy.deepcopy(notebook)
    steps, seen = [], set()
    for index, cell in enumerate(notebook.cells):
        check = _check_of(cell, unit)
        if check is not None and check not in seen:
            seen.add(check)
            notebook.cells[index] = _as_check(cell, unit, check)
            steps.append(Step(index, unit.check_source(check), check))
            continue
        if check is not None or _claims_grade(cell):
            cell.metadata.pop("nbgrader", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            if check is None and cell.source.strip():
                steps.append(Step(index, cell.source))
    for check in unit.checks:
        if check not in seen:
            notebook.cells.append(_as_check(None, unit, check))
            steps.append(Step(len(notebook.cells) - 1, unit.check_source(check), check))
    return notebook, steps


def _nbgrader(cell: NotebookNode) -> dict:
    metadata = cell.metadata.get("nbgrader")
    return metadata if isinstance(metadata, dict) else {}


def _check_of(cell: NotebookNode, unit: Unit) -> str | None:
    grade_id = _nbgrader(cell).get("grade_id")
    return grade_id if isinstance(grade_id, str) and grade_id in unit.checks else None


def _claims_grade(cell: NotebookNode) -> bool:
    """Say whether nbgrader would give a cell points by its rules for automatic grades, or stumble over it."""
    metadata = _nbgrader(cell)
    named = isinstance(metadata.get("grade_id"), str)
    return not named or (bool(metadata.get("grade")) and not metadata.get("solution"))


def _as_check(cell: NotebookNode | None, unit: Unit, check: str) -> NotebookNode:
    """Return the check cell as the unit has it, keeping what a submitted cell may say: its source and cell id."""
    if cell is None:
        arguments = "".join(f", {argument}" for argument in unit.questions[check])
        fresh, old = new_code_cell(f'check("{check}"{arguments})'), {}
    else:
        kept = {"id": cell.id} if "id" in cell else {}
        fresh = NotebookNode(cell_type="code", source=cell.source, outputs=[], execution_count=None, **kept)
        old = _nbgrader(cell)
    fresh.metadata = NotebookNode(deletable=False, editable=False)
    fresh.metadata["nbgrader"] = NotebookNode(
        grade=True, solution=False, locked=True, task=False, grade_id=check, schema_version=3, cell_type="code"
    )
    fresh.metadata["nbgrader"]["points"] = unit.checks[check].points
    if isinstance(old.get("checksum"), str):
        fresh.metadata["nbgrader"]["checksum"] = old["checksum"]
    return fresh
