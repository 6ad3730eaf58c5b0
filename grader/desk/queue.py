"""The line of submissions that wait for grading, on disk.

Contract: one row for each (class, assignment, student): "grade this student's newest attempt". What was asked for stays
asked for until it is done, whatever process is killed in between: each request counts `wanted` up, grading ends with
`done` at the request it had taken up, and a submission is announced (`coming`) before it is stored. Every method is
one transaction of SQLite, safe between threads and processes. `clock()` gives seconds since the epoch; who claims jobs
is one process, which calls `take_back_claims` when it starts.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from labs.language import Bilingual

BUSY_SECONDS = 30.0
# A job that was taken up this often without an end takes its grader down with it; a person has to look.
MOST_TRIES = 5
_PACE_OF_LAST = 20

_TABLE = """
CREATE TABLE IF NOT EXISTS jobs (
    class_id TEXT NOT NULL, assignment TEXT NOT NULL, student TEXT NOT NULL,
    wanted INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0,
    coming INTEGER NOT NULL DEFAULT 0, claimed INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0, not_before REAL NOT NULL DEFAULT 0,
    queued REAL NOT NULL DEFAULT 0, started REAL NOT NULL DEFAULT 0,
    finished REAL NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0,
    attempt INTEGER NOT NULL DEFAULT 0, attention INTEGER NOT NULL DEFAULT 0,
    note_ko TEXT NOT NULL DEFAULT '', note_en TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (class_id, assignment, student)
) WITHOUT ROWID
"""
_KEY = "class_id = ? AND assignment = ? AND student = ?"
_MARK = "attempt = ?, attention = ?, note_ko = ?, note_en = ?, finished = ?"
_NO_NOTE = Bilingual("", "")
INTERRUPTED = Bilingual(
    "채점이 여러 번 중간에 끊겼습니다. 제출물을 열어 본 뒤 다시 채점해 주십시오.",
    "Grading this was interrupted several times. Look at the submission, then have it graded again.",
)


@dataclass(frozen=True)
class Job:
    """One job taken up: `request` is what `finish` settles, `tries` how often it was taken up before, `attempt` the
    attempt that was graded last (0: none)."""

    class_id: str
    assignment: str
    student: str
    request: int
    tries: int
    attempt: int

    @property
    def key(self) -> tuple[str, str, str]:
        return self.class_id, self.assignment, self.student


@dataclass(frozen=True)
class Entry:
    """Where one student's grading stands. `state` is "waiting", "grading", "graded" or "attention"; `ahead` counts the
    jobs that come first; times are seconds since the epoch, 0 where there is none."""

    class_id: str
    assignment: str
    student: str
    state: str
    ahead: int
    attempt: int
    queued: float
    finished: float
    note: Bilingual


class GradingQueue:
    """The line in the SQLite file at `path`, made on first use."""

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self._path, self._clock = path, clock
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._open() as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute(_TABLE)

    def announce(self, class_id: str, assignment: str, student: str) -> None:
        """A submission is about to be stored; call `arrived` or `nothing_came` afterwards."""
        self._upsert(class_id, assignment, student, "coming = coming + 1")

    def nothing_came(self, class_id: str, assignment: str, student: str) -> None:
        """What was announced was not stored."""
        key = (class_id, assignment, student)
        with self._transaction() as db:
            db.execute(f"UPDATE jobs SET coming = max(coming - 1, 0) WHERE {_KEY}", key)
            db.execute(f"DELETE FROM jobs WHERE {_KEY} AND NOT (wanted OR coming OR finished)", key)

    def arrived(self, class_id: str, assignment: str, student: str) -> None:
        """What was announced is stored: have it graded."""
        change = "coming = max(coming - 1, 0), wanted = wanted + 1, tries = 0, not_before = 0, queued = ?"
        self._upsert(class_id, assignment, student, change, self._clock())

    def request(self, class_id: str, assignment: str, student: str) -> None:
        """Have the student's newest attempt graded, also where it has been graded already."""
        change = "wanted = wanted + 1, tries = 0, not_before = 0, queued = ?, attempt = 0"
        self._upsert(class_id, assignment, student, change, self._clock())

    def claim(self) -> Job | None:
        """Take up the job that has waited longest; None where nothing waits or all that does is to wait longer."""
        ready = "wanted > done AND NOT claimed AND not_before <= ?"
        with self._transaction() as db:
            note = (INTERRUPTED.ko, INTERRUPTED.en)
            given_up = f"done = wanted, attention = 1, note_ko = ?, note_en = ? WHERE {ready} AND tries >= ?"
            db.execute(f"UPDATE jobs SET {given_up}", (*note, self._clock(), MOST_TRIES))
            columns = "class_id, assignment, student, wanted, tries, attempt"
            row = db.execute(
                f"SELECT {columns} FROM jobs WHERE {ready} ORDER BY queued LIMIT 1", (self._clock(),)
            ).fetchone()
            if row is None:
                return None
            job = Job(*row)
            db.execute(
                f"UPDATE jobs SET claimed = 1, tries = tries + 1, started = ? WHERE {_KEY}", (self._clock(), *job.key)
            )
            return job

    def finish(self, job: Job, attempt: int, note: Bilingual = _NO_NOTE, *, attention: bool = False) -> None:
        """The job is done; what was asked for since waits on. `attention`: a person has to look."""
        values = (0 if attention else attempt, attention, *note, self._clock())
        with self._transaction() as db:
            db.execute(
                f"UPDATE jobs SET done = ?, claimed = 0, tries = 0, seconds = ? - started, {_MARK} WHERE {_KEY}",
                (job.request, self._clock(), *values, *job.key),
            )

    def put_back(self, job: Job, seconds: float) -> None:
        """The job could not be done this time; it may be taken up again after `seconds`."""
        with self._transaction() as db:
            db.execute(f"UPDATE jobs SET claimed = 0, not_before = ? WHERE {_KEY}", (self._clock() + seconds, *job.key))

    def settle(
        self, key: tuple[str, str, str], attempt: int, note: Bilingual = _NO_NOTE, *, attention: bool = False
    ) -> None:
        """`attempt` was graded without the line (by command): remember it. What waits, waits on."""
        self._upsert(*key, _MARK, 0 if attention else attempt, attention, *note, self._clock())

    def recover(self) -> None:
        """For the start of the service: what was announced when it was killed may have been stored."""
        with self._transaction() as db:
            db.execute("UPDATE jobs SET wanted = wanted + 1, coming = 0, queued = ? WHERE coming", (self._clock(),))

    def take_back_claims(self) -> None:
        """For the start of the grading process: whoever had claimed jobs is gone."""
        with self._transaction() as db:
            db.execute("UPDATE jobs SET claimed = 0 WHERE claimed")

    def entries(self, class_id: str, assignment: str | None = None) -> list[Entry]:
        """Where everybody of a class stands, by assignment and student."""
        state = """CASE WHEN claimed THEN 'grading' WHEN wanted > done THEN 'waiting'
                   WHEN attention THEN 'attention' ELSE 'graded' END"""
        ahead = "(SELECT count(*) FROM jobs AS other WHERE other.wanted > other.done AND other.queued < jobs.queued)"
        wanted = "class_id = ? AND (wanted > 0 OR finished > 0) AND (? IS NULL OR assignment = ?)"
        columns = f"class_id, assignment, student, {state}, {ahead}, attempt, queued, finished, note_ko, note_en"
        with self._open() as db:
            rows = db.execute(
                f"SELECT {columns} FROM jobs WHERE {wanted} ORDER BY assignment, student",
                (class_id, assignment, assignment),
            ).fetchall()
        return [Entry(*row[:8], note=Bilingual(*row[8:])) for row in rows]

    def waiting(self) -> int:
        """How many jobs of all classes wait or are being graded."""
        with self._open() as db:
            return db.execute("SELECT count(*) FROM jobs WHERE wanted > done").fetchone()[0]

    def pace(self) -> float | None:
        """Seconds from one job's end to the next's while there was work, over the last 20; None without any."""
        with self._open() as db:
            rows = db.execute(
                "SELECT finished, seconds FROM jobs WHERE seconds > 0 ORDER BY finished DESC LIMIT ?", (_PACE_OF_LAST,)
            ).fetchall()
        if not rows:
            return None
        ends, steps = [end for end, _ in rows], [seconds for _, seconds in rows]
        # Two at a time end twice as often as one takes; a pause in between is no work.
        return sum(min(step, end - before) for step, end, before in zip(steps, ends, [*ends[1:], 0.0], strict=True)) / (
            len(rows)
        )

    def _upsert(self, class_id: str, assignment: str, student: str, change: str, *values: object) -> None:
        with self._transaction() as db:
            key = (class_id, assignment, student)
            db.execute("INSERT OR IGNORE INTO jobs (class_id, assignment, student) VALUES (?, ?, ?)", key)
            db.execute(f"UPDATE jobs SET {change} WHERE {_KEY}", (*values, *key))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                db.execute("ROLLBACK")
                raise

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            yield db
        finally:
            db.close()
