"""`nbgrader autograde` typed in a class's folder takes its turn with the desk, which grades there too."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from courses.builder import release
from grader.class_lock import LOCK_FILE, class_lock
from hub_config.accounts import Account
from hub_config.nbgrader_files import nbgrader_config
from tests.benchmarks import submissions as made

TEACHER = Account("tea", "T", "en", {"3-2": "teacher"})
MORE = f"\nget_config().ExamineNotebook.courses_dir = {str(made.UNITS)!r}\n"
PROGRAMS = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader calls alembic by name


def course(home: Path) -> Path:
    """A class's folder with one submission, all of it right, and the configuration that teachers get."""
    folder = home / "classes" / "3-2"
    source = made.unit_notebook(made.UNITS / "plain" / "p1_functions", made.UNIT)
    made.write(folder / "source" / made.UNIT, source)
    config = Config({"CourseDirectory": {"root": str(folder), "course_id": "3-2"}})
    assert NbGraderAPI(CourseDirectory(config=config), config=config).generate_assignment(made.UNIT)["success"]
    made.write(folder / "submitted" / "hana" / made.UNIT, made.answered(release(source), made.solutions(source)))
    (folder / "nbgrader_config.py").write_text(nbgrader_config(TEACHER, home, "") + MORE, encoding="utf-8")
    return folder


def somebody_waits(lock: Path) -> bool:
    """Whether a process waits for this lock, as the kernel tells (proc_locks(5))."""
    number = str(lock.stat().st_ino)
    lines = Path("/proc/locks").read_text().splitlines()
    return any("-> FLOCK" in line and number in line.replace(":", " ").split() for line in lines)


def scores(folder: Path) -> dict[str, float]:
    with Gradebook(f"sqlite:///{folder}/gradebook.db", "3-2") as book:
        return {each.student.id: each.score for each in book.assignment_submissions(made.UNIT)}


def test_a_typed_autograde_waits_for_its_turn_and_then_grades(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", PROGRAMS)
    folder = course(tmp_path)
    words = [sys.executable, "-m", "nbgrader", "autograde", made.UNIT]
    with class_lock(folder):
        typed = subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        while typed.poll() is None and not somebody_waits(folder / LOCK_FILE):
            with suppress(subprocess.TimeoutExpired):
                typed.wait(0.02)
        assert typed.poll() is None, typed.communicate()[0]
        assert scores(folder) == {}
    said = typed.communicate()[0]
    assert typed.returncode == 0, said
    assert scores(folder) == {"hana": 10.0}
