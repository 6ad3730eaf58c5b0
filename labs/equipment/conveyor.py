"""Three belts and a robot cell: parts come on belt 1, pass to belt 2, are lifted to belt 3 by a robot and leave.

Contract: `conveyor_motion` moves parts, `conveyor_cell` keeps people safe, this module runs the sequence. PackML
states: in PROCESSING, EXECUTE runs the built-in sequence from the photo-eyes; HOLD (a jam, a dropped part, nothing to
pick) and STOP finish the robot's cycle first; ABORT freezes all at once; it suspends while the next station takes
nothing. In SETUP, EXECUTE leaves belts and robot to the operator's own sequence (`BeltN.Run`, `Pick`). MAINTENANCE bars
the start. Every part is counted: In = on belts and in the robot + Out + Dropped + Removed.
"""

from collections.abc import Mapping

from labs.equipment import conveyor_signals as declared
from labs.equipment.chance import drawn
from labs.equipment.conveyor_cell import READY_AIR, READY_VOLTAGE, STANDING, CellSafety
from labs.equipment.conveyor_motion import FINISHING, POWERED, TICK, LineMotion
from labs.equipment.conveyor_physics import LENGTH, PART, Belt, Part, Robot, Stores
from labs.equipment.packml_machine import PackMLMachine
from labs.simulation.faults import Fault
from labs.simulation.machine import Value
from labs.simulation.noise import NormalStream, stream
from labs.simulation.states import OperationMode, PackML, State

NOMINAL = {  # value and half-width of its variation from seed to seed, relative
    "Part.Mass": (2.0, 0.08),  # kg
    "Belt1.Drag": (1.0, 0.08),
    "Belt2.Drag": (1.0, 0.08),
    "Belt3.Drag": (1.0, 0.08),
    "Infeed.Jitter": (0.10, 0.3),  # standard deviation of the time between parts, relative
}
DURATIONS = {State.CLEARING: 1.0, State.STARTING: 1.0, State.UNHOLDING: 0.5, State.UNSUSPENDING: 0.5}
JAM_TIME, BLOCKED_TIME = 3.0, 5.0  # s


class Conveyor(CellSafety, LineMotion, PackMLMachine):
    """See the module. `belts`, `robot` and `stores` hold the physical state."""

    name = "conveyor"
    title = declared.TITLE
    signals = declared.SIGNALS
    commands = declared.COMMANDS
    faults = declared.FAULTS
    alarms = declared.ALARMS
    identification = declared.IDENTIFICATION
    parameter_names = tuple(NOMINAL)
    start_names = ("Running", "Mode", "Parts")
    tick_seconds = TICK

    def reset(self, seed: int, start: Mapping[str, Value], parameters: Mapping[str, float]) -> None:
        """See Machine. `Running` starts in EXECUTE, `Mode` is 1, 2 or 3, `Parts` (0 to 3) lie on belt 1 at first."""
        self.parameters = drawn(seed, self.name, NOMINAL)
        self.parameters.update(parameters)
        self._masses = NormalStream(stream(seed, self.name, "process:mass"))
        self._times = NormalStream(stream(seed, self.name, "process:infeed"))
        self.jam_chance = stream(seed, self.name, "process:jam")
        self.severity = dict.fromkeys((fault.id for fault in self.faults), 0.0)
        self.kept = {signal.path: False if signal.type == "Boolean" else 0 for signal in self.signals if signal.held}
        self.kept.update({f"Belt{number}.SpeedSetpoint": 0.3 for number in declared.BELTS})
        self.kept.update({"Infeed.Period": 6.0, "Infeed.On": True, "Downstream.Ready": True})
        self.kept.update({"Isolator.Power": True, "Isolator.Air": True})
        self.safety_reset()
        self.belts = [Belt(number) for number in declared.BELTS]
        self.light = [100.0, 100.0, 100.0]
        self.robot, self.stores = Robot(), Stores()
        self.energy, self.power, self._number, self._next_part = 0.0, 0.0, 0, 0.0
        self.travelled, self.counted = [0.0] * 3, [0.0] * 3  # m, in truth and by the encoders
        self._covered, self._blocked, self.empty_picks = 0, 0, 0
        self.mode = OperationMode(int(start.get("Mode", OperationMode.PROCESSING)))
        state = State.EXECUTE if start.get("Running") else State.STOPPED
        self.pack = PackML(DURATIONS, TICK, self._state_changed, state)
        self.keep("Status.OperationMode", int(self.mode))
        self.show_state()
        for number in range(min(3, int(start.get("Parts", 0)))):
            self.feed(LENGTH - 0.2 - 0.6 * number)
        for path, value in start.items():
            if path in declared.WRITABLE:
                self.write(path, value)
        self.look()

    def show_state(self) -> None:
        """See PackMLMachine; the door follows."""
        super().show_state()
        self._lock_door()

    def unavailable(self) -> bool:
        """See PackMLMachine: in maintenance, or while anybody's padlock hangs on an isolator."""
        return self.mode is OperationMode.MAINTENANCE or bool(self.locks)

    def _lock_door(self) -> None:
        """Hold the door from the moment a state may move until everything stands: also before the first tick."""
        self.keep("Door.Locked", self.pack.state not in STANDING or not self.standing())

    def inside(self) -> int:
        """Return the number of parts on the belts and in the robot."""
        return sum(len(belt.parts) for belt in self.belts) + (self.robot.part is not None)

    def feed(self, front: float = PART) -> bool:
        """Put a part on belt 1 with its front at `front` m; False where there is no room."""
        if self.belts[0].back() < front:
            return False
        self._number += 1
        mass = self.parameters["Part.Mass"] * (1 + 0.03 * self._masses.next())
        self.belts[0].parts.append(Part(self._number, mass * (1 + 2 * self.severity["part-heavy"]), front))
        self.count("Counter.In")
        return True

    def trip(self, alarm: str) -> None:
        """Stop at once; the alarm stays until Clear."""
        self.tripped.add(alarm)
        if self.pack.allows("Abort"):
            self.abort()

    def abort(self) -> None:
        """Stop at once."""
        self.pack.command("Abort")
        self.count("Counter.Trips")

    def hold(self, alarm: str) -> None:
        """Stop for a cause of the line's own; where the operator runs it, only say so."""
        self.tripped.add(alarm)
        if self.pack.allows("Hold"):
            self.pack.command("Hold")

    def step(self, dt: float) -> None:
        """See Machine."""
        for _ in range(round(dt / TICK)):
            self._supply()
            self._decide()
            self._infeed()
            self.carry()
            self.move_robot()
            self.look()
            self.pack.tick()

    def _supply(self) -> None:
        """Energy: what is stored, and whether there is enough to move."""
        kept, stores = self.kept, self.stores
        stores.settle(self.supplied(), kept["Isolator.Air"], self.bleeding, self.severity["discharge-slow"], TICK)
        lost = stores.voltage < READY_VOLTAGE or stores.air < READY_AIR
        if self.pack.state in POWERED and lost:
            self.trip("power-lost")
        if kept["Cell.PersonInside"]:
            self.watch_person()

    def _decide(self) -> None:
        """The sequence of belts and robot, and the states that end by what they do."""
        state, robot, kept = self.pack.state, self.robot, self.kept
        wanted = [False, False, False]
        if state is State.EXECUTE and self.mode is OperationMode.PROCESSING:
            wanted = self._sequence()
        elif state is State.EXECUTE:
            wanted = [kept["Belt1.Run"], kept["Belt2.Run"], kept["Belt3.Run"]]
        elif state in FINISHING or state is State.RESETTING:
            wanted[2] = self.waits_for_room() and kept["Downstream.Ready"]
            stuck = self.waits_for_room() and not kept["Downstream.Ready"]
            if (robot.phase is None or stuck) and self.belts[0].speed == self.belts[1].speed == 0.0:
                self.pack.complete()
        elif state is State.ABORTING and self.standing():
            self.pack.complete()
        elif state is State.SUSPENDED and kept["Downstream.Ready"] and not kept["Door.Open"]:
            self.pack.command("Unsuspend")
        for number, run in zip(declared.BELTS, wanted, strict=True):
            self.keep(f"Belt{number}.Run", run)
        self._lock_door()

    def _sequence(self) -> list[bool]:
        """The built-in sequence: a belt waits while its part cannot go on; the robot picks what the eye sees."""
        kept, robot = self.kept, self.robot
        exits = [kept[f"Belt{number}.ExitEye"] for number in declared.BELTS]
        room = not kept["Belt2.EntryEye"] or kept["Belt2.Run"]
        wanted = [not exits[0] or room, not exits[1], not exits[2] or kept["Downstream.Ready"]]
        if robot.phase is None and exits[1] and self.belts[1].speed == 0.0:
            self.start_robot()
        self._covered = self._covered + 1 if exits[0] and self.belts[0].speed > 0 else 0
        if self._covered * TICK > JAM_TIME:
            self._covered = 0
            self.hold("jam")
        self._blocked = self._blocked + 1 if exits[2] and not kept["Downstream.Ready"] else 0
        if self._blocked * TICK > BLOCKED_TIME and self.pack.allows("Suspend"):
            self._blocked = 0
            self.pack.command("Suspend")
        return wanted

    def start_robot(self) -> None:
        """Begin one cycle."""
        self.robot.phase, self.robot.elapsed = 0, 0.0
        self.count("Counter.Picks")

    def _infeed(self) -> None:
        """Let the station before deliver; what finds no room waits there."""
        if self.pack.state is not State.EXECUTE or not self.kept["Infeed.On"]:
            return
        self._next_part -= TICK
        if self._next_part <= 0 and self.feed():
            jitter = max(-0.5, min(0.5, self.parameters["Infeed.Jitter"] * self._times.next()))
            self._next_part += self.kept["Infeed.Period"] * (1 + jitter)
            self._next_part = max(self._next_part, TICK)

    def truths(self) -> list[float]:
        """See Machine; in the order of `conveyor_signals.SIGNALS`."""
        powered = self.stores.voltage > 100
        values = []
        for belt, light in zip(self.belts, self.light, strict=True):
            values += [belt.speed, belt.current(powered), light]
        robot, stores = self.robot, self.stores
        values += [robot.angle, robot.vacuum / 1000, stores.air, stores.voltage]
        return [*values, self.energy / 3.6e6, self.power / 1000, *self.travelled]

    def shown(self) -> list[float]:
        """Energy is metered without error, travel is what the encoders counted; all else is measured."""
        return [*[0.0] * 13, self.energy / 3.6e6, 0.0, *self.counted]

    def set_fault(self, fault: Fault, severity: float) -> None:
        """See Machine."""
        self.severity[fault.id] = severity
