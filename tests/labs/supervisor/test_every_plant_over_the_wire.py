"""Every plant does over OPC UA, in a process of its own, what it does in process: the recordings are the same."""

import pytest

from labs.equipment.registry import plant_names
from labs.language import SmartLabError
from labs.session import connect
from tests.labs.equipment.duties import DUTIES, PROVOKED, SEED, Duty, begun, performed, play

# Simulated seconds that are enough to see it, where the duty is longer.
SHORT = {"furnace": 60, "moulder": 60, "packer": 60, "tanks": 60, "mill": 60, "inspector": 30, "factory": 5}


def over_the_wire(supervisor, name: str, duty: Duty):
    """Return the recording of a duty done by a client of the plant's server, and the answers it got."""
    handle = supervisor.start_plant(
        name, seed=SEED, scenario=duty.scenario, role="engineer", horizon_seconds=duty.seconds
    )
    with connect(url=handle.url, user=handle.user, password=handle.password) as session:
        answers = play(session, duty, SmartLabError)
    return handle.finish(), answers


@pytest.mark.parametrize("name", plant_names())
def test_a_duty_gives_the_same_recording_in_process_and_over_the_wire(supervisor, name):
    duty = DUTIES[name]
    duty = Duty(duty.scenario, SHORT.get(name, duty.seconds), duty.steps)
    there, answers = over_the_wire(supervisor, name, duty)
    here, expected = performed(name, duty)
    assert there.hash() == here.hash() and answers == expected


@pytest.mark.parametrize("name", ["conveyor", "press", "mill", "moulder", "packer", "inspector"])
def test_safety_devices_stop_a_plant_over_the_wire_as_in_process(supervisor, name):
    """The first provocation of each machine is somebody at its guard or its emergency stop."""
    duty = PROVOKED[name][0]
    there, _ = over_the_wire(supervisor, name, duty)
    here, _ = performed(name, duty)
    assert there.hash() == here.hash() and there.alarms


def test_an_intervention_through_opc_ua_changes_defects_as_the_graph_says(supervisor):
    """More holding pressure makes flash: as often, within the scatter of sixty shots, as `do` says for this moulder."""
    duty = Duty("normal", 1300, ((0, "write", "Hold.Pressure", 85.0),))
    run, _ = over_the_wire(supervisor, "moulder", duty)
    shots = run["Parts.Total"][-1]
    machine = begun("moulder", duty).machine
    said = machine.graph.do(hold_pressure=85.0).evaluate({})["flash"]
    usual = machine.graph.evaluate({})["flash"]
    share = run["Parts.Flash"][-1] / shots
    assert shots > 55 and said > 2 * usual
    assert share == pytest.approx(said, abs=4 * (said * (1 - said) / shots) ** 0.5)
    assert share > 2 * usual


def test_an_intervention_through_opc_ua_changes_the_cut_as_the_graph_says(supervisor):
    """A faster feed raises the torque of the next parts by as much as `do` says for this mill."""
    peaks = {}
    for feed in (670.0, 900.0):
        run, _ = over_the_wire(supervisor, "mill", Duty("normal", 100, ((0, "write", "Feed.Setpoint", feed),)))
        peaks[feed] = run["Part.PeakTorque"][-1]
    graph = begun("mill", DUTIES["mill"]).machine.graph
    said = {feed: graph.do(feed_setpoint=feed).evaluate({})["torque"] for feed in peaks}
    assert peaks[900.0] / peaks[670.0] == pytest.approx(said[900.0] / said[670.0], rel=0.05)
