"""The same submission and seed give the same verdicts bit for bit: alone or among others, on an idle machine or not."""

import json
import random

import pytest

from courses.known_answers import known_answers
from grader.cell_runner import CellRunner
from grader.executor import Executor
from grader.lanes import Lanes
from grader.unit import load_unit
from labs.runtime.limits import Limits

GRADED = {
    "c2": ("solution", "constants-disguised"),
    "c5": ("always-on",),
    "a1": ("solution", "one-by-heart"),
}
"""Right answers, wrong ones and one half right; with drives, calls and pictures."""
BUSY = """
import os
for _ in range(3):
    if os.fork() == 0:
        while True: pass
"""


@pytest.fixture(scope="module")
def submissions(warm) -> dict:
    """{name: (executor, notebook)}"""
    found = {}
    for unit_id, names in GRADED.items():
        unit = load_unit(unit_id)
        executor = Executor(unit, warm=warm, language="ko")
        answers = {answer.name: answer for answer in known_answers(unit.folder)}
        found |= {f"{unit_id} {name}": (executor, answers[name].notebook) for name in names}
    return found


def report(submissions: dict, name: str) -> str:
    """Everything that grading gives but the time it took, as JSON: verdicts, pictures and the check cells' outputs."""
    executor, notebook = submissions[name]
    graded = executor.grade(notebook, f"seed of {name}")
    checks = [cell for cell in graded.notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    told = {"verdicts": [verdict.to_json() for verdict in graded.verdicts], "score": graded.score}
    return json.dumps(told | {"error": graded.error, "outputs": [cell.outputs for cell in checks]})


def test_alone_and_among_others_on_a_busy_machine(submissions, warm):
    alone = {name: report(submissions, name) for name in submissions}
    shuffled = list(submissions)
    random.Random(3).shuffle(shuffled)
    with CellRunner(warm.sandbox, Limits(cpu_seconds=300, wall_seconds=300)) as busy:
        busy.run(BUSY, 20.0, dict)
        among = dict(Lanes(3).run(shuffled, lambda name, _stalled: report(submissions, name)))
    assert among == alone
    scores = {json.loads(told)["score"] for told in alone.values()}
    assert {0.0, 15.0} < scores, "some right, some wrong, one between"
    assert sum("<svg" in told for told in alone.values()) >= 3, "pictures are compared too"


def test_another_seed_tells_another_story(submissions):
    """So that equality above means something."""
    executor, notebook = submissions["c2 constants-disguised"]
    pictures = [executor.grade(notebook, seed).verdicts[0].picture for seed in (1, 2)]
    assert pictures[0] != pictures[1]
