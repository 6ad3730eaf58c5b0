"""One class's submissions of five plain functions, in two course folders: nbgrader's own and SmartLab's.

Contract: everything is written below a folder that the caller gives. The submissions are the same files for both: the
notebook that nbgrader releases, with answers typed in, one in three functions wrong. nbgrader tests them by the
asserts of its source notebook, SmartLab by the unit in tests/benchmarks/units; the grade ids are equal.
"""

import copy
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from courses.builder import make_notebook, release
from courses.source import read_cells

UNITS = Path(__file__).parent / "units"
UNIT = "p1"
ASSERTS = {
    "mean": ("assert abs(mean([1.0, 2.0, 6.0]) - 3.0) < 1e-9", "assert mean([7.0]) == 7.0"),
    "fahrenheit": ("assert abs(fahrenheit(100.0) - 212.0) < 1e-9", "assert abs(fahrenheit(-40.0) + 40.0) < 1e-9"),
    "alarms": ("assert alarms([80, 90, 84, 86], 85.0) == 2", "assert alarms([90.0, 91.0], 85.0) == 0"),
    "smooth": ("assert smooth([1.0, 2.0, 3.0, 4.0], 2) == [1.5, 2.5, 3.5]", "assert len(smooth([1.0] * 30, 5)) == 26"),
    "oee": ("assert abs(oee(480, 400, 0.5, 700, 650) - 0.6771) < 1e-3", "assert abs(oee(10, 8, 1, 6, 3) - 0.3) < 1e-9"),
}
WRONG = {
    "mean-answer": "def mean(values):\n    return sum(values) / (len(values) + 1)",
    "fahrenheit-answer": "def fahrenheit(celsius):\n    return celsius * 5 / 9 + 32",
    "alarms-answer": "def alarms(values, limit):\n    return sum(value > limit for value in values)",
    "smooth-answer": "def smooth(values, width):\n    return list(values)",
    "oee-answer": "def oee(planned, running, ideal, produced, good):\n    return running / planned * good / produced",
}
ENDLESS = {"mean-answer": "def mean(values):\n    while True:\n        pass"}
CONFIGURATION = 'c = get_config()\nc.CourseDirectory.course_id = "bench"\n'


def unit_notebook(folder: Path, unit: str) -> NotebookNode:
    """Return the unit's own source notebook, in English."""
    return make_notebook(read_cells(folder / "assignment.py"), unit, "assignment", "en")


def peer_notebook() -> NotebookNode:
    """Return the same assignment as a teacher writes it for nbgrader: asserts, half of them hidden."""
    notebook = unit_notebook(UNITS / "plain" / "p1_functions", UNIT)
    for cell in notebook.cells:
        shown, hidden = ASSERTS.get(cell.metadata.get("nbgrader", {}).get("grade_id"), (None, None))
        if shown:
            cell.source = f"{shown}\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
    return notebook


def answered(released: NotebookNode, answers: dict[str, str]) -> NotebookNode:
    """Return the released notebook with the sources of `answers` by grade id."""
    notebook = copy.deepcopy(released)
    for cell in notebook.cells:
        cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    return notebook


def solutions(source: NotebookNode) -> dict[str, str]:
    """Return what the source notebook itself answers, by grade id."""
    found = (cell for cell in source.cells if cell.metadata.get("nbgrader", {}).get("solution"))
    return {cell.metadata.nbgrader.grade_id: cell.source for cell in found}


def plain_submissions(count: int, endless: Sequence[int] = ()) -> dict[str, NotebookNode]:
    """Return `count` submissions by student; those numbered in `endless` loop for ever in their first function."""
    source, rng = peer_notebook(), random.Random(20)
    released, right = release(source), solutions(source)
    made = {}
    for number in range(count):
        wrong = {name: text for name, text in WRONG.items() if rng.random() < 1 / 3}
        made[f"s{number:04d}"] = answered(released, right | wrong | (ENDLESS if number in endless else {}))
    return made


def make_course(root: Path, unit: str, source: NotebookNode, submissions: dict[str, NotebookNode]) -> Path:
    """Write a course folder with stock configuration, `source` in its gradebook and the submissions; return it."""
    write(root / "source" / unit, source)
    (root / "nbgrader_config.py").write_text(CONFIGURATION, encoding="utf-8")
    nbgrader(root, "generate_assignment", unit)
    for student, notebook in submissions.items():
        write(root / "submitted" / student / unit, notebook)
    return root


def again(course: Path, submissions: dict[str, NotebookNode], unit: str) -> None:
    """Put other submissions in place of those in the course folder, and forget their grades' notebooks."""
    for folder in ("submitted", "autograded"):
        shutil.rmtree(course / folder, ignore_errors=True)
    for student, notebook in submissions.items():
        write(course / "submitted" / student / unit, notebook)


def write(folder: Path, notebook: NotebookNode) -> None:
    """Write one notebook as assignment.ipynb."""
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / "assignment.ipynb")


def nbgrader(course: Path, *words: str, walls: Sequence[str] = (), seconds: float | None = None) -> None:
    """Run nbgrader's own command line in the course folder; raises CalledProcessError with what it said.

    `walls`: a command that runs it in a sandbox. TimeoutExpired after `seconds`.
    """
    programs = Path(sys.prefix) / "bin"
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    command = [*walls, sys.executable, "-m", "nbgrader", *words]
    subprocess.run(command, cwd=course, env=environment, check=True, capture_output=True, text=True, timeout=seconds)
