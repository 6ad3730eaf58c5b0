"""`smartlab test`: the linters, then the whole suite.

Contract: words after `test` go to pytest as they are; with none, everything runs. Returns the first
failing exit code.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from hub_config.bootstrap import say


def run_tests(project: Path, arguments: Sequence[str]) -> int:
    """Run ruff, import-linter and pytest in `project`; with `arguments`, pytest alone with those."""
    tools = Path(sys.executable).parent
    # By file, so that what a file sets up once (a sandbox, a whole hub) is set up once. Three on two cores: hubs and
    # browsers are waited for half of the time.
    steps = [[sys.executable, "-m", "pytest", "-n", "3", "--dist", "loadfile", *arguments]]
    if not arguments:
        say("코드 규칙을 검사하고 모든 시험을 실행합니다.", "Checking the code rules and running every test.")
        steps[:0] = [
            [str(tools / "ruff"), "check", "."],
            [str(tools / "ruff"), "format", "--check", "."],
            [str(tools / "lint-imports"), "--no-cache"],
        ]
    for step in steps:
        code = subprocess.run(step, cwd=project, check=False).returncode
        if code:
            return code
    return 0
