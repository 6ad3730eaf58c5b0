"""What stops and starts the packaging line: waits that end by themselves, the crew, safety, commands and interlocks.

Contract: `PackerControl` is the half of `packer.Packer` that acts on states; `line` makes packs, `losses` counts. Every
stop has a `Reason`, shown in `Admin.StopReason`. The crew acts where `Crew.Automatic` is on, under the same interlocks
as a person.
"""

from labs.equipment.declare import interlocked
from labs.equipment.packer_line import Line
from labs.equipment.packer_oee import Losses
from labs.equipment.packer_signals import Reason
from labs.equipment.packml_machine import PackMLMachine
from labs.simulation.machine import Value
from labs.simulation.states import OperationMode, State

TICK = 0.1  # s
S = State
CREW_CHANGES_FILM = 40.0  # s
CREW_REACTS = 20  # ticks
WARM = 10.0  # K below the setpoint from which the line may start
AT_REST = {S.STOPPED, S.IDLE, S.COMPLETE, S.ABORTED}
NEEDS_SAFETY = ("Reset", "Start", "Unhold", "Unsuspend", "Clear")
COUNTERS = (
    "Admin.ProdConsumedCount", "Admin.ProdProcessedCount", "Admin.ProdDefectiveCount", "Reject.Weight", "Reject.Seal",
)  # fmt: skip


class PackerControl(PackMLMachine):
    """`reason` of the present stop; seconds left of jam, repair and film change; packs of the present order."""

    line: Line
    losses: Losses
    reason: Reason

    def control_reset(self) -> None:
        """Forget the last run."""
        self.reason = Reason.NONE
        self._jam_left = self._repair_left = self._film_left = 0.0
        self._ordered = 0
        self._mode = OperationMode.PROCESSING

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

    def write(self, path: str, value: Value) -> None:
        """See Machine."""
        self.keep(path, value)
        self._look_at_safety()

    def call(self, command: str, *arguments: Value) -> None:
        """PackML's commands; `ChangeFilm` and `SetMode` while the line rests; `ResetCounters` begins a new count."""
        if command == "ResetCounters":
            for path in COUNTERS:
                self.keep(path, 0)
            self.losses.clear()
        elif command in ("ChangeFilm", "SetMode"):
            if self.pack.state not in (AT_REST if command == "SetMode" else AT_REST | {S.HELD}):
                raise interlocked(
                    f"라인이 멈춘 상태에서만 {command} 명령을 쓸 수 있습니다. 먼저 멈추십시오.",
                    f"{command} needs a line at rest. Stop or hold it first.",
                )
            if command == "ChangeFilm":
                self._change_film()
            else:
                self._set_mode(OperationMode(arguments[0]))
        else:
            self._command(command)

    def _command(self, command: str) -> None:
        refusal = self._refusal(command)
        if refusal and self.pack.allows(command):
            raise interlocked(*refusal)
        self.pack.command(command)
        if command in ("Stop", "Hold", "Suspend", "Abort"):
            self.reason = Reason.OPERATOR
            self.keep("Admin.StopReason", int(Reason.OPERATOR))
        elif command == "Reset":
            self._ordered = 0
