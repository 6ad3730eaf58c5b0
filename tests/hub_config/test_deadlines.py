"""Due dates by command: what a teacher may type, and what then counts."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_config import deadlines
from hub_config.classes import Classes
from hub_config.cli import main
from hub_config.desk_store import store_at
from hub_config.settings import load
from labs.language import SmartLabError

SEOUL = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01 18:00", datetime(2026, 12, 1, 18, 0, tzinfo=SEOUL)),
        ("2026-12-01", datetime(2026, 12, 1, 23, 59, tzinfo=SEOUL)),
        ("2026-12-01T18:00+01:00", datetime(2026, 12, 2, 2, 0, tzinfo=SEOUL)),
        (" NONE ", None),
    ],
)
def test_a_time_means_what_the_teacher_means(text, expected):
    found = deadlines.parse_when(text, deadlines.parse_zone("Asia/Seoul"))
    assert found == expected and (found is None or found.tzinfo is not None)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_time_or_a_sentence(text):
    for parse in (lambda: deadlines.parse_when(text, SEOUL), lambda: deadlines.parse_late(text)):
        try:
            parse()
        except SmartLabError as refused:
            assert refused.message.ko and refused.message.en


@pytest.mark.parametrize("text", ["-1", "101", "nan", "inf", "late", ""])
def test_nonsense_about_lateness_is_refused(text):
    with pytest.raises(SmartLabError):
        deadlines.parse_late(text)


def test_an_unknown_zone_is_refused():
    with pytest.raises(SmartLabError):
        deadlines.parse_zone("Mars/Olympus")


@pytest.fixture
def home(tmp_path):
    classes = Classes(load(tmp_path / "school", language="en"))
    classes.settings.prepare_folders()
    classes.create("a", language="en")
    classes.roster_add("a", "hana", password="password")
    store_at(classes.settings.desk_folder).release("a", "c2", {"assignment.ipynb": b"{}"})
    return classes.settings.home


def test_the_command_sets_extends_shows_and_takes_back(home, capsys, monkeypatch):
    monkeypatch.setenv("SMARTLAB_LANGUAGE", "en")

    def due(*words: str) -> str:
        assert main(["class", "due", "a", "c2", *words, "--home", str(home)]) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    assert due() == "There is no due date.\n"
    said = due("2026-12-01 18:00", "--zone", "Asia/Seoul", "--late", "10")
    assert said == "Due: 2026-12-01 18:00 +0900 (each day late costs 10 % of the points)\n"
    said = due("2026-12-03 18:00", "--zone", "Asia/Seoul", "--student", "hana")
    assert "hana: until 2026-12-03 18:00 +0900" in said
    assert "refused" in due("--late", "reject") and "hana" in due()
    assert "hana" not in due("none", "--student", "hana")
    assert due("none") == "There is no due date.\n"


def test_mistakes_are_told_and_change_nothing(home, capsys, monkeypatch):
    monkeypatch.setenv("SMARTLAB_LANGUAGE", "en")
    for words, names in (
        (["a", "c9", "2026-12-01"], "c9"),
        (["b", "c2", "2026-12-01"], "'b'"),
        (["a", "c2", "tomorrow"], "tomorrow"),
        (["a", "c2", "2026-12-01", "--student", "hana"], "due date first"),
        (["a", "c2", "2026-12-01", "--student", "nobody"], "nobody"),
    ):
        assert main(["class", "due", *words, "--home", str(home)]) == 1
        assert names in capsys.readouterr().err
    assert store_at(home / "desk").terms("a", "c2").due is None
