"""Deadlines by the desk's clock, extensions, and what being late costs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.desk.errors import Forbidden, NotFound
from grader.desk.store import Store
from grader.desk.terms import Terms, naive_utc, penalty
from tests.grader.desk.conftest import PEOPLE, RunningDesk

SEOUL = timezone(timedelta(hours=9))
NOTEBOOK = {"assignment.ipynb": b"{}"}
# The clock of these tests starts at 01:02:03 UTC, which is 10:02:03 in Seoul.
DUE = datetime(2026, 11, 20, 10, 3, tzinfo=SEOUL)


@pytest.fixture
def released(store):
    store.release("3-2", "c2", NOTEBOOK)
    return store


def test_the_last_moment_is_in_time_and_the_next_is_late(released, clock):
    released.set_terms("3-2", "c2", Terms(DUE, "reject"))
    clock.time = DUE.astimezone(UTC)
    assert released.submit("3-2", "c2", "park", NOTEBOOK).seconds_late == 0
    clock.pass_seconds(0.001)
    with pytest.raises(Forbidden) as refused:
        released.submit("3-2", "c2", "park", NOTEBOOK)
    assert "2026-11-20 10:03+09:00" in refused.value.message.ko
    assert [item.attempt for item in released.submissions("3-2")] == [1]


def test_what_is_late_is_taken_where_the_class_takes_it_and_the_receipt_says_so(released, clock):
    released.set_terms("3-2", "c2", Terms(DUE, 10.0))
    clock.time = DUE.astimezone(UTC) + timedelta(seconds=90)
    receipt = released.submit("3-2", "c2", "park", NOTEBOOK)
    assert receipt.seconds_late == 90
    (kept,) = released.submissions("3-2")
    assert kept.seconds_late == 90


def test_one_student_may_have_longer_and_the_others_not(released, clock):
    longer = Terms(DUE, "reject").extended("이하늘", DUE + timedelta(days=2))
    released.set_terms("3-2", "c2", longer)
    clock.time = DUE.astimezone(UTC) + timedelta(days=1)
    assert released.submit("3-2", "c2", "이하늘", NOTEBOOK).seconds_late == 0
    with pytest.raises(Forbidden):
        released.submit("3-2", "c2", "park", NOTEBOOK)
    released.set_terms("3-2", "c2", longer.extended("이하늘", None))
    with pytest.raises(Forbidden):
        released.submit("3-2", "c2", "이하늘", NOTEBOOK)


def test_a_desk_started_again_still_knows(released, clock, tmp_path):
    terms = Terms(DUE, 12.5).extended("park", DUE + timedelta(hours=1))
    released.set_terms("3-2", "c2", terms)
    assert Store(tmp_path / "desk", clock).terms("3-2", "c2") == terms
    assert released.terms("3-2", "c3") == Terms()
    with pytest.raises(NotFound):
        released.set_terms("3-2", "c3", terms)


def test_nobody_reads_anothers_extension_and_what_the_client_says_of_time_counts_for_nothing(store, clock):
    store.release("3-2", "c2", NOTEBOOK)
    store.set_terms("3-2", "c2", Terms(DUE, "reject").extended("park", DUE + timedelta(days=1)))
    clock.time = DUE.astimezone(UTC) + timedelta(hours=1)
    with RunningDesk(store, dict(PEOPLE)) as desk:
        assert desk.as_("token-lee").terms("3-2", "c2")["extensions"] == {}
        assert list(desk.as_("token-park").terms("3-2", "c2")["extensions"]) == ["park"]
        assert list(desk.as_("token-kim").terms("3-2", "c2")["extensions"]) == ["park"]
        with pytest.raises(NotFound):
            desk.as_("token-choi").terms("3-2", "c2")
        with pytest.raises(Forbidden, match=r"2026-11-20 10:03\+09:00"):
            desk.as_("token-lee").submit("3-2", "c2", {**NOTEBOOK, "timestamp.txt": b"2020-01-01 00:00:00 UTC"})
        assert desk.as_("token-park").submit("3-2", "c2", NOTEBOOK)["seconds_late"] == 0


@pytest.mark.parametrize(
    ("seconds", "percent", "expected"),
    [(1, 10, 1.0), (86_400, 10, 1.0), (86_401, 10, 2.0), (3 * 86_400, 50, 10.0), (5, 0, 0.0), (5, 100, 10.0)],
)
def test_each_day_begun_costs_its_percent_of_ten_points(seconds, percent, expected):
    assert penalty(10.0, seconds, percent) == expected


@given(st.floats(0, 100), st.floats(0, 1e8), st.floats(0, 100), st.floats(0, 1e6))
def test_being_later_never_costs_less_and_never_more_than_everything(points, seconds, percent, more):
    cost = penalty(points, seconds, percent)
    assert 0 <= cost <= round(points, 3)
    assert cost <= penalty(points, seconds + more, percent)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.sampled_from([UTC, SEOUL])),
    st.sampled_from(["accept", "reject", 7.5]),
)
def test_terms_survive_their_record(due, late):
    terms = Terms(due, late, {"이하늘": due + timedelta(minutes=5)})
    again = Terms.from_json(terms.to_json())
    assert again == terms
    assert naive_utc(again.due) == due.astimezone(UTC).replace(tzinfo=None)
    assert replace(again, due=None).seconds_late("이하늘", due + timedelta(days=9)) == 0
