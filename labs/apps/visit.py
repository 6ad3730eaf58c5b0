"""A visitor's own plant: asked for when the page opens, given back when it closes.

Contract: with `SMARTLAB_PLANTS_URL` and `SMARTLAB_APPS_TOKEN_FILE` in the environment the plants service makes a plant
for a new, unguessable visitor id; without them (a self-learner's computer) a local plant process starts. `begin` raises
SmartLabError with a sentence where there is no plant. `Visit.end()` may be called often and never raises.
"""

import atexit
import contextlib
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from labs.language import SmartLabError
from labs.session import PlantSession, connect

_PATIENCE = 15.0  # s


class Visit:
    """A plant of one's own for as long as the page is open: `.plant` is the `PlantSession`."""

    def __init__(self, plant: PlantSession, address: str | None = None, token: str = "") -> None:
        self.plant = plant
        self._address, self._token = address, token
        self._over = False
        atexit.register(self.end)

    def end(self) -> None:
        """Close the session and tell the service that the plant is no longer needed."""
        if self._over:
            return
        self._over = True
        atexit.unregister(self.end)
        with contextlib.suppress(Exception):
            self.plant.close()
        if self._address:
            with contextlib.suppress(Exception):
                _request("DELETE", self._address, self._token, timeout=2.0)


def begin(plant: str, environ: Mapping[str, str], **wishes: Any) -> Visit:
    """Return a new visit to `plant`; `wishes` (scenario, seed …) go to the plants service.

    Raises SmartLabError where the service has no plant to give or does not answer.
    """
    service, token_file = environ.get("SMARTLAB_PLANTS_URL"), environ.get("SMARTLAB_APPS_TOKEN_FILE")
    if not service or not token_file:
        return Visit(connect(plant))
    token = Path(token_file).read_text(encoding="utf-8").strip()
    address = f"{service.rstrip('/')}/api/visitors/{uuid4()}/plants/{plant}"
    given = _request("POST", address, token, wishes)
    try:
        session = PlantSession(given["url"], given["user"], given["password"])
    except Exception:
        with contextlib.suppress(Exception):
            _request("DELETE", address, token, timeout=2.0)
        raise
    return Visit(session, address, token)


def _request(method: str, address: str, token: str, body: Any = None, timeout: float = _PATIENCE) -> dict:
    request = urllib.request.Request(
        address,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"token {token}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        raise _refused(error) from error
    except (OSError, ValueError) as error:
        raise SmartLabError(
            "설비 서비스가 대답하지 않습니다. 잠시 뒤에 새로 고침해 주세요.",
            "The plants service does not answer. Please reload this page in a little while.",
        ) from error


def _refused(error: urllib.error.HTTPError) -> SmartLabError:
    """Return what the service says, or a sentence of our own where it says nothing readable."""
    try:
        message = json.loads(error.read())["message"]
        return SmartLabError(str(message["ko"]), str(message["en"]))
    except (OSError, ValueError, KeyError, TypeError):
        return SmartLabError(
            f"설비를 받지 못했습니다(응답 {error.code}). 선생님이나 관리자에게 알려 주세요.",
            f"No plant could be had (answer {error.code}). Please tell your instructor or the administrator.",
        )
