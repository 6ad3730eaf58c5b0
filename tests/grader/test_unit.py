"""Units as folders: what is read, what is refused, and what a grader runs for a check."""

import shutil

import pytest

from grader.plan import plan
from grader.unit import load_unit, unit_folders
from grader.verdict import Verdict, fill, partial_points, read_messages
from labs.language import Bilingual, SmartLabError
from tests.grader.attacks import attacked
from tests.grader.conftest import submission


def test_a_unit_is_what_its_folder_says(unit):
    assert list(unit.checks) == ["doubles", "keeps-warm"]
    assert unit.questions == {"doubles": ("double",), "keeps-warm": ("keep_warm",)}
    assert unit.max_score == 6.0
    assert unit.messages["doubles.correct"].en == "That is the double."
    assert "took-too-long" in unit.messages, "the shared messages are there too"


def test_the_projects_own_units_load():
    for unit_id in unit_folders():
        assert load_unit(unit_id).max_score > 0


@pytest.mark.parametrize(
    ("file", "content", "word"),
    [
        ("checks.py", "1/0", "division"),
        ("checks.py", "", "lists"),
        ("assignment.py", "check('doubles', double)", "keeps-warm"),
        ("assignment.py", "check(", "never closed"),
        ("messages.toml", '[x]\nko = "하나"', "x"),
        ("messages.toml", "[", "messages"),
        ("unit.toml", "= 1", "unit.toml"),
    ],
)
def test_a_faulty_unit_names_its_file(courses_dir, tmp_path, file, content, word):
    folder = tmp_path / "trial" / "t1_trial"
    shutil.copytree(courses_dir / "trial" / "t1_trial", folder)
    (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(SmartLabError) as caught:
        load_unit("t1", tmp_path)
    assert word in caught.value.message.en and file in caught.value.message.en


def test_every_check_is_planned_once_from_the_units_own_words(unit):
    notebook = submission(before=('check("doubles", double)',))
    notebook.cells[4].source = "1000"
    for shape in (None, "checks_twice", "without_checks", "renamed_checks", "same_ids"):
        planned, steps = plan(attacked(notebook, shape) if shape else notebook, unit)
        checks = [step for step in steps if step.check]
        assert sorted(step.check for step in checks) == ["doubles", "keeps-warm"], shape
        assert all(step.source == unit.check_source(step.check) for step in checks)
        assert all(planned.cells[step.index].metadata.nbgrader.grade_id == step.check for step in checks)


def test_checks_stay_where_the_notebook_has_them(unit):
    _, steps = plan(submission(), unit)
    assert [step.check for step in steps] == [None, None, "doubles", None, "keeps-warm"]


def test_filling_a_message_trusts_no_value():
    message = Bilingual("{a:.1f} {b} {c.__class__} {d}", "{a:.1f} {b}")
    hostile = "{a}\x1b[31m" + "x" * 1000
    filled = fill(message, {"a": "no number", "b": hostile, "c": 1, "d": Bilingual("가", "a")})
    assert filled.en.startswith("no number {a} [31mxxx") and len(filled.en) < 350
    assert filled.ko.endswith("– 가")


def test_messages_need_both_languages(tmp_path):
    path = tmp_path / "messages.toml"
    path.write_text('[a]\nko = "가"\nen = "a"\n[a.b]\nko = "나"\nen = "b"\n', encoding="utf-8")
    assert read_messages([path]) == {"a": Bilingual("가", "a"), "a.b": Bilingual("나", "b")}


def test_small_checks_have_partial_points_too():
    assert [partial_points(1, scale) for scale in (0, 0.55, 1)] == [0, 0.5, 0.9]


def test_a_verdict_survives_the_wire():
    verdict = Verdict("a", 1.0, 2.0, "almost", "m", Bilingual("가", "a"), "<svg/>")
    assert Verdict.from_json(verdict.to_json()) == verdict
