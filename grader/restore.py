"""What a submission says about its own grading is replaced by what the gradebook says.

Contract: `read_truth` copies one notebook's cells out of nbgrader's gradebook; `restore` is pure. After it a notebook's
nbgrader metadata, locked sources and kernel are the gradebook's, each grade id occurs at most once (its first cell
counts), and ids that the gradebook does not know are gone. `not_graded` is for notebooks that are not examined.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nbformat.notebooknode import NotebookNode, from_dict
from nbgrader.utils import determine_grade, is_grade

from grader.notebooks import as_notebook

GRADED_NOTEBOOK = "assignment"  # the one that is examined, of those that are handed in


@dataclass(frozen=True)
class Truth:
    """One released notebook: {grade id: nbgrader metadata}, {grade id: source} of locked cells, kernel or None."""

    metadata: Mapping[str, dict]
    locked: Mapping[str, str]
    kernelspec: dict | None


def read_truth(notebook: Any) -> Truth:
    """Read one `nbgrader.api.Notebook`."""
    points = {cell.name: cell.max_score for cell in notebook.grade_cells}
    tasks = {cell.name: cell.max_score for cell in notebook.task_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    metadata = {}
    for source in notebook.source_cells:
        metadata[source.name] = {
            "grade": source.name in points,
            "solution": source.name in solutions,
            "task": source.name in tasks,
            "locked": bool(source.locked),
            "grade_id": source.name,
            "schema_version": 3,
            "cell_type": source.cell_type,
            "checksum": source.checksum,
        }
        if source.name in points or source.name in tasks:
            metadata[source.name]["points"] = points.get(source.name, tasks.get(source.name))
    locked = {source.name: source.source for source in notebook.source_cells if source.locked}
    return Truth(metadata, locked, json.loads(notebook.kernelspec) if notebook.kernelspec else None)


def restore(nb: NotebookNode, truth: Truth) -> NotebookNode:
    """Restore a notebook in place and return it; it is of the present format and well-formed (see as_notebook)."""
    seen: set[str] = set()
    for index, cell in enumerate(nb.cells):
        old = cell.metadata.pop("nbgrader", None)
        grade_id = old.get("grade_id") if isinstance(old, dict) else None
        if not isinstance(grade_id, str) or grade_id not in truth.metadata or grade_id in seen:
            continue
        seen.add(grade_id)
        about = truth.metadata[grade_id]
        if cell.cell_type != about["cell_type"]:
            nb.cells[index] = cell = _as_type(cell, about["cell_type"])
        cell.metadata["nbgrader"] = from_dict(about)
        cell.source = truth.locked.get(grade_id, cell.source)
    if truth.kernelspec:
        nb.metadata["kernelspec"] = from_dict(truth.kernelspec)
    return nb


def not_graded(nb: NotebookNode) -> NotebookNode:
    """Give cells that claim a grade in a notebook that is not examined an explicit 0: no output would be full marks."""
    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs = []
        if is_grade(cell) and determine_grade(cell)[0]:
            cell.metadata.pop("nbgrader")
    return nb


def _as_type(cell: NotebookNode, kind: str) -> NotebookNode:
    fresh = as_notebook(from_dict({"nbformat": 4, "metadata": {}, "cells": [{**cell, "cell_type": kind}]}))
    return fresh.cells[0]
