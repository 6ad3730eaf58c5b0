"""Login with SmartLab's own accounts, in Korean and English.

Contract: `ClassroomAuthenticator` checks names and passwords against the account file, in a thread (hashing would
stall the hub), behind a throttle. `LoginPage` speaks the reader's language: what the page was switched to, else
this browser's last choice, else what the browser asks for. A switch made while logging in is kept for the account.
"""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from jupyterhub.auth import Authenticator
from jupyterhub.handlers.login import LoginHandler
from traitlets import Any, Float, Integer, Unicode, default

from hub_config.accounts import Accounts, clean
from hub_config.throttle import Throttle
from labs.language import LANGUAGES, Bilingual

LANGUAGE_COOKIE = "smartlab-language"
WRONG = Bilingual(
    "로그인 ID나 비밀번호가 맞지 않습니다. 한/영 입력 상태와 Caps Lock을 확인하고 다시 입력하십시오.",
    "The login id or the password is wrong. Check Caps Lock and the keyboard language, then try again.",
)
EXPIRED = Bilingual(
    "로그인 화면이 오래되었습니다. 다시 한번 로그인하십시오.",
    "This login page is too old. Please log in once more.",
)
PAUSED = Bilingual(
    "비밀번호를 여러 번 잘못 입력했습니다. {seconds}초 뒤에 다시 시도하십시오.",
    "Too many wrong passwords. Try again in {seconds} seconds.",
)


class ClassroomAuthenticator(Authenticator):
    """Accounts of `accounts_file`; `clock` (seconds, monotonic) is injected by tests."""

    accounts_file = Unicode(help="Path of the account file.").tag(config=True)
    language = Unicode("ko", help="Language of pages for readers who ask for neither Korean nor English.").tag(
        config=True
    )
    tries = Integer(5, help="Wrong passwords before a pause.").tag(config=True)
    pause_seconds = Float(30, help="The first pause.").tag(config=True)
    longest_pause_seconds = Float(600, help="The longest pause.").tag(config=True)
    accounts = Any()
    throttle = Any()
    clock: Callable[[], float] = Any(time.monotonic)

    @default("accounts")
    def _accounts(self) -> Accounts:
        return Accounts(Path(self.accounts_file))

    @default("throttle")
    def _throttle(self) -> Throttle:
        return Throttle(self.tries, self.pause_seconds, self.longest_pause_seconds)

    def normalize_username(self, username: str) -> str:
        return clean(username).strip().lower()

    async def authenticate(self, handler, data) -> dict | None:
        """Return the account's hub name, or None after noting on `handler` what the page shall say."""
        name = self.normalize_username(data.get("username", ""))
        password = data.get("password", "")
        address = handler.request.remote_ip
        wait = self.throttle.wait(name, address, self.clock())
        if wait > 0:
            handler.login_problem = PAUSED, {"seconds": int(wait) + 1}
            return None
        account = await asyncio.get_running_loop().run_in_executor(None, self.accounts.verify, name, password)
        if account is None:
            self.throttle.failed(name, address, self.clock())
            return None
        self.throttle.succeeded(name, address)
        chosen = data.get("language", "")
        if chosen in LANGUAGES:
            self.accounts.set_language(account.name, chosen)
        return {"name": account.name, "admin": False}

    async def refresh_user(self, user, handler=None) -> bool:
        """An account that was removed is logged out at the next refresh."""
        return self.accounts.find(user.name) is not None

    def account_language(self, user) -> str:
        """Language of the pages of a logged-in hub user (None: nobody)."""
        account = self.accounts.find(user.name) if user else None
        return account.language if account else self.language

    def get_handlers(self, app) -> list:
        return [(r"/login", LoginPage)]


class LoginPage(LoginHandler):
    """The hub's login page; `?language=ko|en` switches it."""

    login_problem: tuple[Bilingual, dict] | None = None

    @property
    def switched_to(self) -> str:
        """The language this very page was switched to, or ""."""
        chosen = self.get_argument("language", "")
        return chosen if chosen in LANGUAGES else ""

    @property
    def page_language(self) -> str:
        remembered = self.get_cookie(LANGUAGE_COOKIE, "")
        if self.switched_to:
            return self.switched_to
        if remembered in LANGUAGES:
            return remembered
        return asked_for(self.request.headers.get("Accept-Language", ""), self.authenticator.language)

    def _render(self, login_error=None, username=None, **kwargs):
        if login_error:
            sentence, values = self.login_problem or (WRONG, {})
            login_error = sentence.show(self.page_language, **values)
        kwargs.update(language=self.page_language, switched_to=self.switched_to)
        return super()._render(login_error=login_error, username=username, **kwargs)

    def check_xsrf_cookie(self) -> None:
        self.login_problem = EXPIRED, {}
        super().check_xsrf_cookie()
        self.login_problem = None

    async def get(self) -> None:
        if self.switched_to:
            self._remember(self.switched_to)
        await super().get()

    async def post(self) -> None:
        if not self.get_body_argument("username", "").strip():
            # JupyterHub reads data["username"] without asking whether the form held one.
            self.set_status(403)
            self.finish(await self._render(login_error=WRONG.en, username=""))
            return
        await super().post()
        if self._jupyterhub_user:
            self._remember(self.authenticator.account_language(self._jupyterhub_user))

    def _remember(self, language: str) -> None:
        self.set_cookie(LANGUAGE_COOKIE, language, path=self.hub.base_url, expires_days=365, samesite="Lax")


def asked_for(accept_language: str, otherwise: str) -> str:
    """The first of Korean and English in an Accept-Language header, by its order of preference."""

    def weight(part: str) -> float:
        try:
            return float(part.partition("q=")[2] or 1.0)
        except ValueError:
            return 0.0

    for part in sorted(accept_language.split(","), key=weight, reverse=True):
        code = part.strip()[:2].lower()
        if code in LANGUAGES:
            return code
    return otherwise
