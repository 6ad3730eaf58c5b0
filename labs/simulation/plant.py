"""Plant: one machine with its clock, sensors, faults, scenario and recorder.

Contract: the only door to a machine. Everything that may change the trace passes through `write`, `call`, `inject`,
`clear` and `advance`, is checked, and is recorded with its tick. What is written at tick n acts on the way to n + 1.
Same seed, scenario and actions at the same ticks: the same trace, bit for bit.
"""

import heapq
import numbers
from collections.abc import Callable, Mapping
from typing import NamedTuple

from labs.simulation.access import checked, is_number, require, unknown
from labs.simulation.alarm_board import AlarmBoard
from labs.simulation.clock import VirtualClock
from labs.simulation.faults import Fault, FaultRecord
from labs.simulation.instruments import Instruments
from labs.simulation.machine import Command, Machine, PlantError, Signal, Value
from labs.simulation.recorder import WINDOW_SECONDS, Recorder
from labs.simulation.recording import Recording, Write
from labs.simulation.roles import Role
from labs.simulation.scenario import Action, Scenario, check_start


class Sample(NamedTuple):
    """What a signal showed at `tick`; status "Good", "Uncertain" or "Bad" (then a number is nan)."""

    value: Value
    status: str
    tick: int


class Plant:
    """A machine in operation. `horizon` is the tick it never passes (None = no end).

    `initial` overrides the scenario's [start]; `parameters` overrides what the seed draws for the machine.
    """

    def __init__(
        self,
        machine: Machine,
        scenario: Scenario,
        seed: int = 0,
        *,
        horizon: int | None = None,
        window_seconds: float = WINDOW_SECONDS,
        initial: Mapping[str, Value] | None = None,
        parameters: Mapping[str, float] | None = None,
    ) -> None:
        self.name = machine.name
        self.machine = machine
        self.clock = VirtualClock(machine.tick_seconds)
        self.horizon = horizon
        self.signals: Mapping[str, Signal] = {signal.path: signal for signal in machine.signals}
        self.commands: Mapping[str, Command] = {command.name: command for command in machine.commands}
        self.faults: Mapping[str, Fault] = {fault.id: fault for fault in machine.faults}
        self._scenario = scenario
        # What has an end is kept whole: an examiner's run must not outgrow its window.
        self._window_seconds = max(window_seconds, (horizon or 0) * self.clock.tick_seconds)
        self._initial = dict(initial or {})
        check_start(machine, self._initial)
        self._parameters = dict(parameters or {})
        for parameter in self._parameters:
            if parameter not in machine.parameter_names:
                raise unknown("매개변수", "parameter", parameter, machine.parameter_names)
        self._live = [signal.path for signal in machine.signals if not signal.held]
        self._index = {path: position for position, path in enumerate(self._live)}
        self.witness: Callable[..., None] | None = None
        """Called with (what, *arguments) after every action from outside; who repeats them repeats the run."""
        self.reset(seed)

    @property
    def scenario(self) -> str:
        """The scenario's id."""
        return self._scenario.id

    @property
    def active_faults(self) -> Mapping[str, FaultRecord]:
        """Faults present now, by id: for instructors and examiners."""
        return dict(self._active)

    @property
    def online(self) -> bool:
        """Whether anybody outside can reach the plant: False while a network fault lasts. It runs and records on."""
        return not self._active or not any(self.faults[fault_id].kind == "network" for fault_id in self._active)

    def reset(self, seed: int | None = None) -> None:
        """Begin a new run at tick 0; with the same seed (None) it gives the same trace."""
        if seed is not None:
            if isinstance(seed, bool) or not isinstance(seed, numbers.Integral) or seed < 0:
                raise PlantError(
                    "out-of-range", "시드는 0 이상의 정수여야 합니다.", "The seed must be a whole number, 0 or more."
                )
            self.seed = int(seed)
        plan = self._scenario.draw(self.seed, self.name)
        self.clock.reset()
        start = {path: self._first(path, value) for path, value in {**plan.start, **self._initial}.items()}
        self.machine.begin(self.seed)
        self.machine.reset(self.seed, start, self._parameters)
        self.recorder = Recorder(self._live, self.clock.tick_seconds, self._window_seconds)
        self.alarms = AlarmBoard(self.machine.alarms, self._index, self.clock, self.recorder)
        self.alarms.witness = self._tell
        self._agenda = []
        for order, action in enumerate(plan.actions):
            heapq.heappush(self._agenda, (self.clock.ticks(action.seconds), order, action))
        self._before: dict[str, list[Value]] = {}
        self._active: dict[str, FaultRecord] = {}
        self._instruments = Instruments(self.machine, self.seed, self.clock, self.recorder, self.alarms)
        self._tell("reset", self.seed)

    def _tell(self, what: str, *arguments: object) -> None:
        if self.witness is not None:
            self.witness(what, *arguments)

    def _first(self, path: str, value: Value) -> Value:
        """Return a value of [start] as its signal's type (850 for a Double is 850.0)."""
        return checked(self.signals[path], value) if path in self.signals else value

    def read(self, path: str) -> Sample:
        """Return what `path` shows now."""
        self._known(path)
        if path in self._index:
            return Sample(*self._instruments.shown(self._index[path], path), self.clock.tick)
        return Sample(self.machine.held(path), "Good", self.clock.tick)

    def truth(self, path: str) -> Value:
        """Return the true value now; only for instructors and examiners."""
        self._known(path)
        return self._instruments.truths[self._index[path]] if path in self._index else self.machine.held(path)

    def write(self, path: str, value: Value, role: Role = Role.OPERATOR) -> None:
        """Write a value; PlantError says why not."""
        signal = self._known(path)
        if signal.writer is None:
            raise PlantError(
                "not-allowed", f"'{path}'은(는) 읽기 전용입니다. 쓸 수 있는 신호를 고르십시오.",
                f"'{path}' is read-only. Choose a signal that may be written.",
            )  # fmt: skip
        require(signal.writer, role, path)
        value = checked(signal, value)
        self._apply(path, value, role.name.lower())
        self._tell("write", path, value, role)

    def _apply(self, path: str, value: Value, by: str) -> None:
        self.machine.write(path, value)
        self.recorder.write(Write(self.clock.tick, path, value, by))
        self._instruments.touched(path not in self.machine.aside or bool(self.machine.changed))

    def call(self, command: str, *arguments: Value, role: Role = Role.OPERATOR) -> Value | None:
        """Carry out a command of the machine and return its result; PlantError says why not."""
        declared = self.commands.get(command)
        if declared is None:
            raise unknown("명령", "command", command, self.commands)
        require(declared.role, role, command)
        if len(arguments) != len(declared.arguments):
            wanted = len(declared.arguments)
            raise PlantError(
                "type", f"'{command}' 명령에는 값이 {wanted}개 필요합니다.", f"'{command}' takes {wanted} value(s)."
            )
        values = [checked(one, value) for one, value in zip(declared.arguments, arguments, strict=True)]
        result = self.machine.call(command, *values)
        self.recorder.command(self.clock.tick, command, values, role.name.lower())
        self._instruments.touched()
        self._tell("call", command, *values, role)
        return result

    def inject(self, fault_id: str, severity: float = 1.0, role: Role = Role.INSTRUCTOR) -> None:
        """Begin a fault (or change its severity, 0 < severity <= 1) at the present tick."""
        require(Role.INSTRUCTOR, role, fault_id)
        self._begin(fault_id, severity)
        self._tell("inject", fault_id, severity, role)

    def _begin(self, fault_id: str, severity: float) -> None:
        fault = self._fault(fault_id)
        if not is_number(severity) or not 0 < severity <= 1:
            raise PlantError(
                "out-of-range", "고장 정도는 0보다 크고 1 이하여야 합니다.", "A severity lies above 0 and up to 1."
            )
        self._end(fault_id)
        record = FaultRecord(fault_id, float(severity), self.clock.tick)
        self._active[fault_id] = record
        self.recorder.faults.append(record)
        if fault.kind == "sensor":
            self._instruments.sensors[fault.target].inject(fault, float(severity))
        elif fault.kind != "network":
            self.machine.set_fault(fault, float(severity))

    def clear(self, fault_id: str, role: Role = Role.INSTRUCTOR) -> None:
        """End a fault; ending one that is not there does nothing."""
        require(Role.INSTRUCTOR, role, fault_id)
        self._remove(fault_id)
        self._tell("clear", fault_id, role)

    def _remove(self, fault_id: str) -> None:
        fault = self._fault(fault_id)
        if self._end(fault_id):
            if fault.kind == "sensor":
                self._instruments.sensors[fault.target].clear(fault_id)
            elif fault.kind != "network":
                self.machine.set_fault(fault, 0.0)

    def _end(self, fault_id: str) -> bool:
        record = self._active.pop(fault_id, None)
        if record is not None:
            record.end = self.clock.tick
        return record is not None

    def advance(self, ticks: int) -> int:
        """Move on by `ticks` or up to the horizon, whichever is less; return the ticks really advanced."""
        if self.horizon is not None:
            ticks = min(ticks, self.horizon - self.clock.tick)
        ticks = max(0, ticks)
        end = self.clock.tick + ticks
        while self.clock.tick < end:
            while self._agenda and self._agenda[0][0] <= self.clock.tick:
                self._act(heapq.heappop(self._agenda)[2])
            self._instruments.run(min(end, self._agenda[0][0]) if self._agenda else end)
        self._tell("advance")
        return ticks

    def _act(self, action: Action) -> None:
        if action.kind == "inject":
            if action.value > 0:
                self._begin(action.target, action.value)
        elif action.kind == "clear":
            self._remove(action.target)
        elif action.kind == "write":
            before = self.read(action.target).value
            if self._happens(action.target, checked(self.signals[action.target], action.value)):
                self._before.setdefault(action.target, []).append(before)
        elif self._before.get(action.target):
            self._happens(action.target, self._before[action.target].pop())

    def _happens(self, path: str, value: Value) -> bool:
        """Apply a scenario's write. Where the machine's state forbids it, it does not happen, as in life."""
        try:
            self._apply(path, value, "scenario")
        except PlantError:
            return False
        return True

    def recording(self) -> Recording:
        """Return what was recorded up to now."""
        return self.recorder.recording(self.name, self.seed, self.scenario, self.machine.parameters)

    def _known(self, path: str) -> Signal:
        signal = self.signals.get(path)
        if signal is None:
            raise unknown("신호", "signal", path, self.signals)
        return signal

    def _fault(self, fault_id: str) -> Fault:
        fault = self.faults.get(fault_id)
        if fault is None:
            raise unknown("고장", "fault", fault_id, self.faults)
        return fault
