"""Packaging line: takes packs in, fills, seals and weighs them, in the states of PackML.

Contract: states after ANSI/ISA-TR88.00.02-2015 (OPC 30050). Micro-stops are held and end by themselves; starving and
blocking suspend; an empty film roll holds until it is changed; breakdowns, guard and emergency stop abort. Failures
depend on operation, not on time: running time to the next breakdown is exponential, repair time lognormal
(J. A. Buzacott and J. G. Shanthikumar, "Stochastic Models of Manufacturing Systems", 1993). Physics:
packer_line; what stops and starts it: packer_control; the ground truth of OEE, among the recording's parameters:
packer_oee. All figures are chosen.
"""

from collections.abc import Mapping

from labs.equipment import packer_signals as declared
from labs.equipment.chance import Chance, drawn
from labs.equipment.packer_control import COUNTERS, TICK, PackerControl
from labs.equipment.packer_line import LIMIT, NOMINAL, NOMINAL_WEIGHT, Line
from labs.equipment.packer_oee import Losses
from labs.equipment.packer_signals import Reason
from labs.simulation.faults import Fault
from labs.simulation.machine import Value
from labs.simulation.states import OperationMode, PackML, State

S = State
DURATIONS = {
    S.RESETTING: 2.0, S.STARTING: 3.0, S.STOPPING: 2.0, S.ABORTING: 0.5, S.CLEARING: 2.0, S.HOLDING: 0.5,
    S.UNHOLDING: 0.5, S.SUSPENDING: 0.5, S.UNSUSPENDING: 0.5, S.COMPLETING: 2.0,
}  # fmt: skip
BELT_BREAKDOWNS = 2.0  # additional breakdown rate of a worn belt at severity 1, relative
START = {
    "Command.MachSpeed": 60.0, "Seal.Setpoint": 163.0, "Fill.Target": NOMINAL_WEIGHT, "Checkweigher.Weight": 0.0,
    **dict.fromkeys(COUNTERS, 0), "Order.Quantity": 0, "Admin.StopReason": 0, "Infeed.Buffer": 20,
    "Outfeed.Blocked": False, "Guard.Open": False, "EmergencyStop.Pressed": False, "Crew.Automatic": False,
    "Crew.PlannedStop": False,
}  # fmt: skip


class Packer(PackerControl):
    """See the module. State: `line`, `pack` (PackML), `losses`; seconds left of jam, repair and film change."""

    name = "packer"
    title = declared.TITLE
    signals = declared.SIGNALS
    commands = declared.COMMANDS
    faults = declared.FAULTS
    alarms = declared.ALARMS
    identification = declared.IDENTIFICATION
    parameter_names = tuple(NOMINAL)
    start_names = ("Running", "Seal.Temperature", "Film.Remaining")
    tick_seconds = TICK
    line_type = Line

    def reset(self, seed: int, start: Mapping[str, Value], parameters: Mapping[str, float]) -> None:
        """See Machine. `Running` starts warm and in EXECUTE."""
        p = self._drawn = drawn(seed, self.name, NOMINAL)
        p.update(parameters)
        self.chance = Chance(seed, self.name)
        self.line = self.line_type(p, self.chance, TICK)
        self.losses = Losses(TICK, p["Ideal.Rate"])
        self.control_reset()
        self.kept.update(START)
        self.kept.update({path: value for path, value in start.items() if path in START})
        self.kept["Status.OperationMode"] = int(self._mode)
        running = bool(start.get("Running"))
        if running:
            self.line.jaw, self.line.speed = self.kept["Seal.Setpoint"], self.kept["Command.MachSpeed"]
        self.line.jaw = float(start.get("Seal.Temperature", self.line.jaw))
        self.line.film = float(start.get("Film.Remaining", self.line.film))
        self.measured = {"Seal.Temperature": self.line.jaw}
        self.pack = PackML(DURATIONS, TICK, self._state_changed, S.EXECUTE if running else S.STOPPED)
        self.show_state()
        self._to_breakdown = self.chance.exponential("breakdown", p["Breakdown.MTBF"])
        self._look_at_safety()

    @property
    def parameters(self) -> dict[str, float]:
        """What was drawn, and what has really been lost up to now (names beginning with "Truth.")."""
        return {**self._drawn, **self.losses.factors()}

    @parameters.setter
    def parameters(self, value: dict[str, float]) -> None:
        self._drawn, self.losses = value, Losses(TICK, 60.0)

    def control(self) -> None:
        """Thermostat of the jaw, on what its sensor says; without a reading the heater is off."""
        measured, setpoint = self.measured["Seal.Temperature"], self.kept["Seal.Setpoint"]
        if measured != measured or measured > setpoint + 0.5:  # nan is never equal to itself
            self.line.heater = False
        elif measured < setpoint - 0.5:
            self.line.heater = True

    def step(self, dt: float) -> None:
        """See Machine."""
        for _ in range(round(dt / TICK)):
            self._tick()

    def _tick(self) -> None:
        line, pack = self.line, self.pack
        pack.tick()
        line.heat()
        line.supply()
        if pack.state is S.EXECUTE and pack.ticks and line.buffer <= 0:
            self._halt("Suspend", Reason.STARVED)
        running = pack.state is S.EXECUTE and pack.ticks > 0  # it is seen for a tick before it may end
        if line.drive(self.kept["Command.MachSpeed"] if running else 0.0) and running:
            self._pack()
        if pack.state is S.EXECUTE:
            if running:
                self._wear()
        else:
            self._wait()
        self.losses.tick(self._mode is OperationMode.PROCESSING, pack.state, self.reason, self._repair_left > 0)
        if line.buffer != self.kept["Infeed.Buffer"]:
            self.keep("Infeed.Buffer", line.buffer)

    def _pack(self) -> None:
        """Finish one pack, judge it and look whether the line can go on."""
        line, losses = self.line, self.losses
        weight, bad_seal, jam = line.pack()
        weight += self.kept["Fill.Target"]
        off = abs(weight - NOMINAL_WEIGHT) > LIMIT
        losses.packs += 1
        losses.good += not (off or bad_seal)
        self.keep("Checkweigher.Weight", round(weight, 1))
        self.count("Admin.ProdConsumedCount")
        if self.chance.uniform("link") >= 0.35 * line.of("counter-link-lossy"):
            self.count("Admin.ProdProcessedCount")
            self._ordered += 1
        if off or bad_seal:
            self.count("Admin.ProdDefectiveCount")
            self.count("Reject.Weight" if off else "Reject.Seal")
        if 0 < self.kept["Order.Quantity"] <= self._ordered:
            self.pack.complete()
        elif line.film <= 0:
            self._halt("Hold", Reason.FILM_OUT)
        elif jam:
            losses.microstops += 1
            self._jam_left = self.chance.lognormal("jam", self._drawn["Jam.Seconds"], 0.6)
            self._halt("Hold", Reason.JAM)
        elif line.buffer <= 0:
            self._halt("Suspend", Reason.STARVED)
        elif self.kept["Outfeed.Blocked"]:
            self._halt("Suspend", Reason.BLOCKED)
        elif self.kept["Crew.PlannedStop"] and self.kept["Crew.Automatic"]:
            self._halt("Stop", Reason.PLANNED)

    def _wear(self) -> None:
        """Use up running time; at its end the line breaks down."""
        self._to_breakdown -= TICK * (1 + BELT_BREAKDOWNS * self.line.of("drive-belt-worn"))
        if self._to_breakdown <= 0:
            p, chance = self._drawn, self.chance
            self._to_breakdown = chance.exponential("breakdown", p["Breakdown.MTBF"])
            self._repair_left = chance.lognormal("repair", p["Breakdown.MTTR"], 0.6)
            self.losses.breakdowns += 1
            self.tripped.add("breakdown")
            self._halt("Abort", Reason.DRIVE if chance.uniform("part") < 0.6 else Reason.SEALER)

    def truths(self) -> list[float]:
        """True speed, jaw temperature, current, film, energy (kWh), power (kW)."""
        line = self.line
        return [line.speed, line.jaw, line.current(), line.film, line.energy / 3.6e6, line.watts() / 1000]

    def shown(self) -> list[float]:
        """Film and energy are known without error."""
        return [0.0, 0.0, 0.0, self.line.film, self.line.energy / 3.6e6, 0.0]

    def set_fault(self, fault: Fault, severity: float) -> None:
        """See Machine."""
        self.line.severity[fault.id] = severity
