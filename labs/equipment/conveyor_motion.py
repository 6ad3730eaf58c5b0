"""How parts, belts and robot of the conveyor line move, and what its faults do to them.

Contract: `LineMotion` is the half of `conveyor.Conveyor` that acts on `conveyor_physics`; no part is made or lost
without being counted.
"""

from labs.equipment.conveyor_physics import DRIVE_EFFICIENCY, LENGTH, PART, PHASES, RAMP, STOP_RAMP
from labs.simulation.states import State

TICK = 0.1  # s
FINISHING = frozenset({State.HOLDING, State.STOPPING, State.SUSPENDING, State.COMPLETING})
POWERED = frozenset({State.RESETTING, State.STARTING, State.EXECUTE, State.UNHOLDING, State.UNSUSPENDING}) | FINISHING
CREEP = 0.01  # m/s, chosen above the encoders' noise
REACH = LENGTH - 0.15  # m: the robot finds a part whose front lies beyond
NAMES = tuple((f"Belt{number}.Run", f"Belt{number}.SpeedSetpoint", f"Belt{number}.Drag") for number in (1, 2, 3))


class LineMotion:
    """`belts`, `robot`, `stores`, `severity` (of each fault) and `kept` are the machine's."""

    def standing(self) -> bool:
        """Whether nothing moves."""
        return not self.robot.moving and all(belt.speed == 0.0 for belt in self.belts)

    def supplied(self) -> bool:
        """Whether power passes the isolator; welded contacts let it pass whatever the handle says."""
        return self.kept["Isolator.Power"] or self.severity["isolator-welded"] > 0

    def carry(self) -> None:
        """Drive the belts and let the parts travel, the last belt first."""
        kept, severity = self.kept, self.severity
        ramp = STOP_RAMP if self.pack.state in (State.ABORTING, State.ABORTED) else RAMP
        first, second, third = self.belts
        slips = (0.45 * severity["belt1-slips"], 0.0, 0.0)
        drags = (1.0, 1.0, 1 + 1.6 * severity["drum3-bearing"])
        for belt, names, slip, worn in zip(self.belts, NAMES, slips, drags, strict=True):
            wanted = kept[names[1]] if kept[names[0]] else 0.0
            belt.drive(wanted, ramp, slip, worn * self.parameters[names[2]], TICK)
        self._count_travel()
        if third.carry(TICK, 2 * LENGTH if kept["Downstream.Ready"] else LENGTH) is not None:
            self.count("Counter.Out")
        second.carry(TICK, LENGTH)
        part = first.carry(TICK, LENGTH + second.back() if not self._jam_now() else LENGTH)
        if part is not None:
            part.front -= LENGTH
            second.parts.append(part)
        pull = sum(belt.force * belt.speed for belt in self.belts) / DRIVE_EFFICIENCY
        robot = 200.0 if self.robot.moving else 40.0
        self.power = pull + robot if self.supplied() else 0.0
        self.energy += self.power * TICK

    def _count_travel(self) -> None:
        """Add to the belts' travel; the counter takes an encoder that creeps for one that stands."""
        for i, belt in enumerate(self.belts):
            self.travelled[i] += belt.speed * TICK
            seen = self.measured.get(f"Belt{belt.number}.Speed", 0.0)
            if seen > CREEP:  # never true of nan
                self.counted[i] += seen * TICK

    def _jam_now(self) -> bool:
        """Whether the transfer from belt 1 is jammed; with the fault, a part that reaches it may get stuck."""
        parts = self.belts[0].parts
        if not parts:
            return False
        part, severity = parts[0], self.severity["transfer-jams"]
        if severity and not part.stuck and part.front < LENGTH <= part.front + self.belts[0].speed * TICK:
            part.stuck = self.jam_chance.random() < 0.3 * severity
            if part.stuck:
                self.keep("Cell.Jammed", True)
                self.count("Counter.Jams")
        return part.stuck

    def remove_jammed(self) -> None:
        """Take the jammed part out by hand."""
        self.belts[0].parts = [part for part in self.belts[0].parts if not part.stuck]
        self.keep("Cell.Jammed", False)
        self.count("Counter.Removed")
        self.tripped.discard("jam")

    def waits_for_room(self) -> bool:
        robot = self.robot
        return robot.phase == 3 and robot.part is not None and self.belts[2].back() < PART

    def move_robot(self) -> None:
        """Go on with the robot's cycle where the state allows movement; hold the part as long as the vacuum does."""
        robot, before = self.robot, self.robot.angle
        robot.breathe(self.stores.air, self.severity["gripper-leaks"], TICK)
        may = self.pack.state in POWERED and self.pack.state is not State.STARTING
        if robot.phase is not None and may and not self.waits_for_room():
            robot.elapsed += TICK
            if robot.elapsed >= PHASES[robot.phase][1] - 1e-9:
                self._phase_done()
        if robot.part is not None and robot.phase != 1 and not robot.holds(robot.part.mass):
            robot.part = None
            self.count("Counter.Dropped")
            self.hold("part-dropped")
        robot.moving = robot.angle != before
        self.keep("Robot.Busy", robot.phase is not None)
        self.keep("Robot.Holding", robot.part is not None)

    def _phase_done(self) -> None:
        """Take the part at the end of the grip, lay it down at the end of the release; then the next phase."""
        robot, second = self.robot, self.belts[1]
        name = PHASES[robot.phase][0]
        if name == "grip":
            if second.parts and second.parts[0].front >= REACH:
                robot.part = second.parts.pop(0)
                self.empty_picks = 0
            else:
                self.count("Counter.EmptyPicks")
                self.empty_picks += 1
                if self.empty_picks >= 3:
                    self.empty_picks = 0
                    self.hold("no-part")
        elif name == "release" and robot.part is not None:
            robot.part.front = PART
            self.belts[2].parts.append(robot.part)
            robot.part = None
        robot.phase = robot.phase + 1 if robot.phase + 1 < len(PHASES) else None
        robot.elapsed = 0.0

    def look(self) -> None:
        """Let the photo-eyes look and show what they see."""
        first, second, third = self.belts
        dirt = self.severity["eye2-dirty"]
        second.haze = min(0.75, second.haze + 0.02 * dirt * TICK) if dirt else 0.0
        nose = first.parts[0].front - LENGTH if first.parts else 0.0
        tail = LENGTH + second.back()
        self.light = [first.look(tail, 0.0), second.look(LENGTH + PART, nose), third.look(LENGTH + PART, 0.0)]
        cut = self.severity["eye1-cable"] > 0
        for belt in self.belts:
            self.keep(f"Belt{belt.number}.ExitEye", belt.exit_dark and not (cut and belt is first))
            self.keep(f"Belt{belt.number}.EntryEye", belt.entry_dark)
