"""The READMEs are true: every command stands in both, and they lead to each other."""

import argparse
import re
from pathlib import Path

import pytest

from courses.builder import find_units
from hub_config.cli import parser

PROJECT = Path(__file__).parents[2]
READMES = ("README.md", "README.ko.md")
FOLDERS = ("courses", "docs", "grader", "hub_config", "labs", "tests")


def verbs(root: argparse.ArgumentParser) -> dict[str, list[str]]:
    """Each verb with its second words."""
    (group,) = (action for action in root._actions if isinstance(action, argparse._SubParsersAction))
    found = {}
    for name, one in group.choices.items():
        inner = [action for action in one._actions if isinstance(action, argparse._SubParsersAction)]
        found[name] = list(inner[0].choices) if inner else []
    return found


@pytest.mark.parametrize("readme", READMES)
def test_every_command_is_documented(readme):
    text = (PROJECT / readme).read_text(encoding="utf-8")
    for verb, words in verbs(parser()).items():
        assert f"smartlab {verb}" in text
        assert all(word in text for word in words), (verb, words)


@pytest.mark.parametrize("readme", READMES)
def test_every_unit_is_named(readme):
    text = (PROJECT / readme).read_text(encoding="utf-8")
    assert all(f"**{unit}**" in text for unit in find_units())


@pytest.mark.parametrize("readme", READMES)
def test_what_it_points_to_exists(readme):
    text = (PROJECT / readme).read_text(encoding="utf-8")
    for target in ("docs/pid-tuning.png", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"):
        assert f"({target})" in text and (PROJECT / target).exists()


@pytest.mark.parametrize("page", [*READMES, "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_file_of_the_project_that_it_names_exists(page):
    text = (PROJECT / page).read_text(encoding="utf-8")
    named = {name for name in re.findall(r"`([\w./-]+)`", text) if name.split("/")[0] in FOLDERS and "/" in name}
    assert [name for name in sorted(named) if not (PROJECT / name).exists()] == []
