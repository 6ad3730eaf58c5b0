"""What measures, records and watches a machine during one run.

Contract: `Instruments` moves a machine on and, tick by tick, takes its sensors' measurements, keeps the row in the
recorder and shows it to the alarm board. Many ticks go at once where the machine can (`Machine.stretch`): the trace,
the alarms and what shows in the end are the same, bit for bit.
"""

from collections.abc import Sequence

from labs.simulation.alarm_board import AlarmBoard
from labs.simulation.clock import VirtualClock
from labs.simulation.machine import Columns, Machine, Value
from labs.simulation.noise import stream
from labs.simulation.recorder import Recorder
from labs.simulation.sensors import STATUSES, Sensor

STRETCH = 500
"""Ticks that a machine is asked for at once, at most."""


class Instruments:
    """Of the run of `machine` that begins now, at tick 0. `sensors` by path; `values` and `truths` of the last tick."""

    def __init__(
        self, machine: Machine, seed: int, clock: VirtualClock, recorder: Recorder, alarms: AlarmBoard
    ) -> None:
        self._machine, self._clock, self._recorder, self._alarms = machine, clock, recorder, alarms
        live = [signal for signal in machine.signals if not signal.held]
        self._held = [signal.path for signal in machine.signals if signal.held]
        truths = machine.truths()
        self._measured = [
            (
                position,
                signal.path,
                Sensor(signal.sensor, clock.tick_seconds, stream(seed, machine.name, signal.path), truths[position]),
            )
            for position, signal in enumerate(live)
            if signal.sensor is not None
        ]
        self._unmeasured = [position for position, signal in enumerate(live) if signal.sensor is None]
        self.sensors = {path: sensor for _, path, sensor in self._measured}
        self._codes = {path: sensor.code for _, path, sensor in self._measured}
        machine.measured = {path: sensor.value for _, path, sensor in self._measured}
        self._note_held(0)
        for _, path, sensor in self._measured:
            recorder.status(0, path, sensor.code)
        self._record(truths)

    def shown(self, position: int, path: str) -> tuple[Value, str]:
        """Return what the live signal at `position` shows, and its status."""
        sensor = self.sensors.get(path)
        return self.values[position], "Good" if sensor is None else STATUSES[sensor.code]

    def run(self, end: int) -> None:
        """Run to tick `end` with nothing on the agenda before it: the hot loop."""
        clock, machine, sensors = self._clock, self._machine, self._measured
        codes, measured, tick_seconds = self._codes, machine.measured, self._clock.tick_seconds
        watch = self._alarms.update if self._alarms else None
        while clock.tick < end:
            columns = machine.stretch(min(end - clock.tick, STRETCH), self.sensors)
            if columns is not None:
                self._pass(columns)
                continue
            machine.control()
            machine.step(tick_seconds)
            clock.tick += 1
            truths = machine.truths()
            for position, path, sensor in sensors:
                measured[path] = sensor.sample(truths[position])
                if sensor.code != codes[path]:
                    codes[path] = sensor.code
                    self._recorder.status(clock.tick, path, sensor.code)
            if machine.changed:
                self._note_changed()
            self._record(truths)
            if watch is not None:
                watch(self.values, machine.tripped)

    def _pass(self, columns: Columns) -> None:
        """Measure and record some ticks at once, as `run` does one by one."""
        start, ticks, machine = self._clock.tick, len(columns.truths[0]), self._machine
        shown = list(columns.shown)
        for position, path, sensor in self._measured:
            if position in columns.measured:
                shown[position], codes = columns.measured[position]
            else:
                shown[position], codes = sensor.samples(columns.truths[position])
            machine.measured[path] = sensor.value
            if codes.count(self._codes[path]) < ticks:
                self._note_codes(start, path, codes)
        self._recorder.rows(ticks, shown, columns.truths)
        self.values, self.truths = ([column[-1] for column in each] for each in (shown, columns.truths))
        if self._alarms and not self._alarms.pass_over(shown, machine.tripped):
            for row in zip(*shown, strict=True):
                self._clock.tick += 1
                self._alarms.update(row, machine.tripped)
        self._clock.tick = start + ticks

    def _note_codes(self, start: int, path: str, codes: Sequence[int]) -> None:
        for tick, code in enumerate(codes, start + 1):
            if code != self._codes[path]:
                self._codes[path] = code
                self._recorder.status(tick, path, code)

    def _record(self, truths: list[float]) -> None:
        values = list(self._machine.shown())
        for position, _, sensor in self._measured:
            values[position] = sensor.value
        self.values, self.truths = values, truths
        self._recorder.row(values, truths)

    def touched(self, held: bool = True) -> None:
        """Show at once what a write or command changed; the row of the next tick records it."""
        shown = self._machine.shown()
        for position in self._unmeasured:
            self.values[position] = shown[position]
        if held:
            self._note_held(self._clock.tick + 1)
            self._machine.changed.clear()

    def _note_held(self, tick: int) -> None:
        for path in self._held:
            self._recorder.held(tick, path, self._machine.held(path))

    def _note_changed(self) -> None:
        """Keep what the machine itself changed on the way to this tick."""
        for path in self._machine.changed:
            self._recorder.held(self._clock.tick, path, self._machine.held(path))
        self._machine.changed.clear()
