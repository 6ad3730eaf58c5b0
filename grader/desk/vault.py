"""Numbered, immutable records on a disk: what every other part of the desk stands on.

Contract: a record is a small JSON object and a bundle of files. `append` puts it on a shelf (a folder) under the next
number, whole or not at all: it is written and synced in a folder of its own and renamed last, so a crash, a full
disk or a second writer leaves either the whole record or nothing. There is no way to change or delete a record.
"""

import contextlib
import errno
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from grader.desk.errors import DeskError, Full, NotFound
from grader.desk.files import Files, fingerprint

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_INCOMING = ".incoming"


class Vault:
    """The records of one class below `root`; made on first use."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def append(self, shelf: str, record: dict, files: Mapping[str, bytes]) -> int:
        """Store `record` and `files` (checked paths) on `shelf` ("a/b/c"); return the number, counted from 1.

        Raises Full where the disk has no room, DeskError where it cannot be written; nothing is kept then.
        """
        work = None
        try:
            (self.root / _INCOMING).mkdir(parents=True, exist_ok=True, mode=0o700)
            work = Path(tempfile.mkdtemp(dir=self.root / _INCOMING))
            self._write(work, record | {"hash": fingerprint(files)}, files)
            folder = self.root / shelf
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            number = self._place(work, folder)
            _sync_up(folder, self.root)
            return number
        except OSError as error:
            raise _cannot_store(error) from error
        finally:
            if work is not None:
                shutil.rmtree(work, ignore_errors=True)

    def numbers(self, shelf: str) -> list[int]:
        """Return the numbers on `shelf`, ascending; empty where there is no such shelf."""
        return sorted(int(name) for name in self.names(shelf) if name.isdecimal())

    def names(self, shelf: str) -> list[str]:
        """Return the names below `shelf`, sorted, without hidden ones."""
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            return sorted(path.name for path in (self.root / shelf).iterdir() if not path.name.startswith("."))
        return []

    def record(self, shelf: str, number: int) -> dict:
        """Return the record's JSON object; raises NotFound, or DeskError where it is damaged."""
        try:
            record = json.loads(self._folder(shelf, number).joinpath("record.json").read_bytes())
        except FileNotFoundError:
            raise NotFound("그런 기록이 없습니다.", "There is no such record.") from None
        except (OSError, ValueError) as error:
            raise _damaged() from error
        if not isinstance(record, dict):
            raise _damaged()
        return record

    def files(self, shelf: str, number: int) -> Files:
        """Return the record's files; raises NotFound, or DeskError where they are not what was stored."""
        record = self.record(shelf, number)
        top = self._folder(shelf, number) / "files"
        try:
            files = {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()}
        except OSError as error:
            raise _damaged() from error
        if fingerprint(files) != record.get("hash"):
            raise _damaged()
        return files

    def sweep(self) -> None:
        """Remove what a crash left unfinished; call it only while nothing else writes."""
        shutil.rmtree(self.root / _INCOMING, ignore_errors=True)

    def _folder(self, shelf: str, number: int) -> Path:
        return self.root / shelf / f"{number:06d}"

    def _write(self, work: Path, record: dict, files: Mapping[str, bytes]) -> None:
        top = work / "files"
        top.mkdir()
        for path, data in files.items():
            (top / path).parent.mkdir(parents=True, exist_ok=True)
            _write_synced(top / path, data)
        _write_synced(work / "record.json", json.dumps(record, ensure_ascii=False, indent=1).encode())
        for folder, _, _ in os.walk(work, topdown=False):
            _sync(Path(folder))

    def _place(self, work: Path, folder: Path) -> int:
        number = max((int(path.name) for path in folder.iterdir() if path.name.isdecimal()), default=0) + 1
        while True:
            try:
                work.rename(folder / f"{number:06d}")  # fails where another writer took the number
            except OSError as error:
                if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                    raise
                number += 1
            else:
                return number


def _write_synced(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_up(folder: Path, root: Path) -> None:
    while True:
        _sync(folder)
        if folder == root or folder == folder.parent:
            return
        folder = folder.parent


def _cannot_store(error: OSError) -> DeskError:
    if error.errno in _NO_ROOM:
        return Full(
            "제출함의 디스크가 가득 차서 저장하지 못했습니다. 선생님께 알려 주세요. 작업한 파일은 그대로 있습니다.",
            "The desk's disk is full and nothing was stored. Tell your teacher; your own files are untouched.",
        )
    return DeskError(
        "제출함에 저장하지 못했습니다. 선생님께 알려 주세요. 작업한 파일은 그대로 있습니다.",
        "The desk could not store this. Tell your teacher; your own files are untouched.",
    )


def _damaged() -> DeskError:
    return DeskError(
        "제출함의 기록이 손상되었습니다. 백업에서 되살려야 합니다.",
        "A record of the desk is damaged. It has to be restored from a backup.",
    )
