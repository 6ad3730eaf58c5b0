"""Power meter of a small factory, with tariff, demand and power factor.

Contract: sums the loads below it, its own stand-ins or what a factory hands over with `feed`. P = Σ p, Q = Σ p tan φ
minus the capacitors, S = √(P² + Q²), I = S / (√3 U) (IEEE Std 1459 for balanced sines). The meter counts what it
*measures* through its current transformers: a loose wire makes counters and bill too low while truth and submeters
stay. Demand is the mean of fixed quarter hours (`tariff`); the prediction adds the mean of the last two minutes.
Capacitors: Q = n · 5 kvar (U/380)²; a step may come back only after 60 s, when it has discharged (IEC 60831-1 asks for
75 V within 3 min; shorter here, as with discharge reactors).
"""

from collections.abc import Mapping
from math import acos, sqrt, tan

from labs.equipment import meter_signals as declared
from labs.equipment import tariff
from labs.equipment.chance import drawn
from labs.equipment.declare import interlocked
from labs.equipment.meter_billing import MeterBilling
from labs.equipment.meter_register import Register
from labs.simulation.faults import Fault
from labs.simulation.machine import Value
from labs.simulation.noise import NormalStream, stream
from labs.simulation.states import ItemState, OperationMode

TICK = 0.1  # s
NOMINAL = 380.0  # V
STEP_KVAR = 5.0
DISCHARGE = 60.0  # s
RESTART = 30.0  # s a compressor must rest before it starts again
DEADBAND = 1.0  # kW
LAG = 0.05  # share of the way a load goes in 0.1 s: 2 s
PARAMETERS = {f"{name}.Scale": (1.0, 0.1) for name in declared.NAMES} | {
    "Meter.Error": (0.0, 0.0),  # share; drawn below, class 0.5 (IEC 62053-22)
    "Supply.Voltage": (380.0, 0.01),  # V
    "Supply.Drop": (0.04, 0.2),  # V per kW
}


class Meter(MeterBilling):
    """See the module. `power` (kW) by load, `steps` of the capacitor, `hour` of the meter's clock."""

    name = "meter"
    title = declared.TITLE
    signals = declared.SIGNALS
    commands = declared.COMMANDS
    faults = declared.FAULTS
    alarms = declared.ALARMS
    identification = declared.IDENTIFICATION
    parameter_names = tuple(PARAMETERS)
    start_names = ("Hour", "Month", "Weekday")
    tick_seconds = TICK
    lag = LAG  # share of the way a load goes in a tick

    def reset(self, seed: int, start: Mapping[str, Value], parameters: Mapping[str, float]) -> None:
        """See Machine. `Hour` 0..24, `Month` 1..12 and `Weekday` 0..6 of the start."""
        self.parameters = drawn(seed, self.name, PARAMETERS)
        self.parameters["Meter.Error"] = float(stream(seed, self.name, "error").uniform(-0.005, 0.005))
        self.parameters.update(parameters)
        self.kept = {
            **{f"Load.{name}.On": True for name in declared.NAMES},
            "Capacitor.Steps": 0, "Capacitor.Automatic": False, "Demand.Limit": 60.0, "Demand.Last": 0.0,
            "Demand.Highest": 0.0, "Tariff.Period": 0, "Tariff.Price": 0.0, "Bill.Demand": 0.0,
            "Bill.PowerFactor": 0.0, "Bill.MeanFactor": 1.0,
            "Clock.Month": int(start.get("Month", 8)), "Clock.Weekday": int(start.get("Weekday", 1)) % 7,
            "Status.ItemState": int(ItemState.EXECUTING), "Status.OperationMode": int(OperationMode.PROCESSING),
        }  # fmt: skip
        self.kept.update({path: value for path, value in start.items() if path in self.kept})
        tick = self.tick_seconds
        self._block_ticks = round(tariff.BLOCK_SECONDS / tick)
        self._minute_ticks, self._regulate_ticks = round(60 / tick), round(10 / tick)
        self._rest_ticks = round(RESTART / tick)
        self.start_hour = float(start.get("Hour", 10.0))
        self.age = 0
        self._severity: dict[str, float] = {}
        self._given: dict[str, float] = {}
        self._offset = {n: float(stream(seed, self.name, f"phase:{n}").uniform()) for n in declared.NAMES}
        self._level = {n: NormalStream(stream(seed, self.name, f"level:{n}")) for n in declared.NAMES}
        self._wander = dict.fromkeys(declared.NAMES, 0.0)
        self._grid = NormalStream(stream(seed, self.name, "grid"))
        self.frequency, self._supply = 60.0, 0.0
        self._stopped_at: dict[str, int] = {}
        self._discharged_at = 0
        self._tangent = {one.name: tan(acos(one.factor)) for one in declared.LOADS}
        self.power = {one.name: self._wanted(one) for one in declared.LOADS}
        self.measuring, self.truth = Register(tick), Register(tick)
        self._day = [0.0, 0.0]  # kWh and kvarh in the hours that count for the power factor
        self._flow()
        self.measuring.trend, self.truth.trend = self.seen, self.active
        self._first_day = self.kept["Clock.Weekday"]
        self._minute()

    def feed(self, name: str, kilowatt: float | None) -> None:
        """Let a factory say what load `name` takes from now on (kW), None to go back to the stand-in."""
        if kilowatt is None:
            self._given.pop(name, None)
        else:
            self._given[name] = kilowatt

    def _wanted(self, one: declared.Load) -> float:
        """Return what a load would take now (kW)."""
        if not self.kept[f"Load.{one.name}.On"]:
            return 0.0
        if one.name in self._given:
            return self._given[one.name]
        share, base = one.share, one.base
        if one.name == "Compressor":
            share += 0.4 * self._severity.get("air-leak", 0.0)
        elif one.name == "Press":
            base *= 1 + 0.4 * self._severity.get("press-motor-worn", 0.0)
        phase = (self.age * self.tick_seconds / one.period + self._offset[one.name]) % 1.0
        taken = base + one.swing if phase < share else base
        return taken * self.parameters[f"{one.name}.Scale"] * (1 + 0.03 * self._wander[one.name])

    def step(self, dt: float) -> None:
        """See Machine."""
        for _ in range(round(dt / self.tick_seconds)):
            self._tick()

    def _tick(self) -> None:
        self.age += 1
        if self.age % self._minute_ticks == 0:
            self._minute()
        power = self.power
        for one in declared.LOADS:
            power[one.name] += (self._wanted(one) - power[one.name]) * self.lag
        self._flow()
        self._count()
        if self.age % self._regulate_ticks == 0 and self.kept["Capacitor.Automatic"]:
            self._regulate()
        if self.age % self._block_ticks == 0:
            self._quarter()
        self.measuring.follow(self.seen)
        self.truth.follow(self.active)
        over = self.measuring.predicted(self._gone()) - self.kept["Demand.Limit"]
        if over > DEADBAND:
            self.tripped.add("demand-over")
        elif over < -DEADBAND:
            self.tripped.discard("demand-over")

    def _flow(self) -> None:
        """Power flow of the moment, true and as measured."""
        power, severity = self.power, self._severity
        self.active = active = sum(power.values())
        self.voltage = (self.parameters["Supply.Voltage"] + self._supply) * (
            1 - 0.15 * severity.get("supply-sag", 0.0)
        ) - self.parameters["Supply.Drop"] * active
        worn = 1 + 0.5 * severity.get("press-motor-worn", 0.0)
        lagging = sum(power[name] * self._tangent[name] * (worn if name == "Press" else 1.0) for name in power)
        sound = 1 - severity.get("capacitor-fuse-blown", 0.0)
        kvar = self.kept["Capacitor.Steps"] * STEP_KVAR * sound * (self.voltage / NOMINAL) ** 2
        self.reactive = lagging - kvar
        self.seen_share = (1 + self.parameters["Meter.Error"]) * (1 - severity.get("ct-wire-loose", 0.0) / 3)
        self.seen = active * self.seen_share
        self.seen_reactive = self.reactive * self.seen_share

    def _count(self) -> None:
        """Count energy and money of one tick."""
        self.measuring.count(self.seen, self.kept["Tariff.Period"], self.kept["Tariff.Price"])
        self.truth.count(self.active, self._true_period, self._true_price)
        if self._counts:
            hours = self.tick_seconds / 3600
            self._day[0] += self.seen * hours
            self._day[1] += max(0.0, self.seen_reactive) * hours

    def _minute(self) -> None:
        """What changes slowly: levels of the loads, the grid, the tariff's period, the power factor's mean."""
        for name, level in self._level.items():
            self._wander[name] += 0.2 * (level.next() - self._wander[name])
        self.frequency += 0.3 * (60.0 + 0.02 * self._grid.next() - self.frequency)
        self._supply += 0.3 * (2.0 * self._grid.next() - self._supply)
        days = int((self.start_hour * 3600 + self.age * self.tick_seconds) // 86400)
        self.keep("Clock.Weekday", (self._first_day + days) % 7)
        self._look_up(self.kept["Clock.Month"], self.kept["Clock.Weekday"])
        lit, idle = self._day
        self.keep("Bill.MeanFactor", round(lit / sqrt(lit * lit + idle * idle), 4) if lit > 0 else 1.0)
        self._adjust()

    def _regulate(self) -> None:
        """Automatic capacitor control: one step at a time towards a small lagging rest."""
        steps = self.kept["Capacitor.Steps"]
        if self.seen_reactive > 0.8 * STEP_KVAR and steps < 6 and self.age >= self._discharged_at:
            self.keep("Capacitor.Steps", steps + 1)
        elif self.seen_reactive < -0.4 * STEP_KVAR and steps > 0:
            self._discharged_at = self.age + round(DISCHARGE / self.tick_seconds)
            self.keep("Capacitor.Steps", steps - 1)

    def _row(self, active: float, reactive: float, register: Register, hour: float) -> list[float]:
        """Return one view of power, demand, energy and money, in the order of `meter_signals.LIVE`."""
        energy = register.energy
        apparent = sqrt(active * active + reactive * reactive)
        return [
            active, reactive, apparent, active / apparent if apparent > 0 else 1.0,
            1000 * apparent / (sqrt(3) * self.voltage), register.block * 4, register.predicted(self._gone()),
            energy[0] + energy[1] + energy[2], *energy, register.bill, hour,
        ]  # fmt: skip

    def truths(self) -> list[float]:
        """True values in the order of `meter_signals.LIVE`; in truth the submeters leave nothing out."""
        row = self._row(self.active, self.reactive, self.truth, self.true_hour)
        return [*self.power.values(), self.voltage, self.frequency, *row, 0.0]

    def shown(self) -> list[float]:
        """What the meter makes of its current transformers, its clock and the submeters."""
        row = self._row(self.seen, self.seen_reactive, self.measuring, self.hour)
        submetered = sum(self.measured.get(path, 0.0) for path in declared.SUBMETERS)
        return [*[0.0] * 9, *row, self.seen - submetered if submetered == submetered else 0.0]  # nan: a broken submeter

    def write(self, path: str, value: Value) -> None:
        """See Machine."""
        before = self.kept[path]
        if path == "Capacitor.Steps" and value != before:
            if self.kept["Capacitor.Automatic"]:
                raise interlocked(
                    "콘덴서는 자동 제어 중입니다. Capacitor.Automatic을 False로 바꾸십시오.",
                    "The capacitors are in automatic. Set Capacitor.Automatic to False.",
                )
            if value > before and self.age < self._discharged_at:
                raise interlocked(
                    "콘덴서가 아직 방전 중입니다. 1분 뒤에 다시 투입하십시오.",
                    "The capacitor is still discharging. Try again in a minute.",
                )
            if value < before:
                self._discharged_at = self.age + round(DISCHARGE / self.tick_seconds)
        elif path == "Load.Compressor.On" and value and not before:
            if self.age < self._stopped_at.get(path, -self._rest_ticks) + self._rest_ticks:
                raise interlocked(
                    "압축기는 멈춘 뒤 30초가 지나야 다시 켤 수 있습니다.",
                    "A compressor must rest for 30 s before it starts again.",
                )
        elif path.endswith(".On") and before and not value:
            self._stopped_at[path] = self.age
        self.keep(path, value)

    def call(self, command: str, *arguments: Value) -> None:
        """`ResetEnergy`: energy, bill and mean power factor to 0. `ResetDemand`: the highest demand to 0."""
        if command == "ResetEnergy":
            self.measuring.clear()
            self.truth.clear()
            self._day = [0.0, 0.0]
            self.keep("Bill.MeanFactor", 1.0)
        else:
            self.keep("Demand.Highest", 0.0)
        self._adjust()

    def set_fault(self, fault: Fault, severity: float) -> None:
        """See Machine."""
        self._severity[fault.id] = severity
        self._look_up(self.kept["Clock.Month"], self.kept["Clock.Weekday"])
