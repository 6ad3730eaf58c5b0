"""A student asks in a notebook: the local examiner, started as a process, over a real socket."""

import socket
import subprocess
import sys
import threading

import pytest

from grader.link import SocketLink
from grader.practice import run_practice
from labs.check import examination
from labs.examiner_link import open_link
from labs.language import SmartLabError


class NoPlants:
    def start_plant(self, *arguments, **options):
        raise AssertionError("no question here needs a plant")


@pytest.fixture
def check(unit, monkeypatch):
    """An examination whose examiner serves in a thread, reached as in grading: over an inherited socket."""
    ours, theirs = socket.socketpair()
    thread = threading.Thread(target=run_practice, args=(unit, SocketLink(ours), NoPlants()))
    thread.start()
    monkeypatch.setenv("SMARTLAB_EXAMINER_FD", str(theirs.fileno()))
    check = examination("t1", language="en")
    yield check
    check.close()
    theirs.close()
    thread.join(10)
    assert not thread.is_alive()


def test_right_wrong_and_unfinished(check):
    assert "Correct (2 of 2 points)" in repr(check("doubles", lambda number: 2 * number))
    wrong = check("doubles", lambda number: number)
    assert "Keep working (0 of 2 points)" in repr(wrong)
    assert "is not the double of" in wrong._repr_html_()

    def unfinished(number):
        raise NotImplementedError

    assert "No answer yet" in repr(check("doubles", unfinished))
    assert "No answer yet" in repr(check("doubles", ...))


def test_practice_asks_the_same_each_time(check):
    asked = []
    for _ in range(2):
        check("doubles", lambda number: asked.append(number))
    assert asked[0] == asked[1]


def test_an_error_is_told_with_its_line(check):
    def broken(number):
        return number / 0

    assert f"ZeroDivisionError: division by zero (line {broken.__code__.co_firstlineno + 1})" in repr(
        check("doubles", broken)
    )


@pytest.mark.parametrize("value", [object(), {1: 2}, "<b>4</b>", float("nan"), [1, 2], True, None, 10**400])
def test_strange_answers_are_wrong_answers(check, value):
    shown = check("doubles", lambda number: value)
    assert "(0 of 2 points)" in repr(shown)
    assert "<b>" not in shown._repr_html_()


def test_numpy_numbers_are_numbers(check):
    import numpy as np

    assert "Correct" in repr(check("doubles", lambda number: np.float64(2 * number)))


def test_an_unknown_question_lists_those_there_are(check):
    assert "doubles, keeps-warm" in repr(check("tripels"))


def test_an_interrupt_leaves_a_usable_examination(unit, monkeypatch):
    monkeypatch.delenv("SMARTLAB_EXAMINER_FD", raising=False)

    def interrupted(number):
        raise KeyboardInterrupt

    links = []
    for _ in range(2):
        ours, theirs = socket.socketpair()
        threading.Thread(target=run_practice, args=(unit, SocketLink(ours), NoPlants()), daemon=True).start()
        links.append(theirs)
    fds = iter(links)
    monkeypatch.setattr("labs.check.open_link", lambda unit: _client(next(fds)))
    check = examination("t1", language="en")
    with pytest.raises(KeyboardInterrupt):
        check("doubles", interrupted)
    assert "Correct" in repr(check("doubles", lambda number: number * 2))
    check.close()


def _client(connection):
    from labs.examiner_link import SocketLink as Client

    return Client(connection)


def test_the_local_examiner_is_a_process_that_ends_with_its_link(courses_dir):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        command = [sys.executable, "-m", "grader.practice", "t1", "--descriptor", str(theirs.fileno())]
        process = subprocess.Popen([*command, "--courses", str(courses_dir)], pass_fds=[theirs.fileno()])
        theirs.close()
        link = SocketLink(ours)
        link.send({"op": "check", "id": "doubles", "functions": ["double"]})
        question = link.receive(30)
        assert question["op"] == "call"
        link.send({"op": "result", "value": 2 * question["args"][0]})
        assert link.receive(30)["verdict"] == "correct"
    assert process.wait(10) == 0


def test_an_unknown_unit_is_said_by_the_local_examiner():
    link = open_link("nosuch", {})
    link.send({"op": "check", "id": "x", "functions": []})
    answer = link.receive()
    link.close()
    assert "nosuch" in answer["message"]["en"]


def test_without_any_examiner_the_sentence_says_what_to_do(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SmartLabError, match="class server"):
        open_link("t1", {})


def test_alone_on_a_laptop_a_plant_is_driven(monkeypatch):
    """The whole way without a hub: examiner process, its plant, OPC UA back to this process, the verdict."""
    for name in ("SMARTLAB_EXAMINER_FD", "SMARTLAB_EXAMINER_URL"):
        monkeypatch.delenv(name, raising=False)
    check = examination("c2", language="ko")

    def controller(plant):
        plant.advance(30.0)

    shown = check("holds-band", controller)
    check.close()
    assert "조금 더 해 봅시다 (5점 중 0점)" in repr(shown)
    assert "data:image/svg+xml" in shown._repr_html_()
