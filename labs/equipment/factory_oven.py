"""Trays of bolts on their way through the furnace: heat, annealing, what they take from the zones.

Contract: `Oven.second` moves everything on by one second. A tray of ten bolts is one lump (Biot number about 0.02):

    C dT/dt = h A (T_zone − T)        dX/dt = (1 − X) k,   k = 1/40 s · exp(−Q/R (1/T − 1/923 K))

C = 10 bolts x 0.303 kg x 580 J/(kg K) (steel, mean of 20 to 650 °C: F. Richter, "Physikalische Eigenschaften von
Stählen", 1983); h A = 10 x 0.0095 m² x 100 W/(m² K), most of it radiation: 4 ε σ T³ at 650 °C (Incropera et al.,
"Fundamentals of Heat and Mass Transfer", ch. 1). X: recrystallised share of the cold-headed head, first order with
Q = 230 kJ/mol (order of F. J. Humphreys, M. Hatherly, "Recrystallization and Related Annealing Phenomena", 2nd ed.,
2004, ch. 7); the rate at 650 °C is chosen. The belt has twenty places: ten in each zone.
"""

from math import exp

PARTS = 10  # bolts on a tray
CAPACITY = PARTS * 0.303 * 580.0  # J/K
CONDUCTANCE = PARTS * 0.0095 * 100.0  # W/K
FOLLOW = 1 - exp(-CONDUCTANCE / CAPACITY)  # in a second
ACTIVATION = 230e3 / 8.314  # K
RATE, REFERENCE = 1 / 40.0, 923.15  # 1/s at K
PLACES = 20
END = 1 - 1e-9  # of the way: sums of 1/800 do not hit 1
DWELL = 800.0  # s
SLIP = 1.5  # how much faster the belt runs at severity 1


class Tray:
    """Ten parts that travel together. `celsius`, `annealed` 0..1, `way` 0..1 through the furnace, `seconds` in it.

    `seen` adds up what the zones' thermocouples showed meanwhile (K s each).
    """

    __slots__ = ("annealed", "celsius", "pieces", "ready", "seconds", "seen", "way")

    def __init__(self, pieces: list, celsius: float) -> None:
        self.pieces = pieces
        self.celsius = celsius
        self.annealed = self.way = self.seconds = 0.0
        self.seen = [0.0, 0.0]
        self.ready = 0.0  # s, when it has cooled down


class Oven:
    """The furnace's belt: `trays`, the one nearest to the exit first. `given` (J) went into parts."""

    def __init__(self) -> None:
        self.trays: list[Tray] = []
        self.given = 0.0

    def room(self) -> bool:
        """Tell whether the first place is free."""
        return not self.trays or self.trays[-1].way >= 1 / PLACES - 1e-9

    def second(
        self, zones: list[float], seen: list[float], dwell: float, blocked: bool
    ) -> tuple[list[float], Tray | None]:
        """Return the watts taken from each zone (°C, as it is and as it shows) and a tray that has come out."""
        watts = [0.0, 0.0]
        move = 0.0 if blocked and self.trays and self.trays[0].way + 1 / dwell >= END else 1 / dwell
        for tray in self.trays:
            zone = 0 if tray.way < 0.5 else 1
            gain = FOLLOW * (zones[zone] - tray.celsius)
            tray.celsius += gain
            watts[zone] += CAPACITY * gain
            if tray.celsius > 400.0:
                rate = RATE * exp(ACTIVATION * (1 / REFERENCE - 1 / (tray.celsius + 273.15)))
                tray.annealed += (1 - tray.annealed) * (1 - exp(-rate))
            tray.way += move
            tray.seconds += 1.0
            tray.seen[0] += seen[0]
            tray.seen[1] += seen[1]
        self.given += watts[0] + watts[1]
        done = self.trays.pop(0) if self.trays and self.trays[0].way >= END else None
        return watts, done

    def fill(self, trays: list[Tray], zones: list[float], room: float) -> None:
        """Put `trays` evenly on the belt as if it had run for long at `zones` (°C), the oldest first."""
        probe = Tray([], room)
        waiting = list(reversed(trays))
        while waiting:
            self.trays = [probe]
            self.second(zones, zones, DWELL, False)
            if probe.way >= (len(trays) - len(waiting) + 0.5) / PLACES:
                tray = waiting.pop(0)
                tray.celsius, tray.annealed, tray.way = probe.celsius, probe.annealed, probe.way
                tray.seconds, tray.seen = probe.seconds, list(probe.seen)
        self.trays, self.given = list(trays), 0.0
