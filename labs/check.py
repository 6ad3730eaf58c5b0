"""The student's end of an examination: `check = examination("c2")`, then `check("holds-band", controller)`.

Contract: knows the ids of questions and the wire, nothing else. It finds an examiner (the one a grader handed to this
process, the class's over a websocket, or a local process), serves its requests (call a function, drive a plant),
and shows the verdict that comes back. Nothing in here decides anything: a process that tampers with it can only
answer differently.

Wire, one JSON object a frame: -> {"op": "check", "id", "functions"}; <- {"op": "call", "function", "args"} or
{"op": "drive", "function", "url", "user", "password", "plant", "arguments"}; -> {"op": "result", "value"} or
{"op": "error", "type", "text", "line"}; <- {"op": "verdict", "check", "points", "max_points", "verdict",
"message": {"ko", "en"}, "picture"}.
"""

import traceback
from collections.abc import Callable
from typing import Any

from labs.examiner_link import Link, open_link
from labs.language import SmartLabError
from labs.runtime.frames import FrameError
from labs.verdict_card import VerdictCard

_TEXT_LIMIT = 500


class Examination:
    """Asks the examiner of one unit; call it with a question's id and the functions that answer it."""

    def __init__(self, unit: str, language: str | None = None) -> None:
        self.unit = unit
        self._language = language
        self._link: Link | None = None
        self._known: dict = {}  # of the plants of one link's examiner: they differ in their seeds only

    def __call__(self, check_id: str, *functions: Callable) -> VerdictCard:
        """Have `functions` examined and return the verdict, which a notebook shows.

        Raises SmartLabError when no examiner can be reached or when it goes away.
        """
        names = [str(getattr(function, "__name__", "")) for function in functions]
        link, request = self._asked({"op": "check", "id": check_id, "functions": names})
        try:
            verdict = self._serve(link, request, functions)
        except BaseException:
            link.close()
            raise
        self._link = link
        return VerdictCard(verdict, self._language)

    def close(self) -> None:
        """Let the examiner go."""
        if self._link is not None:
            self._link.close()
            self._link = None

    def __repr__(self) -> str:
        return f"examination({self.unit!r})"

    def _asked(self, question: dict) -> tuple[Link, dict]:
        """Put `question` to the examiner; return the link and the first frame that came back.

        A link kept from an earlier question may have died since, with the class server or in a proxy: it is replaced
        once, before anything of the student's has run.
        """
        kept, self._link = self._link, None  # taken: an interrupted examination leaves no half-read link behind
        if kept is not None:
            try:
                return kept, _first_answer(kept, question)
            except SmartLabError:
                pass
        self._known = {}
        link = open_link(self.unit)
        return link, _first_answer(link, question)

    def _serve(self, link: Link, request: dict, functions: tuple[Callable, ...]) -> dict:
        while True:
            if request.get("op") == "verdict":
                return request
            answer = _answer(request, functions, self._known)
            try:
                link.send(answer)
            except FrameError as error:  # a value that the wire cannot carry
                link.send({"op": "error", "type": "unusable", "text": str(error)[:_TEXT_LIMIT], "line": None})
            request = link.receive()


def examination(unit: str, language: str | None = None) -> Examination:
    """Return the examination of `unit`; nothing is connected before the first question.

    `language` ("ko" or "en") defaults to the reader's.
    """
    return Examination(unit, language)


def _first_answer(link: Link, question: dict) -> dict:
    try:
        link.send(question)
        return link.receive()
    except BaseException:
        link.close()
        raise


def _answer(request: dict, functions: tuple[Callable, ...], known: dict) -> dict:
    """Do what the examiner asks and return the frame that answers it."""
    function = None
    try:
        function = functions[request["function"]]
        if not callable(function):  # an answer cell that still says `controller = ...`
            raise NotImplementedError
        if request["op"] == "call":
            value = function(*request["args"])
        elif request["op"] == "drive":
            value = _drive(function, request, known)
        else:
            raise SmartLabError(
                "채점기와 이 환경의 버전이 맞지 않습니다. 선생님께 알려 주십시오.",
                "The examiner and this environment do not match. Please tell your teacher.",
            )
    except Exception as error:  # the student's own; the verdict will tell it in words
        text = str(error)[:_TEXT_LIMIT]
        return {"op": "error", "type": type(error).__name__, "text": text, "line": _line(error, function)}
    return {"op": "result", "value": value}


def _drive(function: Callable, request: dict, known: dict) -> Any:
    from labs.session import connect

    address = {key: request[key] for key in ("url", "user", "password")}
    with connect(request["plant"], **address, known=known) as plant:
        return function(plant, *request["arguments"])


def _line(error: Exception, function: Callable | None) -> int | None:
    """Return the line of the student's own cell that the error passed through last."""
    code = getattr(function, "__code__", None)
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if code and frame.filename == code.co_filename
    ]
    return frames[-1].lineno if frames else None
