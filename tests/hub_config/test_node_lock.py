"""The proxy's lock: pinned, hashed, and without the address of any registry."""

import json
from pathlib import Path

NODE = Path(__file__).parents[2] / "hub_config" / "node"


def test_every_package_is_hashed_and_no_address_stands_in_the_lock():
    text = (NODE / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    assert "://" not in text and '"resolved"' not in text
    assert all("integrity" in entry for name, entry in packages.items() if name)


def test_the_lock_is_of_the_pinned_proxy():
    wanted = json.loads((NODE / "package.json").read_text())["dependencies"]
    lock = json.loads((NODE / "package-lock.json").read_text())["packages"]
    assert lock[""]["dependencies"] == wanted
    name, version = next(iter(wanted.items()))
    assert version[0].isdigit() and lock[f"node_modules/{name}"]["version"] == version
