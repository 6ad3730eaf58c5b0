from collections.abc import Iterator

import pytest

from tests.labs.hmi.bench import Bench, benches


@pytest.fixture(scope="session")
def running_bench(tmp_path_factory) -> Iterator[Bench]:
    yield from benches(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def bench(running_bench: Bench, monkeypatch) -> Iterator[Bench]:
    monkeypatch.setenv("SMARTLAB_LANGUAGE", "en")
    yield running_bench
    running_bench.clear()
