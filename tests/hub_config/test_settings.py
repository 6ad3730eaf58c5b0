"""Settings: profile, round trip, private files, closed folders, free ports."""

import stat
from dataclasses import astuple

import pytest

from hub_config import settings as module
from hub_config.settings import SETTINGS_VARIABLE, Ports, Settings, load, write_private
from labs.language import SmartLabError


def test_every_entry_of_the_profile_is_a_setting_and_overrides_win(tmp_path):
    settings = load(tmp_path, port=9001, language=None)
    assert (settings.port, settings.language, settings.login_tries) == (9001, "ko", 5)


def test_an_unknown_profile_is_named(tmp_path):
    with pytest.raises(SmartLabError) as unknown:
        load(tmp_path, profile="moon")
    assert "classroom" in unknown.value.message.en


def test_a_misspelt_entry_is_named():
    with pytest.raises(SmartLabError) as misspelt:
        module._flatten({"server": {"memry_mb": 1}})
    assert "memry_mb" in misspelt.value.message.ko


def test_the_hubs_processes_read_back_what_was_saved(tmp_path):
    settings = load(tmp_path, port=9001).with_free_ports()
    settings.prepare_folders()
    path = settings.save()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Settings.read({SETTINGS_VARIABLE: str(path)}) == settings


def test_the_data_folder_is_closed_to_others(tmp_path):
    settings = load(tmp_path / "school")
    settings.prepare_folders()
    assert stat.S_IMODE((tmp_path / "school").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "school/homes").stat().st_mode) == 0o700


def test_a_secret_is_made_once_and_private(tmp_path):
    settings = load(tmp_path)
    first = settings.secret("desk")
    assert len(first) == 64 and settings.secret("desk") == first != settings.secret("apps")
    assert stat.S_IMODE((tmp_path / "secrets/desk").stat().st_mode) == 0o600


def test_free_ports_differ():
    ports = astuple(Ports.free())
    assert len(set(ports)) == len(ports) and min(ports) > 0


def test_a_write_that_fails_leaves_the_old_content(tmp_path):
    path = tmp_path / "file"
    write_private(path, b"old")
    with pytest.raises(TypeError):
        write_private(path, "not bytes")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
