"""What a student at a real server of the hub can reach of others: nothing. Each test is a thing a pupil would try."""

import json

import pytest
import requests

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.mark.parametrize(
    "path",
    ["homes/student2", "classes/sample/gradebook.db", "secrets/cookie", "secrets/sample-accounts", "accounts", ""],
)
def test_no_file_of_the_hub_or_of_others_is_there(school, students, path):
    place = str(school.home / path)
    assert students[0].run(f"import os; print(os.path.exists({place!r}))").strip() == "False"


def test_other_homes_checks_and_processes_are_not_there(students):
    seen = students[0].run(
        "import os, pathlib, psutil\n"
        "print(os.listdir('/home'), sorted(os.listdir('/opt/smartlab')))\n"
        "print([p for p in pathlib.Path('/').rglob('checks.py')])\n"
        "print(any('hub_process' in ' '.join(p.cmdline()) for p in psutil.process_iter()))"
    )
    assert seen.splitlines() == ["['student1'] ['etc', 'grader', 'labs']", "[]", "False"]


def token_of(student) -> str:
    """The token of the student's server, which every notebook of it can read."""
    return student.run("import os; print(os.environ['JUPYTERHUB_API_TOKEN'])").strip()


@pytest.fixture(scope="module")
def token(students):
    return token_of(students[0])


def ask(school, token, method, path, **options):
    headers = {"Authorization": f"token {token}"}
    return requests.request(method, f"{school.address}{path}", headers=headers, timeout=30, **options)


def test_the_servers_token_opens_plants_and_desk_as_its_student_only(school, token):
    assert ask(school, token, "GET", "/services/desk/api/me").json() == {
        "name": "student1",
        "classes": {"sample": "student"},
    }
    mine = ask(school, token, "POST", "/services/plants/api/plants/furnace", json={}).json()
    assert mine["role"] == "engineer"
    assert ask(school, token, "DELETE", "/services/plants/api/plants/furnace").status_code < 300


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/services/desk/api/classes/sample/assignments/c2"),
        ("DELETE", "/services/desk/api/classes/sample/assignments/c2"),
        ("POST", "/services/desk/api/classes/sample/execute/c2"),
        ("GET", "/services/desk/api/classes/sample/submissions/c2/student2/1"),
        ("POST", "/services/plants/api/visitors/12345678/plants/furnace"),
        ("GET", "/hub/api/users/student2"),
        ("GET", "/hub/api/proxy"),
        ("POST", "/hub/api/users/student2/server"),
        ("POST", "/hub/api/shutdown"),
        ("GET", "/user/student2/api/contents"),
    ],
)
def test_a_students_token_opens_nothing_else(school, token, method, path):
    assert ask(school, token, method, path, json={}).status_code in (401, 403, 404)


@pytest.mark.parametrize("token", ["", "x", "0" * 64])
@pytest.mark.parametrize("path", ["/services/desk/api/me", "/services/plants/api/plants"])
def test_no_token_opens_no_service(school, token, path):
    assert ask(school, token, "GET", path).status_code == 401


def test_a_browser_of_one_student_cannot_enter_anothers_lab(school, students):
    answer = students[0].http.get(f"{school.address}/user/student2/lab", timeout=30)
    assert answer.status_code in (403, 404) and "jupyter-config-data" not in answer.text


def test_the_proxys_own_door_needs_its_token(school, students):
    port = json.loads((school.home / "run" / "settings.json").read_text())["ports"]["proxy_api"]
    seen = students[0].run(
        "import urllib.request, urllib.error\n"
        "def ask(port):\n"
        "    try: return urllib.request.urlopen(f'http://127.0.0.1:{port}/api/routes', timeout=2).status\n"
        "    except urllib.error.HTTPError as e: return e.code\n"
        "    except OSError: return 0\n"
        f"print(ask({port}))"
    )
    assert seen.strip() == "403"


def test_kernels_listen_on_no_port(students):
    seen = students[0].run(
        "import json, ipykernel; print(json.load(open(ipykernel.get_connection_file()))['transport'])"
    )
    assert seen.strip() == "ipc"
