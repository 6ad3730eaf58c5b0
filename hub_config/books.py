"""nbgrader of one class, in this process: its folders, its gradebook, its exchange at the desk's store.

Contract: `Books.open` gives nbgrader's API while nobody else, in this process or another, works in the class's folders.
nbgrader changes the working directory and the environment of its process, so one thread at a time is inside.
Importing this module imports nbgrader.
"""

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grader.class_lock import class_lock
from grader.nbgrader_config import configure
from hub_config.classes import ClassInfo
from hub_config.settings import Settings
from labs.language import SmartLabError


class Books:
    """nbgrader of the classes of one school."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._one_thread = threading.Lock()

    @contextmanager
    def open(self, info: ClassInfo) -> Iterator[NbGraderAPI]:
        """nbgrader for this class."""
        folder = self._settings.class_folder(info.id)
        with self._one_thread, class_lock(folder), _environment(**_surroundings(info)):
            config = self.config(info)
            yield NbGraderAPI(CourseDirectory(config=config), config=config)

    def config(self, info: ClassInfo) -> Config:
        """nbgrader's configuration for this class."""
        c, settings = Config(), self._settings
        configure(c, class_id=info.id, class_dir=settings.class_folder(info.id), role="teacher", desk_url="")
        c.ExchangeFactory.list = "hub_config.local_desk.LocalList"
        c.ExchangeFactory.collect = "hub_config.local_desk.LocalCollect"
        c.ExchangeFactory.release_feedback = "hub_config.local_desk.LocalReleaseFeedback"
        for name in ("LocalList", "LocalCollect", "LocalReleaseFeedback", "DeskLatePenalties"):
            c[name].desk_folder = str(settings.desk_folder)
        settings.secret("grading")
        c.ExamineNotebook.secret_file = str(settings.home / "secrets" / "grading")
        c.NbGraderAPI.log_level = "WARN"
        return c


def done(outcome: dict, step: str) -> None:
    """Raise a SmartLabError where a step of nbgrader's did not succeed."""
    if not outcome["success"]:
        raise SmartLabError(
            f"채점 도구(nbgrader)의 '{step}' 단계가 실패했습니다: {last_line(outcome)}",
            f"The step '{step}' of nbgrader failed: {last_line(outcome)}",
        )


def last_line(outcome: dict) -> str:
    """Return the last line of what a step of nbgrader's said."""
    return (str(outcome.get("error") or outcome.get("log") or "").strip().splitlines() or ["?"])[-1]


def _surroundings(info: ClassInfo) -> dict[str, str]:
    """nbgrader calls alembic by name; what students read is in the language of their class, not of the caller."""
    programs = str(Path(sys.prefix) / "bin")
    path = f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    if shutil.which("alembic", path=path) is None:
        raise SmartLabError(
            f"{programs}에 alembic이 없습니다. './smartlab doctor'로 환경을 점검하십시오.",
            f"There is no alembic in {programs}. Check the environment with './smartlab doctor'.",
        )
    return {"PATH": path, "SMARTLAB_LANGUAGE": info.language}


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
