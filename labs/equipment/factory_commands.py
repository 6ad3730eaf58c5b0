"""The factory's own commands and what its recording tells of the truth.

Contract: functions of a factory with checked arguments, in `OWN` by the command's name. Queries return JSON and leave
it in `Query.Answer`; they tell what was written down, not what is true. `truth` is for the recording's parameters.
"""

import json

from labs.equipment.declare import interlocked
from labs.equipment.factory_book import Piece, text
from labs.equipment.factory_crew import TENDED


def told(factory, piece: Piece) -> str:
    """Return a part's history as JSON, with the customer order that got it."""
    serial = piece.record.get("serial")
    found = factory.stations["OrderDesk"].shop.genealogy.trace(serial) if serial else None
    return text(piece, found["order"] if found else None)


def lateness(factory) -> dict[str, float]:
    """Return how late (h) every order was shipped, negative when early, or is by now."""
    desk = factory.stations["OrderDesk"]
    return {**desk.lateness, **desk.overdue()}


def trace_part(factory, number: int) -> str:
    """Return a part's history."""
    piece = factory.book.parts.get(number)
    if piece is None:
        raise interlocked(
            f"번호 {number}인 부품의 이력이 없습니다. Parts.Started까지의 번호를 고르십시오.",
            f"There is no history of part {number}. Choose a number up to Parts.Started.",
        )
    return _answer(factory, told(factory, piece))


def order_lateness(factory) -> str:
    """Return every order's lateness (h)."""
    return _answer(factory, json.dumps({name: round(hours, 3) for name, hours in lateness(factory).items()}))


def stop_line(factory) -> None:
    """Stop every station that allows it; none comes back before StartLine or its own Start."""
    for name in TENDED:
        factory.crew.told(name, "Stop")
        if factory.stations[name].pack.allows("Stop"):
            factory.stations[name].call("Stop")


def start_line(factory) -> None:
    """Let the crew bring all stations back."""
    factory.crew.by_person.clear()


def causal_graph(factory) -> str:
    """Return the graph of bad bolts as JSON."""
    return factory.flow.graph.to_json()


def _answer(factory, answer: str) -> str:
    factory.keep("Query.Answer", answer)
    return answer


def truth(factory) -> dict[str, float]:
    """Return what has really happened up to now (names beginning with "Truth.")."""
    book, energy, shop = factory.book, factory.energy, factory.stations["OrderDesk"].shop
    good = sum(book.truly_good.values())
    return {
        **book.truth(),
        **{f"Truth.Energy.{name}": value for name, value in energy.used.items()},
        "Truth.Energy.Total": energy.total,
        "Truth.Energy.PerGoodPart": energy.total / good if good else 0.0,
        **{f"Truth.Lateness.{order}": hours for order, hours in lateness(factory).items()},
        **{f"Truth.BadLot.{lot.name}": 1.0 for lot in shop.lots.values() if lot.bad},
    }


OWN = {
    "TracePart": trace_part,
    "OrderLateness": order_lateness,
    "StopLine": stop_line,
    "StartLine": start_line,
    "CausalGraph": causal_graph,
}
