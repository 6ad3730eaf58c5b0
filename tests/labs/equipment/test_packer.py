"""The packaging line: PackML, counters, OEE against its own events, the jaw by hand, faults."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.equipment.chance import Chance
from labs.equipment.packer_line import NOMINAL, Line
from labs.equipment.packer_signals import Reason
from labs.equipment.registry import create_plant
from labs.simulation.machine import PlantError
from labs.simulation.roles import Role
from labs.simulation.states import LEGAL, STATE_COMMANDS, State

HOUR = 36000  # ticks
QUIET = {"Jam.PacksBetween": 1e9, "Breakdown.MTBF": 1e9, "Supply.SecondsBetween": 1e9, "Film.Length": 1e5}
PLAIN = {name: value for name, (value, _) in NOMINAL.items()}


def refused(plant, *call, role=Role.OPERATOR):
    with pytest.raises(PlantError) as error:
        plant.call(*call, role=role)
    return error.value.reason


def test_jaw_settles_and_warms_as_computed_by_hand():
    """1500 W over 3 W/K is 500 K above the room; time constant 2000/3 = 667 s, so 163 °C from 22 °C after 220.9 s."""
    line = Line(dict(PLAIN), Chance(0, "x"), 0.1)
    line.heater = True
    for _ in range(2209):
        line.heat()
    assert line.jaw == pytest.approx(22 + 500 * (1 - math.exp(-220.9 * 3 / 2000)), rel=1e-9)
    assert line.jaw == pytest.approx(163.0, abs=0.1)
    for _ in range(100_000):
        line.heat()
    assert line.jaw == pytest.approx(522.0, abs=1e-3)


def test_heat_is_conserved():
    """What the heater gave is in the jaw, in the room or in the packs."""
    plant = create_plant("packer", 3)
    line, packs = plant.machine.line, plant.machine.losses
    jaw = line.jaw
    plant.advance(6000)
    p = plant.recording().parameters
    stored = p["Jaw.Capacity"] * (line.jaw - jaw)
    lost = line.heat_lost  # to the room; packs take theirs at once, outside of `heat`
    assert line.heat_in == pytest.approx(stored + lost + packs.packs * p["Pack.Heat"], rel=1e-9)


def test_undisturbed_line_makes_one_pack_a_second():
    """60 a minute for half an hour from running: 1800 packs, OEE = quality."""
    plant = create_plant("packer", 0, parameters=QUIET)
    plant.advance(HOUR // 2)
    truth = plant.recording().parameters
    assert plant.read("Admin.ProdProcessedCount").value == pytest.approx(1800, abs=1)
    assert truth["Truth.Availability"] == 1.0
    assert truth["Truth.Performance"] == pytest.approx(1.0, abs=1e-3)
    assert truth["Truth.OEE"] == pytest.approx(truth["Truth.Quality"], abs=1e-3)
    # Weights beyond 6 g at 1.9 g: 2 (1 - Phi(3.158)) = 0.16 %; seals 0.4 % and a little.
    assert 0.985 < truth["Truth.Quality"] < 0.999


@pytest.fixture(scope="module")
def shift():
    """Two and a half hours of normal production."""
    plant = create_plant("packer", 5)
    plant.advance(5 * HOUR // 2)
    return plant.recording()


def test_truth_agrees_with_what_anybody_could_compute(shift):
    truth = shift.parameters
    states, reasons = shift["Status.StateCurrent"][1:], shift["Admin.StopReason"][1:]
    paused = np.isin(states, [10, 11, 12, 13, 5, 14]) & np.isin(reasons, [Reason.JAM, Reason.STARVED, Reason.BLOCKED])
    operating = np.sum((states == State.EXECUTE) | paused) / 10
    total, bad = shift["Admin.ProdProcessedCount"][-1], shift["Admin.ProdDefectiveCount"][-1]
    assert truth["Truth.Availability"] == pytest.approx(operating / 9000, rel=2e-3)
    assert truth["Truth.Performance"] == pytest.approx(total / operating, rel=5e-3)
    assert truth["Truth.Quality"] == pytest.approx(1 - bad / total, abs=1e-9)
    product = math.prod(truth[f"Truth.{factor}"] for factor in ("Availability", "Performance", "Quality"))
    assert truth["Truth.OEE"] == pytest.approx(product, rel=1e-9)
    assert 0.4 < truth["Truth.OEE"] < 0.9
    assert shift["Reject.Seal"][-1] + shift["Reject.Weight"][-1] == bad


def test_failures_come_as_often_and_last_as_long_as_drawn(shift):
    truth = shift.parameters
    assert 2 <= truth["Truth.Breakdowns"] <= 16
    assert truth["Truth.MTBF"] == pytest.approx(truth["Truth.OperatingSeconds"] / truth["Truth.Breakdowns"])
    assert truth["Truth.MTTR"] == pytest.approx(truth["Breakdown.MTTR"], rel=0.6)
    expected = truth["Truth.Packs"] / truth["Jam.PacksBetween"]
    assert abs(truth["Truth.Microstops"] - expected) < 4 * math.sqrt(expected)


def test_only_legal_transitions_in_a_shift(shift):
    states = [State(value) for _, value in shift.changes["Status.StateCurrent"]]
    assert set(itertools.pairwise(states)) <= LEGAL and {State.HELD, State.ABORTED, State.SUSPENDED} <= set(states)


COMMANDS = [command.name for command in STATE_COMMANDS] + ["ChangeFilm", "SetMode", "Guard", "Stop button", "Blocked"]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 3), st.lists(st.tuples(st.sampled_from(COMMANDS), st.integers(1, 3)), max_size=25))
def test_any_commands_keep_transitions_legal_and_packs_conserved(seed, actions):
    plant = create_plant("packer", seed, "manual")
    for what, number in actions:
        try:
            if what in ("Guard", "Stop button", "Blocked"):
                paths = {"Guard": "Guard.Open", "Stop button": "EmergencyStop.Pressed", "Blocked": "Outfeed.Blocked"}
                plant.write(paths[what], number > 1)
            else:
                plant.call(what, *([number] if what == "SetMode" else []))
        except PlantError as error:
            assert error.reason == "interlock"
        plant.advance(20 * number)
        assert plant.read("Infeed.Buffer").value in range(61)
    run = plant.recording()
    made, bad = run["Admin.ProdProcessedCount"], run["Admin.ProdDefectiveCount"]
    assert (made == run["Admin.ProdConsumedCount"]).all() and (bad <= made).all()
    assert (np.diff(made) >= 0).all() and (np.diff(made) <= 1).all()
    assert run["Film.Remaining"].min() >= 0
    states = [State(value) for _, value in run.changes["Status.StateCurrent"]]
    assert set(itertools.pairwise(states)) <= LEGAL


def test_cold_line_must_warm_up_before_it_starts():
    plant = create_plant("packer", 1, "cold")
    plant.call("Reset")
    plant.advance(25)
    assert refused(plant, "Start") == "interlock"
    plant.advance(4000)
    plant.call("Start")
    plant.advance(100)
    assert plant.read("Status.StateCurrent").value == State.EXECUTE


def test_guard_and_emergency_stop_abort_and_forbid():
    for path, alarm in (("Guard.Open", "guard-open"), ("EmergencyStop.Pressed", "emergency-stop")):
        plant = create_plant("packer", 0, parameters=QUIET)
        plant.write(path, True)
        plant.advance(10)
        assert plant.read("Status.StateCurrent").value == State.ABORTED and plant.alarms[alarm].active
        assert plant.truth("Status.MachSpeed") < 10
        assert refused(plant, "Clear") == "interlock"
        plant.write(path, False)
        plant.call("Clear")
        assert refused(plant, "Start") == "interlock"


def test_order_ends_in_complete_and_begins_again_after_reset():
    plant = create_plant("packer", 2, "order", parameters=QUIET)
    plant.advance(3100)
    assert plant.read("Status.StateCurrent").value == State.COMPLETE
    assert plant.read("Admin.ProdProcessedCount").value == 300
    plant.call("Reset")
    plant.advance(25)
    plant.call("Start")
    plant.advance(3200)
    assert plant.read("Admin.ProdProcessedCount").value == 600


def test_film_runs_out_and_is_changed():
    plant = create_plant(
        "packer", 0, "manual", parameters={**QUIET, "Film.Length": 150.0}, initial={"Film.Remaining": 5}
    )
    plant.advance(300)
    assert plant.read("Status.StateCurrent").value == State.HELD
    assert plant.read("Admin.StopReason").value == Reason.FILM_OUT and refused(plant, "Unhold") == "interlock"
    plant.call("ChangeFilm")
    plant.call("Unhold")
    plant.advance(10)
    assert plant.read("Status.StateCurrent").value == State.EXECUTE and refused(plant, "ChangeFilm") == "interlock"


def test_breakdown_waits_for_its_repair():
    plant = create_plant("packer", 4, "manual", parameters={**QUIET, "Breakdown.MTBF": 1.0})
    plant.advance(300)
    assert plant.read("Status.StateCurrent").value == State.ABORTED and plant.alarms["breakdown"].active
    assert refused(plant, "Clear") == "interlock"
    plant.advance(20000)
    plant.call("Clear")
    assert not plant.alarms["breakdown"].active


def test_maintenance_is_no_planned_time():
    plant = create_plant("packer", 0, "cold")
    plant.call("SetMode", 1)
    plant.advance(600)
    assert plant.recording().parameters["Truth.PlannedSeconds"] == 0


def test_crew_takes_a_planned_stop_and_goes_on_afterwards():
    plant = create_plant("packer", 2, parameters=QUIET)
    plant.write("Crew.PlannedStop", True, Role.ENGINEER)
    plant.advance(600)
    assert plant.read("Status.StateCurrent").value == State.STOPPED
    assert plant.read("Status.OperationMode").value == 1 and plant.read("Admin.StopReason").value == Reason.PLANNED
    before = plant.recording().parameters["Truth.PlannedSeconds"]
    plant.advance(600)
    assert plant.recording().parameters["Truth.PlannedSeconds"] == before < 5
    plant.write("Crew.PlannedStop", False, Role.ENGINEER)
    plant.advance(200)
    assert plant.read("Status.StateCurrent").value == State.EXECUTE
    assert plant.read("Status.OperationMode").value == 3 and plant.read("Admin.StopReason").value == Reason.NONE


def test_breakdown_is_repaired_before_a_planned_stop_begins():
    plant = create_plant("packer", 4, parameters={**QUIET, "Breakdown.MTBF": 1.0, "Breakdown.MTTR": 10.0})
    plant.advance(60)
    plant.write("Crew.PlannedStop", True, Role.ENGINEER)
    plant.advance(1500)
    assert not plant.alarms["breakdown"].active and plant.read("Status.OperationMode").value == 1
    assert plant.read("Status.StateCurrent").value == State.STOPPED


def faulty(fault, ticks=9000, **parameters):
    plant = create_plant("packer", 6, parameters={**QUIET, **parameters})
    plant.inject(fault)
    plant.advance(ticks)
    return plant.recording()


def test_wrong_or_weak_heat_makes_weak_seals():
    for fault in ("seal-sensor-offset", "seal-heater-weak"):
        run = faulty(fault)
        assert run.truth["Seal.Temperature"][-1] < 154
        assert run["Reject.Seal"][-1] > 0.03 * run["Admin.ProdProcessedCount"][-1]
    assert {event.alarm for event in run.alarms} >= {"seal-cold"}


def test_late_valve_shifts_weights_and_rejects():
    run = faulty("filler-drifts")
    weights = run["Checkweigher.Weight"]
    assert weights[weights > 0].mean() == pytest.approx(506, abs=0.5)
    assert run["Reject.Weight"][-1] > 0.3 * run["Admin.ProdProcessedCount"][-1]


def test_worn_belt_draws_current_and_jams():
    run = faulty("drive-belt-worn", **{"Jam.PacksBetween": 120.0})
    assert run["Motor.Current"][:50].mean() > 4.5
    assert run.parameters["Truth.Microstops"] > 2 * 900 / 120 * 0.7


def test_slow_upstream_starves():
    run = faulty("upstream-slow")
    assert (run["Admin.StopReason"] == Reason.STARVED).any()
    assert run.parameters["Truth.Performance"] < 0.7 and run.parameters["Truth.Availability"] == 1.0


def test_lossy_link_counts_too_few_while_truth_does_not():
    run = faulty("counter-link-lossy")
    assert run["Admin.ProdProcessedCount"][-1] < 0.75 * run["Admin.ProdConsumedCount"][-1]
    assert run.parameters["Truth.Packs"] == run["Admin.ProdConsumedCount"][-1]


def test_brittle_film_jams_and_seals_badly():
    run = faulty("film-brittle", **{"Jam.PacksBetween": 120.0})
    assert run.parameters["Truth.Microstops"] > 13
    assert run["Reject.Seal"][-1] > 0.02 * run["Admin.ProdProcessedCount"][-1]


def test_faster_is_not_always_more():
    """At 90 a minute jams come 1.5³ as often a pack: 3.4 times."""
    line = Line(dict(PLAIN), Chance(0, "x"), 0.1)
    assert line.jams(90) / line.jams(60) == pytest.approx(1.5**3)
    assert line.bad_seals(163, 90) > 4 * line.bad_seals(163, 60)
