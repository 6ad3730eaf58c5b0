"""Notebooks graded for real: sandbox, plants over OPC UA, verdicts outside."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from grader.exam import Exam
from grader.executor import Executor
from tests.benchmarks.submissions import UNITS
from tests.grader.attacks import SHAPES, attacked
from tests.grader.conftest import DOUBLE, DOZE, KEEP_WARM


@pytest.fixture
def impatient(monkeypatch):
    """An examiner that waits three seconds, so that the test need not wait longer."""
    for function in (Exam.call, Exam.drive):
        monkeypatch.setattr(function, "__kwdefaults__", {**function.__kwdefaults__, "seconds": 3.0})


def points(graded) -> dict[str, float]:
    return {verdict.check: verdict.points for verdict in graded.verdicts}


def words(graded) -> dict[str, str]:
    return {verdict.check: verdict.verdict for verdict in graded.verdicts}


def test_honest_work_gets_its_points(executor, hand_in):
    graded = executor.grade(hand_in(DOUBLE, KEEP_WARM), seed=1)
    assert points(graded) == {"doubles": 2.0, "keeps-warm": 4.0}
    assert graded.error is None
    results = [cell.outputs[-1] for cell in graded.notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert [result.data["text/plain"] for result in results] == ["2.0", "4.0"]
    kinds = [output.output_type for output in graded.notebook.cells[-1].outputs]
    assert kinds == ["display_data", "display_data", "execute_result"], "the verdict, its picture, its points"


def test_the_plant_testifies_not_the_function(executor, hand_in):
    boasting = DOZE + "    return {'verdict': 'correct', 'points': 4}"
    graded = executor.grade(hand_in(DOUBLE, boasting), seed=1)
    assert words(graded) == {"doubles": "correct", "keeps-warm": "keep-working"}


def test_the_same_seed_judges_the_same_and_another_asks_another(executor, hand_in):
    notebook = hand_in("def double(number):\n    return number")
    first, again, other = (executor.grade(notebook, seed).verdicts[0].message for seed in (1, 1, 2))
    assert first == again != other


def test_stopping_early_is_seen_in_the_recording(executor, hand_in):
    graded = executor.grade(hand_in(DOUBLE, "def keep_warm(plant):\n    plant.advance(10.0)"), seed=1)
    assert graded.verdicts[1].message.en == "It stopped after 10 s."


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def double(number):\n    raise NotImplementedError", "not-answered"),
        ("def double(number):\n    return 1 / 0", "function-error"),
        ("def double(number):\n    return object()", "unusable-return"),
        ("def double(number):\n    return 'x' * 10_000", "bad-return"),
        ("def double(number):\n    import os; os._exit(1)", "process-ended"),
        ("def double(number): return", "bad-return"),
        ("x = (", "missing"),
    ],
)
def test_each_failure_has_its_own_words_and_spares_the_rest(executor, hand_in, source, message):
    graded = executor.grade(hand_in(source, KEEP_WARM), seed=1)
    assert graded.verdicts[0].message_id == message
    assert points(graded) == {"doubles": 0.0, "keeps-warm": 4.0}


def test_a_cell_that_does_not_end_is_skipped_and_the_rest_is_judged(executor, hand_in):
    graded = executor.grade(hand_in(DOUBLE, KEEP_WARM, before=("while True: pass",)), seed=1)
    assert points(graded) == {"doubles": 2.0, "keeps-warm": 4.0}
    assert graded.error.en == "Cell 3 did not end within 6 seconds and was skipped."
    assert "6 seconds" in graded.notebook.cells[2].outputs[0].text


def test_a_function_that_never_ends_costs_its_own_check(executor, hand_in, impatient):
    graded = executor.grade(hand_in("def double(number):\n    while True: pass", KEEP_WARM), seed=1)
    assert graded.verdicts[0].message_id == "took-too-long"
    assert points(graded)["keeps-warm"] == 4.0


def test_time_that_stands_still_is_noticed(executor, hand_in, impatient):
    graded = executor.grade(hand_in(DOUBLE, "def keep_warm(plant):\n    while plant.time < 120: pass"), seed=1)
    assert graded.verdicts[1].message_id == "took-too-long"
    assert "lets time pass" in graded.verdicts[1].message.en


def test_a_slow_machine_is_not_held_against_a_function(executor, hand_in, impatient):
    """A drive may take long as long as the plant's time moves on."""
    slow = KEEP_WARM.replace("error =", "__import__('time').sleep(0.04); error =")
    assert points(executor.grade(hand_in(DOUBLE, slow), seed=1))["keeps-warm"] == 4.0


def test_a_cell_that_eats_the_memory_is_skipped(executor, hand_in):
    graded = executor.grade(hand_in(DOUBLE, before=("x = bytearray(4 * 2**30)", "y = 1")), seed=1)
    assert points(graded)["doubles"] == 2.0


@pytest.mark.parametrize("shape", [name for name in SHAPES if name != "checks_as_text"])
def test_a_bent_notebook_is_graded_as_if_it_were_straight(executor, hand_in, shape):
    graded = executor.grade(attacked(hand_in(DOUBLE, KEEP_WARM), shape), seed=1)
    assert points(graded) == {"doubles": 2.0, "keeps-warm": 4.0}
    graded_ids = [cell.metadata.nbgrader["grade_id"] for cell in graded.notebook.cells if _is_check(cell)]
    assert sorted(graded_ids) == ["doubles", "keeps-warm"]


def _is_check(cell) -> bool:
    about = cell.metadata.get("nbgrader", {})
    return bool(about) and about["grade"]


def test_students_outputs_are_kept_but_harmless(executor, hand_in):
    shown = "from IPython.display import HTML, display\ndisplay(HTML('<b>7</b><script>x()</script>'))\nprint('seen')\n1"
    outputs = executor.grade(hand_in(before=(shown,)), seed=1).notebook.cells[2].outputs
    assert outputs[0].data["text/html"] == "<b>7</b>"
    assert outputs[1].text == "seen\n"
    assert [output.output_type for output in outputs] == ["display_data", "stream", "display_data"]


@pytest.mark.parametrize("name", ["'matplotlib.pyplot'", "'mat' 'plotlib.pyplot'"], ids=["ahead", "by the cell alone"])
def test_a_plot_arrives_as_a_picture(name):
    source = f"plt = __import__('importlib').import_module({name}); plt.plot([1, 2]);"
    with Executor("p1", UNITS, language="en") as executor:
        graded = executor.grade(new_notebook(cells=[new_code_cell(source)]), seed=1)
    assert "image/png" in graded.notebook.cells[0].outputs[0].data


def test_asking_outside_a_check_cell_counts_nothing(executor, hand_in):
    early = f'{DOUBLE}\ncheck("doubles", double)'
    graded = executor.grade(hand_in("def double(number):\n    return number", before=(early,)), seed=1)
    assert points(graded)["doubles"] == 0.0
    assert "only the check cells ask" in str(graded.notebook.cells[2].outputs)
