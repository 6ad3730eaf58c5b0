"""The factory: order desk, press, furnace, mill, moulder, inspector and packer as one plant, under one power meter.

Contract: composes the registered machines (`factory_stations`); what each computes stands under its name, e.g.
`Press.Ram.Force`, its commands as `Press.Start`, its faults and alarms as `press-die-galling`. Bolts: press, trays of
ten, oven (650 °C, recrystallising the headed bolt), mill, inspector, packer; lenses: moulder, inspector, packer. Every
part has a history (`factory_book`): shown in `Part.Record` when it is finished, told by `TracePart`. The plant works
out OEE, scrap, energy and lateness by itself: what was measured stands in its signals, the truth among the recording's
parameters.

Time: stations compute at their own pace, as they do alone (press 0.05 s, others 0.1 s, desk 10 s; the meter adds up
once a second), a second each in the order in which parts flow. The plant's tick, at which sensors are read and things
are recorded, is 1 s as in a historian: at 0.1 s a shift would fill gigabytes and reading 60 sensors would cost more
than all physics. Controllers act every 0.1 s on the value last read. All figures are
chosen. `factory_board` shows.
"""

from collections.abc import Iterator, Mapping

from labs.equipment import factory_commands as commands
from labs.equipment import factory_graph as why
from labs.equipment import factory_signals as declared
from labs.equipment import factory_start as begun
from labs.equipment.chance import drawn
from labs.equipment.factory_board import DESK, Board
from labs.equipment.factory_book import Book
from labs.equipment.factory_crew import Crew
from labs.equipment.factory_energy import Energy
from labs.equipment.factory_flow import Flow
from labs.equipment.factory_oven import DWELL
from labs.equipment.furnace_signals import TEMPERATURES
from labs.simulation.faults import Fault
from labs.simulation.machine import Value
from labs.simulation.states import State

STEP = 0.1  # s
SECOND = 10  # steps
STATIONS = ("Furnace", "Mill", "Moulder", "Inspector", "Packer")  # after the press, in the order in which parts flow
CONTROLLED = ("Furnace", "Moulder", "Packer")  # their controllers act every 0.1 s


class Factory(Board):
    """See the module. `stations` by name; `flow`, `book` and `crew` are for instructors and examiners."""

    name = "factory"
    title = declared.TITLE
    signals = declared.SIGNALS
    commands = declared.COMMANDS
    faults = declared.FAULTS
    alarms = declared.ALARMS
    identification = declared.IDENTIFICATION
    parameter_names = (
        *why.PARAMETERS,
        *(f"{name}.{one}" for name, machine in declared.STATIONS.items() for one in machine.parameter_names),
    )
    start_names = (
        "Running",
        *(f"{name}.{one}" for name, machine in declared.STATIONS.items() for one in machine.start_names),
    )
    tick_seconds = 1.0

    def __init__(self) -> None:
        self.stations = {name: machine() for name, machine in declared.STATIONS.items()}
        self._drawn: dict[str, float] = {}
        self.book = Book()
        super().__init__()

    def begin(self, seed: int) -> None:
        """See Machine."""
        super().begin(seed)
        for station in self.stations.values():
            station.begin(seed)

    @property
    def measured(self) -> Mapping[str, float]:
        """What the sensors show, by the factory's paths; each station sees its own part of it."""
        return self._measured

    @measured.setter
    def measured(self, value: Mapping[str, float]) -> None:
        self._measured = value
        for name, station in self.stations.items():
            station.measured = _Part(value, f"{name}.")

    def reset(self, seed: int, start: Mapping[str, Value], parameters: Mapping[str, float]) -> None:
        """See Machine. `Running`: everything works, oven and buffers are filled with parts from before the books."""
        running = bool(start.get("Running"))
        self._drawn = drawn(seed, self.name, why.PARAMETERS)
        self._drawn.update({name: value for name, value in parameters.items() if name in why.PARAMETERS})
        self.book = Book()
        desk = self.stations["OrderDesk"]
        self.flow = Flow(desk, self.book, seed, self._drawn)
        self.flow.machines = list(self.stations.values())
        for name, station in self.stations.items():
            station.flow = self.flow
            station.reset(seed, begun.given(name, start, running), begun.of(name, parameters))
            station.transitions.clear()
        self.crew = Crew(self.flow, self.stations, running)
        self._steps = 0
        self._waited = 0
        self.energy = Energy(self.stations)
        self.kept = {one.path: "" if one.type == "String" else 0 for one in declared.OWN if one.held}
        self.kept.update({"Oven.Dwell": DWELL, "Crew.Automatic": True})
        self.kept.update({path: value for path, value in start.items() if path in self.kept})
        self._states = {
            name: station.kept["Status.StateCurrent"]
            for name, station in self.stations.items()
            if hasattr(station, "pack")
        }
        if running:
            begun.fill(self.flow, self.stations)
        self._show()
        self._gather()

    @property
    def parameters(self) -> dict[str, float]:
        """What was drawn, here and in the stations, and what has really happened ("Truth.…", "<station>.Truth.…")."""
        found = dict(self._drawn)
        for name, station in self.stations.items():
            found.update({f"{name}.{one}": value for one, value in station.parameters.items()})
        return {**found, **commands.truth(self)} if self.kept else found

    @parameters.setter
    def parameters(self, value: dict[str, float]) -> None:
        """Nothing to keep: Machine's constructor sets what `reset` draws."""

    def step(self, dt: float) -> None:
        """See Machine. `dt` may be a multiple of 0.1 s; things move when a second is full."""
        for _ in range(round(dt / STEP)):
            self._steps += 1
            if self._steps % SECOND == 0:
                self._second()
        self._gather()

    def _second(self) -> None:
        """Let a second pass in the order in which parts flow, then in transport, crew, desk and books."""
        stations, flow = self.stations, self.flow
        flow.now = float(self._steps // SECOND)
        desk, furnace = stations["OrderDesk"], stations["Furnace"]
        stations["Press"].step(1.0)
        for name in STATIONS:
            station = stations[name]
            if name in CONTROLLED:
                for _ in range(SECOND):
                    station.control()
                    station.step(STEP)
            else:
                station.step(1.0)
        self.energy.second()
        stations["Meter"].step(1.0)
        self.energy.metered()
        seen = [furnace.measured[path] for path in TEMPERATURES]
        furnace.cool(flow.heat(furnace.T, seen, self.kept["Oven.Dwell"]))
        if self._steps % DESK == 0:
            desk.step(desk.tick_seconds)
        self.crew.second(self.kept["Crew.Automatic"])
        states = {name: stations[name].pack.state for name in ("Mill", "Moulder")}
        self.book.second(desk.kept["Day.Open"], states)
        waits = desk.kept["Day.Open"] and states["Mill"] is State.SUSPENDED
        self._waited = self._waited + 1 if waits else 0
        self._show()

    def truths(self) -> list[float]:
        """See Machine: the factory's own, then each station's."""
        meter = self.stations["Meter"]
        found = self._own(self.book.truly_good, meter.active, self.energy.total)
        for station in self.stations.values():
            found.extend(station.truths())
        return found

    def shown(self) -> list[float]:
        """Good by the inspector's verdict; energy by the meter."""
        meter = self.stations["Meter"]
        found = self._own(self.book.good, meter.seen, sum(meter.measuring.energy))
        for station in self.stations.values():
            found.extend(station.shown())
        return found

    def held(self, path: str) -> Value:
        """See Machine."""
        if path in self.kept:
            return self.kept[path]
        name, own = path.split(".", 1)
        return self._states[name] if own == "Status.StateCurrent" else self.stations[name].held(own)

    def write(self, path: str, value: Value) -> None:
        """See Machine."""
        if path in self.kept:
            self.keep(path, value)
            return
        name, own = path.split(".", 1)
        self.stations[name].write(own, value)
        self._gather()

    def call(self, command: str, *arguments: Value) -> Value | None:
        """The factory's own commands; those of a station as `Station.Command`."""
        if "." not in command:
            return commands.OWN[command](self, *arguments)
        name, own = command.split(".", 1)
        answer = self.stations[name].call(own, *arguments)
        self.energy.resume()
        self.crew.told(name, own)
        self._gather()
        return answer

    def set_fault(self, fault: Fault, severity: float) -> None:
        """See Machine."""
        for name, station in self.stations.items():
            prefix = f"{name.lower()}-"
            for one in station.faults:
                if prefix + one.id == fault.id:
                    station.set_fault(one, severity)
                    self._gather()
                    return
        self.flow.severity[fault.id] = severity


class _Part(Mapping):
    """What of a mapping stands under a prefix, without copying it."""

    def __init__(self, whole: Mapping[str, float], prefix: str) -> None:
        self._whole, self._prefix = whole, prefix

    def __getitem__(self, path: str) -> float:
        return self._whole[self._prefix + path]

    def __iter__(self) -> Iterator[str]:
        return (path.removeprefix(self._prefix) for path in self._whole if path.startswith(self._prefix))

    def __len__(self) -> int:
        return sum(1 for _ in self)
