"""Grades one notebook: runs its cells in walled-in processes and keeps what the examiner finds.

Contract: each check of the unit gets exactly one verdict, made while the cell that the unit gives for it runs. A cell
that does not end, or that ends the process, is noted and skipped, and the cells around it run again in a fresh process
without it. Nothing that the notebook does raises; the worst ends its grading with a sentence.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from nbformat.notebooknode import NotebookNode

from grader.cell_runner import CellRunner, Ended, Overran
from grader.examiner import Examiner, verdict_frame
from grader.lanes import Stalled
from grader.link import Nonsense
from grader.outputs import clean_outputs, note_output, verdict_outputs
from grader.plan import Step, plan
from grader.unit import Unit
from grader.verdict import Verdict, fill
from labs.language import Bilingual

_REASONS = {
    "exited": Bilingual("스스로 종료", "it ended itself"),
    "killed": Bilingual("강제 종료", "it was stopped"),
    "memory": Bilingual("메모리 초과", "too much memory"),
    "cpu": Bilingual("계산 시간 초과", "too much computing time"),
    "wall": Bilingual("시간 초과", "too much time"),
    "processes": Bilingual("프로세스 수 초과", "too many processes"),
}
_NOT_JUDGED = Bilingual(
    "채점기 쪽 문제로 '{check}' 문항을 채점하지 못했습니다. 이 제출물을 다시 채점해 주십시오.",
    "The examiner could not judge '{check}', by no fault of the student's. Grade this submission again.",
)


@dataclass(frozen=True)
class Patience:
    """Real seconds for one cell and for one notebook, and how many fresh processes a notebook may need."""

    cell_seconds: float = 20.0
    notebook_seconds: float = 240.0
    processes: int = 4


@dataclass(frozen=True)
class Graded:
    """One notebook, graded: with trusted outputs, a verdict per check in the unit's order, and what went wrong."""

    notebook: NotebookNode
    verdicts: list[Verdict]
    seconds: float
    error: Bilingual | None

    @property
    def score(self) -> float:
        return round(sum(verdict.points for verdict in self.verdicts), 3)


class Grading:
    """The grading of one notebook; `run` it once.

    `new_runner` starts a fresh process, `new_examiner` makes the examiner that asks it.
    """

    def __init__(
        self,
        notebook: NotebookNode,
        unit: Unit,
        *,
        new_runner: Callable[[], CellRunner],
        new_examiner: Callable[[CellRunner], Examiner],
        patience: Patience,
        language: str,
        stalled: Stalled | None = None,
    ) -> None:
        self._stalled = stalled
        self._notebook, self._steps = plan(notebook, unit)
        self._unit, self._patience, self._language = unit, patience, language
        self._new_runner, self._new_examiner = new_runner, new_examiner
        self._verdicts: dict[str, Verdict] = {}
        self._skipped: set[int] = set()
        self._current = 0
        self._retried: set[str] = set()
        self._error: Bilingual | None = None
        self._begun = time.monotonic()

    def run(self) -> Graded:
        """Run every step that can be run and return the graded notebook."""
        position = 0
        for _ in range(self._patience.processes):
            if position >= len(self._steps):
                break
            with self._new_runner() as runner:
                examiner = self._new_examiner(runner)
                going_on = self._run_from(position, runner, examiner)
            if not going_on:
                break
            position = max(position, self._current + 1)
        return self._finish(examiner)

    def _run_from(self, position: int, runner: CellRunner, examiner: Examiner) -> bool:
        """Repeat the student's cells before `position`, then run on to the end; False when grading must end here."""
        try:
            for number, step in enumerate(self._steps[:position]):
                if step.check is None and number not in self._skipped:
                    self._step(number, runner, examiner)
            number = position
            while number < len(self._steps):  # a check that nobody answered is appended once more
                self._step(number, runner, examiner)
                number += 1
        except Overran:
            self._lose("cell-overran", examiner, "took-too-long", seconds=self._patience.cell_seconds)
        except Ended as end:
            self._lose("cell-ended", examiner, "process-ended", reason=_REASONS.get(end.reason, _REASONS["exited"]))
        except Nonsense:
            self._lose("left-protocol", examiner, "left-protocol")
            return False
        except _OutOfTime:
            self._lose("out-of-time", examiner, "took-too-long", seconds=self._patience.notebook_seconds)
            return False
        else:
            self._current = len(self._steps)
        return True

    def _step(self, number: int, runner: CellRunner, examiner: Examiner) -> None:
        self._current, step = number, self._steps[number]
        left = self._begun + self._patience.notebook_seconds - time.monotonic()
        if left <= 0:
            raise _OutOfTime
        seconds = min(self._patience.cell_seconds, left)
        outputs = runner.run(step.source, seconds, lambda frame: self._answer(step, frame, examiner), self._stalled)
        if step.check is None:
            self._notebook.cells[step.index].outputs = clean_outputs(outputs)
        elif step.check not in self._verdicts and step.check not in self._retried:
            self._retried.add(step.check)
            self._steps.append(step)

    def _answer(self, step: Step, frame: dict, examiner: Examiner) -> dict:
        """Examine when the running cell is a check's own and this is its first question; else say so."""
        if step.check is None or frame.get("id") != step.check or step.check in self._verdicts:
            return examiner.remark("not-now", frame.get("id"))
        verdict = examiner.examine(step.check)
        self._verdicts[step.check] = verdict
        if verdict.message_id == "examiner-failed":  # not the student's fault: the teacher has to know
            self._error = self._error or fill(_NOT_JUDGED, {"check": step.check})
        if verdict.message_id == "took-too-long":  # the function is still running: do not wait for it twice
            raise Overran
        return verdict_frame(verdict)

    def _lose(self, sentence: str, examiner: Examiner, check_message: str, **values: object) -> None:
        """Note what the current cell did; the check it may have been asking ends with 0 points."""
        step = self._steps[self._current]
        self._skipped.add(self._current)
        message = fill(self._unit.messages[sentence], {"number": step.index + 1, **values})
        if step.check is None or sentence in ("left-protocol", "out-of-time"):
            self._error = self._error or message  # of one question alone, its verdict tells
        if step.check is None:
            self._notebook.cells[step.index].outputs = [note_output(message.show(self._language))]
        elif step.check not in self._verdicts:
            self._verdicts[step.check] = examiner.failed(check_message, step.check, number=step.index + 1, **values)

    def _finish(self, examiner: Examiner) -> Graded:
        reached = {step.check for number, step in enumerate(self._steps) if number <= self._current}
        verdicts = []
        for check in self._unit.checks:
            verdict = self._verdicts.get(check)
            if verdict is None:
                verdict = examiner.missing(check) if check in reached else examiner.failed("not-reached", check)
            verdicts.append(verdict)
        shown = {verdict.check: verdict for verdict in verdicts}
        for step in self._steps:
            if step.check is not None:
                self._notebook.cells[step.index].outputs = verdict_outputs(shown[step.check], self._language)
        for count, cell in enumerate((cell for cell in self._notebook.cells if cell.cell_type == "code"), start=1):
            cell.execution_count = count
        return Graded(self._notebook, verdicts, time.monotonic() - self._begun, self._error)


class _OutOfTime(Exception):
    """The notebook as a whole has used up its time."""
