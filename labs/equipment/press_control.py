"""What the press's controller decides: states, stroke by stroke; stops; interlocks of writes and commands.

Contract: `PressControl` is the half of `press.Press` that acts on the physics of the other half: it says when the
clutch engages and when the brake bites, and never changes a physical value itself, but for new wire and a new die.
"""

from math import pi, radians

from labs.equipment.declare import interlocked
from labs.equipment.packml_machine import PackMLMachine
from labs.equipment.press_physics import CRANK_INERTIA, TURN, VALVE_DELAY
from labs.simulation.machine import Value
from labs.simulation.states import OperationMode, State

TICK = 0.05  # s
TOP = radians(15)  # within so much of the top the ram counts as being there
OVERRUN = radians(12)  # beyond the top: the brake is too weak (EN ISO 16092-2, overrun monitoring)
AIR_LEAST = 0.4  # MPa
STANDING = 0.02 * pi  # rad/s of the flywheel at the crank
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
COIL = 400.0  # m
LATCHED = frozenset({"estop", "guard-opened", "overrun", "air-lost", "overload", "stalled"})


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

    def write(self, path: str, value: Value) -> None:
        """See Machine."""
        if path in ("Hand.Left", "Hand.Right"):
            self.hands[path == "Hand.Right"] = value
            self.show_hands()
            return
        if path in ("Die.ShutHeight", "Feed.Length") and not self.at_rest():
            raise interlocked("움직이는 동안에는 금형과 이송을 조정할 수 없습니다. Hold로 멈춘 뒤 조정하십시오.",
                              "Die and feed cannot be adjusted during movement. Hold the press first.")  # fmt: skip
        self.keep(path, value)
        if path == "EStop.Pressed" and value:
            self.trip("estop")

    def call(self, command: str, *arguments: Value) -> None:
        """See Machine."""
        if command == "SetMode":
            self._set_mode(OperationMode(arguments[0]))
        elif command == "ChangeDie":
            self._require_locked_out()
            self.wear = 0.0
            self.keep("Counter.DieStrokes", 0)
        elif command == "LoadCoil":
            if not self.at_rest():
                raise interlocked("움직이는 동안에는 코일을 걸 수 없습니다. Hold로 멈추십시오.",
                                  "A coil cannot be loaded during movement. Hold the press first.")  # fmt: skip
            self.keep("Wire.Remaining", COIL)
            self.tripped.discard("wire-out")
        elif command == "ResetCounters":
            for counter in ("Strokes", "Good", "Rejected", "Trips"):
                self.keep(f"Counter.{counter}", 0)
        elif command == "Abort" and self.pack.allows("Abort"):
            self._abort()
        else:
            if self.pack.allows(command):
                self._check(command)
            self.pack.command(command)
            if command == "Clear":
                self.tripped -= LATCHED

    def _check(self, command: str) -> None:
        """Refuse what the safety devices do not allow; PlantError "interlock" says which."""
        kept, processing = self.kept, self.mode is OperationMode.PROCESSING
        if command in ("Clear", "Reset") and kept["EStop.Pressed"]:
            raise interlocked("비상정지가 눌려 있습니다. 위험을 없애고 버튼을 되돌린 뒤 하십시오.",
                              "The emergency stop is pressed. Remove the danger, release it, then try again.")  # fmt: skip
        if command == "Reset" and self.mode is OperationMode.MAINTENANCE:
            raise interlocked("정비 모드에서는 켤 수 없습니다. SetMode로 준비(2)나 생산(3)을 고르십시오.",
                              "No start in maintenance. SetMode to setup (2) or processing (3).")  # fmt: skip
        guarded = command == "Reset" or (processing and command in ("Start", "Unhold", "Unsuspend"))
        if guarded and kept["Guard.Open"]:
            raise interlocked("가드가 열려 있습니다. 가드를 닫은 뒤 다시 하십시오.",
                              "The guard is open. Close it, then try again.")  # fmt: skip
        if command in ("Reset", "Start", "Unhold", "Unsuspend") and self.air < AIR_LEAST:
            raise interlocked("공기압이 0.4 MPa보다 낮습니다. 누설을 막고 압력이 오르기를 기다리십시오.",
                              "The air pressure is below 0.4 MPa. Stop the leak and wait for the pressure.")  # fmt: skip
        if command == "Unsuspend" and "wire-out" in self.tripped:
            raise interlocked("선재가 없습니다. LoadCoil로 코일을 거십시오.",
                              "There is no wire. Load a coil with LoadCoil.")  # fmt: skip

    def _set_mode(self, mode: OperationMode) -> None:
        if self.pack.state not in (State.STOPPED, State.ABORTED):
            raise interlocked("모드는 STOPPED나 ABORTED 상태에서만 바꿀 수 있습니다. Stop을 먼저 하십시오.",
                              "The mode changes in STOPPED or ABORTED only. Stop the press first.")  # fmt: skip
        self.mode = mode
        self.keep("Status.OperationMode", int(mode))
        self.show_state()

    def _require_locked_out(self) -> None:
        """Refuse work in the die while it could move: the flywheel keeps its energy long after the motor is off."""
        if self.mode is not OperationMode.MAINTENANCE:
            raise interlocked("정비 모드에서만 할 수 있습니다. 정지한 뒤 SetMode로 정비(1)를 고르십시오.",
                              "Only in maintenance. Stop the press, then SetMode to maintenance (1).")  # fmt: skip
        if self.drive.flywheel > STANDING:
            raise interlocked("플라이휠이 아직 돌고 있습니다(잔류 에너지). 멈출 때까지 기다리십시오.",
                              "The flywheel still turns: residual energy. Wait until it stands.")  # fmt: skip
