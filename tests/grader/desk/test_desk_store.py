"""Nothing half-written, nothing changed, nothing lost."""

import hashlib
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from grader.desk.errors import BadRequest, Conflict, DeskError, NotFound, TooLarge

ROOT = Path(__file__).parents[3]


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_receipt_can_be_recomputed_by_hand(store, clock):
    store.release("3-2", "c2", {"assignment.ipynb": b"{}"})
    files = {"data/b.csv": b"2", "assignment.ipynb": b"{}"}
    receipt = store.submit("3-2", "c2", "lee", files)
    digest = hashlib.sha256()
    for part in (b"assignment.ipynb", b"{}", b"data/b.csv", b"2"):
        digest.update(len(part).to_bytes(8, "big") + part)
    assert receipt.hash == digest.hexdigest()
    assert receipt.time == "2026-11-20T01:02:03.000004+00:00" and receipt.attempt == 1
    assert store.submission_files("3-2", "c2", "lee", 1) == files


def test_attempts_are_kept_and_never_share_a_time(store, clock):
    store.release("3-2", "c2", {"a.ipynb": b"0"})
    first = store.submit("3-2", "c2", "lee", {"a.ipynb": b"1"})
    clock.pass_seconds(-3600)  # the machine's clock was set back
    second = store.submit("3-2", "c2", "lee", {"a.ipynb": b"2"})
    assert (second.attempt, second.time) == (2, "2026-11-20T01:02:03.000005+00:00") and second.time > first.time
    assert store.submission_files("3-2", "c2", "lee", 1) == {"a.ipynb": b"1"}
    assert [item.attempt for item in store.submissions("3-2")] == [1, 2]


def test_later_work_leaves_earlier_records_as_they_were(store, tmp_path):
    store.release("3-2", "c2", {"a.ipynb": b"0"})
    store.submit("3-2", "c2", "lee", {"a.ipynb": b"1"})
    before = tree(tmp_path)
    store.submit("3-2", "c2", "lee", {"a.ipynb": b"2"})
    store.release("3-2", "c2", {"b.ipynb": b"0"}, replace=True)
    store.release_feedback("3-2", "c2", "lee", 1, {"a.html": b"<p>"})
    store.withdraw("3-2", "c2")
    assert before.items() <= tree(tmp_path).items()
    assert all(path.stat().st_mode & 0o222 == 0 for path in tmp_path.rglob("*") if path.is_file())


def test_a_release_needs_replace_to_be_replaced(store):
    store.release("3-2", "c2", {"a.ipynb": b"0"})
    with pytest.raises(Conflict):
        store.release("3-2", "c2", {"a.ipynb": b"1"})
    assert store.assignment_files("3-2", "c2") == {"a.ipynb": b"0"}
    store.release("3-2", "c2", {"a.ipynb": b"1"}, replace=True)
    assert store.assignment_files("3-2", "c2") == {"a.ipynb": b"1"}
    store.withdraw("3-2", "c2")
    assert store.assignments("3-2") == []
    for ask in (store.assignment_files, store.withdraw):
        with pytest.raises(NotFound):
            ask("3-2", "c2")
    with pytest.raises(NotFound):
        store.submit("3-2", "c2", "lee", {"a.ipynb": b"1"})
    store.release("3-2", "c2", {"a.ipynb": b"3"})
    assert [item["notebooks"] for item in store.assignments("3-2")] == [["a.ipynb"]]


def test_classes_do_not_mix(store):
    store.release("3-2", "c2", {"a.ipynb": b"0"})
    store.submit("3-2", "c2", "lee", {"a.ipynb": b"1"})
    assert store.assignments("3-3") == [] and store.submissions("3-3") == []
    with pytest.raises(NotFound):
        store.submission_files("3-3", "c2", "lee", 1)


def test_feedback_belongs_to_one_attempt(store):
    store.release("3-2", "c2", {"a.ipynb": b"0"})
    for content in (b"1", b"2"):
        store.submit("3-2", "c2", "lee", {"a.ipynb": content})
    store.release_feedback("3-2", "c2", "lee", 2, {"a.html": b"old"})
    store.release_feedback("3-2", "c2", "lee", 2, {"a.html": b"new"})
    assert store.feedback_files("3-2", "c2", "lee", 2) == {"a.html": b"new"}
    assert [bool(item.feedback) for item in store.submissions("3-2")] == [False, True]
    for ask in (
        lambda: store.feedback_files("3-2", "c2", "lee", 1),
        lambda: store.release_feedback("3-2", "c2", "lee", 3, {"a.html": b""}),
        lambda: store.release_feedback("3-2", "c2", "park", 1, {"a.html": b""}),
    ):
        with pytest.raises(NotFound):
            ask()


@pytest.mark.parametrize("name", ["..", "a/b", "", "a\0", ".incoming", "x+y"])
def test_no_name_leaves_the_store(store, name, tmp_path):
    for ask in (
        lambda: store.release(name, "c2", {"a": b""}),
        lambda: store.release("3-2", name, {"a": b""}),
        lambda: store.submit("3-2", "c2", name, {"a": b""}),
        lambda: store.submission_files("3-2", name, "lee", 1),
        lambda: store.submissions(name),
    ):
        with pytest.raises(BadRequest):
            ask()
    assert tree(tmp_path) == {}


def test_too_much_is_not_stored(store, tmp_path):
    store.release("3-2", "c2", {"a.ipynb": b"0"})
    before = tree(tmp_path)
    with pytest.raises(TooLarge):
        store.submit("3-2", "c2", "lee", {"big": bytes(21 * 1024 * 1024)})
    assert tree(tmp_path) == before


def test_a_changed_record_is_noticed(store, tmp_path):
    store.release("3-2", "c2", {"a.ipynb": b"0"})
    store.submit("3-2", "c2", "lee", {"a.ipynb": b"1"})
    (file,) = (tmp_path / "desk" / "3-2" / "submissions").rglob("a.ipynb")
    file.chmod(0o600)
    file.write_bytes(b"2")
    with pytest.raises(DeskError) as caught:
        store.submission_files("3-2", "c2", "lee", 1)
    assert caught.value.status == 500 and "손상" in caught.value.message.ko


def test_a_damaged_record_holds_up_nobody(store, tmp_path):
    store.release("3-2", "c2", {"a.ipynb": b"0"})
    for student in ("lee", "park"):
        store.submit("3-2", "c2", student, {"a.ipynb": b"1"})
    record = tmp_path / "desk" / "3-2" / "submissions" / "c2" / "lee" / "000001" / "record.json"
    for damage in (b"", b"[]", b"{}", b"\xff"):
        record.chmod(0o600)
        record.write_bytes(damage)
        assert [item.student for item in store.submissions("3-2")] == ["park"]
    assert store.submit("3-2", "c2", "lee", {"a.ipynb": b"2"}).attempt == 2


def test_writers_at_the_same_moment_all_get_an_attempt(store):
    store.release("3-2", "c2", {"a.ipynb": b"0"})
    receipts = []

    def send(content: bytes) -> None:
        receipts.append(store.submit("3-2", "c2", "lee", {"a.ipynb": content}))

    threads = [threading.Thread(target=send, args=(bytes([n]),)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(receipt.attempt for receipt in receipts) == list(range(1, 13))
    assert len({receipt.time for receipt in receipts}) == 12


FULL_DISK = """
import json, resource, sys
from datetime import UTC, datetime
from pathlib import Path
from grader.desk.store import Store
from labs.language import SmartLabError
root = Path(sys.argv[1])
store = Store(root, lambda: datetime(2026, 1, 1, tzinfo=UTC))
store.release("3-2", "c2", {"a.ipynb": b"0"})
before = sorted(map(str, root.rglob("*")))
if sys.argv[2] == "limit":
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    store.submit("3-2", "c2", "lee", {"a.ipynb": b"1", "big": bytes(300_000)})
except SmartLabError as error:
    left = [path for path in sorted(map(str, root.rglob("*"))) if path not in before]
    again = store.submit("3-2", "c2", "lee", {"a.ipynb": b"1"})
    print(json.dumps([error.status, error.message.ko, error.message.en, left, again.attempt]))
"""


@pytest.mark.parametrize("kind", ["limit", "disk"])
def test_a_write_that_stops_half_way_leaves_nothing(tmp_path, kind):
    disk = tmp_path / "disk"
    disk.mkdir()
    small = ["bwrap", "--dev-bind", "/", "/", "--size", "262144", "--tmpfs", str(disk)] if kind == "disk" else []
    command = [*small, sys.executable, "-c", FULL_DISK, str(disk), kind]
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT, timeout=60)
    status, ko, en, left, attempt = json.loads(done.stdout)
    assert status == 507 and "가득" in ko and "full" in en
    assert left == [] and attempt == 1


def test_what_a_crash_left_is_swept(store, tmp_path):
    store.release("3-2", "c2", {"a.ipynb": b"0"})
    left = tmp_path / "desk" / "3-2" / ".incoming" / "half"
    left.mkdir(parents=True)
    (left / "record.json").write_text("{")
    assert [item["assignment"] for item in store.assignments("3-2")] == ["c2"]
    store.sweep()
    assert not left.exists() and len(store.assignments("3-2")) == 1
