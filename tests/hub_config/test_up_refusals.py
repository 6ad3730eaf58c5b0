"""What `smartlab up` says where it cannot start: one sentence, exit code 1, nothing left running."""

import fcntl
import socket

import pytest

from hub_config import sandbox_check
from hub_config.proxy import PROXY, proxy_command, wake_proxy
from hub_config.up import up
from labs.language import SmartLabError


@pytest.fixture
def taken():
    with socket.socket() as holder:
        holder.bind(("0.0.0.0", 0))
        holder.listen()
        yield holder.getsockname()[1]


@pytest.mark.parametrize(("language", "word"), [("ko", "포트"), ("en", "Port")])
def test_a_port_in_use_names_the_option(tmp_path, capsys, taken, language, word):
    assert up(tmp_path / "school", taken, language) == 1
    said = capsys.readouterr().err
    assert word in said and "--port" in said and said.count("\n") == 1


def test_two_schools_on_one_folder(tmp_path, capsys):
    (tmp_path / "run").mkdir()
    with (tmp_path / "run/lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert up(tmp_path, 1, "en") == 1
    assert "already running" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert up(tmp_path / "file" / "school", 8999, "ko") == 1
    assert "--home" in capsys.readouterr().err


def test_without_bubblewrap_there_is_no_school(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SmartLabError) as missing:
        sandbox_check.check_sandbox()
    assert "bubblewrap" in missing.value.message.ko


def test_where_namespaces_are_refused_there_is_no_school(tmp_path, monkeypatch):
    refusing = tmp_path / "bwrap"
    refusing.write_text("#!/bin/sh\necho 'No permissions to create new namespace' >&2\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SmartLabError) as refused:
        sandbox_check.check_sandbox()
    assert "No permissions to create new namespace" in refused.value.message.en


def test_a_missing_proxy_is_named(tmp_path):
    with pytest.raises(SmartLabError) as missing:
        proxy_command(tmp_path)
    assert "configurable-http-proxy" in missing.value.message.ko


def test_a_proxy_that_cannot_run_is_named_before_the_hub_starts(tmp_path):
    """The script is there, but Node finds an error in it."""
    script = tmp_path / ".node" / PROXY
    script.parent.mkdir(parents=True)
    script.write_text("this is no program")
    with pytest.raises(SmartLabError, match=r"\.node"):
        wake_proxy(tmp_path)


def test_a_folder_of_field_data_that_is_not_there_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SMARTLAB_DATA", str(tmp_path / "nowhere"))
    assert up(tmp_path / "school", 8999, "en") == 1
    assert "SMARTLAB_DATA" in capsys.readouterr().err
