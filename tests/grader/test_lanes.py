"""Many pieces of work, a few at a time: nobody waits for one that does not end."""

import pytest

from grader.lanes import Lanes


def test_everything_is_done_once_and_told_with_what_it_belongs_to():
    done = dict(Lanes(3).run(range(50), lambda item, stalled: item * item))
    assert done == {item: item * item for item in range(50)}


def test_nothing_to_do_ends_at_once():
    assert list(Lanes(2).run([], lambda item, stalled: item)) == []


def test_one_that_stalls_gives_way_and_is_worked_on_anew_at_the_end():
    attempts, finished = [], []

    def work(item, stalled):
        if item == "endless":
            attempts.append(len(finished))
            stalled()
        finished.append(item)
        return item

    results = [item for item, _ in Lanes(1).run(["endless", *range(10)], work)]
    assert results == [*range(10), "endless"] and attempts == [0, 10]


def test_the_last_of_a_class_is_not_held_up_either():
    finished = []

    def work(item, stalled):
        if item == "endless":
            stalled()
        finished.append(item)

    list(Lanes(1).run(["endless", "last"], work))
    assert finished == ["last", "endless"]


def test_one_that_holds_nobody_up_is_left_in_peace():
    attempts = []

    def work(item, stalled):
        attempts.append(item)
        stalled()
        return item

    assert list(Lanes(1).run(["alone"], work)) == [("alone", "alone")] and attempts == ["alone"]


def test_where_all_are_slow_only_a_few_are_begun_twice():
    attempts = []

    def work(item, stalled):
        attempts.append(item)
        stalled()
        return item

    assert len(list(Lanes(2).run(range(40), work))) == 40
    assert 40 < len(attempts) <= 40 + 12


def test_results_are_taken_as_they_come_not_heaped_up():
    begun = []

    def work(item, stalled):
        begun.append(item)
        return item

    run = Lanes(2).run(range(100), work)
    next(run)
    assert len(begun) <= 5  # what the lanes hold, and no more, while the caller deals with the first
    run.close()


def test_an_error_of_the_work_ends_the_run():
    def work(item, stalled):
        raise ValueError(item)

    with pytest.raises(ValueError):
        list(Lanes(2).run(range(5), work))
