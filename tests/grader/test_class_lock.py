"""One at a time in a class's folders, formgrader's clicks included."""

import threading
from pathlib import Path
from types import SimpleNamespace

from nbgrader.converters.base import BaseConverter

from grader import class_lock


def test_a_second_one_waits_and_a_failed_one_gives_its_turn_back(tmp_path):
    order, inside = [], threading.Event()

    def second() -> None:
        inside.wait(10)
        with class_lock.class_lock(tmp_path):
            order.append("second")

    waiting = threading.Thread(target=second)
    waiting.start()
    try:
        with class_lock.class_lock(tmp_path):
            inside.set()
            waiting.join(0.05)
            order.append("first")
            raise OSError("the disk is full")
    except OSError:
        pass
    waiting.join(10)
    assert order == ["first", "second"]


def test_classes_do_not_wait_for_each_other(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with class_lock.class_lock(tmp_path / "a"), class_lock.class_lock(tmp_path / "b"):
        pass


def test_nbgraders_own_steps_take_their_turn_in_the_teachers_server(tmp_path, monkeypatch):
    held = []

    def start(converter) -> None:
        attempt = threading.Thread(target=_try, args=(Path(converter.coursedir.root), held))
        attempt.start()
        attempt.join(10)

    monkeypatch.setattr(BaseConverter, "start", start)
    class_lock._load_jupyter_server_extension(None)
    once = BaseConverter.start
    class_lock._load_jupyter_server_extension(None)
    assert BaseConverter.start is once, "locking twice would wait for itself"
    once(SimpleNamespace(coursedir=SimpleNamespace(root=str(tmp_path))))
    assert held == ["held"]


def _try(folder: Path, held: list[str]) -> None:
    import fcntl

    with (folder / class_lock.LOCK_FILE).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.append("held")
