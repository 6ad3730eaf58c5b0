"""Scenarios: a typing error is named by its line and key; what is drawn comes from the seed."""

import pytest

from labs.equipment.furnace import Furnace
from labs.equipment.registry import create_plant, load_scenario, scenario_names
from labs.language import SmartLabError
from labs.simulation.plant import Plant
from labs.simulation.scenario import load
from labs.simulation.toml_lines import line_of

TITLE = 'title = {ko = "가", en = "a"}\n'


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (TITLE + "[start\n", "line 2"),
        ('title = {ko = "가"}', "title.en"),
        (TITLE + "[strat]\n", "strat"),
        (TITLE + '[start]\n"Zone1.Temprature" = 5', 'start."Zone1.Temprature"'),
        (TITLE + '[start]\n"Zone1.Temperature" = "warm"', 'start."Zone1.Temperature"'),
        (TITLE + '[start]\n"Zone1.HeaterPower" = 101', 'start."Zone1.HeaterPower"'),
        (TITLE + '[start]\n"Zone1.HeaterPower" = {low = 5, high = 1}', 'start."Zone1.HeaterPower"'),
        (TITLE + '[start]\n"Zone1.HeaterPower" = {low = 5, hihg = 9}', 'start."Zone1.HeaterPower".hihg'),
        (TITLE + '[[event]]\npath = "Door.Open"\nvalue = true', "event[1].at"),
        (TITLE + '[[event]]\nat = 1\npath = "Zone1.Temperature"\nvalue = 1', "event[1].path"),
        (TITLE + '[[event]]\nat = 1\npath = "Door.Open"\nvalue = 1', "event[1].value"),
        (TITLE + '[[event]]\nat = -1\npath = "Door.Open"\nvalue = true', "event[1].at"),
        (TITLE + '[[event]]\nat = 1\npath = "Door.Open"\nvalue = true\nlast = 3', "event[1].last"),
        (TITLE + "[event]\nat = 1", "event"),
        (TITLE + '[[fault]]\nid = "zone1-sensor-stuk"\nat = 1', "fault[1].id"),
        (TITLE + '[[fault]]\nid = "zone1-sensor-stuck"\nat = 1\nseverity = 2', "fault[1].severity"),
    ],
)
def test_a_typing_error_is_named_in_both_languages(text, place):
    with pytest.raises(SmartLabError) as caught:
        load(text, "mine", Furnace())
    assert all("mine" in message and place in message for message in caught.value.message)


LONGER = """# a comment
title = {ko = "가", en = "a"}

[start]
"Zone1.Temperature" = 850  # °C
"Zone1.HeaterPower" = {low = 5, high = 9}

[[event]]
at = 1
path = "Door.Open"
value = true

[[fault]]
at = 5
id = "zone1-sensor-stuck"
severity = 0.5
"""


@pytest.mark.parametrize(
    ("right", "typed", "line"),
    [
        ('en = "a"', 'em = "a"', 2),
        ("[start]", "[strat]", 4),
        ("850 ", '"warm" ', 5),
        ('"Zone1.Temperature"', '"Zone1.Temprature"', 5),
        ("at = 1\n", "", 8),  # missing: the table is named
        ("value = true", "value = 3", 11),
        ("zone1-sensor-stuck", "zone1-sensor-stuk", 15),
        ("low = 5", "low = 500", 6),
        ("high = 9", "hihg = 9", 6),
        ("severity = 0.5", "severity = 1.5", 16),
        ("severity = 0.5", "severty = 0.5", 16),
        ("severity = 0.5", "severity = 0,5", 16),
    ],
)
def test_a_typing_error_is_named_by_its_line(right, typed, line):
    load(LONGER, "mine", Furnace())
    with pytest.raises(SmartLabError) as caught:
        load(LONGER.replace(right, typed, 1), "mine", Furnace())
    assert f"{line}행" in caught.value.message.ko and f"line {line}," in caught.value.message.en


def test_a_value_of_several_lines_stands_where_it_begins():
    text = "a = 1\n\n[t]\nb = [\n 1,\n 2,\n]\nc.d = 3\n[[e]]\n[[e]]\nf = 1"
    found = {key: line_of(text, key) for key in ("a", "t.b", "t.c.d", "e[1]", "e[2].f", "e[3]", "e[2].g", "z")}
    assert found == {"a": 1, "t.b": 4, "t.c.d": 8, "e[1]": 9, "e[2].f": 11, "e[3]": 9, "e[2].g": 10, "z": None}


def test_a_misspelt_name_is_answered_with_the_nearest():
    with pytest.raises(SmartLabError, match="zone1-sensor-stuck"):
        load(TITLE + '[[fault]]\nid = "zone1-sensor-stuk"\nat = 1', "mine", Furnace())


def test_every_scenario_of_the_furnace_has_two_titles():
    for name in scenario_names("furnace"):
        assert all(load_scenario("furnace", name).title)


def test_the_door_opens_when_and_as_long_as_the_file_says():
    twice = 0
    for seed in range(30):
        plant = create_plant("furnace", seed, "door-opens")
        plant.advance(6000)
        writes = [(write.tick / 10, write.value) for write in plant.recording().writes]
        twice += len(writes) == 4
        assert [value for _, value in writes] == [True, False] * (len(writes) // 2)
        for (opened, _), (closed, _), earliest, latest in zip(
            writes[::2], writes[1::2], (120, 330), (210, 450), strict=False
        ):
            assert earliest <= opened <= latest and 19.9 <= closed - opened <= 40.1
    assert 5 <= twice <= 25


def test_one_more_draw_shifts_no_other():
    first = load(TITLE + '[[event]]\nat = {low = 0, high = 9}\npath = "Door.Open"\nvalue = true', "s", Furnace())
    more = load(
        TITLE + '[start]\n"Zone1.HeaterPower" = {low = 0, high = 9}\n'
        '[[event]]\nat = {low = 0, high = 9}\npath = "Door.Open"\nvalue = true\nlasts = {low = 1, high = 2}',
        "s",
        Furnace(),
    )
    assert first.draw(5, "furnace").actions[0] == more.draw(5, "furnace").actions[0]
    assert first.draw(5, "furnace") != first.draw(6, "furnace")


def test_what_the_machine_forbids_does_not_happen():
    text = (
        TITLE + '[start]\n"Zone1.Controller.Automatic" = true\n'
        '[[event]]\nat = 1\npath = "Zone1.HeaterPower"\nvalue = 3\nlasts = 2\n'
        '[[event]]\nat = 2\npath = "Door.Open"\nvalue = true'
    )
    plant = Plant(Furnace(), load(text, "forbidden", Furnace()))
    plant.advance(100)
    assert [write.path for write in plant.recording().writes] == ["Door.Open"]


def test_a_planned_fault_begins_and_ends():
    text = TITLE + '[[fault]]\nid = "zone1-heater-weak"\nat = 1\nseverity = 0.5\nlasts = 2'
    plant = Plant(Furnace(), load(text, "weak", Furnace()))
    plant.advance(100)
    (fault,) = plant.recording().faults
    assert (fault.id, fault.severity, fault.start, fault.end) == ("zone1-heater-weak", 0.5, 10, 30)
