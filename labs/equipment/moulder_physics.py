"""Slow physics of the moulder: barrel, mould, dryer, pellets, the room; and the trace of one shot.

Contract: plain floats, one `tick` at a time; no interlocks. Barrel and mould are energy balances,

    C dT/dt = P u/100 + X (T_other − T) − L (T − room) − load        C_m dT_m/dt = H (T_w − T_m) + q − L_m (T_m − room)

with capacities and conductances chosen for a machine of 600 kN and a mould of 30 kg of steel. The dryer follows its
setpoint in some ten minutes; the pellets' moisture follows the graph's drying law as the hopper's throat is used up.
"""

from collections.abc import Mapping

from labs.equipment.pid import PID

TICK = 0.1  # s
BARREL_CAPACITY = 8000.0  # J/K, each half
BARREL_LOSS = 4.0  # W/K
BARREL_EXCHANGE = 3.0  # W/K
HEATER = 2500.0  # W, each
REAR_OFFSET = -20.0  # K, setpoint of the rear below the front's
MELT_LOAD = 400.0  # W taken from the rear while it produces
MOULD_CAPACITY = 13800.0  # J/K
DRYER_TIME = 600.0  # s
THROAT_TIME = 400.0  # s
MIXED = (0.3, 0.7)  # how rear and front make the barrel's temperature
STROKE = 48.0  # mm
CUSHION = 5.0  # mm
PRESSURE_LIMIT = 160.0  # MPa
SCREW_AREA = 9.6e-4  # m², 35 mm


class Heat:
    """Temperatures (°C) of barrel halves, mould and dryer. `heater` (%) as commanded; shares and fouling by faults."""

    def __init__(self, parameters: Mapping[str, float], room: float, setpoint: float, warm: bool) -> None:
        self.parameters = parameters
        self.rear_pid, self.front_pid = PID(4.0, 150.0, 0.0, setpoint + REAR_OFFSET), PID(4.0, 150.0, 0.0, setpoint)
        self.front_share = 1.0
        self.fouling = 0.0
        self.dryer_share = 1.0
        self.rear = setpoint + REAR_OFFSET if warm else room
        self.front = setpoint if warm else room
        self.mould = self.dryer = room
        self.heater = [0.0, 0.0]
        self.watts = 0.0
        for pid, zone, other, i in (
            (self.rear_pid, self.rear, self.front, 0),
            (self.front_pid, self.front, self.rear, 1),
        ):
            need = BARREL_LOSS * (zone - room) + BARREL_EXCHANGE * (zone - other) + (MELT_LOAD if i == 0 else 0.0)
            self.heater[i] = 100 * need / HEATER if warm else 0.0
            pid.start(self.heater[i], zone)

    @property
    def barrel(self) -> float:
        """What the melt feels; equal to the setpoint when both halves are at theirs."""
        return MIXED[0] * (self.rear - REAR_OFFSET) + MIXED[1] * self.front

    def control(self, rear: float, front: float) -> None:
        """Let the zones' controllers act on what the thermocouples show."""
        self.heater[0] = self.rear_pid.act(rear, self.heater[0], TICK)
        self.heater[1] = self.front_pid.act(front, self.heater[1], TICK)

    def tick(self, room: float, water: float, dryer: float, cycle: float | None) -> None:
        """One tick; `water` and `dryer` setpoints (°C), `cycle` the length of a cycle (s), None while not producing."""
        p = self.parameters
        rear, front = self.rear, self.front
        into_rear = HEATER * self.heater[0] / 100
        into_front = HEATER * self.heater[1] / 100 * self.front_share
        load = MELT_LOAD if cycle else 0.0
        across = BARREL_EXCHANGE * (front - rear)
        self.rear = rear + (into_rear + across - BARREL_LOSS * (rear - room) - load) * (TICK / BARREL_CAPACITY)
        self.front = front + (into_front - across - BARREL_LOSS * (front - room)) * (TICK / BARREL_CAPACITY)
        mould, conductance = self.mould, p["tcu_conductance"] * (1 - 0.6 * self.fouling)
        shot = p["shot_heat"] * (self.barrel - 110) / cycle if cycle else 0.0
        gain = conductance * (water - mould)
        self.mould = mould + (gain + shot - p["mould_loss"] * (mould - room)) * (TICK / MOULD_CAPACITY)
        self.dryer += (room + self.dryer_share * (dryer - room) - self.dryer) * (TICK / DRYER_TIME)
        drying = 15.0 * (self.dryer - room) * self.dryer_share
        self.watts = into_rear + into_front + (gain if gain > 0 else 0.0) + (drying if drying > 0 else 0.0) + 500.0


class Shot:
    """The trace of one shot from the graph's values; `short` (0 or 1) as it was drawn. Pressures MPa, position mm."""

    def __init__(self, values: Mapping[str, float], short: int, ring_leak: float) -> None:
        self.values = values
        self.fill_ticks = max(1, round(STROKE / values["injection_speed"] / TICK))
        self.hold_ticks = max(1, round(values["hold_time"] / TICK))
        self.cool_ticks = max(1, round(values["cooling_time"] / TICK))
        self.peak = min(PRESSURE_LIMIT, values["fill_pressure"])
        self.end = CUSHION + 4.0 * short
        self.creep = min(self.end, 0.6 + 4.0 * ring_leak)
        self.cavity_target = values["cavity_pressure"] * (0.4 if short else 1.0)
        self.pressure = self.cavity = 0.0
        self.position = CUSHION + STROKE
        self.top = 0.0  # highest cavity pressure so far
        self.elapsed = 0  # ticks since holding began

    def fill(self, tick: int) -> None:
        """Tick 1 … fill_ticks of filling: pressure grows with the flow's length."""
        share = tick / self.fill_ticks
        self.position = self.end + (CUSHION + STROKE - self.end) * (1 - share)
        self.pressure = self.peak * (0.15 + 0.85 * share)
        self.cavity = 0.15 * self.peak * max(0.0, (share - 0.7) / 0.3)
        self.top = max(self.top, self.cavity)

    def hold(self, tick: int) -> None:
        """Tick 1 … hold_ticks of holding: the cavity follows until the gate is frozen."""
        self.elapsed = tick
        self.pressure += (self.values["hold_pressure"] - self.pressure) * 0.4866  # 0.15 s
        self.position = self.end - self.creep * tick / self.hold_ticks
        if tick * TICK < self.values["gate_freeze"]:
            self.cavity += (self.cavity_target - self.cavity) * 0.2835  # 0.3 s
        else:
            self.cavity *= 0.9802  # 5 s: the part cools and shrinks away from the sensor
        self.top = max(self.top, self.cavity)

    def cool(self, tick: int) -> None:
        """Tick 1 … cool_ticks of cooling: the screw doses for the next shot; an open gate lets melt flow back."""
        self.pressure *= 0.5
        frozen = (self.elapsed + tick) * TICK >= self.values["gate_freeze"]
        self.cavity *= 0.9802 if frozen else 0.8825  # 5 s, or 0.8 s of flowing back
        start = self.end - self.creep
        share = min(1.0, tick / (0.6 * self.cool_ticks))
        self.position = start + (CUSHION + STROKE - start) * share
