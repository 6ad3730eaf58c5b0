"""The line on disk: nothing that was asked for is lost, whatever is killed, and nothing is graded twice for nothing."""

import itertools
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.desk.intake import Intake
from grader.desk.queue import MOST_TRIES, GradingQueue
from labs.language import Bilingual

LEE, PARK = ("3-2", "c2", "이하늘"), ("3-2", "c2", "park")


@pytest.fixture
def queue(tmp_path):
    return make(tmp_path)


def make(folder) -> GradingQueue:
    ticks = itertools.count(1000)
    return GradingQueue(folder / "jobs.sqlite", lambda: float(next(ticks)))


def come_in(queue, key=LEE):
    queue.announce(*key)
    queue.arrived(*key)


def states(queue) -> dict[str, str]:
    return {entry.student: entry.state for entry in queue.entries("3-2")}


def test_who_came_first_is_graded_first_and_only_once(queue):
    come_in(queue, PARK)
    come_in(queue, LEE)
    assert [(entry.student, entry.ahead) for entry in queue.entries("3-2")] == [("park", 0), ("이하늘", 1)]
    first = queue.claim()
    assert first.key == PARK and states(queue) == {"park": "grading", "이하늘": "waiting"}
    second = queue.claim()
    assert second.key == LEE and queue.claim() is None
    queue.finish(first, 1)
    queue.finish(second, 1)
    assert states(queue) == {"park": "graded", "이하늘": "graded"} and queue.waiting() == 0


def test_what_comes_in_while_its_older_attempt_is_graded_waits_on(queue):
    come_in(queue)
    job = queue.claim()
    come_in(queue)
    assert queue.claim() is None, "two gradings of one student would write the same folders"
    queue.finish(job, 1)
    again = queue.claim()
    assert (again.key, again.attempt, again.tries) == (LEE, 1, 0)


def test_a_killed_grader_leaves_its_jobs_to_the_next(tmp_path):
    before = make(tmp_path)
    come_in(before)
    before.claim()
    after = make(tmp_path)
    assert after.claim() is None
    after.take_back_claims()
    job = after.claim()
    assert job.key == LEE and job.tries == 1


def test_a_job_that_takes_its_grader_down_each_time_goes_to_a_person(queue):
    come_in(queue)
    for _ in range(MOST_TRIES):
        assert queue.claim()
        queue.take_back_claims()
    assert queue.claim() is None
    (entry,) = queue.entries("3-2")
    assert entry.state == "attention" and "interrupted" in entry.note.en
    queue.request(*LEE)
    assert queue.claim().tries == 0


@pytest.mark.parametrize("stored", [True, False])
def test_a_desk_killed_while_storing_looks_at_it_again(tmp_path, stored):
    queue = make(tmp_path)
    queue.announce(*LEE)
    if not stored:
        queue.nothing_came(*LEE)
    again = make(tmp_path)
    again.recover()
    assert (again.claim() is not None) == stored


def test_a_name_that_came_to_nothing_leaves_no_trace(queue):
    queue.announce("3-2", "no-such", "park")
    queue.nothing_came("3-2", "no-such", "park")
    assert queue.entries("3-2") == []
    come_in(queue)
    queue.announce(*LEE)
    queue.nothing_came(*LEE)
    assert queue.claim().key == LEE


def test_what_is_put_back_waits_its_time(tmp_path):
    now = [100.0]
    queue = GradingQueue(tmp_path / "jobs.sqlite", lambda: now[0])
    come_in(queue)
    queue.put_back(queue.claim(), 5.0)
    assert queue.claim() is None
    now[0] = 105.0
    assert queue.claim().tries == 1


def test_grading_by_command_is_remembered_and_does_not_empty_the_line(queue):
    queue.settle(LEE, 3, Bilingual("다시", "again"), attention=True)
    queue.settle(PARK, 2)
    assert states(queue) == {"이하늘": "attention", "park": "graded"}
    come_in(queue, PARK)
    queue.settle(PARK, 2)
    assert queue.claim().attempt == 2


def test_time_left_counts_what_ran_side_by_side_once(tmp_path):
    now = [0.0]
    queue = GradingQueue(tmp_path / "jobs.sqlite", lambda: now[0])
    assert queue.pace() is None
    for name in "abcd":
        come_in(queue, ("3-2", "c2", name))
    now[0] = 10.0
    jobs = [queue.claim(), queue.claim()]
    for end in (14.0, 16.0, 18.0, 20.0):
        now[0] = end
        queue.finish(jobs.pop(0), 1)
        if job := queue.claim():
            jobs.append(job)
    assert queue.pace() == pytest.approx((4 + 2 + 2 + 2) / 4)


def test_two_processes_never_take_the_same_job(tmp_path):
    queue = make(tmp_path)
    for number in range(12):
        come_in(queue, ("3-2", "c2", f"s{number}"))
    taken = []

    def take() -> None:
        mine = GradingQueue(tmp_path / "jobs.sqlite", lambda: 2000.0)
        while job := mine.claim():
            taken.append(job.student)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted({f"s{number}" for number in range(12)})


@settings(deadline=None, max_examples=12)
@given(st.lists(st.sampled_from(["come", "kill-storing", "claim", "finish", "kill-grader", "kill-desk"]), max_size=10))
def test_the_newest_attempt_is_always_graded_in_the_end(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("queue")
    queue, stored, graded, job, seen = make(folder), 0, 0, None, 0
    for step in steps:
        if step == "come":
            queue.announce(*LEE)
            stored += 1
            queue.arrived(*LEE)
        elif step == "kill-storing":
            queue.announce(*LEE)
            stored += 1
            queue = make(folder)
            queue.recover()
        elif step == "claim" and job is None:
            job, seen = queue.claim(), stored
        elif step == "finish" and job is not None:
            queue.finish(job, seen)
            graded, job = seen, None
        elif step == "kill-grader":
            queue.take_back_claims()
            job = None
        elif step == "kill-desk":
            queue = make(folder)
            queue.recover()
            queue.take_back_claims()
            job = None
    while job := job or queue.claim():
        if job.tries + 1 >= MOST_TRIES:
            return  # handed to a person
        queue.finish(job, stored)
        graded, job = stored, None
    assert graded == stored or queue.entries("3-2")[0].state == "attention"


def test_what_is_taken_in_is_stored_before_it_waits(store, queue):
    woken = []
    intake = Intake(store, queue, wake=lambda: woken.append(store.submissions("3-2")))
    store.release("3-2", "c2", {"assignment.ipynb": b"{}"})
    receipt = intake.submit(*LEE, {"assignment.ipynb": b"1"})
    assert receipt.attempt == 1 and [item.student for item in woken[0]] == ["이하늘"]
    assert states(queue) == {"이하늘": "waiting"}
    with pytest.raises(Exception, match="c3"):
        intake.submit("3-2", "c3", "이하늘", {"assignment.ipynb": b"1"})
    assert states(queue) == {"이하늘": "waiting"}


def test_a_class_graded_by_hand_only_has_its_submissions_stored(store, queue):
    intake = Intake(store, queue, lambda class_id: class_id != "3-2", wake=lambda: pytest.fail("nobody to wake"))
    store.release("3-2", "c2", {"assignment.ipynb": b"{}"})
    assert intake.submit(*LEE, {"assignment.ipynb": b"1"}).attempt == 1
    assert queue.entries("3-2") == [] and queue.claim() is None
