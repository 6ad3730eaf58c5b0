"""Safety of the robot cell: door, isolators, padlocks, who is inside; and what the start must wait for.

Contract: `CellSafety` is the half of `conveyor.Conveyor` that carries out writes and commands. The six steps of
lock-out/tag-out follow 29 CFR 1910.147 (OSHA) and ISO 14118: stop, isolate power and air, padlock, let the residual
energy go, verify, only then enter. A guard with locking (ISO 14119) keeps the door shut until all stands. The cell
does not keep anybody from entering without lock-out, as no real one does: it counts.
"""

from labs.equipment.declare import interlocked
from labs.simulation.machine import Value
from labs.simulation.states import OperationMode, State

READY_AIR, READY_VOLTAGE = 0.4, 450.0  # MPa, V
STANDING = frozenset({State.STOPPED, State.ABORTED, State.HELD, State.COMPLETE})
LATCHED = frozenset({"estop", "power-lost", "jam", "no-part", "part-dropped"})


class CellSafety:
    """`locks` are the persons whose padlocks hang on the isolators; `bleeding` says that the dump valve is open."""

    def safety_reset(self) -> None:
        """Forget the last run."""
        self.locks: set[int] = set()
        self.bleeding = False

    def write(self, path: str, value: Value) -> None:
        """See Machine."""
        kept = self.kept
        if path == "Door.Open" and value and kept["Door.Locked"]:
            raise interlocked(
                "문이 잠겨 있습니다. Hold나 Stop으로 모두 멈춘 뒤 여십시오.",
                "The door is held locked. Hold or Stop and wait until all stands.",
            )
        if path.startswith("Isolator.") and value and self.locks:
            raise interlocked(
                "자물쇠가 걸려 있어 켤 수 없습니다. 건 사람이 자기 자물쇠를 풀어야 합니다.",
                "It is padlocked. Whoever put a padlock on must take it off.",
            )
        if path.endswith(".Run") and not self.by_hand():
            raise interlocked(
                "벨트는 준비 모드의 EXECUTE에서만 켭니다. SetMode(2)를 쓰십시오.",
                "Belts obey by hand in setup and EXECUTE only: SetMode(2), Reset, Start.",
            )
        self.keep(path, value)
        if path == "EStop.Pressed" and value:
            self.trip("estop")
        elif path.startswith("Isolator.") and value:
            self.keep("Lock.Verified", False)
            self.bleeding = self.bleeding and path != "Isolator.Air"
        self.watch_person()

    def by_hand(self) -> bool:
        """Whether belts and robot obey the operator's own sequence."""
        return self.mode is OperationMode.SETUP and self.pack.state is State.EXECUTE

    def watch_person(self) -> None:
        """Say at once when energy and a person are in the cell together."""
        danger = self.kept["Cell.PersonInside"] and not self.locked_out()
        if danger and "person-in-danger" not in self.tripped:
            self.tripped.add("person-in-danger")
            self.count("Counter.UnsafeEntries")
        elif not danger:
            self.tripped.discard("person-in-danger")

    def locked_out(self) -> bool:
        """Whether both isolators are off and padlocked and nothing dangerous is left."""
        off = not self.kept["Isolator.Power"] and not self.kept["Isolator.Air"]
        return off and bool(self.locks) and not self.stores.dangerous()

    def call(self, command: str, *arguments: Value) -> None:
        """See Machine."""
        special = {
            "SetMode": self._set_mode, "PlacePart": self._place_part, "Pick": self._pick, "BleedAir": self._bleed,
            "ApplyLock": self._apply_lock, "RemoveLock": self._remove_lock, "VerifyZeroEnergy": self._verify,
            "EnterCell": self._enter, "LeaveCell": self._leave, "ClearJam": self._clear_jam,
            "ResetCounters": self._reset_counters,
        }  # fmt: skip
        if command in special:
            special[command](*arguments)
        elif command == "Abort" and self.pack.allows("Abort"):
            self.abort()
        else:
            if self.pack.allows(command):
                self._check(command)
            self.pack.command(command)
            if command == "Clear":
                self.tripped -= LATCHED if not self.kept["Cell.Jammed"] else LATCHED - {"jam"}
            elif command == "Unhold":
                self.tripped -= {"jam", "no-part", "part-dropped"}

    def _check(self, command: str) -> None:
        """Refuse a start that the safety devices do not allow; PlantError "interlock" says why."""
        kept = self.kept
        if command in ("Clear", "Reset") and kept["EStop.Pressed"]:
            raise interlocked(
                "비상정지가 눌려 있습니다. 위험을 없애고 버튼을 되돌린 뒤 하십시오.",
                "The emergency stop is pressed. Remove the danger, release it, then try again.",
            )
        if command not in ("Reset", "Start", "Unhold", "Unsuspend"):
            return
        if self.mode is OperationMode.MAINTENANCE:
            raise interlocked(
                "정비 모드에서는 켤 수 없습니다. SetMode로 준비(2)나 생산(3)을 고르십시오.",
                "No start in maintenance. SetMode to setup (2) or processing (3).",
            )
        if kept["Door.Open"]:
            raise interlocked(
                "셀 문이 열려 있습니다. 안에 사람이 없는지 보고 문을 닫으십시오.",
                "The cell door is open. See that nobody is inside, then close it.",
            )
        if self.stores.voltage < READY_VOLTAGE or self.stores.air < READY_AIR:
            raise interlocked(
                "전원이나 공기가 없습니다. 차단기와 밸브를 켜고 잠시 기다리십시오.",
                "There is no power or no air. Switch the isolators on and wait a little.",
            )
        if kept["Cell.Jammed"]:
            raise interlocked(
                "걸린 부품이 있습니다. 잠금·표지(LOTO) 뒤 ClearJam으로 꺼내십시오.",
                "A part is jammed. Lock out and take it out with ClearJam.",
            )

    def _set_mode(self, mode: int) -> None:
        if self.pack.state not in (State.STOPPED, State.ABORTED):
            raise interlocked(
                "모드는 STOPPED나 ABORTED 상태에서만 바꿀 수 있습니다. Stop을 먼저 하십시오.",
                "The mode changes in STOPPED or ABORTED only. Stop the line first.",
            )
        self.mode = OperationMode(mode)
        self.keep("Status.OperationMode", mode)
        self.show_state()

    def _place_part(self) -> None:
        if not self.feed():
            raise interlocked(
                "벨트 1 입구에 자리가 없습니다. 앞의 부품이 지나가기를 기다리십시오.",
                "There is no room at the start of belt 1. Wait for the part before.",
            )

    def _pick(self) -> None:
        if not self.by_hand():
            raise interlocked(
                "Pick은 준비 모드의 EXECUTE에서만 쓸 수 있습니다. SetMode(2) 뒤 Reset, Start를 하십시오.",
                "Pick works in setup and EXECUTE only: SetMode(2), then Reset and Start.",
            )
        if self.robot.phase is not None:
            raise interlocked(
                "로봇이 아직 일하고 있습니다. Robot.Busy가 꺼지기를 기다리십시오.",
                "The robot is still at work. Wait until Robot.Busy is off.",
            )
        self.start_robot()

    def _bleed(self) -> None:
        if self.kept["Isolator.Air"]:
            raise interlocked(
                "공기 차단 밸브가 열려 있습니다. 먼저 닫으십시오.", "The air isolator is open. Close it first."
            )
        self.bleeding = True

    def _apply_lock(self, person: int) -> None:
        if self.kept["Isolator.Power"] or self.kept["Isolator.Air"]:
            raise interlocked(
                "전원과 공기를 모두 끈 뒤에 자물쇠를 거십시오.", "Switch off power and air before putting a padlock on."
            )
        self.locks.add(person)
        self.keep("Lock.Count", len(self.locks))
        self.show_state()

    def _remove_lock(self, person: int) -> None:
        if person not in self.locks:
            raise interlocked(
                "이 사람의 자물쇠는 걸려 있지 않습니다. 자기 것만 풀 수 있습니다.",
                "This person has no padlock here. Only one's own may be removed.",
            )
        self.locks.discard(person)
        self.keep("Lock.Count", len(self.locks))
        self.show_state()
        self.keep("Lock.Verified", False)
        self.watch_person()

    def _verify(self) -> None:
        if not self.locks:
            raise interlocked("먼저 차단하고 자물쇠를 거십시오.", "Isolate and put a padlock on first.")
        if self.stores.dangerous():
            raise interlocked(
                f"아직 {self.stores.voltage:.0f} V, {self.stores.air:.2f} MPa가 남았습니다. 기다리거나 빼십시오.",
                f"There are still {self.stores.voltage:.0f} V and {self.stores.air:.2f} MPa. Wait, or bleed the air.",
            )
        self.keep("Lock.Verified", True)

    def _enter(self) -> None:
        if not self.kept["Door.Open"]:
            raise interlocked(
                "문이 닫혀 있습니다. 모두 멈춘 뒤 문을 여십시오.", "The door is closed. Stop everything and open it."
            )
        self.keep("Cell.PersonInside", True)
        self.watch_person()

    def _leave(self) -> None:
        if not self.kept["Door.Open"]:
            raise interlocked(
                "문이 닫혀 있습니다. 문을 열어야 나올 수 있습니다.", "The door is closed. Open it to come out."
            )
        self.keep("Cell.PersonInside", False)
        self.watch_person()

    def _clear_jam(self) -> None:
        if not self.kept["Cell.PersonInside"]:
            raise interlocked(
                "셀 밖에서는 손이 닿지 않습니다. 잠금·표지(LOTO) 뒤 EnterCell을 하십시오.",
                "It cannot be reached from outside. Lock out, then EnterCell.",
            )
        if not self.kept["Cell.Jammed"]:
            raise interlocked(
                "걸린 부품이 없습니다. 센서와 카운터를 확인하십시오.",
                "There is no jammed part. Look at eyes and counters.",
            )
        self.remove_jammed()

    def _reset_counters(self) -> None:
        on_the_way = self.inside()
        for path in [path for path in self.kept if path.startswith("Counter.")]:
            self.keep(path, on_the_way if path == "Counter.In" else 0)
