"""Practice: the same examiner with public seeds, for a student who asks while working.

Contract: `run_practice` serves one student's link until it closes. As `python -m grader.practice UNIT --descriptor N`
it is the local examiner that labs/check.py starts on a laptop; N is an inherited, connected Unix socket.
"""

import argparse
import os
import signal
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader.examiner import Examiner
from grader.link import SocketLink, StudentLink
from grader.plants import ExamPlants, LazyPlants
from grader.unit import Unit, load_unit
from labs.language import SmartLabError

PRACTICE_SEED = "practice"


def run_practice(unit: Unit | str, link: StudentLink, supervisor: Any, *, courses_dir: Path | None = None) -> None:
    """Answer every question that comes over `link`, with the unit's public practice seed, until it closes.

    `supervisor` starts the plants (see grader.plants). Blocks; run it in a thread of its own. Raises SmartLabError for
    an unknown unit.
    """
    loaded = unit if isinstance(unit, Unit) else load_unit(unit, courses_dir)
    Examiner(loaded, PRACTICE_SEED, ExamPlants(supervisor), link).serve()


def main(arguments: Sequence[str] | None = None) -> int:
    """Be the local examiner of one unit; ends when the asking process closes its end."""
    parser = argparse.ArgumentParser(prog="python -m grader.practice")
    parser.add_argument("unit")
    parser.add_argument("--descriptor", type=int, required=True)
    parser.add_argument("--courses", type=Path, default=None)
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the notebook's terminal is meant for the notebook
    link = SocketLink(socket.socket(fileno=given.descriptor))
    try:
        unit = load_unit(given.unit, given.courses)
    except SmartLabError as error:
        link.send(_refusal(given.unit, error))
        return 1
    with LazyPlants() as plants:
        run_practice(unit, link, plants)
    return os.EX_OK


def _refusal(unit: str, error: SmartLabError) -> dict:
    verdict = {"op": "verdict", "check": unit, "points": 0, "max_points": 0, "verdict": "keep-working"}
    return verdict | {"message_id": "unknown-unit", "message": error.message._asdict(), "picture": None}


if __name__ == "__main__":
    raise SystemExit(main())
