"""What people may do with the press: buttons, settings, commands, and the interlocks that refuse.

Contract: `PressOperation` carries out writes and commands over `press_control`; each refusal is a PlantError
"interlock" that says what to do. Work in the die needs maintenance mode and a flywheel that stands (ISO 14118).
"""

from math import pi

from labs.equipment.declare import interlocked
from labs.equipment.press_control import AIR_LEAST, PressControl
from labs.simulation.machine import Value
from labs.simulation.states import OperationMode, State

STANDING = 0.02 * pi  # rad/s of the flywheel at the crank
COIL = 400.0  # m
LATCHED = frozenset({"estop", "guard-opened", "overrun", "air-lost", "overload", "stalled"})


class PressOperation(PressControl):
    """See the module."""

    def write(self, path: str, value: Value) -> None:
        """See Machine."""
        if path in ("Hand.Left", "Hand.Right"):
            self.hands[path == "Hand.Right"] = value
            self.show_hands()
            return
        if path in ("Die.ShutHeight", "Feed.Length") and not self.at_rest():
            raise interlocked(
                "움직이는 동안에는 금형과 이송을 조정할 수 없습니다. Hold로 멈춘 뒤 조정하십시오.",
                "Die and feed cannot be adjusted during movement. Hold the press first.",
            )
        self.keep(path, value)
        if path == "EStop.Pressed" and value:
            self.trip("estop")

    def call(self, command: str, *arguments: Value) -> None:
        """See Machine."""
        if command == "SetMode":
            self._set_mode(OperationMode(arguments[0]))
        elif command == "ChangeDie":
            self._require_locked_out()
            self.wear = 0.0
            self.keep("Counter.DieStrokes", 0)
        elif command == "LoadCoil":
            if not self.at_rest():
                raise interlocked(
                    "움직이는 동안에는 코일을 걸 수 없습니다. Hold로 멈추십시오.",
                    "A coil cannot be loaded during movement. Hold the press first.",
                )
            self.keep("Wire.Remaining", COIL)
            self.tripped.discard("wire-out")
        elif command == "ResetCounters":
            for counter in ("Strokes", "Good", "Rejected", "Trips"):
                self.keep(f"Counter.{counter}", 0)
        elif command == "Abort" and self.pack.allows("Abort"):
            self._abort()
        else:
            if self.pack.allows(command):
                self._check(command)
            self.pack.command(command)
            if command == "Clear":
                self.tripped -= LATCHED

    def _check(self, command: str) -> None:
        """Refuse what the safety devices do not allow; PlantError "interlock" says which."""
        kept, processing = self.kept, self.mode is OperationMode.PROCESSING
        if command in ("Clear", "Reset") and kept["EStop.Pressed"]:
            raise interlocked(
                "비상정지가 눌려 있습니다. 위험을 없애고 버튼을 되돌린 뒤 하십시오.",
                "The emergency stop is pressed. Remove the danger, release it, then try again.",
            )
        if command == "Reset" and self.mode is OperationMode.MAINTENANCE:
            raise interlocked(
                "정비 모드에서는 켤 수 없습니다. SetMode로 준비(2)나 생산(3)을 고르십시오.",
                "No start in maintenance. SetMode to setup (2) or processing (3).",
            )
        guarded = command == "Reset" or (processing and command in ("Start", "Unhold", "Unsuspend"))
        if guarded and kept["Guard.Open"]:
            raise interlocked(
                "가드가 열려 있습니다. 가드를 닫은 뒤 다시 하십시오.", "The guard is open. Close it, then try again."
            )
        if command in ("Reset", "Start", "Unhold", "Unsuspend") and self.air < AIR_LEAST:
            raise interlocked(
                "공기압이 0.4 MPa보다 낮습니다. 누설을 막고 압력이 오르기를 기다리십시오.",
                "The air pressure is below 0.4 MPa. Stop the leak and wait for the pressure.",
            )
        if command == "Unsuspend" and "wire-out" in self.tripped:
            raise interlocked(
                "선재가 없습니다. LoadCoil로 코일을 거십시오.", "There is no wire. Load a coil with LoadCoil."
            )

    def _set_mode(self, mode: OperationMode) -> None:
        if self.pack.state not in (State.STOPPED, State.ABORTED):
            raise interlocked(
                "모드는 STOPPED나 ABORTED 상태에서만 바꿀 수 있습니다. Stop을 먼저 하십시오.",
                "The mode changes in STOPPED or ABORTED only. Stop the press first.",
            )
        self.mode = mode
        self.keep("Status.OperationMode", int(mode))
        self.show_state()

    def _require_locked_out(self) -> None:
        """Refuse work in the die while it could move: the flywheel keeps its energy long after the motor is off."""
        if self.mode is not OperationMode.MAINTENANCE:
            raise interlocked(
                "정비 모드에서만 할 수 있습니다. 정지한 뒤 SetMode로 정비(1)를 고르십시오.",
                "Only in maintenance. Stop the press, then SetMode to maintenance (1).",
            )
        if self.drive.flywheel > STANDING:
            raise interlocked(
                "플라이휠이 아직 돌고 있습니다(잔류 에너지). 멈출 때까지 기다리십시오.",
                "The flywheel still turns: residual energy. Wait until it stands.",
            )
