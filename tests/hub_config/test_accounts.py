"""Accounts: NFC, hashes, permissions, two writers, wrong input."""

import json
import stat
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest

from hub_config.accounts import Accounts
from labs.language import SmartLabError


@pytest.fixture
def accounts(tmp_path):
    return Accounts(tmp_path / "accounts")


def test_a_password_typed_in_decomposed_hangul_opens_the_account(accounts):
    accounts.add("minsu", "비밀번호는길어도됩니다" * 5, display_name="김민수")
    decomposed = unicodedata.normalize("NFD", "비밀번호는길어도됩니다" * 5)
    assert accounts.verify("minsu", decomposed).display_name == "김민수"
    assert accounts.verify("MinSu ", decomposed).name == "minsu"


def test_only_the_right_password_opens(accounts):
    accounts.add("minsu", "one")
    assert accounts.verify("minsu", "One") is None
    assert accounts.verify("minsu", "") is None
    assert accounts.verify("nobody", "one") is None
    assert accounts.verify("minsu", "nobody has this password") is None
    assert accounts.verify("nobody", "nobody has this password") is None


def test_the_file_is_private_and_holds_no_password(accounts, tmp_path):
    accounts.add("minsu", "opensesame")
    file = tmp_path / "accounts"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "opensesame" not in file.read_text()
    assert json.loads(file.read_text())["accounts"]["minsu"]["password_hash"].startswith("$argon2id$")


@pytest.mark.parametrize("name", ["", "홍길동", "../x", "a/b", "1abc", "a" * 33, "-a", "a b", "a.b", "a-"])
def test_a_login_id_that_cannot_be_an_address_is_refused(accounts, name):
    with pytest.raises(SmartLabError) as refused:
        accounts.add(name, "password")
    assert "로그인 ID" in refused.value.message.ko


def test_taken_names_and_empty_passwords_are_refused(accounts):
    accounts.add("minsu", "one")
    with pytest.raises(SmartLabError):
        accounts.add("Minsu", "two")
    with pytest.raises(SmartLabError):
        accounts.set_password("minsu", "")
    with pytest.raises(SmartLabError):
        accounts.enrol("nobody", "a", "student")
    assert accounts.verify("minsu", "one")


def test_writers_at_once_lose_nothing(accounts, tmp_path):
    names = [f"student{n}" for n in range(12)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: Accounts(tmp_path / "accounts").add(name, name), names))
    assert sorted(accounts.all()) == sorted(names)


def test_what_another_process_wrote_is_seen(accounts, tmp_path):
    accounts.add("minsu", "one", language="ko")
    assert accounts.find("minsu").language == "ko"
    Accounts(tmp_path / "accounts").set_language("minsu", "en")
    assert accounts.find("minsu").language == "en"


def test_membership(accounts):
    for name in ("zoe", "ann", "tea"):
        accounts.add(name, name)
        accounts.enrol(name, "a", "teacher" if name == "tea" else "student")
    accounts.enrol("ann", "b", "teacher")
    assert [account.name for account in accounts.members("a")] == ["tea", "ann", "zoe"]
    assert accounts.find("ann").teaches == ["b"]
