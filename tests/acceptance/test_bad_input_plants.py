"""A plant that was killed, a wrong password, a name that is not: sentences; a killed one costs nobody points."""

import os
import signal
import socket
import threading

import psutil
import pytest

from grader.link import SocketLink
from grader.practice import run_practice
from grader.run import Run
from labs import examiner_link
from labs.check import examination
from labs.language import SmartLabError
from labs.opcua.problems import PlantUnavailable, UnknownSignal, WrongPassword
from labs.session import connect
from labs.supervisor.supervisor import Supervisor, warm_plant_process


@pytest.fixture
def plant():
    with connect("furnace") as session:
        session.set_clock(mode="lockstep")
        yield session


def test_a_killed_plant_says_what_to_do(plant):
    child = next(each for each in psutil.Process().children() if "labs.opcua.run" in each.cmdline())
    child.kill()
    child.wait(10)
    for use in (
        lambda: plant.read("Zone1.Temperature"),
        lambda: plant.write("Zone1.HeaterPower", 5.0),
        lambda: plant.advance(1.0),
        lambda: next(iter(plant.every(1.0))) and plant.read("Zone1.Temperature"),
    ):
        with pytest.raises(PlantUnavailable) as lost:
            use()
        assert "connect()" in lost.value.message.ko and "connect()" in lost.value.message.en


def test_wrong_names_words_and_addresses(plant):
    with pytest.raises(UnknownSignal, match=r"Zone1\.Temperature"):
        plant.read("Zone1.Temprature")
    with pytest.raises(WrongPassword):
        connect("furnace", url=plant.url, user="operator", password="wrong")
    for url in ("opc.tcp://127.0.0.1:1", "nonsense"):
        with pytest.raises(PlantUnavailable):
            connect("furnace", url=url, user="operator", password="any")
    with pytest.raises(SmartLabError, match="furnace"):
        connect("nosuch")


class Killed:
    """Plants of which the first `lost` are killed as soon as they listen."""

    def __init__(self, supervisor, lost):
        self.supervisor, self.lost, self.seeds = supervisor, lost, []

    def start_plant(self, name, **options):
        handle = self.supervisor.start_plant(name, **options)
        self.seeds.append(options["seed"])
        if len(self.seeds) <= self.lost:
            os.kill(handle.pid, signal.SIGKILL)
        return handle


@pytest.fixture(scope="module")
def supervisor():
    with warm_plant_process() as warm, Supervisor(warm) as supervisor:
        yield supervisor


@pytest.mark.parametrize(("lost", "says"), [(1, "Correct"), (2, "stopped on the way")])
def test_a_plant_killed_in_an_examination_is_not_the_students_fault(supervisor, monkeypatch, lost, says):
    from grader.exam import CheckDefinition
    from grader.unit import load_unit

    def judge(exam):
        run = exam.drive("furnace", scenario="warm", minutes=1)
        exam.expect(isinstance(run, Run) and run.finished, "missing")

    unit = load_unit("c2")
    checks = {"holds-band": CheckDefinition("holds-band", 5.0, judge)}
    object.__setattr__(unit, "checks", checks)
    ours, theirs = socket.socketpair()
    plants = Killed(supervisor, lost)
    thread = threading.Thread(target=run_practice, args=(unit, SocketLink(ours), plants))
    thread.start()
    monkeypatch.setenv("SMARTLAB_EXAMINER_FD", str(theirs.fileno()))
    check = examination("c2", language="en")

    def drive(session):
        for _ in session.every(1.0):
            session.read("Zone1.Temperature")

    shown = check("holds-band", drive)
    check.close()
    theirs.close()
    thread.join(20)
    assert says in str(shown._repr_html_()) + repr(shown)
    assert len(plants.seeds) == 2 and len(set(plants.seeds)) == 1


class Dead:
    """A link whose other end went away while it was kept."""

    def send(self, frame):
        raise SmartLabError("끊김", "gone")

    def close(self):
        pass


class Answering(Dead):
    def send(self, frame):
        self.asked = frame

    def receive(self):
        return {"op": "verdict", "check": "x", "points": 1.0, "max_points": 1.0, "verdict": "correct"} | {
            "message": {"ko": "좋습니다", "en": "Good"},
            "picture": None,
        }


def test_a_kept_link_that_died_is_replaced_once(monkeypatch):
    opened = []
    monkeypatch.setattr("labs.check.open_link", lambda unit: opened.append(unit) or Answering())
    check = examination("c2", language="en")
    check._link = Dead()
    assert "Good" in check("x", len)._repr_html_() and opened == ["c2"]
    monkeypatch.setattr("labs.check.open_link", lambda unit: opened.append(unit) or Dead())
    check._link = Dead()
    with pytest.raises(SmartLabError):
        check("x", len)
    assert len(opened) == 2


REFUSALS = (
    (b'{"message": {"ko": "\xec\x9e\xa0\xec\x8b\x9c", "en": "Later, please"}}', "Later, please"),
    (b"<html>", "could not be reached"),
)


@pytest.mark.parametrize(("body", "says"), REFUSALS)
def test_why_the_class_server_refuses_is_shown(body, says, monkeypatch):
    monkeypatch.setenv("SMARTLAB_LANGUAGE", "en")
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse():
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                head = f"HTTP/1.1 429 Too Many\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
                connection.sendall(head.encode() + body)

        thread = threading.Thread(target=refuse)
        thread.start()
        url = f"ws://127.0.0.1:{server.getsockname()[1]}/"
        with pytest.raises(SmartLabError, match=says):
            examiner_link.open_link("c2", {"SMARTLAB_EXAMINER_URL": url})
        thread.join(5)
