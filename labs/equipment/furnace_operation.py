"""What people may do with the furnace, what it says of its state, and the interlock of zones in automatic.

Contract: `FurnaceOperation` carries out writes and commands and shows the held signals. A furnace has no PackML
sequence: it says as a Machinery item (OPC 40001-1) that it is executing while it heats or is told to hold a
temperature, and that it is out of service while an over-temperature limiter is open.
"""

from labs.equipment import furnace_signals as declared
from labs.equipment.declare import interlocked
from labs.equipment.furnace_model import FurnaceModel
from labs.equipment.pid import PID
from labs.simulation.machine import PlantError, Value
from labs.simulation.states import ItemState, OperationMode

STATE, TRIPS = "Status.ItemState", "Counter.LimiterTrips"
PLAY = 10.0  # K between opening and closing of a limiter's contact


class FurnaceOperation(FurnaceModel):
    """`pid` by zone; `openings` of the door and `trips` of the limiters are counted."""

    pid: list[PID]
    energy: float
    openings: int
    trips: int

    def item_state(self) -> ItemState:
        """Return the state as OPC 40001-1 names it."""
        if self.tripped:
            return ItemState.OUT_OF_SERVICE
        heats = any(self.power) or any(pid.automatic for pid in self.pid)
        return ItemState.EXECUTING if heats else ItemState.NOT_EXECUTING

    def held(self, path: str) -> Value:
        """See Machine."""
        if path == "Door.Open":
            return self.door_open
        if path == STATE:
            return int(self.item_state())
        if path == "Status.OperationMode":
            return int(OperationMode.PROCESSING)
        if path == "Counter.DoorOpenings":
            return self.openings
        if path == TRIPS:
            return self.trips
        return getattr(self.pid[int(path[4]) - 1], declared.PID_ATTRIBUTES[path.rsplit(".", 1)[1]])

    def write(self, path: str, value: Value) -> None:
        """See Machine."""
        if path == "Door.Open":
            self.openings += value and not self.door_open
            self.door_open = value
            self._choose_matrix()
            return
        zone, name = int(path[4]) - 1, path.rsplit(".", 1)[1]
        pid = self.pid[zone]
        if name == "HeaterPower":
            if pid.automatic:
                raise _automatic(zone + 1)
            if (value > 0) is not (self.power[zone] > 0):
                self.changed.add(STATE)
            self.power[zone] = value
        elif name == "Automatic":
            if value and not pid.automatic:
                pid.start(self.power[zone], self.measured[declared.TEMPERATURES[zone]])
            elif not value:
                pid.stop()
        elif name in ("Setpoint", "AntiWindup"):
            setattr(pid, declared.PID_ATTRIBUTES[name], value)
        else:
            pid.tune(declared.PID_ATTRIBUTES[name], value)

    def call(self, command: str, *arguments: Value) -> None:
        """`Stop`: both zones to manual, heaters off. `ResetEnergy`: the counter to 0."""
        if command == "Stop":
            for zone in (0, 1):
                self.pid[zone].stop()
                self.power[zone] = 0.0
        else:
            self.energy = 0.0


def _automatic(zone: int) -> PlantError:
    switch = f"Zone{zone}.Controller.Automatic"
    return interlocked(
        f"{zone}구역은 자동 운전 중이라 히터 출력을 직접 쓸 수 없습니다. {switch}을(를) False로 바꾸십시오.",
        f"Zone {zone} is in automatic, so its heater power cannot be written. Set {switch} to False.",
    )
