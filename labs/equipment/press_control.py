"""What the press's controller decides: states, stroke by stroke, and when to stop.

Contract: `PressControl` is the half of `press.Press` that acts on the physics of the other half: it says when the
clutch engages and when the brake bites, and changes no physical value itself. People act through `press_operation`.
"""

from math import pi, radians

from labs.equipment.packml_machine import PackMLMachine
from labs.equipment.press_physics import CRANK_INERTIA, TURN, VALVE_DELAY
from labs.simulation.states import OperationMode, State

TICK = 0.05  # s
TOP = radians(15)  # within so much of the top the ram counts as being there
OVERRUN = radians(12)  # beyond the top: the brake is too weak (EN ISO 16092-2, overrun monitoring)
AIR_LEAST = 0.4  # MPa
LONE_HAND = 5.0  # s
MOVING = frozenset(
    {
        State.RESETTING, State.STARTING, State.EXECUTE, State.HOLDING, State.UNHOLDING, State.SUSPENDING,
        State.UNSUSPENDING, State.STOPPING, State.COMPLETING,
    }
)  # fmt: skip
TO_TOP = frozenset({State.HOLDING, State.SUSPENDING, State.STOPPING, State.COMPLETING})
NEVER = 1e9  # s
SHANK = 0.105  # m of wire in a bolt besides its head


class PressControl(PackMLMachine):
    """`engaged`: clutch; `brake_in`: s until the brake bites (NEVER = released); `stopping`: s since its command."""

    def control_reset(self) -> None:
        """Forget the last run."""
        self.engaged = False
        self.brake_in = NEVER
        self.stopping = 0.0
        self._single = False  # a two-hand stroke is under way
        self._hands_before = False
        self._alone = 0
        self._for_top = False  # the brake was commanded so as to stop at the top

    def decide(self) -> None:
        """Act once a tick on state, safety devices and crank."""
        output = self.two_hand.tick(*self.inputs())
        self._watch_hands()
        self._watch_safety()
        state = self.pack.state
        if state is State.EXECUTE and self.mode is OperationMode.PROCESSING:
            self._produce()
        elif state is State.EXECUTE:
            self.by_hand(output)
        elif state in TO_TOP:
            self._finish_stroke()
        elif state is State.RESETTING:
            self._make_ready()
        elif state is State.ABORTING:
            self.stop_now()
            if self.at_rest():
                self.pack.complete()
        self._hands_before = output

    def _watch_safety(self) -> None:
        """Stop a movement that guard or air no longer allow."""
        state = self.pack.state
        if state in MOVING:
            if self.kept["Guard.Open"] and (self.mode is OperationMode.PROCESSING or state is State.RESETTING):
                self.trip("guard-opened")
            elif self.air < AIR_LEAST:
                self.trip("air-lost")

    def _finish_stroke(self) -> None:
        """Come to rest, at the top where a guard allows it, and say so; stopped, the motor goes off."""
        if self.mode is not OperationMode.PROCESSING:
            self.stop_now()
        else:
            self._stop_at_top()
        if self.at_rest():
            if self.pack.state is State.STOPPING:
                self.keep("Motor.On", False)
            self.pack.complete()

    def inputs(self) -> tuple[bool, bool]:
        """Return what the controller gets from the two hand buttons."""
        return self.hands[0] or self._severity["hand-left-stuck"] > 0, self.hands[1]

    def show_hands(self) -> None:
        """Show the buttons' signals."""
        left, right = self.inputs()
        self.keep("Hand.Left", left)
        self.keep("Hand.Right", right)

    def _watch_hands(self) -> None:
        left, right = self.inputs()
        self._alone = self._alone + 1 if left != right else 0
        if self._alone > LONE_HAND / TICK:
            self.tripped.add("hand-disagrees")
        elif not left and not right:
            self.tripped.discard("hand-disagrees")

    def unavailable(self) -> bool:
        """See PackMLMachine."""
        return self.mode is OperationMode.MAINTENANCE

    def at_rest(self) -> bool:
        """Whether the crank stands and the clutch is off."""
        return self.drive.crank == 0.0 and not self.engaged

    def at_top(self) -> bool:
        """Whether the ram is at the top."""
        return self.drive.angle < TOP or self.drive.angle > TURN - TOP

    def _produce(self) -> None:
        """Stroke after stroke; when the coil is used up, wait for another."""
        if self.kept["Wire.Remaining"] < self.wire_a_part() and self.blank is None:
            self.tripped.add("wire-out")
            self.pack.command("Suspend")
        elif not self.engaged and self.at_rest():
            self.engage()

    def by_hand(self, output: bool) -> None:
        """One stroke for each two-hand actuation, from the top round to the top."""
        closing = self.drive.angle < pi
        if output and not self._hands_before and self.at_rest():
            self._single = True
            self.engage()
        if self._single and self.engaged:
            if closing and not output:
                self.stop_now()
            elif not closing:
                self._stop_at_top()

    def _make_ready(self) -> None:
        """Start the motor, wait for the flywheel, bring the ram to the top."""
        self.keep("Motor.On", True)
        if self.drive.flywheel < 0.9 * self.target() and not self.engaged:
            return
        if not self.at_rest():
            self._stop_at_top()
        elif self.at_top():
            self.pack.complete()
        else:
            self.engage()

    def engage(self) -> None:
        """Release the brake and let the clutch engage."""
        self.engaged, self.brake_in, self.stopping, self._for_top = True, NEVER, 0.0, False
        self.keep("Clutch.Engaged", True)

    def stop_now(self) -> None:
        """Clutch off, brake on: it bites after the valve's delay."""
        if self.engaged:
            self._release(0.0)

    def _stop_at_top(self) -> None:
        """Command the brake so early that a sound one stops the crank at the top; if too late, go round once more."""
        speed = self.drive.crank
        if not self.engaged or speed == 0.0:
            return
        slowing = self.parameters["Brake.Torque"] / CRANK_INERTIA
        lead = speed * VALVE_DELAY + speed * speed / (2 * slowing)
        command_in = (TURN - lead - self.drive.angle) / speed
        if 0 <= command_in < TICK:
            self._release(command_in)
            self._for_top = True

    def _release(self, command_in: float) -> None:
        self.engaged = False
        self.brake_in, self.stopping = command_in + VALVE_DELAY, -command_in
        self.keep("Clutch.Engaged", False)

    def rest(self, seconds: float) -> None:
        """The crank came to rest `seconds` into this tick."""
        stopped = not self.engaged
        if stopped:
            self.keep("Brake.StopTime", round(self.stopping + seconds, 4))
        self.engaged, self.brake_in, self.stopping, self._single = False, NEVER, 0.0, False
        self.keep("Clutch.Engaged", False)
        if not stopped:
            self.trip("stalled")
        elif self._for_top and OVERRUN < self.drive.angle < pi:
            self.trip("overrun")

    def trip(self, alarm: str) -> None:
        """Stop at once for the reason that `alarm` names; it stays until Clear."""
        self.tripped.add(alarm)
        if self.pack.allows("Abort"):
            self._abort()

    def _abort(self) -> None:
        self.pack.command("Abort")
        self.keep("Motor.On", False)
        self.count("Counter.Trips")

    def wire_a_part(self) -> float:
        """Return the wire one bolt takes (m)."""
        return self.kept["Feed.Length"] / 1000 + SHANK
