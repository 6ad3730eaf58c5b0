"""A new unit is whole from its first minute: lint, calibration, notebooks, a lesson that runs."""

import shutil

import pytest

from courses import builder
from courses.calibrate import calibrate, table
from courses.lint import lint
from courses.skeleton import PATTERN, new_unit
from labs.language import SmartLabError


@pytest.fixture
def courses_dir(tmp_path):
    (tmp_path / "sensors").mkdir()
    shutil.copy(builder.COURSES / "sensors" / "course.toml", tmp_path / "sensors")
    return tmp_path


def test_a_new_unit_passes_lint_and_its_answers_get_what_they_deserve(courses_dir):
    folder = new_unit("b1_calibration", "sensors", courses_dir)
    assert folder == courses_dir / "sensors" / "b1_calibration"
    assert lint(["b1"], courses_dir) == []
    report = calibrate("b1", seeds=2, courses_dir=courses_dir)
    assert report.ok, "\n".join(table(report))
    made = [path for path in folder.iterdir() if path.is_file()]
    assert all("@" not in path.read_text(encoding="utf-8").replace("@check", "") for path in made)
    assert {path.name for path in made} == {path.name for path in PATTERN.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    ("name", "course", "told"),
    [
        ("calibration", "sensors", "b1_calibration"),
        ("../b1_x", "sensors", "b1_calibration"),
        ("b1_x", "art", "sensors"),
    ],
)
def test_what_cannot_be_made_is_told(courses_dir, name, course, told):
    with pytest.raises(SmartLabError, match=told):
        new_unit(name, course, courses_dir)
    assert sorted(path.name for path in courses_dir.rglob("*")) == ["course.toml", "sensors"]


def test_an_existing_unit_is_left_alone(courses_dir):
    folder = new_unit("b1_calibration", "sensors", courses_dir)
    (folder / "lesson.py").write_text("mine")
    with pytest.raises(SmartLabError, match="b1_calibration"):
        new_unit("b1_other", "sensors", courses_dir)
    assert (folder / "lesson.py").read_text() == "mine"
