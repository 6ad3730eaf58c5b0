"""nbgrader's own JupyterLab extensions, in real Jupyter servers, over the desk."""

from urllib.parse import quote

import pytest

from tests.grader.desk.classroom import assert_harmless, lab, write_config


@pytest.mark.slow
def test_the_assignment_list_and_formgrader_work_unchanged(classroom):
    teacher_home, student_home = classroom.top / "kim", classroom.top / "lee"
    for home in (teacher_home, student_home):
        home.mkdir()
    classroom.course.rename(teacher_home / "class")
    course = repr(str(teacher_home / "class"))
    url = repr(classroom.desk.url)
    write_config(teacher_home, f"class_id='3-2', class_dir=Path({course}), role='teacher', desk_url={url}")
    write_config(student_home, f"class_id='3-2', class_dir=None, role='student', desk_url={url}")
    with lab(teacher_home, "token-kim") as teacher, lab(student_home, "token-lee") as student:
        page = teacher.get("/formgrader/manage_assignments").text
        assert "3-2" in page
        for step in ("assign", "release"):
            assert teacher.post(f"/formgrader/api/assignment/c2/{step}")["success"], step
        assert teacher.get("/formgrader/api/assignments").json()[0]["status"] == "released"

        assert student.get("/courses").json() == {"success": True, "value": ["3-2"]}
        what = {"course_id": "3-2", "assignment_id": "c2"}
        assert [item["status"] for item in student.post("/assignments/fetch", **what)["value"]] == ["fetched"]
        path = student_home / "c2" / "assignment.ipynb"
        path.write_text(path.read_text().replace("raise NotImplementedError()", "answer = 42"))
        listed = student.post("/assignments/submit", **what)["value"]
        assert [item["status"] for item in listed] == ["fetched", "submitted"]

        assert teacher.post("/formgrader/api/assignment/c2/collect")["success"]
        who = quote("이하늘")
        assert teacher.post(f"/formgrader/api/submission/c2/{who}/autograde")["success"]
        (graded,) = teacher.get("/formgrader/api/submissions/c2").json()
        assert (graded["student"], graded["score"], graded["autograded"]) == ("이하늘", 5.0, True)
        (notebook,) = teacher.get("/formgrader/api/submitted_notebooks/c2/assignment").json()
        page = teacher.get(f"/formgrader/submissions/{notebook['id']}/").text
        assert "/formgrader/static/js/formgrade.js" in page and "kept" in page and "steal()</script>" not in page
        assert_harmless(page)
        for step in ("generate_feedback", "release_feedback"):
            assert teacher.post(f"/formgrader/api/assignment/c2/{who}/{step}")["success"], step

        (_, submitted) = student.post("/assignments/fetch_feedback", **what)["value"]
        (attempt,) = submitted["submissions"]
        assert attempt["has_local_feedback"] and attempt["has_exchange_feedback"]
        page = (student_home / attempt["local_feedback_path"] / "assignment.html").read_text()
        assert "5점 중 5점" in page
        assert_harmless(page)
