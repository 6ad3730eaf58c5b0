"""Injection moulding machine.

Contract: slow heat and material (`moulder_physics`), a cycle of close, fill, hold, cool, open, and defects that follow
from the causal graph (`moulder_graph`) and from nothing else: once a shot the graph is evaluated on what the machine,
the material and the room really are, and each defect is drawn with its probability. The cycle's pressures are those of
the same evaluation. PackML states (ANSI/ISA-TR88.00.02); Stop, Hold and Suspend end the running cycle first, Abort does
not. Interlocks after ISO 20430:2020 (injection moulding machines): movable guard, emergency stop, cold screw.

For instructors and examiners only: `graph`, `shots` and the command CausalGraph.
"""

from collections import deque
from collections.abc import Mapping
from math import log

from labs.equipment import moulder_graph as why
from labs.equipment import moulder_signals as declared
from labs.equipment.causal import CausalGraph
from labs.equipment.chance import drawn, switched
from labs.equipment.declare import interlocked, refuse_unsafe
from labs.equipment.moulder_cycle import CLOSE, IDLE, Cycle
from labs.equipment.moulder_physics import CUSHION, STROKE, THROAT_TIME, TICK, Heat, Shot
from labs.equipment.room import MINUTE, Room
from labs.simulation.faults import Fault
from labs.simulation.machine import Value
from labs.simulation.noise import NormalStream, stream
from labs.simulation.states import PackML, State

COLD_SCREW = 250.0  # °C, below which PC is too stiff for the screw
SHOTS_KEPT = 5000
SETTLE = 10.0  # K below its setpoint at which the barrel may start
DURATIONS = {
    State.RESETTING: 2.0, State.STARTING: 3.0, State.UNHOLDING: 1.0, State.UNSUSPENDING: 1.0, State.COMPLETING: 1.0,
    State.ABORTING: 0.5, State.CLEARING: 2.0,
}  # fmt: skip
ENDING = (State.STOPPING, State.HOLDING, State.SUSPENDING)  # acting states that last until the cycle is over
NOISY = ("melt_temperature", "shrinkage", "part_weight")
DEFAULTS: Mapping[str, Value] = {
    "Barrel.Setpoint": 295.0, "Mould.Setpoint": 95.0, "Dryer.Setpoint": 120.0, "Injection.Speed": 60.0,
    "Hold.Pressure": 60.0, "Hold.Time": 4.5, "Cool.Time": 10.0, "Clamp.Setpoint": 300.0,
    "Recipe.FollowLot": True, "Guard.Open": False, "EStop.Pressed": False,
}  # fmt: skip
ZERO = {"Double": 0.0, "UInt32": 0, "Int32": 0, "Boolean": False}


class Moulder(Cycle):
    """See the module and `moulder_cycle`. `given` is what the graph is given: nature, settings, slow physics."""

    name = "moulder"
    title = declared.TITLE
    signals = declared.SIGNALS
    commands = declared.COMMANDS
    faults = declared.FAULTS
    alarms = declared.ALARMS
    identification = declared.IDENTIFICATION
    parameter_names = (*why.PARAMETERS, *why.SWITCHES)
    start_names = ("Running", "Warm")
    tick_seconds = TICK

    def reset(self, seed: int, start: Mapping[str, Value], parameters: Mapping[str, float]) -> None:
        """See Machine. `Running`: in production, all temperatures settled; `Warm`: settled but stopped."""
        self.seed = seed
        self.parameters = drawn(seed, self.name, why.PARAMETERS) | switched(seed, self.name, why.SWITCHES)
        self.parameters.update(parameters)
        self.graph = CausalGraph(why.NODES, self.parameters)
        self._shot_values = self.graph.function(why.GIVEN)
        self._slow_values = self.graph.function([name for name in why.GIVEN if name != "moisture"])
        self.shots: deque[dict[str, float]] = deque(maxlen=SHOTS_KEPT)
        running = bool(start.get("Running", False))
        warm = running or bool(start.get("Warm", False))
        self.kept = {signal.path: ZERO[signal.type] for signal in self.signals if signal.held}
        self.kept.update(DEFAULTS)
        self.kept.update({path: value for path, value in start.items() if path in DEFAULTS})
        if "Barrel.Setpoint" in start:
            self.kept["Recipe.FollowLot"] = False
        self.pack = PackML(DURATIONS, TICK, self._state_changed, State.EXECUTE if running else State.STOPPED)
        self.kept["Status.OperationMode"] = 3
        self.show_state()
        self._severity: dict[str, float] = {}
        self._noise = {name: NormalStream(stream(seed, self.name, f"shot:{name}")) for name in NOISY}
        self._chance = {name: stream(seed, self.name, f"defect:{name}") for name in why.DEFECTS}
        self.room = Room(seed, self.name)
        self.given = {node.name: 0.0 for node in self.graph.nodes.values() if node.name in why.GIVEN}
        self._room_now()
        self._next_lot()
        self.heat = Heat(self.parameters, self.given["room_temperature"], self.kept["Barrel.Setpoint"], warm)
        self.water = self.kept["Mould.Setpoint"]
        self._settings()
        self.given["barrel_temperature"] = self.heat.barrel
        self.given["dryer_temperature"] = self.heat.dryer = self.kept["Dryer.Setpoint"] if warm else self.heat.dryer
        settled = self.graph.function([n for n in why.GIVEN if n not in ("moisture", "mould_temperature")])
        values = settled(self.given, {})
        self.moisture = self._wet = values["moisture"]
        self.heat.mould = values["mould_temperature"] if warm else self.heat.mould
        self.shot: Shot | None = None
        self.phase, self.phase_tick, self.age = IDLE, 0, 0
        self.melt = self.heat.barrel
        self.energy = self.power = self.clamp = 0.0  # J, W, kN

    def _state_changed(self, old: State, new: State) -> None:
        super()._state_changed(old, new)
        if new == State.ABORTING:
            self._phase(IDLE)
            self.shot = None

    def _room_now(self) -> None:
        temperature, humidity = self.room.now
        self.given["room_temperature"] = 23 + 4 * temperature
        self.given["room_humidity"] = max(15.0, min(95.0, 55 + 4.8 * temperature + 9 * humidity))

    def _next_lot(self) -> None:
        """Draw the next lot from its own stream; the certificate is the maker's, good to 3 %."""
        self.count("Material.Lot")
        self.lot_shots = 0
        draw = stream(self.seed, self.name, f"lot:{self.kept['Material.Lot']}").standard_normal(3).tolist()
        noises = dict(zip(("lot_viscosity", "lot_moisture", "certified_viscosity"), draw, strict=True))
        values = self.graph.function(("room_temperature", "room_humidity"))(self.given, noises)
        self._lot = {name: values[name] for name in noises}
        self.given.update(self._lot)
        self.given["lot_viscosity"] *= 1 + 0.4 * self._severity.get("lot-mixed", 0.0)
        self.keep("Material.CertifiedViscosity", round(values["certified_viscosity"], 3))
        self._follow()

    def _follow(self) -> None:
        """The setter's rule, as the graph has it: a stiffer lot gets a hotter barrel."""
        if self.kept["Recipe.FollowLot"]:
            wanted = 295 + 40 * log(self.kept["Material.CertifiedViscosity"])
            self.keep("Barrel.Setpoint", round(min(340.0, max(240.0, wanted)), 1))

    def _settings(self) -> None:
        """Hand the settings to the graph. A mould heater that hears nothing keeps its last setpoint."""
        for name, path in why.SETTINGS.items():
            self.given[name] = self.kept[path]
        if not self._severity.get("mould-link-lost"):
            self.water = self.kept["Mould.Setpoint"]
        self.given["mould_setpoint"] = self.water

    def control(self) -> None:
        """Let the barrel's controllers act on what the thermocouples show."""
        heat, setpoint = self.heat, self.kept["Barrel.Setpoint"]
        heat.rear_pid.setpoint, heat.front_pid.setpoint = setpoint - 20.0, setpoint
        heat.control(self.measured[declared.REAR], self.measured[declared.FRONT])

    def step(self, dt: float) -> None:
        """See Machine."""
        for _ in range(round(dt / TICK)):
            self._tick()

    def _tick(self) -> None:
        self.age += 1
        self.room.tick()
        if self.age % 10 == 0:
            self._second()
        self.pack.tick()
        if self.phase != IDLE:
            self._cycle()
        elif self.pack.state == State.EXECUTE:
            self._phase(CLOSE)
        elif self.pack.state in ENDING and self.pack.ticks > 1:  # so that the state is seen for a tick
            self.pack.complete()
        given, cycle = self.given, None
        if self.phase != IDLE:
            cycle = 5.5 + STROKE / given["injection_speed"] + given["hold_time"] + given["cooling_time"]
        self.heat.tick(given["room_temperature"], self.water, given["dryer_setpoint"], cycle)
        self.moisture += (self._wet - self.moisture) * (TICK / THROAT_TIME)
        self.power = self.heat.watts + self._drive_watts()
        self.energy += self.power * TICK

    def _second(self) -> None:
        """What changes slowly is looked at once a second."""
        if self.age % MINUTE == 0:
            self.room.minute()
        self._room_now()
        given = self.given
        given["barrel_temperature"], given["dryer_temperature"] = self.heat.barrel, self.heat.dryer
        given["mould_temperature"] = self.heat.mould
        values = self._slow_values(given, {})
        self._wet = values["moisture"]
        self.melt += (values["melt_temperature"] - self.melt) * 0.1
        if self.pack.state == State.EXECUTE and self.heat.front < COLD_SCREW:
            self.tripped.add("cold-screw")
            self.pack.command("Abort")

    def truths(self) -> list[float]:
        """True values in the order of `moulder_signals.LIVE`."""
        heat, shot, given = self.heat, self.shot, self.given
        return [
            heat.rear, heat.front, self.melt, heat.mould, heat.dryer, self.moisture,
            given["room_temperature"], given["room_humidity"],
            shot.pressure if shot else 0.0, shot.cavity if shot else 0.0, shot.position if shot else CUSHION + STROKE,
            self.clamp if self.phase else 0.0, self.power / 1000,
            heat.heater[0], heat.heater[1] * heat.front_share, self.energy / 3.6e6,
        ]  # fmt: skip

    def shown(self) -> list[float]:
        """Heaters show what they were told; energy is metered without error."""
        return [*[0.0] * 13, self.heat.heater[0], self.heat.heater[1], self.energy / 3.6e6]

    def write(self, path: str, value: Value) -> None:
        """See Machine. Settings act on the next shot."""
        if path == "Barrel.Setpoint" and self.kept["Recipe.FollowLot"]:
            raise interlocked(
                "실린더 온도는 로트 규칙이 정하고 있습니다. Recipe.FollowLot을 False로 바꾼 뒤 쓰십시오.",
                "The lot rule sets the barrel's temperature. Set Recipe.FollowLot to False first.",
            )
        self.keep(path, value)
        if path == "Recipe.FollowLot":
            self._follow()
        elif path == "EStop.Pressed" and value:
            self.trip("estop")
        elif path == "Guard.Open" and value and (self.phase or self.pack.state == State.EXECUTE):
            self.trip("guard-opened")
        elif path in ("Mould.Setpoint", "Dryer.Setpoint"):
            self._settings()

    def call(self, command: str, *arguments: Value) -> Value | None:
        """PackML commands; `LoadLot`; `CausalGraph` returns the graph of this machine as JSON."""
        if command == "CausalGraph":
            return self.graph.to_json()
        if command == "LoadLot":
            self._next_lot()
            return None
        if command in ("Clear", "Reset", "Start"):
            refuse_unsafe(
                self.kept, "Guard.Open", "안전문이 열려 있습니다. 문을 닫으십시오.", "The guard is open. Close it."
            )
        if command == "Start":
            front, setpoint = self.measured[declared.FRONT], self.kept["Barrel.Setpoint"]
            if not front > setpoint - SETTLE:
                raise interlocked(
                    f"실린더가 아직 차갑습니다({front:.0f} °C). {setpoint:.0f} °C에 이를 때까지 기다리십시오.",
                    f"The barrel is still too cold ({front:.0f} °C). Wait until it is at {setpoint:.0f} °C.",
                )
        self.pack.command(command)
        if command == "Clear":
            self.tripped.clear()
        return None

    def set_fault(self, fault: Fault, severity: float) -> None:
        """See Machine."""
        self._severity[fault.id] = severity
        if fault.id in why.FAULT_NODES:
            self.given[why.FAULT_NODES[fault.id]] = severity
        self.heat.fouling = self._severity.get("mould-channel-fouled", 0.0)
        self.heat.front_share = 1 - 0.7 * self._severity.get("front-heater-weak", 0.0)
        self.heat.dryer_share = 1 - 0.9 * self._severity.get("dryer-heater-dead", 0.0)
        self.given["lot_viscosity"] = self._lot["lot_viscosity"] * (1 + 0.4 * self._severity.get("lot-mixed", 0.0))
        self._settings()
