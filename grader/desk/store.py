"""What the desk keeps of each class: releases, due dates, submissions, feedback.

Contract: `Store(root, now)` keeps everything of a class below `root/<class>`. Nothing is changed or deleted: a new
release, attempt or feedback is a new record and the newest one counts. `now()` gives an aware UTC datetime. Who may
do what is decided by the caller (the service); the student of a submission is the caller's argument and never read
from what was sent. Methods block on the disk and may be called from several threads.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from grader.desk.errors import Conflict, DeskError, NotFound
from grader.desk.files import Files, Limits, checked, checked_key, notebook_names
from grader.desk.terms import Terms
from grader.desk.vault import Vault

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Receipt:
    """Proof of a submission: `hash` over the sorted (path, bytes), `time` ISO 8601 in UTC, `attempt` from 1,
    `seconds_late` after it was due for this student, 0 in time."""

    hash: str
    time: str
    attempt: int
    seconds_late: float = 0.0


@dataclass(frozen=True)
class Submission:
    """One attempt; `feedback` is {notebook path: sha256 of its HTML}, empty until feedback is released; `seconds_late`
    as the receipt had it, whatever extension was granted since."""

    student: str
    assignment: str
    attempt: int
    time: str
    hash: str
    notebooks: list[str]
    feedback: dict[str, str]
    seconds_late: float = 0.0


class Store:
    """The files of all classes below `root`."""

    def __init__(self, root: Path, now: Callable[[], datetime], limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._root = root
        self._now = now
        # One writer at a time keeps an attempt's time later than that of the attempt before it.
        self._writing = threading.Lock()

    def release(self, class_id: str, assignment: str, files: Mapping[str, bytes], *, replace: bool = False) -> None:
        """Release `assignment` to the class; raises Conflict where it is out already and `replace` is not set."""
        vault, assignment = self._vault(class_id), checked_key(assignment)
        files = checked(files, self.limits)
        with self._writing:
            if not replace and self._released(vault, assignment):
                raise Conflict(
                    f"'{assignment}' 과제는 이미 배포되어 있습니다. 먼저 배포를 취소하거나 덮어쓰기를 선택해 주세요.",
                    f"'{assignment}' is released already. Withdraw it first, or choose to replace it.",
                )
            record = {"time": _iso(self._now()), "notebooks": notebook_names(files), "withdrawn": False}
            vault.append(f"assignments/{assignment}", record, files)

    def withdraw(self, class_id: str, assignment: str) -> None:
        """Take `assignment` back; submissions stay. Raises NotFound."""
        vault, assignment = self._vault(class_id), checked_key(assignment)
        with self._writing:
            self._require(vault, assignment)
            record = {"time": _iso(self._now()), "notebooks": [], "withdrawn": True}
            vault.append(f"assignments/{assignment}", record, {})

    def assignments(self, class_id: str) -> list[dict]:
        """Return [{"assignment", "time", "notebooks"}] of what is released now, by name."""
        vault = self._vault(class_id)
        found = ((name, self._released(vault, name)) for name in vault.names("assignments"))
        return [
            {"assignment": name, "time": record["time"], "notebooks": record["notebooks"]}
            for name, record in found
            if record
        ]

    def assignment_files(self, class_id: str, assignment: str) -> Files:
        """Return the released files; raises NotFound."""
        vault, assignment = self._vault(class_id), checked_key(assignment)
        self._require(vault, assignment)
        shelf = f"assignments/{assignment}"
        return vault.files(shelf, vault.numbers(shelf)[-1])

    def submit(self, class_id: str, assignment: str, student: str, files: Mapping[str, bytes]) -> Receipt:
        """Keep `files` as the student's next attempt; raises NotFound where the assignment is not released, Forbidden
        where it is due and what is late is not taken."""
        vault, assignment, student = self._vault(class_id), checked_key(assignment), checked_key(student)
        files = checked(files, self.limits)
        shelf = f"submissions/{assignment}/{student}"
        with self._writing:
            self._require(vault, assignment)
            time, terms = self._now(), self._terms(vault, assignment)
            terms.require_in_time(student, time)
            late = terms.seconds_late(student, time)
            if earlier := self._attempts(vault, assignment, student):
                # nbgrader keys feedback by time, so two attempts never share one, whatever the clock does.
                time = max(time, datetime.fromisoformat(earlier[-1].time) + _MOMENT)
            record = {"student": student, "time": _iso(time), "notebooks": notebook_names(files), "seconds_late": late}
            attempt = vault.append(shelf, record, files)
        return Receipt(vault.record(shelf, attempt)["hash"], _iso(time), attempt, late)

    def terms(self, class_id: str, assignment: str) -> Terms:
        """Return when the assignment is due, as it stands now; raises DeskError where the record is damaged."""
        return self._terms(self._vault(class_id), checked_key(assignment))

    def set_terms(self, class_id: str, assignment: str, terms: Terms) -> None:
        """Have these terms count from now on; the earlier ones stay on record. Raises NotFound for no such release."""
        vault, assignment = self._vault(class_id), checked_key(assignment)
        with self._writing:
            self._require(vault, assignment)
            vault.append(f"terms/{assignment}", {"time": _iso(self._now()), "terms": terms.to_json()}, {})

    def keep_regrade(self, class_id: str, assignment: str, graded: int, changes: list[dict]) -> None:
        """Keep what grading the assignment again changed: `graded` submissions, a JSON object for each that differs."""
        vault, assignment = self._vault(class_id), checked_key(assignment)
        with self._writing:
            record = {"time": _iso(self._now()), "graded": graded, "changes": changes}
            vault.append(f"regrades/{assignment}", record, {})

    def regrades(self, class_id: str, assignment: str) -> list[dict]:
        """Return the reports of `keep_regrade`, newest first: [{"time", "graded", "changes"}]."""
        vault, shelf = self._vault(class_id), f"regrades/{checked_key(assignment)}"
        records = (vault.record(shelf, number) for number in reversed(vault.numbers(shelf)))
        return [{key: record[key] for key in ("time", "graded", "changes")} for record in records]

    def submissions(
        self, class_id: str, *, assignment: str | None = None, student: str | None = None
    ) -> list[Submission]:
        """Return the attempts of the class, or of one assignment or student, oldest first for each student.

        An attempt whose record is damaged is logged and left out: it must not keep the others from being graded.
        """
        vault = self._vault(class_id)
        wanted = vault.names("submissions") if assignment is None else [checked_key(assignment)]
        found = []
        for name in wanted:
            everyone = vault.names(f"submissions/{name}")
            for who in everyone if student is None else [checked_key(student)]:
                found += self._attempts(vault, name, who)
        return found

    def submission_files(self, class_id: str, assignment: str, student: str, attempt: int) -> Files:
        """Return the files of one attempt as they were sent; raises NotFound."""
        return self._vault(class_id).files(f"submissions/{checked_key(assignment)}/{checked_key(student)}", attempt)

    def release_feedback(
        self, class_id: str, assignment: str, student: str, attempt: int, files: Mapping[str, bytes]
    ) -> None:
        """Release feedback ({"<notebook>.html": bytes}) for one attempt; raises NotFound where there is none."""
        vault, assignment, student = self._vault(class_id), checked_key(assignment), checked_key(student)
        vault.record(f"submissions/{assignment}/{student}", attempt)
        files = checked(files, self.limits)
        sums = {path: sha256(data).hexdigest() for path, data in files.items()}
        with self._writing:
            record = {"time": _iso(self._now()), "sums": sums}
            vault.append(f"feedback/{assignment}/{student}/{attempt}", record, files)

    def feedback_files(self, class_id: str, assignment: str, student: str, attempt: int) -> Files:
        """Return the newest feedback of one attempt; raises NotFound."""
        vault = self._vault(class_id)
        shelf = f"feedback/{checked_key(assignment)}/{checked_key(student)}/{attempt}"
        if not (numbers := vault.numbers(shelf)):
            raise NotFound("아직 피드백이 없습니다.", "There is no feedback yet.")
        return vault.files(shelf, numbers[-1])

    def sweep(self) -> None:
        """Remove what a crash left unfinished in any class; for the start of the service."""
        if self._root.is_dir():
            for folder in self._root.iterdir():
                Vault(folder).sweep()

    def _vault(self, class_id: str) -> Vault:
        return Vault(self._root / checked_key(class_id))

    def _terms(self, vault: Vault, assignment: str) -> Terms:
        shelf = f"terms/{assignment}"
        numbers = vault.numbers(shelf)
        return Terms.from_json(vault.record(shelf, numbers[-1])["terms"]) if numbers else Terms()

    def _released(self, vault: Vault, assignment: str) -> dict | None:
        shelf = f"assignments/{assignment}"
        numbers = vault.numbers(shelf)
        record = vault.record(shelf, numbers[-1]) if numbers else None
        return record if record and not record["withdrawn"] else None

    def _require(self, vault: Vault, assignment: str) -> None:
        if not self._released(vault, assignment):
            raise NotFound(
                f"'{assignment}' 과제는 지금 배포되어 있지 않습니다. 선생님께 확인해 주세요.",
                f"'{assignment}' is not released at the moment. Ask your teacher.",
            )

    def _attempts(self, vault: Vault, assignment: str, student: str) -> list[Submission]:
        found = []
        for attempt in vault.numbers(f"submissions/{assignment}/{student}"):
            try:
                found.append(self._submission(vault, assignment, student, attempt))
            except (DeskError, KeyError):
                _log.exception("Attempt %s of %s at %s is damaged", attempt, student, assignment)
        return found

    def _submission(self, vault: Vault, assignment: str, student: str, attempt: int) -> Submission:
        record = vault.record(f"submissions/{assignment}/{student}", attempt)
        shelf = f"feedback/{assignment}/{student}/{attempt}"
        numbers = vault.numbers(shelf)
        sums = vault.record(shelf, numbers[-1])["sums"] if numbers else {}
        late = record.get("seconds_late", 0.0)  # earlier records do not say
        return Submission(student, assignment, attempt, record["time"], record["hash"], record["notebooks"], sums, late)


_MOMENT = timedelta(microseconds=1)


def as_json(record: Receipt | Submission) -> dict:
    """Return a receipt or submission as it goes over the wire."""
    return asdict(record)


def _iso(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="microseconds")
