"""The supervisor's end of one running plant.

Contract: `launch` forks a plant and returns its `PlantHandle`; credentials are fresh for every plant. All methods may
be called from any thread, and raise `PlantGone` where the plant's process has ended.
"""

import secrets
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from labs.language import SmartLabError
from labs.runtime.forked import ForkedProcess
from labs.runtime.frames import FrameError, recv_block, recv_frame, send_frame
from labs.runtime.warm import WarmProcess
from labs.simulation.recording import Recording

_ENTRY = "labs.supervisor.plant_process:serve"
_ANSWER_SECONDS = 20.0
_RECORDING_BYTES = 512 * 1024 * 1024


class PlantGone(SmartLabError):
    """The plant's process has ended."""


@dataclass(frozen=True)
class PlantOrder:
    """What plant to start, and the role of its one account.

    `conductor`: the lowest role that may begin the run anew and set its clock. `horizon` in ticks or
    `horizon_seconds`; `initial` and `parameters` as in `create_plant`.
    """

    name: str
    seed: int = 0
    scenario: str = "normal"
    mode: str = "real-time"
    speed: float = 1.0
    role: str = "engineer"
    conductor: str = "engineer"
    horizon: int | None = None
    horizon_seconds: float | None = None
    initial: Mapping | None = None
    parameters: Mapping | None = None

    def plant(self) -> dict:
        """Return the arguments of `create_plant` (see `plant_process.serve`)."""
        words = {"name": self.name, "seed": self.seed, "scenario": self.scenario}
        for key in ("horizon", "horizon_seconds", "initial", "parameters"):
            value = getattr(self, key)
            if value:
                words[key] = dict(value) if isinstance(value, Mapping) else value
        return words


class PlantHandle:
    """One running plant: its address and credentials, and how to move and end it."""

    def __init__(self, order: PlantOrder, fork: ForkedProcess, url: str, user: str, password: str) -> None:
        self.order, self.url, self.user, self.password = order, url, user, password
        self.name, self.role = order.name, order.role
        self.reached_tick: int | None = None
        """Where the plant stood when `finish` was called."""
        self.restarted = False
        """Whether it stands in for a plant that had ended unasked."""
        self.resumed = False
        """Whether it goes on where that one was, and does not begin anew."""
        self._fork = fork
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<PlantHandle {self.name} {self.url} {'running' if self.alive else 'ended'}>"

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self._fork.alive

    @property
    def pid(self) -> int:
        """Its process."""
        return self._fork.pid

    def state(self) -> dict:
        """Return {tick, seconds, sessions, seed, scenario, mode, speed, ended}."""
        return self._ask({"op": "state"})

    def reset(self, seed: int | None = None) -> dict:
        """Begin a new run (None: with the same seed); return the state."""
        return self._ask({"op": "reset", "seed": seed})

    def set_clock(self, mode: str | None = None, speed: float | None = None) -> dict:
        """Set the clock's mode or speed; return the state."""
        return self._ask({"op": "clock", "mode": mode, "speed": speed})

    def lateness(self) -> list[float]:
        """Return how late the latest ticks were, in real seconds (of paced modes)."""
        return self._ask({"op": "lateness"})["seconds"]

    def finish(self, to_horizon: bool = False) -> Recording:
        """End the plant and return its recording; `reached_tick` then tells how far it had come by itself.

        to_horizon: first run it on to its horizon, with nobody at the controls.
        """
        with self._lock:
            try:
                send_frame(self._fork.channel, {"op": "finish", "to_horizon": to_horizon})
                self.reached_tick = recv_frame(self._fork.channel, _ANSWER_SECONDS)["tick"]
                data = recv_block(self._fork.channel, _ANSWER_SECONDS, _RECORDING_BYTES)
            except FrameError as error:
                raise gone(self.name) from error
            finally:
                self._fork.close()
        return Recording.from_bytes(data)

    def stop(self) -> None:
        """End the plant; may be called twice."""
        self._fork.close()

    def _ask(self, order: Mapping) -> dict:
        with self._lock:
            try:
                send_frame(self._fork.channel, order)
                answer = recv_frame(self._fork.channel, _ANSWER_SECONDS)
            except (FrameError, OSError) as error:
                raise gone(self.name) from error
        return accepted(answer)


def launch(
    warm: WarmProcess, order: PlantOrder, listener: socket.socket | None = None, journal: Path | None = None
) -> PlantHandle:
    """Fork a plant and wait until it listens: on `listener` (lent, not closed) or on a free port of 127.0.0.1.

    `journal`: the file that what is done to it is kept in (see labs/supervisor/journal.py). SmartLabError where there
    is no such plant or scenario, or a value is out of range.
    """
    user, password = order.role, secrets.token_urlsafe(18)
    arguments = {
        "plant": order.plant(),
        "accounts": [{"user": user, "password": password, "role": order.role}],
        "mode": order.mode,
        "speed": order.speed,
        "conductor": order.conductor,
        "journal": None if journal is None else str(journal),
    }
    own = socket.create_server(("127.0.0.1", 0), backlog=64) if listener is None else None
    try:
        fork = warm.fork(_ENTRY, arguments, sockets=[own or listener])
    finally:
        if own is not None:
            own.close()
    try:
        answer = accepted(recv_frame(fork.channel, _ANSWER_SECONDS))
    except FrameError as error:
        fork.close()
        raise gone(order.name) from error
    except SmartLabError:
        fork.close()
        raise
    handle = PlantHandle(order, fork, answer["url"], user, password)
    handle.resumed = answer["resumed"]
    return handle


def accepted(answer: Mapping) -> dict:
    """Return the answer, or raise the refusal that it is."""
    if "refused" in answer:
        raise SmartLabError(answer["refused"]["ko"], answer["refused"]["en"])
    return dict(answer)


def gone(name: str) -> PlantGone:
    """Return the error for a plant whose process has ended."""
    return PlantGone(
        f"'{name}' 설비가 멈췄습니다. connect(\"{name}\")로 다시 연결하면 멈춘 곳에서 이어 갑니다.",
        f"The plant '{name}' has stopped. Connect again with connect(\"{name}\"): it goes on where it was.",
    )
