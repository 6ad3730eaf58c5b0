"""The moulding cycle: close, fill, hold, cool, open; one shot through the causal graph.

Contract: `Cycle` is the part of the moulder that counts the phases' ticks. It evaluates the graph once a shot, when the
melt leaves the screw, draws the defects and shows the labels when the part falls.
"""

import math
from collections import deque

from labs.equipment import moulder_signals as declared
from labs.equipment.moulder_physics import SCREW_AREA, TICK, Heat, Shot
from labs.equipment.packml_machine import PackMLMachine
from labs.simulation.states import State

IDLE, CLOSE, FILL, HOLD, COOL, OPEN = range(6)
CLOSE_TICKS, OPEN_TICKS = 20, 35
LOT_SHOTS = 120
CAVITY = "Cavity.Pressure"


class Cycle(PackMLMachine):
    """See the module. `values` are the graph's of the present shot, `phase` 0..5, `phase_tick` counted from 1."""

    heat: Heat
    shot: Shot | None
    shots: deque[dict[str, float]]

    def _settings(self) -> None:
        raise NotImplementedError

    def _next_lot(self) -> None:
        raise NotImplementedError

    def _phase(self, phase: int) -> None:
        self.phase, self.phase_tick = phase, 0
        self.keep("Cycle.Phase", phase)

    def _cycle(self) -> None:
        """One tick of the moulding cycle."""
        self.phase_tick += 1
        tick, shot, phase = self.phase_tick, self.shot, self.phase
        if phase == CLOSE:
            self.clamp = self._clamp_force() * max(0.0, (tick - 15) / 5)
            if tick >= CLOSE_TICKS:
                self._inject()
                self._phase(FILL)
        elif phase == FILL:
            shot.fill(tick)
            if tick >= shot.fill_ticks:
                self._phase(HOLD)
        elif phase == HOLD:
            shot.hold(tick)
            if tick >= shot.hold_ticks:
                self.keep("Shot.Cushion", round(shot.position, 2))
                self._phase(COOL)
        elif phase == COOL:
            shot.cool(tick)
            if tick >= shot.cool_ticks:
                shot.pressure = shot.cavity = 0.0
                self._phase(OPEN)
        else:
            self.clamp = self._clamp_force() * max(0.0, 1 - tick / 5)
            if tick >= OPEN_TICKS:
                self._eject()
                self._phase(IDLE)

    def _clamp_force(self) -> float:
        return self.kept["Clamp.Setpoint"] * (1 - 0.35 * self._severity.get("clamp-worn", 0.0))

    def _inject(self) -> None:
        """Evaluate the graph for this shot and draw its defects; settings written from now on act on the next."""
        self._settings()
        given = self.given
        given["barrel_temperature"], given["mould_temperature"] = self.heat.barrel, self.heat.mould
        given["dryer_temperature"], given["moisture"] = self.heat.dryer, self.moisture
        values = self._shot_values(given, {name: noise.next() for name, noise in self._noise.items()})
        drawn = {name: int(chance.random() < values[name]) for name, chance in self._chance.items()}
        self.melt = values["melt_temperature"]
        self.values = {**values, **{f"drawn_{name}": float(value) for name, value in drawn.items()}, "tick": self.age}
        self.drawn = drawn
        self.shot = Shot(values, drawn["short_shot"], given["ring_leak"])

    def _eject(self) -> None:
        """The part falls: its labels and the shot's figures show."""
        shot, values = self.shot, self.shot.values
        seconds = (CLOSE_TICKS + shot.fill_ticks + shot.hold_ticks + shot.cool_ticks + OPEN_TICKS) * TICK
        self.keep("Shot.PeakPressure", round(max(shot.peak, values["hold_pressure"]), 1))
        measured = math.isfinite(self.measured.get(CAVITY, 0.0))
        self.keep("Shot.PeakCavityPressure", round(shot.top, 1) if measured else 0.0)
        self.keep("Shot.CycleTime", round(seconds, 1))
        self.keep("Part.Weight", round(values["part_weight"] * (0.93 if self.drawn["short_shot"] else 1.0), 2))
        for name, bad in self.drawn.items():
            self.keep(f"Part.{declared.DEFECT_TITLES[name][0]}", bool(bad))
            if bad:
                self.count(f"Parts.{declared.DEFECT_TITLES[name][0]}")
        self.count("Parts.Total")
        self.count("Parts.Rejected" if any(self.drawn.values()) else "Parts.Good")
        self.shots.append(self.values)
        self.shot = None
        self.lot_shots += 1
        if self.lot_shots >= LOT_SHOTS:
            self._next_lot()

    def _drive_watts(self) -> float:
        """Power of pump and screw (W): pressure times flow over an efficiency of 0.7; the rest chosen."""
        phase, shot = self.phase, self.shot
        if phase == IDLE:
            return 300.0 if self.pack.state in (State.STOPPED, State.ABORTED) else 1000.0
        if phase == FILL:
            return 1000.0 + shot.pressure * 1e6 * SCREW_AREA * shot.values["injection_speed"] * 1e-3 / 0.7
        if phase == HOLD:
            return 1000.0 + 20.0 * shot.pressure
        if phase == COOL:
            return 1000.0 + (4000.0 * shot.values["viscosity"] ** 0.5 if self.phase_tick < 0.6 * shot.cool_ticks else 0)
        return 4000.0
