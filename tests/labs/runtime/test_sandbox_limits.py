"""A fork that overruns is ended, whole, with the reason; the next one is not disturbed."""

import errno
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from labs.runtime.errors import SandboxUnavailable, WarmProcessError
from labs.runtime.frames import FrameClosed, recv_frame
from labs.runtime.warm import WarmProcess, sandbox_works
from labs.runtime.watchdog import Usage, broken_limit, family_usage, give_way, is_greedy

from .conftest import SMALL, make_warm


def test_endless_loop_is_ended_by_processor_time(ends):
    assert ends("while True: pass", replace(SMALL, cpu_seconds=0.5)) == "cpu"


def test_processor_time_of_children_counts(ends):
    source = "import os\nfor _ in range(2): os.fork()\nwhile True: pass"
    assert ends(source, replace(SMALL, cpu_seconds=1)) == "cpu"


def test_sleeping_for_ever_is_ended_by_wall_time(ends):
    assert ends("import time; time.sleep(1000)", replace(SMALL, wall_seconds=0.5)) == "wall"


def test_memory_of_one_process_raises_inside(inside):
    source = """
try:
    data = bytearray(400 * 1024 * 1024)
except MemoryError:
    result = "memory"
"""
    assert inside(source) == "memory"


def test_memory_of_many_processes_together_is_ended(ends):
    source = """
import os, time
for _ in range(6):
    if os.fork() == 0:
        data = bytearray(b"x" * (60 * 1024 * 1024))
        time.sleep(100)
time.sleep(100)
"""
    assert ends(source) == "memory"


FILL_SOCKETS = """
import socket
def fill():
    kept, total = [], 0
    while True:
        try:
            pair = socket.socketpair()
        except OSError:
            return kept, total
        kept.append(pair)
        for end in pair:
            end.setblocking(False)
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30)
            try:
                while True: total += end.send(bytes(65536))
            except OSError: pass
"""


def test_what_one_process_can_lay_into_sockets_is_little(inside):
    """It belongs to no process. Without a bound these are gigabytes."""
    assert inside(f"{FILL_SOCKETS}\nresult = fill()[1]") < 150e6


def test_what_many_processes_lay_into_sockets_is_counted(ends):
    source = f"{FILL_SOCKETS}\nimport os, time\nfor _ in range(12): os.fork()\nkept = fill()\ntime.sleep(100)"
    source = source.replace("for _ in range(12): os.fork()", "any(os.fork() == 0 for _ in range(12))")
    assert ends(source) == "memory"


def test_descriptors_on_their_way_keep_nobody_from_starting(warm, inside):
    """Linux counts descriptors that were sent and not received by user, and all sandboxes are of one user."""
    source = """
import array, socket
kept = []
try:
    while True:
        pair, parcel = socket.socketpair(), socket.socketpair()
        kept.append(pair)
        pair[0].sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [parcel[0].fileno()] * 100))])
except OSError as error:
    send = __import__("labs.runtime.frames").runtime.frames
    send.send_frame(channel, error.errno)
    send.recv_frame(channel)
"""
    with warm.fork("sandbox_probe:run", {"source": source}, limits=SMALL) as fork:
        assert recv_frame(fork.channel, 10) == errno.ETOOMANYREFS
        assert inside("result = 1", listeners=2) == 1


def test_fork_bomb_is_ended_or_refused(ends):
    source = "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass"
    assert ends(source) in ("processes", "cpu")


def test_thread_bomb_is_ended_or_refused(ends):
    source = """
import threading, time
while True:
    try: threading.Thread(target=time.sleep, args=(100,)).start()
    except RuntimeError: raise SystemExit(3)
"""
    assert ends(source) in ("processes", "exited")


def test_full_disk_is_an_error_inside(inside):
    source = """
result = []
for place in (".", "/tmp", "/dev/shm"):
    written = 0
    try:
        for i in range(64):
            with open(f"{place}/{i}", "wb") as file:
                file.write(bytes(1024 * 1024))
            written += 1
    except OSError as error:
        result.append(written <= 8)
"""
    assert inside(source) == [True] * 3


def test_end_without_a_word_is_told(warm):
    with warm.fork("sandbox_probe:run", {"source": "import os; os._exit(7)"}, limits=SMALL) as fork:
        with pytest.raises(FrameClosed):
            recv_frame(fork.channel, 10)
        assert (fork.wait(10), fork.exit_code, fork.alive) == ("exited", 7, False)


def test_death_by_a_signal_is_told(warm):
    with warm.fork("sandbox_probe:run", {"source": "import os; os.kill(os.getpid(), 11)"}, limits=SMALL) as fork:
        assert (fork.wait(10), fork.exit_code) == ("exited", 128 + 11)


def _alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


DAEMON = """
import os, signal, time
from labs.runtime.frames import recv_frame, send_frame
for _ in range(2):
    if os.fork() == 0:
        os.setpgid(0, 0)
        if os.fork():
            os._exit(0)
        for number in range(1, 32):
            if number not in (9, 19):
                signal.signal(number, signal.SIG_IGN)
        time.sleep(1000)
    os.wait()
send_frame(channel, "begun")
recv_frame(channel)
"""


@pytest.mark.parametrize("end", ["killed", "exited", "dropped"])
def test_no_daemon_survives(warm, end):
    fork = warm.fork("sandbox_probe:run", {"source": DAEMON}, limits=SMALL)
    assert recv_frame(fork.channel, 10) == "begun"
    pids = family_usage(fork.pid).pids
    assert len(pids) == 4  # init, the entry, two daemons
    if end == "killed":
        assert fork.kill() == "killed"
    elif end == "exited":
        fork.channel.close()
        assert fork.wait(10) == "exited"
    else:
        fork.close()
    assert [pid for pid in pids if _alive(pid)] == []
    fork.close()


def test_a_killed_fork_does_not_disturb_the_next(warm, inside):
    for _ in range(3):
        with warm.fork("sandbox_probe:run", {"source": "while True: pass"}, limits=SMALL) as fork:
            assert fork.kill() == "killed"
            assert fork.kill() == "killed"
        assert inside("result = 1") == 1


def test_a_child_that_floods_or_never_reads_blocks_nobody(warm, inside):
    flood = "channel.setblocking(True)\nwhile True: channel.sendall(bytes(65536))"
    with warm.fork("sandbox_probe:run", {"source": flood}, limits=SMALL) as fork:
        assert inside("result = 2") == 2
        assert fork.alive


def test_many_forks_at_once(warm):
    forks = [warm.fork("sandbox_probe:run", {"source": f"result = {n}"}, limits=SMALL) for n in range(6)]
    assert [recv_frame(fork.channel, 20)["result"] for fork in forks] == list(range(6))
    for fork in forks:
        fork.close()


def test_forks_end_with_their_warm_process():
    warm = make_warm().start()
    fork = warm.fork("sandbox_probe:run", {"source": "import time; time.sleep(1000)"}, limits=SMALL)
    pid = fork.pid
    warm.close()
    assert fork.wait(10) == "killed"
    assert not _alive(pid)
    with pytest.raises(WarmProcessError):
        warm.fork("sandbox_probe:run", {"source": ""})


def test_what_was_prepared_reaches_every_fork():
    with make_warm(prepare="sandbox_probe:prepare") as warm:
        for _ in range(2):
            with warm.fork("sandbox_probe:run", {"source": "result = prepared"}) as fork:
                assert recv_frame(fork.channel, 10) == {"result": {"prepared": 42}}


def test_forks_draw_different_numbers(inside):
    source = "import random; result = random.random()"
    assert inside(source) != inside(source)


def test_a_plain_fork_is_trusted_and_ends_with_its_owner():
    with make_warm(sandbox=False, read_only=()) as warm:
        source = "import os; result = [os.getpid(), os.path.exists('/etc/shadow')]"
        with warm.fork("sandbox_probe:run", {"source": source}, listeners=1) as fork:
            assert recv_frame(fork.channel, 10) == {"result": [fork.pid, Path("/etc/shadow").exists()]}
        sleeper = warm.fork("sandbox_probe:run", {"source": "import time; time.sleep(1000)"})
        assert sleeper.alive
    assert sleeper.wait(10) == "killed"
    assert not _alive(sleeper.pid)


def test_without_bubblewrap_it_refuses(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SandboxUnavailable) as caught:
        sandbox_works()
    assert "apt install bubblewrap" in caught.value.message.ko
    assert "apt install bubblewrap" in caught.value.message.en


def test_where_namespaces_are_refused_it_refuses(monkeypatch, tmp_path):
    refusing = tmp_path / "bwrap"
    refusing.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxUnavailable) as caught:
        WarmProcess([], sandbox=True).start()
    assert "max_user_namespaces" in caught.value.message.en
    assert "No permissions" in caught.value.message.en


def test_a_module_that_is_missing_is_named():
    with pytest.raises(WarmProcessError, match="no_such_module"):
        WarmProcess(["no_such_module"], sandbox=True).start()


def test_an_entry_that_is_missing_is_named(warm):
    with pytest.raises(WarmProcessError, match="no_such_entry"):
        warm.fork("sandbox_probe:no_such_entry", {})


def test_usage_of_this_process_is_read():
    usage = family_usage(os.getpid())
    assert os.getpid() in usage.pids
    assert usage.resident > 10_000_000
    assert usage.cpu_seconds > 0


def test_who_takes_more_than_a_processor_gives_way():
    fine = Usage(threads=1, resident=0, cpu_seconds=2.2, pids=())
    assert not is_greedy(fine, seconds=1.0)
    assert is_greedy(replace(fine, cpu_seconds=2.3), seconds=1.0)
    with subprocess.Popen(["sleep", "100"]) as process:
        give_way((process.pid, 2**22 + 1))
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == 19
        process.kill()


def test_each_limit_has_its_reason(tmp_path):
    fine = Usage(threads=3, resident=100, cpu_seconds=1, pids=())
    assert broken_limit(fine, SMALL) is None
    assert broken_limit(replace(fine, threads=26), SMALL) == "processes"
    assert broken_limit(replace(fine, cpu_seconds=6), SMALL) == "cpu"
    assert broken_limit(replace(fine, resident=1 << 40), SMALL) is None  # shared pages: nobody really holds that much
