"""What people may do with the vision station: cover, calibration, lens, bin, audits, and the interlocks that refuse.

Contract: `InspectorOperation` carries out writes and commands over `inspector.Inspector`; refusals are PlantErrors
"interlock" that say what to do.
"""

from collections import OrderedDict

from labs.equipment.declare import interlocked
from labs.equipment.inspector_vision import Vision
from labs.equipment.packml_machine import PackMLMachine
from labs.simulation.machine import Value
from labs.simulation.states import State

S = State
AT_REST = {S.STOPPED, S.IDLE, S.HELD, S.COMPLETE}
LABORATORY = 600  # ticks that an audit takes to be ready
REMEMBERED = 5000  # parts


class InspectorOperation(PackMLMachine):
    """`camera` (°C) now and `_calibrated_at`; `_parts`: tick and true class by serial number."""

    vision: Vision
    camera: float
    dirt: float
    _parts: OrderedDict[int, tuple[int, int]]

    def _cover(self) -> None:
        """Let the cover's switch act."""
        if self.kept["Cover.Open"]:
            self.tripped.add("cover-open")
            if self.pack.allows("Hold"):
                self.pack.command("Hold")
        else:
            self.tripped.discard("cover-open")

    def write(self, path: str, value: Value) -> None:
        """See Machine."""
        self.keep(path, value)
        if path == "Cover.Open":
            self._cover()

    def call(self, command: str, *arguments: Value) -> Value | None:
        """PackML's commands; `Calibrate`, `CleanLens` at rest; `EmptyBin`; `Audit` returns the true class (0 to 4)."""
        if command == "Audit":
            return self._audit(arguments[0])
        if command == "EmptyBin":
            self.keep("Bin.Parts", 0)
            self.tripped.discard("bin-full")
            return None
        if command in ("Calibrate", "CleanLens"):
            if self.pack.state not in AT_REST:
                raise interlocked(
                    f"검사 중에는 {command} 명령을 쓸 수 없습니다. 먼저 Hold나 Stop으로 멈추십시오.",
                    f"{command} needs a station at rest. Hold or stop it first.",
                )
            if command == "Calibrate":
                self._calibrated_at = self.camera
                self.vision.correct()
                self.keep("Camera.Calibrated", True)
            else:
                self.dirt = 0.0
            return None
        refusal = self._refusal(command)
        if refusal and self.pack.allows(command):
            raise interlocked(*refusal)
        self.pack.command(command)
        return None

    def _refusal(self, command: str) -> tuple[str, str] | None:
        """Return why the station's interlocks forbid `command` now, in both languages."""
        if command not in ("Start", "Unhold", "Unsuspend"):
            return None
        if self.kept["Cover.Open"]:
            return "차광 덮개가 열려 있습니다. 덮개를 닫으십시오.", "The light cover is open. Close it."
        if "bin-full" in self.tripped:
            return "불합격함이 가득 찼습니다. EmptyBin으로 비우십시오.", "The reject bin is full. Use EmptyBin."
        if not self.kept["Camera.Calibrated"]:
            return "아직 교정하지 않았습니다. Calibrate를 먼저 하십시오.", "It is not calibrated yet. Calibrate first."
        return None

    def _audit(self, serial: int) -> int:
        """Tell a part's true class, once the laboratory has it."""
        tick, kind = self._parts.get(serial, (None, -1))
        if tick is None:
            raise interlocked(
                f"일련번호 {serial}인 부품이 없습니다. 최근 {REMEMBERED}개 안에서 고르십시오.",
                f"There is no part {serial}. Choose one of the last {REMEMBERED}.",
            )
        if self._clock - tick < LABORATORY:
            raise interlocked(
                "정밀 검사 결과는 촬영 1분 뒤에 나옵니다. 잠시 뒤 다시 하십시오.",
                "The laboratory needs a minute after the picture. Ask again later.",
            )
        self.keep("Audit.Serial", serial)
        self.keep("Audit.Class", kind)
        self.count("Count.Audits")
        return kind
