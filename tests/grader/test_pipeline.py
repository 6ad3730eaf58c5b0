"""A folder of submissions as teachers really get it: Korean names, damaged files, empty folders, links."""

import json
import os
import unicodedata
from pathlib import Path

import nbformat
import pytest

from grader.notebooks import read_notebook
from grader.pipeline import grade_folder
from labs.language import SmartLabError
from labs.runtime.errors import SandboxUnavailable
from tests.grader.conftest import KEEP_WARM, submission


def put(folder: Path, student: str, content: bytes | None) -> Path:
    (folder / student).mkdir(parents=True)
    path = folder / student / "assignment.ipynb"
    if content is not None:
        path.write_bytes(content)
    return path


def notebook_bytes(notebook) -> bytes:
    return nbformat.writes(notebook).encode("utf-8")


@pytest.fixture
def class_folder(tmp_path) -> Path:
    folder = tmp_path / "제출물"
    good = submission(keep_warm=KEEP_WARM)
    put(folder, unicodedata.normalize("NFD", "김하늘"), notebook_bytes(good))
    put(folder, "blank", b"")
    put(folder, "cut", notebook_bytes(good)[:700])
    put(folder, "list", b"[1, 2]")
    put(folder, "nocells", b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}')
    put(folder, "missing", None)
    put(folder, "old", json.dumps(_version_3()).encode())
    put(folder, "twins", _with_equal_cell_ids(good))
    link = put(folder, "link", None)
    link.symlink_to("/etc/hostname")
    put(folder, "pipe", None)
    os.mkfifo(folder / "pipe" / "assignment.ipynb")
    (folder / "notes.txt").write_text("not a student")
    (folder / ".ipynb_checkpoints").mkdir()
    return folder


def _with_equal_cell_ids(notebook) -> bytes:
    content = json.loads(nbformat.writes(notebook))
    for cell in content["cells"]:
        cell["id"] = "same"
    return json.dumps(content).encode()


def _version_3() -> dict:
    cell = {"cell_type": "code", "input": ["def double(number):\n", "    return 2 * number"], "outputs": []}
    cell |= {"language": "python", "metadata": {}, "collapsed": False}
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": "x"}, "worksheets": [{"cells": [cell]}]}


def test_one_bad_notebook_spoils_nobody_elses_grade(class_folder, courses_dir):
    progress = []
    report = grade_folder(
        "t1",
        class_folder,
        jobs=2,
        seed=3,
        courses_dir=courses_dir,
        language="en",
        progress=lambda *at: progress.append(at),
    )
    assert json.loads(json.dumps(report)) == report
    assert set(report) == {"unit", "submissions"}
    by_name = {item["student"]: item for item in report["submissions"]}
    assert list(by_name) == ["blank", "cut", "link", "list", "missing", "nocells", "old", "pipe", "twins", "김하늘"]
    for name in ("김하늘", "twins"):
        assert (by_name[name]["score"], by_name[name]["max_score"], by_name[name]["error"]) == (6.0, 6.0, None)
    assert by_name["old"]["score"] == 2.0, "a notebook of an older format is read, its missing check is not"
    for name in ("blank", "cut", "list", "nocells", "link", "pipe", "missing"):
        assert by_name[name]["error"].startswith("assignment.ipynb could not be read"), name
        assert by_name[name]["score"] == 0
        assert [check["verdict"] for check in by_name[name]["checks"]] == ["missing", "missing"]
    first = by_name["김하늘"]["checks"][0]
    assert first == {
        "id": "doubles", "points": 2.0, "max_points": 2.0, "verdict": "correct", "message": "That is the double.",
    }  # fmt: skip
    assert [done for done, _, _ in progress] == list(range(11))
    assert progress[-1][1:] == (10, 0.0)


def test_messages_are_in_the_readers_language(tmp_path, courses_dir):
    put(tmp_path / "in", "a", notebook_bytes(submission()))
    report = grade_folder("t1", tmp_path / "in", seed=1, courses_dir=courses_dir, language="ko")
    assert report["submissions"][0]["checks"][0]["message"] == "두 배가 맞습니다."


def test_a_huge_file_is_not_even_opened(tmp_path):
    path = put(tmp_path, "a", None)
    with path.open("wb") as file:
        file.truncate(21 * 2**20)
    with pytest.raises(SmartLabError, match="20 MB"):
        read_notebook(path)


def test_an_unknown_unit_lists_those_there_are(tmp_path, courses_dir):
    with pytest.raises(SmartLabError, match="t1"):
        grade_folder("z9", tmp_path, courses_dir=courses_dir)


def test_a_folder_that_is_not_there_says_what_was_expected(tmp_path, courses_dir):
    with pytest.raises(SmartLabError, match=r"assignment\.ipynb"):
        grade_folder("t1", tmp_path / "nowhere", courses_dir=courses_dir)


def test_without_a_sandbox_nothing_is_graded(tmp_path, courses_dir, monkeypatch):
    put(tmp_path / "in", "a", notebook_bytes(submission()))
    monkeypatch.setenv("PATH", str(tmp_path))  # no bwrap here
    with pytest.raises(SandboxUnavailable):
        grade_folder("t1", tmp_path / "in", courses_dir=courses_dir)
