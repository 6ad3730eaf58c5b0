"""What holds for the whole suite: tests marked `long` run only when they are asked for, with `pytest -m long`."""

import pytest


def pytest_collection_modifyitems(config, items):
    if "long" in config.option.markexpr:
        return
    later = pytest.mark.skip(reason="long: ./smartlab test -m long")
    for item in items:
        if "long" in item.keywords:
            item.add_marker(later)
