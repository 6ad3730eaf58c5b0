"""The factory's board: its own counters, buffers, OEE, scrap, energy and lateness, and what its stations changed.

Contract: `Board` is the half of `factory.Factory` that shows; it moves nothing. A PackML state shorter than a second is
shown for one, so that none is lost.
"""

from collections.abc import Mapping

from labs.equipment import factory_commands as commands
from labs.equipment.factory_book import Book
from labs.equipment.factory_flow import Flow
from labs.simulation.machine import Machine
from labs.simulation.states import ItemState, OperationMode, State

DESK = 100  # steps of 0.1 s: the order desk works every 10 s
PATIENCE = 60  # s that the bottleneck may wait


class Board(Machine):
    """`stations` by name, `flow` of the parts, `book` of their histories."""

    stations: dict[str, Machine]
    flow: Flow
    book: Book

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
            keep("Part.Record", commands.told(self, piece))
        if self._steps % DESK == 0:
            self._overdue = self.stations["OrderDesk"].overdue()
            self._late = [hours for hours in commands.lateness(self).values() if hours > 0]
            keep("Orders.Late", len(self._late))
        for name in self._states:
            if self.stations[name].transitions:
                self._states[name] = self.stations[name].transitions.popleft()
                self.changed.add(f"{name}.Status.StateCurrent")
        executing = any(state == State.EXECUTE for state in self._states.values())
        keep("Status.ItemState", int(ItemState.EXECUTING if executing else ItemState.NOT_EXECUTING))
        keep("Status.OperationMode", int(OperationMode.PROCESSING))

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
