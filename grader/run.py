"""One drive of a plant by a student's function, as the plant itself recorded it.

Contract: a read-only view of a recording in the trusted process; slicing copies nothing.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Run:
    """One drive, as the plant itself recorded it.

    `run[path]` measured and `run.truth[path]` true values, arrays of shape (n,) over `run.seconds` (n,);
    `returned` what the function returned (data, not to be trusted); `finished` whether the function itself brought
    the plant to the end of the drive; `parameters` the plant's true parameters; `writes` (tick, path, value, role).
    """

    recording: Any
    returned: Any = None
    finished: bool = True
    _span: slice = field(default_factory=lambda: slice(None), repr=False)

    @property
    def seconds(self) -> np.ndarray:
        return self.recording.seconds[self._span]

    def __getitem__(self, path: str) -> np.ndarray:
        return self.recording[path][self._span]

    @property
    def truth(self) -> Mapping[str, np.ndarray]:
        return _Sliced(self.recording.truth, self._span)

    @property
    def status(self) -> Mapping[str, np.ndarray]:
        return _Sliced(self.recording.status, self._span)

    @property
    def parameters(self) -> Mapping[str, Any]:
        return self.recording.parameters

    @property
    def writes(self) -> list:
        return self.recording.writes

    def between(self, start: float, end: float = math.inf) -> "Run":
        """The same run from `start` to `end` simulated seconds (both included); raises ValueError when empty."""
        inside = np.flatnonzero((self.recording.seconds >= start) & (self.recording.seconds <= end))
        if not len(inside):
            raise ValueError(f"the run has no samples between {start} s and {end} s")
        return Run(self.recording, self.returned, self.finished, slice(int(inside[0]), int(inside[-1]) + 1))


class _Sliced(Mapping):
    def __init__(self, columns: Mapping[str, np.ndarray], span: slice) -> None:
        self._columns, self._span = columns, span

    def __getitem__(self, path: str) -> np.ndarray:
        return np.asarray(self._columns[path])[self._span]

    def __iter__(self):
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)
