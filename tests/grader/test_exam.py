"""What checks.py relies on: expectations, partial points, drives, and doors that hostile answers do not open."""

from types import SimpleNamespace

import numpy as np
import pytest

from grader.exam import Exam, StudentError, check, derive_seed
from grader.link import Nonsense
from grader.run import Run
from labs.equipment.registry import create_plant
from labs.language import Bilingual

MESSAGES = {
    "too-far": Bilingual("{at_minutes:.1f}분에 {away:.1f} K", "{away:.1f} K away at {at:.0f} s"),
    "correct": Bilingual("좋습니다", "Good"),
    "bad-return": Bilingual("{value}", "{value}"),
    "examiner-failed": Bilingual("{reason}", "{reason}"),
    "took-too-long": Bilingual("{seconds:.0f}", "{seconds:.0f}"),
}


class OnePlant:
    """Gives a plant in this process; a drive's function runs in `ask`."""

    def start(self, name, *, seed, scenario, seconds, role, initial):
        self.plant = create_plant(name, seed=seed, scenario=scenario, horizon=round(seconds * 10), initial=initial)
        return SimpleNamespace(url="u", user=role, password="p", finish=self.plant.recording)


def judge(function, *, answer=None, points=4.0):
    plants = OnePlant()

    def ask(frame, seconds, progress=None):
        if frame["op"] == "drive":
            plants.plant.advance(answer)
        return answer

    definition = check("it", points=points)(function)
    return Exam(definition, MESSAGES, ask=ask, plants=plants, seed=5, functions=["f", "g"]).judge()


def test_returning_is_correct():
    verdict = judge(lambda exam: None)
    assert (verdict.verdict, verdict.points, verdict.message.ko) == ("correct", 4.0, "좋습니다")


@pytest.mark.parametrize(
    ("scale", "word", "points"),
    [
        (0.0, "keep-working", 0),
        (0.1, "keep-working", 0),
        (0.6, "almost", 2.0),
        (0.99, "almost", 3.5),
        (5, "almost", 3.5),
    ],
)
def test_partial_points_are_halves_and_never_full(scale, word, points):
    verdict = judge(lambda exam: exam.expect(False, "too-far", at=90, away=3.14, scale=scale))
    assert (verdict.verdict, verdict.points) == (word, points)
    assert verdict.message == Bilingual("1.5분에 3.1 K", "3.1 K away at 90 s")


def test_an_expectation_that_holds_goes_on_but_its_message_must_exist():
    assert judge(lambda exam: exam.expect(True, "too-far")).verdict == "correct"
    assert judge(lambda exam: exam.expect(True, "no-such")).message_id == "examiner-failed"


def test_a_careless_check_costs_only_its_points():
    verdict = judge(lambda exam: exam.call("f") + 1, answer="text")
    assert (verdict.verdict, verdict.points, verdict.message_id) == ("keep-working", 0.0, "examiner-failed")


def test_leaving_the_protocol_is_not_a_verdict():
    def leave(exam):
        raise Nonsense("x")

    with pytest.raises(Nonsense):
        judge(leave)


@pytest.mark.parametrize("value", [None, True, "1", float("nan"), float("inf"), 10**400, [1], {}, np.array([1.0, 2.0])])
def test_what_is_not_a_number_is_refused(value):
    assert judge(lambda exam: exam.number(exam.call("f")), answer=value).message_id == "bad-return"


@pytest.mark.parametrize("value", [None, "ab", [1, None], [[1, 2]], [1], {"a": 1}, [float("nan"), 1], [10**400, 1]])
def test_what_is_not_two_numbers_is_refused(value):
    assert judge(lambda exam: exam.numbers(exam.call("f"), 2), answer=value).message_id == "bad-return"


def test_numbers_in_range_pass():
    assert judge(lambda exam: exam.number(exam.call("g"), 0, 10), answer=10).verdict == "correct"
    assert judge(lambda exam: exam.number(exam.call("g"), 0, 10), answer=10.5).verdict == "keep-working"


def test_a_drive_gives_the_plants_record_and_a_picture():
    runs = []

    def drive(exam):
        runs.append(exam.drive("furnace", "warm", minutes=1, initial={"Door.Open": True}))
        exam.show(runs[0], "Zone1.Temperature", band=(840, 860))

    verdict = judge(drive, answer=600)
    (run,) = runs
    assert run.finished and run.returned == 600
    assert run.seconds[-1] == pytest.approx(60.0)
    assert run["Door.Open"].all()
    assert abs(run.truth["Zone1.Temperature"][0] - 845) < 30
    assert run.between(10, 20).seconds[[0, -1]] == pytest.approx([10.0, 20.0])
    assert len(run.between(10, 20)["Zone1.Temperature"]) == 101
    assert verdict.picture.startswith("<svg") and "script" not in verdict.picture


def test_a_drive_that_stops_early_is_not_finished():
    def drive(exam):
        assert not exam.drive("furnace", "warm", minutes=1).finished

    assert judge(drive, answer=100).verdict == "correct"


def test_two_drives_have_two_plants():
    def drive(exam):
        first, second = (exam.drive("furnace", "warm", minutes=0.1) for _ in range(2))
        assert first.parameters != second.parameters

    assert judge(drive, answer=60).verdict == "correct"


def test_a_student_error_is_told():
    def late(exam):
        raise StudentError("took-too-long", seconds=30)

    assert judge(late).message.en == "30"


def test_seeds_depend_on_every_part_and_stay_small():
    seeds = {derive_seed(*parts) for parts in [("a", "b"), ("ab",), ("a", "c"), (1, 2), (1, 3), ("1", "2", "")]}
    assert len(seeds) == 6
    assert all(0 <= seed < 2**31 for seed in seeds)


def test_an_empty_stretch_of_a_run_is_refused():
    run = Run(create_plant("furnace", horizon=10).recording())
    with pytest.raises(ValueError, match="no samples"):
        run.between(100, 200)
