"""Physics of the mill between two looks at its graph: spindle, feed, heat, wear, bearing, and hazards that gather.

Contract: plain floats, one `tick` at a time, no interlocks; sources in `mill_graph`. Flank wear grows fast at first,
then steadily, then faster (three stages: Trent and Wright, ch. 8), scaled so that 0.3 mm (ISO 8688-1) is reached after
the extended Taylor life:

    dVB/dt = 0.3 mm · K s(VB/0.3) / T        s(u) = 0.7 + 2 exp(−15 u) + 1.2 u⁴        K = ∫ du / s(u) from 0 to 1

A failure comes when the hazard gathered since the last repair passes an exponential draw (inversion: L. Devroye,
"Non-Uniform Random Variate Generation", 1986, VI.2), so that any path of the hazard gives the right law.
"""

from collections.abc import Mapping
from math import exp

from labs.equipment.mill_graph import MODES
from labs.simulation.noise import stream

TICK = 0.1  # s
LENGTH = 330.0  # mm of cut a part
SPIN_UP = 60.0  # 1/min a tick
VB_LIMIT = 0.3  # mm
COOLANT_CAPACITY = 42000.0  # J/K, ten litres that circulate
COOLANT_CONDUCTANCE = 90.0  # W/K, tank and cooler to the room
MOST_WEAR = 0.9  # mm, the edge is gone


def wear_shape(u: float) -> float:
    """Return the relative rate of wear at u = VB / 0.3 mm."""
    return 0.7 + 2.0 * exp(-15.0 * u) + 1.2 * u**4


WEAR_NORM = sum(0.001 / wear_shape((i + 0.5) / 1000) for i in range(1000))  # ∫ du / s(u) over 0..1: about 1.1


class Body:
    """The mill's slow state: `speed` (1/min), `feed` (mm/min), temperatures (°C), `wear` (mm), `damage` (0..1)."""

    def __init__(self, parameters: Mapping[str, float], room: float, wear: float, damage: float) -> None:
        self.parameters = parameters
        self.speed = self.feed = self.flow = 0.0
        self.spindle = self.coolant = room
        self.wear, self.damage = wear, damage
        self.torque = self.power = 0.0  # N m, kW at the spindle
        self.vibration = 0.0  # mm/s
        self.contamination = 0.0

    def friction(self) -> float:
        """Return the bearing's friction torque (N m)."""
        p = self.parameters
        return p["bearing_friction"] + p["damage_friction"] * self.damage

    def tick(self, room: float, speed: float, feed: float, flow: float, cut: Mapping[str, float] | None) -> None:
        """One tick towards `speed`, `feed`, `flow`; `cut` holds the graph's values while the tool is in the metal."""
        p = self.parameters
        change = speed - self.speed
        self.speed += SPIN_UP if change > SPIN_UP else -SPIN_UP if change < -SPIN_UP else change
        self.feed += (feed - self.feed) * 0.3
        self.flow += (flow - self.flow) * 0.1
        turn = self.speed * 0.10471975511965977
        if cut is None:
            self.torque = self.friction() if self.speed > 0 else 0.0
            loss, chips = self.torque * turn, 0.0
        else:
            self.torque = cut["torque"]
            loss, chips = cut["spindle_loss"], 1000 * cut["cutting_power"]
            life = cut["tool_life"] * 60
            rate = VB_LIMIT * wear_shape(min(2.0, self.wear / VB_LIMIT)) * WEAR_NORM / life
            self.wear = min(MOST_WEAR, self.wear + rate * TICK)
            growth = cut["bearing_growth"] * (1 + 12 * self.contamination)
            self.damage = min(1.0, self.damage + growth * TICK / 3600)
        self.power = self.torque * turn / 900
        self.spindle += (loss - p["spindle_conductance"] * (self.spindle - room)) * (TICK / p["spindle_capacity"])
        gain = 0.3 * chips * (1 - exp(-self.flow / 5)) - COOLANT_CONDUCTANCE * (self.coolant - room)
        self.coolant += gain * (TICK / COOLANT_CAPACITY)


class Hazards:
    """Gathers each mode's hazard and says which one strikes first."""

    def __init__(self, seed: int, machine: str) -> None:
        self._streams = {mode: stream(seed, machine, f"hazard:{mode}") for mode in MODES}
        self.left: dict[str, float] = {}
        for mode in MODES:
            self.renew(mode)

    def renew(self, mode: str) -> None:
        """Draw how much hazard the mode bears from now on."""
        self.left[mode] = float(self._streams[mode].exponential())

    def tick(self, rates: Mapping[str, float]) -> str | None:
        """Let one tick of cutting pass at `rates` (1/h); return the mode that fails, or None."""
        left, struck = self.left, None
        for mode in MODES:
            left[mode] -= rates[mode] * (TICK / 3600)
            if left[mode] <= 0 and struck is None:
                struck = mode
        return struck
