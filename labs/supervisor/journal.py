"""What was done to a plant, kept outside its process, so that one that dies goes on where its owner left it.

Contract: a `Journal` is one file (0600) with a fixed head, the tick reached and the clock's setting, that the plant
keeps up to date in place, and a line of JSON for each action since the last reset. A run is its seed, its scenario and
its actions at their ticks (labs/simulation/plant.py), so repeating them restores everything: state, noise, record.
Written by the plant's process, read by that of its successor; a line that was cut off in the middle ends the reading.
"""

import json
import mmap
import os
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from labs.language import SmartLabError
from labs.simulation.plant import Plant
from labs.simulation.roles import Role

_HEAD = struct.Struct("<QdB15x")  # tick, speed, length of the mode's name; then the name itself, 32 bytes in all
_HEAD_BYTES = 64
_MOST_BYTES = 32 * 1024 * 1024
_SLICE = 2_000
_OF_PLANT = ("write", "call", "inject", "clear")
_OF_ALARMS = ("acknowledge", "confirm", "comment", "enable", "shelve", "shelve_once", "unshelve")


class Journal:
    """Keeps the actions of one plant in the file `path`; `clock()` returns (mode, speed)."""

    def __init__(self, path: Path, plant: Plant, clock: Callable[[], tuple[str, float]]) -> None:
        self._plant, self._clock = plant, clock
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if os.fstat(self._fd).st_size < _HEAD_BYTES:
            os.ftruncate(self._fd, _HEAD_BYTES)
        self._size = os.lseek(self._fd, 0, os.SEEK_END)
        self._head = mmap.mmap(self._fd, _HEAD_BYTES)
        self._stand()

    def note(self, what: str, *arguments: object) -> None:
        """Keep one action; made to be a plant's `witness`."""
        if what == "reset":
            os.ftruncate(self._fd, _HEAD_BYTES)
            self._size = os.lseek(self._fd, 0, os.SEEK_END)
        if what != "advance":
            self._append([self._plant.clock.tick, what, *arguments])
        self._stand()

    def close(self) -> None:
        """Let go of the file. Nothing can be noted afterwards."""
        self._head.close()
        os.close(self._fd)

    def _append(self, action: list) -> None:
        line = json.dumps(action).encode() + b"\n"
        if self._size + len(line) > _MOST_BYTES:  # who writes without end begins anew, and fills no disk
            line = b"full\n" if self._size <= _MOST_BYTES else b""
        self._size += os.write(self._fd, line)

    def _stand(self) -> None:
        mode, speed = self._clock()
        name = mode.encode()
        self._head[:_HEAD_BYTES] = (_HEAD.pack(self._plant.clock.tick, speed, len(name)) + name).ljust(
            _HEAD_BYTES, b"\0"
        )


def standing(path: Path) -> tuple[int, str, float] | None:
    """Return (tick, mode, speed) that the journal at `path` tells of; None where there is none to go on from."""
    with suppress(OSError, struct.error, UnicodeDecodeError):
        content = path.read_bytes()
        tick, speed, length = _HEAD.unpack_from(content)
        mode = content[_HEAD.size : _HEAD.size + length].decode()
        if mode and not content.endswith(b"full\n"):
            return tick, mode, speed
    return None


def actions(path: Path) -> Iterator[list]:
    """Yield [tick, what, *arguments] in order, up to the first line that is not whole."""
    with suppress(ValueError):
        for line in path.read_bytes()[_HEAD_BYTES:].split(b"\n")[:-1]:
            action = json.loads(line)
            if not (isinstance(action, list) and len(action) >= 2):
                return
            yield action


def repeat(path: Path, plant: Plant, may_go_on: Callable[[], bool]) -> bool:
    """Bring `plant`, at tick 0, to where the journal at `path` stands; return whether it got there.

    `may_go_on()` is asked every few thousand ticks; where it says no, the plant is begun anew and False returned.
    """
    stand = standing(path)
    if stand is None:
        return False
    for tick, what, *arguments in [*actions(path), [stand[0], "stand"]]:
        while plant.clock.tick < tick:
            if not may_go_on():
                plant.reset()
                return False
            plant.advance(min(_SLICE, tick - plant.clock.tick))
        with suppress(SmartLabError):  # it was carried out once, so it is now; a hand-made file is no reason to die
            _carry_out(plant, what, arguments)
    return True


def _carry_out(plant: Plant, what: str, arguments: list) -> None:
    if what == "reset":
        plant.reset(*arguments)
    elif what in _OF_PLANT or what in _OF_ALARMS:
        *values, role = arguments
        target = plant if what in _OF_PLANT else plant.alarms
        getattr(target, what)(*values, role=Role(role))
