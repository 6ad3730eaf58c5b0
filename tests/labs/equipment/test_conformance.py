"""Every registered machine keeps to the contract, and the checker notices one that does not."""

import dataclasses

import pytest

from labs.equipment import conformance
from labs.equipment.furnace import Furnace
from labs.equipment.registry import create_plant, plant_names, scenario_names
from labs.language import Bilingual, SmartLabError


@pytest.mark.parametrize("name", plant_names())
def test_machine_conforms(name):
    assert conformance.problems(name) == []


def test_checker_notices_a_missing_unit_and_title(monkeypatch):
    first, *others = Furnace.signals
    broken = dataclasses.replace(first, unit=None, title=Bilingual("", "x"))
    monkeypatch.setattr(Furnace, "signals", (broken, *others))
    assert len(conformance.problems("furnace")) == 2


def test_checker_notices_a_step_that_depends_on_its_length(monkeypatch):
    step = Furnace.step
    monkeypatch.setattr(Furnace, "step", lambda self, dt: step(self, 0.1))
    assert any("many short ones" in problem for problem in conformance.problems("furnace"))


def test_checker_notices_many_ticks_at_once_that_differ(monkeypatch):
    stretch = Furnace.stretch
    monkeypatch.setattr(Furnace, "stretch", lambda self, ticks, sensors: stretch(self, max(1, ticks - 1), sensors))
    assert list(conformance._stretching("furnace")) == []  # fewer ticks than asked for are all right

    def ahead(self, ticks, sensors):
        self.step(0.1)
        return stretch(self, ticks, sensors)

    monkeypatch.setattr(Furnace, "stretch", ahead)
    assert any("at once" in problem for problem in conformance._stretching("furnace"))


def test_checker_notices_a_write_that_reaches_further_than_it_says(monkeypatch):
    monkeypatch.setattr(Furnace, "aside", frozenset({"Zone1.Controller.Setpoint"}))
    assert any("held" in problem for problem in conformance._aside("furnace"))


def test_unknown_names_list_what_exists():
    with pytest.raises(SmartLabError, match=r"(?s).") as caught:
        create_plant("furnce")
    assert all("furnace" in text for text in caught.value.message)
    with pytest.raises(SmartLabError) as caught:
        create_plant("furnace", scenario="worm")
    assert all("door-opens" in text and "warm" in text for text in caught.value.message)


def test_the_scenarios_of_the_lessons_exist():
    assert scenario_names("furnace")[0] == "normal"
    assert {"warm", "door-opens", "from-cold", "step"} <= set(scenario_names("furnace"))
