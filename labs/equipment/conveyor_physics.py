"""Physics of the conveyor line: belts that carry parts, a robot that moves them, stores of energy.

Contract: parts have a front position (m) on their belt and never overlap; nothing appears or vanishes here but through
the lists. SI units. Sources: slider-bed conveyor, pull F = μ (m_belt + m_load) g (CEMA 402; Habasit, "Fabric Conveyor
Belts Engineering Guide"); suction force F = (m/μ)(g + a) S for a part held by its side (Schmalz, "Vacuum Knowledge");
RC discharge of a frequency converter's intermediate circuit. Figures without a source are chosen.
"""

from dataclasses import dataclass
from math import cos, exp, pi, sqrt

LENGTH = 2.0  # m of each belt
PART = 0.25  # m
GRAVITY = 9.81
BED_FRICTION, SLIDE_FRICTION = 0.30, 0.40  # belt on its bed; a part that is held back on a moving belt
BELT_MASS = 12.0  # kg
RAMP, STOP_RAMP = 0.5, 2.0  # m/s²: the drive's ramp, and the stop that safety demands
ENTRY_EYE, EXIT_EYE = 0.10, LENGTH - 0.12  # m
MAGNETISING, CURRENT_PER_FORCE = 0.8, 0.015  # A, A/N
DRIVE_EFFICIENCY = 0.7
CUP_AREA = 2.5e-3  # m²
CUP_FRICTION, CUP_SAFETY, ROBOT_ACCELERATION = 0.5, 1.0, 5.0
VACUUM = 70e3  # Pa below the surrounding air, from 0.6 MPa of compressed air
AIR_NOMINAL, DC_NOMINAL = 0.6, 560.0  # MPa, V
SAFE_AIR, SAFE_VOLTAGE = 0.05, 60.0  # MPa chosen; V of IEC 60204-1, 6.2.4
DC_CHARGE, DC_DISCHARGE, AIR_FILL, AIR_BLEED, AIR_SEEP = 0.5, 40.0, 3.0, 2.0, 1800.0  # s, time constants
HOME = 45.0  # degrees; 0 is over belt 2, 90 over belt 3


@dataclass(slots=True)
class Part:
    """One part: number, mass (kg), position of its front on its belt (m); `stuck` = jammed."""

    number: int
    mass: float
    front: float = PART
    stuck: bool = False


class Belt:
    """One belt: `parts` from the leading one on; `speed` in m/s; `light` is the share of light at the exit eye."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.parts: list[Part] = []
        self.speed = 0.0
        self.force = 0.0  # N the drive pulls with
        self.haze = 0.0  # share of light that dirt takes away at the exit eye
        self.exit_dark = self.entry_dark = False

    def back(self) -> float:
        """Return where the last part ends (m): negative while it still lies half on the belt before."""
        return self.parts[-1].front - PART if self.parts else LENGTH

    def drive(self, wanted: float, ramp: float, slip: float, drag: float, dt: float) -> None:
        """Bring the speed towards `wanted` (m/s); `slip` is lost between drum and belt, `drag` multiplies friction."""
        wanted *= 1 - slip
        before = self.speed
        change = ramp * dt
        if wanted > before:
            self.speed = min(wanted, before + change)
        else:
            self.speed = max(wanted, before - change)
        mass = BELT_MASS + sum(part.mass for part in self.parts)
        friction = BED_FRICTION * drag * mass * GRAVITY if self.speed > 0 else 0.0
        self.force = max(0.0, friction + mass * (self.speed - before) / dt)

    def carry(self, dt: float, leave: float) -> Part | None:
        """Move the parts, the leading one as far as `leave` m. Return one that left: its middle is past the end."""
        way = self.speed * dt
        limit, held = leave, 0.0
        for part in self.parts:
            target = part.front if part.stuck else part.front + way
            if target > limit:
                target = max(part.front, limit)
            if way > 0 and target < part.front + 0.5 * way:
                held += part.mass
            part.front = target
            limit = target - PART
        self.force += (SLIDE_FRICTION * held * GRAVITY) if self.speed > 0 else 0.0
        if self.parts and self.parts[0].front > LENGTH + PART / 2:
            return self.parts.pop(0)
        return None

    def look(self, tail: float, nose: float) -> float:
        """Let the photo-eyes look: dark below 40 % of light, bright again above 50 %. Return the exit eye's light (%).

        `tail` is where a part that is already on the next belt ends on this one (LENGTH or more: nowhere), `nose` where
        one of the belt before begins to reach in (0 or less: nowhere).
        """
        covered, entry = tail <= EXIT_EYE, nose >= ENTRY_EYE
        for part in self.parts:
            front, back = part.front, part.front - PART
            covered = covered or back <= EXIT_EYE <= front
            entry = entry or back <= ENTRY_EYE <= front
        light = 2.0 if covered else 100.0 * (1 - self.haze)
        self.exit_dark = light < (50.0 if self.exit_dark else 40.0)
        self.entry_dark = entry
        return light

    def current(self, powered: bool) -> float:
        """Return the drive's current (A)."""
        return sqrt((MAGNETISING * (self.speed > 0)) ** 2 + (CURRENT_PER_FORCE * self.force) ** 2) if powered else 0.0


# Phases of the robot's cycle: name, seconds, from and to which angle (degrees).
PHASES = (
    ("reach", 0.8, HOME, 0.0), ("grip", 0.4, 0.0, 0.0), ("carry", 1.2, 0.0, 90.0), ("release", 0.3, 90.0, 90.0),
    ("return", 0.6, 90.0, HOME),
)  # fmt: skip


class Robot:
    """Pick-and-place robot: `phase` indexes PHASES, None when it rests at home; `part` is what it holds."""

    def __init__(self) -> None:
        self.phase: int | None = None
        self.elapsed = 0.0
        self.part: Part | None = None
        self.vacuum = 0.0  # Pa
        self.moving = False

    @property
    def angle(self) -> float:
        """Angle of the arm (degrees), smooth between the ends of a phase."""
        if self.phase is None:
            return HOME
        _, seconds, start, end = PHASES[self.phase]
        return start + (end - start) * 0.5 * (1 - cos(pi * min(1.0, self.elapsed / seconds)))

    @property
    def sucks(self) -> bool:
        """Whether the ejector is on: from the grip until the release."""
        return self.phase in (1, 2) or (self.phase == 3 and self.part is not None)

    def breathe(self, air: float, leak: float, dt: float) -> None:
        """Let the vacuum follow the ejector; `leak` 0..1 takes three quarters of it."""
        target = VACUUM * (1 - 0.75 * leak) * min(1.0, air / AIR_NOMINAL) if self.sucks else 0.0
        self.vacuum += (target - self.vacuum) * (1 - exp(-dt / 0.1))

    def holds(self, mass: float) -> bool:
        """Whether the cups hold `mass` (kg) while the arm swings."""
        need = mass * (GRAVITY + ROBOT_ACCELERATION) / CUP_FRICTION * CUP_SAFETY
        return self.vacuum * CUP_AREA >= need


class Stores:
    """Energy that stays when the isolators are off: the drives' capacitors (V) and the air receiver (MPa)."""

    def __init__(self) -> None:
        self.voltage, self.air = DC_NOMINAL, AIR_NOMINAL

    def settle(self, power: bool, supply: bool, bleed: bool, worn: float, dt: float) -> None:
        """Move on by `dt`: charging, discharging, filling, seeping, bleeding.

        `worn` 0..1 is the ageing of the resistor that discharges the capacitors: at 1 it takes four times as long.
        """
        target, constant = (DC_NOMINAL, DC_CHARGE) if power else (0.0, DC_DISCHARGE * (1 + 3 * worn))
        self.voltage += (target - self.voltage) * (1 - exp(-dt / constant))
        if supply:
            target, constant = AIR_NOMINAL, AIR_FILL
        else:
            target, constant = 0.0, AIR_BLEED if bleed else AIR_SEEP
        self.air += (target - self.air) * (1 - exp(-dt / constant))

    def dangerous(self) -> bool:
        """Whether enough is left to hurt."""
        return self.voltage > SAFE_VOLTAGE or self.air > SAFE_AIR
