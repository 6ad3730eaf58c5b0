"""Keeps the grading process running beside the desk.

Contract: a context manager. The process starts with the first `wake`, or `delay` seconds after the desk, when nobody
waits for the processor; one that ends is started again, after a pause that grows while it keeps ending.
"""

import contextlib
import logging
import os
import subprocess
import sys
import threading

from hub_config.settings import SETTINGS_VARIABLE, Settings

DELAY_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 60.0
STOP_SECONDS = 5.0
_log = logging.getLogger(__name__)


class GradingProcess:
    """`wake` tells the process that something waits; it may be called from any thread."""

    def __init__(self, settings: Settings, delay: float = DELAY_SECONDS) -> None:
        self._settings, self._delay = settings, delay
        self._wanted = threading.Event()
        self._stopping = threading.Event()
        self._process: subprocess.Popen | None = None
        # This thread is the process's parent for the kernel: it has to live as long as the process shall.
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> "GradingProcess":
        self._keeper.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._wanted.set()
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        self._keeper.join(STOP_SECONDS)

    def wake(self) -> None:
        """Something waits."""
        self._wanted.set()
        if self._process is not None:
            # A full pipe holds news enough; a process that has ended will look at the line when it is back.
            with contextlib.suppress(OSError, ValueError):
                os.write(self._process.stdin.fileno(), b"!")

    def _keep(self) -> None:
        self._wanted.wait(self._delay)
        failures = 0
        while not self._stopping.is_set():
            self._process = self._start()
            if self._stopping.is_set():
                self._process.kill()
            code = self._process.wait()
            failures += 1
            if not self._stopping.wait(min(2.0 ** (failures - 1), LONGEST_PAUSE_SECONDS)):
                _log.warning("The grading process ended with code %s and is started again", code)

    def _start(self) -> subprocess.Popen:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTERHUB_")}
        environment[SETTINGS_VARIABLE] = str(self._settings.run / "settings.json")
        process = subprocess.Popen(
            [sys.executable, "-m", "hub_config.grading_worker"],
            stdin=subprocess.PIPE,
            env=environment,
            cwd=self._settings.run,
        )
        os.set_blocking(process.stdin.fileno(), False)
        return process
