"""Recording: what the plant testifies.

Contract: an immutable-by-custom picture of one run: measured and true value and status of every signal at every kept
tick, every write with its tick and role, every fault, every parameter. It survives a trip as bytes (npz and JSON, never
pickle); damaged bytes are refused. `hash()` covers all of it, bit for bit.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

import numpy as np

from labs.language import SmartLabError
from labs.simulation.alarms import AlarmEvent
from labs.simulation.faults import FaultRecord
from labs.simulation.machine import Value
from labs.simulation.sensors import STATUSES

MAGIC = b"SmartLab recording 1\n"


class Write(NamedTuple):
    """One write: it acts from `tick` on. `role` is a role's name, or "scenario"."""

    tick: int
    path: str
    value: Value
    role: str


class Columns(Mapping[str, np.ndarray]):
    """Columns by path, made when asked for; each has one entry per kept tick."""

    def __init__(self, names: Sequence[str], column: Callable[[str], np.ndarray]) -> None:
        self._names = tuple(names)
        self._column = column

    def __getitem__(self, path: str) -> np.ndarray:
        if path not in self._names:
            raise KeyError(path)
        return self._column(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@dataclass
class Recording:
    """One run of one plant.

    `live` and `live_truth` (n, k) hold the live signals' columns in the order of `live_names`; `changes` the other
    signals as [(tick, value), …]; `status_changes` the sensors as [(tick, index into STATUSES), …]; both start at or
    before `first_tick`. `commands` are (tick, name, arguments, role); `alarms` every change of an alarm. `complete` is
    False where a long run has outgrown the recorder's window.
    """

    name: str
    seed: int
    scenario: str
    tick_seconds: float
    first_tick: int
    complete: bool
    live_names: list[str]
    live: np.ndarray
    live_truth: np.ndarray
    changes: dict[str, list[tuple[int, Value]]]
    status_changes: dict[str, list[tuple[int, int]]]
    writes: list[Write]
    faults: list[FaultRecord]
    parameters: dict[str, float]
    commands: list[tuple] = field(default_factory=list)
    alarms: list[AlarmEvent] = field(default_factory=list)

    @property
    def ticks(self) -> np.ndarray:
        """(n,) tick of each row."""
        return np.arange(self.first_tick, self.first_tick + len(self.live))

    @property
    def seconds(self) -> np.ndarray:
        """(n,) simulated seconds of each row."""
        per_second = 1 / self.tick_seconds
        return self.ticks / per_second if per_second == round(per_second) else self.ticks * self.tick_seconds

    @property
    def paths(self) -> list[str]:
        """All signals."""
        return [*self.live_names, *self.changes]

    def __getitem__(self, path: str) -> np.ndarray:
        """Return the measured (or written) values, (n,): float64, bool, or int64; strings as objects."""
        return self._column(path, self.live)

    @property
    def truth(self) -> Columns:
        """True values by path; for what nobody measures, the same as the value."""
        return Columns(self.paths, lambda path: self._column(path, self.live_truth))

    @property
    def status(self) -> Columns:
        """Status by path, (n,) of "Good", "Uncertain" or "Bad"."""
        return Columns(self.paths, self._status)

    def _column(self, path: str, live: np.ndarray) -> np.ndarray:
        if path in self.changes:
            return self._held(self.changes[path])
        try:
            return live[:, self.live_names.index(path)]
        except ValueError:
            raise KeyError(path) from None

    def _status(self, path: str) -> np.ndarray:
        return np.array(STATUSES)[self._held(self.status_changes.get(path, [(0, 0)]))]

    def _held(self, changes: list[tuple[int, Value]]) -> np.ndarray:
        values = [value for _, value in changes]
        index = np.searchsorted([tick for tick, _ in changes], self.ticks, side="right") - 1
        return np.array(values, dtype=object if isinstance(values[0], str) else None)[np.maximum(index, 0)]

    def _meta(self) -> str:
        meta = {
            key: getattr(self, key)
            for key in (
                "name", "seed", "scenario", "tick_seconds", "first_tick", "complete", "live_names",
                "changes", "status_changes", "writes", "parameters", "commands",
            )
        }  # fmt: skip
        meta["faults"] = [asdict(fault) for fault in self.faults]
        if self.alarms:
            meta["alarms"] = self.alarms
        return json.dumps(meta, ensure_ascii=False, sort_keys=True)

    def hash(self) -> str:
        """Return the SHA-256 (hex) of everything recorded; equal for equal runs on one kind of machine."""
        digest = hashlib.sha256(self._meta().encode())
        for table in (self.live, self.live_truth):
            digest.update(np.ascontiguousarray(table, dtype="<f8").tobytes())
        return digest.hexdigest()

    def to_bytes(self) -> bytes:
        """Return the recording as bytes: a line of identity, a SHA-256, then an npz."""
        buffer = io.BytesIO()
        meta = np.frombuffer(self._meta().encode(), dtype=np.uint8)
        np.savez(buffer, meta=meta, live=self.live, live_truth=self.live_truth)
        body = buffer.getvalue()
        return MAGIC + hashlib.sha256(body).digest() + body

    @classmethod
    def from_bytes(cls, data: bytes) -> "Recording":
        """Return the recording in `data`; a SmartLabError where it is not one or is damaged."""
        start = len(MAGIC) + 32
        body = data[start:]
        if data[: len(MAGIC)] != MAGIC or data[len(MAGIC) : start] != hashlib.sha256(body).digest():
            raise _damaged()
        try:
            with np.load(io.BytesIO(body), allow_pickle=False) as archive:
                meta = json.loads(archive["meta"].tobytes().decode())
                live, live_truth = archive["live"], archive["live_truth"]
            for key in ("changes", "status_changes"):
                meta[key] = {path: [tuple(change) for change in changes] for path, changes in meta[key].items()}
            meta["writes"] = [Write(*write) for write in meta["writes"]]
            meta["faults"] = [FaultRecord(**fault) for fault in meta["faults"]]
            meta["commands"] = [tuple(command) for command in meta["commands"]]
            meta["alarms"] = [AlarmEvent(*event) for event in meta.get("alarms", ())]
            return cls(live=live, live_truth=live_truth, **meta)
        except (ValueError, KeyError, TypeError, OSError, zipfile.BadZipFile) as error:
            raise _damaged() from error


def _damaged() -> SmartLabError:
    return SmartLabError(
        "기록 파일이 손상되었거나 SmartLab 기록이 아닙니다. 설비를 다시 실행해 새로 기록하십시오.",
        "The recording is damaged or is not a SmartLab recording. Run the plant again and record anew.",
    )
