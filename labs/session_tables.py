"""What a notebook's session tells as tables: signals, history, alarms, and what it records itself.

Contract: `PlantTables` is the part of `labs.session.PlantSession` that collects; every table is a pandas DataFrame with
simulated seconds for time and texts in the reader's language.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from asyncua import ua

from labs.language import SmartLabError
from labs.opcua.client import PlantClient
from labs.opcua.looking_back import acknowledge, history, open_alarms
from labs.opcua.names import simulated_seconds
from labs.opcua.problems import UnknownSignal
from labs.opcua.samples import Value, sample

if TYPE_CHECKING:
    import pandas

TIME = "Clock.SimulationTime"
_ALARM_COLUMNS = ("id", "message", "priority", "source", "active", "acknowledged", "shelved", "time")


class PlantTables:
    """The collecting half of a session."""

    _client: PlantClient
    _run: Callable
    _read: Callable[[Sequence[str]], list[ua.DataValue]]
    _value: Callable[[str, ua.DataValue], Value]
    every: Callable[..., Iterator[float]]

    def signals(self) -> "pandas.DataFrame":
        """Return a table of every signal: path, title, unit, low, high, and whether you may write it."""
        import pandas

        columns = ("path", "title", "unit", "low", "high", "writable")
        rows = [
            (each.path, each.title, each.unit, each.low, each.high, each.allowed)
            for each in self._client.entries.values()
            if each.kind is not None and not each.path.startswith(("Clock.", "Faults.", "Truth."))
        ]
        return pandas.DataFrame(rows, columns=columns)

    def history(self, path: str, seconds: float) -> "pandas.DataFrame":
        """Return what the plant recorded of `path` in the last `seconds`: columns value and status, index seconds.

        A signal that changes now and then has a row for each change, the first the one that held at the beginning.
        """
        import pandas

        positive(seconds)
        entry = self._client.entry(path)
        found = [sample(entry, each) for each in self._run(history(self._client, path, seconds))]
        index = pandas.Index([each.time for each in found], name="seconds")
        return pandas.DataFrame([each[:2] for each in found], columns=("value", "status"), index=index)

    def alarms(self) -> "pandas.DataFrame":
        """Return the alarms that are active or not yet acknowledged, the most urgent first; `time` of the last change.

        Columns: id, message, priority (1 to 1000), source, active, acknowledged, shelved, time.
        """
        import pandas

        rows = [
            {**each, "message": each["message"].Text, "time": simulated_seconds(each["time"])}
            for each in self._run(open_alarms(self._client))
            if each["active"] or not each["acknowledged"]
        ]
        return pandas.DataFrame(rows, columns=_ALARM_COLUMNS)

    def acknowledge(self, alarm_id: str, comment: str | None = None) -> None:
        """Say that you have seen an alarm of `alarms()`, with a comment if you like. Acknowledging twice is allowed."""
        found = [each for each in self._run(open_alarms(self._client)) if each["id"] == alarm_id]
        if not found:
            raise UnknownSignal(
                f"알람 '{alarm_id}'은(는) 지금 목록에 없습니다. alarms()로 목록을 확인하세요.",
                f"There is no alarm '{alarm_id}' on the list just now. See alarms().",
            )
        if not found[0]["acknowledged"]:
            self._run(acknowledge(self._client, found[0], comment))

    def record(
        self,
        paths: Iterable[str],
        seconds: float,
        period: float = 1.0,
        action: Callable[[float], object] | None = None,
    ) -> "pandas.DataFrame":
        """Read `paths` every `period` for `seconds` and return a table with the simulated time as index.

        `action(time)`, if given, is called each time after reading. The last row is of the end.
        """
        import pandas

        positive(period)
        paths = several(paths)
        times, rows = [], []
        for _ in self.every(period, minutes=seconds / 60):
            self._note(paths, times, rows)
            if action is not None:
                action(times[-1])
        self._note(paths, times, rows)
        return pandas.DataFrame(rows, columns=paths, index=pandas.Index(times, name="seconds"))

    def _note(self, paths: Sequence[str], times: list[float], rows: list[list[Value]]) -> None:
        time, *values = self._read([TIME, *paths])
        times.append(self._value(TIME, time))
        rows.append([self._value(path, value) for path, value in zip(paths, values, strict=True)])


def several(paths: Iterable[str]) -> list[str]:
    """Return one path or several as a list."""
    return [paths] if isinstance(paths, str) else list(paths)


def positive(seconds: float) -> None:
    """Refuse a length of time that is not above 0."""
    if not seconds > 0:
        raise SmartLabError(
            f"시간 간격은 0보다 커야 합니다. 받은 값: {seconds}.", f"The interval must be above 0; got {seconds}."
        )
