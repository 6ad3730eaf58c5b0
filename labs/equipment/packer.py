"""Packaging line: takes packs in, fills, seals and weighs them, in the states of PackML.

Contract: states after ANSI/ISA-TR88.00.02-2015 (OPC 30050). Micro-stops are held and end by themselves; starving and
blocking suspend; an empty film roll holds until it is changed; breakdowns, guard and emergency stop abort. Failures
depend on operation, not on time: running time to the next breakdown is exponential, repair time lognormal
(J. A. Buzacott and J. G. Shanthikumar, "Stochastic Models of Manufacturing Systems", 1993). Physics:
packer_line; the ground truth of OEE, among the recording's parameters: packer_oee. All figures are chosen.
"""

from collections.abc import Mapping

from labs.equipment import packer_signals as declared
from labs.equipment.chance import Chance, drawn
from labs.equipment.packer_line import LIMIT, NOMINAL, NOMINAL_WEIGHT, Line
from labs.equipment.packer_oee import Losses
from labs.equipment.packer_signals import Reason
from labs.equipment.packml_machine import PackMLMachine
from labs.simulation.faults import Fault
from labs.simulation.machine import PlantError, Value
from labs.simulation.states import OperationMode, PackML, State

TICK = 0.1  # s
S = State
DURATIONS = {
    S.RESETTING: 2.0, S.STARTING: 3.0, S.STOPPING: 2.0, S.ABORTING: 0.5, S.CLEARING: 2.0, S.HOLDING: 0.5,
    S.UNHOLDING: 0.5, S.SUSPENDING: 0.5, S.UNSUSPENDING: 0.5, S.COMPLETING: 2.0,
}  # fmt: skip
CREW_CHANGES_FILM = 40.0  # s
CREW_REACTS = 20  # ticks
WARM = 10.0  # K below the setpoint from which the line may start
AT_REST = {S.STOPPED, S.IDLE, S.COMPLETE, S.ABORTED}
NEEDS_SAFETY = ("Reset", "Start", "Unhold", "Unsuspend", "Clear")
BELT_BREAKDOWNS = 2.0  # additional breakdown rate of a worn belt at severity 1, relative
START = {
    "Command.MachSpeed": 60.0, "Seal.Setpoint": 163.0, "Fill.Target": NOMINAL_WEIGHT, "Checkweigher.Weight": 0.0,
    "Order.Quantity": 0, "Admin.ProdConsumedCount": 0, "Admin.ProdProcessedCount": 0, "Admin.ProdDefectiveCount": 0,
    "Reject.Weight": 0, "Reject.Seal": 0, "Admin.StopReason": 0, "Infeed.Buffer": 20, "Outfeed.Blocked": False,
    "Guard.Open": False, "EmergencyStop.Pressed": False, "Crew.Automatic": False, "Crew.PlannedStop": False,
}  # fmt: skip


class Packer(PackMLMachine):
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
        self.reason = Reason.NONE
        self._jam_left = self._repair_left = self._film_left = 0.0
        self._ordered = 0  # packs of the present order
        self._mode = OperationMode.PROCESSING
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

    def _halt(self, command: str, reason: Reason) -> None:
        """Leave EXECUTE for `reason`."""
        self.reason = reason
        self.keep("Admin.StopReason", int(reason))
        self.pack.command(command)

    def _wait(self) -> None:
        """What happens while the line does not run: jams clear, repairs end, packs arrive, the crew acts."""
        if self._repair_left > 0:
            self._repair_left -= TICK
            if self._repair_left <= 0:
                self.losses.repairs += 1
                self.tripped.discard("breakdown")
        state = self.pack.state
        if self.pack.ticks == 0:
            return  # every state is seen for a tick at least
        if state is S.HELD and self.reason is Reason.JAM:
            self._jam_left -= TICK
            if self._jam_left <= 0:
                self.pack.command("Unhold")
        elif state is S.SUSPENDED and self.reason in (Reason.STARVED, Reason.BLOCKED):
            if self.line.buffer >= 10 and not self.kept["Outfeed.Blocked"]:
                self.pack.command("Unsuspend")
        elif self.kept["Crew.Automatic"]:
            self._crew(state)

    def _crew(self, state: State) -> None:
        """Bring the line back after a breakdown, an empty roll, a planned stop. What a person stopped stays stopped."""
        if self.reason is Reason.FILM_OUT and state is S.HELD:
            self._film_left -= TICK
            if self._film_left <= 0:
                self._change_film()
                self.pack.command("Unhold")
        elif self.reason in (Reason.DRIVE, Reason.SEALER, Reason.PLANNED):
            if state is S.STOPPED and self._planned_stop():
                return
            step = {S.ABORTED: "Clear", S.STOPPED: "Reset", S.IDLE: "Start"}.get(state)
            if step and self.pack.ticks >= CREW_REACTS and self._refusal(step) is None:
                self.pack.command(step)

    def _planned_stop(self) -> bool:
        """Give the stopped line to maintenance for a planned stop, and back to production afterwards."""
        planned = self.kept["Crew.PlannedStop"]
        wanted = OperationMode.MAINTENANCE if planned else OperationMode.PROCESSING
        if self._mode is not wanted:
            self._set_mode(wanted)
        return planned

    def _set_mode(self, mode: OperationMode) -> None:
        self._mode = mode
        self.keep("Status.OperationMode", int(mode))

    def _change_film(self) -> None:
        self.line.film = self._drawn["Film.Length"]

    def _state_changed(self, old: State, new: State) -> None:
        super()._state_changed(old, new)
        if new is S.HELD:
            self._film_left = CREW_CHANGES_FILM
        elif new is S.EXECUTE:
            self.reason = Reason.NONE
            self.keep("Admin.StopReason", 0)

    def _look_at_safety(self) -> None:
        """Trip and abort as guard and emergency stop demand."""
        for path, alarm, reason in (
            ("Guard.Open", "guard-open", Reason.GUARD),
            ("EmergencyStop.Pressed", "emergency-stop", Reason.EMERGENCY_STOP),
        ):
            if not self.kept[path]:
                self.tripped.discard(alarm)
            elif alarm not in self.tripped:
                self.tripped.add(alarm)
                resting = path == "Guard.Open" and self.pack.state in AT_REST | {S.STOPPING, S.CLEARING}
                if not resting and self.pack.allows("Abort"):
                    self._halt("Abort", reason)

    def _refusal(self, command: str) -> tuple[str, str] | None:
        """Return why the line's own interlocks forbid `command` now, in both languages."""
        if command in NEEDS_SAFETY and (self.kept["Guard.Open"] or self.kept["EmergencyStop.Pressed"]):
            return ("안전문이 열려 있거나 비상 정지가 눌려 있습니다. 문을 닫고 비상 정지를 푸십시오.",
                    "Guard open or emergency stop pressed. Close the guard and release the stop.")  # fmt: skip
        if command == "Clear" and self._repair_left > 0:
            return ("수리가 아직 끝나지 않았습니다. '설비 고장' 알람이 사라진 뒤 다시 하십시오.",
                    "The repair is not finished. Wait until the breakdown alarm is gone.")  # fmt: skip
        if command == "Start" and not self.measured["Seal.Temperature"] > self.kept["Seal.Setpoint"] - WARM:
            return ("실링 조가 아직 차갑습니다. 설정 온도에 가까워진 뒤 시작하십시오.",
                    "The sealing jaw is still cold. Wait until it is near its setpoint.")  # fmt: skip
        if command in ("Start", "Unhold") and self.line.film <= 0:
            return "필름이 없습니다. ChangeFilm으로 교체하십시오.", "There is no film. Use ChangeFilm."
        if command == "Unhold" and self.reason is Reason.JAM and self._jam_left > 0:
            return "걸린 포장이 아직 빠지지 않았습니다. 기다리십시오.", "The jam has not cleared yet. Wait."
        return None

    def truths(self) -> list[float]:
        """True speed, jaw temperature, current, film, energy (kWh), power (kW)."""
        line = self.line
        return [line.speed, line.jaw, line.current(), line.film, line.energy / 3.6e6, line.watts() / 1000]

    def shown(self) -> list[float]:
        """Film and energy are known without error."""
        return [0.0, 0.0, 0.0, self.line.film, self.line.energy / 3.6e6, 0.0]

    def write(self, path: str, value: Value) -> None:
        """See Machine."""
        self.keep(path, value)
        self._look_at_safety()

    def call(self, command: str, *arguments: Value) -> None:
        """PackML's commands; `ChangeFilm` and `SetMode` while the line rests; `ResetCounters` begins a new count."""
        if command == "ResetCounters":
            for path in START:
                if path.startswith(("Admin.Prod", "Reject.")):
                    self.keep(path, 0)
            self.losses.clear()
        elif command in ("ChangeFilm", "SetMode"):
            if self.pack.state not in (AT_REST if command == "SetMode" else AT_REST | {S.HELD}):
                raise PlantError(
                    "interlock", f"라인이 멈춘 상태에서만 {command} 명령을 쓸 수 있습니다. 먼저 멈추십시오.",
                    f"{command} needs a line at rest. Stop or hold it first.",
                )  # fmt: skip
            if command == "ChangeFilm":
                self._change_film()
            else:
                self._set_mode(OperationMode(arguments[0]))
        else:
            self._command(command)

    def _command(self, command: str) -> None:
        refusal = self._refusal(command)
        if refusal and self.pack.allows(command):
            raise PlantError("interlock", *refusal)
        self.pack.command(command)
        if command in ("Stop", "Hold", "Suspend", "Abort"):
            self.reason = Reason.OPERATOR
            self.keep("Admin.StopReason", int(Reason.OPERATOR))
        elif command == "Reset":
            self._ordered = 0

    def set_fault(self, fault: Fault, severity: float) -> None:
        """See Machine."""
        self.line.severity[fault.id] = severity
