"""The student's half of the exchange: list, fetch, submit, fetch feedback.

Contract: see `grader.exchange`. Nothing here writes over a student's own work.
"""

import os
from pathlib import Path

from nbgrader.exchange import ExchangeFactory, abc

from grader.desk import listing
from grader.desk.client import Desk
from grader.desk.exchange_base import DeskExchange
from grader.desk.files import Files, checked_key, notebook_names, write_folder
from labs.language import SmartLabError


class DeskList(DeskExchange, abc.ExchangeList):
    """`nbgrader list` and the assignment list: released, submitted (cached: one's own; inbound: the class)."""

    def fail(self, msg):
        # nbgrader's assignment list, whose parent the factory is, answers an ExchangeError with advice about a shared
        # folder that does not exist here, and any other error with its text; formgrader and commands want the former.
        if not isinstance(self.parent, ExchangeFactory):
            super().fail(msg)
        self.log.fatal(msg)
        raise RuntimeError(msg) from None

    def list_files(self):
        """Return nbgrader's list of assignments."""
        desk = self.desk
        found = []
        for class_id in [self.coursedir.course_id] if self.coursedir.course_id else sorted(desk.me()["classes"]):
            found += self._list(desk, class_id)
        for item in found:
            self.log.info("%s %s %s", item["course_id"], item["assignment_id"], item["status"])
        return found

    def remove_files(self):
        """Withdraw the listed releases; submissions are kept for good."""
        if self.inbound or self.cached:
            raise SmartLabError("제출물은 지울 수 없습니다.", "Submissions cannot be removed.")
        desk = self.desk
        found = self.list_files()
        for item in found:
            desk.withdraw(item["course_id"], item["assignment_id"])
            item["status"] = "removed"
        return found

    def _list(self, desk: Desk, class_id: str) -> list[dict]:
        wanted = self.coursedir.assignment_id
        wanted = None if wanted in ("", "*") else wanted
        if not (self.inbound or self.cached):
            items = [item for item in desk.assignments(class_id) if wanted in (None, item["assignment"])]
            return listing.released(class_id, items, self.home(class_id))
        items = desk.submissions(class_id, wanted)
        if self.inbound and self.coursedir.student_id not in ("", "*"):
            items = [item for item in items if item["student"] == self.coursedir.student_id]
        if self.cached:
            me = desk.me()["name"]
            items = [item for item in items if item["student"] == me]
        return listing.submitted(class_id, items, self.home(class_id))


class DeskFetchAssignment(DeskExchange, abc.ExchangeFetchAssignment):
    """`nbgrader fetch_assignment`: never writes over a file that is there."""

    def copy_files(self):
        """Fetch the released files, or only those that are missing with `replace_missing_files`."""
        name = checked_key(self.coursedir.assignment_id)
        folder = self.home(self.class_id) / name
        if folder.exists() and not self.replace_missing_files:
            raise SmartLabError(
                f"'{name}' 폴더가 이미 있어서 받지 않았습니다. 처음부터 다시 하려면 폴더 이름을 바꾼 뒤 받아 주세요.",
                f"The folder '{name}' exists already, so nothing was fetched. Rename it to start afresh.",
            )
        files = self.desk.assignment_files(self.class_id, name)
        if not folder.exists():
            write_folder(files, folder)
        for path, data in files.items():
            if not os.path.lexists(folder / path):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(data)
                self.log.warning("%s", self.say(f"없던 파일을 채웠습니다: {path}", f"Replaced a missing file: {path}"))
        self.log.info("Fetched as: %s %s", self.class_id, name)


class DeskSubmit(DeskExchange, abc.ExchangeSubmit):
    """`nbgrader submit`, under the name that the desk knows the token by."""

    def copy_files(self):
        """Send the folder as one attempt and show the receipt."""
        # nbgrader takes a path here too ("nbgrader submit ./c2/").
        name = self.coursedir.assignment_id = checked_key(Path(self.coursedir.assignment_id).name)
        folder = self.home(self.class_id) / name
        if not folder.is_dir():
            raise SmartLabError(
                f"'{name}' 폴더가 없습니다. 먼저 과제를 받아 주세요.",
                f"There is no folder '{name}'. Fetch the assignment first.",
            )
        desk = self.desk
        files = self._read(folder)
        self._compare(desk, name, files)
        receipt = desk.submit(self.class_id, name, files)
        stamp = listing.timestamp(receipt["time"])
        self.log.info("Submitted as: %s %s %s", self.class_id, name, stamp)
        self.log.info(
            "%s",
            self.say(
                f"제출했습니다. {receipt['attempt']}번째 제출, 확인 번호 {receipt['hash'][:12]}",
                f"Submitted: attempt {receipt['attempt']}, receipt {receipt['hash'][:12]}",
            ),
        )
        if late := receipt["seconds_late"]:
            hours = late / 3600
            self.log.warning(
                "%s", self.say(f"마감보다 {hours:.1f}시간 늦었습니다.", f"That was {hours:.1f} h after it was due.")
            )

    def _compare(self, desk: Desk, name: str, files: Files) -> None:
        released = [item["notebooks"] for item in desk.assignments(self.class_id) if item["assignment"] == name]
        expected, mine = set(released[0] if released else ()), set(notebook_names(files))
        if not released or expected == mine:
            return  # where it is not released, the desk says so itself
        missing, extra = ", ".join(sorted(expected - mine)) or "-", ", ".join(sorted(mine - expected)) or "-"
        text = self.say(
            f"빠진 노트북: {missing} / 더 있는 노트북: {extra}", f"Missing notebooks: {missing} / extra: {extra}"
        )
        if expected - mine and self.strict:
            raise SmartLabError(f"제출하지 않았습니다. {text}", f"Not submitted. {text}")
        self.log.warning("%s", text)


class DeskFetchFeedback(DeskExchange, abc.ExchangeFetchFeedback):
    """`nbgrader fetch_feedback`: into <assignment>/feedback/<timestamp>/."""

    def copy_files(self):
        """Fetch all feedback of one's own attempts, over older feedback of the same attempt."""
        desk = self.desk
        wanted = self.coursedir.assignment_id
        me = desk.me()["name"]
        for item in desk.submissions(self.class_id, None if wanted in ("", "*") else wanted):
            if item["student"] != me or not item["feedback"]:
                continue
            files = desk.feedback_files(self.class_id, item["assignment"], me, item["attempt"])
            stamp = listing.timestamp(item["time"])
            folder = self.home(self.class_id) / checked_key(item["assignment"]) / "feedback" / stamp
            write_folder(files, folder, replace=True)
            self.log.info("Fetched feedback: %s", folder)
