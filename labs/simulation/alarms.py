"""Alarms: what a machine declares, and the events a recording keeps.

Contract: data only; `alarm_board.AlarmBoard` carries it out. After ANSI/ISA-18.2 / IEC 62682 (priority, deadband,
on-delay, shelving) and OPC 10000-9 (an alarm that returns to normal stays until it is acknowledged).
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from labs.language import Bilingual

AlarmKind = Literal["high", "high-high", "low", "low-low", "rate", "trip"]
AlarmChange = Literal[
    "active", "inactive", "acknowledged", "confirmed",
    "shelved", "one-shot-shelved", "unshelved", "commented", "enabled", "disabled",
]  # fmt: skip


@dataclass(frozen=True)
class Alarm:
    """One declared alarm on what the live signal `source` shows, or, for a trip, on the machine's own word.

    `limit`, `hysteresis` in the signal's unit; a rate in units per second over `window` s, positive for rising and
    negative for falling faster; a hysteresis is never negative. `delay` (s) must pass before it becomes active.
    `priority` 1 (low) to 1000 as OPC UA's severity. `reason` tells a pupil what it means and what to do. A trip is
    active while the machine keeps its id in `Machine.tripped`; its `source` is the signal to look at, held or live.
    """

    id: str
    kind: AlarmKind
    source: str
    title: Bilingual
    reason: Bilingual
    priority: int = 500
    limit: float = 0.0
    hysteresis: float = 0.0
    delay: float = 0.0
    window: float = 10.0


class AlarmEvent(NamedTuple):
    """One change of an alarm; `by` is a role's name, or "plant"."""

    tick: int
    alarm: str
    change: AlarmChange
    by: str
