"""Grading beside stock `nbgrader autograde`: the same submissions, the same two cores, gradebook written by both.

Contract: the peer is nbgrader 0.9 with stock configuration in a course folder of its own (tests.benchmarks.submissions
makes both). Before a figure is told, both gradebooks are read with nbgrader's own API: the scores have to be equal.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from nbgrader.api import Gradebook

from courses.builder import find_units, release
from grader.executor import Executor
from labs.language import SmartLabError
from tests.benchmarks import submissions as made
from tests.benchmarks.grade_course import batch
from tests.benchmarks.run import Figure

CLASS = 30
ENDLESS = 3  # which of the thirty never ends: early, so that nearly everybody is still waiting
PLANTS = "c2"
PEER = "nbgrader autograde"


def grading() -> Iterator[Figure]:
    """Yield the figures of one class of thirty."""
    with TemporaryDirectory() as folder:
        submissions = made.plain_submissions(CLASS)
        peer = made.make_course(Path(folder) / "peer", made.UNIT, made.peer_notebook(), submissions)
        ours = plain_course(Path(folder) / "ours", CLASS)
        peer_seconds = _seconds(lambda: made.nbgrader(peer, "autograde", made.UNIT))
        cold_seconds = _seconds(lambda: _from_nothing(ours))
        _require_equal(peer, ours)
        yield Figure(f"{CLASS} plain submissions, from nothing", "s", cold_seconds, PEER, peer_seconds)
        with Executor(made.UNIT, made.UNITS, language="en") as executor:
            yield Figure("the same at the desk (warm)", "s", _warm(ours, made.UNIT, executor), PEER, peer_seconds)
            delay = _delay(ours, executor)
        # nbgrader goes one by one and gives a cell 30 s: everybody behind the endless one waits as long.
        yield Figure("longest delay by one endless submission", "s", delay, "nbgrader's timeout of a cell", 30.0)
        plants = plant_course(Path(folder) / "plants", CLASS)
        with Executor(PLANTS, language="en") as executor:
            seconds = _warm(plants, PLANTS, executor)
        rate, peer_rate = 60 * CLASS / seconds, 60 * CLASS / peer_seconds
        yield Figure(f"{PLANTS} submissions a minute", "/min", rate, f"{PEER}, plain", peer_rate, False)


def growth() -> Iterator[Figure]:
    """Yield how time and memory grow from 100 submissions to 1,000; "peer" is ourselves at 100."""
    with TemporaryDirectory() as folder, Executor(made.UNIT, made.UNITS, language="en") as executor:
        small, large = (plain_course(Path(folder) / str(count), count) for count in (100, 1000))
        _warm(small, made.UNIT, executor)
        each, memory = {}, {}
        for course, count in ((small, 100), (large, 1000)):
            each[count] = 1e3 * _warm(course, made.UNIT, executor) / count
            memory[count] = psutil.Process().memory_info().rss / 1e6
    yield Figure("time a submission, of 1,000", "ms", each[1000], "of 100", each[100])
    yield Figure("memory of the parent after 1,000", "MB", memory[1000], "after 100", memory[100])


def plain_course(root: Path, count: int) -> Path:
    """Return a course folder with `count` plain submissions for SmartLab."""
    source = made.unit_notebook(made.UNITS / "plain" / "p1_functions", made.UNIT)
    return made.make_course(root, made.UNIT, source, made.plain_submissions(count))


def plant_course(root: Path, count: int) -> Path:
    """Return a course folder with `count` submissions of the unit with plants, all of them right."""
    source = made.unit_notebook(find_units([PLANTS])[PLANTS], PLANTS)
    notebook = made.answered(release(source), made.solutions(source))
    return made.make_course(root, PLANTS, source, {f"s{number:04d}": notebook for number in range(count)})


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _from_nothing(course: Path) -> None:
    command = [sys.executable, "-P", "-m", "tests.benchmarks.grade_course", str(course), made.UNIT, str(made.UNITS)]
    subprocess.run(command, check=True)


def _warm(course: Path, unit: str, executor: Executor) -> float:
    """Grade the course and return the seconds it took; raises where one of its submissions could not be graded."""
    begin = time.perf_counter()
    entries = list(batch(course, unit, executor).grade())
    seconds = time.perf_counter() - begin
    failed = [entry for entry in entries if entry.error]
    if failed or not entries:
        raise SmartLabError("채점되지 않은 제출물이 있습니다.", f"Not everything was graded: {failed[:1]}")
    return seconds


def _delay(course: Path, executor: Executor) -> float:
    """Return by how many seconds one endless submission holds up the one it holds up most."""
    usual = _finished(course, executor)
    made.again(course, made.plain_submissions(CLASS, endless=[ENDLESS]), made.UNIT)
    held_up = _finished(course, executor)
    return max(seconds - usual[student] for student, seconds in held_up.items() if student != f"s{ENDLESS:04d}")


def _finished(course: Path, executor: Executor) -> dict[str, float]:
    """Return when each student's grade stood in the gradebook, in seconds from the beginning of the batch."""
    begin = time.perf_counter()
    entries = batch(course, made.UNIT, executor).grade()
    return {entry.student: time.perf_counter() - begin for entry in entries}


def _require_equal(peer: Path, ours: Path) -> None:
    scores = [_scores(peer), _scores(ours)]
    if scores[0] != scores[1] or len(scores[0]) != CLASS:
        raise SmartLabError(
            "두 성적부의 점수가 다릅니다. 성능을 비교할 수 없습니다.",
            f"The two gradebooks differ, so that speeds cannot be compared: {scores}",
        )


def _scores(course: Path) -> dict[str, dict[str, float]]:
    """Return {student: {grade id: points}} as nbgrader's API reads them."""
    with Gradebook(f"sqlite:///{course}/gradebook.db", "bench") as book:
        notebooks = book.notebook_submissions("assignment", made.UNIT)
        return {each.student.id: {grade.name: grade.score for grade in each.grades} for each in notebooks}
