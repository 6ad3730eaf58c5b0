"""One stroke of the press: feed, blow, part, and what the frame and the bearing do about it.

Contract: `PressStroke` turns the crank of `press.Press` and moves on all that lies on its way, with the physics of
`press_physics`; it decides nothing. Lengths in m, angles in rad, forces in N; what is shown is in the signals' units.
"""

from math import pi, radians

from labs.equipment.press_control import NEVER, TICK
from labs.equipment.press_physics import (
    CHATTER,
    GEAR,
    NOMINAL_FORCE,
    TURN,
    WEAR_A_STROKE,
    Blank,
    bearing_vibration,
    ram_height,
    ringing,
)

FEED_ANGLE = radians(20)  # the wire is fed once the crank has passed it
HEIGHT, DIAMETER = (12.5, 0.35), (32.9, 0.7)  # mm: k of ISO 4014 M20 grade B; the diameter before trimming is chosen


class PressStroke:
    """`drive`, `blank`, `wear`, `damage`, `parameters`, `kept` are the machine's; `shaken` is the vibration monitor."""

    def _sample_part(self) -> None:
        """Let the "last part" before the first stroke be the sample that the press was set up with."""
        sample = Blank(self.kept["Feed.Length"] / 1000, self.parameters["Wire.Strength"])
        force, _ = sample.upset(self._gap(pi), self._friction(), self.parameters["Frame.Stiffness"])
        self.peak, self.part = force, (sample.height * 1000, sample.diameter * 1000)

    def _gap(self, angle: float) -> float:
        return ram_height(angle) + self.kept["Die.ShutHeight"] / 1000

    def _friction(self) -> float:
        """Return the friction coefficient between die and head: wear and galling raise it."""
        return self.parameters["Wire.Friction"] * (1 + 1.5 * self.wear + 1.5 * self._severity["die-galling"])

    def _move(self) -> None:
        """Turn the crank by one tick: with the flywheel until the brake bites, then braking."""
        drive = self.drive
        self.force = 0.0
        self.since_blow += TICK
        if drive.crank == 0.0 and not self.engaged:
            return
        run = min(TICK, self.brake_in)
        if run > 0.0:
            drive.engage()
            self._turn(drive.crank * run, self.air)
        seconds = 0.0
        if run < TICK and drive.crank > 0.0:
            torque = self.parameters["Brake.Torque"] * (1 - 0.92 * self._severity["brake-worn"])
            turn, seconds = drive.brake(torque, TICK - run)
            self._turn(turn, 0.0)
        if drive.crank == 0.0:
            self.rest(run + seconds)
        elif self.brake_in < NEVER:
            self.brake_in = max(0.0, self.brake_in - TICK)
            self.stopping += TICK

    def _turn(self, turn: float, air: float) -> None:
        """Move the crank by `turn` rad with all that lies on the way: feed, blow, lowest point, top."""
        before, after = self.drive.angle, self.drive.angle + turn
        if before < FEED_ANGLE <= after:
            self._check_zero()
            self._feed()
        if self.blank is not None and before < pi:
            bottom = min(after, pi)
            stiffness = self.parameters["Frame.Stiffness"]
            force, work = self.blank.upset(self._gap(bottom), self._friction(), stiffness)
            if work > 0.0:
                self.drive.blow(work, bottom - before, air)
                self.force = 0.0 if after > pi else force
            if after >= pi:
                self._finish()
        self.drive.angle = after - TURN if after >= TURN else after

    def _check_zero(self) -> None:
        """Note what the load cell says while nothing presses on it, as a force monitor does before every stroke."""
        reading = self.measured.get("Ram.Force", 0.0)
        if reading == reading:  # not broken
            self.keep("Stroke.ZeroForce", reading)

    def _feed(self) -> None:
        """Feed one blank, if the coil still has one."""
        if self.kept["Wire.Remaining"] < self.wire_a_part():
            return
        spread, slip = self._chance.next(), abs(self._chance.next())
        self.keep("Wire.Remaining", self.kept["Wire.Remaining"] - self.wire_a_part())
        length = self.kept["Feed.Length"] / 1000
        length *= 1 + 0.002 * spread - 0.10 * self._severity["feed-slips"] * min(1.0, slip)
        strength = self.parameters["Wire.Strength"] * (1 + 0.3 * self._severity["wire-hard"])
        self.blank = Blank(length, strength * (1 + 0.005 * self._chance.next()))

    def _finish(self) -> None:
        """The lowest point is passed: count and judge the part, wear the die, let the frame ring."""
        blank, self.blank = self.blank, None
        self.peak = blank.peak
        self.part = (blank.height * 1000, blank.diameter * 1000)
        self.since_blow, self.blow_force = 0.0, blank.peak / NOMINAL_FORCE
        self.wear += WEAR_A_STROKE * self.blow_force * (1 + 60 * self._severity["die-galling"])
        self.damage *= 1 + 2e-5 * self.blow_force
        good = (
            abs(self.part[0] - HEIGHT[0]) <= HEIGHT[1]
            and abs(self.part[1] - DIAMETER[0]) <= DIAMETER[1]
            and self.wear < 1
        )
        self.keep("Stroke.PeakVibration", round(self.shaken.taken(), 3))
        for counter in ("Strokes", "DieStrokes", "Good" if good else "Rejected"):
            self.count(f"Counter.{counter}")
        if blank.peak > 1e6:
            self.trip("overload")

    def vibration(self) -> tuple[float, float]:
        """Return the true accelerations (m/s²) at frame and flywheel bearing.

        A blow makes the frame bounce on its mounts; a worn or galled die adds its stick-slip, a second, higher tone.
        """
        drive, t = self.drive, self.since_blow
        damage = min(2.0, self.damage + self._severity["bearing-damage"])
        bearing = bearing_vibration(drive.turned, GEAR * drive.flywheel, damage, self.parameters["Flywheel.Unbalance"])
        if t > 10.0:
            return 0.2 * bearing, bearing
        galled = self.wear + self._severity["die-galling"]
        frame = ringing(3.0 * self.blow_force, self.parameters["Frame.Mount"], 2.5, t)
        frame += ringing(2.5 * self.blow_force * galled, CHATTER, 1.5, t)
        return frame + 0.2 * bearing, bearing + 0.15 * frame
