"""Grading in a real class with nbgrader's own gradebook: points, penalties, second tries, damaged work."""

import contextlib
import csv
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.apps.exportapp import ExportApp
from nbgrader.coursedir import CourseDirectory

from grader.desk.queue import Job
from grader.desk.store import Store
from grader.desk.terms import Terms
from grader.fairness import Fair, Grades
from grader.grading import Graded
from grader.verdict import Verdict
from grader.workbench import Workbench
from hub_config import deadlines, grading
from hub_config.books import Books
from hub_config.class_grader import ClassGrader
from hub_config.classes import Classes
from hub_config.desk_store import queue_at, store_at
from hub_config.grading_worker import GradingWorker
from hub_config.settings import load
from labs.language import Bilingual
from tests.grader.conftest import DOUBLE, answer_cell, check_cell

CHECKS = """
from grader.exam import check

@check("doubles", points={points})
def doubles(exam):
    number = int(exam.rng.integers(10, 1000))
    answer = exam.number(exam.call("double", number))
    exam.expect(answer == {factor} * number, "not-double", answer=answer)
"""
MESSAGES = '[not-double]\nko = "{answer:g}은(는) 두 배가 아닙니다."\nen = "{answer:g} is not the double."\n'
UNIT_TOML = 'id = "u1"\ntitle = {ko = "연습", en = "Trial"}\nchecks = ["doubles"]\n'
WRONG = "def double(number):\n    return number"


def write_checks(courses: Path, *, points: int = 4, factor: int = 2) -> None:
    (courses / "trial" / "u1_trial" / "checks.py").write_text(CHECKS.format(points=points, factor=factor))


@pytest.fixture(scope="module")
def courses(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("courses")
    folder = root / "trial" / "u1_trial"
    folder.mkdir(parents=True)
    (folder / "unit.toml").write_text(UNIT_TOML, encoding="utf-8")
    (folder / "messages.toml").write_text(MESSAGES, encoding="utf-8")
    (folder / "assignment.py").write_text('# %% check="doubles" points=4\ncheck("doubles", double)\n')
    write_checks(root)
    return root


@pytest.fixture(scope="module")
def bench(courses):
    with Workbench("a secret", courses_dir=courses, language="ko") as bench:
        yield bench


def notebook(double: str, essay: str = "…"):
    written = new_markdown_cell(essay)
    about = {"grade": True, "solution": True, "locked": False, "points": 3, "task": False, "schema_version": 3}
    written.metadata["nbgrader"] = about | {"grade_id": "why"}
    cells = [new_markdown_cell("# 과제"), answer_cell("double", double), check_cell("doubles", 4, "double"), written]
    made = new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    for number, cell in enumerate(made.cells):
        cell.id = f"cell-{number}"
    return made


class School:
    """A class `a` with the unit u1 released to it; `hand_in` and `grade` are what a student and the desk do."""

    def __init__(self, home: Path, bench: Workbench) -> None:
        self.settings = load(home, language="ko")
        self.classes = Classes(self.settings)
        self.info = self.classes.find("a")
        self.bench, self.books = bench, Books(self.settings)

    @property
    def store(self) -> Store:
        return store_at(self.settings.desk_folder)

    @property
    def grader(self) -> ClassGrader:
        return ClassGrader(self.settings, self.info, "u1", self.bench, self.books)

    def hand_in(self, student: str, work) -> None:
        data = work if isinstance(work, bytes) else nbformat.writes(work).encode()
        self.store.submit("a", "u1", student, {"assignment.ipynb": data})

    def grade(self, student: str):
        grader = self.grader
        return grader.grade(student, grader.newest(student)[student])

    def page(self, student: str, attempt: int = 1) -> str:
        return self.store.feedback_files("a", "u1", student, attempt)["assignment.html"].decode()

    def book(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.settings.class_folder('a')}/gradebook.db")


@pytest.fixture(scope="module")
def released(tmp_path_factory) -> Path:
    """The data folder of a school with class `a`, two students and u1 handed out; copied for each test."""
    settings = load(tmp_path_factory.mktemp("released"), language="ko")
    settings.prepare_folders()
    classes = Classes(settings)
    info = classes.create("a", language="ko")
    for name in ("hana", "duri"):
        classes.roster_add("a", name, display_name=f"학생 {name}", password="password")
    source = settings.class_folder("a") / "source" / "u1"
    source.mkdir(parents=True)
    nbformat.write(notebook("### BEGIN SOLUTION\npass\n### END SOLUTION"), source / "assignment.ipynb")
    with Books(settings).open(info) as api:
        assert api.generate_assignment("u1")["success"]
        grading._enter(api, classes.roster("a"))
    store_at(settings.desk_folder).release("a", "u1", {"assignment.ipynb": b"{}"})
    return settings.home


@pytest.fixture
def school(tmp_path, released, bench, courses) -> School:
    write_checks(courses)
    shutil.copytree(released, tmp_path / "school")
    return School(tmp_path / "school", bench)


def test_points_and_feedback_follow_in_the_class_s_language(school):
    school.hand_in("hana", notebook(DOUBLE))
    school.hand_in("duri", notebook(WRONG))
    good, bad = school.grade("hana"), school.grade("duri")
    assert (good.score, good.max_score, good.error) == (4.0, 7.0, None)
    assert (bad.score, bad.error, bad.judged) == (0.0, None, True)
    assert "4점 중 4점" in school.page("hana")
    page = school.page("duri")
    assert "두 배가 아닙니다" in page and "exam.expect" not in page and "a secret" not in page


def test_points_given_by_hand_stay_and_count(school):
    school.hand_in("hana", notebook(DOUBLE, "왜냐하면…"))
    school.grade("hana")
    with school.book() as book:
        grade = book.find_grade("why", "assignment", "u1", "hana")
        assert grade.needs_manual_grade
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        book.db.commit()
    assert school.grade("hana").score == 6.5


def test_the_newest_attempt_counts_and_every_attempt_is_kept(school):
    for work in (WRONG, DOUBLE):
        school.hand_in("hana", notebook(work))
        school.grade("hana")
    assert school.grade("hana").score == 4.0
    assert "4점 중 0점" in school.page("hana", 1) and "4점 중 4점" in school.page("hana", 2)


def test_a_damaged_notebook_gets_a_page_that_says_so_and_no_other_is_held_up(school):
    school.hand_in("hana", b'{"cells": [')
    outcome = school.grade("hana")
    assert "손상" in outcome.error.ko and outcome.score == 0.0
    assert "손상" in school.page("hana")


def late_by(school, hours: float, late: str | float, *, extension: float = 0.0) -> Terms:
    due = datetime.now(UTC) - timedelta(hours=hours)
    terms = Terms(due, late)
    return terms.extended("hana", due + timedelta(hours=extension)) if extension else terms


def test_formgrader_shows_the_due_date_that_was_set(school):
    due = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
    deadlines.set_due(school.classes, "a", "u1", due)
    with school.book() as book:
        assert book.find_assignment("u1").duedate == due.replace(tzinfo=None)


def test_a_late_submission_costs_its_percent_and_an_extension_granted_afterwards_gives_it_back(school):
    school.hand_in("hana", notebook(DOUBLE))
    school.store.set_terms("a", "u1", late_by(school, 30, 25.0))
    assert school.grade("hana").score == 2.0
    with school.book() as book:
        found = book.find_submission("u1", "hana")
        assert found.late_submission_penalty == 2.0 and found.total_seconds_late == pytest.approx(30 * 3600, abs=60)
    school.store.set_terms("a", "u1", late_by(school, 30, 25.0, extension=48))
    assert school.grade("hana").score == 4.0
    school.store.set_terms("a", "u1", late_by(school, 30, "accept"))
    assert school.grade("hana").score == 4.0


def test_one_who_joined_after_the_release_is_graded_by_the_due_date_too(school):
    school.store.set_terms("a", "u1", late_by(school, 30, 25.0))
    school.hand_in("late-comer", notebook(DOUBLE))
    assert school.grade("late-comer").score == 2.0


class Unlucky:
    """An executor whose examiner fails `times` times, as one does whose plant was lost."""

    def __init__(self, executor: Grades, times: int) -> None:
        self.unit, self.language, self._executor, self._times = executor.unit, "ko", executor, times

    def grade(self, notebook, seed, stalled=None) -> Graded:
        graded = self._executor.grade(notebook, seed, stalled)
        if self._times <= 0:
            return graded
        self._times -= 1
        lost = Bilingual("설비를 잃었습니다", "the plant was lost")
        (verdict,) = graded.verdicts
        verdicts = [replace(verdict, points=0.0, verdict="keep-working", message_id="examiner-failed", message=lost)]
        return replace(graded, notebook=shown(graded.notebook, verdicts[0]), verdicts=verdicts, error=lost)


def shown(work, verdict: Verdict):
    from grader.outputs import verdict_outputs

    for cell in work.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == verdict.check:
            cell.outputs = verdict_outputs(verdict, "ko")
    return work


class UnluckyBench:
    def __init__(self, bench: Workbench, times: int) -> None:
        self._bench, self.times = bench, times

    def executor(self, unit: str):
        return Fair(Unlucky(self._bench.executor(unit), self.times))


def needs_a_person(school) -> bool:
    with school.book() as book:
        return book.find_grade("doubles", "assignment", "u1", "hana").needs_manual_grade


def test_what_the_examiner_lost_once_is_examined_again_at_once(school):
    school.bench = UnluckyBench(school.bench, 1)
    school.hand_in("hana", notebook(DOUBLE))
    outcome = school.grade("hana")
    assert (outcome.score, outcome.judged) == (4.0, True)


def test_what_the_examiner_keeps_losing_is_marked_for_a_person_until_it_is_judged(school):
    bench, school.bench = school.bench, UnluckyBench(school.bench, 9)
    school.hand_in("hana", notebook(DOUBLE))
    outcome = school.grade("hana")
    assert not outcome.judged and "설비를 잃었습니다" in outcome.error.ko
    assert needs_a_person(school), "a silent 0 is no grade"
    school.bench = bench
    assert school.grade("hana").score == 4.0 and not needs_a_person(school)


def test_the_line_tries_again_and_then_asks_for_a_person(school):
    queue = queue_at(school.settings.desk_folder)
    school.bench = UnluckyBench(school.bench, 9)
    school.hand_in("hana", notebook(DOUBLE))
    queue.request("a", "u1", "hana")
    worker = GradingWorker(queue, lambda job, stalled: school.grade(job.student), threads=0, pause=0.0)
    tries = 0
    while job := queue.claim():
        worker.do(job)
        tries += 1
    (entry,) = queue.entries("a")
    assert tries == 3 and entry.state == "attention" and "설비를 잃었습니다" in entry.note.ko


def test_a_machine_that_fails_is_told_and_tried_again(school):
    queue = queue_at(school.settings.desk_folder)
    queue.request("a", "u1", "hana")

    def grade(job: Job, stalled):
        raise OSError("no space")

    worker = GradingWorker(queue, grade, threads=0, pause=0.0)
    while job := queue.claim():
        worker.do(job)
    (entry,) = queue.entries("a")
    assert entry.state == "attention" and "no space" in entry.note.en


def test_the_export_is_nbgraders_and_opens_in_a_spreadsheet(school):
    school.hand_in("hana", notebook(DOUBLE, "왜냐하면…"))
    school.grade("hana")
    to = school.classes.export("a", school.settings.home / "grades.csv")
    assert to.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = {row["student_id"]: row for row in csv.DictReader(to.open(encoding="utf-8-sig"))}
    assert (rows["hana"]["name"], rows["hana"]["score"]) == ("학생 hana", "4.0")
    assert rows["duri"]["score"] == "0.0" and rows["hana"]["needs_grading"] == "yes", "the essay is not graded yet"


def test_nbgraders_own_export_writes_the_same_file(school, monkeypatch, tmp_path):
    school.hand_in("hana", notebook(DOUBLE))
    school.grade("hana")
    app = ExportApp()
    app.update_config(school.books.config(school.info))
    app.coursedir = CourseDirectory(config=app.config)
    app.init_plugin()
    app.plugin_inst.to = str(tmp_path / "own.csv")
    with school.book() as book:
        app.plugin_inst.export(book)
    exported = school.classes.export("a", tmp_path / "ours.csv")
    assert (tmp_path / "own.csv").read_bytes() == exported.read_bytes()


def test_grading_again_finds_the_same_until_a_check_is_mended(school, courses, monkeypatch):
    monkeypatch.setattr(grading, "Workbench", lambda *_, **__: contextlib.nullcontext(school.bench))
    for student, work in (("hana", DOUBLE), ("duri", WRONG)):
        school.hand_in(student, notebook(work))
        school.grade(student)
    assert school.classes.regrade("a", "u1") == []
    write_checks(courses, factor=1)
    hana, duri = sorted(school.classes.regrade("a", "u1"), key=lambda change: change.student, reverse=True)
    assert (duri.student, duri.score_before, duri.score_after) == ("duri", 0.0, 4.0)
    (before, after) = hana.checks["doubles"]
    assert (hana.student, before.points, after.points) == ("hana", 4.0, 0.0)
    assert "두 배가 아닙니다" in after.message and "두 배가 아닙니다" not in before.message
    newest, first = school.store.regrades("a", "u1")
    assert first["changes"] == [] and newest["graded"] == 2
    assert {change["student"]: change["after"] for change in newest["changes"]} == {"hana": 0.0, "duri": 4.0}
