"""Starts one service beside the hub: `python -m hub_config.serve plants|desk|apps`.

Contract: run by JupyterHub, which gives the service's own token and address by environment; everything else comes
from the settings file. Listens on loopback only, answers /health, ends with the hub.
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tornado import web
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from hub_config.lifeline import end_with_parent
from hub_config.settings import Settings, write_private

APPS_PLACE = "/srv/apps"
APPS_TOKEN = "/srv/token"


def main(arguments: list[str]) -> None:
    end_with_parent()
    settings = Settings.read(os.environ)
    logging.basicConfig(level=logging.INFO, format="[%(levelname).1s %(asctime)s %(name)s] %(message)s")
    services = {"plants": _plants, "desk": _desk, "apps": _apps}
    services[arguments[0]](settings)


def _plants(settings: Settings) -> None:
    def service(*arguments):
        from hub_config.plants_service import plants_service

        return plants_service(*arguments)

    asyncio.run(_serve(settings, "plants", service))


def _desk(settings: Settings) -> None:
    def service(*arguments):
        from hub_config.desk_service import desk_service

        return desk_service(*arguments)

    asyncio.run(_serve(settings, "desk", service))


async def _serve(settings: Settings, name: str, service: Callable) -> None:
    """Listen with the application that `service(settings, authenticate, prefix)` gives, until told to stop.

    The hub starts its services one after the other and waits until each answers. So the port answers at once, and
    what takes seconds (imports, warm processes) happens meanwhile.
    """
    sockets = bind_sockets(getattr(settings.ports, name), "127.0.0.1")
    routes = [(f"/services/{name}/", web.RequestHandler), (r".*", Starting)]
    first = HTTPServer(web.Application(routes, log_function=lambda handler: None))
    first.add_sockets([own.dup() for own in sockets])
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with ExitStack() as opened:
        application, options = await asyncio.to_thread(_load, opened, service, settings, name)
        first.stop()
        await first.close_all_connections()  # the proxy keeps connections open for later requests
        server = HTTPServer(application, **options)
        server.add_sockets(sockets)
        await stop.wait()
        server.stop()
        await server.close_all_connections()


def _load(opened: ExitStack, service: Callable, settings: Settings, name: str) -> tuple[web.Application, dict]:
    from hub_config.accounts import Accounts
    from hub_config.identity import Identity

    authenticate = Identity(name, Accounts(settings.accounts_file)).person
    return opened.enter_context(service(settings, authenticate, f"/services/{name}"))


class Starting(web.RequestHandler):
    """What a service answers in its first seconds."""

    def prepare(self) -> None:
        self.set_header("Retry-After", "1")
        self.set_status(503)
        ko, en = "서비스를 시작하는 중입니다. 잠시 뒤 다시 하십시오.", "The service is starting. Try again shortly."
        self.finish({"message": {"ko": ko, "en": en}})


def _apps(settings: Settings) -> None:
    """Become the sandboxed server of the public apps; it holds the apps' token and nothing else of the hub."""
    from labs.apps.service import build, command
    from labs.runtime.bubblewrap import bubblewrap_command

    os.nice(5)  # visitors wait rather than students
    folder, token = settings.run / "apps", settings.run / "apps-token"
    build(folder)
    write_private(token, os.environ["JUPYTERHUB_API_TOKEN"].encode())
    sandbox = bubblewrap_command(
        network=True,
        read_only=[(token, APPS_TOKEN)],
        writable=[(folder, APPS_PLACE)],
        environment={
            "HOME": "/tmp",
            "JUPYTER_RUNTIME_DIR": "/tmp/jupyter",
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "SMARTLAB_LANGUAGE": settings.language,
            "SMARTLAB_PLANTS_URL": settings.service_url("plants"),
            "SMARTLAB_APPS_TOKEN_FILE": APPS_TOKEN,
        },
    )
    words = command(
        Path(APPS_PLACE), port=settings.ports.apps, base_url="/services/apps/", visitors=settings.apps_visitors
    )
    os.execve(sandbox[0], [*sandbox, *words], {"PATH": os.environ.get("PATH", os.defpath)})


if __name__ == "__main__":
    main(sys.argv[1:])
