"""Plants of owners: found, started, limited, ended. Every plant here is a real process with a real client."""

import os
import select
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from labs.language import SmartLabError
from labs.runtime.frames import recv_frame, send_frame
from labs.session import connect
from labs.supervisor.handle import PlantGone
from labs.supervisor.lease import VISIT, Lease
from labs.supervisor.supervisor import (
    NoSuchPlant,
    PlantLimit,
    Supervisor,
    own_seed,
    warm_plant_process,
)
from tests.labs.runtime.conftest import make_warm


def session(handle):
    return connect(url=handle.url, user=handle.user, password=handle.password)


def runs(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_an_owner_finds_the_same_plant_again(supervisor):
    first = supervisor.start("minji", "furnace")
    assert supervisor.start("minji", "furnace") is first
    assert supervisor.find("minji", "furnace") is first
    assert [handle.url for handle in supervisor.list("minji")] == [first.url]
    assert supervisor.list("jun") == []


def test_owners_have_plants_and_passwords_of_their_own(supervisor):
    mine, other = supervisor.start("minji", "furnace"), supervisor.start("jun", "furnace")
    assert mine.url != other.url
    assert mine.password != other.password
    with pytest.raises(SmartLabError):
        connect(url=other.url, user=other.user, password=mine.password)
    with session(mine) as plant:
        plant.write("Zone1.HeaterPower", 20.0)
    with session(other) as plant:
        assert plant.read("Zone1.HeaterPower") == 0.0


def test_an_owner_always_gets_the_same_seed(supervisor):
    seed = supervisor.start("minji", "furnace").state()["seed"]
    assert seed == own_seed("minji", "furnace") != own_seed("jun", "furnace")
    assert 0 <= own_seed("민지", "furnace") < 2**31


def test_what_is_asked_for_is_what_runs(supervisor):
    state = supervisor.start("minji", "furnace", seed=5, scenario="warm", mode="lockstep").state()
    assert (state["seed"], state["scenario"], state["mode"]) == (5, "warm", "lockstep")


def test_another_seed_or_scenario_replaces_the_plant(supervisor):
    first = supervisor.start("minji", "furnace", seed=5)
    second = supervisor.start("minji", "furnace", seed=6)
    assert second.state()["seed"] == 6
    assert not first.alive
    assert supervisor.start("minji", "furnace", scenario="warm").state()["seed"] == 6
    assert not second.alive


def test_another_clock_is_set_on_the_running_plant(supervisor):
    first = supervisor.start("minji", "furnace", mode="lockstep")
    assert supervisor.start("minji", "furnace", mode="scaled", speed=10) is first
    state = first.state()
    assert (state["mode"], state["speed"]) == ("scaled", 10)


@pytest.mark.parametrize(
    "wishes", [{"name": "no such"}, {"scenario": "no such"}, {"mode": "no such"}, {"speed": 1e9}, {"seed": -1}]
)
def test_what_does_not_exist_is_refused_in_both_languages(supervisor, wishes):
    wishes = {"name": "furnace", **wishes}
    with pytest.raises(SmartLabError) as caught:
        supervisor.start("minji", wishes.pop("name"), **wishes)
    assert caught.value.message.ko != caught.value.message.en
    assert supervisor.list("minji") == []


def test_a_refused_wish_leaves_the_running_plant_alone(supervisor):
    first = supervisor.start("minji", "furnace")
    with pytest.raises(SmartLabError):
        supervisor.start("minji", "furnace", scenario="no such")
    assert first.alive
    assert supervisor.start("minji", "furnace") is first


def test_limits_for_one_owner_and_for_all(supervisor):
    with session(supervisor.start("a", "furnace")), pytest.raises(PlantLimit):
        supervisor.start("a", "press")
    supervisor.start("b", "furnace")
    supervisor.start("c", "furnace")
    with pytest.raises(PlantLimit):
        supervisor.start("d", "furnace")
    supervisor.stop("a", "furnace")
    assert supervisor.start("d", "furnace").alive


def test_a_plant_that_nobody_uses_gives_way_to_its_owners_next(warm):
    with Supervisor(warm, limit_per_owner=2) as supervisor:
        oldest, used = supervisor.start("a", "press"), supervisor.start("a", "furnace")
        other = supervisor.start("b", "press")
        with session(used):
            supervisor.start("a", "tanks")
            assert not oldest.alive and used.alive and other.alive
            supervisor.start("a", "press")
        assert {handle.name for handle in supervisor.list("a")} == {"furnace", "press"}


def test_many_owners_at_once_get_one_plant_each(warm):
    with Supervisor(warm) as supervisor, ThreadPoolExecutor(8) as pool:
        owners = [f"owner {n % 4}" for n in range(12)]
        handles = list(pool.map(lambda owner: supervisor.start(owner, "furnace"), owners))
        assert len({handle.url for handle in handles}) == supervisor.count() == 4
        assert all(first is second for first, second in zip(handles, handles[4:], strict=False))


def test_plants_start_again_after_their_warm_process_died():
    with warm_plant_process() as warm, Supervisor(warm) as supervisor:
        first = supervisor.start("minji", "furnace", seed=5)
        warm.close()
        assert not first.alive
        second = supervisor.start("minji", "furnace")
        assert second.restarted
        assert second.state()["seed"] == 5


def test_reset_begins_a_new_run(supervisor):
    handle = supervisor.start("minji", "furnace", mode="lockstep")
    with session(handle) as plant:
        plant.advance(5)
        assert supervisor.reset("minji", "furnace", 8)["tick"] == 0
        assert plant.time == 0
    assert handle.state()["seed"] == 8
    assert supervisor.start("minji", "furnace") is handle


def test_stopping_ends_the_process_and_frees_the_place(supervisor):
    handle = supervisor.start("minji", "furnace")
    supervisor.stop("minji", "furnace")
    supervisor.stop("minji", "furnace")
    assert not runs(handle.pid)
    with pytest.raises(NoSuchPlant):
        supervisor.find("minji", "furnace")
    with pytest.raises(PlantGone):
        handle.state()


def kill(handle):
    os.kill(handle.pid, signal.SIGKILL)
    handle._fork.wait(10)


def test_a_plant_that_died_goes_on_where_its_student_left_it(supervisor):
    """Written values, time, noise and record are those of a plant that nobody killed."""
    first = supervisor.start("minji", "furnace", seed=77, scenario="warm", mode="lockstep")
    undisturbed = supervisor.start("another", "furnace", seed=77, scenario="warm", mode="lockstep")
    for handle in (first, undisturbed):
        with session(handle) as plant:
            plant.advance(10)
            plant.write("Zone1.HeaterPower", 33.0)
            plant.advance(7.3)
    kill(first)
    second = supervisor.start("minji", "furnace")
    assert second.restarted and second.resumed and not first.restarted
    assert {key: second.state()[key] for key in ("tick", "seed", "scenario", "mode")} == {
        "tick": 173,
        "seed": 77,
        "scenario": "warm",
        "mode": "lockstep",
    }
    with session(second) as plant:
        assert plant.read("Zone1.HeaterPower") == 33.0
        plant.advance(5)
    with session(undisturbed) as plant:
        plant.advance(5)
    assert second.finish().hash() == undisturbed.finish().hash()


def test_another_scenario_after_its_death_begins_anew(supervisor):
    first = supervisor.start("minji", "furnace", mode="lockstep")
    with session(first) as plant:
        plant.advance(10)
    kill(first)
    second = supervisor.start("minji", "furnace", scenario="warm")
    assert (second.state()["tick"], second.resumed) == (0, False)


def test_a_plant_that_died_twice_still_goes_on(supervisor):
    handle = supervisor.start("minji", "furnace", mode="lockstep")
    for rounds in (1, 2, 3):
        with session(handle) as plant:
            plant.write("Zone1.HeaterPower", 10.0 * rounds)
            plant.advance(10)
        kill(handle)
        handle = supervisor.start("minji", "furnace")
        assert handle.state()["tick"] == 100 * rounds
    writes = [(write.tick, write.value) for write in handle.finish().writes]
    assert writes == [(0, 10.0), (100, 20.0), (200, 30.0)]


def test_idle_plants_end_and_busy_ones_stay(supervisor, clock):
    idle = supervisor.start("idle", "furnace", lease=Lease(grace=100, absence=30))
    busy = supervisor.start("busy", "furnace", lease=Lease(grace=100, absence=30))
    with session(busy):
        assert supervisor.stop_idle(clock.now + 99) == []
        assert supervisor.stop_idle(clock.now + 100) == [("idle", "furnace")]
        assert not idle.alive
    assert supervisor.stop_idle(clock.now + 129) == []
    assert supervisor.stop_idle(clock.now + 130) == [("busy", "furnace")]
    assert not busy.alive


def test_a_visit_ends_soon_after_its_visitor(supervisor, clock):
    handle = supervisor.start("visit:1", "furnace", lease=VISIT)
    assert supervisor.stop_idle(clock.now + 59) == []
    with session(handle):
        assert supervisor.stop_idle(clock.now + 300) == []
    assert supervisor.stop_idle(clock.now + 319) == []
    assert supervisor.stop_idle(clock.now + 320) == [("visit:1", "furnace")]


def test_all_plants_end_with_the_supervisor(warm, supervisor):
    kept, loose = supervisor.start("minji", "furnace"), supervisor.start_plant("furnace")
    supervisor.close()
    assert not runs(kept.pid)
    assert not runs(loose.pid)


def test_no_plant_outlives_a_supervisor_that_is_killed():
    source = """
import sys
from labs.supervisor.supervisor import Supervisor, warm_plant_process
with warm_plant_process() as warm, Supervisor(warm) as supervisor:
    print(supervisor.start("minji", "furnace").pid, flush=True)
    sys.stdin.read()
"""
    command = [sys.executable, "-c", source]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        pid = int(process.stdout.readline())
        ended = os.pidfd_open(pid)
        process.kill()
        assert select.select([ended], [], [], 10)[0], "the plant still runs"
        os.close(ended)


def test_an_examination_gives_the_plants_own_recording(supervisor):
    handle = supervisor.start_plant("furnace", seed=3, scenario="warm", horizon_seconds=20, role="operator")
    with session(handle) as plant:
        assert plant.mode == "lockstep"
        plant.write("Zone1.HeaterPower", 42.0)
        plant.advance(5)
        plant.advance(1000)
        assert plant.time == 20
    recording = handle.finish()
    assert recording.seconds[-1] == 20
    assert recording["Zone1.HeaterPower"][-1] == 42
    assert [(write.path, write.value, write.role) for write in recording.writes] == [
        ("Zone1.HeaterPower", 42.0, "operator")
    ]
    assert handle.reached_tick == 200
    assert not handle.alive


@pytest.mark.parametrize("role", ["operator", "engineer"])
def test_who_is_examined_cannot_begin_anew_or_change_the_clock(supervisor, role):
    handle = supervisor.start_plant("furnace", seed=3, horizon=200, role=role)
    with session(handle) as plant:
        plant.advance(5)
        for attempt in (plant.reset, lambda: plant.reset(4), lambda: plant.set_clock(mode="scaled", speed=100)):
            with pytest.raises(SmartLabError):
                attempt()
    assert handle.finish().seconds[-1] == 5


def test_a_run_that_was_left_early_can_be_run_on_to_its_end(supervisor):
    handle = supervisor.start_plant("furnace", seed=3, horizon=200)
    with session(handle) as plant:
        plant.advance(5)
    recording = handle.finish(to_horizon=True)
    assert handle.reached_tick == 50
    assert recording.seconds[-1] == 20


def test_a_run_that_was_left_early_stays_short(supervisor):
    handle = supervisor.start_plant("furnace", seed=3, horizon=200, initial={"Zone1.HeaterPower": 30.0})
    with session(handle) as plant:
        plant.advance(5)
    recording = handle.finish()
    assert recording.seconds[-1] == 5
    assert recording["Zone1.HeaterPower"][0] == 30


def test_a_listener_is_lent_and_serves_one_plant_after_another(supervisor):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        for seed in (1, 2):
            handle = supervisor.start_plant("furnace", seed=seed, listener=listener, horizon=100)
            assert handle.url.endswith(f":{listener.getsockname()[1]}")
            with session(handle) as plant:
                plant.advance(1)
            assert handle.finish().seed == seed


DRIVE = """
import json
from labs.runtime.frames import recv_frame, send_frame
from labs.session import connect
told = recv_frame(channel, 20)
with connect(url=told["url"], user=told["user"], password=told["password"]) as plant:
    plant.write("Zone1.HeaterPower", 55.0)
    plant.advance(10)
    result = plant.read("Zone1.Temperature")
"""


def test_code_in_a_sandbox_drives_a_plant_outside(supervisor):
    with (
        make_warm() as sandbox,
        sandbox.fork("sandbox_probe:run", {"source": DRIVE}, listeners=1) as fork,
    ):
        handle = supervisor.start_plant("furnace", seed=3, listener=fork.listeners[0], horizon=100)
        send_frame(fork.channel, {"url": handle.url, "user": handle.user, "password": handle.password})
        answer = recv_frame(fork.channel, 30)
        recording = handle.finish()
    assert answer == {"result": recording["Zone1.Temperature"][-1]}
    assert recording["Zone1.HeaterPower"][-1] == 55
