from types import SimpleNamespace

import numpy as np
import pytest

from courses import builder
from courses.calibrate import Row, calibrate, check_units, examine_here, table
from courses.known_answers import Answer, known_answers
from grader.exam import CheckDefinition
from grader.unit import load_unit
from grader.verdict import Verdict
from labs.equipment.registry import create_plant
from labs.language import Bilingual, SmartLabError
from labs.runtime.errors import SandboxUnavailable
from labs.runtime.warm import sandbox_works

TEXT = Bilingual("", "")
UNITS = sorted(builder.find_units())


@pytest.fixture(scope="module")
def sandbox():
    """Skip where this machine has no sandbox."""
    try:
        sandbox_works()
    except SandboxUnavailable as error:
        pytest.skip(error.message.en)


def verdict(points, word, message):
    return Verdict("x", points, 5.0, word, message, TEXT)


@pytest.mark.parametrize("unit", UNITS)
def test_every_known_answer_gets_what_it_deserves(unit):
    report = calibrate(unit, seeds=1, jobs=2)
    assert report.ok, "\n".join(table(report))
    about = builder.read_about(builder.find_units([unit])[unit])
    assert {row.check for row in report.rows} == set(about["checks"])
    good = [row for row in report.rows if row.expected is None]
    assert len({row.answer for row in good}) >= 3 and all(row.points == [5.0] for row in good)
    for check in about["checks"]:
        mistakes = {row.answer for row in report.rows if row.check == check and row.expected is not None}
        assert len(mistakes - {"untouched"}) >= 3


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("unit", UNITS)
def test_known_answers_over_twenty_seeds(unit):
    report = calibrate(unit, seeds=20, jobs=2)
    assert report.ok, "\n".join(table(report))


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("unit", UNITS)
def test_known_answers_through_the_sandbox_as_in_grading(unit, sandbox):
    report = calibrate(unit, seeds=1, sandbox=True)
    assert report.ok, "\n".join(table(report))


def test_both_ways_judge_alike(c2, sandbox):
    """The same seed gives the same verdicts in this process and in the sandbox: messages filled with equal numbers."""
    from grader.executor import Executor

    unit = load_unit("c2")
    (answer,) = [answer for answer in known_answers(c2) if answer.name == "integral-from-zero"]
    (here,) = examine_here(unit, answer, "alike")
    with Executor(unit, language="en") as executor:
        there = {verdict.check: verdict for verdict in executor.grade(answer.notebook, "alike").verdicts}
    assert there["holds-band"].message == here.message
    assert there["holds-band"].points == here.points


def test_two_furnaces_never_accept_one_constant_gain():
    """Whatever a student copies from a neighbour, one of the two furnaces refuses it."""
    module = load_unit("c2").checks["identifies-step"].function.__globals__
    tolerance, exam = module["TOLERANCE"], SimpleNamespace(rng=np.random.default_rng(5))
    exam.truth_plant = lambda name, scenario, seed: create_plant(name, seed=seed, scenario=scenario)
    for _ in range(5):
        seeds = module["_two_furnaces"](exam)
        plants = [exam.truth_plant("furnace", "step", seed) for seed in seeds]
        low, high = sorted(plant.recording().parameters["Zone1.StepGain"] for plant in plants)
        assert low * (1 + tolerance) < high * (1 - tolerance)


def test_a_row_is_met_only_by_the_verdict_meant_for_it():
    good, bad = Row("u", "a", "x", None), Row("u", "a", "x", "why")
    good.count(verdict(5.0, "correct", "x.correct"))
    assert good.ok
    good.count(verdict(4.5, "almost", "why"))
    assert not good.ok
    bad.count(verdict(2.0, "almost", "why"))
    assert bad.ok
    bad.count(verdict(0.0, "keep-working", "another"))
    assert not bad.ok and bad.messages == {"why": 1, "another": 1}
    assert not Row("u", "a", "x", None).ok  # never examined


def test_an_answer_for_a_cell_that_does_not_exist_is_told(tmp_path, c2):
    folder = tmp_path / "control" / "c2_pid"
    folder.mkdir(parents=True)
    for path in c2.glob("*.*"):
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "answers.py").write_text('GOOD = {"x": {"nothing": "1"}}\nBAD = {}\n')
    with pytest.raises(SmartLabError, match="nothing"):
        known_answers(folder)
    (folder / "answers.py").write_text("GOOD = ")
    with pytest.raises(SmartLabError, match=r"answers\.py"):
        known_answers(folder)


def test_check_units_fails_where_an_answer_gets_another_verdict(monkeypatch, c2):
    """A check that lets everything pass must not survive `smartlab courses check`."""
    unit = load_unit("c2")
    lenient = CheckDefinition("holds-band", 5.0, lambda exam: None)
    loose = type(unit)(**{**vars(unit), "checks": {**unit.checks, "holds-band": lenient}})
    (answer,) = [answer for answer in known_answers(c2) if answer.name == "on-off"]
    (judged,) = examine_here(loose, answer, 1)
    row = Row("c2", "on-off", "holds-band", "switched-only")
    row.count(judged)
    assert not row.ok


def test_check_units_reports_in_lines(monkeypatch):
    import courses.calibrate as subject

    few = [
        answer for answer in known_answers(builder.find_units(["c2"])["c2"]) if answer.name in ("untouched", "on-off")
    ]
    lines = []
    monkeypatch.setattr(subject, "known_answers", lambda folder: few)
    assert check_units(["c2"], seeds=1, jobs=1, show=lines.append, progress=lambda done, total: None) == 0
    assert any("on-off" in line and "1/1" in line for line in lines)
    wrong = Answer("on-off", few[1].notebook, {"holds-band": "offset"})
    monkeypatch.setattr(subject, "known_answers", lambda folder: [wrong])
    assert check_units(["c2"], seeds=1, jobs=1, show=lines.append, progress=lambda done, total: None) == 1
    assert any("switched-only 1" in line for line in lines)
