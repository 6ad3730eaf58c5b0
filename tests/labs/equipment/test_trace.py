"""What `smartlab plant trace` and `smartlab plant list` print."""

import csv

import pytest

from labs.equipment.registry import create_plant
from labs.equipment.trace import plant_table, trace
from labs.language import SmartLabError


def test_csv_has_every_tick_and_the_truth():
    rows = list(csv.DictReader(trace("furnace", 2, 3.0, scenario="warm").splitlines()))
    assert [float(row["seconds"]) for row in rows] == pytest.approx([tick / 10 for tick in range(31)])
    plant = create_plant("furnace", 2, "warm")
    plant.advance(30)
    assert float(rows[-1]["Zone1.Temperature"]) == plant.read("Zone1.Temperature").value
    assert float(rows[-1]["Zone1.Temperature (true)"]) == plant.truth("Zone1.Temperature")


def test_hash_is_that_of_the_recording_at_any_speed():
    plant = create_plant("furnace", 2)
    plant.advance(200)
    for speed in (None, 200.0):
        assert trace("furnace", 2, 20, speed, format="hash") == plant.recording().hash()


@pytest.mark.parametrize("wrong", [{"format": "xml"}, {"speed": 0}, {"speed": -1}, {"seconds": -1}, {"scenario": "x"}])
def test_wrong_arguments_are_answered_in_words(wrong):
    with pytest.raises(SmartLabError):
        trace(**{"name": "furnace", "seed": 0, "seconds": 1, **wrong})


def test_plant_table():
    (furnace,) = [row for row in plant_table() if row["name"] == "furnace"]
    assert furnace["title"].en == "Furnace"
    assert {"normal", "warm", "door-opens", "from-cold", "step"} <= {one["name"] for one in furnace["scenarios"]}
    assert all(one["title"].ko for one in furnace["scenarios"])
