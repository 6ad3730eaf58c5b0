"""What a client makes of a data value: a plain value, or a sample with its status and time."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from asyncua import ua

from labs.language import SmartLabError
from labs.opcua.browsing import Entry
from labs.opcua.names import simulated_seconds
from labs.opcua.problems import cut_off

Value = float | int | bool | str


class BadReading(SmartLabError):
    """A signal that is not a number has no value just now."""


class Sample(NamedTuple):
    """What a signal shows; `status` "Good", "Uncertain" or "Bad" (a number is then nan), `time` simulated seconds."""

    value: Value | None
    status: str
    time: float


def carried(values: Sequence[ua.DataValue]) -> Sequence[ua.DataValue]:
    """Return what was read; PlantUnavailable where the plant's network did not carry it (its time passes on)."""
    if any(value.StatusCode.value == ua.StatusCodes.BadNoCommunication for value in values):
        raise cut_off()
    return values


def plain(entry: Entry, data: ua.DataValue) -> Value:
    """Return the value in `data`; nan for a number without one, else BadReading."""
    if not _missing(data):
        return data.Value.Value
    if entry.kind == ua.VariantType.Double:
        return math.nan
    raise BadReading(
        f"{entry.path}의 값을 지금은 읽을 수 없습니다. sample()로 상태를 확인하세요.",
        f"{entry.path} has no valid value just now. sample() tells its status.",
    )


def sample(entry: Entry, data: ua.DataValue) -> Sample:
    """Return `data` with its status and the simulated time of its source timestamp (nan where it has none)."""
    time = simulated_seconds(data.SourceTimestamp) if data.SourceTimestamp else math.nan
    if _missing(data):
        return Sample(math.nan if entry.kind == ua.VariantType.Double else None, "Bad", time)
    return Sample(data.Value.Value, "Uncertain" if data.StatusCode.is_uncertain() else "Good", time)


def _missing(data: ua.DataValue) -> bool:
    return data.StatusCode.is_bad() or data.Value.Value is None
