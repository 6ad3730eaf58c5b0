"""The furnace picture: what an operator must tell from it at a glance, and that unknown never looks known."""

import re
from xml.etree import ElementTree

import pytest

from labs.hmi.furnace import PATHS
from labs.hmi.svg import synoptic_svg

NORMAL = {
    "Zone1.Temperature": 843.24,
    "Zone1.HeaterPower": 72.0,
    "Zone1.Controller.Automatic": True,
    "Zone1.Controller.Setpoint": 850.0,
    "Zone2.Temperature": 310.0,
    "Zone2.HeaterPower": 0.0,
    "Zone2.Controller.Automatic": False,
    "Zone2.Controller.Setpoint": 777.0,
    "Door.Open": False,
}


def words(state: dict, language: str = "en") -> list[str]:
    picture = ElementTree.fromstring(synoptic_svg(state, language))
    return [each.text for each in picture.iter("{http://www.w3.org/2000/svg}text")]


def heater_colours(state: dict) -> list[str]:
    return re.findall(r'<path[^>]*stroke="(#[0-9a-f]{6})"[^>]*stroke-width="3.5"', synoptic_svg(state, "en"))


def test_an_operator_reads_temperatures_powers_modes_and_the_door():
    seen = words(NORMAL)
    assert {"843.2 °C", "310.0 °C", "Heater 72 %", "AUTO", "MANUAL", "Door closed", "SP 850 °C"} <= set(seen)
    assert "SP 777 °C" not in seen, "a setpoint that nothing follows is not shown"
    assert {"1구역", "히터 72 %", "자동", "수동", "문 닫힘"} <= set(words(NORMAL, "ko"))


def test_colour_means_heat_and_an_open_door():
    hot, cold = heater_colours(NORMAL)
    assert hot != cold
    assert "#f2c14e" not in synoptic_svg(NORMAL) and "#f2c14e" in synoptic_svg(NORMAL | {"Door.Open": True})
    assert "문 열림" in words(NORMAL | {"Door.Open": True}, "ko")


@pytest.mark.parametrize("unknown", [float("nan"), None, "hot", float("inf")])
def test_an_unknown_value_is_dashes_and_never_a_number(unknown):
    seen = words(NORMAL | {"Zone1.Temperature": unknown, "Zone1.HeaterPower": unknown})
    assert "--- °C" in seen and "Heater --- %" in seen and "843.2 °C" not in seen


def test_nothing_known_is_still_a_picture():
    assert words({}).count("--- °C") == 2
    assert set(NORMAL) == set(PATHS)
