"""No attack gets a point that the same wrong answers would not get without it."""

import pytest

from grader.cell_runner import CellRunner
from labs.runtime.limits import Limits
from tests.grader.attacks import CELLS, HARMING, READING, SHAPES, attacked

WRONG = "def double(number):\n    return number"


@pytest.fixture(scope="module")
def untouched(executor):
    from tests.grader.conftest import submission

    return {verdict.check: verdict.points for verdict in executor.grade(submission(WRONG), seed=7).verdicts}


@pytest.mark.parametrize("name", [*CELLS, *SHAPES])
def test_an_attack_gains_nothing(executor, hand_in, untouched, name):
    graded = executor.grade(attacked(hand_in(WRONG), name), seed=7)
    gained = {verdict.check: verdict.points for verdict in graded.verdicts}
    assert list(gained) == list(untouched)
    assert all(gained[check] <= untouched[check] for check in untouched), gained
    for cell in graded.notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if about and about["grade"]:
            assert float(cell.outputs[-1].data["text/plain"]) == gained[about["grade_id"]]
        assert "<script" not in str(cell.get("outputs")) and "onerror" not in str(cell.get("outputs"))
    if name in READING:
        text = graded.notebook.cells[2].outputs[0].text
        assert text.startswith("nothing"), text
    if name in HARMING:
        assert next_one(executor, hand_in) == 2.0


def next_one(executor, hand_in) -> float:
    """The points of an honest answer that is graded next."""
    notebook = hand_in("def double(number):\n    return 2 * number")
    notebook.cells = [cell for cell in notebook.cells if "keep_warm" not in cell.source]
    return executor.grade(notebook, seed=7).verdicts[0].points


def test_forged_frames_end_the_submission_with_a_sentence(executor, hand_in):
    graded = executor.grade(attacked(hand_in("def double(number):\n    return 2 * number"), "flood"), seed=7)
    assert graded.error.en.startswith("Cell 3 interfered")
    assert graded.score == 0


def test_what_a_submission_leaves_behind_is_gone(executor, hand_in):
    """A process that outlives its cell does not outlive its submission."""
    limits = Limits(wall_seconds=30)
    with CellRunner(executor._warm.sandbox, limits) as runner:
        runner.run("import os\nif os.fork() == 0:\n    import time; time.sleep(600)", 5.0, dict)
        process = runner._process
    assert not process.alive


def test_honest_work_survives_the_harmless_attacks(executor, hand_in):
    """Attacks that only add things cost an honest answer nothing, so that a test of them means something."""
    right = "def double(number):\n    return 2 * number"
    for name in ("forge_outputs", "patch_builtins", "linger", "look_for_secrets"):
        graded = executor.grade(attacked(hand_in(right), name), seed=7)
        assert graded.verdicts[0].points == 2.0, name
