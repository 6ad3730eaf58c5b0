"""Answers that are no answers: of every unit, every check; none may earn a point or break its check."""

import numpy
import pytest

from courses.builder import find_units
from courses.inprocess import LocalLink, LocalPlants
from grader.examiner import Examiner
from grader.unit import load_unit

NAN = float("nan")
QUICK = {"numbers": numpy.zeros(50), "whole": 10**400}
ALL = QUICK | {
    "nothing": None, "true": True, "nan": NAN, "endless": float("inf"), "zero": 0, "huge": 1e308, "text": "1",
    "empty": [], "nans": [NAN] * 50, "deep": [[[[]]]] * 3, "names": {"a": NAN}, "grid": numpy.zeros((3, 3)),
    "single": numpy.zeros(()), "many": numpy.zeros(100_000), "truths": [True] * 50, "texts": ["a"] * 50,
    "wholes": [10**400] * 5, "mixed": [1, "a", None, NAN], "array inside": {"mode": numpy.zeros(2)},
}  # fmt: skip


def verdicts(unit_id: str, answer):
    """Yield the verdict of each check of the unit when every function returns `answer` at once."""
    unit = load_unit(unit_id)
    for check in unit.checks:
        plants = LocalPlants()
        functions = [lambda *anything: answer] * len(unit.questions[check])
        yield Examiner(unit, 7, plants, LocalLink(functions, plants)).examine(check)


@pytest.mark.parametrize("kind", QUICK)
@pytest.mark.parametrize("unit", ["c6", "e5"])
def test_no_answer_breaks_a_check(unit, kind):
    for verdict in verdicts(unit, QUICK[kind]):
        assert verdict.judged and verdict.points == 0, verdict


@pytest.mark.long
@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("unit", sorted(find_units()))
def test_no_answer_of_any_kind_breaks_any_check(unit, kind):
    for verdict in verdicts(unit, ALL[kind]):
        assert verdict.judged and verdict.points == 0, verdict
