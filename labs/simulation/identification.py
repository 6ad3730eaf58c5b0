"""Who made a machine and which one it is.

Contract: data only, named as in OPC 40001-1 (OPC UA for Machinery, Basic Building Blocks), MachineIdentificationType.
The serial number is drawn from the seed, so two students' machines differ and one student's stays the same.
"""

from dataclasses import dataclass, replace

from labs.language import Bilingual
from labs.simulation.noise import stream

MAKER = Bilingual("스마트랩 기계", "SmartLab Machinery")


@dataclass(frozen=True)
class Identification:
    """A machine's name plate; the last three are empty until drawn."""

    model: str
    manufacturer: Bilingual = MAKER
    serial_number: str = ""
    product_instance_uri: str = ""
    year_of_construction: int = 0

    def drawn(self, seed: int, machine: str) -> "Identification":
        """Return the plate of the machine that `seed` stands for."""
        generator = stream(seed, machine, "identification")
        year, number = int(generator.integers(2012, 2026)), int(generator.integers(0, 100_000))
        serial = f"{self.model}-{year % 100:02d}-{number:05d}"
        return replace(
            self,
            serial_number=serial,
            product_instance_uri=f"urn:smartlab:{machine}:{serial}",
            year_of_construction=year,
        )
