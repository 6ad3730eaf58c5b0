"""CNC face mill that fails for reasons.

Contract: slow physics (`mill_physics`) and one causal graph (`mill_graph`), evaluated once a second while the tool cuts
on what spindle, tool, bearing, coolant and stock really are. Its outcomes are hazards; failures are drawn from them. A
failure stops the machine and spoils the part; *why* is known only when the maintenance report comes, minutes after the
repair, and roughness when the laboratory has measured: labels are late. The bearing's damage is never shown.
PackML states (ANSI/ISA-TR88.00.02); Stop, Hold and Suspend end the part in hand first. Interlocks after ISO 16090-1
(machine tools, milling): door, emergency stop, maintenance.

For instructors and examiners only: `graph`, `life` (what each part met), `failures`, the command CausalGraph.
"""

import heapq
from collections import deque
from collections.abc import Mapping

from labs.equipment import mill_graph as why
from labs.equipment import mill_signals as declared
from labs.equipment.causal import CausalGraph
from labs.equipment.chance import drawn, switched
from labs.equipment.declare import interlocked
from labs.equipment.mill_cycle import CHANGE, CUT, IDLE, MONITORED
from labs.equipment.mill_operation import MillOperation
from labs.equipment.mill_physics import TICK, Body, Hazards
from labs.equipment.peak import Peak
from labs.equipment.room import MINUTE, Room
from labs.simulation.faults import Fault
from labs.simulation.machine import Value
from labs.simulation.noise import NormalStream, stream
from labs.simulation.states import OperationMode, PackML, State

KEPT = 5000  # parts of which the truth is kept
DURATIONS = {
    State.RESETTING: 2.0, State.STARTING: 3.0, State.UNHOLDING: 1.0, State.UNSUSPENDING: 1.0, State.COMPLETING: 1.0,
    State.ABORTING: 0.5, State.CLEARING: 2.0,
}  # fmt: skip
ENDING = (State.STOPPING, State.HOLDING, State.SUSPENDING)
DEFAULTS: Mapping[str, Value] = {
    "Spindle.Setpoint": 1400.0, "Feed.Setpoint": 670.0, "Cut.Depth": 2.0, "Coolant.Setpoint": 12.0,
    "Recipe.FollowLot": True, "Door.Open": False, "EStop.Pressed": False,
}  # fmt: skip
ZERO = {"Double": 0.0, "UInt32": 0, "Int32": 0, "Boolean": False}


class Mill(MillOperation):
    """See the module and `mill_cycle`. `given` is what the graph is given: nature, settings, slow physics."""

    name = "mill"
    title = declared.TITLE
    signals = declared.SIGNALS
    commands = declared.COMMANDS
    faults = declared.FAULTS
    alarms = declared.ALARMS
    identification = declared.IDENTIFICATION
    parameter_names = (*why.PARAMETERS, *why.SWITCHES)
    start_names = ("Running", "Tool.Wear", "Bearing.Damage")
    tick_seconds = TICK

    def reset(self, seed: int, start: Mapping[str, Value], parameters: Mapping[str, float]) -> None:
        """See Machine. `Running`: in production. `Tool.Wear` in mm, `Bearing.Damage` 0..1, else drawn from the seed."""
        self.seed = seed
        self.parameters = drawn(seed, self.name, why.PARAMETERS) | switched(seed, self.name, why.SWITCHES)
        self.parameters.update(parameters)
        self.graph = CausalGraph(why.NODES, self.parameters)
        self._values = self.graph.function(why.GIVEN)
        self.life: deque[dict[str, float]] = deque(maxlen=KEPT)
        self.failures: list[tuple[int, str]] = []
        self._late: list[tuple[int, int, str, dict[str, Value]]] = []
        self.kept = {signal.path: ZERO[signal.type] for signal in self.signals if signal.held}
        self.kept.update(DEFAULTS)
        self.kept.update({path: value for path, value in start.items() if path in DEFAULTS})
        if "Spindle.Setpoint" in start:
            self.kept["Recipe.FollowLot"] = False
        self.kept["Tool.Number"] = 1
        self.kept["Status.OperationMode"] = int(OperationMode.PROCESSING)
        self.pack = PackML(
            DURATIONS, TICK, self._state_changed, State.EXECUTE if start.get("Running") else State.STOPPED
        )
        self._severity: dict[str, float] = {}
        self._rough = NormalStream(stream(seed, self.name, "roughness"))
        self._delay = stream(seed, self.name, "delay")
        self._stock = NormalStream(stream(seed, self.name, "part"))
        self.hazards = Hazards(seed, self.name)
        self.room = Room(seed, self.name)
        self.given = dict.fromkeys(why.GIVEN, 0.0)
        self.given["room_temperature"] = 23 + 4 * self.room.now[0]
        self.body = self._first_body(start)
        self.cut: dict[str, float] | None = None
        self.peaks = {path: Peak() for path in MONITORED}
        self._feed = self.kept["Feed.Setpoint"]
        self.phase, self.phase_tick, self.age, self.busy = IDLE, 0, 0, 0
        self.done = 0.0  # mm of the part in hand
        self.work = ""
        self.energy = 0.0  # J
        self.watts = 0.0
        self.parts = self.tool_ticks = 0
        self._next_lot()
        self.show_state()

    def _first_body(self, start: Mapping[str, Value]) -> Body:
        """Return the machine as the run finds it: wear and damage given or drawn, warm where it has been running."""
        first = stream(self.seed, self.name, "first")
        wear, damage = float(first.uniform(0.02, 0.15)), float(first.uniform(0.03, 0.35))
        wear, damage = float(start.get("Tool.Wear", wear)), min(1.0, float(start.get("Bearing.Damage", damage)))
        body = Body(self.parameters, self.given["room_temperature"], wear, damage)
        if start.get("Running"):
            body.spindle, body.coolant = body.spindle + 18.0, body.coolant + 3.0
        return body

    def _state_changed(self, old: State, new: State) -> None:
        super()._state_changed(old, new)
        if new == State.ABORTING:
            if self.phase == CUT:
                self.count("Parts.Lost")
            self._phase(IDLE)

    def _next_lot(self) -> None:
        self.count("Material.Lot")
        self.lot_parts = 0
        draw = stream(self.seed, self.name, f"lot:{self.kept['Material.Lot']}").standard_normal(2).tolist()
        noises = dict(zip(("lot_hardness", "certified_hardness"), draw, strict=True))
        values = self.graph.function(("room_temperature",))(self.given, noises)
        self._hardness = values["lot_hardness"]
        self.given["certified_hardness"] = values["certified_hardness"]
        self.keep("Material.CertifiedHardness", round(values["certified_hardness"], 3))
        self._follow()

    def _follow(self) -> None:
        """The setter's rule, as the graph has it: a harder lot is cut slower."""
        if self.kept["Recipe.FollowLot"]:
            wanted = 1400 * self.kept["Material.CertifiedHardness"] ** -0.8
            self.keep("Spindle.Setpoint", float(round(min(3000.0, max(600.0, wanted)))))

    def step(self, dt: float) -> None:
        """See Machine."""
        for _ in range(round(dt / TICK)):
            self._tick()

    def _tick(self) -> None:
        self.age += 1
        self.room.tick()
        if self.age % MINUTE == 0:
            self.room.minute()
        self.pack.tick()
        if self.busy:
            self.busy -= 1
            if not self.busy:
                self._worked()
        if self._late and self._late[0][0] <= self.age:
            self._tell(*heapq.heappop(self._late)[2:])
        if self.phase != IDLE:
            self._cycle()
        elif self.pack.state == State.EXECUTE:
            self._phase(CHANGE)
        elif self.pack.state in ENDING and self.pack.ticks > 1:  # so that the state is seen for a tick
            self.pack.complete()
        kept, given, turning = self.kept, self.given, self.phase == CUT
        room = given["room_temperature"] = 23 + 4 * self.room.now[0]
        if not self._severity.get("feed-link-lost"):
            self._feed = kept["Feed.Setpoint"]
        share = (1 - 0.8 * given["filter_clog"]) * (1 - 0.6 * given["pump_loss"])
        flow = kept["Coolant.Setpoint"] * share if self.phase else 0.0
        body = self.body
        body.tick(room, kept["Spindle.Setpoint"] if self.phase else 0.0, self._feed if turning else 0.0, flow, self.cut)
        still = self.pack.state in (State.STOPPED, State.ABORTED)
        self.watts = (250.0 if still else 900.0) + 1000 * body.power + (600.0 if turning else 0.0) + 0.6 * body.feed
        self.energy += self.watts * TICK

    def truths(self) -> list[float]:
        """True values in the order of `mill_signals.LIVE`."""
        body = self.body
        return [
            body.speed, body.torque, body.power, body.spindle, body.vibration if self.cut else 0.2 * (body.speed > 0),
            body.feed, body.flow, body.coolant, self.given["room_temperature"], self.watts / 1000, self.energy / 3.6e6,
        ]  # fmt: skip

    def shown(self) -> list[float]:
        """Energy is metered without error."""
        return [*[0.0] * 10, self.energy / 3.6e6]

    def write(self, path: str, value: Value) -> None:
        """See Machine."""
        if path == "Spindle.Setpoint" and self.kept["Recipe.FollowLot"]:
            raise interlocked(
                "주축 속도는 로트 규칙이 정하고 있습니다. Recipe.FollowLot을 False로 바꾼 뒤 쓰십시오.",
                "The lot rule sets the spindle's speed. Set Recipe.FollowLot to False first.",
            )
        if path == "Cut.Depth" and self.phase == CUT and value != self.kept[path]:
            raise interlocked(
                "절삭 중에는 절삭 깊이를 바꿀 수 없습니다. Hold로 멈춘 뒤 쓰십시오.",
                "The depth of cut cannot change while the tool cuts. Hold first.",
            )
        self.keep(path, value)
        if path == "Recipe.FollowLot":
            self._follow()
        elif path == "EStop.Pressed" and value:
            self.trip("estop")
        elif path == "Door.Open" and value and (self.phase or self.pack.state == State.EXECUTE):
            self.trip("door-opened")

    def set_fault(self, fault: Fault, severity: float) -> None:
        """See Machine."""
        self._severity[fault.id] = severity
        if fault.id in why.FAULT_NODES:
            self.given[why.FAULT_NODES[fault.id]] = severity
        if fault.id == "bearing-contaminated":
            self.body.contamination = severity
