"""Bundles of files as they travel to and from the desk: {path: bytes}.

Contract: `checked` is the only way in. It returns paths that are relative, NFC, use "/", and can be written below
any folder without leaving it; everything else is refused with `BadRequest` or `TooLarge`. `fingerprint` is the
receipt's hash. `read_folder` takes regular files only, `write_folder` writes whole or not at all.
"""

import base64
import binascii
import fnmatch
import hashlib
import os
import shutil
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.desk.errors import BadRequest, Conflict, TooLarge

Files = dict[str, bytes]

# Not allowed on a teacher's Windows disk either, and the ones that open HTML or a file glob.
_FORBIDDEN = frozenset('<>:"|?*\\')
_NAME_BYTES = 200
_PATH_CHARACTERS = 1000


@dataclass(frozen=True)
class Limits:
    """How much one bundle may hold."""

    files: int = 100
    total_bytes: int = 20 * 1024 * 1024


def checked_name(name: object) -> str:
    """Return a class, assignment, student or file name in NFC; raise BadRequest where it is not one plain name."""
    if not isinstance(name, str):
        raise _bad_name(name)
    name = unicodedata.normalize("NFC", name)
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        raise _bad_name(name) from None
    bad = (
        not 0 < size <= _NAME_BYTES
        or name != name.strip()
        or name in (".", "..")
        or "/" in name
        or any(c in _FORBIDDEN or unicodedata.category(c) == "Cc" or _turns_text(c) for c in name)
    )
    if bad:
        raise _bad_name(name)
    return name


def checked_key(name: object) -> str:
    """Return `checked_name`, also refusing what nbgrader or the store give a meaning: "+" and a leading dot."""
    name = checked_name(name)
    if "+" in name or name.startswith("."):
        raise _bad_name(name)
    return name


def checked_path(path: object) -> str:
    """Return a relative file path in NFC with "/" between its names; raise BadRequest otherwise."""
    if not isinstance(path, str) or len(path) > _PATH_CHARACTERS:
        raise _bad_name(path)
    return "/".join(checked_name(part) for part in path.split("/"))


def checked(files: object, limits: Limits) -> Files:
    """Return `files` with checked paths; raise TooLarge past `limits`, BadRequest for anything that is not files."""
    if not isinstance(files, Mapping) or not all(isinstance(data, bytes) for data in files.values()):
        raise BadRequest("파일 목록을 읽을 수 없습니다.", "The list of files cannot be read.")
    if not files:
        raise BadRequest(
            "보낼 파일이 없습니다. 폴더에 노트북이 있는지 확인해 주세요.",
            "There is no file to send. Check that the folder holds your notebook.",
        )
    if len(files) > limits.files:
        raise TooLarge(
            f"파일이 {len(files)}개입니다. {limits.files}개까지 보낼 수 있으니 필요 없는 파일을 지워 주세요.",
            f"There are {len(files)} files and the limit is {limits.files}. Remove the ones that are not needed.",
        )
    if sum(map(len, files.values())) > limits.total_bytes:
        megabytes = limits.total_bytes // (1024 * 1024)
        raise TooLarge(
            f"파일이 모두 합해 {megabytes} MB를 넘습니다. 큰 파일을 지우고 다시 보내 주세요.",
            f"The files are larger than {megabytes} MB together. Remove the big ones and send again.",
        )
    clean = {checked_path(path): data for path, data in files.items()}
    folders = {path[:at] for path in clean for at, character in enumerate(path) if character == "/"}
    if len(clean) < len(files) or folders & clean.keys():
        raise BadRequest("이름이 같은 파일이 있습니다.", "Two of the files have the same name.")
    return clean


def fingerprint(files: Mapping[str, bytes]) -> str:
    """Return the sha256 (hex) over the sorted (path, bytes), each preceded by its length."""
    digest = hashlib.sha256()
    for path, data in sorted(files.items()):
        for part in (path.encode(), data):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()


def to_json(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return {path: base64}."""
    return {path: base64.b64encode(data).decode("ascii") for path, data in files.items()}


def from_json(payload: object, limits: Limits) -> Files:
    """Return the checked files of a {path: base64} object; raise BadRequest or TooLarge."""
    if not isinstance(payload, dict) or not all(isinstance(text, str) for text in payload.values()):
        return checked(None, limits)
    try:
        files = {path: base64.b64decode(text, validate=True) for path, text in payload.items()}
    except (binascii.Error, ValueError):
        return checked(None, limits)
    return checked(files, limits)


def read_folder(folder: Path, ignore: Sequence[str] = (), include: Sequence[str] = ("*",)) -> Files:
    """Return {path: bytes} of the regular files below `folder`, without names that match `ignore`.

    Links, sockets and the like raise BadRequest and name the file: leaving one out silently would lose work.
    """
    files: Files = {}
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _matches(name, ignore))
        kept = [name for name in names if not _matches(name, ignore) and _matches(name, include)]
        for name in sorted(kept + folders):
            path = Path(here, name)
            relative = path.relative_to(folder).as_posix()
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                raise BadRequest(
                    f"'{relative}'은(는) 보통 파일이 아닙니다(링크 등). 실제 파일로 바꾼 뒤 다시 보내 주세요.",
                    f"'{relative}' is not an ordinary file (a link, perhaps). Put a real file in its place.",
                )
            if path.is_file():
                files[relative] = path.read_bytes()
    return files


def write_folder(files: Mapping[str, bytes], folder: Path, *, replace: bool = False) -> None:
    """Write `files` as `folder`, whole or not at all; raise Conflict where it exists and not `replace`, OSError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".desk-", dir=folder.parent))
    try:
        for path, data in files.items():
            target = work / "new" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        if os.path.lexists(folder):
            if not replace:
                raise Conflict(f"'{folder.name}' 폴더가 이미 있습니다.", f"The folder '{folder.name}' exists already.")
            folder.rename(work / "old")
        (work / "new").rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def notebook_names(files: Mapping[str, bytes]) -> list[str]:
    """Return the sorted paths of the notebooks in `files`."""
    return sorted(path for path in files if path.endswith(".ipynb"))


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def _turns_text(character: str) -> bool:
    # Bidirectional overrides make "gpj.ipynb" read as something else.
    return "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"


def _bad_name(name: object) -> BadRequest:
    shown = ascii(name)[:80]
    return BadRequest(
        f"{shown}은(는) 쓸 수 없는 이름입니다. 이름을 바꾼 뒤 다시 보내 주세요.",
        f"{shown} is a name that cannot be used. Rename it and send again.",
    )
