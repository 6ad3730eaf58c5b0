"""Whether sandboxes work on this machine, tried once before anything is started.

Contract: `check_sandbox` returns or raises a SmartLabError; without a working sandbox there is no school, because
students' code would run beside the gradebook.
"""

import subprocess

from labs.runtime.bubblewrap import bubblewrap_command
from labs.runtime.errors import namespaces_refused


def check_sandbox() -> None:
    """Start `true` in the sandbox that student servers use."""
    command = [*bubblewrap_command(network=True), "/bin/true"]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
        problem = result.stderr.strip() if result.returncode else ""
    except (OSError, subprocess.TimeoutExpired) as error:
        problem = str(error)
    if problem:
        raise namespaces_refused(problem)
