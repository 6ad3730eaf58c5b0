"""Grades what waits in the desk's line: `python -m hub_config.grading_worker`, a child process of the desk.

Contract: reads the settings from SMARTLAB_SETTINGS and the line from disk; a byte on stdin says that there is something
new, its end that the desk is gone. Killed at any moment it loses nothing: what it had taken up is taken up again by
the next one. There is one at a time for a school.
"""

import fcntl
import logging
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from sqlalchemy.exc import SAWarning

from grader.desk.queue import GradingQueue, Job
from grader.lanes import Postponed, Stalled
from hub_config.books import Books
from hub_config.class_grader import ClassGrader, Outcome
from hub_config.classes import Classes
from hub_config.desk_store import queue_at
from hub_config.grading_room import GradingRoom
from hub_config.lifeline import end_with_parent
from hub_config.settings import Settings
from labs.language import Bilingual, SmartLabError

JUDGING_TRIES = 3  # times a submission is graded before what could not be judged goes to a person
PAUSE_SECONDS = 2.0  # before another try, and how often the line is looked at without being told
_log = logging.getLogger(__name__)
_FAILED = Bilingual(
    "채점 중 예상하지 못한 오류가 났습니다({what}). hub.log를 확인해 주십시오.",
    "Grading met an unexpected error ({what}). See hub.log.",
)


class GradingWorker:
    """Threads that take jobs from the line; `grade(job)` does one and says what came of it (None: nothing to do)."""

    def __init__(
        self,
        queue: GradingQueue,
        grade: Callable[[Job, Stalled], Outcome | None],
        threads: int,
        pause: float = PAUSE_SECONDS,
    ) -> None:
        self._queue, self._grade, self._pause = queue, grade, pause
        self._news = threading.Condition()
        self._stopping = False
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(threads)]

    def run(self, news: BinaryIO) -> None:
        """Work until `news` ends; each byte of it is a reason to look at the line."""
        self._queue.take_back_claims()
        for thread in self._threads:
            thread.start()
        while news.read(1):
            with self._news:
                self._news.notify_all()
        with self._news:
            self._stopping = True
            self._news.notify_all()

    def _work(self) -> None:
        while not self._stopping:
            job = self._queue.claim()
            if job is not None:
                self.do(job)
                continue
            with self._news:
                if not self._stopping:
                    self._news.wait(self._pause)

    def do(self, job: Job) -> None:
        """Grade what the job asks for, and settle it in the line."""
        try:
            outcome = self._grade(job, partial(self._give_way, job))
        except Postponed:
            self._queue.put_back(job, self._pause)
            return
        except Exception as error:
            if not isinstance(error, SmartLabError):
                _log.exception("Grading %s failed", job.key)
            self._try_again(job, 0, _sentence(error))
            return
        if outcome is None:
            self._queue.finish(job, job.attempt)
        elif not outcome.judged:
            self._try_again(job, outcome.attempt, outcome.error)
        else:
            note = outcome.error or Bilingual("", "")
            self._queue.finish(job, outcome.attempt, note, attention=outcome.attention)

    def _give_way(self, job: Job) -> None:
        """An endless loop holds nobody up: what makes no progress is begun anew when the others had their turn."""
        if job.tries == 0 and self._queue.waiting() > len(self._threads):
            raise Postponed

    def _try_again(self, job: Job, attempt: int, note: Bilingual) -> None:
        if job.tries + 1 < JUDGING_TRIES:
            self._queue.put_back(job, self._pause)
        else:
            self._queue.finish(job, attempt, note, attention=True)


def _sentence(error: Exception) -> Bilingual:
    if isinstance(error, SmartLabError):
        return error.message
    what = f"{type(error).__name__}: {error}"[:200]
    return Bilingual(_FAILED.ko.format(what=what), _FAILED.en.format(what=what))


def grade_job(settings: Settings, room: GradingRoom, books: Books) -> Callable[[Job, Stalled], Outcome | None]:
    """Return what grades one job of the school's line."""
    classes = Classes(settings)

    def grade(job: Job, stalled: Stalled) -> Outcome | None:
        info = classes.find(job.class_id)
        grader = ClassGrader(settings, info, job.assignment, room.bench(info.language), books)
        newest = grader.newest(job.student).get(job.student)
        if newest is None or newest.attempt <= job.attempt:
            return None
        return grader.grade(job.student, newest, stalled)

    return grade


def main() -> None:
    """Be the grading process until the desk ends."""
    end_with_parent()
    settings = Settings.read(os.environ)
    logging.basicConfig(level=logging.INFO, format="[%(levelname).1s %(asctime)s %(name)s] %(message)s")
    warnings.simplefilter("ignore", SAWarning)  # nbgrader's own, three a submission
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for `smartlab up`, which ends the desk
    with (settings.run / "grading-worker.lock").open("a") as only_one:
        fcntl.flock(only_one, fcntl.LOCK_EX)
        with GradingRoom(settings) as room:
            # Warm before the first submission: a class submits at the end of the lesson, all at once.
            threading.Thread(target=_warm_up, args=(room, settings.language), daemon=True).start()
            # Grading computes and hardly waits, so more lanes than cores only get in each other's way; with one alone,
            # what makes no progress would hold up the others for a second.
            lanes = max(2, os.cpu_count() or 1)
            worker = GradingWorker(queue_at(settings.desk_folder), grade_job(settings, room, Books(settings)), lanes)
            worker.run(sys.stdin.buffer)
            # A thread in the middle of a grading must not see its sandbox end and take that for a verdict.
            os._exit(0)


def _warm_up(room: GradingRoom, language: str) -> None:
    try:
        room.bench(language)
    except SmartLabError as error:
        _log.warning("%s", error)


if __name__ == "__main__":
    main()
