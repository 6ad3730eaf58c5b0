"""The packaging line's physics: sealing jaw, drive, film, packs, and the losses that OEE measures.

Contract: `Line` makes packs while it runs; it knows no states. Jaw: C T' = P on − L (T − room), and every pack takes
its heat away at once; integrated exactly within a tick. Weak seals follow a logistic curve in jaw temperature, shifted
by the shorter dwell of higher speeds, as seal-strength curves do (K. L. Yam, "The Wiley Encyclopedia of Packaging
Technology", 3rd ed., 2009); burnt ones above the window. All figures are chosen.
"""

from math import exp

from labs.equipment.chance import Chance

NOMINAL = {  # value, relative variation from seed to seed
    "Ideal.Rate": (60.0, 0.0),  # packs/min, the design speed
    "Jam.PacksBetween": (120.0, 0.25),  # mean, at the design speed
    "Jam.Seconds": (6.0, 0.2),  # mean length of a micro-stop
    "Breakdown.MTBF": (1500.0, 0.25),  # s of running
    "Breakdown.MTTR": (120.0, 0.2),  # s
    "Supply.Rate": (66.0, 0.02),  # packs/min from upstream
    "Supply.SecondsBetween": (700.0, 0.2),  # between interruptions upstream
    "Supply.SecondsOut": (75.0, 0.2),
    "Film.Length": (150.0, 0.0),  # m a roll
    "Film.PerPack": (0.25, 0.0),  # m
    "Fill.Sigma": (1.9, 0.1),  # g
    "Jaw.Capacity": (2000.0, 0.05),  # J/K
    "Jaw.Power": (1500.0, 0.05),  # W
    "Jaw.Loss": (3.0, 0.05),  # W/K
    "Pack.Heat": (300.0, 0.05),  # J
    "Room.Temperature": (22.0, 0.1),  # °C
}
POWER_PER_AMPERE = 554.0  # W/A: three phases of 400 V at a power factor of 0.8
RAMP = 15.0  # packs/min per s up; down four times as fast
NOMINAL_WEIGHT, LIMIT = 500.0, 6.0  # g
SEAL_LOW, SEAL_HIGH, SEAL_WIDTH, DWELL = 148.0, 178.0, 2.0, 0.25  # °C, °C, K, K per pack/min
OTHER_DEFECTS = 0.004  # share of packs with a seal that fails for other reasons
HEATER_LOST, LATE, WORN_JAMS, BRITTLE_JAMS, BRITTLE_SEAL, SLOW, LOSSY = 0.62, 6.0, 4.0, 3.0, 8.0, 0.5, 0.35


class Line:
    """State: `jaw` (°C), `speed` (packs/min), `film` (m), `buffer` (packs), `energy` (J). `severity` by fault id."""

    def __init__(self, parameters: dict[str, float], chance: Chance, tick: float) -> None:
        self.parameters, self.chance, self.tick = parameters, chance, tick
        self.severity: dict[str, float] = {}
        p = parameters
        self.jaw = p["Room.Temperature"]
        self.heater = False
        self.speed = 0.0
        self.phase = 0.0
        self.film = p["Film.Length"]
        self.buffer, self._arriving = 20, 0.0
        self.supply_on, self._supply_left = True, chance.exponential("supply", p["Supply.SecondsBetween"])
        self.energy = self.heat_in = self.heat_lost = 0.0  # J
        self.heating = 0.0  # W
        self._decay = exp(-tick * p["Jaw.Loss"] / p["Jaw.Capacity"])

    def of(self, fault: str) -> float:
        """Return a fault's present severity."""
        return self.severity.get(fault, 0.0)

    def heat(self) -> None:
        """Move the jaw's temperature on by one tick."""
        p = self.parameters
        power = p["Jaw.Power"] * (1 - HEATER_LOST * self.of("seal-heater-weak")) if self.heater else 0.0
        rest = p["Room.Temperature"] + power / p["Jaw.Loss"]
        before = self.jaw
        self.jaw = rest + (before - rest) * self._decay
        self.heating = power
        gained = power * self.tick
        self.heat_in += gained
        self.heat_lost += gained - p["Jaw.Capacity"] * (self.jaw - before)
        self.energy += gained

    def supply(self) -> None:
        """Let packs arrive at the infeed, with interruptions upstream."""
        p = self.parameters
        self._supply_left -= self.tick
        if self._supply_left <= 0:
            self.supply_on = not self.supply_on
            mean = p["Supply.SecondsBetween" if self.supply_on else "Supply.SecondsOut"]
            self._supply_left = self.chance.exponential("supply", mean)
        if self.supply_on and self.buffer < 60:
            self._arriving += p["Supply.Rate"] * (1 - SLOW * self.of("upstream-slow")) / 60 * self.tick
            if self._arriving >= 1:
                self._arriving -= 1
                self.buffer += 1

    def drive(self, target: float) -> bool:
        """Follow the `target` speed (packs/min) for one tick; return whether a pack was finished."""
        change = target - self.speed
        up, down = RAMP * self.tick, -4 * RAMP * self.tick
        self.speed += up if change > up else down if change < down else change
        self.energy += POWER_PER_AMPERE * self.current() * self.tick
        self.phase += self.speed / 60 * self.tick
        if self.phase < 1:
            return False
        self.phase -= 1
        return True

    def current(self) -> float:
        """Return the drive's current (A)."""
        if self.speed <= 0:
            return 0.3
        return 1.2 + 0.035 * self.speed * (1 + 0.9 * self.of("drive-belt-worn"))

    def watts(self) -> float:
        """Return what heater and drive take (W)."""
        return self.heating + POWER_PER_AMPERE * self.current()

    def pack(self) -> tuple[float, bool, bool]:
        """Finish one pack: return its weight as weighed (g), whether its seal is bad, whether the next one jams."""
        p, chance = self.parameters, self.chance
        self.film = max(0.0, self.film - p["Film.PerPack"])
        self.buffer -= 1
        self.jaw -= p["Pack.Heat"] / p["Jaw.Capacity"]
        weight = p["Fill.Sigma"] * chance.normal("weight") + LATE * self.of("filler-drifts")
        bad = chance.uniform("seal") < self.bad_seals(self.jaw, self.speed)
        jam = chance.uniform("jam") < self.jams(self.speed)
        return weight, bad, jam

    def bad_seals(self, jaw: float, speed: float) -> float:
        """Return the share of bad seals at a jaw temperature (°C) and speed (packs/min)."""
        low = SEAL_LOW + DWELL * (speed - 60) + BRITTLE_SEAL * self.of("film-brittle")
        weak = 1 / (1 + exp(min(50.0, (jaw - low) / SEAL_WIDTH)))
        burnt = 1 / (1 + exp(min(50.0, (SEAL_HIGH - jaw) / SEAL_WIDTH)))
        return OTHER_DEFECTS + (1 - OTHER_DEFECTS) * (weak + burnt - weak * burnt)

    def jams(self, speed: float) -> float:
        """Return the probability that a pack jams: it rises with the cube of the speed, and with wear."""
        factor = (1 + WORN_JAMS * self.of("drive-belt-worn")) * (1 + BRITTLE_JAMS * self.of("film-brittle"))
        return min(1.0, factor * (speed / 60) ** 3 / self.parameters["Jam.PacksBetween"])
