"""A plant whose network is down: unreachable over OPC UA and in process alike, and its record has no gap."""

import pytest

from courses.inprocess import LocalPlants
from labs.session import PlantUnavailable, connect

PATH = "Zone1.Temperature"
SEED, SCENARIO, MINUTES = 3, "line-drops", 4


def _look(plant):
    """Everything that can be asked of the plant, every 5 s; None where it cannot be reached."""
    seen = []
    for _ in plant.every(5.0, minutes=MINUTES):
        try:
            past = plant.history(PATH, 0.35)
            seen.append(
                (plant.sample(PATH), plant.read_many([PATH, "Door.Open"]), past.index.tolist(), past.values.tolist())
            )
            plant.write("Zone2.HeaterPower", 50.0)
        except PlantUnavailable:
            seen.append(None)
    return seen


@pytest.fixture(scope="module")
def over_opcua():
    with connect("furnace", scenario=SCENARIO) as plant:
        plant.reset(seed=SEED)
        plant.set_clock(mode="lockstep")
        yield _look(plant), plant


@pytest.fixture(scope="module")
def in_process():
    plants = LocalPlants()
    handle = plants.start("furnace", seed=SEED, scenario=SCENARIO, seconds=MINUTES * 60, role="operator", initial={})
    return _look(plants.plants[handle.url]), handle.finish()


def test_in_process_and_over_opcua_the_same_is_seen_and_not_seen(over_opcua, in_process):
    assert in_process[0] == over_opcua[0]
    assert 0 < sum(one is None for one in in_process[0]) < len(in_process[0])


def test_the_plant_is_out_of_reach_exactly_while_its_network_is_down(in_process):
    seen, recording = in_process
    down = [
        any(fault.start < 50 * k and (fault.end is None or 50 * k <= fault.end) for fault in recording.faults)
        for k in range(len(seen))
    ]
    assert [one is None for one in seen] == down


def test_the_plant_records_on_while_nobody_reaches_it(in_process):
    _seen, recording = in_process
    start = recording.faults[0].start
    assert len(set(recording[PATH][start : start + 100])) > 10


def test_neither_history_nor_a_write_gets_through_over_opcua(over_opcua):
    _seen, plant = over_opcua  # the last outage does not end
    with pytest.raises(PlantUnavailable):
        plant.history(PATH, 10)
    with pytest.raises(PlantUnavailable):
        plant.write("Zone2.HeaterPower", 10.0)
    with pytest.raises(PlantUnavailable):
        plant.call("Stop")
    assert plant.time == MINUTES * 60
