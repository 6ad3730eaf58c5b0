"""The attacks of tests/grader/attacks against us and against stock nbgrader: who gives points for nothing, who tells?

Contract: opt-in, because it takes minutes. The same wrong answers under each attack, as one student each, graded by
`nbgrader autograde` with stock configuration and by us. nbgrader has no walls of its own, and some attacks would mount,
kill or overwrite on the machine that measures: it is run in a container that lets it write to its course folder only.
Even there the attacks that only do harm are left out.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbformat.notebooknode import NotebookNode

from courses.builder import release
from grader.executor import Executor
from tests.benchmarks import submissions as made
from tests.benchmarks.grading import _scores
from tests.benchmarks.run import Figure
from tests.grader.attacks import CELLS, HARMING, SHAPES, attacked

UNTOUCHED = "untouched"
PEER = "nbgrader"
PATIENCE = 60.0  # s for a submission that takes nbgrader three
NAMES = [name for name in (*CELLS, *SHAPES) if name not in HARMING]


def attacks() -> Iterator[Figure]:
    """Yield how many attacks gained nothing, and how many found nothing to read."""
    with TemporaryDirectory() as folder:
        theirs = _stock(Path(folder))
    ours = _ours()
    for name, scores in (("ours", ours), (PEER, theirs)):
        print(f"  {name}: {_told(scores)}", file=sys.stderr)
    for told, place in (("attacks that gain no point", 0), ("attacks that find nothing to read", 1)):
        counts = [sum(not each[place] for each in scores.values()) for scores in (ours, theirs)]
        yield Figure(f"{told}, of {len(NAMES)}", "", counts[0], PEER, counts[1], False)


def _told(scores: Mapping[str, tuple[bool, bool]]) -> str:
    gained = ", ".join(name for name, (gains, _) in scores.items() if gains) or "-"
    found = ", ".join(name for name, (_, finds) in scores.items() if finds) or "-"
    return f"points for nothing: {gained}; found something: {found}"


def _submissions(source: NotebookNode) -> dict[str, NotebookNode]:
    wrong = made.answered(release(source), made.WRONG)
    return {UNTOUCHED: wrong} | {name: attacked(wrong, name) for name in NAMES}


def _stock(root: Path) -> dict[str, tuple[bool, bool]]:
    """Return {attack: (gained points, found something)} of stock nbgrader."""
    source = made.peer_notebook()
    course = made.make_course(root / "peer", made.UNIT, source, _submissions(source))
    for name in (UNTOUCHED, *NAMES):  # one by one: an attack that breaks the batch must not hide the others
        try:
            made.nbgrader(course, "autograde", made.UNIT, "--student", name, walls=_container(course), seconds=PATIENCE)
        except subprocess.SubprocessError:
            continue
    scores = {student: sum(grades.values()) for student, grades in _scores(course).items()}
    usual = scores.get(UNTOUCHED, 0.0)
    return {name: (scores.get(name, 0.0) > usual, _found(_graded(course, name))) for name in NAMES}


def _container(course: Path) -> list[str]:
    walls = ["bwrap", "--unshare-all", "--die-with-parent", "--cap-drop", "ALL", "--ro-bind", "/", "/"]
    walls += ["--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"]
    return [*walls, "--bind", str(course), str(course), "--chdir", str(course)]


def _graded(course: Path, student: str) -> NotebookNode | None:
    path = course / "autograded" / student / made.UNIT / "assignment.ipynb"
    return nbformat.read(path, as_version=4) if path.exists() else None


def _ours() -> dict[str, tuple[bool, bool]]:
    source = made.unit_notebook(made.UNITS / "plain" / "p1_functions", made.UNIT)
    with Executor(made.UNIT, made.UNITS, language="en") as executor:
        graded = {name: executor.grade(notebook, 1) for name, notebook in _submissions(source).items()}
    usual = graded[UNTOUCHED].score
    return {name: (graded[name].score > usual, _found(graded[name].notebook)) for name in NAMES}


def _found(notebook: NotebookNode | None) -> bool:
    cells = [] if notebook is None else notebook.cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return any(str(output.get("text", "")).startswith("FOUND") for output in outputs)
