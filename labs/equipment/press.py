"""Cold-heading press: a crank press that upsets the heads of M20 bolts from wire, with its safety functions.

Contract: `press_stroke` moves, `press_control` decides, `press_operation` obeys people; this module joins them. PackML
states: RESETTING starts the motor and brings the ram to the top, EXECUTE makes parts, HELD and SUSPENDED (no wire) wait
at the top with the motor on, STOPPED is motor off with a flywheel that runs on for minutes, ABORTED is stopped at once.
Modes: PROCESSING, stroke after stroke behind a closed guard. SETUP, one stroke for each two-hand actuation (ISO 13851
type III), at most 20 a minute, guard open or closed; letting go while the ram closes stops it. MAINTENANCE, no motor;
the die may be changed once the flywheel stands. Interlocks as in EN ISO 16092-2 (mechanical presses: overrun, air
pressure, interlocked guard) and ISO 13850 (releasing the emergency stop starts nothing). Parameters are chosen for a
1000 kN press of 15 to 45 strokes a minute; below 15 its flywheel could not give the blow. Figures that come from a
source stand with it in `press_physics`.
"""

from collections.abc import Mapping
from math import degrees

from labs.equipment import press_signals as declared
from labs.equipment.chance import drawn
from labs.equipment.peak import Peak
from labs.equipment.press_commissioning import Commissioning
from labs.equipment.press_control import TICK
from labs.equipment.press_operation import COIL
from labs.equipment.press_physics import (
    AIR_NOMINAL,
    GEAR,
    TURN,
    Blank,
    Drive,
)
from labs.equipment.press_stroke import PressStroke
from labs.equipment.safety import TwoHand
from labs.simulation.faults import Fault
from labs.simulation.machine import Value
from labs.simulation.noise import NormalStream, stream
from labs.simulation.states import OperationMode, PackML, State

NOMINAL = {  # value and half-width of its variation from seed to seed, relative
    "Flywheel.Inertia": (6700.0, 0.05),  # kg m² at the crank, that is 419 at the flywheel
    "Flywheel.Friction": (150.0, 0.10),  # N m at the crank
    "Motor.MaximumTorque": (4000.0, 0.05),  # N m at the crank
    "Brake.Torque": (12_000.0, 0.05),  # N m
    "Frame.Stiffness": (1.1e9, 0.05),  # N/m
    "Frame.Mount": (7.3, 0.05),  # Hz, bounce on the mounts
    "Wire.Strength": (530e6, 0.04),  # Pa, K of the flow curve, one coil like the other
    "Wire.Friction": (0.10, 0.10),
    "Bearing.Resistance": (0.125, 0.05),  # K/W to the room
    "Bearing.Capacity": (4800.0, 0.05),  # J/K
    "Flywheel.Unbalance": (0.3, 0.3),  # m/s² at 30 strokes a minute
    "Room.Temperature": (22.0, 0.1),  # °C
}
DURATIONS = {State.CLEARING: 1.0, State.STARTING: 1.0, State.UNHOLDING: 0.5, State.UNSUSPENDING: 0.5}
BEARING_SHARE = 0.4  # of the friction heat; the rest goes into clutch, guides and air


class Press(Commissioning, PressStroke):
    """See the module. `drive` holds speeds and angle; `wear` and `damage` 0..1 and above are the hidden conditions."""

    name = "press"
    title = declared.TITLE
    signals = declared.SIGNALS
    commands = declared.COMMANDS
    faults = declared.FAULTS
    alarms = declared.ALARMS
    identification = declared.IDENTIFICATION
    parameter_names = tuple(NOMINAL)
    start_names = (
        "Running", "Mode", "Commissioning", "Die.Wear", "Bearing.Damage", "Wire.Remaining", "Bearing.Temperature",
    )  # fmt: skip
    tick_seconds = TICK

    def reset(self, seed: int, start: Mapping[str, Value], parameters: Mapping[str, float]) -> None:
        """See Machine. `Running` starts in EXECUTE with the flywheel at speed, `Mode` is 1, 2 or 3."""
        self.parameters = drawn(seed, self.name, NOMINAL)
        self.parameters.update(parameters)
        self._chance = NormalStream(stream(seed, self.name, "process:blank"))
        self._severity = dict.fromkeys((fault.id for fault in self.faults), 0.0)
        self.kept = {signal.path: 0 for signal in self.signals if signal.held}
        self.kept.update({signal.path: False for signal in self.signals if signal.type == "Boolean"})
        self.kept.update({"Speed.Setpoint": 30.0, "Feed.Length": 40.0, "Die.ShutHeight": 12.0, "Brake.StopTime": 0.0})
        self.kept.update({"Watchdog.Time": 0.0, "Stroke.ZeroForce": 0.0, "Stroke.PeakVibration": 0.0})
        self.kept["Wire.Remaining"] = float(start.get("Wire.Remaining", COIL))
        self.hands = [False, False]
        self.commissioning_reset(bool(start.get("Commissioning")))
        self.drive = Drive(self.parameters)
        self.two_hand = TwoHand(TICK)
        self.mode = OperationMode(int(start.get("Mode", OperationMode.PROCESSING)))
        running = bool(start.get("Running"))
        self.pack = PackML(DURATIONS, TICK, self._state_changed, State.EXECUTE if running else State.STOPPED)
        self.keep("Status.OperationMode", int(self.mode))
        self.show_state()
        self.wear, self.damage = float(start.get("Die.Wear", 0.02)), float(start.get("Bearing.Damage", 0.0))
        self.room = self.parameters["Room.Temperature"]
        self.bearing = float(start.get("Bearing.Temperature", self.room + 27.0 if running else self.room))
        self.air, self.energy, self.power = AIR_NOMINAL, 0.0, 0.0
        self.blank: Blank | None = None
        self.shaken = Peak()
        self.force = self.blow_force = 0.0
        self.since_blow = 1e3  # s
        self.control_reset()
        for path, value in start.items():
            if path in declared.WRITABLE:
                self.write(path, value)
        if running:
            self.keep("Motor.On", True)
            self.drive.flywheel = self.target() or 0.0
        self._sample_part()

    def target(self) -> float | None:
        """Return the speed the motor is told (rad/s at the crank), None when it is off."""
        if not self.kept["Motor.On"]:
            return None
        strokes = self.kept["Speed.Setpoint"]
        return min(strokes, 20.0 if self.mode is OperationMode.SETUP else strokes) * TURN / 60

    def step(self, dt: float) -> None:
        """See Machine."""
        for _ in range(round(dt / TICK)):
            self.shaken.see(self.measured.get("Vibration.Bearing", 0.0))
            self.decide()
            self._supply()
            self._move()
            self.pack.tick()

    def _supply(self) -> None:
        """Motor, flywheel, bearing heat, air."""
        drive, damage = self.drive, min(2.0, self.damage + self._severity["bearing-damage"])
        target = self.target()
        rubbed = drive.friction_work
        drive.spin(target, 1 - 0.75 * self._severity["motor-weak"], damage, TICK)
        heat = BEARING_SHARE * (drive.friction_work - rubbed)
        p = self.parameters
        loss = (self.bearing - self.room) / p["Bearing.Resistance"] * TICK
        self.bearing += (heat - loss) / p["Bearing.Capacity"]
        # Slip is lost in the motor: it takes torque times its synchronous speed.
        self.power = 0.0 if target is None else drive.torque * target / 0.9 + 150.0
        self.energy += self.power * TICK
        self.air += (AIR_NOMINAL - 0.35 * self._severity["air-leak"] - self.air) * TICK / 15.0

    def truths(self) -> list[float]:
        """See Machine; in the order of `press_signals.SIGNALS`."""
        drive = self.drive
        return [
            degrees(drive.angle), self.force / 1000, drive.current(self.kept["Motor.On"]),
            drive.flywheel * GEAR * 60 / TURN, *self.vibration(), self.bearing, self.air, *self.part, self.peak / 1000,
            self.energy / 3.6e6, self.power / 1000,
        ]  # fmt: skip

    def shown(self) -> list[float]:
        """Peak force and energy are counted without error."""
        return [0.0] * 10 + [self.peak / 1000, self.energy / 3.6e6, 0.0]

    def set_fault(self, fault: Fault, severity: float) -> None:
        """See Machine."""
        self._severity[fault.id] = severity
        if fault.id == "hand-left-stuck":
            self.show_hands()
