"""Submitted, graded, fed back, with nobody at the keyboard; and every part of it killed on the way."""

import os
import re
import signal
import time
from pathlib import Path

import nbformat
import pytest

from grader.desk.client import Desk
from grader.desk.errors import Unavailable
from hub_config.classes import Classes
from hub_config.desk_store import queue_at
from hub_config.settings import load
from labs.language import SmartLabError
from tests.integration.test_story import UNIT, answers
from tests.integration.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
CLASS = "line"
PEOPLE = ("line-01", "line-02")


@pytest.fixture(scope="module")
def desks(school) -> dict[str, Desk]:
    """The desk as each of two students sees it, in a class of their own with one assignment."""
    classes = Classes(load(school.home, language="ko"))
    classes.create(CLASS, title="줄", language="ko", units=[UNIT])
    passwords = classes.roster_import(CLASS, "이름\n하나\n두리\n")
    classes.release(CLASS, UNIT)
    return {name: desk_of(school, name, passwords[name]) for name in PEOPLE}


def desk_of(school, name: str, password: str) -> Desk:
    visitor = Visitor(school.address)
    assert visitor.login(name, password).status_code == 302
    visitor.http.get(f"{school.address}/hub/home", timeout=20)
    xsrf = {c.value for c in visitor.http.cookies if c.name == "_xsrf" and c.path == "/hub/"}
    url = f"{school.address}/hub/api/users/{name}/tokens"
    made = visitor.http.post(url, headers={"X-XSRFToken": xsrf.pop()}, json={}, timeout=20)
    assert made.status_code == 201, made.text
    return Desk(f"{school.address}/services/desk", made.json()["token"])


def submit(desk: Desk, kind: str, name: str) -> dict:
    files = desk.assignment_files(CLASS, UNIT)
    notebook = nbformat.reads(files["assignment.ipynb"].decode(), as_version=4)
    given = answers(kind, name)
    for cell in notebook.cells:
        cell.source = given.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""), cell.source)
    return desk.submit(CLASS, UNIT, {**files, "assignment.ipynb": nbformat.writes(notebook).encode()})


def feedback(desk: Desk, attempt: int, seconds: float = 120.0) -> str:
    """The page of this attempt, as soon as there is one."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            (item,) = (item for item in desk.submissions(CLASS, UNIT) if item["attempt"] == attempt)
            if item["feedback"]:
                files = desk.feedback_files(CLASS, UNIT, item["student"], attempt)
                return files["assignment.html"].decode()
        except (Unavailable, SmartLabError):
            pass  # the desk is being killed and comes back
        time.sleep(0.1)
    raise TimeoutError(f"no feedback for attempt {attempt}")


def kill(school, module: str) -> None:
    """Kill -9 the process of this school that runs `module`."""
    for folder in Path("/proc").iterdir():
        ours = str(school.home) in _read(folder / "environ")
        if folder.name.isdigit() and ours and module in _read(folder / "cmdline"):
            os.kill(int(folder.name), signal.SIGKILL)
            return
    raise LookupError(module)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def wait_until(state: str, school, student: str, seconds: float = 60.0) -> None:
    queue, end = queue_at(school.home / "desk"), time.monotonic() + seconds
    while time.monotonic() < end:
        if state in {entry.state for entry in queue.entries(CLASS) if entry.student == student}:
            return
        time.sleep(0.02)
    raise TimeoutError(f"{student} is not {state}: {queue.entries(CLASS)}")


def test_a_submission_is_graded_and_returned_by_itself(desks):
    one, two = (desks[name] for name in PEOPLE)
    assert submit(one, "GOOD", "curve-and-class")["attempt"] == 1
    assert submit(two, "BAD", "p-only")["attempt"] == 1
    good, bad = feedback(one, 1), feedback(two, 1)
    assert good.count("정답입니다") == 3 and "조금 더 해 봅시다" not in good
    assert "조금 더 해 봅시다" in bad and "data:image/svg+xml;base64" in bad
    for page in (good, bad):
        assert "<script" not in page and not re.search(r"seed|@check|exam\.", page)


@pytest.mark.parametrize(
    "module", ["hub_config.grading_worker", pytest.param("hub_config.serve desk", marks=pytest.mark.long)]
)
def test_a_part_killed_while_it_grades_loses_nothing(school, desks, module):
    one = desks[PEOPLE[0]]
    receipt = submit(one, "GOOD", "curve-and-class")
    wait_until("grading", school, PEOPLE[0])
    kill(school, module)
    assert feedback(one, receipt["attempt"]).count("정답입니다") == 3
    wait_until("graded", school, PEOPLE[0])
