"""What `smartlab plant trace` and `smartlab plant list` print.

Contract: `trace` runs a plant by itself and returns its trace; the speed paces it and changes nothing else.
"""

import csv
import io
from collections.abc import Iterator
from typing import Literal

from labs.equipment.registry import create_plant, plant_names, plant_title, scenario_names, scenario_title
from labs.language import SmartLabError
from labs.simulation.pacing import Pacer
from labs.simulation.plant import Plant
from labs.simulation.recording import Recording

LONGEST = 7 * 24 * 3600.0  # s


def trace(
    name: str,
    seed: int,
    seconds: float,
    speed: float | None = None,
    scenario: str = "normal",
    format: Literal["csv", "hash"] = "csv",
) -> str:
    """Return `seconds` of simulated time as CSV (every tick) or as one SHA-256.

    `speed` in simulated seconds per second; None is as fast as it goes.
    """
    if format not in ("csv", "hash"):
        raise SmartLabError(
            f"형식 '{format}'은(는) 없습니다. csv 또는 hash를 고르십시오.",
            f"There is no format '{format}'. Choose csv or hash.",
        )
    if not 0 <= seconds <= LONGEST:
        raise SmartLabError(
            f"--seconds에는 0에서 {LONGEST:g} 사이의 초를 적어 주십시오.",
            f"Give --seconds a time between 0 and {LONGEST:g}.",
        )
    if speed is not None and not speed > 0:
        raise SmartLabError("--speed에는 0보다 큰 수를 적어 주십시오.", "Give --speed a number above 0.")
    plant = create_plant(name, seed, scenario, window_seconds=max(seconds, 1.0))
    run(plant, plant.clock.ticks(seconds), Pacer(speed, plant.clock.tick_seconds))
    recording = plant.recording()
    return recording.hash() if format == "hash" else "".join(csv_lines(recording))


def run(plant: Plant, ticks: int, pacer: Pacer) -> None:
    """Advance `plant` by `ticks` at the pacer's pace."""
    while ticks > 0:
        ticks -= plant.advance(min(ticks, pacer.wait()))


def csv_lines(recording: Recording) -> Iterator[str]:
    """Yield the lines: seconds, every signal as shown, then the true value of what is measured or driven."""
    paths = recording.paths
    columns = [recording.seconds, *(recording[path] for path in paths)]
    columns += [recording.truth[path] for path in recording.live_names]
    header = ["seconds", *paths, *(f"{path} (true)" for path in recording.live_names)]
    yield _line(header)
    for row in zip(*(column.tolist() for column in columns), strict=True):
        yield _line(row)


def _line(row: list | tuple) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(row)
    return buffer.getvalue()


def plant_table() -> list[dict]:
    """Return one row a plant: name, title (Bilingual), scenarios as [{"name", "title" (Bilingual)}]."""
    return [
        {
            "name": name,
            "title": plant_title(name),
            "scenarios": [
                {"name": scenario, "title": scenario_title(name, scenario)} for scenario in scenario_names(name)
            ],
        }
        for name in plant_names()
    ]
