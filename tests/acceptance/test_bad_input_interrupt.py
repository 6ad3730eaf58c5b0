"""Ctrl-C: whenever it comes, exit code 130, no traceback, nothing left running."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from tests.acceptance.conftest import PROJECT


@pytest.mark.parametrize("seconds", [0.7, 1.2, 2.5])
def test_a_long_command_is_stopped_at_any_time(seconds):
    command = [sys.executable, str(PROJECT / "smartlab"), "plant", "trace", "furnace", "--seed", "1"]
    running = subprocess.Popen(
        [*command, "--seconds", "600000"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    time.sleep(seconds)  # the moment is what is tried
    children = psutil.Process(running.pid).children(recursive=True)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=20)
    assert b"Traceback" not in said, said.decode()
    assert running.returncode == 130
    psutil.wait_procs(children, timeout=5)
    assert not [child for child in children if child.is_running()]
