"""A whole class at once leaves what nbgrader's own autograding leaves, submission by submission."""

import shutil

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import GetGrades
from traitlets.config import Config

from grader.batch import Batch
from grader.executor import Executor
from grader.feedback import ReadGrades
from grader.grading import Patience
from grader.lanes import STALL_SECONDS
from grader.nbgrader_config import TEXT_STUB, configure
from labs.language import SmartLabError
from tests.grader.attacks import attacked
from tests.grader.conftest import DOUBLE, KEEP_WARM, submission

STUB = "### BEGIN SOLUTION\npass\n### END SOLUTION"
SECRET = "secret"
BENT = ("same_ids", "checks_as_text", "mangled_metadata")
WRONG = "def double(number):\n    return number"
ENDLESS = "while True:\n    pass"


def write(folder, notebook):
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "assignment.ipynb")


def with_words(notebook, words: str):
    """Return the notebook with a further cell, an answer in words that a person grades."""
    cell = new_markdown_cell(words)
    about = {"grade": True, "solution": True, "locked": False, "task": False, "points": 3, "schema_version": 3}
    cell.metadata["nbgrader"] = {**about, "grade_id": "why"}
    notebook.cells.append(cell)
    return notebook


def handed_in() -> dict:
    shapes = {f"bent-{shape}": attacked(submission(WRONG, "pass"), shape) for shape in BENT}
    return {
        "김하늘": with_words(submission(DOUBLE, KEEP_WARM), "왜냐하면"),
        "silent": with_words(submission("pass", "pass"), TEXT_STUB),
        "wrong": submission(WRONG, "pass"),
        "stub": submission("pass", "pass"),
        "loud": submission(f"print('x\\n' * 3000)\n{DOUBLE}", "pass"),
        **shapes,
    }


@pytest.fixture(scope="module")
def twins(tmp_path_factory, executor):
    """The same class twice: graded one by one through nbgrader, and as a batch; yields (api, one by one, batch)."""
    secret = tmp_path_factory.mktemp("secret") / "secret"
    secret.write_text(SECRET)
    folders, batches = [], []
    for name in ("nbgrader", "batch"):
        root = tmp_path_factory.mktemp(name)
        config = Config()
        configure(config, class_id="3-2", class_dir=root, role="teacher", desk_url="")
        config.ExamineNotebook.executor, config.ExamineNotebook.secret_file = executor, str(secret)
        config.LateSubmissionPlugin.penalty_method = "zero"
        write(root / "source" / "t1", with_words(submission(STUB, STUB), "The model answer"))
        (root / "source" / "t1" / "data.csv").write_text("the teacher's")
        api = NbGraderAPI(CourseDirectory(config=config), config=config)
        assert api.generate_assignment("t1")["success"]
        with api.gradebook as book:
            book.update_or_create_assignment("t1", duedate="2026-11-20 12:00:00 UTC")
        for number, (student, notebook) in enumerate(handed_in().items()):
            folder = root / "submitted" / student / "t1"
            write(folder, notebook)
            (folder / "timestamp.txt").write_text(f"2026-11-20 {11 + number % 2}:30:00 UTC")
            (folder / "data.csv").write_text("changed")
            (folder / "notes").mkdir()
            (folder / "notes" / "own.txt").write_text("own")
        folders.append(root)
        batches.append(Batch(api.coursedir, "t1", executor, SECRET, config=config))
        if name == "nbgrader":
            for student in handed_in():
                result = api.autograde("t1", student)
                assert result["success"], result
    return api, folders, batches[1]


@pytest.fixture(scope="module")
def graded(twins):
    return {entry.student: entry for entry in twins[2].grade()}


def rows(root):
    """Everything that grading writes into the gradebook, without random ids."""
    with Gradebook(f"sqlite:///{root}/gradebook.db", "3-2") as book:
        found = {}
        for each in book.assignment_submissions("t1"):
            (notebook,) = each.notebooks
            grades = {
                grade.name: (grade.auto_score, grade.manual_score, grade.needs_manual_grade, grade.score)
                for grade in notebook.grades
            }
            comments = {comment.name: comment.auto_comment for comment in notebook.comments}
            late = (each.timestamp, notebook.late_submission_penalty)
            found[each.student.id] = grades, comments, late, each.score
    return found


def files(root):
    """{path: content} of the autograded folder; notebooks without what differs from run to run."""
    found = {}
    for path in sorted((root / "autograded").rglob("*")):
        if path.suffix == ".ipynb":
            notebook = nbformat.read(path, 4)
            for cell in notebook.cells:
                cell.pop("id")
            found[str(path.relative_to(root))] = notebook
        elif path.is_file():
            found[str(path.relative_to(root))] = path.read_text()
        assert path.is_dir() or path.stat().st_mode & 0o777 == 0o444, path
    return found


def test_the_gradebook_is_what_nbgrader_itself_would_have_written(twins, graded):
    (stock, ours), expected = twins[1], set(handed_in())
    assert rows(ours) == rows(stock) and set(rows(ours)) == expected
    for student, entry in graded.items():
        assert entry.error is None and entry.score == rows(ours)[student][3] and entry.max_score == 9.0
    assert rows(ours)["김하늘"][0]["why"] == (None, None, True, 0.0), "words wait for a person"
    assert rows(ours)["silent"][0]["why"] == (0.0, None, False, 0.0)


def test_the_autograded_files_are_what_nbgrader_itself_would_have_written(twins, graded):
    stock, ours = map(files, twins[1])
    assert stock == ours
    assert ours["autograded/wrong/t1/data.csv"] == "the teacher's"


def test_autograded_notebooks_are_valid(twins, graded):
    for path in (twins[1][1] / "autograded").rglob("*.ipynb"):
        nbformat.validate(nbformat.read(path, 4))


def test_grading_again_keeps_what_a_person_gave_and_asks_for_another_look(twins, graded):
    root = twins[1][1]
    with Gradebook(f"sqlite:///{root}/gradebook.db", "3-2") as book:
        grade = book.find_grade("doubles", "assignment", "t1", "wrong")
        grade.manual_score, grade.extra_credit = 1.5, 0.25
        book.db.commit()
    (entry,) = twins[2].grade(["wrong"])
    assert entry.score == 1.75 and rows(root)["wrong"][0]["doubles"] == (0.0, 1.5, True, 1.75)
    with Gradebook(f"sqlite:///{root}/gradebook.db", "3-2") as book:
        grade = book.find_grade("doubles", "assignment", "t1", "wrong")
        grade.manual_score = grade.extra_credit = None
        book.db.commit()
    list(twins[2].grade(["wrong"]))


def test_feedback_follows_unchanged(twins, graded):
    api, (_, root), _ = twins
    result = api.generate_feedback("t1", "김하늘")
    assert result["success"], result["log"]
    assert "That is the double." in (root / "feedback" / "김하늘" / "t1" / "assignment.html").read_text()


@pytest.mark.parametrize("student", ["김하늘", "silent", "wrong", *(f"bent-{shape}" for shape in BENT)])
def test_feedback_reads_from_the_gradebook_what_nbgrader_itself_reads(twins, graded, student):
    root = twins[1][1]
    with Gradebook(f"sqlite:///{root}/gradebook.db", "3-2") as book:
        notebook = book.find_submission_notebook("assignment", "t1", student)
        notebook.late_submission_penalty, before = 0.5, notebook.late_submission_penalty
        book.find_comment("double", "assignment", "t1", student).manual_comment = "Well done."
        book.db.commit()
    read = {}
    for reader in (GetGrades, ReadGrades):
        about = {"notebook": "assignment", "assignment": "t1", "student": student}
        resources = {"nbgrader": {**about, "db_url": f"sqlite:///{root}/gradebook.db"}}
        page = nbformat.read(root / "autograded" / student / "t1" / "assignment.ipynb", 4)
        read[reader] = reader().preprocess(page, resources)
    (stock, sums), (ours, own_sums) = read.values()
    for cell in ours.cells:
        mine = cell.metadata.get("nbgrader", {})
        if mine.pop("waits", False):  # what our own adds: a first paragraph for an answer that waits
            assert mine.grade_id == "why" and "not counted" in mine.comment.partition("\n\n")[0]
            mine.comment = mine.comment.partition("\n\n")[2] or None
    assert ours == stock and own_sums == sums
    with Gradebook(f"sqlite:///{root}/gradebook.db", "3-2") as book:
        book.find_submission_notebook("assignment", "t1", student).late_submission_penalty = before
        book.find_comment("double", "assignment", "t1", student).manual_comment = None
        book.db.commit()


def test_a_damaged_file_gets_a_sentence_and_the_others_their_grades(twins):
    api, (_, root), batch = twins
    folder = root / "submitted" / "cut" / "t1"
    folder.mkdir(parents=True)
    (folder / "assignment.ipynb").write_text('{"cells": [')
    try:
        entries = {entry.student: entry for entry in batch.grade(["cut", "김하늘"])}
        assert entries["cut"].score == 0 and "damaged" in entries["cut"].error.en
        assert entries["김하늘"].score == 6.0
        assert rows(root)["cut"][0] == dict.fromkeys(("doubles", "keeps-warm", "why"), (0.0, None, False, 0.0))
        assert api.generate_feedback("t1", "cut")["success"]
        page = (root / "feedback" / "cut" / "t1" / "assignment.html").read_text()
        assert "it is damaged or not a notebook" in page
    finally:
        shutil.rmtree(folder)


def test_an_endless_loop_gives_way_and_is_graded_last(twins, unit, warm):
    api, (_, root), _ = twins
    for student in ("endless", "one", "two", "three"):
        write(root / "submitted" / student / "t1", submission(ENDLESS if student == "endless" else DOUBLE, "pass"))
    executor = Executor(unit, warm=warm, language="en", patience=Patience(cell_seconds=2 * STALL_SECONDS))
    try:
        entries = list(Batch(api.coursedir, "t1", executor, SECRET).grade(["endless", "one", "three", "two"], jobs=1))
        assert [entry.student for entry in entries] == ["one", "three", "two", "endless"]
        assert [entry.score for entry in entries] == [2.0, 2.0, 2.0, 0.0] and entries[-1].error
    finally:
        for student in ("endless", "one", "two", "three"):
            shutil.rmtree(root / "submitted" / student)


def test_an_assignment_that_was_never_released_is_named(twins, executor):
    with pytest.raises(SmartLabError, match="t9"):
        list(Batch(twins[0].coursedir, "t9", executor, SECRET).grade())
