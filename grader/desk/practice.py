"""The door to the examiner for notebooks in class: a WebSocket, one JSON text message a frame.

Contract: the notebook is the untrusted side; the wire is that of labs/check.py. A notebook keeps its connection
between questions, so what is limited is questions: one at a time and `Rate.per_minute` a minute for each person. Past
that the question is answered by a verdict "not-now" of 0 points that says when to ask again, as is whatever
`practice(unit, link, user)` raises. It runs in a thread of its own; when it returns, the socket closes. Strangers and
too many connections are refused during the upgrade, with a status and a message in both languages.
"""

import asyncio
import contextlib
import functools
import logging
import math
import queue
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tornado import websocket

from grader.desk.base import answer, signed_in
from grader.desk.errors import NotFound, TooMany, Unavailable
from grader.link import LinkClosed, LinkTimeout, Nonsense
from grader.verdict import Verdict
from labs.language import Bilingual, SmartLabError
from labs.runtime.frames import FrameError, decode_arrays, dumps, loads

_SEND_SECONDS = 30.0
_WAITING_FRAMES = 8
_CONNECTIONS = 16

_log = logging.getLogger(__name__)


@dataclass
class Rate:
    """How many questions may be asked; `clock()` gives seconds that never go back. Safe between threads."""

    per_minute: int = 30
    at_once: int = 32
    clock: Callable[[], float] = time.monotonic
    _asked: dict[str, deque] = field(default_factory=dict)
    _busy: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, name: str) -> None:
        """Count a question of `name`; raises TooMany, or Unavailable where the whole class is asking."""
        with self._lock:
            now = self.clock()
            asked = self._asked.setdefault(name, deque())
            while asked and asked[0] <= now - 60:
                asked.popleft()
            if name in self._busy:
                raise TooMany(
                    "다른 확인이 아직 진행 중입니다. 끝난 뒤 다시 실행해 주세요.",
                    "Another of your checks is still running. Run this one when it has finished.",
                )
            if len(asked) >= self.per_minute:
                wait = math.ceil(asked[0] + 60 - now)
                raise TooMany(
                    f"확인을 너무 자주 실행했습니다. {wait}초 뒤에 다시 해 주세요.",
                    f"That is too many checks in a minute. Try again in {wait} s.",
                )
            if len(self._busy) >= self.at_once:
                raise Unavailable(
                    "지금 확인하는 사람이 많습니다. 잠시 뒤 다시 해 주세요.",
                    "Many people are checking right now. Try again shortly.",
                )
            asked.append(now)
            self._busy.add(name)

    def end(self, name: str) -> None:
        """The question of `name` is answered."""
        with self._lock:
            self._busy.discard(name)


class PracticeLink:
    """The examiner's end of one notebook's connection (a `grader.link.StudentLink`), for the examiner's thread."""

    def __init__(self, send: Callable[[str], None], name: str, rate: Rate) -> None:
        self._send, self._name, self._rate = send, name, rate
        self._messages: queue.Queue[str | bytes | None] = queue.Queue()
        self._examining = self._closed = False

    def send(self, frame: dict) -> None:
        """Send one frame; raises LinkClosed."""
        if frame.get("op") == "verdict":
            self.rest()
        if self._closed:
            raise LinkClosed("the notebook has left")
        try:
            self._send(dumps(frame).decode("ascii"))
        except (websocket.WebSocketClosedError, TimeoutError, RuntimeError, asyncio.CancelledError) as error:
            raise LinkClosed(str(error)) from error

    def receive(self, timeout: float | None) -> dict:
        """Return the next frame; raises LinkClosed, LinkTimeout or Nonsense. Questions too many are answered here."""
        while True:
            frame = self._next(timeout)
            if self._examining or frame.get("op") != "check":
                return frame
            try:
                self._rate.begin(self._name)
            except SmartLabError as error:
                self.refuse(error, str(frame.get("id"))[:80])
            else:
                self._examining = True
                return frame

    def refuse(self, error: SmartLabError, check: str = "") -> None:
        """Answer a question by a verdict that judges nothing and says why."""
        verdict = Verdict(check, 0.0, 0.0, "not-now", "not-now", Bilingual(*error.message))
        with contextlib.suppress(LinkClosed):
            self.send({"op": "verdict", **verdict.to_json()})

    def rest(self) -> None:
        """The question is answered, or nobody waits for the answer any more."""
        if self._examining:
            self._examining = False
            self._rate.end(self._name)

    def feed(self, message: str | bytes) -> bool:
        """Take a message from the socket; False where more wait than an honest notebook sends."""
        if self._messages.qsize() >= _WAITING_FRAMES:
            return False
        self._messages.put(message)
        return True

    def end(self) -> None:
        """Nothing will come any more; wake the examiner."""
        self._closed = True
        self._messages.put(None)

    def _next(self, timeout: float | None) -> dict:
        try:
            message = self._messages.get(timeout=timeout)
        except queue.Empty:
            raise LinkTimeout("the notebook did not answer in time") from None
        if message is None:
            self._messages.put(None)
            raise LinkClosed("the notebook has left")
        try:
            frame = decode_arrays(loads(message.encode("utf-8") if isinstance(message, str) else message))
        except (FrameError, ValueError, RecursionError, MemoryError) as error:
            raise Nonsense(str(error)) from error
        if not isinstance(frame, dict):
            raise Nonsense("a frame is not an object")
        return frame


Practice = Callable[[str, PracticeLink, Any], None]


class PracticeHandler(websocket.WebSocketHandler):
    """WS …/api/units/UNIT/examine, for any member of a class."""

    link: PracticeLink | None = None

    async def prepare(self) -> None:
        self.user = await signed_in(self)
        if self.user.kind != "user" or not self.user.classes:
            raise NotFound("속한 반이 없습니다.", "You are in no class.")
        if self.settings["practice"] is None:
            raise Unavailable("지금은 확인할 수 없습니다.", "Checking is not available at the moment.")
        if self._connections[self.user.name] >= _CONNECTIONS:
            raise TooMany(
                "열려 있는 노트북이 너무 많습니다. 쓰지 않는 노트북의 커널을 종료해 주세요.",
                "Too many notebooks are connected. Shut down the kernels that are not in use.",
            )

    def check_origin(self, origin: str) -> bool:
        # The token is in a header that no web page can make a browser send; there is no cookie to misuse.
        return True

    def open(self, unit: str) -> None:
        loop = asyncio.get_running_loop()
        self._connections[self.user.name] += 1
        send = functools.partial(_wait, self.write_message, loop)
        self.link = PracticeLink(send, self.user.name, self.settings["practice_rate"])
        threading.Thread(target=self._examine, args=(unit, self.link, loop), daemon=True).start()

    def on_message(self, message: str | bytes) -> None:
        if self.link is not None and not self.link.feed(message):
            self.close(1008, "too many frames")

    def on_close(self) -> None:
        if self.link is not None:
            self._connections[self.user.name] -= 1
            self.link.end()

    def log_exception(self, kind: Any, value: Any, traceback: Any) -> None:
        if not isinstance(value, SmartLabError):
            super().log_exception(kind, value, traceback)

    def write_error(self, status_code: int, **details: Any) -> None:
        answer(self, details.get("exc_info", (None, None))[1], status_code)

    @property
    def _connections(self) -> Counter:
        return self.settings["practice_connections"]

    def _examine(self, unit: str, link: PracticeLink, loop: asyncio.AbstractEventLoop) -> None:
        try:
            self.settings["practice"](unit, link, self.user)
        except (LinkClosed, LinkTimeout, Nonsense) as error:
            _log.info("The examination of %s by %s ended early: %s", unit, self.user.name, error)
        except SmartLabError as error:
            link.refuse(error)
        except Exception:
            _log.exception("The examination of %s by %s failed", unit, self.user.name)
            text = "확인하지 못했습니다. 선생님께 알려 주세요.", "The check failed. Tell your teacher."
            link.refuse(Unavailable(*text))
        finally:
            link.rest()
            with contextlib.suppress(RuntimeError):  # the service itself is going down
                loop.call_soon_threadsafe(self.close, 1000)


def _wait(write: Callable, loop: asyncio.AbstractEventLoop, text: str) -> None:
    async def send() -> None:
        await write(text)

    asyncio.run_coroutine_threadsafe(send(), loop).result(_SEND_SECONDS)
