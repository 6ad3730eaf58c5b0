"""Physics of the cold-heading press: forming, crank and flywheel, bearing heat, vibration.

Contract: plain functions and `Drive`, in SI units; no interlocks, no chance. Sources:
forming: K. Lange (ed.), "Handbook of Metal Forming", 1985, and S. Kalpakjian, S. Schmid, "Manufacturing Engineering
  and Technology": flow stress σ = K φⁿ (Hollomon), upsetting force F = σ A (1 + μ d / 3h) (Siebel), volume constant;
  K = 530 MPa, n = 0.26 for annealed low-carbon steel (Kalpakjian, table 2.3);
crank: Schuler GmbH, "Metal Forming Handbook", 1998, ch. 3: slider-crank, flywheel gives the work of the blow;
vibration: R. B. Randall, J. Antoni, "Rolling element bearing diagnostics - a tutorial", Mech. Syst. Signal Process. 25,
  2011: ball pass frequency of the outer race n/2 (1 − d/D cos β) times the shaft's frequency; the frame rings on its
  mounts after each blow as a damped oscillator.
"""

from math import cos, exp, log, pi, sin, sqrt

HARDENING = 0.26  # n
CRANK_RADIUS = 0.060  # m: 120 mm stroke
ROD_RATIO = 0.15  # crank radius over rod length
WIRE_DIAMETER = 0.0184  # m, for an M20 thread to be rolled
WIRE_AREA = pi * WIRE_DIAMETER**2 / 4
GEAR = 4.0  # flywheel revolutions a stroke
BALL_PASS = 8 / 2 * (1 - 0.225)  # 8 rollers, d/D cos β = 0.225: 3.1 a revolution
CRANK_INERTIA = 60.0  # kg m², crank, rod and ram
CLUTCH_TORQUE = 18_000.0  # N m at 0.6 MPa of air
AIR_NOMINAL = 0.6  # MPa
VALVE_DELAY = 0.06  # s from the brake command to braking, exhaust of the valve
EFFICIENCY = 0.85  # of crank and guides during the blow
CURRENT_PER_TORQUE = 15.0 / 2000.0  # A per N m at the crank
MAGNETISING = 6.0  # A
MOTOR_SLOPE = 6000.0  # N m per rad/s of slip, a high-slip motor as flywheels want
NOMINAL_FORCE = 560e3  # N, for scaling what a blow does to frame and die
WEAR_A_STROKE = 2.5e-5  # Archard: proportional to force and way; 1 = worn out, 40,000 strokes
CHATTER = 9.1  # Hz, stick-slip of a galled die
TURN = 2 * pi


def ram_height(angle: float) -> float:
    """Return the ram's height (m) above its lowest point at crank `angle` (rad, 0 = top)."""
    return CRANK_RADIUS * (1 + cos(angle) + ROD_RATIO / 4 * (1 - cos(2 * angle)))


class Blank:
    """One piece of wire in the die: `length` to be upset (m), `strength` K (Pa), `strain` and `force` (N) so far."""

    def __init__(self, length: float, strength: float) -> None:
        self.length = length
        self.strength = strength
        self.strain = 0.0
        self.peak = 0.0

    def upset(self, gap: float, friction: float, stiffness: float) -> tuple[float, float]:
        """Close the die to `gap` (m, without load); return force (N) and plastic work (J) of this much of the blow.

        The frame stretches by F / stiffness (N/m), so the head stays higher than the gap: solved by fixed point, which
        contracts as the frame is some ten times stiffer than the head's force-height slope.
        """
        if gap >= self.length * exp(-self.strain):
            return 0.0, 0.0
        volume, height, force = WIRE_AREA * self.length, gap, 0.0
        for _ in range(4):
            strain = log(self.length / height)
            if strain <= self.strain:
                return 0.0, 0.0
            diameter = WIRE_DIAMETER * sqrt(self.length / height)
            hill = 1 + friction * diameter / (3 * height)
            force = self.strength * strain**HARDENING * volume / height * hill
            height = gap + force / stiffness
        strain = log(self.length / height)
        if strain <= self.strain:
            return 0.0, 0.0
        power = HARDENING + 1
        work = volume * self.strength / power * (strain**power - self.strain**power) * hill
        self.strain, self.peak = strain, max(self.peak, force)
        return force, work

    @property
    def height(self) -> float:
        """Height of the head (m)."""
        return self.length * exp(-self.strain)

    @property
    def diameter(self) -> float:
        """Diameter of the head (m), from constant volume."""
        return WIRE_DIAMETER * exp(self.strain / 2)


class Drive:
    """Motor, flywheel, clutch, brake, crank. All speeds at the crank (rad/s), `angle` in 0..2π, energy in J.

    One `move` a tick. Work is taken from the flywheel's kinetic energy, so energy balances however coarse the tick.
    """

    def __init__(self, parameters: dict[str, float]) -> None:
        p = self.parameters = parameters
        self.inertia = p["Flywheel.Inertia"]
        self.angle = 0.0
        self.flywheel = 0.0
        self.crank = 0.0
        self.turned = 0.0  # flywheel's own angle, rad
        self.torque = 0.0  # motor's, N m
        self.stroke_work = 0.0  # J taken by blows since the start, from the flywheel
        self.friction_work = 0.0
        self.motor_work = 0.0
        self.slip_work = 0.0  # clutch and brake
        self.stalled = False

    def kinetic(self) -> float:
        """Return the kinetic energy of flywheel and crank (J)."""
        return 0.5 * self.inertia * self.flywheel**2 + 0.5 * CRANK_INERTIA * self.crank**2

    def spin(self, target: float | None, strength: float, damage: float, dt: float) -> None:
        """Let motor (None = off) and bearing friction act on the flywheel for `dt`."""
        speed = self.flywheel
        torque = 0.0
        if target is not None and target > speed:
            torque = min(MOTOR_SLOPE * (target - speed), strength * self.parameters["Motor.MaximumTorque"])
        drag = 0.0
        if speed > 0:
            drag = self.parameters["Flywheel.Friction"] * (1 + 1.5 * damage) + 8.0 * speed
        new = speed + (torque - drag) / self.inertia * dt
        if new < 0:
            new, drag = 0.0, torque + self.inertia * speed / dt
        middle = 0.5 * (speed + new)
        self.motor_work += torque * middle * dt
        self.friction_work += drag * middle * dt
        self.torque = torque
        self.flywheel = new
        self.turned += GEAR * middle * dt

    def engage(self) -> None:
        """Bring the crank to the flywheel's speed: momentum is kept, what is lost is heat in the clutch."""
        if self.crank != self.flywheel:
            before = self.kinetic()
            momentum = self.inertia * self.flywheel + CRANK_INERTIA * self.crank
            self.flywheel = self.crank = momentum / (self.inertia + CRANK_INERTIA)
            self.slip_work += before - self.kinetic()

    def blow(self, work: float, turn: float, air: float) -> None:
        """Take the `work` (J) of forming done over `turn` rad; beyond the clutch's torque it slips or stalls."""
        work /= EFFICIENCY
        most = CLUTCH_TORQUE * air / AIR_NOMINAL * turn
        before = self.kinetic()
        if work <= most and work < before:
            self.flywheel = self.crank = sqrt(2 * (before - work) / (self.inertia + CRANK_INERTIA))
            self.stroke_work += work
            return
        given = min(most, before)
        short = 0.5 * CRANK_INERTIA * self.crank**2 - (work - given)
        self.stalled = short <= 0
        self.crank = 0.0 if self.stalled else sqrt(2 * short / CRANK_INERTIA)
        left = 0.5 * self.inertia * self.flywheel**2 - given
        self.flywheel = sqrt(2 * left / self.inertia) if left > 0 else 0.0
        self.stroke_work += before - self.kinetic()

    def brake(self, torque: float, dt: float) -> tuple[float, float]:
        """Slow the crank with `torque` (N m) for `dt`; return the angle (rad) turned and the seconds until rest."""
        slowing, speed = torque / CRANK_INERTIA, self.crank
        seconds = min(dt, speed / slowing)
        turn = speed * seconds - 0.5 * slowing * seconds**2
        before = self.kinetic()
        self.crank = 0.0 if seconds < dt else speed - slowing * seconds
        self.slip_work += before - self.kinetic()
        return turn, seconds

    def current(self, on: bool) -> float:
        """Return the motor's current (A): magnetising and torque current at right angles."""
        return sqrt(MAGNETISING**2 + (CURRENT_PER_TORQUE * self.torque) ** 2) if on else 0.0


def ringing(amplitude: float, frequency: float, decay: float, seconds: float) -> float:
    """Return a damped oscillation `seconds` after its blow; `decay` in 1/s."""
    return amplitude * exp(-decay * seconds) * sin(TURN * frequency * seconds)


def bearing_vibration(turned: float, speed: float, damage: float, unbalance: float) -> float:
    """Return the acceleration (m/s²) at the flywheel's bearing; `turned` rad and `speed` rad/s of the flywheel.

    Unbalance and misalignment grow with the speed squared, the damage's knocking with the speed. Its second harmonic
    lies above the accelerometer's anti-aliasing filter.
    """
    pace = speed / (GEAR * pi)  # 1 at 30 strokes a minute
    turning = unbalance * pace * pace * (sin(turned) + 0.25 * sin(2 * turned + 0.7))
    return turning + 1.6 * damage * pace * sin(BALL_PASS * turned)
