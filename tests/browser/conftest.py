"""People at browsers: Debian's Chromium against the whole school, everything real.

Pictures go to $SMARTLAB_SHOTS, or to a folder of pytest's. Every page is watched: a request that leaves this computer,
or an error in a script, fails the test.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.conftest import School
from tests.integration.conftest import school as school

WIDE, NARROW = (1366, 768), (390, 844)
_LOCALES = {"ko": "ko-KR", "en": "en-US"}
_HERE = re.compile(r"(?:http|ws)://127\.0\.0\.1[:/]|data:|blob:|about:")


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(300))


class Person:
    """Somebody at a browser: `.page` is a Playwright page, `.shot(name)` keeps a picture."""

    def __init__(self, page, school: School, shots: Path) -> None:
        self.page, self.school, self._shots = page, school, shots
        self.strangers: list[str] = []
        self.errors: list[str] = []
        page.set_default_timeout(45_000)
        page.on("request", lambda request: self._went_to(request.url))
        page.on("websocket", lambda socket: self._went_to(socket.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)[:500]))

    def _went_to(self, url: str) -> None:
        if not _HERE.match(url):
            self.strangers.append(url)

    def go(self, path: str) -> None:
        self.page.goto(self.school.address + path)

    def shot(self, name: str) -> None:
        self.page.screenshot(path=self._shots / f"{name}.png")

    def log_in(self, name: str) -> None:
        """Fill in the login form as the page shows it and arrive at one's own home page."""
        self.go("/hub/login")
        self.fill_in_and_enter(name)

    def fill_in_and_enter(self, name: str) -> None:
        self.page.fill("input[name=username]", name)
        self.page.fill("input[name=password]", self.school.passwords[name])
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/hub/home")

    def open_lab(self, words: str = "실습실 열기") -> None:
        self.page.get_by_text(words).click()
        self.page.wait_for_url("**/user/*/lab**", timeout=90_000, wait_until="commit")
        self.page.wait_for_selector("#jp-main-dock-panel", timeout=90_000)


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    """One browser for a module; ended with it, because Playwright keeps an event loop running meanwhile."""
    playwright = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("there is no Chromium on this computer")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shots(tmp_path_factory) -> Path:
    chosen = os.environ.get("SMARTLAB_SHOTS")
    folder = Path(chosen) if chosen else tmp_path_factory.mktemp("shots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def person(request, chromium, school: School, shots: Path) -> Iterator[Callable[..., Person]]:
    """Return a function that seats somebody at a fresh browser of a language and size."""
    seated = []

    def seat(language: str = "ko", size: tuple[int, int] = WIDE) -> Person:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=_LOCALES[language],
            is_mobile=size == NARROW,
            has_touch=size == NARROW,
        )
        someone = Person(context.new_page(), school, shots)
        seated.append((context, someone))
        return someone

    yield seat
    for number, (context, someone) in enumerate(seated):
        someone.shot(f"{request.node.name}-{number}-end")
        context.close()
        assert someone.strangers == [], "a page asked another computer"
        assert someone.errors == [], "a script on a page failed"
