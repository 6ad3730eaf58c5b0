"""Describes a plant for the address space: its signals and commands, its faults, the truth behind its sensors.

Contract: reads and calls go to the plant that `current()` returns at that moment, so that a prepared address space can
be given another plant of the same machine. Faults and truth are for instructors; lower roles cannot even browse them.
While the plant's network is down its signals, their history and its commands answer BadNoCommunication.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from asyncua import ua

from labs.language import Bilingual
from labs.opcua.live import Argument, LiveMethod, LiveObject, LiveVariable, Recorded, Refused
from labs.opcua.names import COMMANDS, FAULTS, TRUTH, source_time
from labs.opcua.values import VARIANT_TYPES, data_value
from labs.simulation.machine import Command, Signal
from labs.simulation.plant import Plant
from labs.simulation.roles import Role

Current = Callable[[], Plant]
_CUT_OFF = ua.StatusCode(ua.StatusCodes.BadNoCommunication)


def object_name(plant_name: str) -> str:
    """Return the browse name of the machine's object: the plant's name with a capital."""
    return plant_name[:1].upper() + plant_name[1:]


def describe_machine(plant: Plant, current: Current) -> LiveObject:
    """Return the machine's object with every signal and, below Commands, every command."""
    described = LiveObject(object_name(plant.name), plant.machine.title)
    described.variables += [_signal(signal, current) for signal in plant.signals.values()]
    described.methods += [_command(command, current) for command in plant.machine.commands]
    return described


def _signal(signal: Signal, current: Current) -> LiveVariable:
    kind, path = VARIANT_TYPES[signal.type], signal.path

    def read() -> ua.DataValue:
        plant = current()
        if not plant.online:
            now = source_time(
                plant.clock.seconds
            )  # when the lack was noticed (OPC 10000-4, DataValue: SourceTimestamp)
            return ua.DataValue(ua.Variant(), _CUT_OFF, SourceTimestamp=now, ServerTimestamp=datetime.now(UTC))
        sample = plant.read(path)
        return data_value(sample.value, sample.status, kind, sample.tick * plant.clock.tick_seconds, datetime.now(UTC))

    def write(value: object, role: Role) -> None:
        _reached(current).write(path, value, role=role)

    return LiveVariable(
        path,
        kind,
        signal.title,
        read,
        write,
        signal.writer,
        unit=signal.unit,
        low=signal.low,
        high=signal.high,
        history=_recorded(signal, current),
    )


def _recorded(signal: Signal, current: Current, true: bool = False) -> Recorded:
    stepped = signal.held or signal.type != "Double"
    return Recorded(lambda: (current() if true else _reached(current)).recorder, signal.path, stepped, true)


def _reached(current: Current) -> Plant:
    """Return the plant where its network carries a request to it."""
    plant = current()
    if not plant.online:
        raise Refused(_CUT_OFF.value)
    return plant


def _command(command: Command, current: Current) -> LiveMethod:
    results = () if command.result is None else (command.result,)

    def call(role: Role, *arguments: object) -> list[object]:
        result = _reached(current).call(command.name, *arguments, role=role)
        return [result for _declared in results]

    inputs, outputs = (
        tuple(Argument(each.name, VARIANT_TYPES[each.type], each.title) for each in described)
        for described in (command.arguments, results)
    )
    return LiveMethod(f"{COMMANDS}.{command.name}", command.title, call, command.role, inputs, outputs)


def describe_faults(plant: Plant, current: Current) -> LiveObject:
    """Return the Faults object: each fault's severity (0 = absent), and the methods Inject and Clear."""
    described = LiveObject(FAULTS, Bilingual("고장 주입", "Faults"), reader=Role.INSTRUCTOR)
    described.variables += [_fault(fault.id, fault.title, current) for fault in plant.machine.faults]

    def inject(role: Role, fault_id: str, severity: float) -> list[object]:
        current().inject(fault_id, severity, role=role)
        return []

    def clear(role: Role, fault_id: str) -> list[object]:
        current().clear(fault_id, role=role)
        return []

    name = Argument("Id", ua.VariantType.String, Bilingual("고장 이름", "Fault id"))
    severity = Argument("Severity", ua.VariantType.Double, Bilingual("심각도(0~1)", "Severity, 0 to 1"))
    described.methods += [
        LiveMethod("Inject", Bilingual("고장 넣기", "Inject a fault"), inject, Role.INSTRUCTOR, (name, severity)),
        LiveMethod("Clear", Bilingual("고장 지우기", "Clear a fault"), clear, Role.INSTRUCTOR, (name,)),
    ]
    return described


def _fault(fault_id: str, title: Bilingual, current: Current) -> LiveVariable:
    def severity(plant: Plant) -> float:
        record = plant.active_faults.get(fault_id)
        return record.severity if record else 0.0

    def read() -> ua.DataValue:
        plant = current()
        return data_value(severity(plant), "Good", ua.VariantType.Double, plant.clock.seconds, datetime.now(UTC))

    return LiveVariable(fault_id, ua.VariantType.Double, title, read, reader=Role.INSTRUCTOR, low=0.0, high=1.0)


def describe_truth(plant: Plant, current: Current) -> LiveObject:
    """Return the Truth object: for each signal with a sensor, the true value."""
    described = LiveObject(TRUTH, Bilingual("참값", "Truth"), reader=Role.INSTRUCTOR)
    described.variables += [_truth(signal, current) for signal in plant.signals.values() if signal.sensor is not None]
    return described


def _truth(signal: Signal, current: Current) -> LiveVariable:
    kind, path = VARIANT_TYPES[signal.type], signal.path

    def read() -> ua.DataValue:
        plant = current()
        return data_value(plant.truth(path), "Good", kind, plant.clock.seconds, datetime.now(UTC))

    title = Bilingual(f"{signal.title.ko} 참값", f"{signal.title.en}, true value")
    history = _recorded(signal, current, true=True)
    return LiveVariable(path, kind, title, read, reader=Role.INSTRUCTOR, unit=signal.unit, history=history)
