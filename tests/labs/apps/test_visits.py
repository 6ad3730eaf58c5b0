"""Who may come in and whose visit ends; time is given."""

from labs.apps.visits import Visits


def test_the_house_is_full_at_its_limit_and_those_on_the_stairs_count():
    visits = Visits(limit=2)
    assert visits.room(0) and visits.room(1) and not visits.room(2)
    visits.arriving = 1
    assert not visits.room(1)


def test_a_visit_ends_when_its_page_has_been_gone_for_long_enough():
    visits = Visits(absence=60.0)
    assert visits.due(0.0, {"a": 1, "b": 0}) == []
    assert visits.due(50.0, {"a": 1, "b": 0}) == []
    assert visits.due(61.0, {"a": 1, "b": 0}) == ["b"], "b never came"
    assert visits.due(100.0, {"a": 0}) == []
    assert visits.due(110.0, {"a": 1}) == [], "a reload within the time keeps the visit"
    assert visits.due(160.0, {"a": 0}) == []
    assert visits.due(171.0, {"a": 0}) == ["a"]


def test_a_visit_has_an_end_even_for_those_who_stay():
    visits = Visits(duration=3600.0)
    assert visits.due(0.0, {"a": 1}) == []
    assert visits.due(3601.0, {"a": 1}) == ["a"]


def test_an_ended_visit_is_forgotten():
    visits = Visits(duration=100.0)
    visits.due(0.0, {"a": 1})
    visits.due(50.0, {})
    assert visits.due(120.0, {"a": 1}) == []
