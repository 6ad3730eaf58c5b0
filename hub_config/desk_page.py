"""The desk's page in a browser: a teacher's classes, or a student's own submissions with their receipts.

Contract: `routes(…)` for the desk's application. Who is asking comes from JupyterHub's sign-in for services; the page
has no script, loads nothing from elsewhere, and everything people wrote is escaped. It looks again by itself while
something waits.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from jupyterhub.services.auth import HubOAuthCallbackHandler, HubOAuthenticated
from tornado import web

from grader.desk.board import Sheet, board
from grader.desk.queue import GradingQueue
from grader.desk.store import Store
from hub_config.accounts import Account
from hub_config.classes import Classes
from hub_config.due_words import STATES, due_words, duration, late_words

REFRESH_SECONDS = 3
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


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
        return page(account, classes, store, queue, datetime.now(UTC))

    return [
        (prefix + "/?", DeskPage, {"render": render, "classes": classes}),
        (prefix + "/oauth_callback", HubOAuthCallbackHandler),
    ]


def cookie_secret() -> bytes:
    """Return what the sign-in's cookies are signed with: new at each start, so that they end with the service."""
    return os.urandom(32)


def page(account: Account, classes: Classes, store: Store, queue: GradingQueue, now: datetime) -> str:
    """Return the page of one person in that person's language; `now` is what time left counts from."""
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
        duration=lambda seconds: duration(seconds, language),
        due=lambda sheet: due_words(sheet, now, language),
        late=lambda sheet: late_words(sheet, language),
        attention=_attention,
    )


def _template():
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "pages"), autoescape=select_autoescape(default=True)
    )
    return environment.get_template("desk.html")


def _attention(sheets: list[Sheet]) -> int:
    return sum(row.state == "attention" for sheet in sheets for row in sheet.rows)


def _clock(time: datetime | str, sheet: Sheet) -> str:
    time = datetime.fromisoformat(time) if isinstance(time, str) else time
    # Beside a due time, in its zone; else in this machine's.
    return time.astimezone(sheet.due.tzinfo if sheet.due else None).strftime("%m-%d %H:%M:%S")
