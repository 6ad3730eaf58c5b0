"""What holds for the whole suite: tests marked `long` run only when they are asked for, with `pytest -m long`."""

import os
import sys
from pathlib import Path

import pytest


def pytest_configure(config):
    """nbgrader calls `alembic` by name: however the tests are started, the environment's programs come first."""
    programs = str(Path(sys.prefix) / "bin")
    os.environ["PATH"] = os.pathsep.join([programs, os.environ.get("PATH", os.defpath)])


def pytest_collection_modifyitems(config, items):
    if "long" in config.option.markexpr:
        return
    later = pytest.mark.skip(reason="long: ./smartlab test -m long")
    for item in items:
        if "long" in item.keywords:
            item.add_marker(later)
