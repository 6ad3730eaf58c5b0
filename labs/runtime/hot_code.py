"""Brings the code that runs in every fork together, so that a fork copies few pages for running it.

Contract: `with watched() as codes:` collects what Python code runs in this thread; `gather(codes)` gives the functions
that ran a fresh copy of their code, allocated one after the other. What they do, their names, lines and flags stay.

Running a function counts references to its code object and writes the counters of its inline caches (PEP 659), and a
fork copies each page of memory that is written to. Some eight hundred functions serve a plant; they are a tenth of what
was imported, and lie on as many pages as if they were all of it. Afterwards they have to run a few times again before
the fork: a copy is made without what the interpreter has learnt.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FrameType, FunctionType


@contextmanager
def watched() -> Iterator[dict[int, CodeType]]:
    """Collect the code that runs in this thread within the block, by its id."""
    codes: dict[int, CodeType] = {}

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            codes[id(frame.f_code)] = frame.f_code

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield codes
    finally:
        sys.setprofile(before)


def gather(codes: dict[int, CodeType]) -> int:
    """Let the functions whose code is among `codes` run copies that lie together; return how many codes were copied."""
    copies: dict[int, CodeType] = {}

    def copied(code: CodeType) -> CodeType:
        if id(code) not in copies:
            inner = [copied(each) if id(each) in codes else each for each in code.co_consts]
            copies[id(code)] = code.replace(co_consts=tuple(inner))
        return copies[id(code)]

    for function in gc.get_objects():
        if type(function) is FunctionType and id(function.__code__) in codes:
            function.__code__ = copied(function.__code__)
    return len(copies)
