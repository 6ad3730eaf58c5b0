"""One warm process for all tests here; each test has a supervisor with a clock of its own."""

import pytest

from labs.supervisor.supervisor import Supervisor, warm_plant_process


class Clock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="package")
def warm():
    with warm_plant_process() as process:
        yield process


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def supervisor(warm, clock):
    with Supervisor(warm, limit_per_owner=1, limit=3, clock=clock) as supervisor:
        yield supervisor
