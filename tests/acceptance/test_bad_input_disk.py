"""A full disk: one sentence, and what was there before stays whole."""

import shutil
from pathlib import Path

import pytest

from tests.acceptance.conftest import refused, smartlab


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("words", ["plant trace furnace --seed 1 --seconds 5", "plant list"])
def test_output_to_a_full_disk(words, language):
    with Path("/dev/full").open("w") as full:
        said = refused(smartlab(*words.split(), language=language, stdout=full), language)
    assert {"ko": "디스크", "en": "disk"}[language] in said


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="needs bubblewrap to make a small disk")
def test_a_build_into_a_full_disk_keeps_the_earlier_one(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    files = f"find {disk} -type f ! -name fill | sort | xargs md5sum"
    script = (
        f'"$@" --language ko --to {disk} >/dev/null && {files} > {tmp_path}/1; '
        f"cat /dev/zero > {disk}/fill 2>/dev/null; "
        f'"$@" --language en --to {disk}; code=$?; {files} > {tmp_path}/2; exit $code'
    )
    small = ("bwrap", "--dev-bind", "/", "/", "--size", "16000000", "--tmpfs", str(disk), "sh", "-c", script, "sh")
    said = refused(smartlab("courses", "build", before=small, language="ko"), "ko")
    assert "디스크" in said
    first, second = (tmp_path / "1").read_text(), (tmp_path / "2").read_text()
    assert len(first.splitlines()) >= 4 and first == second


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="needs bubblewrap to make a small disk")
@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_school_opens_on_a_full_disk(tmp_path, language):
    small = ("bwrap", "--dev-bind", "/", "/", "--size", "300000", "--tmpfs", str(tmp_path))
    said = refused(smartlab("up", "--home", tmp_path / "home", before=small, language=language), language)
    assert "300 MB" in said
