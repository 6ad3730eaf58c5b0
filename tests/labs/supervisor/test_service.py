"""The plants over HTTP: who may do what, and how it is refused."""

import json
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

from labs.session import connect
from labs.supervisor.service import make_app

VISITOR = "3f1c9a52-8d0e-4c39-9d0f-0b5a4f6f7a11"


@dataclass
class Caller:
    name: str
    kind: str = "user"
    classes: dict = field(default_factory=dict)


CALLERS = {
    "minji": Caller("minji", classes={"3-1": "student"}),
    "teacher": Caller("teacher", classes={"3-1": "teacher"}),
    "apps": Caller("apps", "apps"),
}


@pytest.fixture
async def ask(supervisor):
    """Return `ask(method, path, token, body) -> (status, JSON)`."""

    async def authenticate(token: str):
        return CALLERS.get(token)

    listener, port = bind_unused_port()
    server = HTTPServer(make_app(supervisor, authenticate, "/services/plants"))
    server.add_socket(listener)
    client = AsyncHTTPClient(force_instance=True)

    async def ask(method: str, path: str, token: str | None = "minji", body: object = None) -> SimpleNamespace:
        answer = await client.fetch(
            f"http://127.0.0.1:{port}/services/plants{path}",
            method=method,
            headers={"Authorization": f"token {token}"} if token else {},
            body=None if method in ("GET", "DELETE") else json.dumps(body or {}) if not isinstance(body, str) else body,
            raise_error=False,
        )
        return SimpleNamespace(status=answer.code, **{"json": json.loads(answer.body) if answer.body else None})

    yield ask
    server.stop()
    client.close()
    await server.close_all_connections()


def bilingual(answer) -> bool:
    return set(answer.json["message"]) == {"ko", "en"} and answer.json["message"]["ko"] != answer.json["message"]["en"]


async def test_health_needs_no_token(ask):
    answer = await ask("GET", "/health", token=None)
    assert (answer.status, answer.json) == (200, {"ok": True, "plants": 0})


async def test_a_student_starts_finds_resets_and_ends_a_plant(ask):
    started = await ask("POST", "/api/plants/furnace", body={"seed": 4, "mode": "lockstep"})
    assert started.status == 200
    told = started.json
    assert (told["name"], told["role"], told["mode"], told["seed"]) == ("furnace", "engineer", "lockstep", 4)
    with connect(url=told["url"], user=told["user"], password=told["password"]) as plant:
        plant.advance(3)
    again = await ask("POST", "/api/plants/furnace")
    assert (again.json["url"], again.json["seconds"]) == (told["url"], 3)
    listed = await ask("GET", "/api/plants")
    assert [plant["url"] for plant in listed.json["plants"]] == [told["url"]]
    reset = await ask("POST", "/api/plants/furnace/reset", body={"seed": 9})
    assert (reset.json["tick"], reset.json["seed"]) == (0, 9)
    assert (await ask("DELETE", "/api/plants/furnace")).status == 204
    assert (await ask("GET", "/api/plants")).json == {"plants": []}


async def test_a_teacher_is_instructor_at_the_own_plant(ask):
    told = (await ask("POST", "/api/plants/furnace", token="teacher")).json
    assert told["role"] == "instructor"
    with connect(url=told["url"], user=told["user"], password=told["password"]) as plant:
        plant.call("Faults.Inject", "zone1-heater-weak", 0.5)


async def test_nobody_sees_anothers_plants(ask):
    mine = (await ask("POST", "/api/plants/furnace")).json
    other = (await ask("POST", "/api/plants/furnace", token="teacher")).json
    assert mine["url"] != other["url"]
    assert mine["password"] != other["password"]
    assert len((await ask("GET", "/api/plants")).json["plants"]) == 1


async def test_a_visit_belongs_to_the_apps_alone(ask):
    path = f"/api/visitors/{VISITOR}/plants/furnace"
    started = await ask("POST", path, token="apps")
    assert started.status == 200
    assert (await ask("POST", path, token="apps")).json["url"] == started.json["url"]
    assert (await ask("POST", path, token="minji")).status == 403
    assert (await ask("POST", "/api/plants/furnace", token="apps")).status == 403
    assert (await ask("POST", "/api/visitors/x/plants/furnace", token="apps")).status == 403
    assert (await ask("DELETE", path, token="apps")).status == 204
    assert (await ask("POST", f"{path}/reset", token="apps")).status == 404


@pytest.mark.parametrize("token", [None, "nobody"])
async def test_without_a_token_nothing_is_told(ask, token):
    for method, path in (("GET", "/api/plants"), ("POST", "/api/plants/furnace"), ("DELETE", "/api/plants/furnace")):
        answer = await ask(method, path, token=token)
        assert answer.status == 401
        assert bilingual(answer)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/plants/toaster", {}, 404),
        ("/api/plants/furnace", {"scenario": "no such"}, 400),
        ("/api/plants/furnace", {"speed": 0}, 400),
        ("/api/plants/furnace", {"speed": "fast"}, 400),
        ("/api/plants/furnace", {"seed": -1}, 400),
        ("/api/plants/furnace", {"seed": True}, 400),
        ("/api/plants/furnace", {"seed": 1e300}, 400),
        ("/api/plants/furnace", {"role": "instructor"}, 400),
        ("/api/plants/furnace", {"horizon": 1}, 400),
        ("/api/plants/furnace", "not json", 400),
        ("/api/plants/furnace", "[" * 5000, 400),
        ("/api/plants/furnace", '"' + "x" * 20_000 + '"', 400),
        ("/api/plants/furnace", "[1]", 400),
        ("/api/plants/furnace/reset", {}, 404),
        ("/api/nothing", {}, 404),
    ],
)
async def test_what_makes_no_sense_is_refused_in_both_languages(ask, path, body, status):
    answer = await ask("POST", path, body=body)
    assert answer.status == status
    assert bilingual(answer)
    assert (await ask("GET", "/api/plants")).json == {"plants": []}


async def test_a_full_house_says_so(ask, supervisor):
    for owner in "abc":
        supervisor.start(owner, "furnace")
    answer = await ask("POST", "/api/plants/furnace")
    assert answer.status == 429
    assert bilingual(answer)


async def test_a_plant_that_died_is_started_anew_and_it_is_said(ask, supervisor):
    await ask("POST", "/api/plants/furnace", body={"seed": 12})
    supervisor.find("user:minji", "furnace")._fork.kill()
    assert (await ask("POST", "/api/plants/furnace/reset")).status == 404
    again = await ask("POST", "/api/plants/furnace")
    assert again.json["seed"] == 12
    assert bilingual(again)
