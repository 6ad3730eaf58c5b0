"""The factory's energy: what every station takes, handed to the power meter once a second.

Contract: `second` books the energy of the second that has passed, from the stations' own counters, and feeds the
meter's loads with its mean power; `total` counts what the meter's truth takes in all, with the meter's stand-ins for
compressor and cooling. kWh, kW.
"""

from collections.abc import Mapping

from labs.simulation.machine import Machine

LIGHT = 5.0  # kW, lighting; inspector, packer and desk hang on the same feeder
FEEDERS = ("Press", "Furnace", "Mill", "Moulder")  # with a load of their own at the meter
JOULES = 3.6e6  # in a kWh


class Energy:
    """`used` (kWh) by station since the start, `total` of the whole factory."""

    def __init__(self, stations: Mapping[str, Machine]) -> None:
        self._stations = stations
        self.used = dict.fromkeys((name for name in stations if name != "Meter"), 0.0)
        self.total = 0.0
        self.resume()

    def resume(self) -> None:
        """Go on from the counters as they are: somebody may have set one back."""
        self._counted = self._counters()

    def _counters(self) -> dict[str, float]:
        stations = self._stations
        joules = {name: stations[name].energy for name in FEEDERS} | {"Packer": stations["Packer"].line.energy}
        return {name: value / JOULES for name, value in joules.items()}

    def second(self) -> None:
        """See the module; called before the meter's own second."""
        counters = self._counters()
        now = {name: value - self._counted[name] for name, value in counters.items()}
        now["Inspector"] = self._stations["Inspector"].watts() / JOULES
        now["OrderDesk"] = self._stations["OrderDesk"].power / 3600
        self._counted = counters
        for name, value in now.items():
            self.used[name] += value
        meter = self._stations["Meter"]
        for name in FEEDERS:
            meter.feed(name, 3600 * now[name])
        meter.feed("Light", LIGHT + 3600 * (now["Inspector"] + now["Packer"] + now["OrderDesk"]))

    def metered(self) -> None:
        """Add what all loads took in the second that the meter has counted."""
        self.total += self._stations["Meter"].active / 3600
