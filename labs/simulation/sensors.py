"""Sensors: from the true value to the measured one.

Contract: a `SensorModel` is data; a `Sensor` carries it out, one `sample` a tick, and carries sensor faults. A stuck or
drifting sensor still says "Good", as in a real plant; a broken one says "Bad" and measures nan; one outside its range
says "Uncertain" and stays at the limit.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labs.simulation.faults import Fault
from labs.simulation.noise import NormalStream

STATUSES = ("Good", "Uncertain", "Bad")
GOOD, UNCERTAIN, BAD = range(3)
SPIKE_FROM = 1.9  # standard deviations: a spiking sensor spikes at one sample in 17; no number is drawn for it


@dataclass(frozen=True)
class SensorModel:
    """First-order `lag` (s), `noise` (standard deviation), `quantum` (resolution; 0 = none), `range` (low, high)."""

    lag: float = 0.0
    noise: float = 0.0
    quantum: float = 0.0
    range: tuple[float, float] = (-math.inf, math.inf)


class Sensor:
    """One sensor in operation. `value` is the last measurement, `code` indexes `STATUSES`."""

    def __init__(self, model: SensorModel, tick_seconds: float, generator: np.random.Generator, start: float) -> None:
        self.model = model
        self._tick_seconds = tick_seconds
        self._follow = 1.0 if model.lag <= 0 else -math.expm1(-tick_seconds / model.lag)
        self._noise = NormalStream(generator, model.noise)
        self._next_noise, (self._low, self._high) = self._noise.next, model.range
        self._per_unit = 1 / model.quantum if model.quantum else 0.0
        if self._per_unit > 1:
            self._per_unit = float(round(self._per_unit))
        self._inner = start  # a sensor that has been in place for long has settled
        self._faults: dict[str, tuple[Fault, float]] = {}
        self._drift = 0.0
        self.value = start
        self.code = GOOD
        self.sample(start)

    def sample(self, truth: float) -> float:
        """Measure `truth` once (call once a tick) and return the measurement."""
        self._inner = inner = self._inner + self._follow * (truth - self._inner)
        # One number is drawn each tick whatever the fault, so that a fault does not shift the noise after it.
        noise = self._next_noise()
        value = inner + noise
        if self._faults:
            value = self._disturbed(value, noise)
            if value is None:
                return self.value
        if self._per_unit:
            # Dividing by the reciprocal keeps 850.1 the double 850.1, not 850.1000000000001.
            value = round(value * self._per_unit) / self._per_unit
        self.code = GOOD
        if not self._low <= value <= self._high:
            value = self._low if value < self._low else self._high
            self.code = UNCERTAIN
        self.value = value
        return value

    def samples(self, truths: Sequence[float]) -> tuple[list[float], list[int]]:
        """Measure each of `truths` in turn, as `sample` does; return the measurements, and the code after each."""
        if self._faults:
            return tuple(map(list, zip(*((self.sample(truth), self.code) for truth in truths), strict=True)))
        values, inner, follow, per_unit = [], self._inner, self._follow, self._per_unit
        low, high = self._low, self._high
        for truth, noise in zip(truths, self._noise.take(len(truths)), strict=True):
            inner += follow * (truth - inner)
            values.append(round((inner + noise) * per_unit) / per_unit if per_unit else inner + noise)
        codes = [GOOD] * len(values)
        if not (low <= min(values) and max(values) <= high):
            codes = [GOOD if low <= value <= high else UNCERTAIN for value in values]
            values = [low if value < low else high if value > high else value for value in values]
        self._inner, self.value, self.code = inner, values[-1], codes[-1]
        return values, codes

    def _disturbed(self, value: float, noise: float) -> float | None:
        """Return the value under the present faults, or None when the last one stays."""
        for fault, severity in self._faults.values():
            if fault.action == "break":
                self.value, self.code = math.nan, BAD
                return None
            if fault.action == "stuck":
                return None
            if fault.action == "drift":
                self._drift += severity * fault.magnitude * self._tick_seconds
                value += self._drift
            elif fault.action == "noise":
                value += noise * (severity * fault.magnitude)
            elif fault.action == "offset":
                value += severity * fault.magnitude
            elif fault.action == "spike" and abs(noise) > SPIKE_FROM * self.model.noise:
                value += math.copysign(severity * fault.magnitude, noise)
        return value

    def inject(self, fault: Fault, severity: float) -> None:
        """Begin `fault` (or change its severity)."""
        self._faults[fault.id] = (fault, severity)

    def clear(self, fault_id: str) -> None:
        """End a fault; the drift it gathered goes with it (the sensor was replaced)."""
        self._faults.pop(fault_id, None)
        self._drift = 0.0
