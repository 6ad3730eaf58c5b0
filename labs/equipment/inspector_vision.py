"""Parts and pictures of the vision station: what a part really is, and what the camera makes of it.

Contract: `Vision.part` draws a part (class, size, marks) and `look` its picture's results. The station's own classifier
confuses classes at the rates of a matrix that is known (`confusion`) and gets worse the worse the picture is. Measuring
follows the model of AIAG's "Measurement Systems Analysis" (4th ed., 2010): observed = true + bias + repeatability; the
bias grows with the camera's warming since its calibration. All figures are chosen.
"""

from math import exp
from typing import NamedTuple

from labs.equipment.chance import Chance
from labs.equipment.inspector_signals import CLASSES

DIAMETER, LENGTH = 8.0, 30.0  # mm, nominal: an M8 bolt
EXPOSURE, RATE, LIGHT = 8.0, 30.0, 2000.0  # ms, parts/min, lx: where the picture is right
SHARES = (0.925, 0.028, 0.02, 0.012, 0.015)  # of the classes, as upstream makes them
CONFUSION = (  # rows: true class; columns: class found, in a good picture
    (0.970, 0.015, 0.010, 0.002, 0.003),
    (0.080, 0.840, 0.050, 0.030, 0.000),
    (0.060, 0.060, 0.850, 0.010, 0.020),
    (0.100, 0.120, 0.030, 0.740, 0.010),
    (0.020, 0.000, 0.030, 0.000, 0.950),
)
BLIND = (0.80, 0.05, 0.05, 0.05, 0.05)  # what is found in a picture that shows nothing
MARKS = (  # by class: log-mean and log-deviation of area (mm²), of elongation - 1, mean and deviation of contrast
    (-2.2, 0.7, -0.9, 0.6, 0.08, 0.04),
    (-0.6, 0.5, 2.1, 0.4, 0.32, 0.09),
    (0.3, 0.5, -0.7, 0.5, 0.42, 0.10),
    (-1.0, 0.5, 2.6, 0.4, 0.55, 0.12),
    (-2.0, 0.7, -0.9, 0.6, 0.10, 0.05),
)
BENT = CLASSES.index("Bent")
CRACK = CLASSES.index("Crack")
CRACKED_LOT, KNOCKED, WEAR = 9.0, 0.02, 0.00015  # at severity 1: cracks relative; mm of bias; mm a part
SET = 0.02  # mm by which a die that was set wrongly makes bolts thicker or thinner at severity 1


class Part(NamedTuple):
    """One part: class number, size (mm), marks (area mm², elongation, contrast), straightness (mm)."""

    kind: int
    diameter: float
    length: float
    area: float
    elongation: float
    contrast: float
    straightness: float


def confusion(seed_uniforms: list[float]) -> list[list[float]]:
    """Return this station's matrix: every rate of `CONFUSION` varied by 20 % at most, rows adding up to 1."""
    varied, numbers = [], iter(seed_uniforms)
    for row in CONFUSION:
        new = [rate * (0.8 + 0.4 * next(numbers)) for rate in row]
        total = sum(new)
        varied.append([rate / total for rate in new])
    return varied


class Vision:
    """State: `worn` (mm by which upstream's die has grown). `severity` by fault id; `parameters` in mm.

    `nominal` is the drawing's diameter and length (mm).
    """

    nominal = (DIAMETER, LENGTH)

    def __init__(self, parameters: dict[str, float], chance: Chance) -> None:
        self.parameters, self.chance = parameters, chance
        self.severity: dict[str, float] = {}
        self.matrix = confusion([chance.uniform("confusion") for _ in range(25)])
        self.worn = 0.0
        self._corrected = 0.0

    def of(self, fault: str) -> float:
        """Return a fault's present severity."""
        return self.severity.get(fault, 0.0)

    def shift(self) -> float:
        """Return the bias of a diameter (mm) by the camera's position; a length's is twice that."""
        return KNOCKED * self.of("camera-shifted") - self._corrected

    def correct(self) -> None:
        """Take the camera's position as it is now for right, as calibrating on a master part does."""
        self._corrected = KNOCKED * self.of("camera-shifted")

    def part(self) -> Part:
        """Draw the next part."""
        p, chance = self.parameters, self.chance
        return self.marked(
            self._kind(),
            DIAMETER + p["Diameter.Offset"] + self.wrong() + p["Diameter.Sigma"] * chance.normal("diameter"),
            LENGTH + p["Length.Offset"] + p["Length.Sigma"] * chance.normal("length"),
        )

    def wrong(self) -> float:
        """Let upstream's die make one more part; return by how much (mm) that part is too large."""
        self.worn += WEAR * self.of("die-wears")
        return self.worn + SET * (self.of("die-set-large") - self.of("die-set-small"))

    def marked(self, kind: int, diameter: float, length: float) -> Part:
        """Return a part of class `kind` and size (mm) with marks as its class has them."""
        chance = self.chance
        a, da, e, de, c, dc = MARKS[kind]
        return Part(
            kind,
            diameter,
            length,
            exp(a + da * chance.normal("area")),
            1 + exp(e + de * chance.normal("elongation")),
            min(1.0, max(0.0, c + dc * chance.normal("contrast"))),
            abs(0.03 * chance.normal("straightness")) + (0.25 if kind == BENT else 0.0),
        )

    def _kind(self) -> int:
        shares = list(SHARES)
        shares[CRACK] *= 1 + CRACKED_LOT * self.of("cracked-lot")
        return _choose(shares, self.chance.uniform("class") * sum(shares))

    def loss(self, light: float, exposure: float, rate: float, sharpness: float) -> float:
        """Return how much of the picture is lost, 0 to 1: too dark, too bright, out of focus, smeared by motion."""
        bright = light / LIGHT * exposure / EXPOSURE
        smear = max(0.0, exposure * rate / (EXPOSURE * RATE) - 1.5) * 0.15
        dark = 1 - min(1.0, bright) * max(0.0, sharpness - smear)
        glare = (bright - 1.4) if bright > 1.4 else 0.0
        return min(1.0, max(0.0, dark, glare))

    def rates(self, kind: int, loss: float) -> list[float]:
        """Return how probably each class is found for a part of class `kind` in a picture with `loss`."""
        return [(1 - loss) * sharp + loss * blind for sharp, blind in zip(self.matrix[kind], BLIND, strict=True)]

    def look(self, part: Part, loss: float, warmed: float) -> Part:
        """Return what is found of `part`; `warmed` is the camera's temperature above that of its calibration (K)."""
        p, chance = self.parameters, self.chance
        bias = p["Scale.PerKelvin"] * warmed
        noise = 1 + 3 * loss
        return Part(
            _choose(self.rates(part.kind, loss), chance.uniform("found")),
            part.diameter + self.nominal[0] * bias + self.shift()
            + noise * p["Diameter.Repeatability"] * chance.normal("measured diameter"),
            part.length + self.nominal[1] * bias + 2 * self.shift()
            + noise * p["Length.Repeatability"] * chance.normal("measured length"),
            max(0.0, part.area * (1 - 0.6 * loss) * exp(0.08 * noise * chance.normal("measured area"))),
            max(1.0, part.elongation * exp(0.06 * noise * chance.normal("measured elongation"))),
            min(1.0, max(0.0, part.contrast * (1 - loss) + 0.01 * noise * chance.normal("measured contrast"))),
            max(0.0, part.straightness + 0.01 * noise * chance.normal("measured straightness")),
        )  # fmt: skip


def _choose(shares: list[float], number: float) -> int:
    """Return the index in whose share `number` (0 up to their sum) falls."""
    for index, share in enumerate(shares):
        number -= share
        if number < 0:
            return index
    return len(shares) - 1
