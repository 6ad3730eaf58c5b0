"""The machines that exist and how to make a plant of one.

Contract: names are stable; unknown ones raise a SmartLabError that lists what exists. Scenarios lie in
`scenarios/<machine>/<scenario>.toml` and are read when first asked for.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from labs.equipment.conveyor import Conveyor
from labs.equipment.factory import Factory
from labs.equipment.furnace import Furnace
from labs.equipment.inspector import Inspector
from labs.equipment.meter import Meter
from labs.equipment.mill import Mill
from labs.equipment.moulder import Moulder
from labs.equipment.orderdesk import OrderDesk
from labs.equipment.packer import Packer
from labs.equipment.press import Press
from labs.equipment.tanks import Tanks
from labs.language import Bilingual, SmartLabError
from labs.simulation.machine import Machine, Value
from labs.simulation.plant import Plant
from labs.simulation.recorder import WINDOW_SECONDS
from labs.simulation.scenario import Scenario, load

MACHINES: tuple[type[Machine], ...] = (
    Furnace,
    Conveyor,
    Meter,
    Mill,
    Moulder,
    Press,
    Tanks,
    Packer,
    Inspector,
    OrderDesk,
    Factory,
)
SCENARIOS = Path(__file__).parent / "scenarios"


def plant_names() -> list[str]:
    """Return the names of all machines."""
    return [machine.name for machine in MACHINES]


def make_machine(name: str) -> Machine:
    """Return a new machine, not yet reset."""
    for machine in MACHINES:
        if machine.name == name:
            return machine()
    raise _unknown("설비", "plant", name, plant_names())


def plant_title(name: str) -> Bilingual:
    """Return a machine's title."""
    return make_machine(name).title


def scenario_names(name: str) -> list[str]:
    """Return the names of a machine's scenarios, "normal" first."""
    make_machine(name)
    names = sorted(path.stem for path in (SCENARIOS / name).glob("*.toml"))
    return sorted(names, key=lambda scenario: scenario != "normal")


@cache  # they are read-only data of ours; a plant process that has read one need not read it again in each fork
def load_scenario(name: str, scenario: str) -> Scenario:
    """Return one scenario of a machine; whoever asks for it again gets the same object."""
    names = scenario_names(name)
    if scenario not in names:
        raise _unknown("시나리오", "scenario", scenario, names)
    return load((SCENARIOS / name / f"{scenario}.toml").read_text(encoding="utf-8"), scenario, make_machine(name))


def scenario_title(name: str, scenario: str) -> Bilingual:
    """Return the title of one scenario of a machine."""
    return load_scenario(name, scenario).title


def create_plant(
    name: str,
    seed: int = 0,
    scenario: str = "normal",
    *,
    horizon: int | None = None,
    window_seconds: float = WINDOW_SECONDS,
    initial: Mapping[str, Value] | None = None,
    parameters: Mapping[str, float] | None = None,
) -> Plant:
    """Return a plant at tick 0.

    `horizon` in ticks; `window_seconds` of recording kept; `initial` overrides the scenario's [start]; `parameters`
    overrides the machine's drawn parameters.
    """
    return Plant(
        make_machine(name),
        load_scenario(name, scenario),
        seed,
        horizon=horizon,
        window_seconds=window_seconds,
        initial=initial,
        parameters=parameters,
    )


def _unknown(ko: str, en: str, name: str, names: list[str]) -> SmartLabError:
    listed = ", ".join(names)
    return SmartLabError(
        f"'{name}': 없는 {ko}입니다. 다음 중에서 고르십시오: {listed}.",
        f"There is no {en} '{name}'. Choose one of: {listed}.",
    )
