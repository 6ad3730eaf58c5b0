"""Asks the student's process and judges what comes back; the same for practice and for grading.

Contract: an `Examiner` serves one student's examination of one unit over one link, synchronously. Everything that
arrives over the link is hostile: checked for shape and size, bounded in time. A verdict is made here, or not at all.
"""

import time
from collections.abc import Callable
from typing import Any

from grader.exam import Exam, Plants, StudentError, derive_seed
from grader.lanes import STALL_SECONDS
from grader.link import LinkClosed, LinkTimeout, Nonsense, StudentLink
from grader.unit import Unit
from grader.verdict import Verdict, fill
from labs.language import Bilingual

EXAM_SECONDS = 180.0
_NAME_LIMIT = 60


class Examiner:
    """Examines one student: `examine` one check, or `serve` every question that is asked (practice)."""

    def __init__(
        self,
        unit: Unit,
        seed: object,
        plants: Plants,
        link: StudentLink,
        *,
        clock: Callable[[], float] = time.monotonic,
        stalled: Callable[[], None] | None = None,
    ) -> None:
        """`stalled` is called after each second in which the student's side showed no progress; it may raise."""
        self.unit, self._seed, self._plants, self._link, self._clock = unit, seed, plants, link, clock
        self._stalled = stalled
        self._deadline = 0.0

    def examine(self, check_id: str) -> Verdict:
        """Examine one check of the unit (KeyError for another id) and return its verdict; it is not sent.

        Raises Nonsense when the student's side leaves the protocol. A process that ends gets its verdict all the same.
        """
        self._deadline = self._clock() + EXAM_SECONDS
        return self._exam(check_id).judge()

    def missing(self, check_id: str) -> Verdict:
        """Return the verdict of a check that nobody answered."""
        return self._exam(check_id).verdict("missing", 0.0, "missing", {})

    def failed(self, message_id: str, check_id: str, **values: object) -> Verdict:
        """Return a 0-point verdict with one of the unit's messages."""
        return self._exam(check_id).verdict("keep-working", 0.0, message_id, values)

    def serve(self) -> None:
        """Answer questions until the link closes; any other frame between them is ignored."""
        while True:
            try:
                frame = self._link.receive(None)
            except (LinkClosed, Nonsense):
                return
            if frame.get("op") != "check":
                continue
            asked = frame.get("id")
            try:
                known = isinstance(asked, str) and asked in self.unit.checks
                answer = verdict_frame(self.examine(asked)) if known else self.remark("unknown-check", asked)
                self._link.send(answer)
            except (LinkClosed, Nonsense):
                return

    def remark(self, message_id: str, asked: object) -> dict:
        """Return a verdict frame that judges nothing: 0 of 0 points and one sentence."""
        values = {"check": str(asked)[:_NAME_LIMIT], "checks": ", ".join(self.unit.checks)}
        message = fill(self.unit.messages[message_id], values)
        word = "not-now" if message_id == "not-now" else "keep-working"
        remark = Verdict(values["check"], 0.0, 0.0, word, message_id, message)
        return verdict_frame(remark)

    def _exam(self, check_id: str) -> Exam:
        return Exam(
            self.unit.checks[check_id],
            self.unit.messages,
            ask=self._ask,
            plants=self._plants,
            seed=derive_seed(self._seed, self.unit.id, check_id),
            functions=self.unit.questions.get(check_id, ()),
        )

    def _ask(self, frame: dict, seconds: float, progress: Callable[[], Any] | None = None) -> Any:
        until = self._deadline if progress else min(self._deadline, self._clock() + seconds)
        try:
            self._link.send(frame)
            answer = self._wait(until, seconds, progress)
        except LinkTimeout:
            over = self._clock() >= self._deadline
            raise StudentError("took-too-long", seconds=EXAM_SECONDS if over else seconds) from None
        except LinkClosed:
            raise StudentError("process-ended") from None
        if answer.get("op") == "result" and "value" in answer:
            return answer["value"]
        if answer.get("op") == "error":
            raise _student_error(answer)
        raise Nonsense(f"an answer was due, not {str(answer.get('op'))[:_NAME_LIMIT]!r}")

    def _wait(self, until: float, seconds: float, progress: Callable[[], Any] | None) -> dict:
        """Return the answer; LinkTimeout at `until`, or where `progress` stays the same for `seconds`."""
        last, quiet_until = progress() if progress else None, self._clock() + seconds
        while True:
            left = min(until, quiet_until) - self._clock()
            if left <= 0:
                raise LinkTimeout
            try:
                return self._link.receive(min(left, STALL_SECONDS))
            except LinkTimeout:
                now = progress() if progress else None
                if now != last:
                    last, quiet_until = now, self._clock() + seconds
                elif self._stalled is not None:
                    self._stalled()


def verdict_frame(verdict: Verdict) -> dict:
    """Return the frame that carries a verdict to the student's side."""
    return {"op": "verdict", **verdict.to_json()}


def _student_error(answer: dict) -> StudentError:
    kind, text, line = answer.get("type"), answer.get("text"), answer.get("line")
    kind = kind[:_NAME_LIMIT] if isinstance(kind, str) and kind.isidentifier() else "Error"
    text = text.strip().removesuffix(".") if isinstance(text, str) else ""  # it goes into a sentence
    if kind == "NotImplementedError":
        return StudentError("not-answered")
    if kind == "unusable":
        return StudentError("unusable-return", error=text)
    told = f"{kind}: {text}" if text else kind
    if isinstance(line, int) and 0 < line < 1_000_000:
        return StudentError("function-error", error=Bilingual(f"{told} ({line}번째 줄)", f"{told} (line {line})"))
    return StudentError("function-error", error=told)
