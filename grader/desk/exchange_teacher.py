"""The teacher's half of the exchange: release, collect, release feedback.

Contract: see `grader.exchange`. Writes below the class's course directory only, each folder whole or not at all.
"""

import re
from datetime import datetime
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.exchange import abc
from nbgrader.utils import parse_utc

from grader.desk import listing
from grader.desk.client import Desk
from grader.desk.exchange_base import DeskExchange
from grader.desk.files import checked_key, write_folder
from labs.language import SmartLabError


class DeskReleaseAssignment(DeskExchange, abc.ExchangeReleaseAssignment):
    """`nbgrader release_assignment` (teachers)."""

    def copy_files(self):
        """Release the folder of the class's release step."""
        name = self.coursedir.assignment_id
        folder = self._folder(self.coursedir.release_directory, ".", name)
        if not folder.is_dir():
            raise SmartLabError(
                f"'{name}' 과제의 배포본이 없습니다. 먼저 Generate(과제 만들기)를 눌러 주세요.",
                f"There is no student version of '{name}'. Generate it first.",
            )
        self.desk.release(self.class_id, name, self._read(folder), replace=self.force)
        self.log.info("Released as: %s %s", self.class_id, name)


class DeskCollect(DeskExchange, abc.ExchangeCollect):
    """`nbgrader collect` (teachers): the newest attempt of each student, or the newest before the due date."""

    def copy_files(self):
        """Write the attempts below the class's submitted step."""
        desk, name = self.desk, self.coursedir.assignment_id
        wanted = self.coursedir.student_id
        everyone: dict[str, list[dict]] = {}
        for item in desk.submissions(self.class_id, name):
            if wanted in ("", "*", item["student"]):
                everyone.setdefault(item["student"], []).append(item)
        due = self._due(name) if self.before_duedate else None
        failed = []
        for student, items in sorted(everyone.items()):
            in_time = [item for item in items if due is None or _utc(item) <= due]
            try:
                self.take(desk, name, student, (in_time or items)[-1])
            except (SmartLabError, OSError) as error:
                self.log.error("%s: %s", student, error)
                failed.append(student)
        if failed:
            who = ", ".join(failed)
            raise SmartLabError(
                f"가져오지 못한 학생이 있습니다: {who}. 나머지는 모두 가져왔습니다.",
                f"These could not be collected: {who}. All others were.",
            )
        if not everyone:
            self.log.warning("No submissions of '%s' for course '%s' to collect", name, self.class_id)

    def take(self, desk: Desk, name: str, student: str, item: dict) -> None:
        """Write one attempt ({"time", "attempt"}) below the submitted step, where it is newer than what lies there."""
        folder = self._folder(self.coursedir.submitted_directory, checked_key(student), name)
        if folder.is_dir():
            there = self.coursedir.get_existing_timestamp(str(folder))
            newer = self.update and (there is None or _utc(item) > there)
            if not newer and not (self.before_duedate and there != _utc(item)):
                self.log.info("No newer submission to collect: %s %s", student, name)
                return
        files = desk.submission_files(self.class_id, name, student, item["attempt"])
        files["timestamp.txt"] = listing.timestamp(item["time"]).encode()
        write_folder(files, folder, replace=True)
        self.log.info("Collecting submission: %s %s", student, name)

    def _due(self, name: str) -> datetime | None:
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            try:
                return gradebook.find_assignment(name).duedate
            except MissingEntry:
                return None


class DeskReleaseFeedback(DeskExchange, abc.ExchangeReleaseFeedback):
    """`nbgrader release_feedback` (teachers): each page goes to the attempt whose timestamp it carries."""

    def copy_files(self):
        """Release the pages of the class's feedback step."""
        desk, name = self.desk, self.coursedir.assignment_id
        wanted = self.coursedir.student_id or "*"
        excluded = set(self.coursedir.student_id_exclude.split(","))
        attempts = {(item["student"], _utc(item)): item for item in desk.submissions(self.class_id, name)}
        for student, folder in self._pages(name):
            if student in excluded or wanted not in ("*", student):
                continue
            stamp = self.coursedir.get_existing_timestamp(str(folder))
            item = attempts.get((student, stamp), {"notebooks": []})
            # By name: a page that a student handed in lies in the same folder and is no feedback.
            paths = (folder / notebook.replace(".ipynb", ".html") for notebook in item["notebooks"])
            pages = {path.name: path.read_bytes() for path in paths if path.parent == folder and path.is_file()}
            if pages:
                desk.release_feedback(self.class_id, name, student, item["attempt"], pages)
                self.log.info("Releasing feedback for student '%s' on assignment '%s'", student, name)
            else:
                self.log.warning(
                    "%s",
                    self.say(
                        f"{student}: 제출함에 해당하는 제출물이 없어 피드백을 보내지 않았습니다.",
                        f"{student}: the desk has no such submission, so no feedback was released.",
                    ),
                )

    def _pages(self, name: str) -> list[tuple[str, Path]]:
        step = self.coursedir.feedback_directory
        root = Path(self.coursedir.root)
        pattern = self.coursedir.format_path(step, "(?P<student>[^/]+)", re.escape(name), escape=True)
        found = root.glob(str(self._folder(step, "*", name).relative_to(root)))
        matches = ((re.fullmatch(pattern, str(folder)), folder) for folder in sorted(found))
        return [(match["student"], folder) for match, folder in matches if match]


def _utc(item: dict) -> datetime:
    return parse_utc(listing.timestamp(item["time"]))
