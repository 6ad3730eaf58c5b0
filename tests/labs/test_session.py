"""The notebook's session: synchronous, in the reader's language, the same in lockstep and in time."""

import json
import math
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from labs.language import SmartLabError
from labs.opcua.finding import find_plant
from labs.opcua.problems import (
    NotAllowed,
    NotNow,
    OutOfRange,
    PlantUnavailable,
    UnknownSignal,
    WrongPassword,
    WrongType,
)
from labs.opcua.samples import BadReading
from labs.session import PlantSession, connect
from labs.simulation.roles import Role
from tests.labs.opcua.conftest import (  # noqa: F401 - the fixtures of the server
    PASSWORDS,
    as_role,
    in_english,
    running,
    served,
    session_as,
)

POWER, TEMPERATURE = "Zone1.HeaterPower", "Zone1.Temperature"


@pytest.fixture
def plant(session_as) -> PlantSession:  # noqa: F811
    return session_as(Role.OPERATOR)


@pytest.fixture
def tuned(session_as) -> PlantSession:  # noqa: F811
    return session_as(Role.ENGINEER)


def test_it_reads_writes_and_advances(plant):
    plant.write(POWER, 100)
    assert plant.read(POWER) == 100.0
    start = plant.read(TEMPERATURE)
    assert plant.advance(60.0) == plant.time == 60.0
    assert plant.read(TEMPERATURE) > start + 10
    assert plant.read_many([POWER, "Door.Open"]) == {POWER: 100.0, "Door.Open": False}
    plant.write_many({POWER: 5.0, "Door.Open": True})
    assert plant.read_many([POWER, "Door.Open"]) == {POWER: 5.0, "Door.Open": True}


def test_numpy_values_are_numbers(plant):
    import numpy as np

    plant.write(POWER, np.float64(12.5))
    plant.write("Door.Open", np.bool_(True))
    assert plant.read_many([POWER, "Door.Open"]) == {POWER: 12.5, "Door.Open": True}


def test_step_is_write_advance_read(plant):
    assert plant.step({POWER: 30.0}, 1.0, [POWER, "Clock.Tick"]) == {POWER: 30.0, "Clock.Tick": 10}


def test_values_read_along_with_an_advance_are_given_out_once(plant, tuned):
    for _ in range(3):
        plant.read_many([POWER, "Clock.Tick"])
        plant.advance(1.0)
    plant.write(POWER, 44.0)
    assert plant.read(POWER) == 44.0
    plant.advance(1.0)
    assert plant.read("Clock.Tick") == 40
    tuned.advance(1.0)
    assert plant.read("Clock.Tick") == 50
    tuned.reset(5)
    assert plant.read("Clock.Tick") == 0


def test_every_reads_time_once_and_advances_after_each_round(plant):
    rounds = []
    for time in plant.every(2.0, minutes=0.1):
        rounds.append((time, plant.time))
    assert rounds == [(0.0, 0.0), (2.0, 2.0), (4.0, 4.0)]
    assert plant.time == 6.0


def test_every_keeps_to_the_whole_when_rounds_do_not_fit(plant):
    assert list(plant.every(0.4, minutes=1 / 60)) == [0.0, 0.4, 0.8]
    assert plant.time == 1.0


def test_every_ends_where_the_run_ends(served, plant):  # noqa: F811
    served.serve(horizon=35)
    assert list(plant.every(1.0)) == [0.0, 1.0, 2.0, 3.0]
    assert plant.time == plant.horizon == 3.5
    assert list(plant.every(1.0)) == []


def test_in_scaled_time_it_waits(tuned):
    tuned.set_clock("scaled", speed=200.0)
    assert (tuned.mode, tuned.speed) == ("scaled", 200.0)
    start = tuned.time
    assert tuned.advance(20.0) >= start + 19.9
    tuned.speed = 100.0
    assert tuned.speed == 100.0


def test_rounds_missed_in_time_are_left_out(tuned):
    tuned.set_clock("scaled", speed=100.0)
    start, times = tuned.time, []
    for time in tuned.every(10.0, minutes=1.0):
        times.append(time)
        if len(times) == 1:
            tuned.advance(25.0)  # as long as two rounds and a half
    assert times[1] - start >= 25.0
    assert times[2] - start >= 29.0
    assert len(times) <= 5
    assert tuned.time >= start + 59.0


def test_a_mode_changed_by_somebody_else_is_noticed(tuned, plant):
    tuned.set_clock("scaled", speed=500.0)
    assert plant.advance(50.0) >= 49.0
    tuned.set_clock("lockstep")
    before = plant.time
    assert plant.advance(50.0) == pytest.approx(before + 50.0)


def test_record_makes_a_table_of_simulated_time(plant):
    table = plant.record([TEMPERATURE, POWER], 5.0, period=1.0, action=lambda time: plant.write(POWER, time))
    assert list(table.columns) == [TEMPERATURE, POWER]
    assert list(table.index) == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert list(table[POWER]) == [0.0, 0.0, 1.0, 2.0, 3.0, 4.0]
    clock = plant.record(["Clock.SimulationTime"], 1.0)
    assert list(clock["Clock.SimulationTime"]) == list(clock.index) == [5.0, 6.0]


def test_signals_are_a_table_in_the_reader_s_language(monkeypatch, session_as):  # noqa: F811
    monkeypatch.setenv("SMARTLAB_LANGUAGE", "ko")
    table = session_as(Role.OPERATOR).signals().set_index("path")
    assert table.loc[TEMPERATURE, "title"] == "1구역 온도"
    assert tuple(table.loc[POWER, ["unit", "low", "high", "writable"]]) == ("%", 0.0, 100.0, True)
    assert not table.loc[TEMPERATURE, "writable"]


def test_a_bad_reading_is_nan_and_its_sample_says_so(served, plant):  # noqa: F811
    served.server.plant.inject("zone1-sensor-break")
    plant.advance(5.0)
    assert math.isnan(plant.read(TEMPERATURE))
    sample = plant.sample(TEMPERATURE)
    assert (sample.status, sample.time) == ("Bad", 5.0) and math.isnan(sample.value)
    assert math.isnan(plant.record(TEMPERATURE, 1.0)[TEMPERATURE].iloc[0])


def test_a_bad_reading_of_no_number_is_said(plant):
    from asyncua import ua

    with pytest.raises(BadReading):
        plant._value("Door.Open", ua.DataValue(ua.Variant(), ua.StatusCode(ua.StatusCodes.BadSensorFailure)))


def test_a_watch_may_use_the_session(plant):
    seen, twice = [], threading.Event()

    def told(path, sample):
        seen.append((path, sample.value, plant.read("Clock.Tick")))
        if len(seen) == 2:
            twice.set()

    watch = plant.watch("Clock.Tick", period=0.05, callback=told)
    while len(seen) < 1:
        pass
    plant.advance(1.0)
    assert twice.wait(10)
    watch.close()
    watch.close()
    assert seen == [("Clock.Tick", 0, 0), ("Clock.Tick", 10, 10)]


@pytest.mark.parametrize(
    ("action", "kind", "said"),
    [
        (lambda plant: plant.read("Zone1.Temprature"), UnknownSignal, "Zone1.Temperature"),
        (lambda plant: plant.write(POWER, 140.0), OutOfRange, "0 to 100 %"),
        (lambda plant: plant.write(POWER, math.inf), SmartLabError, POWER),
        (lambda plant: plant.write(POWER, "hot"), WrongType, "hot"),
        (lambda plant: plant.write(POWER, None), WrongType, "None"),
        (lambda plant: plant.write("Door.Open", 3), WrongType, "True/False"),
        (lambda plant: plant.write(TEMPERATURE, 20.0), NotAllowed, "read-only"),
        (lambda plant: plant.write("Zone1.Controller.Gain", 2.0), NotAllowed, "role"),
        (lambda plant: plant.set_clock("real-time"), NotAllowed, "role"),
        (lambda plant: plant.reset(3), NotAllowed, "role"),
        (lambda plant: plant.call("Expolde"), UnknownSignal, "Stop"),
        (lambda plant: plant.advance(-1.0), SmartLabError, "-1.0"),
        (lambda plant: plant.advance(math.nan), SmartLabError, "nan"),
        (lambda plant: next(plant.every(0.0)), SmartLabError, "above 0"),
    ],
)
def test_what_goes_wrong_is_a_sentence(plant, action, kind, said):
    with pytest.raises(kind) as caught:
        action(plant)
    assert said in str(caught.value)
    assert caught.value.message.ko != caught.value.message.en


def test_an_interlock_is_said(served, plant):  # noqa: F811
    served.serve("warm")
    with pytest.raises(NotNow, match="automatic"):
        plant.write("Zone2.HeaterPower", 1.0)


def test_a_wrong_password_is_said(served):  # noqa: F811
    with pytest.raises(WrongPassword, match="operator"):
        connect(url=served.url, user="operator", password="guess")


def test_a_plant_that_is_not_there_is_said():
    with pytest.raises(PlantUnavailable, match="does not answer"):
        connect(url="opc.tcp://127.0.0.1:1")


def test_a_plant_that_went_away_is_said():
    session = connect("furnace")
    session._on_close()
    with pytest.raises(PlantUnavailable):
        session.read(TEMPERATURE)
    session.close()
    with pytest.raises(PlantUnavailable, match="closed"):
        session.read(TEMPERATURE)


def test_it_works_inside_a_running_loop(served):  # noqa: F811
    import asyncio

    async def cell() -> float:
        with connect(url=served.url, user="operator", password=PASSWORDS[Role.OPERATOR]) as plant:
            return plant.advance(1.0)

    assert asyncio.run(cell()) == 1.0


class _Hub(BaseHTTPRequestHandler):
    answers: dict = {}
    seen: list = []
    bodies: list = []

    def do_POST(self):
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append((self.path, self.headers["Authorization"]))
        status, body = self.answers["next"]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *arguments):
        pass


@pytest.fixture
def hub():
    handler = type("Hub", (_Hub,), {"answers": {}, "seen": [], "bodies": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield (
        handler,
        {
            "SMARTLAB_PLANTS_URL": f"http://127.0.0.1:{server.server_port}/services/plants/",
            "JUPYTERHUB_API_TOKEN": "token-of-mine",
        },
    )
    server.shutdown()
    server.server_close()


def test_at_the_hub_one_s_own_plant_is_asked_for(hub):
    handler, environ = hub
    handler.answers["next"] = (200, {"url": "opc.tcp://h:1", "user": "u", "password": "p", "role": "engineer"})
    found = find_plant("furnace", environ)
    assert (found.url, found.user, found.password) == ("opc.tcp://h:1", "u", "p")
    assert handler.seen == [("/services/plants/api/plants/furnace", "token token-of-mine")]


def test_a_scenario_is_asked_for_at_the_hub_only_when_it_is_named(hub):
    handler, environ = hub
    handler.answers["next"] = (200, {"url": "opc.tcp://h:1", "user": "u", "password": "p", "role": "engineer"})
    find_plant("furnace", environ)
    find_plant("furnace", environ, "warm")
    assert handler.bodies == [b"{}", b'{"scenario": "warm"}']


def test_the_hub_s_own_sentence_is_passed_on(hub):
    handler, environ = hub
    handler.answers["next"] = (409, {"message": {"ko": "너무 많습니다.", "en": "Too many plants."}})
    with pytest.raises(PlantUnavailable, match="Too many plants"):
        find_plant("furnace", environ)
    handler.answers["next"] = (502, "gateway")
    with pytest.raises(PlantUnavailable, match="502"):
        find_plant("furnace", environ)


def test_a_hub_that_is_down_is_said():
    with pytest.raises(PlantUnavailable, match="plant service"):
        find_plant("furnace", {"SMARTLAB_PLANTS_URL": "http://127.0.0.1:1"})


def test_history_is_a_table_of_what_the_plant_recorded(plant, served):  # noqa: F811
    plant.write(POWER, 50)
    plant.advance(20.0)
    table = plant.history(TEMPERATURE, 5.0)
    assert table["value"].tolist() == served.server.plant.recording()[TEMPERATURE][-51:].tolist()
    assert (table.index[0], table.index[-1], set(table["status"])) == (15.0, 20.0, {"Good"})
    assert plant.history("Zone1.Controller.Gain", 5.0).index.tolist() == [0.0], "what held at the beginning"
    with pytest.raises(SmartLabError):
        plant.history(TEMPERATURE, 0)
    with pytest.raises(UnknownSignal):
        plant.history("Zone1.Temprature", 5.0)


def test_alarms_are_listed_and_acknowledged(session_as, served, monkeypatch):  # noqa: F811
    monkeypatch.setenv("SMARTLAB_LANGUAGE", "ko")
    served.serve(initial={TEMPERATURE: 930.0}, scenario="warm")
    operator, observer = session_as(Role.OPERATOR), session_as(Role.OBSERVER)
    assert operator.alarms().empty
    operator.advance(10.0)
    table = operator.alarms()
    assert table[["id", "priority", "active", "acknowledged", "time"]].values.tolist() == [
        ["zone1-high", 500, True, False, 5.1]
    ]
    assert table["message"][0].startswith("1구역 온도 높음")
    with pytest.raises(NotAllowed):
        observer.acknowledge("zone1-high")
    with pytest.raises(UnknownSignal):
        operator.acknowledge("zone9-high")
    operator.acknowledge("zone1-high", "확인")
    operator.acknowledge("zone1-high")
    assert operator.alarms()["acknowledged"].tolist() == [True]
    assert served.server.plant.alarms["zone1-high"].comment == "확인"
