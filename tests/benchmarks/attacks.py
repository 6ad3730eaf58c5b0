"""The attacks of tests/grader/attacks against us and against stock nbgrader: points, secrets and harm, side by side.

Contract: opt-in, because it takes a quarter of an hour. For each attack a class of two, graded by `nbgrader autograde`
with its stock preprocessors and by us: `a-attacker` hands in wrong answers under the attack, `b-honest` right ones.
Each attack is judged alike on both sides: did it earn more than the same wrong answers without it, did it print a
secret, did it harm (see `_harm`)? nbgrader has no walls of its own, and some attacks would mount, kill or overwrite on
the machine that measures, so it runs in a container (tests.benchmarks.peer_container), which hides the machine and the
network from it: what the container itself stops does not count against nbgrader.
"""

import re
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from nbformat.notebooknode import NotebookNode, from_dict

from courses.builder import release
from grader.executor import Executor
from grader.grading import Graded, Patience
from grader.lanes import Lanes, Stalled
from tests.benchmarks import submissions as made
from tests.benchmarks.peer_container import CELL_SECONDS, PeerGraded, grade_in_container
from tests.benchmarks.run import Figure
from tests.grader.attacks import AT_THE_PLANT, CELLS, SHAPES, aim, attacked

PEER = "nbgrader"
ATTACKER, HONEST, UNTOUCHED = "a-attacker", "b-honest", "untouched"
NAMES = [name for name in (*CELLS, *SHAPES) if name not in AT_THE_PLANT]  # nbgrader has no plants to attack
_LIVE = re.compile(r"<script|<[^<>]*\bonerror=")
_HELD_UP = CELL_SECONDS
"""s beyond twice the usual time: so long everybody behind the attack waits for it."""


@dataclass(frozen=True)
class Outcome:
    """What an attack got: points beyond those of the untouched answers, whether it printed a secret, what it harmed."""

    gained: float
    found: bool
    harm: tuple[str, ...]

    def __str__(self) -> str:
        words = [f"{self.gained:+g} points"] if self.gained else []
        words += ["a secret"] if self.found else []
        return ", ".join([*words, *self.harm]) or "-"


def attacks() -> Iterator[Figure]:
    """Print what each attack got on either side; yield how many gained, found or harmed."""
    ours, theirs = {}, {}
    with TemporaryDirectory() as folder, Executor(made.UNIT, made.UNITS, language="en", patience=_patience()) as our:
        course, source = _course(Path(folder))
        notebooks = _notebooks(source)
        our_usual, usual = our.grade(notebooks[UNTOUCHED], 1).score, _peer(course, notebooks, UNTOUCHED)
        for number, name in enumerate(NAMES, start=1):
            ours[name] = _ours(our, notebooks, name, our_usual)
            theirs[name] = _theirs(_peer(course, notebooks, name), usual)
            line = f"{number:3}/{len(NAMES)} {name:28} {PEER}: {theirs[name]!s:44} SmartLab: {ours[name]}"
            print(line, file=sys.stderr, flush=True)
    print(_table(ours, theirs), file=sys.stderr)
    for told in ("gained", "found", "harm"):
        counts = [sum(not getattr(each, told) for each in outcomes.values()) for outcomes in (ours, theirs)]
        words = {"gained": "gain no point", "found": "find no secret", "harm": "harm nobody"}[told]
        yield Figure(f"attacks that {words}, of {len(NAMES)}", "", counts[0], PEER, counts[1], False)


def _patience() -> Patience:
    return Patience(cell_seconds=CELL_SECONDS, notebook_seconds=3 * CELL_SECONDS)


def _course(root: Path) -> tuple[Path, NotebookNode]:
    source = made.peer_notebook()
    course = made.make_course(root / "peer", made.UNIT, source, {})
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"c.Execute.timeout = {CELL_SECONDS}\n")
    return course, source


def _notebooks(source: NotebookNode) -> dict[str, NotebookNode]:
    """Return the wrong answers, untouched and under each attack, and the right ones."""
    released = release(source)
    wrong, right = made.answered(released, made.WRONG), made.answered(released, made.solutions(source))
    return {UNTOUCHED: wrong, HONEST: right} | {name: attacked(wrong, name) for name in NAMES}


def _peer(course: Path, notebooks: Mapping[str, NotebookNode], name: str) -> PeerGraded:
    made.again(course, {ATTACKER: notebooks[name], HONEST: notebooks[HONEST]}, made.UNIT)
    return grade_in_container(course, made.UNIT)


def _theirs(graded: PeerGraded, usual: PeerGraded) -> Outcome:
    notebook = from_dict(graded.notebooks.get(ATTACKER, {"cells": []}))
    gained = max(0.0, graded.scores.get(ATTACKER, 0.0) - usual.scores[ATTACKER])
    harm = _harm(
        notebook, graded.seconds - 2 * usual.seconds, honest=graded.scores.get(HONEST) == 10.0, left=bool(graded.left)
    )
    harm += [f"container ended it: {graded.ended}"] if graded.ended else []
    harm += ["no grade"] if not notebook.cells and not graded.ended else []
    return Outcome(gained, _found(notebook), tuple(harm))


def _ours(executor: Executor, notebooks: Mapping[str, NotebookNode], name: str, usual: float) -> Outcome:
    begun, graded, seconds = time.monotonic(), {}, 0.0

    def grade(student: str, stalled: Stalled) -> Graded:
        return executor.grade(notebooks[name if student == ATTACKER else HONEST], 1, stalled)

    for student, result in Lanes(1).run([ATTACKER, HONEST], grade):
        graded[student] = result
        seconds = time.monotonic() - begun if student == HONEST else seconds
    honest, attacker = graded[HONEST].score == 10.0, graded[ATTACKER]
    # What outlives a submission is looked for in tests/grader/test_attacks.py, process by process.
    harm = _harm(attacker.notebook, seconds, honest=honest, left=False)
    return Outcome(max(0.0, attacker.score - usual), _found(attacker.notebook), tuple(harm))


def _harm(notebook: NotebookNode, seconds: float, *, honest: bool, left: bool) -> list[str]:
    """Return what an attack did to others than itself, in words."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    shown, pages = str(outputs), str([output.get("data", {}).get("text/html") for output in outputs])
    told = {
        "next one lost": not honest,
        "held up": seconds > _HELD_UP,
        "process left": left,
        "script kept": bool(_LIVE.search(pages)) or "application/javascript" in shown,
        "page of outputs": len(shown) > 4_000_000,
    }
    return [words for words, true in told.items() if true]


def _found(notebook: NotebookNode) -> bool:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return any("FOUND" in str(output.get("text", "")) for output in outputs)


def _table(ours: Mapping[str, Outcome], theirs: Mapping[str, Outcome]) -> str:
    """Return all of it as a Markdown table."""
    rows = [f"| {name} | {aim(name)} | {theirs[name]} | {ours[name]} |" for name in NAMES]
    return "\n".join(["| attack | what it tries | nbgrader | SmartLab |", "|---|---|---|---|", *rows])
