"""What the tuning app does to the furnace: zone 1 is the visitor's, zone 2 follows with a fixed good tuning.

Contract: each method writes to the plant through its session at once; a refusal is a SmartLabError that the panel
shows. Time here is the plant's simulated time, so that a door stays open as long as at any speed.
"""

import threading
from collections.abc import Callable
from typing import Any

SPEEDS = (10, 30, 60)
DOOR_SECONDS = 30.0
WINDOW = 1200.0  # simulated seconds the trend shows
TUNING = {"Gain": 1.0, "IntegralTime": 100.0, "DerivativeTime": 0.0, "Setpoint": 850.0}
_NEIGHBOUR = {"Gain": 3.0, "IntegralTime": 100.0, "DerivativeTime": 0.0}
_OWN, _OTHER = "Zone1.Controller.", "Zone2.Controller."


class TuningControl:
    """The visitor's hand on the furnace; `event` is the simulated time from which the figures count."""

    def __init__(self, plant: Any) -> None:
        self.plant = plant
        self.tuning = dict(TUNING)
        self.speed = SPEEDS[1]
        self.event = 0.0
        self.openings: list[float] = []  # simulated times at which the door was opened
        self._door: threading.Timer | None = None

    def prepare(self) -> None:
        """Set the clock and both controllers and go automatic; called at the start and after a restart."""
        self.plant.set_clock(mode="scaled", speed=float(self.speed))
        both = {_OWN + name: value for name, value in self.tuning.items()}
        both |= {_OTHER + name: value for name, value in _NEIGHBOUR.items()}
        both |= {_OTHER + "Setpoint": self.tuning["Setpoint"], "Door.Open": False}
        self.plant.write_many(both)
        self.plant.write_many({_OWN + "Automatic": True, _OTHER + "Automatic": True})
        self._begin()

    def tune(self, name: str, value: float) -> None:
        """Set Gain (%/K), IntegralTime (s), DerivativeTime (s) or Setpoint (°C, of both zones)."""
        self.plant.write(_OWN + name, value)
        self.tuning[name] = value
        if name == "Setpoint":
            self.plant.write(_OTHER + name, value)
            self._begin()

    def automatic(self, on: bool) -> None:
        self.plant.write(_OWN + "Automatic", on)
        if on:
            self._begin()

    def heat(self, power: float) -> None:
        """Set zone 1's heater power (%) by hand; the plant refuses it in automatic."""
        self.plant.write("Zone1.HeaterPower", power)

    def run_at(self, speed: float) -> None:
        self.plant.set_clock(mode="scaled", speed=float(speed))
        self.speed = speed

    def open_door(self, closed: Callable[[Exception | None], None] = lambda error: None) -> None:
        """Open the door for `DOOR_SECONDS` of simulated time; `closed` hears when it is shut or why it is not."""
        self.plant.write("Door.Open", True)
        self._begin()
        self.openings.append(self.event)
        if self._door:
            self._door.cancel()
        self._door = threading.Timer(DOOR_SECONDS / self.speed, self._close_door, [closed])
        self._door.daemon = True
        self._door.start()

    def restart(self) -> None:
        """Start the furnace again from its beginning with the same tuning."""
        self.stop()
        self.plant.reset()
        self.openings.clear()
        self.prepare()

    def stop(self) -> None:
        """End what is still to come."""
        if self._door:
            self._door.cancel()
            self._door = None

    def _close_door(self, closed: Callable[[Exception | None], None]) -> None:
        try:
            self.plant.write("Door.Open", False)
        except Exception as error:  # in a timer's thread: the panel says it
            closed(error)
        else:
            closed(None)

    def _begin(self) -> None:
        self.event = float(self.plant.time)
