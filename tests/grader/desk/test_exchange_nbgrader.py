"""nbgrader itself, unchanged, over the desk: its API, its assignment list, its pages."""

import copy
import os
import subprocess
import sys

import nbformat
import pytest
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory
from traitlets.config import Config

from grader.nbgrader_config import configure
from tests.grader.desk.classroom import HOSTILE_HTML, HOSTILE_OUTPUTS, ROOT, assert_harmless, cell, source_notebook


@pytest.mark.slow
def test_from_release_to_feedback(classroom, clock):
    teacher = classroom.release()
    assert teacher.get_assignments()[0]["status"] == "released"

    lee = classroom.student("token-lee")
    (item,) = lee.list_assignments()["value"]
    assert (item["status"], item["assignment_id"]) == ("released", "c2")
    assert lee.fetch_assignment("3-2", "c2") == {"success": True}
    (item,) = lee.list_assignments()["value"]
    assert item["status"] == "fetched" and item["notebooks"][0]["path"] == "c2/assignment.ipynb"
    stub = nbformat.read(classroom.top / "token-lee" / "c2" / "assignment.ipynb", 4).cells[1].source
    assert stub == "raise NotImplementedError()"
    classroom.write_answer("token-lee", "def answer():\n    return 42\n")
    assert lee.submit_assignment("3-2", "c2") == {"success": True}

    park = classroom.student("token-park")
    park.fetch_assignment("3-2", "c2")
    classroom.write_answer("token-park", "def answer():\n    return 41\n")
    clock.pass_seconds(60)
    park.submit_assignment("3-2", "c2")
    (_, submitted) = park.list_assignments()["value"]
    assert [one["timestamp"] for one in submitted["submissions"]] == ["2026-11-20 01:03:03.000004 UTC"]
    assert submitted["student_id"] == "park" and not submitted["submissions"][0]["has_exchange_feedback"]

    teacher = classroom.teacher()
    assert teacher.collect("c2")["success"]
    assert teacher.get_submitted_students("c2") == {"이하늘", "park"}
    for student in ("이하늘", "park"):
        result = teacher.autograde("c2", student)
        assert result["success"], result
    assert {one["student"]: one["score"] for one in teacher.get_submissions("c2")} == {"이하늘": 5.0, "park": 0.0}
    assert teacher.get_autograded_students("c2") == {"이하늘", "park"}
    for result in (teacher.generate_feedback("c2"), teacher.release_feedback("c2")):
        assert result["success"], result

    lee = classroom.student("token-lee")
    (_, submitted) = lee.list_assignments()["value"]
    assert submitted["submissions"][0]["has_exchange_feedback"]
    assert not submitted["submissions"][0]["has_local_feedback"]
    assert lee.fetch_feedback("3-2", "c2") == {"success": True}
    (_, submitted) = lee.list_assignments()["value"]
    shown = submitted["submissions"][0]
    assert shown["has_local_feedback"] and not shown["feedback_updated"]
    assert shown["local_feedback_path"] == "c2/feedback/2026-11-20 01:02:03.000004 UTC"
    page = (classroom.top / "token-lee" / shown["local_feedback_path"] / "assignment.html").read_text()
    assert "5점 중 5점" in page and "kept" in page
    assert_harmless(page)
    assert "<script" not in page
    assert not list((classroom.top / "token-park").rglob("*.html"))


@pytest.mark.slow
def test_formgraders_page_keeps_its_scripts_and_loses_the_students(classroom):
    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension

    extra = FormgradeExtension().build_extra_config()
    extra.merge(classroom.config())  # nbgrader loads the config file after this
    notebook = source_notebook()
    notebook.cells[1].outputs = HOSTILE_OUTPUTS
    notebook.cells.append(cell("markdown", HOSTILE_HTML + "\n\n**bold** `a < b` [x](javascript:steal())"))
    resources = {"base_url": "/user/kim", "submission_id": "1", "notebook_id": "assignment", "index": 0, "total": 1}
    page, _ = HTMLExporter(config=extra).from_notebook_node(notebook, resources=resources)
    assert "/formgrader/static/js/formgrade.js" in page and 'class="score tabbable"' in page
    assert page.count("kept") == 2 and "<strong>bold</strong>" in page and "a &lt; b" in page
    assert_harmless(page)


def test_an_existing_folder_is_never_written_over(classroom):
    classroom.hand_out()
    lee = classroom.student("token-lee")
    lee.fetch_assignment("3-2", "c2")
    classroom.write_answer("token-lee", "mine = 1")
    path = classroom.top / "token-lee" / "c2" / "assignment.ipynb"
    mine = path.read_bytes()
    refused = lee.fetch_assignment("3-2", "c2")
    assert not refused["success"] and "폴더가 이미 있어서" in refused["value"]
    assert path.read_bytes() == mine
    (path.parent / "notes.txt").write_text("own")
    config = student_config(classroom)
    config.ExchangeFetchAssignment.replace_missing_files = True
    run(config, "FetchAssignment")
    assert path.read_bytes() == mine and (path.parent / "notes.txt").exists()
    path.unlink()
    run(config, "FetchAssignment")
    assert path.exists()


def student_config(classroom, **options) -> Config:
    config = Config()
    home = classroom.top / "token-lee"
    configure(
        config,
        class_id="3-2",
        class_dir=None,
        role="student",
        desk_url=classroom.desk.url,
        assignment_dir=home,
        **options,
    )
    config.CourseDirectory.assignment_id = "c2"
    return config


def run(config: Config, operation: str):
    make = getattr(ExchangeFactory(config=config), operation)
    return make(coursedir=CourseDirectory(config=config), authenticator=Authenticator(config=config)).start()


def test_missing_and_extra_notebooks_are_named(classroom, caplog):
    classroom.hand_out()
    lee = classroom.student("token-lee")
    lee.fetch_assignment("3-2", "c2")
    folder = classroom.top / "token-lee" / "c2"
    (folder / "assignment.ipynb").rename(folder / "복사본.ipynb")
    with pytest.raises(ExchangeError, match=r"제출하지 않았습니다.*assignment\.ipynb.*복사본\.ipynb"):
        run(student_config(classroom, strict=True), "Submit")
    assert run(student_config(classroom), "Submit") is None
    assert "assignment.ipynb" in caplog.text and "복사본.ipynb" in caplog.text
    (kept,) = classroom.desk.as_("token-kim").submissions("3-2")
    assert kept["notebooks"] == ["복사본.ipynb"]


def test_links_in_the_folder_are_not_sent(classroom):
    classroom.hand_out()
    lee = classroom.student("token-lee")
    lee.fetch_assignment("3-2", "c2")
    (classroom.top / "token-lee" / "c2" / "passwords").symlink_to("/etc/passwd")
    refused = lee.submit_assignment("3-2", "c2")
    assert not refused["success"] and "passwords" in refused["value"] and "보통 파일이 아닙니다" in refused["value"]


def test_collect_takes_the_newest_and_honours_the_due_date(classroom, clock):
    classroom.hand_out()
    lee = classroom.student("token-lee")
    lee.fetch_assignment("3-2", "c2")
    for answer in ("first = 1", "second = 2", "late = 3"):
        classroom.write_answer("token-lee", answer)
        assert lee.submit_assignment("3-2", "c2")["success"]
        clock.pass_seconds(60)
    teacher = classroom.teacher()
    with teacher.gradebook as gradebook:
        gradebook.update_or_create_assignment("c2", duedate="2026-11-20 01:03:30 UTC")
    there = classroom.course / "submitted" / "이하늘" / "c2"

    def collected() -> str:
        return nbformat.read(there / "assignment.ipynb", 4).cells[1].source

    teacher.collect("c2")
    assert collected() == "late = 3"
    assert (there / "timestamp.txt").read_text() == "2026-11-20 01:04:03.000004 UTC"
    config = teacher.config.copy()
    config.ExchangeCollect.before_duedate = True
    config.CourseDirectory.assignment_id = "c2"
    run(config, "Collect")
    assert collected() == "second = 2"
    teacher.collect("c2", update=False)
    assert collected() == "second = 2"


def test_one_damaged_submission_stops_no_other(classroom):
    classroom.hand_out()
    for token in ("token-lee", "token-park"):
        student = classroom.student(token)
        student.fetch_assignment("3-2", "c2")
        assert student.submit_assignment("3-2", "c2")["success"]
    (stored,) = (classroom.top / "desk" / "3-2" / "submissions" / "c2" / "park").rglob("assignment.ipynb")
    stored.chmod(0o600)
    stored.write_bytes(b"changed")
    result = classroom.teacher().collect("c2")
    assert not result["success"] and "가져오지 못한 학생이 있습니다: park" in result["log"]
    assert [path.name for path in (classroom.course / "submitted").iterdir()] == ["이하늘"]


def test_a_teacher_lists_what_came_in(classroom):
    classroom.hand_out()
    for token in ("token-lee", "token-park"):
        student = classroom.student(token)
        student.fetch_assignment("3-2", "c2")
        assert student.submit_assignment("3-2", "c2")["success"]
    classroom.sign_in("token-kim")
    config = classroom.config()
    config.ExchangeList.inbound = True
    assert [item["student_id"] for item in run(config, "List")] == ["park", "이하늘"]
    config.CourseDirectory.student_id = "park"
    assert [item["student_id"] for item in run(config, "List")] == ["park"]
    config.ExchangeList.remove = True
    with pytest.raises(RuntimeError, match="지울 수 없습니다"):
        run(config, "List")
    classroom.sign_in("token-lee")
    config.CourseDirectory.student_id = "*"
    config.ExchangeList.remove = False
    assert [item["student_id"] for item in run(config, "List")] == ["이하늘"], "the desk decides, not the option"


def test_a_copy_in_the_folder_hides_no_feedback(classroom):
    classroom.hand_out()
    lee = classroom.student("token-lee")
    lee.fetch_assignment("3-2", "c2")
    folder = classroom.top / "token-lee" / "c2"
    (folder / "복사본.ipynb").write_bytes((folder / "assignment.ipynb").read_bytes())
    (folder / "evil.html").write_text("<script>")
    assert lee.submit_assignment("3-2", "c2")["success"]
    made = classroom.course / "feedback" / "이하늘" / "c2"
    made.mkdir(parents=True)
    (made / "timestamp.txt").write_text("2026-11-20 01:02:03.000004 UTC")
    (made / "assignment.html").write_text("<p>good")
    (made / "evil.html").write_text("<script>")  # nbgrader copies what was handed in
    assert classroom.teacher().release_feedback("c2")["success"]
    lee = classroom.student("token-lee")
    lee.fetch_feedback("3-2", "c2")
    (_, submitted) = lee.list_assignments()["value"]
    (attempt,) = submitted["submissions"]
    assert attempt["has_exchange_feedback"] and attempt["has_local_feedback"] and not attempt["feedback_updated"]
    fetched = classroom.top / "token-lee" / attempt["local_feedback_path"]
    assert [page.name for page in fetched.iterdir()] == ["assignment.html"]
    (made / "assignment.html").write_text("<p>better")
    assert classroom.teacher().release_feedback("c2", student_id="이하늘")["success"]
    lee = classroom.student("token-lee")
    (_, submitted) = lee.list_assignments()["value"]
    assert submitted["submissions"][0]["feedback_updated"]
    lee.fetch_feedback("3-2", "c2")
    assert (fetched / "assignment.html").read_text() == "<p>better"


@pytest.mark.long
def test_nbgraders_commands_work_too(classroom):
    classroom.hand_out()
    classroom.student("token-lee").fetch_assignment("3-2", "c2")
    (classroom.top / "token-lee" / "c2" / "assignment.ipynb").rename(classroom.top / "token-lee" / "c2" / "b.ipynb")

    def command(*words: str) -> subprocess.CompletedProcess:
        words = (sys.executable, "-m", "nbgrader", *words)
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=60)

    assert "3-2 c2 fetched" in command("list").stderr
    refused = command("submit", "c2", "--strict")
    assert refused.returncode and "제출하지 않았습니다" in refused.stderr
    sent = command("submit", "c2", "--student", "park")
    assert sent.returncode == 0 and "1번째 제출" in sent.stderr, sent.stderr
    (kept,) = classroom.desk.as_("token-kim").submissions("3-2")
    assert kept["student"] == "이하늘", "--student does not make one someone else"
    classroom.desk.__exit__()
    away = command("list")
    assert away.returncode and "제출함에 연결하지 못했습니다" in away.stderr


def test_withdrawing_and_a_second_release(classroom):
    teacher = classroom.release()
    again = teacher.release_assignment("c2")
    assert not again["success"] and "이미 배포되어" in again["log"]
    assert teacher.unrelease("c2")["success"]
    assert teacher.get_assignments()[0]["status"] == "draft"
    assert classroom.student("token-lee").list_assignments() == {"success": True, "value": []}


def test_a_release_that_was_not_generated_says_what_to_do(classroom):
    result = classroom.teacher().release_assignment("c2")
    assert not result["success"] and "Generate" in result["log"]


def test_a_desk_that_is_away_says_so_and_formgrader_still_opens(classroom):
    lee = classroom.student("token-lee")
    classroom.desk.__exit__()
    answer = lee.list_assignments()
    assert not answer["success"] and "제출함에 연결하지 못했습니다" in answer["value"]
    teacher = classroom.teacher()
    assert teacher.exchange_missing
    assert teacher.get_assignments()[0]["status"] == "draft"


def test_a_student_of_two_classes_gets_two_folders(classroom):
    classroom.hand_out()
    classroom.desk.people["token-lee"].classes["3-3"] = "student"
    try:
        classroom.desk.as_("token-jung").release("3-3", "c2", {"assignment.ipynb": b"{}"}, replace=False)
        classroom.sign_in("token-lee")
        config = student_config(classroom, path_includes_course=True)
        config.CourseDirectory.course_id = ""
        config.CourseDirectory.assignment_id = ""
        assert [item["course_id"] for item in run(config, "List")] == ["3-2", "3-3"]
        config.CourseDirectory.course_id, config.CourseDirectory.assignment_id = "3-3", "c2"
        run(config, "FetchAssignment")
        assert (classroom.top / "token-lee" / "3-3" / "c2" / "assignment.ipynb").read_bytes() == b"{}"
    finally:
        del classroom.desk.people["token-lee"].classes["3-3"]


def test_no_class_and_no_token_are_told_apart(classroom, monkeypatch):
    config = student_config(classroom)
    config.CourseDirectory.course_id = ""
    classroom.sign_in("token-lee")
    with pytest.raises(ExchangeError, match="어느 반"):
        run(config, "Submit" if (classroom.top / "token-lee" / "c2").mkdir(parents=True) else "FetchFeedback")
    monkeypatch.delenv("JUPYTERHUB_API_TOKEN")
    with pytest.raises(ExchangeError, match="로그인"):
        run(student_config(classroom), "FetchFeedback")


def test_setting_twice_is_setting_once(classroom):
    config = classroom.config()
    once = copy.deepcopy(config)
    configure(config, class_id="3-2", class_dir=classroom.course, role="teacher", desk_url=classroom.desk.url)
    assert config == once


def test_a_student_needs_no_teachers_modules():
    code = (
        "import sys; from traitlets.config import Config; from grader.nbgrader_config import configure; "
        "configure(Config(), class_id='3-2', class_dir=None, role='student', desk_url='http://127.0.0.1:1'); "
        "print([name for name in sys.modules if name.startswith(('nbgrader', 'nbconvert', 'labs', 'numpy'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, timeout=60)
    assert done.stdout.strip() == b"[]"
