"""Faults: what can go wrong, when it began and how bad it is.

Contract: a `Fault` is declared by its machine; the plant injects it with a severity in 0..1 at a tick and keeps the
ground truth as `FaultRecord`. Sensor faults are carried out by the sensor, network faults by whoever serves the plant
(it runs and records on, nobody reaches it); all others by the machine.
"""

from dataclasses import dataclass
from typing import Literal

from labs.language import Bilingual

FaultKind = Literal["sensor", "actuator", "process", "link", "product", "network"]
SensorAction = Literal["stuck", "drift", "break", "noise", "offset", "spike"]


@dataclass(frozen=True)
class Fault:
    """One declared fault.

    `target` is the path it acts on; a network fault acts on none ("").
    For a sensor fault `action` says how, and `magnitude` what severity 1 means: drift in units per second, noise as a
    factor on the standard deviation, offset and spike in units.
    """

    id: str
    kind: FaultKind
    target: str
    title: Bilingual
    action: SensorAction | None = None
    magnitude: float = 0.0


@dataclass
class FaultRecord:
    """Ground truth of one injected fault; `end` is None while it lasts. Ticks, severity 0..1."""

    id: str
    severity: float
    start: int
    end: int | None = None
