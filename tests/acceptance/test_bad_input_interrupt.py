"""Ctrl-C: whenever it comes, exit code 130, no traceback, nothing left running."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from tests.acceptance.conftest import PROJECT


def _as_at_a_terminal() -> None:
    """A shell that runs the tests in its background lets everything below it ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("seconds", [0.7, 1.2, 2.5])
def test_a_long_command_is_stopped_at_any_time(seconds):
    command = [sys.executable, str(PROJECT / "smartlab"), "plant", "trace", "furnace", "--seed", "1"]
    running = subprocess.Popen(
        [*command, "--seconds", "600000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=_as_at_a_terminal,
    )
    try:
        time.sleep(seconds)  # the moment is what is tried
        children = psutil.Process(running.pid).children(recursive=True)
        os.killpg(running.pid, signal.SIGINT)
        _, said = running.communicate(timeout=20)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
    assert b"Traceback" not in said, said.decode()
    assert running.returncode == 130
    psutil.wait_procs(children, timeout=5)
    assert not [child for child in children if child.is_running()]
