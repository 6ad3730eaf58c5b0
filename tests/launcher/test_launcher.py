"""The launcher, run as a person runs it; nothing here needs a network."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hub_config import bootstrap
from hub_config.doctor import doctor
from hub_config.system_packages import SystemPackage, missing_packages
from labs.language import Bilingual, SmartLabError

PROJECT = Path(__file__).parents[2]


def run_doctor(path: str, language: str) -> subprocess.CompletedProcess:
    environment = {**os.environ, "PATH": path, "SMARTLAB_LANGUAGE": language}
    command = [sys.executable, str(PROJECT / "smartlab"), "doctor"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("language", "words"), [("ko", "먼저 해결해 주세요"), ("en", "Mend the lines marked")])
def test_doctor_names_the_missing_sandbox_and_fails(tmp_path, language, words):
    result = run_doctor(str(tmp_path), language)
    assert result.returncode == 1
    assert "sudo apt install bubblewrap" in result.stdout
    assert words in result.stdout


def test_doctor_is_content_here(capsys):
    assert doctor(PROJECT) == 0, capsys.readouterr().out


def test_a_failed_step_shows_the_last_lines_and_what_to_do(tmp_path):
    script = "import sys; print('the disk is full', file=sys.stderr); sys.exit(3)"
    with pytest.raises(SmartLabError) as caught:
        bootstrap.run_step([sys.executable, "-c", script], tmp_path)
    assert "the disk is full" in caught.value.message.en
    assert "run this again" in caught.value.message.en
    assert "다시 실행" in caught.value.message.ko


def test_missing_pip_is_named(tmp_path):
    script = "import sys; sys.exit('/usr/bin/python3: No module named pip')"
    with pytest.raises(SmartLabError, match="apt install python3-pip"):
        bootstrap.run_step([sys.executable, "-c", script], tmp_path)


def test_an_environment_with_its_stamp_is_left_alone(tmp_path):
    (tmp_path / "requirements.lock").write_text("nothing==1\n")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    stamp = tmp_path / ".venv" / ".requirements.lock.done"
    stamp.write_text(bootstrap.digest(b"nothing==1\n", str(tmp_path), f"{sys.version_info[:2]}"))
    assert bootstrap.make_environment(tmp_path, ["requirements.lock"]) == python
    assert not (tmp_path / ".venv" / "install.log").exists()


def test_a_changed_lock_makes_the_environment_anew(tmp_path):
    """The package does not exist, so reaching pip at all shows that the stale stamp was not believed."""
    (tmp_path / "requirements.lock").write_text("smartlab-no-such-package==1 --hash=sha256:00\n")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    stamp = tmp_path / ".venv" / ".requirements.lock.done"
    stamp.write_text("an older lock")
    with pytest.raises(SmartLabError):
        bootstrap.make_environment(tmp_path, ["requirements.lock"])
    assert stamp.read_text() == "an older lock"


def test_only_missing_packages_are_asked_for():
    purpose = Bilingual("용도", "purpose")
    there, away = SystemPackage("a", purpose, lambda: True), SystemPackage("b", purpose, lambda: False)
    assert missing_packages([there, away]) == [away]


def test_an_ordinary_user_is_told_the_command(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    away = SystemPackage("some-package", Bilingual("용도", "purpose"), lambda: False)
    with pytest.raises(SmartLabError, match="sudo apt install some-package"):
        bootstrap.install_system_packages([away])


def test_locks_name_no_host():
    locks = [*PROJECT.glob("requirements*.lock"), PROJECT / "hub_config" / "node" / "package-lock.json"]
    for lock in locks:
        lines = [line for line in lock.read_text().splitlines() if "://" in line and '"url"' not in line]
        assert not lines, f"{lock.name}: {lines[:3]}"


def test_options_after_test_go_to_pytest():
    command = [sys.executable, "-m", "hub_config.cli", "test", "--version"]
    result = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "pytest" in result.stdout + result.stderr
