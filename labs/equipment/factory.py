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
than all physics. Controllers act every 0.1 s on the value last read. A PackML state shorter than a second is shown for
one, so that none is lost. All figures are chosen.
"""

import json
from collections.abc import Mapping

from labs.equipment import factory_graph as why
from labs.equipment import factory_signals as declared
from labs.equipment.declare import interlocked
from labs.equipment.factory_book import Book, Piece, text
from labs.equipment.factory_crew import TENDED, Crew
from labs.equipment.factory_flow import Flow
from labs.equipment.factory_oven import DWELL, PARTS, PLACES, Tray
from labs.equipment.furnace_signals import TEMPERATURES
from labs.simulation.faults import Fault
from labs.simulation.machine import Machine, Value
from labs.simulation.noise import stream
from labs.simulation.states import ItemState, OperationMode, State

STEP = 0.1  # s
SECOND, DESK = 10, 100  # steps
ANNEAL = 650.0  # °C
LIGHT = 5.0  # kW, lighting; inspector, packer and desk hang on the same feeder
PATIENCE = 60  # s that the bottleneck may wait
CONTROLLED = ("Furnace", "Moulder", "Packer")  # their controllers act every 0.1 s
FEEDERS = ("Press", "Furnace", "Mill", "Moulder")  # with a load of their own at the meter
STOCK = 3  # trays that wait for the mill in a factory that is running
RUNNING: Mapping[str, Mapping[str, Value]] = {  # what each station starts with when the factory runs
    "OrderDesk": {"Running": True},
    "Press": {"Running": True, "Speed.Setpoint": 25.0},
    "Furnace": {
        "Zone1.Temperature": ANNEAL, "Zone2.Temperature": ANNEAL, "Steady": True, "Zone1.Controller.Automatic": True,
        "Zone2.Controller.Automatic": True,
    },
    "Mill": {"Running": True},
    "Moulder": {"Running": True},
    "Inspector": {"Running": True, "Conveyor.Rate": 30.0},
    "Packer": {"Running": True, "Command.MachSpeed": 25.0, "Crew.Automatic": True},
    "Meter": {"Hour": 8.0},
}  # fmt: skip
ALWAYS = {
    "Furnace": {"Zone1.Controller.Setpoint": ANNEAL, "Zone2.Controller.Setpoint": ANNEAL},
    "Meter": {"Demand.Limit": 100.0, "Hour": 8.0},
}


class Factory(Machine):
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
        self._drawn = {
            name: value * (1 + spread * stream(seed, self.name, f"parameter:{name}").uniform(-1, 1))
            for name, (value, spread) in why.PARAMETERS.items()
        }
        self._drawn.update({name: value for name, value in parameters.items() if name in why.PARAMETERS})
        self.book = Book()
        desk = self.stations["OrderDesk"]
        self.flow = Flow(desk, self.book, seed, self._drawn)
        self.flow.machines = list(self.stations.values())
        for name, station in self.stations.items():
            station.flow = self.flow
            given = {**ALWAYS.get(name, {}), **(RUNNING[name] if running else {}), **_of(name, start)}
            station.reset(seed, given, _of(name, parameters))
            station.transitions.clear()
        self.crew = Crew(self.flow, self.stations, running)
        self._steps = 0
        self._waited = 0
        self.energy = dict.fromkeys(self.stations, 0.0)  # kWh
        self._counted = self._counters()
        self.kept = {one.path: "" if one.type == "String" else 0 for one in declared.OWN if one.held}
        self.kept.update({"Oven.Dwell": DWELL, "Crew.Automatic": True})
        self.kept.update({path: value for path, value in start.items() if path in self.kept})
        self._states = {
            name: station.kept["Status.StateCurrent"]
            for name, station in self.stations.items()
            if hasattr(station, "pack")
        }
        if running:
            self._fill()
        self._show()
        self._gather()

    def _fill(self) -> None:
        """Fill oven and buffers with trays from before the books."""
        furnace, press = self.stations["Furnace"], self.stations["Press"]
        trays = [Tray([self._old(press.part) for _ in range(PARTS)], 20.0) for _ in range(STOCK + PLACES)]
        self.flow.oven.fill(trays[STOCK:], furnace.T, press.room)
        first = self.flow.oven.trays[0]
        watts, _ = self.flow.oven.second(furnace.T, furnace.T, DWELL, True)
        self.flow.oven.given = 0.0
        furnace.settle(watts)
        for tray in trays[:STOCK]:
            tray.annealed, tray.seconds, tray.seen = first.annealed, first.seconds, list(first.seen)
            self.flow.note_oven(tray)
            self.flow.to_mill.append(tray)

    def _old(self, size: tuple[float, float]) -> Piece:
        piece = self.book.begin("Bolt", "WO00000", "W00000", "W00000", False, 0.0)
        piece.height, piece.diameter = size
        self.stations["OrderDesk"].shop.in_process["Bolt"] += 1
        return piece

    @property
    def parameters(self) -> dict[str, float]:
        """What was drawn, here and in the stations, and what has really happened ("Truth.…", "<station>.Truth.…")."""
        found = dict(self._drawn)
        for name, station in self.stations.items():
            found.update({f"{name}.{one}": value for one, value in station.parameters.items()})
        if not self.kept:
            return found
        desk = self.stations["OrderDesk"]
        found.update(self.book.truth())
        found.update({f"Truth.Energy.{name}": value for name, value in self.energy.items() if name != "Meter"})
        found["Truth.Energy.Total"] = sum(self.stations["Meter"].true_energy)
        good = sum(self.book.truly_good.values())
        found["Truth.Energy.PerGoodPart"] = found["Truth.Energy.Total"] / good if good else 0.0
        found.update({f"Truth.Lateness.{order}": hours for order, hours in {**desk.lateness, **desk.overdue()}.items()})
        found.update({f"Truth.BadLot.{one.name}": 1.0 for one in desk.shop.lots.values() if one.bad})
        return found

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
        for name in ("Furnace", "Mill", "Moulder", "Inspector", "Packer"):
            station = stations[name]
            if name in CONTROLLED:
                for _ in range(SECOND):
                    station.control()
                    station.step(STEP)
            else:
                station.step(1.0)
        self._consume()
        stations["Meter"].step(1.0)
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

    def _counters(self) -> dict[str, float]:
        """Return the energy counters of the stations that have one (kWh)."""
        stations = self.stations
        return {
            "Press": stations["Press"].energy / 3.6e6, "Furnace": stations["Furnace"].energy / 3.6e6,
            "Mill": stations["Mill"].energy / 3.6e6, "Moulder": stations["Moulder"].energy / 3.6e6,
            "Packer": stations["Packer"].line.energy / 3.6e6, "OrderDesk": stations["OrderDesk"].energy,
        }  # fmt: skip

    def _consume(self) -> None:
        """Book the energy of the second that has passed and hand it to the meter."""
        counters, energy = self._counters(), self.energy
        used = {name: counters[name] - self._counted[name] for name in FEEDERS}
        used["Inspector"] = self.stations["Inspector"].watts() / 3.6e6
        used["Packer"] = counters["Packer"] - self._counted["Packer"]
        used["OrderDesk"] = self.stations["OrderDesk"].power / 3600
        self._counted = counters
        for name, kilowatt_hours in used.items():
            energy[name] += kilowatt_hours
        meter = self.stations["Meter"]
        for name in FEEDERS:
            meter.feed(name, 3600 * used[name])
        meter.feed("Light", LIGHT + 3600 * (used["Inspector"] + used["Packer"] + used["OrderDesk"]))

    def _show(self) -> None:
        """Bring the factory's own held signals up to date."""
        book, flow, keep = self.book, self.flow, self.keep
        keep("Parts.Started", book.started)
        keep("Parts.Good", sum(book.good.values()))
        keep("Parts.Scrap", sum(book.scrap.values()))
        keep("Parts.InProcess", book.in_process)
        for place, number in book.scrapped_at.items():
            keep(f"Scrap.{place}", number)
        keep("Buffer.ToOven", len(flow.to_oven))
        keep("Buffer.Oven", len(flow.oven.trays))
        keep("Buffer.ToMill", len(flow.cooling) + len(flow.to_mill))
        keep("Buffer.ToInspector", len(flow.to_inspector))
        keep("Buffer.ToPacker", len(flow.accepted) + len(flow.infeed))
        if book.outbox:
            piece = book.outbox.popleft()
            keep("Part.Last", piece.number)
            keep("Part.Record", self._told(piece))
        if self._steps % DESK == 0:
            desk = self.stations["OrderDesk"]
            self._overdue = desk.overdue()
            self._late = [hours for hours in {**desk.lateness, **self._overdue}.values() if hours > 0]
            keep("Orders.Late", len(self._late))
        for name in self._states:
            if self.stations[name].transitions:
                self._states[name] = self.stations[name].transitions.popleft()
                self.changed.add(f"{name}.Status.StateCurrent")
        executing = any(state == State.EXECUTE for state in self._states.values())
        keep("Status.ItemState", int(ItemState.EXECUTING if executing else ItemState.NOT_EXECUTING))
        keep("Status.OperationMode", int(OperationMode.PROCESSING))

    def _told(self, piece: Piece) -> str:
        serial = piece.record.get("serial")
        found = self.stations["OrderDesk"].shop.genealogy.trace(serial) if serial else None
        return text(piece, found["order"] if found else None)

    def _gather(self) -> None:
        """Take over what changed and tripped in the stations."""
        self.tripped.clear()
        for name, station in self.stations.items():
            if station.changed:
                self.changed.update(f"{name}.{path}" for path in station.changed if path != "Status.StateCurrent")
                station.changed.clear()
            if station.tripped:
                self.tripped.update(f"{name.lower()}-{alarm}" for alarm in station.tripped)
        if self._waited > PATIENCE:
            self.tripped.add("mill-waits")
        if self._overdue:
            self.tripped.add("orders-late")

    def _own(self, good: Mapping[str, int], power: float, energy: float) -> list[float]:
        book = self.book
        parts = sum(good.values())
        late = sum(self._late) / len(self._late) if self._late else 0.0
        factors = [100 * one for one in book.factors(good)]
        return [*factors, book.scrap_share(), power, energy, energy / parts if parts else 0.0, late]

    def truths(self) -> list[float]:
        """See Machine: the factory's own, then each station's."""
        meter = self.stations["Meter"]
        found = self._own(self.book.truly_good, meter.active, sum(meter.true_energy))
        for station in self.stations.values():
            found.extend(station.truths())
        return found

    def shown(self) -> list[float]:
        """Good by the inspector's verdict; energy by the meter."""
        meter = self.stations["Meter"]
        found = self._own(self.book.good, meter.seen, sum(meter.energy))
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
            return self._call(command, *arguments)
        name, own = command.split(".", 1)
        answer = self.stations[name].call(own, *arguments)
        self._counted = self._counters()  # a counter may have been set back
        self.crew.told(name, own)
        self._gather()
        return answer

    def _call(self, command: str, *arguments: Value) -> Value | None:
        if command == "CausalGraph":
            return self.flow.graph.to_json()
        if command == "StopLine":
            for name in TENDED:
                self.crew.told(name, "Stop")
                if self.stations[name].pack.allows("Stop"):
                    self.stations[name].call("Stop")
            return None
        if command == "StartLine":
            self.crew.by_person.clear()
            return None
        if command == "OrderLateness":
            desk = self.stations["OrderDesk"]
            return self._answer({name: round(hours, 3) for name, hours in {**desk.lateness, **desk.overdue()}.items()})
        piece = self.book.parts.get(arguments[0])
        if piece is None:
            raise interlocked(
                f"번호 {arguments[0]}인 부품의 이력이 없습니다. Parts.Started까지의 번호를 고르십시오.",
                f"There is no history of part {arguments[0]}. Choose a number up to Parts.Started.",
            )
        answer = self._told(piece)
        self.keep("Query.Answer", answer)
        return answer

    def _answer(self, what: object) -> str:
        answer = json.dumps(what, separators=(",", ":"))
        self.keep("Query.Answer", answer)
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

    def __iter__(self):
        return (path.removeprefix(self._prefix) for path in self._whole if path.startswith(self._prefix))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _of(name: str, values: Mapping) -> dict:
    """Return what of `values` belongs to station `name`, by the station's own names."""
    prefix = f"{name}."
    return {path.removeprefix(prefix): value for path, value in values.items() if path.startswith(prefix)}
