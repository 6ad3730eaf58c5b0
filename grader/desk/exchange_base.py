"""What the classes of SmartLab's nbgrader exchange share.

Contract: see `grader.exchange`. `start` turns every SmartLabError into nbgrader's `fail`.
"""

import os
from pathlib import Path

from nbgrader.exchange import abc
from traitlets import Bool, Unicode, default

from grader.desk.client import Desk
from grader.desk.errors import NotSignedIn
from grader.desk.files import Files, Limits, checked, checked_key, read_folder
from labs.language import Bilingual, SmartLabError


class DeskExchange(abc.Exchange):
    """What the operations share."""

    desk_url = Unicode(help="Address of the desk's service; SMARTLAB_DESK_URL where it is not set.").tag(config=True)
    path_includes_course = Bool(False, help="Whether assignments live in <class>/<assignment>.").tag(config=True)

    @default("desk_url")
    def _desk_url_default(self) -> str:
        return os.environ.get("SMARTLAB_DESK_URL", "")

    @property
    def desk(self) -> Desk:
        """The desk, as the owner of this process's token."""
        token = os.environ.get("JUPYTERHUB_API_TOKEN", "")
        if not self.desk_url or not token:
            raise NotSignedIn(
                "제출함은 스마트랩에 로그인해야 쓸 수 있습니다. 허브에서 서버를 시작해 주세요.",
                "The desk needs a sign-in to SmartLab. Start your server from the hub.",
            )
        return Desk(self.desk_url, token)

    @property
    def class_id(self) -> str:
        """The class (nbgrader's course id); raises SmartLabError where none is set."""
        if not self.coursedir.course_id:
            raise SmartLabError(
                "어느 반인지 정해지지 않았습니다. --course로 반을 알려 주세요.",
                "It is not set which class this is about. Name it with --course.",
            )
        return self.coursedir.course_id

    def start(self):
        """Do the operation; a SmartLabError on the way ends in `fail`."""
        try:
            return super().start()
        except SmartLabError as error:
            self.fail(str(error))

    def home(self, class_id: str) -> Path:
        """Where assignments of the class are fetched to and submitted from."""
        root = Path(self.assignment_dir).absolute()
        return root / checked_key(class_id) if self.path_includes_course else root

    def say(self, ko: str, en: str) -> str:
        """The sentence in the reader's language."""
        return Bilingual(ko, en).show()

    def init_src(self):
        """Nothing: `copy_files` does the work."""

    def init_dest(self):
        """Nothing."""

    def copy_files(self):
        """Nothing."""

    def _folder(self, step: str, student: str, assignment: str) -> Path:
        return Path(self.coursedir.format_path(step, student, checked_key(assignment)))

    def _read(self, folder: Path) -> Files:
        files = read_folder(folder, self.coursedir.ignore, self.coursedir.include)
        return checked(files, Limits())
