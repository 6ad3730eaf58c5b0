"""Quadruple tank: two pumps, two splitting valves, four tanks, one of the best known multivariable plants.

Contract: K. H. Johansson, "The Quadruple-Tank Process: A Multivariable Laboratory Process with an Adjustable Zero",
IEEE Trans. Control Systems Technology 8(3), 2000, pp. 456-465; its equations and the parameters of both settings. Tank
3 drains into 1, tank 4 into 2; pump 1 feeds 1 and 4, pump 2 feeds 2 and 3; valve i sends the share γ_i to the
lower tank.

    A1 h1' = −a1 √(2g h1) + a3 √(2g h3) + γ1 k1 v1        A3 h3' = −a3 √(2g h3) + (1−γ2) k2 v2
    A2 h2' = −a2 √(2g h2) + a4 √(2g h4) + γ2 k2 v2        A4 h4' = −a4 √(2g h4) + (1−γ1) k1 v1

h level (cm), A cross-section and a outlet (cm²), k pump constant (cm³/(V s)), v voltage (V). With γ1 + γ2 between 1 and
2 the linearised plant is minimum phase, between 0 and 1 it has a zero in the right half plane. What overflows and what
drains returns to the reservoir. Electrical power of a pump: P = P0 + ρ g H k v / η, hydraulic power by its efficiency
(Karassik et al., Pump Handbook, 4th ed., 2008, ch. 2); k of the pump as new, since what wear lets slip back has been
lifted too. Chosen: head, efficiency and standby, the pump's lag, the reservoir, the switches, all faults.
"""

from collections.abc import Mapping
from math import exp, sqrt

from labs.equipment import tanks_signals as declared
from labs.equipment.chance import drawn
from labs.equipment.pid import PID
from labs.equipment.tanks_operation import TanksOperation
from labs.equipment.tanks_signals import DRY, HEIGHT, SWITCH, VOLTS
from labs.equipment.tanks_water import Water
from labs.simulation.faults import Fault
from labs.simulation.machine import Value
from labs.simulation.states import OperationMode, PackML, State

TICK = 0.1  # s
GRAVITY = 981.0  # cm/s²
NOMINAL = {  # Johansson 2000; relative variation from seed to seed is chosen
    "Tank1.Area": (28.0, 0.0), "Tank2.Area": (32.0, 0.0), "Tank3.Area": (28.0, 0.0), "Tank4.Area": (32.0, 0.0),
    "Tank1.Outlet": (0.071, 0.02), "Tank2.Outlet": (0.057, 0.02),
    "Tank3.Outlet": (0.071, 0.02), "Tank4.Outlet": (0.057, 0.02),
    "Pump1.Constant": (3.33, 0.03), "Pump2.Constant": (3.35, 0.03),  # setting P−; a scenario sets those of P+
    "Pump.Lag": (0.5, 0.1),  # s
    "Reservoir.Volume": (8.0, 0.0),  # L, all water at the start
}  # fmt: skip
# Chosen, of the size of the paper's decentralised PI controllers for P− (there levels are in volts, 0.5 V/cm).
TUNING = ((1.5, 30.0), (1.35, 40.0))  # V/cm, s
DURATIONS = {
    State.RESETTING: 1.0, State.STARTING: 2.0, State.STOPPING: 1.0, State.ABORTING: 0.2, State.CLEARING: 1.0,
    State.HOLDING: 0.5, State.UNHOLDING: 0.5, State.SUSPENDING: 0.5, State.UNSUSPENDING: 0.5, State.COMPLETING: 0.5,
}  # fmt: skip
WORN, CLOGGED, LEAK = 0.45, 0.35, 0.03  # at severity 1: share of k lost, share of a1 lost, area (cm²) of the hole
VISCOUS = (0.25, 0.10)  # at severity 1: share of every outlet's discharge and of every pump's flow that is lost

LIFT = 998.0 * 9.81 * 1.0 / 0.1 * 1e-9  # kW per cm³/s: 998 kg/m³ at 20 °C, 1 m of head, a tenth of it useful
STANDBY = 0.002  # kW that a drive takes while it is switched on


class Tanks(TanksOperation):
    """See the module. State: `water`, `volts` (V, commanded), `drive` (V, acting), `flow` (cm³/s), `pumped` (cm³)."""

    name = "tanks"
    title = declared.TITLE
    signals = declared.SIGNALS
    commands = declared.COMMANDS
    faults = declared.FAULTS
    alarms = declared.ALARMS
    identification = declared.IDENTIFICATION
    parameter_names = tuple(NOMINAL)
    start_names = (*(f"Tank{tank}.Level" for tank in declared.TANKS), "Pump1.Constant", "Pump2.Constant", "Steady",
                   "Running")  # fmt: skip
    tick_seconds = TICK

    def reset(self, seed: int, start: Mapping[str, Value], parameters: Mapping[str, float]) -> None:
        """See Machine. `Running` starts in EXECUTE (else voltages in start are void), `Steady` at settled levels.

        `PumpN.Constant` in start replaces the nominal value (settings P− and P+ differ), before its variation.
        """
        nominal = {name: (float(start.get(name, value)), spread) for name, (value, spread) in NOMINAL.items()}
        p = self.parameters = drawn(seed, self.name, nominal)
        p.update(parameters)
        self._severity: dict[str, float] = {}
        self.volts, self.drive = [0.0, 0.0], [0.0, 0.0]
        self.pumped = [0.0, 0.0]  # cm³
        self.power, self.energy = 0.0, 0.0  # kW, kWh
        self.pid = [PID(VOLTS * gain, time, 0.0, setpoint=12.0) for gain, time in TUNING]
        self.kept.update({"Valve1.Split": 0.7, "Valve2.Split": 0.6, "Counter.Trips": 0, "Counter.Starts": 0})
        for number, (gain, time) in enumerate(TUNING, start=1):
            values = {"Automatic": False, "Setpoint": 12.0, "Gain": gain, "IntegralTime": time}
            self.kept.update({f"Tank{number}.Controller.{name}": value for name, value in values.items()})
        running = State.EXECUTE if start.get("Running") else State.STOPPED
        self.pack = PackML(DURATIONS, TICK, self._state_changed, running)
        self.show_state()
        self.kept["Status.OperationMode"] = int(OperationMode.PROCESSING)
        water = self.water = Water([p[f"Tank{tank}.Area"] for tank in declared.TANKS], HEIGHT, TICK)
        self._follow = 1 - exp(-TICK / p["Pump.Lag"])
        for number in declared.PUMPS:
            if self.pack.state is State.EXECUTE:
                self.volts[number - 1] = self.drive[number - 1] = float(start.get(f"Pump{number}.Voltage", 0.0))
            split = f"Valve{number}.Split"
            self.kept[split] = float(start.get(split, self.kept[split]))
        self._choose()
        self.flow = [k * v for k, v in zip(self._constants, self.drive, strict=True)]
        self.power = self._power()
        settled = [0.0] * 4
        if start.get("Steady"):
            settled = water.settled(*self.flow, self.kept["Valve1.Split"], self.kept["Valve2.Split"])
        levels = [float(start.get(f"Tank{tank}.Level", settled[tank - 1])) for tank in declared.TANKS]
        water.fill(levels, 1000 * p["Reservoir.Volume"])
        self.measured = {f"Tank{tank}.Level": levels[tank - 1] for tank in (1, 2)}
        mine = [path for path in start if ".Controller." in path]
        for path in sorted(mine, key=lambda path: path.endswith(".Automatic")):  # bumpless needs setpoint, tuning first
            if running is State.EXECUTE or not path.endswith(".Automatic"):
                self.write(path, start[path])
        for tank, constant in zip(declared.TANKS, water.time_constants(), strict=True):
            p[f"Tank{tank}.TimeConstant"] = constant

    def _choose(self) -> None:
        """Work out outlets (cm³/s per √cm) and pump constants under the present faults."""
        p, severity = self.parameters, self._severity.get
        thick = severity("liquid-viscous", 0.0)
        root = sqrt(2 * GRAVITY) * (1 - VISCOUS[0] * thick)
        self.water.outlets = [root * p[f"Tank{tank}.Outlet"] for tank in declared.TANKS]
        self.water.outlets[0] *= 1 - CLOGGED * severity("tank1-outlet-clogged", 0.0)
        self.water.leak = root * LEAK * severity("tank2-leak", 0.0)
        pumping = 1 - VISCOUS[1] * thick
        self._constants = [p[f"Pump{number}.Constant"] * pumping for number in declared.PUMPS]
        self._constants_as_new = tuple(self._constants)
        self._constants[0] *= 1 - WORN * severity("pump1-worn", 0.0)
        self._link_lost = severity("pump2-link-lost", 0.0) > 0

    def _power(self) -> float:
        """Return what both drives take from the mains (kW)."""
        new, drive = self._constants_as_new, self.drive
        standby = 2 * STANDBY if self.pack.state is State.EXECUTE else 0.0
        return standby + LIFT * (new[0] * drive[0] + new[1] * drive[1])

    def control(self) -> None:
        """Let the controllers in automatic act, while the pumps may run."""
        if self.pack.state is State.EXECUTE:
            for i in (0, 1):
                if self.pid[i].automatic:
                    percent = self.pid[i].act(self.measured[f"Tank{i + 1}.Level"], self.volts[i] * (100 / VOLTS), TICK)
                    self.volts[i] = percent * (VOLTS / 100)

    def step(self, dt: float) -> None:
        """See Machine."""
        for _ in range(round(dt / TICK)):
            self._tick()

    def _tick(self) -> None:
        self.pack.tick()
        drive, flow, follow = self.drive, self.flow, self._follow
        running = self.pack.state is State.EXECUTE
        for i in (0, 1):
            if not running:
                told = 0.0  # the contactor takes the drive off the mains, whatever it was told
            elif i == 1 and self._link_lost:
                told = drive[1]
            else:
                told = self.volts[i]
            drive[i] += follow * (told - drive[i])
            flow[i] = self._constants[i] * drive[i]
        self.power = self._power()
        self.energy += self.power * (TICK / 3600)
        wanted = (flow[0] + flow[1]) * TICK
        water = self.water
        if wanted > water.reservoir:
            share = water.reservoir / wanted
            flow[0] *= share
            flow[1] *= share
        water.move(flow[0], flow[1], self.kept["Valve1.Split"], self.kept["Valve2.Split"])
        self.pumped[0] += flow[0] * TICK
        self.pumped[1] += flow[1] * TICK
        if self.tripped or max(water.h) > SWITCH or water.reservoir < 1000 * DRY:
            self._protect()

    def _protect(self) -> None:
        """Close and open the switches; a closing one aborts."""
        wet = set()
        for tank, level in zip(declared.TANKS, self.water.h, strict=True):
            alarm = f"tank{tank}-overfill"
            if level > SWITCH - (1.0 if alarm in self.tripped else 0.0):  # a float switch has a centimetre of play
                wet.add(alarm)
        if self.water.reservoir < 1000 * DRY:
            wet.add("dry-run")
        if wet - self.tripped:
            self.count("Counter.Trips", len(wet - self.tripped))
            if self.pack.allows("Abort"):
                self.pack.command("Abort")
        self.tripped.clear()
        self.tripped |= wet

    def _state_changed(self, old: State, new: State) -> None:
        super()._state_changed(old, new)
        if new is State.STARTING:
            self.count("Counter.Starts")
        if old is State.EXECUTE:
            for i in (0, 1):
                self.volts[i] = 0.0
                self.pid[i].stop()
                self.keep(f"Tank{i + 1}.Controller.Automatic", False)

    def truths(self) -> list[float]:
        """True levels (cm), voltages as acting (V), flows (cm³/s), volumes (L), power (kW), energy (kWh)."""
        h, f, d, t = self.water.h, self.flow, self.drive, self.pumped
        pumps = d[0], f[0], t[0] / 1000, d[1], f[1], t[1] / 1000
        return [*h, *pumps, self.water.reservoir / 1000, self.power, self.energy]

    def shown(self) -> list[float]:
        """The pumps show what they were told; volumes and energy are metered without error."""
        v, t = self.volts, self.pumped
        return [0.0, 0.0, 0.0, 0.0, v[0], 0.0, t[0] / 1000, v[1], 0.0, t[1] / 1000, 0.0, 0.0, self.energy]

    def set_fault(self, fault: Fault, severity: float) -> None:
        """See Machine."""
        self._severity[fault.id] = severity
        self._choose()
