"""Submissions that are no notebooks cost themselves points and nobody else anything."""

import json
import shutil

import nbformat
import pytest

from courses.known_answers import known_answers
from grader.unit import load_unit
from tests.acceptance.conftest import refused, smartlab

DAMAGED = {
    "empty": b"",
    "text": b"hello {",
    "binary": bytes(range(256)) * 400,
    "list": b"[1, 2]",
    "future": b'{"nbformat": 99, "nbformat_minor": 0, "metadata": {}, "cells": []}',
    "odd-cells": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1, "x"]}',
    "deep": b"[" * 100_000,
}


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="grading needs bubblewrap")
def test_damaged_notebooks_beside_one_that_ends_itself_and_a_good_one(tmp_path):
    for name, content in DAMAGED.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "assignment.ipynb").write_bytes(content)
    (tmp_path / "missing").mkdir()
    (tmp_path / "folder/assignment.ipynb").mkdir(parents=True)
    (tmp_path / "no-student.txt").write_text("")
    answers = {answer.name: answer for answer in known_answers(load_unit("c2").folder)}
    for name in ("good", "ends"):
        notebook = nbformat.from_dict(answers["solution"].notebook)
        if name == "ends":
            notebook.cells.insert(0, nbformat.v4.new_code_cell("import os; os._exit(3)"))
        (tmp_path / name).mkdir()
        nbformat.write(notebook, tmp_path / name / "assignment.ipynb")
    done = smartlab("grade", "c2", tmp_path, "--json", "--seed", 1, language="ko")
    assert done.returncode == 0 and "Traceback" not in done.stderr
    found = {entry["student"]: entry for entry in json.loads(done.stdout)["submissions"]}
    assert set(found) == {*DAMAGED, "missing", "folder", "good", "ends"}
    for name in (*DAMAGED, "missing", "folder"):
        assert found[name]["score"] == 0 and found[name]["error"].endswith("다시 저장해 제출해야 합니다."), found[name]
    assert found["good"]["score"] == found["ends"]["score"] == 15
    assert found["good"]["error"] is None and found["ends"]["error"]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_folder_without_students(tmp_path, language):
    assert "assignment.ipynb" in refused(smartlab("grade", "c2", tmp_path, language=language), language)
