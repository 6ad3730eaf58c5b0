"""nbgrader itself: a real course folder, its own autograde and gradebook, with the examination in place of Execute."""

import os
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from tests.grader.attacks import SHAPES, attacked
from tests.grader.conftest import DOUBLE, KEEP_WARM, submission

STUB = "### BEGIN SOLUTION\npass\n### END SOLUTION"


@pytest.fixture(scope="module")
def course(tmp_path_factory, executor):
    root = tmp_path_factory.mktemp("class")
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.course_id = "1반"
    config.Autograde.sanitize_preprocessors = [
        "grader.nbgrader_plugin.RepairNotebook",
        "nbgrader.preprocessors.ClearOutput",
        "nbgrader.preprocessors.DeduplicateIds",
        "nbgrader.preprocessors.OverwriteKernelspec",
        "nbgrader.preprocessors.OverwriteCells",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    config.Autograde.autograde_preprocessors = [
        "grader.nbgrader_plugin.ExamineNotebook",
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        "nbgrader.preprocessors.SaveAutoGrades",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    config.ExamineNotebook.executor = executor
    put(root / "source" / "t1", submission(STUB, STUB))
    path = os.environ["PATH"]
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{path}"  # nbgrader runs alembic from there
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    assert api.generate_assignment("t1")["success"]
    yield api, root
    os.environ["PATH"] = path


def put(folder: Path, notebook) -> None:
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "assignment.ipynb")


def scores(course, student: str, notebook) -> dict[str, float | None]:
    api, root = course
    put(root / "submitted" / student / "t1", notebook)
    result = api.autograde("t1", student)
    assert result["success"], result["log"]
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        found = gradebook.find_submission_notebook("assignment", "t1", student)
        assert not any(grade.needs_manual_grade for grade in found.grades)
        return {grade.name: grade.auto_score for grade in found.grades}


def test_the_gradebook_gets_the_points(course):
    assert scores(course, "김하늘", submission(DOUBLE, KEEP_WARM)) == {"doubles": 2.0, "keeps-warm": 4.0}


def test_wrong_and_unanswered_are_explicit_zeros(course):
    assert scores(course, "wrong", submission("def double(n):\n    return n", "pass")) == {
        "doubles": 0,
        "keeps-warm": 0,
    }


@pytest.mark.parametrize("shape", SHAPES)
def test_a_bent_notebook_gets_what_a_straight_one_gets(course, shape):
    notebook = attacked(submission("def double(n):\n    return n", KEEP_WARM), shape)
    assert scores(course, f"bent-{shape}", notebook) == {"doubles": 0.0, "keeps-warm": 4.0}


def test_feedback_shows_the_verdict(course):
    api, root = course
    scores(course, "reader", submission(DOUBLE, "pass"))
    result = api.generate_feedback("t1", "reader")
    assert result["success"], result["log"]
    page = (root / "feedback" / "reader" / "t1" / "assignment.html").read_text(encoding="utf-8")
    assert "That is the double." in page


def test_a_damaged_file_fails_alone(course):
    api, root = course
    folder = root / "submitted" / "cut" / "t1"
    folder.mkdir(parents=True)
    (folder / "assignment.ipynb").write_text('{"cells": [')
    assert not api.autograde("t1", "cut")["success"]
    assert scores(course, "after", submission(DOUBLE, "pass"))["doubles"] == 2.0
