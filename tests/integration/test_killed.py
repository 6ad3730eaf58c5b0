"""Killed without a word in the middle of a class: what was handed in is graded all the same, and only once."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
import requests
from nbgrader.api import Gradebook

from courses.builder import find_units
from courses.known_answers import known_answers
from grader.desk.intake import Intake
from hub_config.classes import Classes
from hub_config.desk_store import queue_at, store_at
from hub_config.settings import load
from tests.integration.conftest import School, free_port, start_school, stop_school

# Half a minute and three schools: parts that are killed one by one are in test_grading_on_submission.
pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(600)]
CLASS, UNIT = "line", "c2"
STUDENTS = [f"s{number:02d}" for number in range(30)]
GOOD = STUDENTS[::10]
HURRIED = "s30"  # whose submission the kill finds half announced


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A school in which thirty have handed c2 in, three of them the solution, and nobody has graded."""
    settings = load(tmp_path_factory.mktemp("killed") / "school", language="ko")
    settings.prepare_folders()
    classes = Classes(settings)
    classes.create(CLASS, language="ko", units=[UNIT])
    classes.roster_add(CLASS, "kim", role="teacher", password="password")
    classes.release(CLASS, UNIT)
    intake = Intake(store_at(settings.desk_folder), queue_at(settings.desk_folder))
    answers = {answer.name: nbformat.writes(answer.notebook) for answer in known_answers(find_units([UNIT])[UNIT])}
    for student in STUDENTS:
        text = answers["solution" if student in GOOD else "untouched"]
        intake.submit(CLASS, UNIT, student, {"assignment.ipynb": text.encode()})
    return settings.home


@pytest.fixture(scope="module")
def school(home) -> School:
    """The school of `home` after it was killed while it graded, and started again."""
    killed = start_school(home, free_port())
    until(lambda: 0 < states(home).count("graded") < len(STUDENTS) and "grading" in states(home))
    for process in of_school(home):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    killed.process.wait(20)
    killed.process.stdout.close()
    until(lambda: not of_school(home))
    assert set(states(home)) - {"graded"}, "it was killed too late to be a test"
    queue, store = queue_at(home / "desk"), store_at(home / "desk")
    queue.announce(CLASS, UNIT, HURRIED)
    store.submit(CLASS, UNIT, HURRIED, store.submission_files(CLASS, UNIT, STUDENTS[1], 1))
    again = start_school(home, free_port())
    yield again
    stop_school(again)


def states(home: Path) -> list[str]:
    return [entry.state for entry in queue_at(home / "desk").entries(CLASS)]


def of_school(home: Path, *words: str) -> list[int]:
    """The living processes that know the school's folder and have `words` in their command line."""
    found = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdigit() and int(folder.name) != os.getpid():
                line = (folder / "cmdline").read_bytes()
                ours = str(home).encode() in (folder / "environ").read_bytes() + line
                if ours and line and all(word.encode() in line for word in words):
                    found.append(int(folder.name))
    return found


def until(done: Callable[[], bool], seconds: float = 240.0) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def test_everybody_gets_feedback_and_one_grade_for_the_one_attempt(school):
    until(lambda: states(school.home) == ["graded"] * (len(STUDENTS) + 1))
    found = store_at(school.home / "desk").submissions(CLASS, assignment=UNIT)
    assert [(item.student, item.attempt) for item in found] == [(name, 1) for name in (*STUDENTS, HURRIED)]
    assert all(item.feedback for item in found)
    with Gradebook(f"sqlite:///{school.home}/classes/{CLASS}/gradebook.db") as book:
        scores = {item.student.id: item.score for item in book.assignment_submissions(UNIT)}
    assert scores == {name: 15.0 if name in GOOD else 0.0 for name in (*STUDENTS, HURRIED)}


# JupyterHub looks after its proxy every 5 s and after its services every 30 s
@pytest.mark.parametrize(
    ("part", "path"),
    [(["configurable-http-proxy"], "/hub/health"), (["hub_config.serve", "plants"], "/services/plants/health")],
)
def test_a_part_killed_alone_comes_back(school, part, path):
    old = of_school(school.home, *part)
    for process in old:
        os.kill(process, signal.SIGKILL)
    until(lambda: not set(old) & set(of_school(school.home, *part)))
    until(lambda: answers(school.address + path))
    assert of_school(school.home, *part)


def test_a_hub_killed_alone_ends_everything_with_a_sentence(school):
    (hub,) = of_school(school.home, "hub_config.hub_process")
    os.kill(hub, signal.SIGKILL)
    assert school.process.wait(60) == 1
    assert "hub.log" in school.process.stdout.read()
    until(lambda: not of_school(school.home))


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).status_code == 200
    except requests.RequestException:
        return False
