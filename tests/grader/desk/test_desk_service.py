"""The service over real HTTP: who may see and do what, and what it answers to nonsense."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from grader.desk.client import Desk
from grader.desk.errors import (
    BadRequest,
    Conflict,
    DeskError,
    Forbidden,
    NotFound,
    NotSignedIn,
    TooLarge,
    Unavailable,
)
from tests.grader.desk.conftest import PEOPLE, RunningDesk

NOTEBOOK = {"assignment.ipynb": b"{}"}


@pytest.fixture
def two_submissions(desk):
    desk.as_("token-kim").release("3-2", "c2", NOTEBOOK, replace=False)
    desk.as_("token-lee").submit("3-2", "c2", {"assignment.ipynb": b"lee"})
    desk.as_("token-park").submit("3-2", "c2", {"assignment.ipynb": b"park"})
    desk.as_("token-kim").release_feedback("3-2", "c2", "이하늘", 1, {"assignment.html": b"<p>lee</p>"})
    return desk


def ask(desk, token, method, path, **options):
    headers = {"Authorization": f"token {token}"} if token else {}
    return requests.request(method, f"{desk.url}{path}", headers=headers, timeout=10, **options)


def test_a_submission_belongs_to_the_owner_of_the_token(desk):
    desk.as_("token-kim").release("3-2", "c2", NOTEBOOK, replace=False)
    body = {
        "files": {"a.ipynb": base64.b64encode(b"1").decode()},
        "student": "park",
        "name": "park",
        "user": "park",
        "attempt": 7,
        "time": "2020-01-01T00:00:00+00:00",
    }
    path = "/api/classes/3-2/assignments/c2/submissions?student=park"
    answer = ask(desk, "token-lee", "POST", path, json=body)
    assert answer.status_code == 201
    receipt = answer.json()
    assert receipt.keys() == {"hash", "time", "attempt", "seconds_late"} and receipt["attempt"] == 1
    assert receipt["time"] == "2026-11-20T01:02:03.000004+00:00"
    (submission,) = desk.as_("token-kim").submissions("3-2")
    assert submission["student"] == "이하늘" and submission["hash"] == receipt["hash"]


def test_students_see_only_their_own(two_submissions):
    lee, park = two_submissions.as_("token-lee"), two_submissions.as_("token-park")
    assert [item["student"] for item in lee.submissions("3-2")] == ["이하늘"]
    assert [item["student"] for item in park.submissions("3-2", "c2")] == ["park"]
    assert lee.submission_files("3-2", "c2", "이하늘", 1) == {"assignment.ipynb": b"lee"}
    assert lee.feedback_files("3-2", "c2", "이하늘", 1) == {"assignment.html": b"<p>lee</p>"}
    for look in (park.submission_files, park.feedback_files):
        with pytest.raises(NotFound):
            look("3-2", "c2", "이하늘", 1)
    teacher = two_submissions.as_("token-kim")
    assert {item["student"] for item in teacher.submissions("3-2")} == {"이하늘", "park"}


@pytest.mark.parametrize("token", ["token-choi", "token-jung", "token-apps"])
def test_another_class_does_not_exist(two_submissions, token):
    stranger = two_submissions.as_(token)
    attempts = [
        lambda: stranger.assignments("3-2"),
        lambda: stranger.assignment_files("3-2", "c2"),
        lambda: stranger.submissions("3-2"),
        lambda: stranger.submission_files("3-2", "c2", "park", 1),
        lambda: stranger.feedback_files("3-2", "c2", "이하늘", 1),
        lambda: stranger.submit("3-2", "c2", NOTEBOOK),
        lambda: stranger.release("3-2", "c2", NOTEBOOK, replace=True),
        lambda: stranger.withdraw("3-2", "c2"),
        lambda: stranger.release_feedback("3-2", "c2", "park", 1, {"assignment.html": b""}),
        lambda: stranger.execute("3-2", "c2", {"cells": []}, "park"),
    ]
    messages = set()
    for attempt in attempts:
        with pytest.raises(NotFound) as caught:
            attempt()
        messages.add(caught.value.message)
    with pytest.raises(NotFound) as caught:
        stranger.assignments("9-9")
    assert messages == {caught.value.message}, "a class one is not in answers like one that is not there"


def test_what_only_teachers_do(two_submissions):
    lee = two_submissions.as_("token-lee")
    for attempt in (
        lambda: lee.release("3-2", "c2", NOTEBOOK, replace=True),
        lambda: lee.withdraw("3-2", "c2"),
        lambda: lee.release_feedback("3-2", "c2", "이하늘", 1, {"assignment.html": b"100"}),
        lambda: lee.execute("3-2", "c2", {"cells": []}, "이하늘"),
        lambda: two_submissions.as_("token-kim").submit("3-2", "c2", NOTEBOOK),
    ):
        with pytest.raises(Forbidden):
            attempt()


@pytest.mark.parametrize("token", [None, "", "nobody's"])
def test_without_a_good_token_nothing_is_answered(desk, token):
    for method, path in [
        ("GET", "/api/me"),
        ("GET", "/api/classes/3-2/assignments"),
        ("POST", "/api/classes/3-2/assignments/c2/submissions"),
        ("GET", "/api/units/c2/examine"),
    ]:
        answer = ask(desk, token, method, path)
        assert answer.status_code == 401 and set(answer.json()["message"]) == {"ko", "en"}
    assert ask(desk, token, "GET", "/health").json() == {"status": "ok"}


def test_a_failing_sign_in_check_is_no_open_door(store):
    class Broken(RunningDesk):
        async def _authenticate(self, token):
            raise OSError("the hub is away")

    with Broken(store, {}) as desk, pytest.raises(Unavailable):
        desk.as_("token-kim").me()


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/assignments/c2/submissions", b"{", 400),
        ("POST", "/assignments/c2/submissions", b"[]", 400),
        ("POST", "/assignments/c2/submissions", b'{"files": {"../../x": "AAAA"}}', 400),
        ("POST", "/assignments/c2/submissions", b'{"files": {"/etc/x": "AAAA"}}', 400),
        ("POST", "/assignments/c2/submissions", b'{"files": {"x": "AAAA", "x/y": "AAAA"}}', 400),
        ("POST", "/assignments/c2/submissions", b"[" * 100_000, 400),
        ("POST", "/assignments/..%2f..%2fx/submissions", b'{"files": {"a": "AAAA"}}', 400),
        ("POST", "/assignments/%00/submissions", b'{"files": {"a": "AAAA"}}', 400),
        ("GET", "/submissions/c2/%2e%2e%2fpark/1", None, 404),
        ("GET", "/submissions/c2/park/0", None, 404),
        ("GET", "/nothing/here", None, 404),
        ("PATCH", "/submissions", None, 405),
    ],
)
def test_nonsense_gets_a_sentence(desk, method, path, body, status):
    desk.as_("token-kim").release("3-2", "c2", NOTEBOOK, replace=False)
    answer = ask(desk, "token-lee", method, f"/api/classes/3-2{path}", data=body)
    assert answer.status_code == status
    message = answer.json()["message"]
    assert message["ko"] and message["en"] and "Traceback" not in answer.text
    assert desk.as_("token-kim").submissions("3-2") == []


def test_bodies_are_limited(desk):
    lee = desk.as_("token-lee")
    desk.as_("token-kim").release("3-2", "c2", NOTEBOOK, replace=False)
    with pytest.raises(TooLarge):
        lee.submit("3-2", "c2", {"big": bytes(21 * 1024 * 1024)})
    assert lee.submit("3-2", "c2", {"big": bytes(19 * 1024 * 1024)})["attempt"] == 1
    assert ask(desk, "token-kim", "DELETE", "/api/classes/3-2/assignments/c2", data=b"x" * 100_000).status_code == 413


def test_releasing_twice_asks_first(desk):
    teacher = desk.as_("token-kim")
    teacher.release("3-2", "c2", NOTEBOOK, replace=False)
    with pytest.raises(Conflict):
        teacher.release("3-2", "c2", NOTEBOOK, replace=False)
    teacher.release("3-2", "c2", {"b.ipynb": b"{}"}, replace=True)
    assert desk.as_("token-lee").assignment_files("3-2", "c2") == {"b.ipynb": b"{}"}


def test_grading_leaves_the_desk_free_for_others(store):
    entered, leave = threading.Event(), threading.Event()
    seen = []

    def execute(class_id, unit, notebook, student):
        seen.append((class_id, unit, notebook, student))
        entered.set()
        assert leave.wait(10)
        return notebook | {"graded": True}

    with RunningDesk(store, dict(PEOPLE), execute=execute) as desk:
        answers = []
        notebook = {"cells": [], "metadata": {}, "nbformat": 4}
        grading = threading.Thread(
            target=lambda: answers.append(desk.as_("token-kim").execute("3-2", "c2", notebook, "이하늘"))
        )
        grading.start()
        assert entered.wait(10)
        assert desk.as_("token-lee").me() == {"name": "이하늘", "classes": {"3-2": "student"}}
        leave.set()
        grading.join(10)
        assert answers == [notebook | {"graded": True}] and seen == [("3-2", "c2", notebook, "이하늘")]
        with pytest.raises(BadRequest):
            desk.as_("token-kim").execute("3-2", "c2", {"no": "cells"}, "park")


def test_an_executor_that_fails_says_so(store):
    def execute(class_id, unit, notebook, student):
        if student:
            raise Unavailable("격리 환경이 없습니다.", "No sandbox.")
        raise ZeroDivisionError("/secret/path")

    with RunningDesk(store, dict(PEOPLE), execute=execute) as desk:
        teacher = desk.as_("token-kim")
        with pytest.raises(Unavailable) as caught:
            teacher.execute("3-2", "c2", {"cells": []}, "park")
        assert caught.value.message.en == "No sandbox."
        with pytest.raises(DeskError) as caught:
            teacher.execute("3-2", "c2", {"cells": []}, "")
        assert "secret" not in str(caught.value.message)
    with RunningDesk(store, dict(PEOPLE)) as desk, pytest.raises(Unavailable):
        desk.as_("token-kim").execute("3-2", "c2", {"cells": []}, "park")


def test_the_client_says_when_the_desk_is_away_or_strange(desk):
    with pytest.raises(Unavailable) as caught:
        Desk("http://127.0.0.1:9", "token").me()
    assert "제출함" in caught.value.message.ko and "desk" in caught.value.message.en
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as strange:  # answers in HTML only
        threading.Thread(target=strange.serve_forever, daemon=True).start()
        with pytest.raises(Unavailable) as caught:
            Desk(f"http://127.0.0.1:{strange.server_port}", "token-lee").me()
        assert "응답" in caught.value.message.ko
        strange.shutdown()
    with pytest.raises(NotSignedIn):
        desk.as_("old").me()


def test_the_token_goes_nowhere_but_the_header(desk, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    desk.as_("token-kim").me()
    assert "token-kim" not in json.dumps(desk.as_("token-kim").me())
