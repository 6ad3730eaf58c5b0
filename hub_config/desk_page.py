"""The desk's page in a browser: a teacher's classes, or a student's own submissions with their receipts.

Contract: `routes(…)` for the desk's application. Who is asking comes from JupyterHub's sign-in for services; the page
has no script, loads nothing from elsewhere, and everything people wrote is escaped. It looks again by itself while
something waits.
"""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from jupyterhub.services.auth import HubOAuthCallbackHandler, HubOAuthenticated
from tornado import web

from grader.desk.board import Sheet, board
from grader.desk.queue import GradingQueue
from grader.desk.store import Store
from hub_config.accounts import Account
from hub_config.classes import Classes
from labs.language import Bilingual

REFRESH_SECONDS = 3
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
STATES = {
    "waiting": Bilingual("채점 대기", "waiting"),
    "grading": Bilingual("채점 중", "being graded"),
    "graded": Bilingual("채점 완료", "graded"),
    "attention": Bilingual("확인 필요", "needs a look"),
    "submitted": Bilingual("제출됨", "submitted"),
    "older": Bilingual("이전 제출", "earlier attempt"),
}


class DeskPage(HubOAuthenticated, web.RequestHandler):
    """GET: the page of whoever is signed in."""

    def initialize(self, render: Callable[[Account], str], classes: Classes) -> None:
        self._render, self._classes = render, classes

    def set_default_headers(self) -> None:
        for name, value in {
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        }.items():
            self.set_header(name, value)

    @web.authenticated
    async def get(self) -> None:
        account = self._classes.accounts.find(self.current_user["name"])
        if account is None:
            raise web.HTTPError(403)
        self.finish(self._render(account))


def routes(prefix: str, classes: Classes, store: Store, queue: GradingQueue) -> list[tuple]:
    """Return the page's routes below `prefix` ("/services/desk")."""

    def render(account: Account) -> str:
        return page(account, classes, store, queue)

    return [
        (prefix + "/?", DeskPage, {"render": render, "classes": classes}),
        (prefix + "/oauth_callback", HubOAuthCallbackHandler),
    ]


def cookie_secret() -> bytes:
    """Return what the sign-in's cookies are signed with: new at each start, so that they end with the service."""
    return os.urandom(32)


def page(account: Account, classes: Classes, store: Store, queue: GradingQueue) -> str:
    """Return the page of one person in that person's language."""
    language = account.language
    shown = []
    for class_id, role in sorted(account.classes.items()):
        sheets = board(store, queue, class_id, None if role == "teacher" else account.name)
        names = {member.name: member.display_name for member in classes.roster(class_id)}
        shown.append({"title": classes.find(class_id).title, "role": role, "sheets": sheets, "names": names})
    waiting = any(sheet.waiting for each in shown for sheet in each["sheets"])
    return _template().render(
        language=language,
        account=account,
        classes=shown,
        refresh=REFRESH_SECONDS if waiting else 0,
        say=lambda ko, en: ko if language == "ko" else en,
        state=lambda name: STATES[name].show(language),
        note=lambda text: text.show(language),
        clock=_clock,
        duration=lambda seconds: _duration(seconds, language),
        attention=_attention,
    )


def _template():
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "pages"), autoescape=select_autoescape(default=True)
    )
    return environment.get_template("desk.html")


def _attention(sheets: list[Sheet]) -> int:
    return sum(row.state == "attention" for sheet in sheets for row in sheet.rows)


def _clock(time: datetime | str) -> str:
    time = datetime.fromisoformat(time) if isinstance(time, str) else time
    return time.astimezone().strftime("%m-%d %H:%M:%S")


def _duration(seconds: float, language: str) -> str:
    if seconds < 90:
        return Bilingual("{n:.0f}초", "{n:.0f} s").show(language, n=seconds)
    if seconds < 5400:
        return Bilingual("{n:.0f}분", "{n:.0f} min").show(language, n=seconds / 60)
    if seconds < 172_800:
        return Bilingual("{n:.0f}시간", "{n:.0f} h").show(language, n=seconds / 3600)
    return Bilingual("{n:.0f}일", "{n:.0f} days").show(language, n=seconds / 86_400)
