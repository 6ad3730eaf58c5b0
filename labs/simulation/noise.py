"""Noise streams: chance that can be repeated.

Contract: a stream depends on (seed, machine, signal) and on nothing else, so one more sensor shifts no other sensor's
noise. Source: numpy's SeedSequence (O'Neill's seed_seq); the names enter through SHA-256, which, unlike Python's
`hash`, is the same in every process.
"""

import hashlib

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
    """Standard normal samples one at a time, drawn in blocks."""

    def __init__(self, generator: np.random.Generator) -> None:
        self._generator = generator
        self._samples = iter(())

    def next(self) -> float:
        """Return the next sample (mean 0, standard deviation 1)."""
        for sample in self._samples:
            return sample
        self._samples = iter(self._generator.standard_normal(BLOCK).tolist())
        return next(self._samples)
