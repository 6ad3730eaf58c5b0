"""Two-zone heat-treatment furnace.

Contract: an energy balance per zone with electrical heating, an element lag, exchange between the zones and loss to
the room; a door that multiplies the loss. All of it is linear, so that a step test near any working point gives the
gain and time constant that a pupil can compute, and is integrated exactly for a heater drive constant within a tick
(zero-order hold; K. J. Åström and B. Wittenmark, "Computer-Controlled Systems", 3rd ed., 1997, ch. 2). Real furnaces
also radiate with the fourth power of temperature; that is left out on purpose.

    C_i dT_i/dt = Q_i e_i/100 − L_i d (T_i − R) − X (T_i − T_j)      τ de_i/dt = h_i − e_i

T zone, R room (°C); e element output, h drive (%); Q rated power (W), C capacity (J/K), L loss and X coupling
conductance (W/K), d loss factor of door and seal.
"""

from collections.abc import Mapping

from labs.equipment import furnace_signals as declared
from labs.equipment.chance import drawn
from labs.equipment.furnace_model import NOMINAL, TICK
from labs.equipment.furnace_operation import PLAY, STATE, TRIPS, FurnaceOperation
from labs.equipment.furnace_signals import LIMITER
from labs.equipment.linear import discretise
from labs.equipment.pid import PID
from labs.simulation.faults import Fault
from labs.simulation.machine import Columns, Value
from labs.simulation.sensors import Sensor


class Furnace(FurnaceOperation):
    """See the module. State: `T` (°C), `element` (%), `drive` (%), `power` (%, as commanded), one per zone."""

    name = "furnace"
    title = declared.TITLE
    signals = declared.SIGNALS
    commands = declared.COMMANDS
    faults = declared.FAULTS
    alarms = declared.ALARMS
    identification = declared.IDENTIFICATION
    parameter_names = tuple(NOMINAL)
    start_names = ("Zone1.Temperature", "Zone2.Temperature", "Steady")
    tick_seconds = TICK
    aside = frozenset({"Zone1.HeaterPower", "Zone2.HeaterPower"})
    nominal = NOMINAL

    def reset(self, seed: int, start: Mapping[str, Value], parameters: Mapping[str, float]) -> None:
        """See Machine. With `Steady` a zone's power follows from its temperature, the reverse where power is given."""
        self.parameters = drawn(seed, self.name, self.nominal)
        self.parameters.update(parameters)
        self.room = self.parameters["Room.Temperature"]
        self.door_open = False
        self.openings = self.trips = 0
        self.energy = 0.0  # J
        self.cooling = (0.0, 0.0)  # K a tick that parts take from each zone
        self._severity: dict[str, float] = {}
        self._matrices: dict[tuple, list[list[float]]] = {}
        self.pid = [PID(3.0, 100.0, 0.0, setpoint=850.0), PID(5.0, 60.0, 0.0, setpoint=850.0)]
        self.power = [0.0, 0.0]
        self.T = [float(start.get(f"Zone{zone}.Temperature", self.room)) for zone in (1, 2)]
        for path, value in start.items():
            if path.endswith(".HeaterPower"):
                self.power[int(path[4]) - 1] = float(value)
        if start.get("Steady"):
            self._balance([f"Zone{zone}.HeaterPower" in start for zone in (1, 2)])
        self.measured = dict(zip(declared.TEMPERATURES, self.T, strict=True))
        self.drive = list(self.power)
        self.element = list(self.power)
        self._choose_matrix()
        late = [path for path in start if path.endswith(".Automatic")]  # bumpless needs setpoint and tuning first
        for path in [path for path in start if path in declared.WRITABLE and path not in late] + late:
            if not path.endswith(".HeaterPower"):
                self.write(path, start[path])
        self.parameters.update(self.step_response())

    def _choose_matrix(self) -> None:
        """Take the exact one-tick matrix for the present door and faults."""
        key = (*self.loss_factors(), *self.heater_shares())
        if key not in self._matrices:
            if len(self._matrices) > 64:  # an instructor who sweeps a severity must not fill the memory
                self._matrices.clear()
            self._matrices[key] = discretise(*self.dynamics(), TICK)
        self._now = self._matrices[key]
        self._shares = self.heater_shares()
        rated = (self.parameters["Zone1.RatedPower"], self.parameters["Zone2.RatedPower"])
        # What a zone can rise in one tick at most: everything on, the other zone at the limiter (K).
        r1, r2 = self._now[:2]
        self._fastest = max((1 - r1[0]) * 300 + r1[1] * LIMITER, (1 - r2[1]) * 300 + r2[0] * LIMITER)
        self._fastest += max(100 * sum(row[2:6]) + row[6] * max(self.room, 0.0) for row in (r1, r2))
        self._watts = [power * share / 100 for power, share in zip(rated, self._shares, strict=True)]  # per % of drive

    def control(self) -> None:
        """Let the built-in controllers of zones in automatic act."""
        for i in (0, 1):
            pid = self.pid[i]
            if pid.automatic:
                self.power[i] = pid.act(self.measured[declared.TEMPERATURES[i]], self.power[i], TICK)

    def step(self, dt: float) -> None:
        """See Machine."""
        self._take(self._states(round(dt / TICK), {})[-1])
        if self.T[0] > LIMITER or self.T[1] > LIMITER or self.tripped:
            self._limit()

    def stretch(self, ticks: int, sensors: Mapping[str, Sensor]) -> Columns | None:
        """See Machine: as many ticks as the zones certainly stay below the limiters."""
        sure = int((LIMITER - max(self.T)) / self._fastest)
        if self.tripped or sure < 1 or self.cooling != (0.0, 0.0):
            return None
        needed = {zone: sensors[declared.TEMPERATURES[zone]] for zone in (0, 1) if self.pid[zone].automatic}
        states = self._states(min(ticks, sure), needed)
        self._take(states[-1])
        t1, t2, e1, e2, energy, p1, p2, *seen = zip(*states, strict=True)
        share1, share2 = self._shares
        total = [joule / 3.6e6 for joule in energy]
        nothing = [0.0] * len(states)
        shared = (e1 if share1 == 1.0 else [e * share1 for e in e1], e2 if share2 == 1.0 else [e * share2 for e in e2])
        truths = (t1, t2, *shared, [self.room] * len(states), total)
        measured = {zone: (seen[2 * zone], seen[2 * zone + 1]) for zone in needed}
        return Columns(truths, (nothing, nothing, p1, p2, nothing, total), measured)

    def _states(self, ticks: int, sensors: Mapping[int, Sensor]) -> list[tuple]:
        """Return `ticks` ticks on from now: zones, elements, energy, power, and what `sensors` of zones saw with codes.

        The controllers of the zones with a sensor act; nothing is kept but what they and the drives keep.
        """
        (r1, r2, r3, r4), room, states = self._now, self.room, []
        (t1, t2), (e1, e2), (h1, h2), (p1, p2) = self.T, self.element, self.drive, self.power
        a1, a2, a3, a4, a5, a6, a7 = r1
        b1, b2, b3, b4, b5, b6, b7 = r2
        c1, c2 = self.cooling
        a7, b7, d1, f1, d2, f2 = a7 * room, b7 * room, r3[2], r3[4], r4[3], r4[5]
        energy, most, (w1, w2) = self.energy, self.parameters["HeaterRate"] * TICK, self._watts
        first, second = sensors.get(0), sensors.get(1)
        m1, m2 = (self.measured[path] for path in declared.TEMPERATURES)
        act1, act2, code1, code2 = self.pid[0].act, self.pid[1].act, 0, 0
        for _ in range(ticks):
            if first is not None:
                p1 = act1(m1, p1, TICK)
            if second is not None:
                p2 = act2(m2, p2, TICK)
            change = p1 - h1
            h1 += most if change > most else -most if change < -most else change
            change = p2 - h2
            h2 += most if change > most else -most if change < -most else change
            t1, t2, e1, e2 = (
                a1 * t1 + a2 * t2 + a3 * e1 + a4 * e2 + a5 * h1 + a6 * h2 + a7 - c1,
                b1 * t1 + b2 * t2 + b3 * e1 + b4 * e2 + b5 * h1 + b6 * h2 + b7 - c2,
                d1 * e1 + f1 * h1,
                d2 * e2 + f2 * h2,
            )
            energy += (w1 * h1 + w2 * h2) * TICK
            if first is not None:
                m1, code1 = first.sample(t1), first.code
            if second is not None:
                m2, code2 = second.sample(t2), second.code
            states.append((t1, t2, e1, e2, energy, p1, p2, m1, code1, m2, code2))
        self.drive = [h1, h2]
        return states

    def _take(self, state: tuple) -> None:
        t1, t2, e1, e2, self.energy, p1, p2 = state[:7]
        self.T, self.element, self.power = [t1, t2], [e1, e2], [p1, p2]

    @property
    def watts(self) -> float:
        """What the heaters take now (W)."""
        return self._watts[0] * self.drive[0] + self._watts[1] * self.drive[1]

    def _limit(self) -> None:
        """Open or close the contacts of the over-temperature limiters."""
        for zone, temperature in enumerate(self.T, start=1):
            contact = f"zone{zone}-limiter"
            if temperature > LIMITER and contact not in self.tripped:
                self.tripped.add(contact)
                self.trips += 1
                self.changed |= {STATE, TRIPS}
            elif temperature < LIMITER - PLAY and contact in self.tripped:
                self.tripped.discard(contact)
                self.changed.add(STATE)

    def truths(self) -> list[float]:
        """True temperatures, true heater output (% of the rated power, weakness included), room, energy (kWh)."""
        share1, share2 = self._shares
        return [
            self.T[0],
            self.T[1],
            self.element[0] * share1,
            self.element[1] * share2,
            self.room,
            self.energy / 3.6e6,
        ]

    def shown(self) -> list[float]:
        """The heaters show what they were told; energy is metered without error."""
        return [0.0, 0.0, self.power[0], self.power[1], 0.0, self.energy / 3.6e6]

    def set_fault(self, fault: Fault, severity: float) -> None:
        """See Machine."""
        self._severity[fault.id] = severity
        self._choose_matrix()
