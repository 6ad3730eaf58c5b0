"""Fixtures of the course tests."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def c2() -> Path:
    """The folder of unit C2."""
    from courses.builder import find_units

    return find_units(["c2"])["c2"]
