"""What an operator does with each plant in a lesson: the same steps for every test that asks what a plant shows.

Contract: data and one player. `DUTIES[plant]` is the ordinary duty, under which most faults show; `SPECIAL` holds the
duty of a fault that needs another one, e.g. a stop for a worn brake; `PROVOKED` what raises the alarms that neither
raises. A step is (simulated second, verb, arguments).
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from labs.equipment.registry import create_plant
from labs.simulation.machine import PlantError, Value
from labs.simulation.plant import Plant
from labs.simulation.recording import Recording
from labs.simulation.roles import Role

HOUR = 3600.0
DAY = 24 * HOUR
SEED = 1


@dataclass(frozen=True)
class Duty:
    """A scenario, how long it is run (simulated s), what is done meanwhile; what differs from the scenario."""

    scenario: str
    seconds: float
    steps: tuple[tuple, ...] = ()
    start: Mapping[str, Value] = field(default_factory=dict)
    parameters: Mapping[str, float] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


AUTOMATIC_ZONE = ((0, "write", "Zone1.Controller.Automatic", True),)
AUTOMATIC_TANKS = tuple((0, "write", f"Tank{tank}.Controller.Automatic", True) for tank in (1, 2))
FULL_POWER = tuple((0, "write", f"Pump{pump}.Voltage", 10.0) for pump in (1, 2))
LOCK_OUT = (
    (10, "call", "Stop"),
    (30, "write", "Isolator.Power", False),
    (30, "write", "Isolator.Air", False),
    (31, "call", "ApplyLock", 1),
    (32, "call", "BleedAir"),
    (170, "call", "VerifyZeroEnergy"),
)
DUTIES = {
    "furnace": Duty("warm", 240, AUTOMATIC_ZONE),
    "conveyor": Duty("running", 200),
    "meter": Duty("automatic", 300),
    "mill": Duty("normal", 300),
    "moulder": Duty("normal", 400),
    "press": Duty("running", 120),
    "tanks": Duty("minimum-phase", 240, AUTOMATIC_TANKS),
    "packer": Duty("normal", 240, ((0, "write", "Order.Quantity", 150),)),
    "inspector": Duty("normal", 400),
    "orderdesk": Duty("normal", DAY),
    "factory": Duty("normal", 60),
}
SPECIAL = {
    ("conveyor", "discharge-slow"): Duty("running", 180, LOCK_OUT),
    ("conveyor", "isolator-welded"): Duty("running", 180, LOCK_OUT),
    ("mill", "feed-link-lost"): Duty("normal", 60, ((5, "write", "Feed.Setpoint", 900.0),)),
    ("moulder", "mould-link-lost"): Duty("normal", 200, ((5, "write", "Mould.Setpoint", 80.0),)),
    ("press", "brake-worn"): Duty("running", 30, ((10, "call", "Hold"),)),
    ("orderdesk", "supplier-late"): Duty("you-plan", 2 * DAY, ((0, "call", "OrderMaterial", 1, 400.0),)),
    ("orderdesk", "barcode-misread"): Duty(
        "normal", DAY, ((DAY - 1, "call", "WhereUsed", "W00001"), (DAY - 1, "call", "WhereUsed", "W00002"))
    ),
    ("press", "link-lost"): Duty("commissioning", 20, ((5, "write", "Guard.Open", True),)),
}  # fmt: skip


PROVOKED: dict[str, tuple[Duty, ...]] = {
    "furnace": (Duty("warm", 1500, (
        (0, "write", "Zone2.Controller.Automatic", False),
        *((0, "write", f"Zone{zone}.HeaterPower", 100.0) for zone in (1, 2)),
    )),),
    "conveyor": (
        Duty("running", 5, ((2, "write", "EStop.Pressed", True),)),
        Duty("running", 20, ((2, "write", "Isolator.Power", False),)),
        Duty("running", 30, ((0, "call", "Stop"), (20, "write", "Door.Open", True), (21, "call", "EnterCell"))),
        Duty("running", 120, start={"Parts": 3, "Infeed.Period": 2.0}, faults=("part-heavy", "transfer-jams")),
        Duty(
            "by-hand", 60, ((0, "write", "Belt1.Run", True), (0, "write", "Belt2.Run", True)),
            {"Parts": 3, "Infeed.Period": 2.0}, faults=("part-heavy",),
        ),
    ),
    "meter": (
        Duty("automatic", 120, ((1, "write", "Demand.Limit", 10.0),)),
        Duty("automatic", 60, parameters={"Light.Scale": 15.0}),
        Duty("automatic", 80, tuple(
            (second, "write", f"Load.{name}.On", value)
            for second, value in ((1, False), (50, True))
            for name in ("Furnace", "Press", "Moulder", "Compressor", "Cooling")
        )),
    ),
    "mill": (
        Duty("normal", 20, ((5, "write", "Door.Open", True), (6, "write", "EStop.Pressed", True))),
        Duty("normal", 100, start={"Spindle.Setpoint": 800.0, "Cut.Depth": 3.0}),
        Duty("old-bearing", 1500, start={"Bearing.Damage": 1.0, "Spindle.Setpoint": 3000.0},
             parameters={"heat_scale": 40.0}),  # one that bears so much heat that it does not fail before
    ),
    "moulder": (
        Duty("normal", 20, ((5, "write", "Guard.Open", True), (6, "write", "EStop.Pressed", True))),
        Duty("normal", 600, ((0, "write", "Recipe.FollowLot", False), (0, "write", "Barrel.Setpoint", 340.0))),
        Duty("normal", 900, ((0, "write", "Recipe.FollowLot", False), (0, "write", "Barrel.Setpoint", 240.0),
                             (0, "write", "Injection.Speed", 100.0))),
        Duty("normal", 1800, ((0, "write", "Mould.Setpoint", 130.0),)),
    ),
    "press": (
        Duty("running", 10, ((5, "write", "EStop.Pressed", True),)),
        Duty("running", 10, ((5, "write", "Guard.Open", True),)),
        Duty("running", 20, start={"Wire.Remaining": 1.0}),
        Duty("running", 20, start={"Feed.Length": 45.0, "Die.ShutHeight": 10.0, "Speed.Setpoint": 45.0},
             faults=("wire-hard", "die-galling")),
        Duty("running", 900, start={"Speed.Setpoint": 45.0}, faults=("bearing-damage",)),
    ),
    "tanks": (
        Duty("minimum-phase", 120, FULL_POWER),
        Duty("minimum-phase", 30, FULL_POWER, start={"Tank2.Level": 18.9, "Valve2.Split": 1.0}),
        *(
            Duty(
                "minimum-phase", 30, ((0, "write", f"Pump{5 - tank}.Voltage", 10.0),),
                start={f"Tank{tank}.Level": 18.9, f"Valve{5 - tank}.Split": 0.0, f"Tank{tank - 2}.Level": 1.0},
            )
            for tank in (3, 4)
        ),
        Duty("minimum-phase", 3000, faults=("tank2-leak",)),
    ),
    "packer": (
        Duty("normal", 1, ((0, "write", "Guard.Open", True),)),
        Duty("normal", 1, ((0, "write", "EmergencyStop.Pressed", True),)),
        Duty("normal", 200, ((0, "write", "Seal.Setpoint", 190.0), (0, "write", "Command.MachSpeed", 80.0)),
             {"Film.Remaining": 20.0}, faults=("drive-belt-worn",)),
        Duty("normal", 200, ((0, "write", "Seal.Setpoint", 140.0),)),
        Duty("normal", 1800, start={"Crew.Automatic": True}, parameters={"Breakdown.MTBF": 100.0}),
    ),
    "inspector": (
        Duty("normal", 5, ((2, "write", "Cover.Open", True),)),
        Duty("normal", 3000, parameters={"Room.Temperature": 38.0}),  # a hall in August without cooling
        Duty("normal", 500, ((0, "write", "Tolerance.Diameter", 0.0),)),
    ),
    "orderdesk": (
        Duty("you-plan", 3 * DAY, (
            (0, "call", "ReleaseWorkOrder", 1, 500),
            *((60, "call", "BlockLot", f"W0000{number}") for number in (1, 2)),
        )),
        Duty("bad-lot", 3 * DAY),
    ),
}  # fmt: skip


class InProcess:
    """The plant itself, for who may do everything."""

    def __init__(self, plant: Plant, role: Role = Role.ENGINEER) -> None:
        self.plant, self.role = plant, role

    def write(self, path: str, value: object) -> None:
        self.plant.write(path, value, self.role)

    def call(self, command: str, *arguments: object) -> Value | None:
        return self.plant.call(command, *arguments, role=self.role)

    def advance(self, seconds: float) -> None:
        self.plant.advance(round(seconds / self.plant.clock.tick_seconds))


def play(door: object, duty: Duty, refusals: type[Exception] = PlantError) -> list[object]:
    """Carry a duty out on anything with `write`, `call` and `advance(seconds)`; return what each step answered.

    What the plant refuses is answered by None: a fault may make it do so.
    """
    now, answers = 0.0, []
    for second, verb, *arguments in (*duty.steps, (duty.seconds, "")):
        if second > now:
            door.advance(second - now)
            now = second
        if verb:
            answers.append(None)
            with suppress(refusals):
                answers[-1] = getattr(door, verb)(*arguments)
    return answers


def begun(name: str, duty: Duty) -> Plant:
    """Return a plant at the beginning of a duty; all of it will be recorded."""
    tick = create_plant(name).clock.tick_seconds
    plant = create_plant(
        name, SEED, duty.scenario, horizon=round(duty.seconds / tick), initial=duty.start, parameters=duty.parameters
    )
    for fault in duty.faults:
        plant.inject(fault)
    return plant


def performed(name: str, duty: Duty, *faults: str) -> tuple[Recording, list[object]]:
    """Return the recording of a duty and its answers; the faults have severity 1 from the first tick on."""
    plant = begun(name, duty)
    for fault in faults:
        plant.inject(fault)
    answers = play(InProcess(plant), duty)
    return plant.recording(), answers
