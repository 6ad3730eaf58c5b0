"""`python -m labs.opcua.run`: a plant in a process of its own."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from labs.language import SmartLabError
from labs.opcua.finding import find_plant, start_local
from labs.opcua.run import run_plant
from labs.session import PlantSession

ROOT = Path(__file__).parents[3]


def started(*options: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "labs.opcua.run", "furnace", *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, cwd=ROOT,
        env={**os.environ, "SMARTLAB_LANGUAGE": "en"},
    )  # fmt: skip


def gone(url: str) -> bool:
    """Return whether nobody listens at `url` any more, after ten seconds at most."""
    host, port = url.strip().removeprefix("opc.tcp://").split(":")
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            socket.create_connection((host, int(port)), timeout=2).close()
        except OSError:
            return True
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_told_to_stop(tmp_path, number):
    path = tmp_path / "keys.json"
    process = started("--seed", "3", "--lockstep", "--scenario", "warm", "--credentials", str(path))
    try:
        line = process.stdout.readline()
        told = json.loads(path.read_text())
        assert told["url"] in line
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        secrets = [account["password"] for account in told["accounts"]]
        assert len(set(secrets)) == 4 and not any(secret in line for secret in secrets)
        arguments = Path(f"/proc/{process.pid}/cmdline").read_bytes().decode()
        assert not any(secret in arguments for secret in secrets)
        account = next(each for each in told["accounts"] if each["role"] == "operator")
        with PlantSession(told["url"], account["user"], account["password"]) as plant:
            assert plant.mode == "lockstep"
            assert plant.advance(1.0) == 1.0
            assert plant.read("Zone1.Temperature") > 800
        process.send_signal(number)
        out, errors = process.communicate(timeout=10)
    finally:
        process.kill()
    assert (process.returncode, errors) == (0, "")
    assert "stopped" in out
    assert not path.exists()


def test_a_taken_port_is_said_and_other_s_credentials_stay(tmp_path):
    path = tmp_path / "keys.json"
    path.write_text("mine")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SmartLabError, match=str(port)):
            run_plant("furnace", port=port, credentials=path)
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--scenario", "nowhere"], "warm"), (["--speed", "1e9"], "1000"), (["--speed", "nan"], "1000")],
)
def test_what_cannot_be_run_is_said(options, said):
    process = started(*options)
    _out, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert said in errors and "Traceback" not in errors


def test_a_local_plant_ends_with_its_pipe():
    found = start_local("furnace", "--lockstep")
    with PlantSession(found.url, found.user, found.password) as plant:
        assert plant.advance(2.0) == 2.0
    found.end()
    assert gone(found.url)


def test_a_local_plant_begins_with_the_scenario_that_is_asked_for():
    found = find_plant("furnace", {}, "warm")
    with PlantSession(found.url, found.user, found.password) as plant:
        assert 830 < plant.read("Zone1.Temperature") < 850
    found.end()


def test_a_local_plant_ends_when_its_owner_is_killed():
    program = """if True:
        import os, signal
        from labs.opcua.finding import start_local
        print(start_local("furnace").url, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    owner = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30)
    assert gone(owner.stdout)


def test_a_notebook_that_just_ends_leaves_no_noise_and_no_plant():
    program = """if True:
        from labs.session import connect
        plant = connect("furnace")
        watch = plant.watch(["Clock.Tick"], 0.1, lambda path, sample: None)
        print(plant.url)
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")
    assert gone(done.stdout)


def test_an_unknown_local_plant_is_said():
    with pytest.raises(SmartLabError, match="furnace"):
        find_plant("spaceship", {})
