"""Paths cannot leave their folder, names are NFC, and the fingerprint tells bundles apart."""

import os
import socket
import unicodedata
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.desk.errors import BadRequest, Conflict, DeskError, TooLarge
from grader.desk.files import (
    Limits,
    checked,
    checked_key,
    checked_path,
    fingerprint,
    from_json,
    read_folder,
    to_json,
    write_folder,
)

HOSTILE = [
    "",
    ".",
    "..",
    "../x",
    "a/../b",
    "a/./b",
    "a//b",
    "/etc/passwd",
    "a/",
    "a\\b",
    "a\0b",
    "a\nb",
    "C:x",
    "<script>.ipynb",
    "x\u202egpj.ipynb",
    "\ud800",
    " a",
    "a ",
    "가" * 100,
    "a/" * 600 + "b",
    None,
    7,
]


@pytest.mark.parametrize("path", HOSTILE, ids=ascii)
def test_a_hostile_path_is_refused_in_both_languages(path):
    with pytest.raises(BadRequest) as caught:
        checked_path(path)
    assert all(caught.value.message)


@given(st.text(alphabet=st.sampled_from("ab./\\\0\n가각 ~:*"), max_size=12) | st.text(max_size=12))
def test_an_accepted_path_stays_below_its_folder(path):
    try:
        clean = checked_path(path)
    except BadRequest:
        return
    parts = PurePosixPath(clean).parts
    assert clean == "/".join(parts) and ".." not in parts and not clean.startswith("/")
    assert os.path.normpath(f"/top/{clean}") == f"/top/{clean}"
    assert unicodedata.is_normalized("NFC", clean) and checked_path(clean) == clean


def test_names_typed_on_a_mac_and_on_windows_are_the_same_name():
    assert checked_path(unicodedata.normalize("NFD", "온도.ipynb")) == "온도.ipynb"
    with pytest.raises(BadRequest):
        checked({unicodedata.normalize("NFD", "가"): b"", "가": b""}, Limits())


@pytest.mark.parametrize("key", ["a+b", ".hidden", "a/b", "*"])
def test_a_key_has_none_of_nbgraders_signs(key):
    with pytest.raises(BadRequest):
        checked_key(key)


def test_a_file_that_is_also_a_folder_is_refused():
    with pytest.raises(BadRequest):
        checked({"a": b"", "a/b": b""}, Limits())


def test_limits_hold_at_their_edge():
    limits = Limits(files=2, total_bytes=10)
    assert checked({"a": b"12345", "b": b"12345"}, limits)
    with pytest.raises(TooLarge):
        checked({"a": b"12345", "b": b"123456"}, limits)
    with pytest.raises(TooLarge):
        checked({"a": b"", "b": b"", "c": b""}, limits)
    with pytest.raises(BadRequest):
        checked({}, limits)


bundles = st.dictionaries(st.sampled_from(["a", "b", "c/d", "가"]), st.binary(max_size=6), min_size=1)


@given(bundles, bundles)
def test_fingerprints_agree_exactly_when_bundles_do(one, other):
    assert (fingerprint(one) == fingerprint(other)) == (one == other)
    assert fingerprint(dict(reversed(one.items()))) == fingerprint(one)


@given(bundles)
def test_bundles_survive_json(files):
    assert from_json(to_json(files), Limits()) == files


@pytest.mark.parametrize("payload", [None, [], {"a": 1}, {"a": "no base64!"}, {"a": "가"}, "x", {"../a": "AAAA"}])
def test_a_damaged_payload_is_refused(payload):
    with pytest.raises(BadRequest):
        from_json(payload, Limits())


def test_only_ordinary_files_are_read(tmp_path: Path):
    top = tmp_path / "c2"
    (top / ".ipynb_checkpoints").mkdir(parents=True)
    (top / ".ipynb_checkpoints" / "x.ipynb").write_text("old")
    (top / "data").mkdir()
    (top / "data" / "log.csv").write_text("1")
    (top / "a.ipynb").write_text("{}")
    assert read_folder(top, [".ipynb_checkpoints"]) == {"a.ipynb": b"{}", "data/log.csv": b"1"}
    (tmp_path / "secret").write_text("of the machine")
    (top / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(BadRequest, match="link"):
        read_folder(top)
    (top / "link").unlink()
    (top / "folder").symlink_to(tmp_path)
    with pytest.raises(BadRequest, match="folder"):
        read_folder(top)
    (top / "folder").unlink()
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(top / "door"))
        with pytest.raises(BadRequest, match="door"):
            read_folder(top)


def test_a_folder_is_written_whole_or_not_at_all(tmp_path: Path):
    write_folder({"a/b": b"1"}, tmp_path / "out")
    with pytest.raises(Conflict):
        write_folder({"c": b"2"}, tmp_path / "out")
    with pytest.raises(OSError):
        write_folder({"good": b"1", "n" * 300: b"2"}, tmp_path / "out", replace=True)
    assert read_folder(tmp_path / "out") == {"a/b": b"1"}
    write_folder({"c": b"2"}, tmp_path / "out", replace=True)
    assert read_folder(tmp_path) == {"out/c": b"2"}


def test_every_error_has_its_own_status():
    statuses = [kind.status for kind in DeskError.__subclasses__()]
    assert len(set(statuses)) == len(statuses)
