"""The whole way through the hub: release, fetch, practise, submit, collect, grade, feedback. Everything is real."""

import json
import re

import nbformat
import pytest

from courses.builder import find_units
from grader.unit import load_unit

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

UNIT = "c2"
NO_ANSWER = "raise NotImplementedError()"


def answers(kind: str, name: str) -> dict[str, str]:
    """A good answer of the unit, or the answers of a bad one."""
    scope: dict = {}
    source = (find_units([UNIT])[UNIT] / "answers.py").read_text(encoding="utf-8")
    exec(compile(source, "answers.py", "exec"), scope)
    found = scope[kind][name]
    return found if kind == "GOOD" else found[0]


def notebook_of(student) -> nbformat.NotebookNode:
    content = student.api("GET", f"contents/{UNIT}/assignment.ipynb").json()["content"]
    return nbformat.from_dict(content)


def fill_in(student, given: dict[str, str]) -> nbformat.NotebookNode:
    """Type the answers into the fetched notebook and save it, as Lab does."""
    notebook = notebook_of(student)
    for cell in notebook.cells:
        answer = given.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
        if answer:
            cell.source = answer
    body = {"type": "notebook", "format": "json", "content": notebook}
    assert student.api("PUT", f"contents/{UNIT}/assignment.ipynb", json=body).status_code == 200
    return notebook


def code_of(notebook) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def assignments(student, action: str) -> dict:
    answer = student.raw("POST", f"assignments/{action}", data={"course_id": "sample", "assignment_id": UNIT})
    assert answer.status_code == 200, answer.text
    return answer.json()


def formgrader(teacher, path: str, method: str = "POST"):
    answer = teacher.raw(method, f"formgrader/api/{path}")
    assert answer.status_code == 200, answer.text[-2000:]
    found = answer.json()
    assert not isinstance(found, dict) or found.get("success", True), found
    return found


def test_the_whole_story(school, students):
    one, two = students
    for student in students:
        assert assignments(student, "fetch")["success"]
    # Practice in class: the examiner at the desk answers, in the student's language.
    notebook = fill_in(one, answers("GOOD", "curve-and-class"))
    practised = one.run(f"%cd -q {UNIT}", *code_of(notebook), seconds=120)
    assert practised.count("5점 중 5점") == 3, practised
    fill_in(two, answers("BAD", "p-only"))
    for student in students:
        assert assignments(student, "submit")["success"]

    teacher = school.visitor("teacher")
    teacher.open_lab(class_id="sample")
    formgrader(teacher, f"assignment/{UNIT}/collect")
    scores = {}
    for name in ("student1", "student2"):
        formgrader(teacher, f"submission/{UNIT}/{name}/autograde")
        scores[name] = formgrader(teacher, f"submission/{UNIT}/{name}", "GET")
    highest = sum(check.points for check in load_unit(UNIT).checks.values())
    assert (scores["student1"]["score"], scores["student1"]["max_score"]) == (highest, highest)
    assert scores["student2"]["score"] < highest and scores["student2"]["autograded"]
    formgrader(teacher, f"assignment/{UNIT}/generate_feedback")
    formgrader(teacher, f"assignment/{UNIT}/release_feedback")

    listed = assignments(two, "fetch_feedback")["value"]
    submission = next(item for item in listed if item["status"] == "submitted")["submissions"][0]
    assert submission["has_local_feedback"], json.dumps(listed)[:2000]
    folder = submission["local_feedback_path"]
    page = two.api("GET", f"contents/{folder}/assignment.html").json()["content"]
    assert "<script>alert" not in page and re.search(r"850", page)
