"""The vision station against its declared rates, statistics by hand, interlocks, faults."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.equipment.chance import Chance
from labs.equipment.inspector import NOMINAL
from labs.equipment.inspector_signals import CLASSES
from labs.equipment.inspector_vision import DIAMETER, SHARES, Vision
from labs.equipment.registry import create_plant
from labs.simulation.machine import PlantError
from labs.simulation.roles import Role
from labs.simulation.states import LEGAL, STATE_COMMANDS, State

PLAIN = {name: value for name, (value, _) in NOMINAL.items()}


def run(fault=None, minutes=20):
    """As fast as pictures do not yet smear; returns the recording and the rows at which a part was seen."""
    plant = create_plant("inspector", 3, initial={"Conveyor.Rate": 45.0})
    if fault:
        plant.inject(fault)
    for _ in range(minutes):
        plant.advance(600)
        plant.call("EmptyBin")
    recording = plant.recording()
    return recording, np.flatnonzero(np.diff(recording["Part.Serial"])) + 1


def vision(seed=0):
    return Vision(dict(PLAIN), Chance(seed, "inspector"))


def test_classes_are_confused_at_the_known_rates():
    """20,000 looks in a good picture: each rate within 4.5 standard deviations of the matrix; rows add up to 1."""
    station = vision()
    counts = np.zeros((5, 5))
    for _ in range(20_000):
        part = station.part()
        counts[part.kind, station.look(part, 0.0, 0.0).kind] += 1
    for kind, row in enumerate(station.matrix):
        assert sum(row) == pytest.approx(1)
        total = counts[kind].sum()
        assert abs(total / 20_000 - SHARES[kind]) < 4.5 * math.sqrt(SHARES[kind] / 20_000)
        for found, rate in enumerate(row):
            allowed = 4.5 * math.sqrt(rate * (1 - rate) / total) + 1e-9
            assert abs(counts[kind, found] / total - rate) <= allowed


def test_picture_is_lost_as_computed_by_hand():
    station = vision()
    assert station.loss(2000, 8, 30, 1.0) == 0
    assert station.loss(1000, 8, 30, 1.0) == pytest.approx(0.5)  # half the light
    assert station.loss(1000, 16, 30, 1.0) == pytest.approx(0.075)  # made up by exposure, but smeared: 0.15 (2 - 1.5)
    assert station.loss(2000, 16, 10, 1.0) == pytest.approx(0.6)  # twice too bright: 2 - 1.4
    assert station.rates(3, 1.0) == pytest.approx([0.8, 0.05, 0.05, 0.05, 0.05])


@pytest.fixture(scope="module")
def normal():
    return run(minutes=30)


def test_counts_and_truth_are_conserved(normal):
    recording, seen = normal
    last = {path: recording[path][-1] for path in recording.paths}
    assert last["Count.Inspected"] == last["Part.Serial"] == len(seen) > 1300
    assert last["Count.Accepted"] + last["Count.Rejected"] == last["Count.Inspected"]
    assert sum(last[f"Count.{name}"] for name in CLASSES) == last["Count.Inspected"]
    found, true = recording["Part.Class"][seen], recording.truth["Part.Class"][seen]
    accepted = recording["Part.Accepted"][seen].astype(bool)
    defective = true > 0
    for name, nominal, tolerance in (("Diameter", 8.0, 0.04), ("Length", 30.0, 0.15)):
        defective |= abs(recording.truth[f"Part.{name}"][seen] - nominal) > tolerance
    truth = recording.parameters
    assert truth["Truth.Defective"] == defective.sum()
    assert truth["Truth.Escapes"] == (accepted & defective).sum() > 0
    assert truth["Truth.FalseRejects"] == (~accepted & ~defective).sum() > 0
    assert not accepted[found > 0].any()


def test_size_is_spread_and_measured_as_declared(normal):
    recording, seen = normal
    p, true = recording.parameters, recording.truth["Part.Diameter"][seen]
    assert true.mean() == pytest.approx(DIAMETER + p["Diameter.Offset"], abs=0.001)
    assert true.std() == pytest.approx(p["Diameter.Sigma"], rel=0.08)
    error = recording["Part.Diameter"][seen] - true
    # The station is warm and calibrated: no bias. Dirt takes up to 3 % of the picture, so noise is up to 9 % more.
    assert abs(error.mean()) < 2e-4 and error.std() == pytest.approx(p["Diameter.Repeatability"], rel=0.15)


def test_camera_warms_with_its_time_constant_and_bias_follows():
    plant = create_plant("inspector", 1, initial={"Camera.Temperature": 22.0}, parameters={"Room.Temperature": 22.0})
    lag, rise = plant.recording().parameters["Camera.Lag"], plant.recording().parameters["Camera.Rise"]
    plant.advance(round(lag * 10))
    assert plant.truth("Camera.Temperature") == pytest.approx(22 + rise * (1 - math.exp(-1)), rel=1e-3)
    recording = plant.recording()
    seen = np.flatnonzero(np.diff(recording["Part.Serial"]))[-60:] + 1
    bias = (recording["Part.Diameter"] - recording.truth["Part.Diameter"])[seen].mean()
    expected = 8 * recording.parameters["Scale.PerKelvin"] * rise * (1 - math.exp(-1))
    assert bias == pytest.approx(expected, rel=0.25)


def test_defects_can_be_told_by_their_marks(normal):
    """Scratches and cracks are long, dents are large, bent parts are not straight."""
    recording, seen = normal
    kind = recording.truth["Part.Class"][seen]
    elongation, area = recording["Part.Elongation"][seen], recording["Part.BlobArea"][seen]
    assert np.median(elongation[kind == 1]) > 4 * np.median(elongation[kind == 2])
    assert np.median(area[kind == 2]) > 2 * np.median(area[kind == 1])
    assert np.median(recording["Part.Straightness"][seen][kind == 4]) > 0.2


def test_cold_start_needs_calibration_and_a_closed_cover():
    plant = create_plant("inspector", 0, "cold")
    plant.write("Cover.Open", True)
    plant.call("Reset")
    plant.advance(20)
    for remedy in (lambda: plant.write("Cover.Open", False), lambda: plant.call("Calibrate", role=Role.ENGINEER)):
        with pytest.raises(PlantError) as refused:
            plant.call("Start")
        assert refused.value.reason == "interlock"
        remedy()
    plant.call("Start")
    plant.advance(100)
    assert plant.read("Count.Inspected").value > 3
    with pytest.raises(PlantError):
        plant.call("CleanLens")


def test_full_bin_holds_until_it_is_emptied():
    plant = create_plant("inspector", 2, initial={"Tolerance.Length": 0.0, "Conveyor.Rate": 90.0})
    plant.advance(1500)
    assert plant.read("Status.StateCurrent").value == State.HELD and plant.alarms["bin-full"].active
    assert plant.alarms["many-rejects"].active
    with pytest.raises(PlantError):
        plant.call("Unhold")
    plant.call("EmptyBin")
    plant.call("Unhold")
    plant.advance(10)
    assert plant.read("Status.StateCurrent").value == State.EXECUTE


def test_audit_tells_the_truth_after_a_minute():
    plant = create_plant("inspector", 5)
    plant.advance(100)
    with pytest.raises(PlantError, match="minute"):
        plant.call("Audit", 1)
    plant.advance(1200)
    recording = plant.recording()
    row = int(np.argmax(recording["Part.Serial"] == 7))
    assert plant.call("Audit", 7) == recording.truth["Part.Class"][row] == plant.read("Audit.Class").value
    with pytest.raises(PlantError):
        plant.call("Audit", 9999)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([c.name for c in STATE_COMMANDS] + ["Calibrate", "CleanLens", "EmptyBin",
       "Cover", "Exposure.Time", "Conveyor.Rate"]), st.floats(0, 1)), max_size=20))  # fmt: skip
def test_any_commands_keep_counts_and_transitions(actions):
    plant = create_plant("inspector", 1)
    for what, number in actions:
        try:
            if what == "Cover":
                plant.write("Cover.Open", number > 0.5)
            elif "." in what:
                plant.write(what, 5 + 25 * number, Role.ENGINEER)
            else:
                plant.call(what, role=Role.ENGINEER)
        except PlantError as error:
            assert error.reason == "interlock"
        plant.advance(50)
    recording = plant.recording()
    states = [State(value) for _, value in recording.changes["Status.StateCurrent"]]
    assert set(itertools.pairwise(states)) <= LEGAL
    assert (recording["Count.Accepted"] + recording["Count.Rejected"] == recording["Count.Inspected"]).all()
    assert recording["Part.Contrast"].max() <= 1 and recording["Part.BlobArea"].min() >= 0


def test_dim_lamp_and_dirty_lens_let_defects_escape(normal):
    recording, _ = normal
    before = recording.parameters["Truth.Escapes"] / recording.parameters["Truth.Defective"]
    for fault, path, alarm in (
        ("lamp-dims", "Light.Intensity", "light-low"),
        ("lens-dirty", "Lens.Sharpness", "picture-blurred"),
    ):
        faulty, _ = run(fault)
        assert faulty.parameters["Truth.Escapes"] / faulty.parameters["Truth.Defective"] > 1.4 * before
        assert faulty[path][-1] < 0.7 * recording[path][-1]
        assert alarm in {event.alarm for event in faulty.alarms}


def test_knocked_camera_measures_wrong_until_calibrated():
    plant = create_plant("inspector", 4)
    plant.inject("camera-shifted")
    plant.advance(3000)
    plant.call("Hold")
    plant.advance(10)
    plant.call("Calibrate", role=Role.ENGINEER)
    plant.call("Unhold")
    plant.advance(3000)
    recording = plant.recording()
    error = recording["Part.Diameter"] - recording.truth["Part.Diameter"]
    assert error[2500:3000].mean() == pytest.approx(0.02, abs=0.002)
    assert error[-500:].mean() == pytest.approx(0.0, abs=0.002)


def test_late_results_belong_to_the_part_before():
    recording, seen = run("results-late", 5)
    found, true = recording["Part.Diameter"][seen], recording.truth["Part.Diameter"][seen]
    assert np.corrcoef(found[1:], true[:-1])[0, 1] > 0.95 and abs(np.corrcoef(found[1:], true[1:])[0, 1]) < 0.3


def test_worn_die_shows_as_a_trend_and_rejects_for_size(normal):
    faulty, seen = run("die-wears", 8)
    found = faulty["Part.Diameter"][seen]
    assert found[-100:].mean() - found[:100].mean() == pytest.approx(0.00015 * (len(seen) - 100), rel=0.1)
    assert faulty["Count.Size"][-1] > 10 * max(1, normal[0]["Count.Size"][len(faulty.seconds) - 1])


def test_wrongly_set_die_shows_as_a_step_either_way(normal):
    sound = normal[0]["Part.Diameter"][normal[1]]
    for fault, step in (("die-set-large", 0.02), ("die-set-small", -0.02)):
        faulty, seen = run(fault, 4)
        found = faulty["Part.Diameter"][seen]
        assert found - sound[: len(found)] == pytest.approx(step, abs=1e-4)  # the same parts, all of them moved alike


def test_cracked_lot_raises_one_class(normal):
    faulty, _ = run("cracked-lot", 8)
    assert faulty["Count.Crack"][-1] > 4 * normal[0]["Count.Crack"][len(faulty.seconds) - 1]


def test_drifting_light_sensor_shows_darkness_that_is_none():
    faulty, _ = run("light-sensor-drift", 8)
    assert faulty["Light.Intensity"][-1] < 1400 and faulty.truth["Light.Intensity"][-1] == 2000
    assert "light-low" in {event.alarm for event in faulty.alarms}
