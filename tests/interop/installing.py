"""Installs node-opcua, a stack of another ancestry, at the locked version; the tests' and the benchmarks' one way.

Contract: `install_node_opcua(folder)` makes `folder` ready for `node SCRIPT` with any script of `tests/interop/node`.
"""

import os
import shutil
import sys
from pathlib import Path

from hub_config.bootstrap import run_step

SOURCE = Path(__file__).parent / "node"
BIN = Path(sys.executable).parent
LOCK = SOURCE / "package-lock.json"


def node_environment() -> dict[str, str]:
    """The process environment in which `node` and `npm` are those of the Python environment."""
    return {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}


def install_node_opcua(folder: Path) -> None:
    """Copy the scripts into `folder` and run `npm ci`; raises SmartLabError or OSError where that does not succeed."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in SOURCE.iterdir():
        shutil.copy(path, folder)
    command = [str(BIN / "npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=1"]
    run_step(command, folder, node_environment())
