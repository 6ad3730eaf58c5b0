"""A thousand damaged notebooks in one class: each gets a clear sentence, and points for what could be run."""

import re

import nbformat
import pytest
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from courses.builder import release
from grader.batch import Batch
from grader.executor import Executor
from grader.nbgrader_config import configure
from grader.unit import load_unit
from tests.benchmarks.submissions import UNIT, UNITS, answered, solutions, unit_notebook, write
from tests.grader.damaged import DAMAGES, damaged

FULL = 10.0
# What damage of these kinds leaves whole is everything that is graded.
UNHARMED = {"other_encoding", "wrong_format", "no_format", "same_cell_ids", "doubled", "nonsense_at_the_top"}
REFUSED = {"empty", "other_json", "not_json", "none_left"}
UNCLEAR = re.compile(r"Traceback|unexpected|Error\b|Exception|NoneType|0x[0-9a-f]+")


@pytest.fixture(scope="module")
def course(tmp_path_factory, warm):
    """(course folder, batch, a notebook with all the right answers)."""
    root = tmp_path_factory.mktemp("class")
    config = Config()
    configure(config, class_id="3-2", class_dir=root, role="teacher", desk_url="")
    source = unit_notebook(UNITS / "plain" / "p1_functions", UNIT)
    write(root / "source" / UNIT, source)
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    assert api.generate_assignment(UNIT)["success"]
    executor = Executor(load_unit(UNIT, UNITS), warm=warm, language="en")
    return (
        root,
        Batch(api.coursedir, UNIT, executor, "secret", config=config),
        answered(release(source), solutions(source)),
    )


def graded(course, numbers):
    """Hand in damaged notebooks, and a whole one after every tenth; return {number: (damage, entry)}."""
    root, batch, whole = course
    kinds, names = {}, {}
    for number in numbers:
        name = f"student-{number:04d}"
        kinds[number], content = damaged(whole, number)
        names[number] = name
        folder = root / "submitted" / name / UNIT
        folder.mkdir(parents=True)
        (folder / "assignment.ipynb").write_bytes(content)
        if number % 10 == 0:
            write(root / "submitted" / f"whole-{number:04d}" / UNIT, whole)
    entries = {entry.student: entry for entry in batch.grade()}
    spared = [entry for student, entry in entries.items() if student.startswith("whole")]
    assert all(entry.score == FULL and entry.error is None for entry in spared) and spared
    return {number: (kinds[number], entries[name]) for number, name in names.items()}


def check(course, found):
    """Each has points within the possible, a sentence where something could not be read, and a valid notebook."""
    for number, (kind, entry) in found.items():
        where = f"{kind}, number {number}: {entry}"
        assert 0.0 <= entry.score <= FULL == entry.max_score, where
        if entry.error is not None:
            for sentence in entry.error:
                assert not UNCLEAR.search(sentence) and sentence.endswith(".") and len(sentence) < 300, where
        assert kind not in UNHARMED or entry.score == FULL, where
        assert kind not in REFUSED or (entry.score == 0 and "could not be read" in entry.error.en), where
        path = course[0] / "autograded" / entry.student / UNIT / "assignment.ipynb"
        nbformat.validate(nbformat.read(path, 4))
    assert {kind for kind, _ in found.values()} == set(DAMAGES)


def test_each_damaged_notebook_gets_a_sentence_and_none_stops_the_class(course):
    check(course, graded(course, range(len(DAMAGES) * 5 // 2)))


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_thousand_damaged_notebooks(course):
    found = graded(course, range(10_000, 11_000))
    check(course, found)
    points = [entry.score for _, entry in found.values()]
    assert sum(score > 0 for score in points) > 300, "whatever could be run earned its points"


def test_the_same_number_gives_the_same_damage(course):
    for number in range(len(DAMAGES)):
        assert damaged(course[2], number) == damaged(course[2], number)
