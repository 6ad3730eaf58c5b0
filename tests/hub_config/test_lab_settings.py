"""What Lab is told, by role and language."""

import json

import pytest

from grader import class_lock
from hub_config.accounts import Account
from hub_config.lab_settings import server_files
from hub_config.nbgrader_files import nbgrader_config
from hub_config.welcome import first_page, write_welcome


def files(role="student", language="ko"):
    made = server_files(role=role, language=language, idle_minutes=60)
    return {name: json.loads(text) for name, text in made.items() if name.endswith(".json")}


def test_students_get_no_formgrader_and_teachers_do():
    for role, wanted in (("student", False), ("teacher", True)):
        made = files(role)
        extensions = made["jupyter_server_config.json"]["ServerApp"]["jpserver_extensions"]
        assert extensions["nbgrader.server_extensions.formgrader"] is wanted
        assert extensions["nbgrader.server_extensions.assignment_list"] is True
        disabled = made["labconfig/page_config.json"]["disabledExtensions"]
        assert disabled["@jupyter/nbgrader:formgrader"] is not wanted


@pytest.mark.parametrize(("language", "locale"), [("ko", "ko_KR"), ("en", "en")])
def test_lab_speaks_the_accounts_language(language, locale):
    overrides = files(language=language)["labconfig/default_setting_overrides.json"]
    assert overrides["@jupyterlab/translation-extension:plugin"]["locale"] == locale


def test_nothing_calls_the_internet():
    lab = files()["jupyter_server_config.json"]["LabApp"]
    assert lab == {
        "news_url": None,
        "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "extension_manager": "readonly",
    }


@pytest.fixture(autouse=True)
def locked(monkeypatch):
    """How often a configuration has locked nbgrader's steps; here it must not, in the process of all tests."""
    calls = []
    monkeypatch.setattr(class_lock, "lock_steps", lambda: calls.append(1))
    return calls


def run_config(account, tmp_path, class_id=None):
    """Execute the written file as nbgrader does; return the resulting configuration."""
    from traitlets.config import Config

    c = Config()
    text = nbgrader_config(account, tmp_path, "http://127.0.0.1:1/services/desk", class_id)
    exec(compile(text, "nbgrader_config.py", "exec"), {"get_config": lambda: c})
    return c


def test_a_teachers_formgrader_works_on_the_teachers_class(tmp_path, locked):
    c = run_config(Account("tea", "T", "ko", {"b": "teacher", "a": "student"}), tmp_path)
    assert (c.CourseDirectory.course_id, c.CourseDirectory.root) == ("b", str(tmp_path / "classes/b"))
    c = run_config(Account("tea", "T", "ko", {"b": "teacher", "c": "teacher"}), tmp_path, "c")
    assert (c.CourseDirectory.course_id, c.CourseDirectory.root) == ("c", str(tmp_path / "classes/c"))
    assert len(locked) == 2, "commands that a teacher types take their turn"


def test_a_student_of_two_classes_gets_both(tmp_path, locked):
    c = run_config(Account("m", "M", "ko", {"b": "student", "a": "student"}), tmp_path)
    assert (c.CourseDirectory.course_id, c.DeskExchange.path_includes_course) == ("", True)
    c = run_config(Account("m", "M", "ko", {"b": "student"}), tmp_path)
    assert (c.CourseDirectory.course_id, c.DeskExchange.path_includes_course) == ("b", False)
    assert not locked


def test_an_empty_home_gets_a_page_once_and_in_the_persons_language(tmp_path):
    write_welcome(tmp_path, "student", "ko")
    assert "Assignment List" in (tmp_path / "시작하기.md").read_text()
    assert first_page(tmp_path, "ko").endswith(".md") and first_page(tmp_path, "ko").isascii()
    (tmp_path / "시작하기.md").rename(tmp_path / "c2.md")
    write_welcome(tmp_path, "student", "en")
    assert [path.name for path in tmp_path.iterdir()] == ["c2.md"]
    assert first_page(tmp_path, "ko") == "/lab"
