"""Questions over the WebSocket: who may ask, how often, and what a hostile notebook can do."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import websocket

from grader.desk.errors import NotFound
from grader.desk.practice import Rate
from grader.link import LinkClosed
from labs.check import examination
from tests.grader.desk.conftest import PEOPLE, RunningDesk

VERDICT = {
    "op": "verdict",
    "check": "q",
    "points": 5.0,
    "max_points": 5.0,
    "verdict": "correct",
    "message_id": "ok",
    "message": {"ko": "좋습니다", "en": "good"},
    "picture": None,
}


class Seconds:
    """A steady clock that the test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def one_question(unit, link, user):
    """The smallest examiner: calls function 0 with 20 and 1, then gives its verdict; until the link closes."""
    if unit != "c2":
        raise NotFound(f"'{unit}' 단원이 없습니다.", f"There is no unit '{unit}'.")
    while True:
        try:
            asked = link.receive(None)
        except LinkClosed:
            return
        link.send({"op": "call", "function": 0, "args": [20, 1]})
        answer = link.receive(5)
        link.send(VERDICT | {"check": asked["id"], "points": answer["value"]})


@pytest.fixture
def rate():
    return Rate(per_minute=3, clock=Seconds())


@pytest.fixture
def door(store, rate) -> Iterator[RunningDesk]:
    with RunningDesk(store, dict(PEOPLE), practice=one_question, rate=rate) as running:
        yield running


@contextmanager
def notebook(desk, token="token-lee", unit="c2"):
    url = desk.url.replace("http", "ws", 1) + f"/api/units/{unit}/examine"
    connection = websocket.create_connection(url, timeout=10, header={"Authorization": f"token {token}"})
    try:
        yield connection
    finally:
        connection.close()


def ask(connection, question="q", value=21.0):
    connection.send(json.dumps({"op": "check", "id": question, "functions": ["f"]}))
    frame = json.loads(connection.recv())
    if frame["op"] == "call":
        connection.send(json.dumps({"op": "result", "value": value}))
        frame = json.loads(connection.recv())
    return frame


def test_the_students_own_end_gets_its_verdict(door, monkeypatch):
    monkeypatch.setenv("SMARTLAB_EXAMINER_URL", door.url.replace("http", "ws", 1) + "/api/units/{unit}/examine")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "token-lee")
    check = examination("c2", "ko")
    for _ in range(2):  # on one connection
        shown = check("q", lambda a, b: a + b)
        assert "좋습니다" in repr(shown) + str(getattr(shown, "_repr_html_", str)())
    check.close()


def test_a_minute_holds_so_many_questions(door, rate):
    with notebook(door) as one:
        for _ in range(3):
            assert ask(one)["verdict"] == "correct"
        refused = ask(one)
        assert (refused["verdict"], refused["max_points"]) == ("not-now", 0.0)
        assert "60초" in refused["message"]["ko"] and "60 s" in refused["message"]["en"]
        with notebook(door, "token-park") as other:
            assert ask(other)["verdict"] == "correct", "others are not held up"
        rate.clock.now = 60.0
        assert ask(one)["verdict"] == "correct"


def test_one_question_at_a_time_but_many_notebooks(door):
    with notebook(door) as one, notebook(door) as two:
        one.send(json.dumps({"op": "check", "id": "q", "functions": ["f"]}))
        assert json.loads(one.recv())["op"] == "call"
        assert ask(two)["verdict"] == "not-now"
        one.send(json.dumps({"op": "result", "value": 1.0}))
        assert json.loads(one.recv())["verdict"] == "correct"
        assert ask(two)["verdict"] == "correct"


def test_a_notebook_that_leaves_frees_its_place(door, rate):
    with notebook(door) as one:
        one.send(json.dumps({"op": "check", "id": "q", "functions": ["f"]}))
        assert json.loads(one.recv())["op"] == "call"
    freed = threading.Event()
    with notebook(door) as two:
        for _ in range(100):
            rate.clock.now += 60
            if ask(two)["verdict"] == "correct":
                freed.set()
                break
    assert freed.is_set()


@pytest.mark.parametrize("token", ["token-apps", "nobody's", "token-nobody"])
def test_strangers_are_refused_before_the_upgrade(door, token):
    door.people["token-nobody"] = type(PEOPLE["token-lee"])("new", {})
    with pytest.raises(websocket.WebSocketBadStatusException) as caught, notebook(door, token):
        pass
    assert caught.value.status_code in (401, 404)
    assert set(json.loads(caught.value.resp_body)["message"]) == {"ko", "en"}


@pytest.mark.parametrize("frame", ["{", "[]", "7", '"x"', "[" * 50_000, '{"op": NaN', b"\x00\xff"], ids=repr)
def test_nonsense_ends_the_connection_and_nothing_else(door, frame):
    with notebook(door) as one:
        one.send(frame, websocket.ABNF.OPCODE_BINARY if isinstance(frame, bytes) else websocket.ABNF.OPCODE_TEXT)
        with pytest.raises((websocket.WebSocketConnectionClosedException, ConnectionError)):
            while one.recv():
                pass
            raise ConnectionError("closed")
    with notebook(door) as again:
        assert ask(again)["verdict"] == "correct"


def test_a_flood_is_cut_off(store):
    def sleeper(unit, link, user):
        done.wait(10)

    done = threading.Event()
    with RunningDesk(store, dict(PEOPLE), practice=sleeper) as desk, notebook(desk) as one:
        with pytest.raises((websocket.WebSocketException, OSError)):
            for _ in range(10_000):
                one.send('{"op": "result"}')
            while one.recv():
                pass
            raise ConnectionError("closed")
        done.set()


def test_a_giant_frame_is_cut_off(door):
    with notebook(door) as one, pytest.raises((websocket.WebSocketException, OSError)):
        one.send('{"op": "' + "x" * (5 * 1024 * 1024) + '"}')
        while one.recv():
            pass
        raise ConnectionError("closed")


def test_what_goes_wrong_inside_is_said_without_details(door, store):
    with notebook(door, unit="z9") as one:
        answer = json.loads(one.recv())
        assert answer["verdict"] == "not-now" and answer["message"]["ko"] == "'z9' 단원이 없습니다."

    def broken(unit, link, user):
        raise ZeroDivisionError("/secret")

    with RunningDesk(store, dict(PEOPLE), practice=broken) as desk, notebook(desk) as one:
        answer = one.recv()
        assert "secret" not in answer and json.loads(answer)["verdict"] == "not-now"


def test_a_desk_without_an_examiner_says_so(desk):
    with pytest.raises(websocket.WebSocketBadStatusException) as caught, notebook(desk):
        pass
    assert caught.value.status_code == 503
