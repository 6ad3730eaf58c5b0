"""What every handler of the desk's API shares: token, roles, body limits, errors in both languages.

Contract: `prepare` has found the owner of the token (or answered) before a byte of the body is read. Handlers raise
`SmartLabError`s; anything else becomes a 500 that tells the reader nothing of our insides and is logged.
"""

import asyncio
import functools
import json
import logging
from collections.abc import Callable
from typing import Any

from tornado import web

from grader.desk.errors import BadRequest, Forbidden, NotFound, NotSignedIn, TooLarge, Unavailable
from grader.desk.files import Limits
from labs.language import SmartLabError

_log = logging.getLogger(__name__)


async def signed_in(handler: web.RequestHandler) -> Any:
    """Return who the request's token belongs to; raises NotSignedIn, or Unavailable where nobody can tell."""
    scheme, _, token = handler.request.headers.get("Authorization", "").partition(" ")
    user = None
    if scheme.lower() in ("token", "bearer") and token.strip():
        try:
            user = await handler.settings["authenticate"](token.strip())
        except SmartLabError:
            raise
        except Exception as error:
            _log.exception("Cannot authenticate")
            raise Unavailable(
                "지금은 로그인을 확인할 수 없습니다. 잠시 뒤 다시 해 주세요.",
                "Sign-ins cannot be checked at the moment. Try again shortly.",
            ) from error
    if user is None:
        raise NotSignedIn(
            "로그인이 풀렸습니다. 다시 로그인한 뒤 서버를 다시 시작해 주세요.",
            "You are signed out. Sign in again and restart your server.",
        )
    return user


def answer(handler: web.RequestHandler, error: BaseException | None, status: int) -> None:
    """Finish the request with `error` as {"message": {"ko", "en"}}; a stranger's error is only logged."""
    if isinstance(error, SmartLabError):
        message, status = error.message, getattr(error, "status", 400)
    elif status == 405:
        message = Forbidden("여기서는 할 수 없는 일입니다.", "This cannot be done here.").message
    elif status < 500:
        message = BadRequest("요청을 읽을 수 없습니다.", "The request cannot be read.").message
    else:
        message = Unavailable(
            "제출함에 문제가 생겼습니다. 선생님께 알려 주세요.", "The desk failed. Tell your teacher."
        ).message
    handler.set_status(status)
    handler.set_header("Content-Type", "application/json; charset=utf-8")
    handler.finish(json.dumps({"message": message._asdict()}, ensure_ascii=False))


@web.stream_request_body
class ApiHandler(web.RequestHandler):
    """A request by someone with a token."""

    body_limit: dict[str, int] = {}

    def initialize(self) -> None:
        self._body = bytearray()
        self.user: Any = None

    async def prepare(self) -> None:
        self.request.connection.set_max_body_size(self.body_limit.get(self.request.method, 64 * 1024))
        self.user = await signed_in(self)
        if self.request.method not in ("GET", "HEAD"):
            self._refuse_length()

    def data_received(self, chunk: bytes) -> None:
        self._body += chunk

    def json_body(self) -> dict:
        """Return the body's JSON object; raises BadRequest."""
        try:
            body = json.loads(bytes(self._body))
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            raise BadRequest("요청을 읽을 수 없습니다.", "The request cannot be read.")
        return body

    def require(self, class_id: str, role: str | None = None) -> str:
        """Return the user's role in the class; raises NotFound for strangers, Forbidden for another role."""
        found = self.user.classes.get(class_id) if self.user.kind == "user" else None
        if found not in ("teacher", "student"):
            raise NotFound(
                "그런 반이 없거나 이 반에 속해 있지 않습니다.",
                "There is no such class, or you are not in it.",
            )
        if role is not None and found != role:
            raise _ONLY[role]
        return found

    def require_own(self, class_id: str, student: str) -> None:
        """Raise NotFound unless the user teaches the class or is `student`."""
        if self.require(class_id) != "teacher" and student != self.user.name:
            raise NotFound("그런 제출물이 없습니다.", "There is no such submission.")

    def refuse_address(self) -> None:
        raise NotFound("그런 주소가 없습니다.", "There is nothing at this address.")

    @property
    def limits(self) -> Limits:
        """What one bundle of files may hold."""
        return self.settings["store"].limits

    async def store(self, method: Callable, *arguments: object, **options: object) -> Any:
        """Run one method of the store in a thread, so that the disk never holds up the others."""
        run = functools.partial(method, self.settings["store"], *arguments, **options)
        return await asyncio.get_running_loop().run_in_executor(None, run)

    def log_exception(self, kind: Any, value: Any, traceback: Any) -> None:
        if not isinstance(value, SmartLabError):
            super().log_exception(kind, value, traceback)

    def write_error(self, status_code: int, **details: Any) -> None:
        answer(self, details.get("exc_info", (None, None))[1], status_code)

    def _refuse_length(self) -> None:
        # A length past the limit would only be cut off; say why instead.
        limit = self.body_limit.get(self.request.method, 64 * 1024)
        length = self.request.headers.get("Content-Length", "0")
        if length.isdecimal() and int(length) > limit:
            raise TooLarge(
                f"{limit // (1024 * 1024)} MB보다 큰 것은 받을 수 없습니다. 큰 파일을 지우고 다시 보내 주세요.",
                f"More than {limit // (1024 * 1024)} MB cannot be taken. Remove the big files and send again.",
            )


_ONLY = {
    "teacher": Forbidden("이 반의 선생님만 할 수 있습니다.", "Only a teacher of this class can do this."),
    "student": Forbidden(
        "학생만 제출할 수 있습니다. 시험해 보려면 학생 계정으로 로그인해 주세요.",
        "Only students submit. To try it out, sign in with a student's account.",
    ),
}
