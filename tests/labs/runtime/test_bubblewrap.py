"""The command line for long-lived servers, run for real."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from labs.runtime.bubblewrap import HOME, bubblewrap_command


def run(source: str, **options) -> subprocess.CompletedProcess:
    env = options.pop("env", None)
    command = [*bubblewrap_command(**options), sys.executable, "-c", source]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, env=env)


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "homes" / "minji"
    folder.mkdir(parents=True)
    (tmp_path / "homes" / "other").mkdir()
    (tmp_path / "homes" / "other" / "answer.ipynb").write_text("secret")
    return folder


def test_a_server_sees_its_own_home_and_no_other(home):
    source = f"""
import os, pathlib
pathlib.Path("note").write_text("mine")
print(os.getcwd(), os.environ["HOME"], os.path.exists({str(home.parent)!r}), os.getuid())
"""
    done = run(source, network=True, home=home)
    assert done.stdout.split() == [HOME, HOME, "False", "1000"], done.stderr
    assert (home / "note").read_text() == "mine"


def test_it_has_no_capability_and_no_foreign_process(home):
    source = """
import os
status = open("/proc/self/status").read()
print([line.split()[1] for line in status.splitlines() if line.startswith(("CapEff", "CapBnd", "NoNewPrivs"))])
print(len([pid for pid in os.listdir("/proc") if pid.isdigit()]))
"""
    lines = run(source, network=True, home=home).stdout.splitlines()
    assert lines == [str(["0" * 16, "0" * 16, "1"]), "2"]


def test_only_named_folders_can_be_written(home, tmp_path):
    shared, rules = tmp_path / "shared", tmp_path / "rules"
    shared.mkdir()
    rules.mkdir()
    source = """
import os
for place in ("/shared", "/rules", "/", "/usr", "/dev", "/opt/smartlab/labs", "/tmp", "/dev/shm", os.environ["HOME"]):
    try:
        open(place + "/mark", "w").close(); print(place)
    except OSError: pass
"""
    done = run(source, network=True, home=home, writable=[(shared, "/shared")], read_only=[(rules, "/rules")])
    assert done.stdout.split() == ["/shared", "/tmp", "/dev/shm", HOME], done.stderr
    assert list(rules.iterdir()) == []


def test_the_environment_is_only_what_was_given(home, monkeypatch):
    monkeypatch.setenv("GRADER_SECRET", "x")
    source = "import os; print(sorted(os.environ))"
    names = run(source, network=True, home=home, environment={"SMARTLAB_LANGUAGE": "ko"}).stdout
    assert "GRADER_SECRET" not in names
    assert "SMARTLAB_LANGUAGE" in names


def test_a_secret_travels_in_the_environment_not_in_argv(home):
    source = "import os; print(os.environ['TOKEN'], os.environ['HOME'])"
    options = {"network": True, "home": home, "environment_from_parent": True}
    assert "hidden" not in " ".join(bubblewrap_command(**options))
    assert run(source, env={"TOKEN": "hidden", "PATH": os.environ["PATH"]}, **options).stdout.split() == [
        "hidden",
        HOME,
    ]


def test_without_network_there_is_only_lo(home):
    source = "import socket; print([name for _, name in socket.if_nameindex()])"
    assert run(source, network=False, home=home).stdout.strip() == "['lo']"


def test_the_labs_can_be_imported_and_the_grader_cannot(home):
    source = "import labs.runtime.frames, importlib.util as u; print(labs.__file__, u.find_spec('grader'))"
    assert run(source, network=True, home=home).stdout.split() == ["/opt/smartlab/labs/__init__.py", "None"]


def test_nothing_of_the_kernel_can_be_set(home):
    source = """
import ctypes, os
libc = ctypes.CDLL(None)
for folder, folders, files in os.walk("/proc"):
    folders[:] = [name for name in folders if not name.isdigit()]
    for name in files:
        try:
            os.close(os.open(os.path.join(folder, name), os.O_WRONLY)); print(folder, name)
        except OSError: pass
if libc.unshare(0x10020000) == 0:  # a user and a mount namespace of its own, with all capabilities in it
    print("unshared", libc.mount(None, b"/proc", None, 32 | 4096, None), libc.mount(b"proc", b"/tmp", b"proc", 0, None))
"""
    done = run(source, network=True, home=home)
    assert done.stdout.strip() in ("", "unshared -1 -1"), done.stderr  # the latter before bwrap 0.8
    assert done.returncode == 0, done.stderr


def test_python_stays_though_a_home_has_the_name_of_its_folder(home):
    place = str(Path(sys.prefix).parent)
    done = run("import numpy; print('runs')", network=True, writable=[(home, place)])
    assert done.stdout.strip() == "runs", done.stderr


@pytest.mark.parametrize("place", ["/tmp", "/dev/shm"])
def test_size_of_what_is_memory_holds(home, place):
    source = f"""
try:
    open("{place}/big", "wb").write(bytes(4 << 20))
except OSError: print("full")
"""
    assert run(source, network=True, home=home, tmp_mb=2).stdout.strip() == "full"
