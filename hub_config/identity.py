"""Who a token belongs to, for the services beside the hub.

Contract: `Identity.person(token)` asks the hub (cached briefly), returns a `Person` or None, and never raises for a
token that is merely wrong. A token counts only where its scopes allow this very service. Classes come from the
account file, so that a changed roster counts at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jupyterhub.services.auth import HubAuth

from hub_config.accounts import Accounts

CACHE_SECONDS = 30


@dataclass(frozen=True)
class Person:
    """`kind` is "user", or "apps" for the public apps' service; `classes` maps class id to "teacher"|"student"."""

    name: str
    classes: Mapping[str, str] = field(default_factory=dict)
    kind: str = "user"
    language: str = "ko"


class Identity:
    """Asks the hub with the address and token that JupyterHub gives its services by environment."""

    def __init__(self, service: str, accounts: Accounts, hub: HubAuth | None = None) -> None:
        self._hub = hub or HubAuth(cache_max_age=CACHE_SECONDS)
        self._accounts = accounts
        self._allowed = {"access:services", f"access:services!service={service}"}

    async def person(self, token: str) -> Person | None:
        """The owner of `token`, or None where it opens nothing here."""
        model = await self._hub.user_for_token(token, sync=False)
        if not model or not self._allowed.intersection(model.get("scopes", ())):
            return None
        if model.get("kind") == "service":
            return Person(model["name"], kind="apps") if model["name"] == "apps" else None
        account = self._accounts.find(model["name"])
        return Person(account.name, dict(account.classes), "user", account.language) if account else None
