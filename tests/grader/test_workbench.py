"""The way through the desk: graded over HTTP, practised over the websocket, on one warm workbench."""

from datetime import UTC, datetime

import pytest
from traitlets.config import Config

from grader.desk.service import User
from grader.desk.store import Store
from grader.nbgrader_plugin import ExamineNotebook
from grader.workbench import Workbench
from labs.check import Examination
from labs.examiner_link import open_link
from labs.language import SmartLabError
from tests.grader.conftest import DOUBLE, KEEP_WARM, submission
from tests.grader.desk.conftest import RunningDesk

PEOPLE = {"teacher": User("김선생", {"1반": "teacher"}), "student": User("이하늘", {"1반": "student"})}


@pytest.fixture(scope="module")
def workbench(courses_dir):
    with Workbench("a secret", courses_dir=courses_dir, language="en") as workbench:
        yield workbench


@pytest.fixture
def desk(workbench, tmp_path):
    store = Store(tmp_path, now=lambda: datetime.now(UTC))
    with RunningDesk(store, PEOPLE, execute=workbench.execute, practice=workbench.practice) as desk:
        yield desk


def test_nbgrader_has_the_desk_grade(desk, monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "teacher")
    config = Config()
    config.CourseDirectory.course_id = "1반"
    plugin = ExamineNotebook(desk_url=desk.url, config=config)
    about = {"nbgrader": {"notebook": "assignment", "assignment": "t1", "student": "이하늘", "db_url": ""}}
    graded, _ = plugin.preprocess(submission(DOUBLE, KEEP_WARM), about)
    results = [
        cell.outputs[-1].data["text/plain"] for cell in graded.cells if cell.metadata.get("nbgrader", {}).get("grade")
    ]
    assert results == ["2.0", "4.0"]


def test_a_student_may_not_have_things_graded(desk, monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "student")
    config = Config()
    config.CourseDirectory.course_id = "1반"
    about = {"nbgrader": {"notebook": "assignment", "assignment": "t1", "student": "이하늘", "db_url": ""}}
    with pytest.raises(SmartLabError):
        ExamineNotebook(desk_url=desk.url, config=config).preprocess(submission(), about)


def test_a_student_practises_over_the_websocket(desk, monkeypatch):
    url = desk.url.replace("http", "ws", 1) + "/api/units/{unit}/examine"
    monkeypatch.setenv("SMARTLAB_EXAMINER_URL", url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "student")
    monkeypatch.delenv("SMARTLAB_EXAMINER_FD", raising=False)
    names: dict = {}
    exec(KEEP_WARM, names)
    check = Examination("t1", "en")
    assert "Correct (2 of 2 points)" in repr(check("doubles", lambda number: 2 * number))
    assert "Correct (4 of 4 points)" in repr(check("keeps-warm", names["keep_warm"]))
    check.close()


def test_a_stranger_is_told_to_sign_in(desk):
    environ = {"SMARTLAB_EXAMINER_URL": desk.url.replace("http", "ws", 1) + "/api/units/t1/examine"}
    with pytest.raises(SmartLabError, match="Sign in again"):
        open_link("t1", {**environ, "JUPYTERHUB_API_TOKEN": "nobody"})


def test_grading_again_grades_the_same(workbench):
    notebook = submission("def double(number):\n    return number")
    first, again = (workbench.execute("1반", "t1", notebook, "이하늘") for _ in range(2))
    other = workbench.execute("1반", "t1", notebook, "김바다")
    asked = [cells["cells"][3]["outputs"][0]["data"]["text/plain"] for cells in (first, again, other)]
    assert asked[0] == asked[1] != asked[2]


@pytest.mark.parametrize("notebook", [{}, {"cells": 3}, {"nbformat": 4, "metadata": {}, "cells": ["x"]}])
def test_damage_is_said(workbench, notebook):
    with pytest.raises(SmartLabError, match="damaged"):
        workbench.execute("1반", "t1", notebook, "이하늘")
