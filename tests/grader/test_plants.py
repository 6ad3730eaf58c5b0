"""Plants that get warm with the first one, or meanwhile."""

from contextlib import contextmanager

import pytest

from grader import plants
from grader.plants import LazyPlants
from labs.language import SmartLabError


class Recorder:
    """In place of a warm process: counts what was started and put away."""

    def __init__(self, fails: int = 0) -> None:
        self.started, self.ended, self._fails = 0, 0, fails

    @contextmanager
    def __call__(self):
        self.started += 1
        if self.started <= self._fails:
            raise SmartLabError("없습니다", "no room")
        yield self
        self.ended += 1

    def start_plant(self, name: str) -> str:
        return f"plant {name}"


@pytest.fixture
def warm(monkeypatch):
    def use(recorder: Recorder) -> Recorder:
        monkeypatch.setattr(plants, "warm_plants", recorder)
        return recorder

    return use


def test_nothing_starts_before_the_first_plant_and_then_once(warm):
    recorder = warm(Recorder())
    with LazyPlants() as lazy:
        assert recorder.started == 0
        assert [lazy.start_plant("a"), lazy.start_plant("b")] == ["plant a", "plant b"]
    assert (recorder.started, recorder.ended) == (1, 1)


def test_what_began_meanwhile_is_the_first_plants_own(warm):
    recorder = warm(Recorder())
    with LazyPlants() as lazy:
        lazy.begin()
        assert lazy.start_plant("a") == "plant a"
    assert (recorder.started, recorder.ended) == (1, 1)


def test_nothing_is_left_behind_that_began_and_was_never_asked_for(warm):
    recorder = warm(Recorder())
    with LazyPlants() as lazy:
        lazy.begin()
    lazy._begin()  # as a thread that comes late does
    assert recorder.started == recorder.ended <= 1


def test_a_start_that_failed_meanwhile_is_tried_again_and_then_told(warm):
    recorder = warm(Recorder(fails=2))
    with LazyPlants() as lazy:
        lazy._begin()
        with pytest.raises(SmartLabError, match="no room"):
            lazy.start_plant("a")
        assert lazy.start_plant("a") == "plant a"
    assert (recorder.started, recorder.ended) == (3, 1)
