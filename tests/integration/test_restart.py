"""A second start on the same data, and an end that leaves nothing behind."""

import signal
import time

import pytest

from tests.integration.conftest import descendants, free_port, start_school, stop_school

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("restart") / "school"


def nothing_left(home, seconds=15.0) -> list[str]:
    """What still runs of the school on `home`, after at most `seconds`."""
    end = time.monotonic() + seconds
    while (left := descendants(str(home))) and time.monotonic() < end:
        time.sleep(0.1)
    return left


def test_ctrl_c_ends_everything_and_a_second_start_keeps_the_data(home):
    first = start_school(home, free_port())
    first.visitor("student1").open_lab()
    assert stop_school(first) == 0
    assert nothing_left(home) == []
    again = start_school(home, free_port())
    try:
        assert "student1" not in again.said
        assert again.passwords == first.passwords
        student = again.visitor("student1")
        student.open_lab()
        assert student.api("GET", "contents").status_code == 200
    finally:
        again.process.send_signal(signal.SIGKILL)
    again.process.wait(10)
    assert nothing_left(home) == [], "a killed `up` must not leave the hub, the proxy or servers behind"
    again.process.stdout.close()
