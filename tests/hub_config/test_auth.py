"""The authenticator without a hub: what it lets in, and in which language it refuses. Time is virtual."""

from types import SimpleNamespace

import pytest
from traitlets.config import Config

from hub_config.accounts import Accounts
from hub_config.auth import PAUSED, ClassroomAuthenticator, asked_for


class Clock:
    seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def door(tmp_path):
    accounts = Accounts(tmp_path / "accounts")
    accounts.add("minsu", "비밀", display_name="김민수")
    config = Config({"ClassroomAuthenticator": {"accounts_file": str(tmp_path / "accounts"), "allow_all": True}})
    return ClassroomAuthenticator(config=config, clock=Clock())


def knock(door, name, password, **form):
    handler = SimpleNamespace(request=SimpleNamespace(remote_ip="10.0.0.5"), login_problem=None)
    return handler, door.get_authenticated_user(handler, {"username": name, "password": password, **form})


async def test_the_right_password_opens_and_nobody_is_an_admin(door):
    _, answer = knock(door, " MinSu ", "비밀")
    model = await answer
    assert (model["name"], model["admin"]) == ("minsu", False)


async def test_a_wrong_password_an_unknown_name_and_an_empty_form_do_not(door):
    for name, password in (("minsu", "x"), ("nobody", "비밀"), ("", ""), ("minsu", "")):
        assert await knock(door, name, password)[1] is None


async def test_after_five_wrong_ones_even_the_right_one_waits_and_is_told_so(door):
    for _ in range(5):
        await knock(door, "minsu", "x")[1]
    handler, answer = knock(door, "minsu", "비밀")
    assert await answer is None
    assert handler.login_problem[0] is PAUSED and 0 < handler.login_problem[1]["seconds"] <= 31
    door.clock.seconds += 31
    assert (await knock(door, "minsu", "비밀")[1])["name"] == "minsu"


async def test_a_language_chosen_while_logging_in_is_kept_for_the_account(door):
    await knock(door, "minsu", "비밀", language="en")[1]
    assert door.accounts.find("minsu").language == "en"
    await knock(door, "minsu", "x", language="ko")[1]
    await knock(door, "minsu", "비밀", language="<script>")[1]
    assert door.accounts.find("minsu").language == "en"


async def test_a_removed_account_is_logged_out(door, tmp_path):
    assert await door.refresh_user(SimpleNamespace(name="minsu"))
    (tmp_path / "accounts").unlink()
    assert not await door.refresh_user(SimpleNamespace(name="minsu"))


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ko-KR,ko;q=0.9,en-US;q=0.8", "ko"),
        ("en-US,en;q=0.9,ko;q=0.8", "en"),
        ("fr,en;q=0.2,ko;q=0.4", "ko"),
        ("fr", "ko"),
        ("", "ko"),
        ("en;q=x,ko;q=0.1", "ko"),
    ],
)
def test_the_browsers_wish(header, language):
    assert asked_for(header, "ko") == language
