"""Making classes and rosters, without a hub."""

import unicodedata

import pytest

from hub_config.classes import Classes
from hub_config.settings import load
from labs.language import SmartLabError


@pytest.fixture
def classes(tmp_path):
    settings = load(tmp_path / "school")
    settings.prepare_folders()
    return Classes(settings)


def test_a_class_is_found_again_as_it_was_made(classes):
    classes.accounts.add("tea", "password", display_name="김선생")
    classes.create("a1", title='1학년 "가"반', language="ko", teacher="tea", units=["c2"])
    assert classes.all() == [classes.find("a1")]
    assert (classes.find("a1").title, classes.find("a1").units) == ('1학년 "가"반', ("c2",))
    assert classes.accounts.find("tea").teaches == ["a1"]


@pytest.mark.parametrize(
    "wrong", [{"class_id": "../x"}, {"class_id": "가반"}, {"language": "jp"}, {"teacher": "nobody"}]
)
def test_what_cannot_be_a_class_is_refused_and_leaves_nothing(classes, wrong):
    with pytest.raises(SmartLabError):
        classes.create(**{"class_id": "a1", **wrong})
    assert classes.all() == []


def test_a_class_is_not_made_twice_and_an_unknown_one_is_named(classes):
    classes.create("a1")
    with pytest.raises(SmartLabError):
        classes.create("a1")
    with pytest.raises(SmartLabError) as unknown:
        classes.roster("b9")
    assert "a1" in unknown.value.message.ko


def test_a_korean_roster_from_a_spreadsheet(classes):
    classes.create("a1", language="en")
    text = "\ufeff학번,이름\ns20261,김민수\n\ns20262," + unicodedata.normalize("NFD", "이하나") + "\n"
    passwords = classes.roster_import("a1", text)
    assert sorted(passwords) == ["s20261", "s20262"]
    assert [account.display_name for account in classes.roster("a1")] == ["김민수", "이하나"]
    assert classes.accounts.verify("s20262", passwords["s20262"]).language == "en"


def test_names_alone_get_login_ids_of_the_class(classes):
    classes.create("a1")
    assert sorted(classes.roster_import("a1", "이름\n김민수\n이하나\n")) == ["a1-01", "a1-02"]
    assert sorted(classes.roster_import("a1", "박두리\n")) == ["a1-03"]


def test_a_person_may_be_in_two_classes_with_one_password(classes):
    classes.create("a1")
    classes.create("b1")
    assert classes.roster_add("a1", "minsu", display_name="김민수")
    assert classes.roster_add("b1", "minsu") is None
    assert dict(classes.accounts.find("minsu").classes) == {"a1": "student", "b1": "student"}


@pytest.mark.parametrize("text", ["", "\n\n", "id,name\n"])
def test_an_empty_roster_says_what_is_needed(classes, text):
    classes.create("a1")
    with pytest.raises(SmartLabError) as empty:
        classes.roster_import("a1", text)
    assert "CSV" in empty.value.message.ko


def test_a_unit_of_another_course_is_not_released(classes):
    classes.create("a1", units=["a2"])
    with pytest.raises(SmartLabError) as refused:
        classes.release("a1", "c2")
    assert "a2" in refused.value.message.en


def test_a_roster_with_one_wrong_id_adds_nobody(classes):
    classes.create("a1")
    with pytest.raises(SmartLabError) as wrong:
        classes.roster_import("a1", "s1,김민수\n홍길동,홍길동\n")
    assert "홍길동" in wrong.value.message.ko
    assert classes.roster("a1") == []


def test_a_class_is_graded_on_submission_until_it_is_told_otherwise(classes):
    classes.create("a1", title="가반", units=["c2"])
    assert classes.find("a1").grade_on_submission
    classes.set_grading("a1", on_submission=False)
    assert not classes.find("a1").grade_on_submission
    assert (classes.find("a1").title, classes.find("a1").units) == ("가반", ("c2",))
    old = classes.settings.class_folder("a1") / "class.toml"  # as it was written before there was a choice
    old.write_text('title = "가반"\nlanguage = "ko"\nunits = []\n', encoding="utf-8")
    assert classes.find("a1").grade_on_submission
