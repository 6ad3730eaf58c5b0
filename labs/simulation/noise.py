"""Noise streams: chance that can be repeated.

Contract: a stream depends on (seed, machine, signal) and on nothing else, so one more sensor shifts no other sensor's
noise. Source: numpy's SeedSequence (O'Neill's seed_seq); the names enter through SHA-256, which, unlike Python's
`hash`, is the same in every process.
"""

import hashlib
from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np

BLOCK = 256  # samples drawn at once: one call of the generator costs as much as some hundred samples


def stream(seed: int, machine: str, signal: str) -> np.random.Generator:
    """Return the generator of one signal (or one purpose) of one machine for `seed` >= 0."""
    if seed < 0:
        raise ValueError("a seed is 0 or more")
    digest = hashlib.sha256(f"{machine}\0{signal}".encode()).digest()
    words = [int.from_bytes(digest[i : i + 4], "little") for i in range(0, 32, 4)]
    return np.random.default_rng(np.random.SeedSequence([seed, *words]))


class NormalStream:
    """Normal samples (mean 0) one at a time or some at once, drawn in blocks; `deviation` is the standard one."""

    def __init__(self, generator: np.random.Generator, deviation: float = 1.0) -> None:
        self._samples = _samples(generator, deviation)
        self.next: Callable[[], float] = self._samples.__next__
        """Returns the next sample."""

    def take(self, count: int) -> list[float]:
        """Return the next `count` samples: the same as `next` would."""
        return list(islice(self._samples, count))


def _samples(generator: np.random.Generator, deviation: float) -> Iterator[float]:
    while True:
        yield from (deviation * generator.standard_normal(BLOCK)).tolist()
