"""The three services beside the hub, and who may call them.

Contract: pure functions that return what JupyterHub's configuration wants. `plants` owns everybody's plants, `desk`
hands out and takes in assignments, `apps` shows the public apps. Each is started by the hub as
`python -m hub_config.serve NAME` and listens on loopback behind the proxy.
"""

import sys

from hub_config.settings import SETTINGS_VARIABLE, Settings

SERVICES = ("plants", "desk", "apps")
FOR_EVERYBODY = ("access:services!service=plants", "access:services!service=desk")


def services(settings: Settings) -> list[dict]:
    """For c.JupyterHub.services."""
    environment = {
        SETTINGS_VARIABLE: str(settings.run / "settings.json"),
        "PYTHONPATH": str(settings.project),
        "SMARTLAB_LANGUAGE": settings.language,
    }
    return [
        {
            "name": name,
            # The hub waits for each service that has an address. Nobody shall wait for the public apps, so that one
            # has a route instead (see `routes`).
            **({} if name == "apps" else {"url": f"http://127.0.0.1:{getattr(settings.ports, name)}"}),
            "command": [sys.executable, "-m", "hub_config.serve", name],
            "api_token": settings.secret(name),
            "environment": environment,
            "cwd": str(settings.run),
            "display": False,
            # The desk's page is a part of the hub, not a stranger whom people have to trust first.
            **({"oauth_no_confirm": True} if name == "desk" else {}),
        }
        for name in SERVICES
    ]


def routes(settings: Settings) -> dict[str, str]:
    """For c.Proxy.extra_routes."""
    return {"/services/apps/": f"http://127.0.0.1:{settings.ports.apps}"}


def roles() -> list[dict]:
    """For c.JupyterHub.load_roles: everybody, and everybody's server, may use the plants and the desk."""
    return [
        {"name": "user", "scopes": ["self", *FOR_EVERYBODY]},
        {"name": "server", "scopes": ["users:activity!user", "access:servers!server", *FOR_EVERYBODY]},
        {"name": "public-apps", "scopes": ["access:services!service=plants"], "services": ["apps"]},
    ]
