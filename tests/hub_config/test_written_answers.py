"""An answer in words, from the unit's source to the CSV: the teacher gives its points and everybody is told so."""

import csv
import re

import nbformat
import pytest

from courses.builder import build
from grader.pipeline import grade_folder
from grader.workbench import Workbench
from hub_config import class_cli, grading
from hub_config.books import Books
from hub_config.classes import Classes
from hub_config.desk_store import store_at
from hub_config.reports import print_grades
from hub_config.settings import load
from labs.language import Bilingual
from tests.grader.conftest import DOUBLE
from tests.hub_config.test_class_grader import MESSAGES, School, write_checks

UNIT_TOML = """id = "u1"
title = {ko = "연습", en = "Trial"}
checks = ["doubles"]

[[written]]
id = "why"
points = 3
guide = {ko = "까닭을 말하면 3점", en = "3 points for the reason"}
"""
ASSIGNMENT = """# %% setup="begin"
from labs.check import examination

check = examination("u1")


# %% answer="double"
def double(number):
    ### BEGIN SOLUTION
    return 2 * number
    ### END SOLUTION


# %% check="doubles" points=4
check("doubles", double)

# %% [markdown] lang="ko" answer="why" points=3
# 모범 답안

# %% [markdown] lang="en" answer="why" points=3
# The model answer
"""
WAITS = Bilingual("선생님의 채점을 기다립니다", "Waits for the teacher")


@pytest.fixture(scope="module")
def courses(tmp_path_factory):
    root = tmp_path_factory.mktemp("courses")
    folder = root / "trial" / "u1_trial"
    folder.mkdir(parents=True)
    for name, text in (("unit.toml", UNIT_TOML), ("messages.toml", MESSAGES), ("assignment.py", ASSIGNMENT)):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "lesson.py").write_text("# %%\nx = 1\n")
    write_checks(root)
    return root


@pytest.fixture(scope="module", params=["ko", "en"])
def school(request, tmp_path_factory, courses):
    """A class in each language whose unit was built, entered and handed out."""
    settings = load(tmp_path_factory.mktemp("school"), language=request.param)
    settings.prepare_folders()
    classes = Classes(settings)
    info = classes.create("a", language=request.param)
    for name in ("hana", "duri"):
        classes.roster_add("a", name, display_name=name, password="password")
    with Books(settings).open(info) as api:
        build(settings.class_folder("a"), request.param, ["u1"], courses)
        assert api.generate_assignment("u1")["success"]
        grading._enter(api, classes.roster("a"))
    store_at(settings.desk_folder).release("a", "u1", {"assignment.ipynb": b"{}"})
    with Workbench("a secret", courses_dir=courses, language=request.param) as bench:
        yield School(settings.home, bench)


def answered(school, words: str | None):
    """What is handed in: the released notebook with the function, and these words where there are any."""
    path = school.settings.class_folder("a") / "release" / "u1" / "assignment.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        assert "odel answer" not in cell.source and "모범" not in cell.source, "it is the teacher's"
        cell.source = {"double": DOUBLE, "why": words or cell.source}.get(name, cell.source)
    return notebook


def text_of(page: str) -> str:
    return re.sub(r"<[^>]+>", " ", page[page.index("<body") :])


def test_a_written_answer_waits_for_the_teacher_whose_points_then_stay(school, tmp_path):
    language = school.info.language
    school.hand_in("hana", answered(school, "Because."))
    outcome = school.grade("hana")
    assert (outcome.score, outcome.max_score, outcome.by_hand, outcome.attention) == (4.0, 7.0, 1, False)
    with school.book() as book:
        grade = book.find_grade("why", "assignment", "u1", "hana")
        assert (grade.needs_manual_grade, grade.auto_score, grade.max_score) == (True, None, 3.0)
    said = text_of(school.page("hana"))
    assert WAITS.show(language) in said and "✘" not in said, "nothing is wrong yet"
    with school.book() as book:
        grade = book.find_grade("why", "assignment", "u1", "hana")
        grade.manual_score, grade.needs_manual_grade = 2.0, False
        book.db.commit()
    assert school.grade("hana").score == 6.0, "graded again, it keeps what the teacher gave"
    assert WAITS.show(language) not in text_of(school.page("hana"))
    exported = school.classes.export("a", tmp_path / "grades.csv")
    rows = {row["student_id"]: row for row in csv.DictReader(exported.open(encoding="utf-8-sig"))}
    assert (rows["hana"]["score"], rows["hana"]["max_score"]) == ("6.0", "7.0")


def test_an_answer_that_was_left_out_is_0_and_says_so(school):
    school.hand_in("duri", answered(school, None))
    outcome = school.grade("duri")
    assert (outcome.score, outcome.by_hand) == (4.0, 0)
    page = text_of(school.page("duri"))
    assert WAITS.show(school.info.language) not in page
    assert Bilingual("답을 쓰지 않았습니다.", "No response.").show(school.info.language) in page


def test_the_teacher_who_grades_by_command_is_told_what_is_left(school, capsys, monkeypatch):
    monkeypatch.setenv("SMARTLAB_LANGUAGE", "en")
    rows = [{"student": "hana", "score": 4.0, "max_score": 7.0, "by_hand": 2, "error": ""}]
    monkeypatch.setattr(school.classes, "grade", lambda *_: rows)
    class_cli.grade(school.classes, type("Options", (), {"class_id": "a", "unit": "u1"}))
    assert "for you to grade: 2" in capsys.readouterr().out


@pytest.mark.parametrize(("words", "told"), [("Because.", True), (None, False)])
def test_a_folder_s_report_leaves_the_points_to_the_teacher(school, courses, tmp_path, capsys, words, told):
    (tmp_path / "hana").mkdir()
    nbformat.write(answered(school, words), tmp_path / "hana" / "assignment.ipynb")
    report = grade_folder("u1", tmp_path, courses_dir=courses, language="en", seed=1)
    (mine,) = report["submissions"]
    assert (mine["score"], mine["max_score"]) == (4.0, 4.0)
    assert mine["by_hand"] == [{"id": "why", "max_points": 3.0, "answered": told}]
    print_grades(report)
    assert "✎ why" in capsys.readouterr().out
