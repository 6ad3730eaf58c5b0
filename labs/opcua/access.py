"""Who may come in: accounts with a password and a role.

Contract: anonymous users and certificates alone are refused; a wrong name and a wrong password cannot be told apart, by
their answer or by its time. Names and passwords are compared in Unicode form NFC.
"""

import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from asyncua.crypto.permission_rules import User, UserRole

from labs.simulation.roles import Role


@dataclass(frozen=True)
class Account:
    """One user of a plant. The password is kept out of `repr`."""

    user: str
    password: str = field(repr=False)
    role: Role


@dataclass
class PlantUser(User):
    """A user known to the server: asyncua's ordinary user, with the role in the plant beside it."""

    plant_role: Role = Role.OBSERVER


class AccountManager:
    """asyncua's user manager over a fixed list of accounts."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self.accounts = tuple(accounts)

    def get_user(self, iserver, username=None, password=None, certificate=None) -> PlantUser | None:
        """Return the user, or None (asyncua then answers BadUserAccessDenied). Every account is compared every time."""
        found = None
        name, word = _normal(username), _normal(password)
        for account in self.accounts:
            same_name = hmac.compare_digest(name, _normal(account.user))
            same_word = hmac.compare_digest(word, _normal(account.password))
            if same_name & same_word:
                found = account
        if found is None or username is None or not found.password:
            return None
        return PlantUser(role=UserRole.User, name=found.user, plant_role=found.role)


def new_accounts(roles: Sequence[Role] = tuple(Role)) -> list[Account]:
    """Return one account for each role, named like it, with a fresh random password."""
    return [Account(role.name.lower(), secrets.token_urlsafe(18), role) for role in roles]


def _normal(text: str | None) -> bytes:
    return unicodedata.normalize("NFC", text or "").encode()
