"""Collecting, grading and exporting a class with the command line's functions while the hub runs."""

import csv

import nbformat
import pytest

from hub_config.classes import Classes
from hub_config.desk_store import store_at
from hub_config.settings import load
from tests.integration.test_story import UNIT, answers

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def classes(school):
    """A class of its own on the running school, in English, with a Korean roster."""
    classes = Classes(load(school.home, language="ko"))
    classes.create("night", title="야간반", language="en", units=[UNIT])
    classes.roster_add("night", "teacher", role="teacher")
    classes.roster_import("night", "아이디,이름\nminsu,김민수\nhana,이하나\njun,=1+1\n")
    return classes


def submit(classes, student: str, given: dict[str, str]) -> None:
    store = store_at(classes.settings.desk_folder)
    files = store.assignment_files("night", UNIT)
    notebook = nbformat.reads(files["assignment.ipynb"].decode(), as_version=4)
    for cell in notebook.cells:
        cell.source = given.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""), cell.source)
    store.submit("night", UNIT, student, {**files, "assignment.ipynb": nbformat.writes(notebook).encode()})


def test_a_class_from_release_to_feedback_and_export(classes, tmp_path):
    released = classes.release("night", UNIT)
    assert "Question 1" in (released / "assignment.ipynb").read_text()
    assert "BEGIN SOLUTION" not in (released / "assignment.ipynb").read_text()
    submit(classes, "minsu", answers("GOOD", "curve-and-class"))
    submit(classes, "hana", answers("BAD", "left-alone"))
    seen = []
    results = {item["student"]: item for item in classes.grade("night", UNIT, lambda *step: seen.append(step))}
    assert [step[:2] for step in seen] == [(1, 2), (2, 2)]
    assert results["minsu"]["score"] == results["minsu"]["max_score"] > 0
    assert results["hana"]["score"] == 0 and not results["hana"]["error"]

    store = store_at(classes.settings.desk_folder)
    page = store.feedback_files("night", UNIT, "hana", 1)["assignment.html"].decode()
    assert "Keep working" in page

    rows = list(csv.DictReader(classes.export("night", tmp_path / "scores.csv").open(encoding="utf-8-sig")))
    by_student = {row["student_id"]: row for row in rows}
    assert (by_student["minsu"]["name"], by_student["minsu"]["score"]) == ("김민수", "15.0")
    assert by_student["jun"]["name"] == "'=1+1" and by_student["jun"]["score"] == "0.0"


def test_a_new_pupil_can_log_in_at_once(school, classes):
    from tests.integration.visitor import Visitor

    passwords = classes.roster_import("night", "new1,새학생\n")
    assert Visitor(school.address).login("new1", passwords["new1"]).status_code == 302


def test_a_teacher_of_two_classes_chooses_whose_lab_to_open(school, classes):
    teacher = school.visitor("teacher")
    home = teacher.http.get(f"{school.address}/hub/home", timeout=20).text
    assert "야간반" in home and "/hub/spawn/teacher/night" in home and "/hub/spawn/teacher/sample" in home
    teacher.open_lab(class_id="night")
    assert [item["name"] for item in teacher.raw("GET", "formgrader/api/assignments").json()] == ["c2"]
    students = {item["id"] for item in teacher.raw("GET", "formgrader/api/students").json()}
    assert "minsu" in students and "student1" not in students


def test_nobody_opens_a_lab_of_a_class_they_do_not_teach(school, classes):
    student = school.visitor("student3")
    answer = student.http.get(f"{school.address}/hub/spawn/student3/night", timeout=60)
    assert "/user/student3/night" not in answer.url
    assert "가르치는 반이 아닙니다" in answer.text
