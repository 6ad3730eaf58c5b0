"""The journal of a plant: whatever was done is done again, and a damaged file harms nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.equipment.registry import create_plant
from labs.simulation.roles import Role
from labs.supervisor.journal import Journal, actions, repeat, standing

CLOCK = ("scaled", 60.0)


def journalled(path, **options):
    plant = create_plant("furnace", **options)
    plant.witness = Journal(path, plant, lambda: CLOCK).note
    plant.witness("reset", plant.seed)
    return plant


def repeated(path, **options):
    plant = create_plant("furnace", **options)
    assert repeat(path, plant, lambda: True)
    return plant


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("advance"), st.integers(1, 400)),
        st.tuples(st.just("write"), st.just("Zone1.HeaterPower"), st.floats(0, 100), st.just(Role.OPERATOR)),
        st.tuples(st.just("inject"), st.just("zone1-sensor-stuck"), st.floats(0.1, 1), st.just(Role.INSTRUCTOR)),
        st.tuples(st.just("clear"), st.just("zone1-sensor-stuck"), st.just(Role.INSTRUCTOR)),
        st.tuples(st.just("reset"), st.integers(0, 9)),
    ),
    max_size=8,
)


@settings(max_examples=15, deadline=None)
@given(done=ACTIONS)
def test_what_was_done_is_done_again_bit_for_bit(tmp_path_factory, done):
    path = tmp_path_factory.mktemp("journal") / "journal"
    plant = journalled(path, seed=4, scenario="from-cold")
    for what, *arguments in done:
        getattr(plant, what)(*arguments)
    again = repeated(path, seed=4, scenario="from-cold")
    assert standing(path) == (plant.clock.tick, *CLOCK)
    assert again.recording().hash() == plant.recording().hash()


def test_what_was_done_about_alarms_is_done_again(tmp_path):
    path = tmp_path / "journal"
    plant = journalled(path, seed=1, scenario="watch-door")
    plant.advance(1300)
    alarm = plant.alarms.showing()[0].alarm.id
    board = plant.alarms
    board.acknowledge(alarm)
    board.comment(alarm, "봤습니다", "kim")
    board.confirm(alarm)
    board.shelve(alarm, 60.0)
    plant.advance(50)
    board.unshelve(alarm)
    board.shelve_once(alarm)
    board.enable(alarm, False)
    again = repeated(path, seed=1, scenario="watch-door")
    assert again.recording().hash() == plant.recording().hash()
    assert again.recording().alarms[-1].change == "disabled"
    assert (again.alarms[alarm].comment, again.alarms[alarm].commented_by) == ("봤습니다", "kim")


def test_what_the_scenario_does_is_not_kept(tmp_path):
    path = tmp_path / "journal"
    plant = journalled(path, seed=1, scenario="fault-parade")
    plant.advance(plant.clock.ticks(3000))
    assert plant.recording().faults
    assert list(actions(path)) == [[0, "reset", 1]]
    assert repeated(path, seed=1, scenario="fault-parade").recording().hash() == plant.recording().hash()


def test_a_repetition_that_takes_too_long_begins_anew(tmp_path):
    path = tmp_path / "journal"
    journalled(path).advance(5_000)
    plant, answers = create_plant("furnace"), iter([True, False])
    assert not repeat(path, plant, lambda: next(answers))
    assert plant.clock.tick == 0 and plant.recording().hash() == create_plant("furnace").recording().hash()


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 64, b"\xff" * 64, b"\xff" * 200])
def test_a_damaged_head_is_nothing_to_go_on_from(tmp_path, damage):
    path = tmp_path / "journal"
    path.write_bytes(damage)
    assert standing(path) is None
    assert not repeat(path, create_plant("furnace"), lambda: True)


@pytest.mark.parametrize("tail", [b'[3, "wri', b"[]\n", b"{}\n", b"\xff\xfe\n", b'[0, "write", "no such", 1, 1]\n'])
def test_a_damaged_line_ends_the_reading_and_no_more(tmp_path, tail):
    path = tmp_path / "journal"
    plant = journalled(path)
    plant.write("Zone1.HeaterPower", 20.0)
    plant.advance(30)
    with path.open("ab") as file:
        file.write(tail)
    assert repeated(path).recording().hash() == plant.recording().hash()


def test_it_is_for_its_owner_only_and_bounded(tmp_path, monkeypatch):
    path = tmp_path / "journal"
    monkeypatch.setattr("labs.supervisor.journal._MOST_BYTES", 2_000)
    plant = journalled(path)
    assert path.stat().st_mode & 0o777 == 0o600
    for _ in range(200):
        plant.write("Zone1.HeaterPower", 20.0)
    assert path.stat().st_size < 2_200
    assert standing(path) is None
    plant.reset(3)
    assert standing(path) == (0, *CLOCK)
