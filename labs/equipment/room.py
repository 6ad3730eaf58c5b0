"""The air around a machine.

Contract: `Room` wanders about its mean with a correlation time of half an hour: an Ornstein-Uhlenbeck process, exact
per minute (D. T. Gillespie, Phys. Rev. E 54, 1996), in units of its standard deviation.
"""

from math import exp, sqrt

from labs.simulation.noise import NormalStream, stream

ROOM_TIME = 1800.0  # s
MINUTE = 600  # ticks of 0.1 s


class Room:
    """Two standard normal deviations that wander: `now[0]` of temperature, `now[1]` of humidity."""

    def __init__(self, seed: int, machine: str) -> None:
        self._normal = NormalStream(stream(seed, machine, "room"))
        self._stay = exp(-60.0 / ROOM_TIME)
        self._kick = sqrt(1 - self._stay**2)
        self.noise = [self._normal.next(), self._normal.next()]  # of room_temperature and room_humidity
        self.now = list(self.noise)

    def minute(self) -> None:
        """Move the deviations on by one minute."""
        for i in (0, 1):
            self.noise[i] = self._stay * self.noise[i] + self._kick * self._normal.next()

    def tick(self) -> None:
        """Let what is felt follow within a minute."""
        now, noise = self.now, self.noise
        now[0] += (noise[0] - now[0]) / MINUTE
        now[1] += (noise[1] - now[1]) / MINUTE
