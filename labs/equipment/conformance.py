"""What every machine must keep to, checked by running it.

Contract: `problems(name)` returns sentences, none when the machine conforms. A machine is tested by being registered:
the tests run this over `plant_names()`. After the environment checker that Gymnasium ships.
"""

import math
from collections.abc import Iterator, Mapping, Sequence

from labs.equipment.registry import create_plant, make_machine, scenario_names
from labs.simulation.alarms import Alarm
from labs.simulation.faults import Fault
from labs.simulation.machine import Machine, PlantError, Signal
from labs.simulation.plant import Plant
from labs.simulation.recording import Recording
from labs.simulation.roles import Role

KINDS = {"Double": float, "Boolean": bool, "Int32": int, "UInt32": int, "String": str}
FEW = 20  # faults of a single machine
SECONDS, LEAST, MOST = 60.0, 60, 600  # how long a run takes: a minute, but so many ticks


def problems(name: str) -> list[str]:
    """Return everything that is wrong with the machine `name`."""
    checks = (_declarations, _identity, _reading, _writing, _commands, _faults, _network, _scenarios, _splitting)
    checks += (_aside, _stretching)
    return [problem for check in checks for problem in check(name)]


def _declarations(name: str) -> Iterator[str]:
    machine = make_machine(name)
    for what, names in (
        ("signal", [signal.path for signal in machine.signals]),
        ("command", [command.name for command in machine.commands]),
        ("fault", [fault.id for fault in machine.faults]),
        ("alarm", [alarm.id for alarm in machine.alarms]),
    ):
        for one in {one for one in names if names.count(one) > 1}:
            yield f"{what} '{one}' is declared more than once"
    for declared in (machine, *machine.signals, *machine.commands, *machine.faults, *machine.alarms):
        if not all(declared.title):
            yield f"{declared} lacks a title in one language"
    paths = {signal.path: signal for signal in machine.signals}
    for fault in machine.faults:
        if fault.kind == "network":
            continue
        target = paths.get(fault.target)
        if target is None or (fault.kind == "sensor" and target.sensor is None):
            yield f"fault '{fault.id}' acts on '{fault.target}', which is no such signal or has no sensor"
    for signal in machine.signals:
        yield from _declaration(signal)
    for alarm in machine.alarms:
        yield from _alarm(alarm, paths)


def _declaration(signal: Signal) -> Iterator[str]:
    if not all(part.isidentifier() for part in signal.path.split(".")):
        yield f"'{signal.path}' does not split into names at its dots"
    if signal.type == "Double" and signal.unit is None:
        yield f"'{signal.path}' has no unit"
    if signal.type == "Double" and (signal.low is None or signal.high is None or not signal.low < signal.high):
        yield f"'{signal.path}' has no range"
    if not signal.held and signal.type in ("Boolean", "String"):
        yield f"'{signal.path}' is live and no number"
    if signal.sensor is not None and (signal.held or signal.writer is not None):
        yield f"'{signal.path}' is measured and yet held or writable"


def _alarm(alarm: Alarm, paths: Mapping[str, Signal]) -> Iterator[str]:
    source = paths.get(alarm.source)
    if source is None or (alarm.kind != "trip" and source.held):
        yield f"alarm '{alarm.id}' looks at '{alarm.source}', which is no such signal or not live"
    if not all(alarm.reason):
        yield f"alarm '{alarm.id}' lacks a reason in one language"
    if not 1 <= alarm.priority <= 1000:
        yield f"alarm '{alarm.id}' has priority {alarm.priority}, outside 1 to 1000"
    if alarm.hysteresis < 0 or alarm.delay < 0 or not alarm.window > 0:
        yield f"alarm '{alarm.id}' has a negative hysteresis or delay, or no window"
    if alarm.kind == "rate" and alarm.limit == 0:
        yield f"alarm '{alarm.id}' is a rate without direction"


def _identity(name: str) -> Iterator[str]:
    plates = [create_plant(name, seed).machine.identification for seed in (1, 1, 2)]
    if plates[0] != plates[1] or plates[0].serial_number == plates[2].serial_number:
        yield "the serial number does not follow from the seed"
    if plates[0].model == "X" or not all(plates[0].manufacturer):
        yield "the machine does not say what it is"


def _reading(name: str) -> Iterator[str]:
    plant = create_plant(name)
    live = [signal for signal in plant.signals.values() if not signal.held]
    for values in (plant.machine.truths(), plant.machine.shown()):
        if len(values) != len(live):
            yield f"{len(values)} values for {len(live)} live signals"
    plant.advance(_ticks(plant))
    for path, signal in plant.signals.items():
        for value in (plant.read(path).value, plant.truth(path)):
            if type(value) is not KINDS[signal.type]:
                yield f"'{path}' is a {signal.type} and gives {value!r}"
            elif isinstance(value, float) and not math.isfinite(value):
                yield f"'{path}' gives {value!r}"


def _writing(name: str) -> Iterator[str]:
    plant = create_plant(name)
    for path, signal in plant.signals.items():
        value = plant.read(path).value
        if signal.writer is None:
            if _refusal(plant, path, value, Role.INSTRUCTOR) != "not-allowed":
                yield f"'{path}' is read-only and can be written"
            continue
        if _refusal(plant, path, value, signal.writer) not in (None, "interlock"):
            yield f"'{path}' refuses its own value"
        if signal.writer > Role.OBSERVER and _refusal(plant, path, value, Role(signal.writer - 1)) != "not-allowed":
            yield f"'{path}' can be written by a role too low"
        if _refusal(plant, path, b"?", signal.writer) != "type":
            yield f"'{path}' takes any type"
        if signal.type in ("Boolean", "String"):
            continue
        for outside in (signal.low - 1, signal.high + 1):
            if _refusal(plant, path, outside, signal.writer) != "out-of-range":
                yield f"'{path}' takes {outside}"


def _refusal(plant: Plant, path: str, value: object, role: Role) -> str | None:
    try:
        plant.write(path, value, role)
    except PlantError as error:
        return error.reason
    return None


def _commands(name: str) -> Iterator[str]:
    for command in make_machine(name).commands:
        plant = create_plant(name)
        arguments = [{"Boolean": True, "String": ""}.get(one.type, one.low or 0) for one in command.arguments]
        try:
            result = plant.call(command.name, *arguments, role=command.role)
            declared = type(None) if command.result is None else KINDS[command.result.type]
            if type(result) is not declared:
                yield f"command '{command.name}' returns {result!r}, declared is {declared.__name__}"
            plant.advance(1)
        except PlantError as error:
            if error.reason != "interlock":
                yield f"command '{command.name}' is refused: {error}"


def _faults(name: str) -> Iterator[str]:
    healthy = _run(create_plant(name, 1))
    for batch in _batches([fault for fault in make_machine(name).faults if fault.kind != "network"]):
        plant = create_plant(name, 1)
        for fault in batch:
            plant.inject(fault.id)
        plant.advance(_ticks(plant))
        for fault in batch:
            plant.clear(fault.id)
        recording = plant.recording()
        for fault, record in zip(batch, recording.faults, strict=True):
            if (record.id, record.start, record.end) != (fault.id, 0, _ticks(plant)):
                yield f"fault '{fault.id}' is recorded as {record}"
            if fault.kind == "sensor" and (recording[fault.target] == healthy[fault.target]).all():
                yield f"fault '{fault.id}' does not show"


def _network(name: str) -> Iterator[str]:
    plant, alone = create_plant(name, 1), create_plant(name, 1)
    lines = [fault.id for fault in plant.faults.values() if fault.kind == "network"]
    if not lines:
        yield "no fault of kind 'network': nobody can practise an outage with it"
    for line in lines:
        plant.inject(line)
        if plant.online:
            yield f"fault '{line}' leaves the plant within reach"
        plant.advance(10)
        plant.clear(line)
    alone.advance(10 * len(lines))
    if not plant.online or any(plant.read(path).value != alone.read(path).value for path in plant.signals):
        yield "an outage changes what the plant does"


def _batches(faults: Sequence[Fault]) -> Iterator[Sequence[Fault]]:
    """Yield the faults to be injected together: one at a time, but many of a plant composed of machines checked so."""
    size = 1 if len(faults) <= FEW else FEW
    for first in range(0, len(faults), size):
        yield faults[first : first + size]


def _scenarios(name: str) -> Iterator[str]:
    for scenario in scenario_names(name):
        plant = create_plant(name, 7, scenario)
        first = _run(plant).hash()
        plant.reset()
        if _run(plant).hash() != first or _run(create_plant(name, 7, scenario)).hash() != first:
            yield f"scenario '{scenario}' does not repeat"
        plant.reset(8)
        if _run(plant).hash() == first:
            yield f"scenario '{scenario}' is the same for every seed"


def _ticks(plant: Plant) -> int:
    return min(MOST, max(LEAST, round(SECONDS / plant.clock.tick_seconds)))


def _run(plant: Plant) -> Recording:
    plant.advance(_ticks(plant))
    return plant.recording()


def _splitting(name: str) -> Iterator[str]:
    for scenario in scenario_names(name):
        plant = create_plant(name, 3, scenario)
        many, one, ticks = plant.machine, create_plant(name, 3, scenario).machine, _ticks(plant)
        for _ in range(ticks):
            many.step(many.tick_seconds)
        one.step(ticks * one.tick_seconds)
        for left, right in zip(many.truths(), one.truths(), strict=True):
            if not math.isclose(left, right, rel_tol=1e-12, abs_tol=1e-12):
                yield f"scenario '{scenario}': one long step and many short ones differ"


def _aside(name: str) -> Iterator[str]:
    plant = create_plant(name)
    held = [signal.path for signal in plant.signals.values() if signal.held]
    for path in plant.machine.aside:
        signal = plant.signals[path]
        for value in (signal.low, signal.high, signal.low):
            _refusal(plant, path, value, signal.writer)
            recorded = plant.recording().changes
            if any(recorded[each][-1][1] != plant.read(each).value for each in held):
                yield f"writing '{path}' changes held signals without a word, and is said not to"


def _stretching(name: str) -> Iterator[str]:
    if type(make_machine(name)).stretch is Machine.stretch:
        return
    for scenario in scenario_names(name):
        at_once, one_by_one = (create_plant(name, 3, scenario) for _ in range(2))
        one_by_one.machine.stretch = lambda ticks, sensors: None
        if _run(at_once).hash() != _run(one_by_one).hash():
            yield f"scenario '{scenario}': many ticks at once and one after the other differ"
