"""Libraries that are asked for later are there in the next fork; none that is missing does harm."""

import pytest

from labs.runtime.errors import WarmProcessError
from labs.runtime.frames import recv_frame
from tests.labs.runtime.conftest import SMALL, make_warm

HAS = "import sys; result = sorted({'colorsys', 'this_is_missing'} & set(sys.modules))"


@pytest.fixture(scope="module")
def own():
    with make_warm() as process:
        yield process


def modules(warm) -> list[str]:
    with warm.fork("sandbox_probe:run", {"source": HAS}, limits=SMALL) as fork:
        return recv_frame(fork.channel, 20)["result"]


def test_a_library_asked_for_is_there_in_later_forks_and_one_that_is_missing_is_left_out(own):
    assert modules(own) == []
    own.preload(["this_is_missing", "colorsys"])
    assert modules(own) == ["colorsys"]
    own.preload(["colorsys"])
    assert modules(own) == ["colorsys"]


def test_a_fork_goes_on_while_its_server_imports(own):
    with own.fork("sandbox_probe:run", {"source": "result = channel.recv(1)[0]"}, limits=SMALL) as fork:
        own.preload(["sqlite3", "xml.dom.minidom"])
        fork.channel.sendall(b"\x07")
        assert recv_frame(fork.channel, 20) == {"result": 7}


def test_a_warm_process_that_is_gone_says_so():
    warm = make_warm().start()
    warm.close()
    with pytest.raises(WarmProcessError):
        warm.preload(["colorsys"])


def test_started_anew_it_is_asked_anew(own):
    own.close()
    own.start()
    assert modules(own) == []
    own.preload(["colorsys"])
    assert modules(own) == ["colorsys"]
