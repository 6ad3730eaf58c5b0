"""A small unit over the real furnace, warm executors, and notebooks to hand in."""

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.executor import Executor, Warm
from grader.grading import Patience
from grader.unit import load_unit
from labs.runtime.limits import Limits

CHECKS = """
from grader.exam import check
from grader.measures import fraction_within


@check("doubles", points=2)
def doubles(exam):
    number = int(exam.rng.integers(10, 1000))
    answer = exam.number(exam.call("double", number))
    exam.expect(answer == 2 * number, "not-double", question=number, answer=answer)


@check("keeps-warm", points=4)
def keeps_warm(exam):
    run = exam.drive("furnace", "warm", minutes=2, function="keep_warm")
    exam.show(run, "Zone1.Temperature", band=(830, 870))
    exam.expect(run.finished, "stopped-early", at=run.seconds[-1])
    inside = fraction_within(run.truth["Zone1.Temperature"], 850, 20)
    exam.expect(inside >= 0.99, "left-the-band", scale=inside)
"""
MESSAGES = """
[not-double]
ko = "{question:d}의 두 배는 {answer:g}이(가) 아닙니다."
en = "{answer:g} is not the double of {question:d}."
[doubles.correct]
ko = "두 배가 맞습니다."
en = "That is the double."
[stopped-early]
ko = "{at:.0f}초에 멈췄습니다."
en = "It stopped after {at:.0f} s."
[left-the-band]
ko = "온도가 범위를 벗어났습니다."
en = "The temperature left the band."
"""
ASSIGNMENT = """
# %% answer="double"
def double(number):
    raise NotImplementedError

# %% check="doubles" points=2
check("doubles", double)

# %% check="keeps-warm" points=4
check("keeps-warm", keep_warm)
"""
SETUP = 'from labs.check import examination\n\ncheck = examination("t1")'
DOUBLE = "def double(number):\n    return 2 * number"
KEEP_WARM = """
def keep_warm(plant):
    for _ in plant.every(1.0):
        error = 850 - plant.read("Zone1.Temperature")
        plant.write("Zone1.HeaterPower", min(100.0, max(0.0, 65 + 3 * error)))
"""
DOZE = """
def keep_warm(plant):
    for _ in plant.every(1.0):
        plant.write("Zone1.HeaterPower", 0.0)
"""


@pytest.fixture(scope="session")
def courses_dir(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("courses")
    folder = root / "trial" / "t1_trial"
    folder.mkdir(parents=True)
    (folder / "unit.toml").write_text(
        'id = "t1"\ntitle = {ko = "연습", en = "Trial"}\nchecks = ["doubles", "keeps-warm"]\n', encoding="utf-8"
    )
    (folder / "checks.py").write_text(CHECKS, encoding="utf-8")
    (folder / "messages.toml").write_text(MESSAGES, encoding="utf-8")
    (folder / "assignment.py").write_text(ASSIGNMENT, encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def unit(courses_dir):
    return load_unit("t1", courses_dir)


@pytest.fixture(scope="session")
def warm():
    with Warm("en") as warm:
        yield warm


@pytest.fixture(scope="session")
def executor(unit, warm):
    limits = Limits(cpu_seconds=60, wall_seconds=120, memory_mb=512)
    return Executor(unit, warm=warm, language="en", limits=limits, patience=Patience(cell_seconds=6.0))


def check_cell(check: str, points: float, function: str):
    cell = new_code_cell(f'check("{check}", {function})')
    cell.metadata["nbgrader"] = {"grade": True, "solution": False, "locked": True, "points": points, **_about(check)}
    return cell


def answer_cell(name: str, source: str):
    cell = new_code_cell(source)
    cell.metadata["nbgrader"] = {"grade": False, "solution": True, "locked": False, **_about(name)}
    return cell


def _about(grade_id: str) -> dict:
    return {"grade_id": grade_id, "task": False, "schema_version": 3}


def submission(
    double: str = DOUBLE, keep_warm: str = DOZE, *, before: tuple[str, ...] = (), after: tuple[str, ...] = ()
):
    """Return a notebook with these two answers, and further code cells before and after them."""
    cells = [new_markdown_cell("# Trial"), new_code_cell(SETUP), *(new_code_cell(source) for source in before)]
    cells += [answer_cell("double", double), check_cell("doubles", 2, "double")]
    cells += [answer_cell("keep_warm", keep_warm), check_cell("keeps-warm", 4, "keep_warm")]
    return new_notebook(cells=[*cells, *(new_code_cell(source) for source in after)])


@pytest.fixture
def hand_in():
    """The function that makes a submission."""
    return submission
