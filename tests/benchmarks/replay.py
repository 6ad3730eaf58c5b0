"""Does a run stay the same at any pace? Every plant and scenario: a tenth, once, a hundred times real time, flat out.

Contract: the paced runs wait for real time, so all of them wait at once, in threads.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from labs.equipment.registry import plant_names, scenario_names
from labs.equipment.trace import trace

SPEEDS = (0.1, 1.0, 100.0, None)
SECONDS = 2.0
SEED = 7


def replays() -> tuple[int, int]:
    """Return (runs whose hash is the same at all speeds, runs)."""
    runs = list(_runs())
    with ThreadPoolExecutor(len(runs)) as pool:
        same = list(pool.map(_is_the_same, runs))
    return sum(same), len(runs)


def _runs() -> Iterator[tuple[str, str]]:
    return ((name, scenario) for name in plant_names() for scenario in scenario_names(name))


def _is_the_same(run: tuple[str, str]) -> bool:
    name, scenario = run
    return len({trace(name, SEED, SECONDS, speed, scenario, "hash") for speed in SPEEDS}) == 1
