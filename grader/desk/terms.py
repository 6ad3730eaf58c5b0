"""When an assignment is due, for whom later, and what being late costs.

Contract: pure values. Times are aware datetimes; what counts is the desk's clock when a submission comes in. Lateness
is counted in days begun, as teachers do: one second late is one day.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from grader.desk.errors import Forbidden

ACCEPT, REJECT = "accept", "reject"


@dataclass(frozen=True)
class Terms:
    """`due` None: no deadline. `late` is what becomes of a late submission: "accept" as it is, "reject", or the percent
    of its points (0..100) that each day begun costs. `extensions` maps a student to a due time of their own."""

    due: datetime | None = None
    late: str | float = ACCEPT
    extensions: Mapping[str, datetime] = field(default_factory=dict)

    def due_for(self, student: str) -> datetime | None:
        """When it is due for this student."""
        return self.extensions.get(student, self.due) if self.due else None

    def seconds_late(self, student: str, time: datetime) -> float:
        """How late a submission of this student at `time` is; 0 in time."""
        due = self.due_for(student)
        return max(0.0, (time - due).total_seconds()) if due else 0.0

    def require_in_time(self, student: str, time: datetime) -> None:
        """Raise Forbidden where a submission at `time` is not taken any more."""
        if self.late == REJECT and self.seconds_late(student, time):
            shown = self.due_for(student).isoformat(sep=" ", timespec="minutes")
            raise Forbidden(
                f"제출 마감({shown})이 지나 받을 수 없습니다. 사정이 있으면 선생님께 말씀해 주세요.",
                f"This was due {shown} and is not taken any more. If there is a reason, talk to your teacher.",
            )

    @property
    def percent_per_day(self) -> float:
        """Percent of the points that a day begun costs."""
        return 0.0 if isinstance(self.late, str) else self.late

    def extended(self, student: str, due: datetime | None) -> "Terms":
        """Return these terms with another due time for one student (None: the same as everybody's)."""
        others = {name: time for name, time in self.extensions.items() if name != student}
        return replace(self, extensions=others if due is None else others | {student: due})

    def to_json(self) -> dict:
        """Return {"due", "late", "extensions"} with ISO 8601 times, their offsets kept."""
        return {
            "due": self.due.isoformat() if self.due else None,
            "late": self.late,
            "extensions": {student: time.isoformat() for student, time in self.extensions.items()},
        }

    @classmethod
    def from_json(cls, value: Mapping) -> "Terms":
        """Read back what `to_json` wrote; raises KeyError, TypeError or ValueError for anything else."""
        due = value["due"]
        extensions = {str(student): _aware(time) for student, time in value["extensions"].items()}
        late = value["late"] if value["late"] in (ACCEPT, REJECT) else float(value["late"])
        return cls(_aware(due) if due else None, late, extensions)


def penalty(points: float, seconds_late: float, percent_per_day: float) -> float:
    """Points that are taken off: `percent_per_day` percent of `points` for each day begun, all of them at most."""
    days = math.ceil(seconds_late / timedelta(days=1).total_seconds())
    return round(points * min(1.0, days * percent_per_day / 100.0), 3)


def naive_utc(time: datetime) -> datetime:
    """Return the time as nbgrader's gradebook holds it: in UTC, without saying so."""
    return time.astimezone(UTC).replace(tzinfo=None)


def _aware(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(f"{text} does not say its zone")
    return time
