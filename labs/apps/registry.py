"""The apps there are.

Contract: one row for each app; adding a row and its source publishes it. A source is a jupytext percent script beside
this file that reads `LANGUAGE` ("ko" or "en"), which the builder sets in its first cell.
"""

from pathlib import Path
from typing import NamedTuple

from labs.language import Bilingual

_HERE = Path(__file__).parent


class App(NamedTuple):
    """A public app: `name` is its address (`…/name`), `source` its script."""

    name: str
    title: Bilingual
    summary: Bilingual
    source: Path


def apps() -> tuple[App, ...]:
    return (
        App(
            "pid-tuning",
            Bilingual("열처리로 PID 조절", "Tune a furnace's PID"),
            Bilingual(
                "열처리로 한 대를 직접 조절해 봅니다. 이득과 시간을 바꾸고 온도가 어떻게 따라오는지 보세요.",
                "A heat-treatment furnace of your own: change gain and times and watch the temperature follow.",
            ),
            _HERE / "pid_tuning.py",
        ),
    )
