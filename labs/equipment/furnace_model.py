"""The furnace's energy balance as matrices, its steady state, and what door and faults do to it.

Contract: `FurnaceModel` is the part of `furnace.Furnace` that turns parameters into coefficients; equations and source
stand there. Temperatures in °C, powers in %, conductances in W/K, capacities in J/K.
"""

import numpy as np

from labs.simulation.machine import Machine

TICK = 0.1  # s
NOMINAL = {  # value and half-width of its variation from seed to seed, relative
    "Zone1.RatedPower": (6000.0, 0.10),  # W
    "Zone2.RatedPower": (6000.0, 0.10),
    "Zone1.Capacity": (3375.0, 0.10),  # J/K
    "Zone2.Capacity": (3375.0, 0.10),
    "Zone1.LossConductance": (4.7, 0.08),  # W/K
    "Zone2.LossConductance": (4.7, 0.08),
    "CouplingConductance": (6.5, 0.12),  # W/K
    "ElementLag": (2.0, 0.15),  # s
    "HeaterRate": (20.0, 0.0),  # %/s, the power controller's soft start
    "Door.LossFactor": (1.17, 0.02),  # loss of zone 1 with the door open, relative to closed; see DOOR_SHARE
    "Room.Temperature": (22.0, 0.15),  # °C
}
DOOR_SHARE = (1.0, 1 / 3)  # how much of the additional loss each zone feels: the door is at zone 1
HEATER_WEAK = 0.6  # share of the rated power that is gone at severity 1
SEAL_LEAK = 0.35  # additional loss at severity 1, relative


class FurnaceModel(Machine):
    """`T` (°C) and `power` (%) by zone; `room` (°C); `door_open`."""

    room: float
    door_open: bool
    T: list[float]
    power: list[float]

    def _balance(self, power_given: list[bool]) -> None:
        """Solve the steady state: a zone's temperature follows from its power where that is given, else the reverse."""
        p, x = self.parameters, self.parameters["CouplingConductance"]
        left, right = np.zeros((2, 2)), np.zeros(2)
        for i, j in ((0, 1), (1, 0)):
            loss = p[f"Zone{i + 1}.LossConductance"]
            if power_given[i]:
                left[i, i], left[i, j] = loss + x, -x
                right[i] = p[f"Zone{i + 1}.RatedPower"] * self.power[i] / 100 + loss * self.room
            else:
                left[i, i], right[i] = 1.0, self.T[i]
        self.T = [float(value) for value in np.linalg.solve(left, right)]
        for i, j in ((0, 1), (1, 0)):
            loss = p[f"Zone{i + 1}.LossConductance"]
            need = loss * (self.T[i] - self.room) + x * (self.T[i] - self.T[j])
            self.power[i] = min(100.0, max(0.0, 100 * need / p[f"Zone{i + 1}.RatedPower"]))

    def step_response(self) -> dict[str, float]:
        """Return each zone's gain (K/%) and time constant (s) with the other zone held at its temperature."""
        p, found = self.parameters, {}
        for zone in (1, 2):
            conductance = p[f"Zone{zone}.LossConductance"] + p["CouplingConductance"]
            found[f"Zone{zone}.StepGain"] = p[f"Zone{zone}.RatedPower"] / 100 / conductance
            found[f"Zone{zone}.TimeConstant"] = p[f"Zone{zone}.Capacity"] / conductance
        return found

    def loss_factors(self) -> tuple[float, float]:
        """Return how many times its normal loss each zone has now (door, seal)."""
        door = self.parameters["Door.LossFactor"] - 1 if self.door_open else 0.0
        leak = SEAL_LEAK * self._severity.get("door-seal-leak", 0.0)
        return tuple(1 + share * (door + leak) for share in DOOR_SHARE)

    def heater_shares(self) -> tuple[float, float]:
        """Return the share of its rated power that each zone's heater still gives."""
        return tuple(1 - HEATER_WEAK * self._severity.get(f"zone{zone}-heater-weak", 0.0) for zone in (1, 2))

    def dynamics(self) -> tuple[np.ndarray, np.ndarray]:
        """Return A (4, 4) and B (4, 3) of d[T1 T2 e1 e2]/dt = A x + B [h1 h2 R], in 1/s."""
        p, x, lag = self.parameters, self.parameters["CouplingConductance"], self.parameters["ElementLag"]
        a, b = np.zeros((4, 4)), np.zeros((4, 3))
        for i, (factor, share) in enumerate(zip(self.loss_factors(), self.heater_shares(), strict=True)):
            zone = f"Zone{i + 1}"
            capacity, loss = p[f"{zone}.Capacity"], p[f"{zone}.LossConductance"] * factor
            a[i, i], a[i, 1 - i] = -(loss + x) / capacity, x / capacity
            a[i, 2 + i] = p[f"{zone}.RatedPower"] * share / 100 / capacity
            a[2 + i, 2 + i], b[2 + i, i] = -1 / lag, 1 / lag
            b[i, 2] = loss / capacity
        return a, b
