"""The mill's cycle: change the part, cut it; the causal graph while the tool cuts; labels that come late.

Contract: `Cutting` is the part of the mill that counts ticks of the cycle, gathers the hazards and keeps what will be
told later. It evaluates the graph once a second.
"""

import heapq
from collections import deque

from labs.equipment import mill_graph as why
from labs.equipment.mill_physics import LENGTH, TICK, Body, Hazards
from labs.equipment.mill_signals import TEMPERATURE, TORQUE, VIBRATION
from labs.equipment.packml_machine import PackMLMachine
from labs.equipment.peak import Peak
from labs.simulation.machine import Value
from labs.simulation.states import State

IDLE, CUT, CHANGE = range(3)
CHANGE_TICKS = 100
LOT_PARTS = 60
ROUGH = 1.6  # µm, the drawing's limit
MONITORED = {"Part.PeakTorque": TORQUE, "Part.PeakVibration": VIBRATION, "Part.PeakTemperature": TEMPERATURE}


class Cutting(PackMLMachine):
    """See the module. `cut` holds the graph's values, None while no metal is cut; `phase` 0..2, its ticks from 1."""

    body: Body
    hazards: Hazards
    given: dict[str, float]
    life: deque[dict[str, float]]
    failures: list[tuple[int, str]]
    peaks: dict[str, Peak]
    stock_factor = 1.0  # how much harder than its lot the stock comes from the process before

    def _next_lot(self) -> None:
        raise NotImplementedError

    def _phase(self, phase: int) -> None:
        self.phase, self.phase_tick, self.cut, self.done = phase, 0, None, 0.0
        self.keep("Cycle.Phase", phase)
        if phase == IDLE:
            self.tripped.discard("coolant-low")

    def _cycle(self) -> None:
        self.phase_tick += 1
        if self.phase == CHANGE:
            if self.phase_tick >= CHANGE_TICKS:
                hard = (1 + 0.25 * self._severity.get("lot-hard", 0.0)) * self.stock_factor
                values = self.graph.function(("lot_hardness", "room_temperature"))
                given = {"lot_hardness": self._hardness * hard, "room_temperature": self.given["room_temperature"]}
                stock = values(given, {"part_hardness": self._stock.next()})["part_hardness"]
                self.given["lot_hardness"], self.given["part_hardness"] = given["lot_hardness"], stock
                self._phase(CUT)
            return
        if self.phase_tick % 10 == 1:
            self._look()
        for path, peak in self.peaks.items():
            peak.see(self.measured.get(MONITORED[path], 0.0))
        self.tool_ticks += 1
        self.done += self.body.feed * (TICK / 60)
        struck = self.hazards.tick(self.cut)
        if struck is not None:
            self._fail(struck)
        elif self.done >= LENGTH:
            self._finished()

    def _look(self) -> None:
        """Evaluate the graph on what everything really is."""
        given, body, kept = self.given, self.body, self.kept
        for name, path in why.SETTINGS.items():
            given[name] = kept[path]
        given["feed_setpoint"] = self._feed
        given["spindle_speed"], given["feed"] = body.speed, body.feed if self.phase_tick > 10 else self._feed
        given["coolant_flow"], given["spindle_temperature"] = body.flow, body.spindle
        given["tool_wear"], given["bearing_damage"] = body.wear, body.damage
        if body.flow < 0.5 * given["coolant_setpoint"]:
            self.tripped.add("coolant-low")
        else:
            self.tripped.discard("coolant-low")
        self.cut = self._values(given, {})
        body.vibration = self.cut["vibration"]

    def _finished(self) -> None:
        noise = self._rough.next()
        ra = self._values(self.given, {"roughness": noise})["roughness"]
        self.count("Parts.Total")
        for path, peak in self.peaks.items():
            self.keep(path, round(peak.taken(), 2))
        self.parts += 1
        self.life.append({**self.cut, "tick": self.age, "part": float(self.parts), "ra": ra})
        self.keep("Tool.CutTime", round(self.tool_ticks * TICK / 60, 2))
        self._later(
            "lab", 300.0, 900.0, {"Lab.Part": self.kept["Parts.Total"], "Lab.Roughness": round(min(ra, 100.0), 2)}
        )
        self.lot_parts += 1
        if self.lot_parts >= LOT_PARTS:
            self._next_lot()
        self._phase(IDLE if self.pack.state != State.EXECUTE else CHANGE)

    def _fail(self, mode: str) -> None:
        self.count("Failures.Total")
        self.failures.append((self.age, mode))
        self.life.append({**self.cut, "tick": self.age, "part": -1.0, "failed": float(why.MODES.index(mode) + 1)})
        self._cause = why.MODES.index(mode) + 1
        self._broken = mode
        self.tripped.add("failed")
        self.pack.command("Abort")

    def _later(self, kind: str, low: float, high: float, values: dict[str, Value]) -> None:
        due = self.age + round(float(self._delay.uniform(low, high)) / TICK)
        heapq.heappush(self._late, (due, self.age, kind, values))

    def _tell(self, kind: str, values: dict[str, Value]) -> None:
        """A late label arrives."""
        for path, value in values.items():
            self.keep(path, value)
        if kind == "report":
            self.count("Report.Count")
        elif values["Lab.Roughness"] > ROUGH:
            self.count("Lab.Scrap")
