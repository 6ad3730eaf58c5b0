"""Real commands, as a person types them, and what has to hold for every refusal."""

import os
import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def smartlab(*arguments, language="en", path=None, before=(), **options) -> subprocess.CompletedProcess:
    """Run `./smartlab arguments`; `path` replaces PATH, `before` is a command to run it in."""
    environment = {**os.environ, "SMARTLAB_LANGUAGE": language, "PYTHONIOENCODING": "utf-8"}
    environment.pop("SMARTLAB_DEBUG", None)
    if path is not None:
        environment["PATH"] = str(path)
    command = [*before, sys.executable, str(PROJECT / "smartlab"), *map(str, arguments)]
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.run(command, text=True, encoding="utf-8", env=environment, timeout=60, check=False, **output)


def refused(done: subprocess.CompletedProcess, language: str, code: int = 1) -> str:
    """Assert that it ended with `code` and a sentence in `language`, no traceback; return what it said."""
    said = done.stderr.strip()
    assert done.returncode == code, done.stderr
    assert said and "Traceback" not in said and "Error:" not in said, said
    assert len(said.splitlines()) == 1, said
    assert bool(re.search("[가-힣]", said)) == (language == "ko"), said
    return said
