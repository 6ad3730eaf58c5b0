"""Commissioning of the press's safety program: its own safety controller is unplugged, a program takes its place.

Contract: `Commissioning` is the part of `press.Press` between a program under test and the press: a remote I/O station
on a fieldbus. With `Commissioning` in a scenario's [start], guard, emergency stop, reset and hand buttons stop nothing
by themselves: they are inputs of the program, and in EXECUTE of SETUP the clutch follows its output `Clutch.Command`
alone, stroke after stroke. As a station on a safety network does (IEC 61784-3: a message that is late is a fault), this
one sends a life sign and, where `Watchdog.Time` is not 0, switches its output off when none arrived for so long. While
the link is lost, the inputs stand still for the program, and what it writes does not arrive. Such a trial belongs on a
model, never on a real press.
"""

from labs.equipment.declare import interlocked
from labs.equipment.press_control import TICK
from labs.equipment.press_operation import PressOperation
from labs.simulation.machine import Value

INPUTS = ("Guard.Open", "EStop.Pressed", "Reset.Pressed")
LIFE = 2  # ticks between two counts of the life sign: 0.1 s


class Commissioning(PressOperation):
    """`commissioning`: a program is in charge; `inputs_now`: what the sensors say; `valve`: the output that arrived."""

    def commissioning_reset(self, commissioning: bool) -> None:
        """Forget the last run."""
        self.commissioning = commissioning
        self.inputs_now = dict.fromkeys(INPUTS, False)
        self.valve = False
        self._watchdog = 0.0  # s, as the station knows it
        self._silent = 0  # ticks since an output arrived
        self._life = 0

    def linked(self) -> bool:
        """Whether program and station hear one another."""
        return self._severity["link-lost"] == 0

    def decide(self) -> None:
        """See PressControl; before it the station does its part."""
        if self.commissioning:
            self._exchange()
        super().decide()

    def _exchange(self) -> None:
        """Once a tick: count life, show the inputs, and let the output go when it is too old."""
        self._life += 1
        if self.linked():
            self._show_inputs()
            self.keep("Link.Heartbeat", self._life // LIFE)
        self._silent += 1
        if self._watchdog and self._silent * TICK > self._watchdog + 1e-9:
            self.valve = False

    def _show_inputs(self) -> None:
        for path, value in self.inputs_now.items():
            self.keep(path, value)
        self.show_hands()

    def show_hands(self) -> None:
        """See PressControl; without the link the program sees them as they were."""
        if not self.commissioning or self.linked():
            super().show_hands()

    def by_hand(self, output: bool) -> None:
        """See PressControl; under test the clutch follows the program."""
        if not self.commissioning:
            super().by_hand(output)
        elif not self.valve:
            self.stop_now()
        elif self.at_rest():
            self.engage()

    def write(self, path: str, value: Value) -> None:
        """See Machine."""
        if path in ("Clutch.Command", "Watchdog.Time"):
            self._receive(path, value)
        elif self.commissioning and path in INPUTS:
            self.inputs_now[path] = value
            if self.linked():
                self.keep(path, value)
        else:
            super().write(path, value)

    def _receive(self, path: str, value: Value) -> None:
        """Take what the program sends, unless the link is lost."""
        if value and not self.commissioning:
            raise interlocked(
                "클러치는 프레스의 안전 제어기가 움직입니다. 시운전 시나리오에서 쓰십시오.",
                "The press's safety controller has the clutch. Use a commissioning scenario.",
            )
        self.keep(path, value)
        if not self.linked():
            return
        if path == "Watchdog.Time":
            self._watchdog = value
        else:
            self.valve, self._silent = value, 0
