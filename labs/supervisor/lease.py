"""How long an owner's plant is kept, and what is kept of it.

Contract: a `Lease` says for how long a plant may be without a session; a `Kept` is an owner's plant with its lease.
"""

from dataclasses import dataclass
from pathlib import Path

from labs.supervisor.handle import PlantGone, PlantHandle


@dataclass(frozen=True)
class Lease:
    """How long a plant may be without a session: `grace` seconds after its start, later `absence` seconds."""

    grace: float = 1800.0
    absence: float = 1800.0


VISIT = Lease(grace=60.0, absence=20.0)
"""The lease of a visitor of the public apps."""


@dataclass
class Kept:
    """One owner's plant; `until` by the supervisor's clock, `journal` the file of what was done to it."""

    handle: PlantHandle
    lease: Lease
    until: float
    journal: Path

    @property
    def busy(self) -> bool:
        """Whether somebody is logged in."""
        try:
            return self.handle.alive and self.handle.state()["sessions"] > 0
        except PlantGone:
            return False

    def end(self) -> None:
        """End the plant and forget what was done to it."""
        self.handle.stop()
        self.journal.unlink(missing_ok=True)
