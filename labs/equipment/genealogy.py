"""Genealogy: which part was made of what, when, for whom.

Contract: good parts carry serial numbers from 1 without gaps. What is alike is kept once, as ranges of serials, so that
a year of production is a few thousand entries and a search is a bisection. Vocabulary of ISA-95 (IEC 62264-2: material
lot, work order, product segment).
"""

from bisect import bisect_right
from collections import deque


class Genealogy:
    """Segments of like parts, and where they went. `recorded` is the lot that was written down, `lot` the true one."""

    def __init__(self) -> None:
        self.segments: list[dict] = []
        self._firsts: list[int] = []
        self._stock: dict[str, deque[list[int]]] = {}
        self.shipments: dict[str, list[tuple[int, int]]] = {}
        self._sent: list[tuple[int, int, str]] = []
        self.last = 0

    def made(self, product: str, work_order: str, lot: str, recorded: str, second: int, bad: bool) -> int:
        """Record one good part and return its serial number."""
        self.last += 1
        now = self.segments[-1] if self.segments else None
        like = (product, work_order, lot, recorded, bad)
        if now is None or now["like"] != like:
            now = {"like": like, "first": self.last, "last": self.last, "begun": second, "ended": second}
            self.segments.append(now)
            self._firsts.append(self.last)
        now["last"], now["ended"] = self.last, second
        ranges = self._stock.setdefault(product, deque())
        if ranges and ranges[-1][1] == self.last - 1:
            ranges[-1][1] = self.last
        else:
            ranges.append([self.last, self.last])
        return self.last

    def stocked(self, product: str) -> int:
        """Return how many parts of `product` are in stock."""
        return sum(last - first + 1 for first, last in self._stock.get(product, ()))

    def ship(self, product: str, quantity: int, order: str) -> list[tuple[int, int]]:
        """Take the oldest parts from stock for `order`; return their serials as ranges."""
        ranges, taken = self._stock[product], []
        while quantity > 0:
            first, last = ranges[0]
            end = min(last, first + quantity - 1)
            taken.append((first, end))
            quantity -= end - first + 1
            if end == last:
                ranges.popleft()
            else:
                ranges[0][0] = end + 1
        self.shipments[order] = taken
        self._sent.extend((first, last, order) for first, last in taken)
        return taken

    def bad_in(self, ranges: list[tuple[int, int]]) -> list[int]:
        """Return the serials of bad parts in `ranges`, at most the first of each segment, and their number."""
        found, number = [], 0
        for first, last in ranges:
            for segment in self._between(first, last):
                if segment["like"][4]:
                    low, high = max(first, segment["first"]), min(last, segment["last"])
                    found.append(low)
                    number += high - low + 1
        return [number, *found]

    def _between(self, first: int, last: int) -> list[dict]:
        start = max(0, bisect_right(self._firsts, first) - 1)
        end = bisect_right(self._firsts, last)
        return self.segments[start:end]

    def _orders(self, first: int, last: int) -> list[str]:
        return sorted({order for low, high, order in self._sent if low <= last and first <= high})

    def trace(self, serial: int) -> dict | None:
        """Return what is written down about one part; None where it does not exist."""
        if not 1 <= serial <= self.last:
            return None
        segment = self.segments[bisect_right(self._firsts, serial) - 1]
        product, work_order, _, recorded, _ = segment["like"]
        return {
            "serial": serial,
            "product": product,
            "work_order": work_order,
            "material_lot": recorded,
            "made_between": [segment["begun"], segment["ended"]],
            "order": next(iter(self._orders(serial, serial)), None),
        }

    def where_used(self, lot: str) -> list[dict]:
        """Return the segments written down as made of `lot`, with the orders that got parts of them."""
        return [
            {
                "first": segment["first"],
                "last": segment["last"],
                "product": segment["like"][0],
                "work_order": segment["like"][1],
                "orders": self._orders(segment["first"], segment["last"]),
            }
            for segment in self.segments
            if segment["like"][3] == lot
        ]
