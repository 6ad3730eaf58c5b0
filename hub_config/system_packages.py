"""Which programs of the system SmartLab needs, how to tell that they are there, and what Debian calls them.

Contract: standard library only; looks, never installs.
"""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from labs.language import Bilingual

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
HANGUL_FONTS = ("*CJK*", "Nanum*", "*KR-*", "*Malgun*", "malgun*")


class SystemPackage(NamedTuple):
    """One Debian package: its name, why it is needed, and a test that it is there."""

    debian: str
    purpose: Bilingual
    present: Callable[[], bool]


def has_hangul_font(folders: Iterable[Path] = FONT_FOLDERS) -> bool:
    """Tell whether a font with Hangul is installed."""
    return any(next(folder.rglob(pattern), None) for folder in folders if folder.is_dir() for pattern in HANGUL_FONTS)


SANDBOX = SystemPackage(
    "bubblewrap",
    Bilingual("학생 코드를 가두어 실행합니다", "runs students' code in a sandbox"),
    lambda: shutil.which("bwrap") is not None,
)
BROWSER = SystemPackage(
    "chromium",
    Bilingual("화면 시험에 쓰는 브라우저입니다", "the browser of the tests"),
    lambda: shutil.which("chromium") is not None,
)
FONT = SystemPackage(
    "fonts-noto-cjk",
    Bilingual("화면 시험에서 한글을 보여 줍니다", "shows Korean text in the tests"),
    has_hangul_font,
)

UP_PACKAGES = (SANDBOX,)
TEST_PACKAGES = (SANDBOX, BROWSER, FONT)


def missing_packages(wanted: Iterable[SystemPackage]) -> list[SystemPackage]:
    """Return those of `wanted` that are not on this machine."""
    return [package for package in wanted if not package.present()]
