"""Scenarios: how a run begins and what happens to it, as TOML data.

Contract: `load` turns a file's text into a checked `Scenario`; whatever is wrong is named by its line and key in both
languages. `Scenario.draw` fixes every `{low = …, high = …}` from the seed. Times are in simulated seconds.

    title = {ko = "…", en = "…"}
    [start]                       # true values of the process and first values of writable signals
    "Zone1.Temperature" = {low = 835, high = 845}
    [[event]]                     # somebody or something acts
    at = {low = 60, high = 120}
    path = "Door.Open"
    value = true
    lasts = 30                    # optional: afterwards the value from before comes back
    chance = 0.5                  # optional: the seed decides whether it happens
    [[fault]]
    id = "zone1-sensor-stuck"
    at = 300
    severity = 1.0                # optional
    lasts = 60                    # optional
"""

import difflib
import math
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from labs.language import Bilingual, SmartLabError
from labs.simulation.machine import Machine, Signal, Value
from labs.simulation.noise import stream
from labs.simulation.toml_lines import line_of

EVENT_KEYS = ("at", "path", "value", "lasts", "chance")
FAULT_KEYS = ("id", "at", "severity", "lasts", "chance")
TOP_KEYS = ("title", "start", "event", "fault")


class Action(NamedTuple):
    """One thing that happens at `seconds`: kind "write" | "restore" | "inject" | "clear"."""

    seconds: float
    kind: str
    target: str
    value: Value


@dataclass(frozen=True)
class Plan:
    """A scenario with nothing left to chance."""

    start: dict[str, Value]
    actions: list[Action]


@dataclass(frozen=True)
class Scenario:
    """A checked scenario; tables as in the file."""

    id: str
    title: Bilingual
    start: Mapping
    events: tuple[Mapping, ...]
    faults: tuple[Mapping, ...]

    def draw(self, seed: int, machine: str) -> Plan:
        """Return what happens for `seed`. Each drawn number has its own stream, named by its place in the file."""

        def fix(value: object, place: str) -> Value:
            if not isinstance(value, Mapping):
                return value
            drawn = stream(seed, machine, f"scenario:{self.id}:{place}").uniform(value["low"], value["high"])
            step = value.get("step", 0)
            return round(drawn / step) * step if step else float(drawn)

        def happens(entry: Mapping, place: str) -> bool:
            return stream(seed, machine, f"scenario:{self.id}:{place}.chance").random() < entry.get("chance", 1.0)

        actions = []
        for kind, entries in (("event", self.events), ("fault", self.faults)):
            for number, entry in enumerate(entries, start=1):
                place = f"{kind}[{number}]"
                if not happens(entry, place):
                    continue
                at = fix(entry["at"], f"{place}.at")
                target = entry["path"] if kind == "event" else entry["id"]
                value = fix(entry["value"] if kind == "event" else entry.get("severity", 1.0), f"{place}.value")
                actions.append(Action(at, "write" if kind == "event" else "inject", target, value))
                if "lasts" in entry:
                    end = at + fix(entry["lasts"], f"{place}.lasts")
                    actions.append(Action(end, "restore" if kind == "event" else "clear", target, 0))
        actions.sort(key=lambda action: action.seconds)
        return Plan({path: fix(value, f"start.{path}") for path, value in self.start.items()}, actions)


def load(text: str, scenario_id: str, machine: Machine) -> Scenario:
    """Return the scenario in `text` (TOML), checked against `machine`; SmartLabError where it is wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(scenario_id, error) from error
    return _Checker(scenario_id, machine, text).scenario(data)


def check_start(machine: Machine, values: Mapping) -> None:
    """Check values meant to override a scenario's [start]; SmartLabError where one is wrong."""
    checker = _Checker("initial", machine)
    for path, value in values.items():
        checker.start(path, value)


def wrong(scenario_id: str, ko: str, en: str) -> SmartLabError:
    """Return the error for a scenario that cannot be used."""
    return SmartLabError(
        f"시나리오 '{scenario_id}'에 오류가 있습니다: {ko}. 파일을 고친 뒤 다시 실행하십시오.",
        f"Scenario '{scenario_id}' has an error: {en}. Correct the file and run again.",
    )


def _not_toml(scenario_id: str, error: tomllib.TOMLDecodeError) -> SmartLabError:
    """Return the error for a text that is no TOML; tomllib ends its own words with "(at line 2, column 7)"."""
    place = re.search(r"line (\d+), column (\d+)", str(error))
    where = f"{place[1]}행 {place[2]}열" if place else "파일 끝"
    return wrong(scenario_id, f"{where}이 TOML 문법에 맞지 않습니다({error})", str(error))


class _Checker:
    """Checks one parsed file; every complaint names line and key, e.g. `line 9, event[2].path` (counted from 1).

    `text` is what was parsed; without it (values from elsewhere) only the key is named.
    """

    def __init__(self, scenario_id: str, machine: Machine, text: str = "") -> None:
        self.id = scenario_id
        self.machine = machine
        self.text = text
        self.signals = {signal.path: signal for signal in machine.signals}

    def scenario(self, data: Mapping) -> Scenario:
        self.known(data, TOP_KEYS, "")
        title = self.table(data.get("title"), "title")
        self.known(title, ("ko", "en"), "title.")
        for language in ("ko", "en"):
            if not isinstance(title.get(language), str) or not title[language]:
                raise self.bad(f"title.{language}", "글이 있어야 합니다", "must be a text")
        start = self.table(data.get("start", {}), "start")
        for path, value in start.items():
            self.start(path, value)
        lists = {}
        for kind, check in (("event", self.event), ("fault", self.fault)):
            entries = data.get(kind, [])
            if not isinstance(entries, list):
                raise self.bad(kind, f"[[{kind}]]로 적어야 합니다", f"must be written as [[{kind}]]")
            for number, entry in enumerate(entries, start=1):
                check(self.table(entry, f"{kind}[{number}]"), f"{kind}[{number}].")
            lists[kind] = tuple(entries)
        return Scenario(self.id, Bilingual(title["ko"], title["en"]), start, lists["event"], lists["fault"])

    def start(self, path: str, value: object) -> None:
        key = f'start."{path}"'
        signal = self.signals.get(path)
        if path in self.machine.start_names:
            if signal is not None:
                self.number(value, key, signal.low, signal.high)
            elif not isinstance(value, bool):
                self.number(value, key, None, None)
        elif signal is not None and signal.writer is not None:
            self.value(signal, value, key)
        else:
            writable = [s.path for s in self.machine.signals if s.writer is not None]
            raise self.unknown(key, path, (*self.machine.start_names, *writable))

    def event(self, entry: Mapping, place: str) -> None:
        self.known(entry, EVENT_KEYS, place)
        path = entry.get("path")
        signal = self.signals.get(path)
        if signal is None or signal.writer is None:
            raise self.unknown(f"{place}path", path, [s.path for s in self.machine.signals if s.writer is not None])
        self.times(entry, place)
        self.value(signal, entry.get("value"), f"{place}value")

    def fault(self, entry: Mapping, place: str) -> None:
        self.known(entry, FAULT_KEYS, place)
        names = [fault.id for fault in self.machine.faults]
        if entry.get("id") not in names:
            raise self.unknown(f"{place}id", entry.get("id"), names)
        self.times(entry, place)
        self.number(entry.get("severity", 1.0), f"{place}severity", 0, 1)

    def times(self, entry: Mapping, place: str) -> None:
        self.number(entry.get("at"), f"{place}at", 0, math.inf)
        if "lasts" in entry:
            self.number(entry["lasts"], f"{place}lasts", 0, math.inf)
        self.number(entry.get("chance", 1.0), f"{place}chance", 0, 1, ranges=False)

    def value(self, signal: Signal, value: object, key: str) -> None:
        if signal.type == "Boolean":
            if not isinstance(value, bool):
                raise self.bad(key, "true 또는 false여야 합니다", "must be true or false")
        elif signal.type == "String":
            if not isinstance(value, str):
                raise self.bad(key, "글이어야 합니다", "must be a text")
        else:
            self.number(value, key, signal.low, signal.high)

    def number(self, value: object, key: str, low: float | None, high: float | None, ranges: bool = True) -> None:
        low, high = -math.inf if low is None else low, math.inf if high is None else high
        if isinstance(value, Mapping) and ranges:
            self.known(value, ("low", "high", "step"), f"{key}.")
            for side in ("low", "high"):
                self.number(value.get(side), f"{key}.{side}", low, high, ranges=False)
            self.number(value.get("step", 0), f"{key}.step", 0, math.inf, ranges=False)
            if value["low"] > value["high"]:
                raise self.bad(key, "low가 high보다 큽니다", "low is above high")
        elif isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.bad(key, "숫자여야 합니다", "must be a number")
        elif not low <= value <= high:
            raise self.bad(key, f"{low:g} 이상 {high:g} 이하여야 합니다", f"must lie in {low:g} to {high:g}")

    def table(self, value: object, key: str) -> Mapping:
        if not isinstance(value, Mapping):
            raise self.bad(key, "표(table)여야 합니다", "must be a table")
        return value

    def known(self, table: Mapping, keys: Collection[str], place: str) -> None:
        for key in table:
            if key not in keys:
                raise self.unknown(f"{place}{key}", key, keys)

    def unknown(self, key: str, name: object, names: Collection[str]) -> SmartLabError:
        close = difflib.get_close_matches(str(name), names, n=1, cutoff=0.5) or list(names)
        listed = ", ".join(close)
        ko = f"'{name}'은(는) 없는 이름입니다(쓸 수 있는 이름: {listed})"
        return self.bad(key, ko, f"there is no '{name}' (try: {listed})")

    def bad(self, key: str, ko: str, en: str) -> SmartLabError:
        line = line_of(self.text, key)
        if line is None:
            return wrong(self.id, f"{key}: {ko}", f"{key}: {en}")
        return wrong(self.id, f"{line}행 {key}: {ko}", f"line {line}, {key}: {en}")
