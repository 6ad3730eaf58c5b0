"""Warm processes shared by the tests of a module, and a way to run source text in a fork."""

from pathlib import Path

import pytest

from labs.runtime.frames import recv_frame
from labs.runtime.limits import Limits
from labs.runtime.warm import WarmProcess

INSIDE = Path(__file__).parent / "inside"
SMALL = Limits(memory_mb=256, processes=24, cpu_seconds=5, wall_seconds=20, work_mb=8)


def make_warm(**options) -> WarmProcess:
    environment = {"PYTHONPATH": f"/opt/smartlab:{INSIDE}:{Path(__file__).parents[3]}"}
    options = {"sandbox": True, "read_only": [INSIDE], **options}
    return WarmProcess(["sandbox_probe", "ctypes", "subprocess"], environment=environment, **options)


@pytest.fixture(scope="package")
def warm():
    with make_warm() as process:
        yield process


@pytest.fixture
def inside(warm):
    """Return `run(source, **options of fork) -> value of `result`; a Python error inside fails the test."""

    def run(source: str, limits: Limits = SMALL, **options):
        with warm.fork("sandbox_probe:run", {"source": source}, limits=limits, **options) as fork:
            answer = recv_frame(fork.channel, 20)
            assert "error" not in answer, answer
            return answer["result"]

    return run


@pytest.fixture
def ends(warm):
    """Return `run(source) -> reason` for source that is to be ended from outside."""

    def run(source: str, limits: Limits = SMALL) -> str:
        with warm.fork("sandbox_probe:run", {"source": source}, limits=limits) as fork:
            return fork.wait(30)

    return run
