"""Chance: what a seed draws for a machine at first, and one stream of numbers for each purpose afterwards.

Contract: what is drawn for one purpose never shifts another; all follows from (seed, machine, purpose). Plain floats,
drawn in blocks, because one call of the generator costs as much as some hundred numbers.
"""

from collections.abc import Mapping
from math import exp, log

from labs.simulation.noise import NormalStream, stream

BLOCK = 512


def drawn(seed: int, machine: str, nominal: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """Return a machine's parameters for `seed`: each (value, half-width) as value times 1 ± half-width, uniform."""
    return {
        name: value * (1 + spread * stream(seed, machine, f"parameter:{name}").uniform(-1, 1))
        for name, (value, spread) in nominal.items()
    }


def switched(seed: int, machine: str, chances: Mapping[str, float]) -> dict[str, float]:
    """Return for each name 1.0 with its chance (0..1), else 0.0: what a machine has or has not."""
    return {
        name: float(stream(seed, machine, f"parameter:{name}").uniform() < chance) for name, chance in chances.items()
    }


class Chance:
    """The dice of one machine for one run."""

    def __init__(self, seed: int, machine: str) -> None:
        self._seed, self._machine = seed, machine
        self._uniform: dict[str, list[float]] = {}
        self._generators: dict[str, object] = {}
        self._normal: dict[str, NormalStream] = {}

    def uniform(self, purpose: str) -> float:
        """Return a number in [0, 1)."""
        left = self._uniform.get(purpose)
        if not left:
            generator = self._generators.get(purpose)
            if generator is None:
                generator = self._generators[purpose] = stream(self._seed, self._machine, purpose)
            left = self._uniform[purpose] = generator.random(BLOCK).tolist()
        return left.pop()

    def normal(self, purpose: str) -> float:
        """Return a standard normal number."""
        normal = self._normal.get(purpose)
        if normal is None:
            normal = self._normal[purpose] = NormalStream(stream(self._seed, self._machine, f"{purpose}:normal"))
        return normal.next()

    def exponential(self, purpose: str, mean: float) -> float:
        """Return a waiting time with this mean and no memory."""
        return -mean * log(1 - self.uniform(purpose))

    def lognormal(self, purpose: str, mean: float, sigma: float) -> float:
        """Return a positive time with this mean; `sigma` is the standard deviation of its logarithm."""
        return mean * exp(sigma * self.normal(purpose) - sigma * sigma / 2)
