"""How the factory starts: what its stations are set to, and the parts that lie in a factory that runs already.

Contract: `given(name, …)` is one station's [start]; `fill` puts trays from before the books on the oven's belt and in
front of the mill, as if the line had run for long. All figures are chosen.
"""

from collections.abc import Mapping

from labs.equipment.factory_flow import Flow
from labs.equipment.factory_oven import DWELL, PARTS, PLACES, Tray
from labs.simulation.machine import Machine, Value

ANNEAL = 650.0  # °C
STOCK = 3  # trays that wait for the mill
RUNNING: Mapping[str, Mapping[str, Value]] = {  # what each station starts with when the factory runs
    "OrderDesk": {"Running": True},
    "Press": {"Running": True, "Speed.Setpoint": 25.0},
    "Furnace": {
        "Zone1.Temperature": ANNEAL, "Zone2.Temperature": ANNEAL, "Steady": True, "Zone1.Controller.Automatic": True,
        "Zone2.Controller.Automatic": True,
    },
    "Mill": {"Running": True, "Bearing.Damage": 0.05},
    "Moulder": {"Running": True},
    "Inspector": {"Running": True, "Conveyor.Rate": 30.0},
    "Packer": {"Running": True, "Command.MachSpeed": 25.0, "Crew.Automatic": True},
}  # fmt: skip
ALWAYS: Mapping[str, Mapping[str, Value]] = {
    "Furnace": {"Zone1.Controller.Setpoint": ANNEAL, "Zone2.Controller.Setpoint": ANNEAL},
    "Meter": {"Demand.Limit": 100.0, "Hour": 8.0},  # the desk's day begins at eight
}


def of(name: str, values: Mapping) -> dict:
    """Return what of `values` belongs to station `name`, by the station's own names."""
    prefix = f"{name}."
    return {path.removeprefix(prefix): value for path, value in values.items() if path.startswith(prefix)}


def given(name: str, start: Mapping[str, Value], running: bool) -> dict[str, Value]:
    """Return the [start] of station `name`: what always holds, what a running factory has, then the scenario's own."""
    return {**ALWAYS.get(name, {}), **(RUNNING.get(name, {}) if running else {}), **of(name, start)}


def fill(flow: Flow, stations: Mapping[str, Machine]) -> None:
    """Fill oven and buffers with trays from before the books."""
    furnace, press = stations["Furnace"], stations["Press"]
    trays = [_tray(flow, press.part) for _ in range(STOCK + PLACES)]
    waiting, inside = trays[:STOCK], trays[STOCK:]
    flow.oven.fill(inside, furnace.T, press.room)
    watts, _ = flow.oven.second(furnace.T, furnace.T, DWELL, True)
    flow.oven.given = 0.0
    furnace.settle(watts)
    first = inside[0]
    for tray in waiting:
        tray.annealed, tray.seconds, tray.seen = first.annealed, first.seconds, list(first.seen)
        flow.note_oven(tray)
        flow.to_mill.append(tray)


def _tray(flow: Flow, size: tuple[float, float]) -> Tray:
    pieces = [flow.book.begin("Bolt", "WO00000", "W00000", "W00000", False, 0.0) for _ in range(PARTS)]
    for piece in pieces:
        piece.height, piece.diameter = size
    flow.desk.shop.in_process["Bolt"] += PARTS
    return Tray(pieces, 20.0)
