"""After its holes are filled a process allocates from fresh memory: what is new lies together."""

import pytest

from labs.runtime.holes import fill_holes

PAGE = 4096
NEW = 400


def riddled(size):
    """Return objects of `size` bytes with a hole here and there between them."""
    kept = [bytes(size - 33) for _ in range(20_000)]
    del kept[::16]
    return kept


def pages_of_new(size):
    """Return on how many pages new objects of `size` bytes come to lie."""
    new: list[bytes | None] = [None] * NEW
    for number in range(NEW):
        new[number] = bytes(size - 33)
    return len({id(each) // PAGE for each in new})


@pytest.mark.parametrize("size", (64, 144, 320, 512))
def test_new_objects_lie_together_once_holes_are_filled(size):
    kept = riddled(size)
    scattered = pages_of_new(size)
    filling = fill_holes()
    together = pages_of_new(size)
    assert together <= NEW * size / PAGE + 8 < scattered
    assert kept and filling
