"""Vision station: measures every part, finds its class, and rejects what is bad or out of size.

Contract: one picture a part; what is found stands in `Part.…` until the next, its truth is the part's own. Classes are
confused at known rates (inspector_vision), which stand among the recording's parameters as `Confusion.<true>.<found>`,
with the true counts of escapes and false rejects. `Audit` tells a part's true class a minute after its picture, as a
laboratory would. States after PackML; the reject bin, when full, and an open cover hold the station.
"""

from collections import OrderedDict
from collections.abc import Mapping
from math import exp

from labs.equipment import inspector_signals as declared
from labs.equipment.chance import Chance, drawn
from labs.equipment.inspector_operation import REMEMBERED, InspectorOperation
from labs.equipment.inspector_signals import BIN, CLASSES
from labs.equipment.inspector_vision import EXPOSURE, LIGHT, RATE, Part, Vision
from labs.simulation.faults import Fault
from labs.simulation.machine import Value
from labs.simulation.states import OperationMode, PackML, State

TICK = 0.1  # s
S = State
NOMINAL = {  # value, relative variation from seed to seed; all chosen
    "Diameter.Sigma": (0.010, 0.1),  # mm, upstream's spread: Cp = 0.04 / (3 x 0.010) = 1.33
    "Diameter.Offset": (0.002, 1.0),  # mm, of upstream's mean
    "Length.Sigma": (0.04, 0.1),
    "Length.Offset": (0.01, 1.0),
    "Diameter.Repeatability": (0.0015, 0.2),  # mm, of the same part measured again
    "Length.Repeatability": (0.006, 0.2),
    "Scale.PerKelvin": (5e-5, 0.2),  # relative change of scale with the camera's temperature
    "Camera.Rise": (18.0, 0.1),  # K above the room, working
    "Camera.Lag": (900.0, 0.1),  # s
    "Dirt.PerPart": (2e-5, 0.3),  # loss of sharpness
    "Room.Temperature": (22.0, 0.1),  # °C
}
DURATIONS = {
    S.RESETTING: 1.0, S.STARTING: 1.0, S.STOPPING: 1.0, S.ABORTING: 0.2, S.CLEARING: 1.0, S.HOLDING: 0.3,
    S.UNHOLDING: 0.3, S.SUSPENDING: 0.3, S.UNSUSPENDING: 0.3, S.COMPLETING: 0.3,
}  # fmt: skip
ROW = 5  # rejects in a row that are told
STANDBY, LAMP, FEED = 180.0, 90.0, 250.0  # W
DIMMED, DIRTY = 0.65, 0.45  # at severity 1: light lost, sharpness lost
START = {
    "Part.Serial": 0, "Part.Accepted": False, "Bin.Parts": 0, "Conveyor.Rate": RATE, "Exposure.Time": EXPOSURE,
    "Tolerance.Diameter": 0.04, "Tolerance.Length": 0.15, "Cover.Open": False, "Camera.Calibrated": False,
    "Audit.Serial": 0, "Audit.Class": -1, **{f"Count.{name}": 0 for name in CLASSES},
    "Count.Inspected": 0, "Count.Accepted": 0, "Count.Rejected": 0, "Count.Size": 0, "Count.Audits": 0,
}  # fmt: skip
NOTHING = Part(0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


class Inspector(InspectorOperation):
    """See the module. State: `vision`, `pack`, `camera` (°C), `dirt`; the last `part` and what was `found` of it."""

    name = "inspector"
    title = declared.TITLE
    signals = declared.SIGNALS
    commands = declared.COMMANDS
    faults = declared.FAULTS
    alarms = declared.ALARMS
    identification = declared.IDENTIFICATION
    parameter_names = tuple(NOMINAL)
    start_names = ("Running", "Camera.Temperature")
    tick_seconds = TICK
    vision_type = Vision

    def reset(self, seed: int, start: Mapping[str, Value], parameters: Mapping[str, float]) -> None:
        """See Machine. `Running` starts calibrated, with a warm camera, in EXECUTE."""
        p = self.parameters = drawn(seed, self.name, NOMINAL)
        p.update(parameters)
        self.vision = self.vision_type(p, Chance(seed, self.name))
        for name, row in zip(CLASSES, self.vision.matrix, strict=True):
            p.update({f"Confusion.{name}.{found}": rate for found, rate in zip(CLASSES, row, strict=True)})
        p.update({"Truth.Escapes": 0.0, "Truth.FalseRejects": 0.0, "Truth.Defective": 0.0})
        self.kept.update(START)
        self.kept.update({path: value for path, value in start.items() if path in START})
        self.kept["Status.OperationMode"] = int(OperationMode.PROCESSING)
        running = bool(start.get("Running"))
        self.camera = p["Room.Temperature"] + (p["Camera.Rise"] if running else 0.0)
        self.camera = float(start.get("Camera.Temperature", self.camera))
        self._calibrated_at = self.camera
        self.kept["Camera.Calibrated"] = running
        self.dirt = self._phase = 0.0
        self.part = self.found = self._late = NOTHING
        self._row = 0
        self._clock = 0  # ticks of this machine
        self._parts: OrderedDict[int, tuple[int, int]] = OrderedDict()  # serial -> (tick, true class)
        self._follow = 1 - exp(-TICK / p["Camera.Lag"])
        self.pack = PackML(DURATIONS, TICK, self._state_changed, S.EXECUTE if running else S.STOPPED)
        self.show_state()
        self.measured = {"Light.Intensity": self.light()}
        if self.kept["Cover.Open"]:
            self._cover()

    def light(self) -> float:
        """Return the true light on the part (lx)."""
        return LIGHT * (1 - DIMMED * self.vision.of("lamp-dims"))

    def sharpness(self) -> float:
        """Return the true sharpness of the picture, 1 with a clean lens."""
        return max(0.0, 1 - self.dirt - DIRTY * self.vision.of("lens-dirty"))

    def watts(self) -> float:
        """Return what lamp, camera, computer and, at work, the feed take (W)."""
        return STANDBY + LAMP * self.light() / LIGHT + (FEED if self.pack.state is S.EXECUTE else 0.0)

    def step(self, dt: float) -> None:
        """See Machine."""
        for _ in range(round(dt / TICK)):
            self._clock += 1
            self.pack.tick()
            working = self.pack.state is S.EXECUTE and self.pack.ticks > 0  # it is seen for a tick before it may end
            p = self.parameters
            rest = p["Room.Temperature"] + (p["Camera.Rise"] if working else 0.3 * p["Camera.Rise"])
            self.camera += self._follow * (rest - self.camera)
            if working:
                self._phase += self.kept["Conveyor.Rate"] / 60 * TICK
                if self._phase >= 1:
                    self._phase -= 1
                    self._inspect()

    def _inspect(self) -> None:
        """Take one picture, find and judge."""
        vision, kept = self.vision, self.kept
        self.part = part = vision.part()
        loss = vision.loss(self.light(), kept["Exposure.Time"], kept["Conveyor.Rate"], self.sharpness())
        found = vision.look(part, loss, self.camera - self._calibrated_at)
        found, self._late = (self._late if vision.of("results-late") else found), found
        self.found = found
        self.dirt = min(1.0, self.dirt + self.parameters["Dirt.PerPart"])
        self.count("Part.Serial")
        self._parts[kept["Part.Serial"]] = (self._clock, part.kind)
        if len(self._parts) > REMEMBERED:
            self._parts.popitem(last=False)
        in_size = self._in_size(found)
        self._judge(found, found.kind == 0 and in_size, part.kind == 0 and self._in_size(part))
        if found.kind == 0 and not in_size:
            self.count("Count.Size")

    def _in_size(self, part: Part) -> bool:
        kept, (diameter, length) = self.kept, self.vision.nominal
        return (
            abs(part.diameter - diameter) <= kept["Tolerance.Diameter"]
            and abs(part.length - length) <= kept["Tolerance.Length"]
        )

    def _judge(self, found: Part, accepted: bool, good: bool) -> None:
        """Count a part and send it on or into the bin."""
        p = self.parameters
        self.count("Count.Inspected")
        self.count(f"Count.{CLASSES[found.kind]}")
        self.count("Count.Accepted" if accepted else "Count.Rejected")
        self.keep("Part.Accepted", accepted)
        p["Truth.Defective"] += not good
        p["Truth.Escapes"] += accepted and not good
        p["Truth.FalseRejects"] += good and not accepted
        self._row = 0 if accepted else self._row + 1
        if self._row >= ROW:
            self.tripped.add("many-rejects")
        elif accepted:
            self.tripped.discard("many-rejects")
        if not accepted:
            self.count("Bin.Parts")
            if self.kept["Bin.Parts"] >= BIN:
                self.tripped.add("bin-full")
                self.pack.command("Hold")

    def truths(self) -> list[float]:
        """The part as it is; true light (lx), sharpness, camera temperature (°C), power (kW)."""
        return [*self.part, self.light(), self.sharpness(), self.camera, self.watts() / 1000]

    def shown(self) -> list[float]:
        """What was found of the part."""
        return [*self.found, 0.0, 0.0, 0.0, 0.0]

    def set_fault(self, fault: Fault, severity: float) -> None:
        """See Machine."""
        self.vision.severity[fault.id] = severity
