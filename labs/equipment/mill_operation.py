"""What people may do with the mill: PackML commands, maintenance that takes its time, and the interlocks.

Contract: `MillOperation` carries out commands over `mill_cycle.Cutting`; refusals are PlantErrors "interlock" that say
what to do. `busy` are the ticks left of `work`, the maintenance under way, "" for none.
"""

from labs.equipment.declare import interlocked, refuse_unsafe
from labs.equipment.mill_cycle import Cutting
from labs.simulation.machine import Value
from labs.simulation.states import OperationMode, State

WORK = {"ChangeTool": 300, "Repair": 1200, "ReplaceBearing": 9000}  # ticks
AT_REST = (State.STOPPED, State.IDLE, State.HELD, State.SUSPENDED, State.ABORTED)


class MillOperation(Cutting):
    """See the module."""

    busy: int
    work: str

    def _worked(self) -> None:
        """Maintenance is done."""
        self.keep("Status.OperationMode", int(OperationMode.PROCESSING))
        if self.work in ("ChangeTool", "Repair"):
            self.body.wear = 0.0
            self.tool_ticks = 0
            self.count("Tool.Number")
            self.keep("Tool.CutTime", 0.0)
            self.hazards.renew("wear_failure")
            self.hazards.renew("overstrain_failure")
        if self.work == "ReplaceBearing":
            self.body.damage = 0.0
            self.hazards.renew("heat_failure")
        if self.work == "Repair" and "failed" in self.tripped:
            self.tripped.discard("failed")
            self.hazards.renew(self._broken)
            self._later("report", 600.0, 2400.0, {
                "Report.Failure": self.kept["Failures.Total"], "Report.Cause": self._cause,
            })  # fmt: skip
        self.work = ""

    def call(self, command: str, *arguments: Value) -> Value | None:
        """PackML commands; maintenance at rest, which takes its time; `LoadLot`; `CausalGraph` returns JSON."""
        if command == "CausalGraph":
            return self.graph.to_json()
        if command == "LoadLot":
            self._next_lot()
            return None
        if self.busy and command not in ("Abort", "Stop"):
            raise interlocked(
                f"정비 중입니다({self.work}). 끝날 때까지 기다리십시오.",
                f"Maintenance is under way ({self.work}). Wait until it is done.",
            )
        if command in WORK:
            self._maintain(command)
            return None
        if command in ("Clear", "Reset", "Start"):
            refuse_unsafe(self.kept, "Door.Open", "문이 열려 있습니다. 문을 닫으십시오.", "The door is open. Close it.")
        if command == "Clear" and "failed" in self.tripped:
            raise interlocked(
                "고장이 남아 있습니다. 먼저 Repair를 하십시오.", "The failure is still there. Repair first."
            )
        self.pack.command(command)
        if command == "Clear":
            self.tripped.clear()
        return None

    def _maintain(self, command: str) -> None:
        if self.pack.state not in AT_REST:
            raise interlocked(
                "기계가 멈춰 있을 때만 정비할 수 있습니다. Stop이나 Hold를 먼저 하십시오.",
                "Maintenance needs a machine at rest. Stop or Hold first.",
            )
        self.work, self.busy = command, WORK[command]
        self.keep("Status.OperationMode", int(OperationMode.MAINTENANCE))
