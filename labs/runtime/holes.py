"""Fills the holes of a process's memory before it is forked, so that what a fork allocates lies together.

Contract: `fill_holes()` returns objects to be kept for as long as there are forks. A process that has imported much has
thousands of half-used pools. A fork that allocates from them copies a page of 4 KiB for an object of fifty bytes; from
fresh pools its objects come one after the other.

CPython keeps small objects in pools of one size class each, 16 to 512 bytes in steps of 16, and takes a fresh pool only
when no pool of the class has room; a fresh one hands out its blocks in rising order (CPython 3.11,
`Objects/obmalloc.c`). So a class is full when a whole pool's blocks have come in a row.
"""

import sys
from collections.abc import Callable
from itertools import pairwise

_ALIGNMENT = 16
_LARGEST = 512
_POOL_BYTES, _POOL_HEAD_BYTES = 16 * 1024, 48
_MOST_BYTES = 8 * 1024 * 1024
"""Of one class, in case the interpreter was built with another allocator."""


def fill_holes() -> list[list[object]]:
    """Return objects that fill every pool that has room, list by list of one size class."""
    return [_filling(size) for size in range(_ALIGNMENT, _LARGEST + 1, _ALIGNMENT)]


def _filling(size: int) -> list[object]:
    make, whole = _maker(size), (_POOL_BYTES - _POOL_HEAD_BYTES) // size
    filling: list[object] = []
    while len(filling) * size < _MOST_BYTES:
        some: list[object] = [None] * (2 * whole)  # as long as it will be, and looked at later: both take memory too
        for number in range(len(some)):
            some[number] = make()
        filling += some
        if _most_in_a_row([id(each) for each in some], size) >= whole:
            break
    return filling


def _most_in_a_row(addresses: list[int], size: int) -> int:
    """Return the length of the longest run of `addresses` in which each follows the one before by `size`."""
    longest = run = 1
    for before, after in pairwise(addresses):
        run = run + 1 if after == before + size else 1
        longest = max(longest, run)
    return longest


def _maker(size: int) -> Callable[[], object]:
    """Return what makes a new object in the class of `size` bytes."""
    if size == sys.getsizeof(object()):
        return object
    if size < sys.getsizeof(b"") + 2:  # shorter bytes are made once for all
        return lambda: float("1.5")
    length = size - sys.getsizeof(b"")
    return lambda: bytes(length)
