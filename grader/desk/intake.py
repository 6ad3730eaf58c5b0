"""Takes a submission in: stored first, then put in the line for grading.

Contract: `Intake.submit` returns the receipt once the submission is on disk. A desk killed at any point neither loses a
stored submission's place in the line nor grades what was not stored. Where the class is graded by hand, and where
there is no line, a submission is only stored.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from grader.desk.queue import GradingQueue
from grader.desk.store import Receipt, Store


@dataclass(frozen=True)
class Intake:
    """`on_submission(class_id)` says whether the class is graded on submission; `wake()` tells the grader to look."""

    store: Store
    queue: GradingQueue | None = None
    on_submission: Callable[[str], bool] = lambda class_id: True
    wake: Callable[[], None] = lambda: None

    def submit(self, class_id: str, assignment: str, student: str, files: Mapping[str, bytes]) -> Receipt:
        """Store one attempt and have it graded; raises what the store raises."""
        if self.queue is None or not self.on_submission(class_id):
            return self.store.submit(class_id, assignment, student, files)
        self.queue.announce(class_id, assignment, student)
        try:
            receipt = self.store.submit(class_id, assignment, student, files)
        except BaseException:
            self.queue.nothing_came(class_id, assignment, student)
            raise
        self.queue.arrived(class_id, assignment, student)
        self.wake()
        return receipt
