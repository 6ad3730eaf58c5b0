"""No attack gets a point that the same wrong answers would not get without it, reads a secret, or leaves anything."""

import gc
from pathlib import Path

import psutil
import pytest

from grader import link
from grader.cell_runner import CellRunner
from labs.runtime.limits import Limits
from tests.grader.attacks import CELLS, HARMING, READING, SHAPES, attacked
from tests.grader.conftest import KEEP_WARM, submission

WRONG = "def double(number):\n    return number"
RIGHT = "def double(number):\n    return 2 * number"
_LITTER = ("large", "many-0", "pwned", "root", "out-0")
SILENT = ("patch_builtins", "patch_transport", "audit_hooks", "swap_sockets", "last_words_of_objects", "walk_frames")
"""After these nobody can answer any more, and the examiner waits in vain."""
_GROWTH = 300e6  # bytes; the bombs ask for gigabytes


@pytest.fixture(autouse=True)
def short_rest(monkeypatch):
    """A frame that is never finished is given up sooner, so that the test need not wait as long."""
    monkeypatch.setattr(link, "REST_SECONDS", 1.0)


@pytest.fixture(scope="module")
def untouched(executor):
    return {verdict.check: verdict.points for verdict in executor.grade(submission(WRONG), seed=7).verdicts}


@pytest.fixture(scope="module")
def honest(executor):
    """What an honest submission gets where nobody attacks."""
    return next_one(executor)


@pytest.fixture
def nothing_left(untouched, honest):
    """Fail where the test leaves a process, a descriptor, a mount, a file or much memory behind on this machine."""
    before = _traces()
    yield
    gc.collect()
    after = _traces()
    assert after["processes"] == before["processes"]
    assert after["mounts"] == before["mounts"]
    assert after["descriptors"] <= before["descriptors"]
    assert after["litter"] == before["litter"]
    assert after["memory"] < before["memory"] + _GROWTH


def _traces() -> dict:
    me = psutil.Process()
    family = me.children(recursive=True)
    folders = (Path.cwd(), Path("/tmp"), Path("/dev/shm"), Path("/var/tmp"), Path("/opt"))
    return {
        "processes": {process.pid for process in family},
        "mounts": Path("/proc/self/mountinfo").read_text(),
        "descriptors": me.num_fds(),
        "litter": [path for folder in folders for name in _LITTER if (path := folder / name).exists()],
        "memory": sum(process.memory_info().rss for process in (me, *family)),
    }


@pytest.mark.parametrize("name", [*CELLS, *SHAPES])
def test_an_attack_gains_nothing(executor, hand_in, untouched, honest, nothing_left, name):
    graded = executor.grade(attacked(hand_in(WRONG), name), seed=7)
    gained = {verdict.check: verdict.points for verdict in graded.verdicts}
    assert list(gained) == list(untouched)
    assert all(gained[check] <= untouched[check] for check in untouched), gained
    for cell in graded.notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if about and about["grade"]:
            assert float(cell.outputs[-1].data["text/plain"]) == gained[about["grade_id"]]
        outputs = cell.get("outputs", [])
        pages = [output.data.get("text/html", "") for output in outputs if "data" in output]
        assert not any("<script" in page or "<img src=x" in page for page in pages), pages
        assert "FOUND" not in str(outputs), outputs
    if name in READING:
        text = graded.notebook.cells[2].outputs[0].text
        assert text.startswith("nothing"), text
    if name not in (*HARMING, *SILENT):  # the attack works, and is not just an error of its own
        assert "took-too-long" not in [verdict.message_id for verdict in graded.verdicts]
    if name in HARMING:
        assert next_one(executor) == honest


def next_one(executor) -> list:
    """The verdicts of an honest answer that is graded next, pictures included."""
    return executor.grade(submission(RIGHT, KEEP_WARM), seed=7).verdicts


def test_forged_frames_end_the_submission_with_a_sentence(executor, hand_in):
    graded = executor.grade(attacked(hand_in(RIGHT), "flood"), seed=7)
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
    for name in ("forge_outputs", "patch_builtins", "linger", "look_for_secrets", "look_around"):
        graded = executor.grade(attacked(hand_in(RIGHT), name), seed=7)
        assert graded.verdicts[0].points == 2.0, name
