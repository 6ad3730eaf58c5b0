"""A real unit, graded by the real executor on real plants, from the teacher's release to the student's feedback."""

import base64
import dataclasses
import shutil

import nbformat
import pytest
from bs4 import BeautifulSoup

from courses.builder import build
from courses.control.c2_pid.answers import GOOD
from grader.executor import Executor, Warm
from grader.notebooks import as_notebook
from grader.pipeline import hidden_seed
from grader.practice import run_practice
from labs.check import examination
from tests.grader.desk.classroom import Classroom, assert_harmless
from tests.grader.desk.conftest import PEOPLE, RunningDesk


@pytest.fixture(scope="module")
def warm():
    with Warm("ko") as started:
        yield started


@pytest.fixture
def unit_room(warm, store, tmp_path, nbgraders_surroundings):
    """The classroom with unit c2 in place of its little notebook."""

    def execute(class_id, unit, notebook, student):
        executor = Executor(unit, warm=warm, language="ko")
        seed = hidden_seed("secret", executor.unit.id, student)
        return executor.grade(as_notebook(nbformat.from_dict(notebook)), seed).notebook

    def practice(unit, link, user):
        run_practice(unit, link, warm.supervisor)

    people = {token: dataclasses.replace(user) for token, user in PEOPLE.items()}
    with RunningDesk(store, people, execute=execute, practice=practice) as running:
        room = Classroom(running, tmp_path, nbgraders_surroundings)
        shutil.rmtree(room.course / "source")
        build(room.course, "ko", ["c2"])
        yield room


@pytest.mark.slow
def test_a_unit_from_release_to_feedback(unit_room):
    unit_room.release()
    answers = next(iter(GOOD.values()))
    for token, filled in (("token-lee", answers), ("token-park", {})):
        student = unit_room.student(token)
        assert student.fetch_assignment("3-2", "c2") == {"success": True}
        path = unit_room.top / token / "c2" / "assignment.ipynb"
        notebook = nbformat.read(path, 4)
        for cell in notebook.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = filled.get(grade_id, cell.source)
        nbformat.write(notebook, path)
        assert student.submit_assignment("3-2", "c2") == {"success": True}

    teacher = unit_room.teacher()
    assert teacher.collect("c2")["success"]
    for student in ("이하늘", "park"):
        result = teacher.autograde("c2", student)
        assert result["success"], result
    scores = {item["student"]: (item["score"], item["max_score"]) for item in teacher.get_submissions("c2")}
    full = scores["이하늘"][1]
    assert scores == {"이하늘": (full, full), "park": (0.0, full)} and full > 0
    for result in (teacher.generate_feedback("c2"), teacher.release_feedback("c2")):
        assert result["success"], result

    lee = unit_room.student("token-lee")
    assert lee.fetch_feedback("3-2", "c2") == {"success": True}
    (page,) = (unit_room.top / "token-lee" / "c2" / "feedback").glob("*/assignment.html")
    html = page.read_text()
    assert_harmless(html)
    soup = BeautifulSoup(html, "html.parser")
    pictures = [img["src"] for img in soup.select(".output_svg img")]
    assert pictures and all(b"<svg" in base64.b64decode(src.partition(",")[2]) for src in pictures)
    assert "점 중" in soup.text


@pytest.mark.slow
def test_practice_from_a_notebook_runs_on_a_real_plant(unit_room, monkeypatch):
    monkeypatch.setenv(
        "SMARTLAB_EXAMINER_URL", unit_room.desk.url.replace("http", "ws", 1) + "/api/units/{unit}/examine"
    )
    unit_room.sign_in("token-lee")
    check = examination("c2", "ko")
    try:
        shown = check("holds-band", lambda plant: plant.write("Zone1.HeaterPower", 100.0))
        assert "holds-band" in repr(shown) and "점 중 0점" in repr(shown)
    finally:
        check.close()
