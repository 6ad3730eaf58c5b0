"""Voila for a public, offline site: only the apps, no file tree, no code from visitors, no request to anywhere else.

Contract: `python -m labs.apps.voila_server FOLDER [options]` serves what `labs.apps.service.build` put into FOLDER.
Started with `--visitors N`, an N+1st visitor gets a sentence instead of a kernel. `/health` answers "ok".
"""

import argparse
import os
import time
from collections.abc import Sequence
from pathlib import Path

from jupyter_server.base.handlers import FileFindHandler, JupyterHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.utils import url_path_join
from jupyterlab_server.themes_handler import ThemesHandler
from tornado import web
from tornado.ioloop import PeriodicCallback
from traitlets.config import Config
from voila.app import Voila
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.static_file_handler import MultiStaticFileHandler, TemplateStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from labs.apps import pages
from labs.apps.registry import apps
from labs.apps.visits import Visits
from labs.language import LANGUAGES

_KEPT = (
    KernelHandler, VoilaKernelWebsocketHandler, TemplateStaticFileHandler, MultiStaticFileHandler, ThemesHandler,
    VoilaShutdownKernelHandler, FileFindHandler,
)  # fmt: skip
_EXTENSIONS = ["@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8"]
# The browser itself refuses what is not ours. JupyterLab compiles its settings schemas with eval.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "frame-ancestors 'self'; form-action 'self'"
)
_ROUND = 10.0  # seconds between two looks at who has left


def asked_language(handler: JupyterHandler) -> str:
    """Return the language of `?lang=`, Korean where it names none."""
    asked = handler.get_query_argument("lang", "ko")
    return asked if asked in LANGUAGES else "ko"


class AppHandler(TornadoVoilaHandler):
    """One app: a kernel of the visitor's own, while there is room."""

    def initialize(self, app: str, visits: Visits, **kwargs) -> None:
        super().initialize(**kwargs)
        self.app, self.visits = app, visits

    async def get(self, path=None) -> None:
        language = asked_language(self)
        if not self.visits.room(len(self.kernel_manager.list_kernel_ids())):
            self.set_status(503)
            self.set_header("Retry-After", "60")
            self.finish(pages.sentence_page(pages.FULL, language))
            return
        self.notebook_path = f"{self.app}.{language}.ipynb"
        self.visits.arriving += 1
        arriving = True
        try:
            async for html in self.get_generator():
                if arriving:  # the first piece comes once the kernel is counted among the live ones
                    self.visits.arriving -= 1
                    arriving = False
                    self.set_header("Content-Type", "text/html; charset=UTF-8")
                self.write(html)
                self.flush()
        finally:
            self.visits.arriving -= arriving


class IndexHandler(JupyterHandler):
    """The list of apps."""

    def get(self) -> None:
        self.finish(pages.index_page(apps(), asked_language(self)))


class HealthHandler(web.RequestHandler):
    def get(self) -> None:
        self.finish("ok")


class AppServer(Voila):
    """Voila without its tree, contents and file routes, with a cap on visitors and an end to each visit."""

    visits: Visits

    def setup_template_dirs(self) -> None:
        super().setup_template_dirs()
        self.template_paths.insert(0, str(Path(__file__).parent / "templates"))

    def init_handlers(self) -> list:
        kept = [each for each in super().init_handlers() if each[1] in _KEPT]
        shared = {
            "template_paths": self.template_paths, "config": self.config, "visits": self.visits,
            "voila_configuration": self.voila_configuration,
        }  # fmt: skip
        shown = [(url_path_join(self.server_url, app.name), AppHandler, {"app": app.name, **shared}) for app in apps()]
        base = self.server_url.rstrip("/")
        return [*kept, *shown, (base + "/?", IndexHandler), (url_path_join(base, "/health"), HealthHandler)]

    def listen(self) -> None:
        self._reaper = PeriodicCallback(self.end_visits, _ROUND * 1000)
        self._reaper.start()
        super().listen()

    async def end_visits(self) -> None:
        """End the kernels whose visitor left or stayed for the whole time allowed."""
        manager = self.kernel_manager
        pages_of = {each: manager._kernel_connections.get(each, 0) for each in manager.list_kernel_ids()}
        for kernel in self.visits.due(time.monotonic(), pages_of):
            self.log.info("Ending the visit of kernel %s", kernel)
            await manager.shutdown_kernel(kernel)


def server_config(folder: Path, *, ip: str, port: int, base_url: str) -> Config:
    """Return the whole configuration of the server; nothing is read from files or the environment."""
    config = Config()
    config.Voila.update(
        ip=ip, port=port, port_retries=0, base_url=base_url, root_dir=str(folder), open_browser=False, token="",
        config_file_paths=[], connection_dir_root=str(folder / "run"),
        tornado_settings={
            "headers": {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"},
            # Nobody is logged in, so there is no session to forge; the unguessable kernel id is the only key. With the
            # check, the page's farewell (a beacon, which carries no token) would be refused and kernels would linger.
            "disable_check_xsrf": True,
        },
    )  # fmt: skip
    config.VoilaConfiguration.update(
        template="lab", theme="light", allow_template_override="NO", allow_theme_override="NO", strip_sources=True,
        show_tracebacks=False, file_allowlist=[], extension_allowlist=_EXTENSIONS, extension_denylist=[],
        attempt_fix_notebook=False,
    )  # fmt: skip
    config.KernelManager.update(transport="ipc", shutdown_wait_time=3.0)
    config.MappingKernelManager.update(cull_idle_timeout=0, default_kernel_name="python3")
    return config


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="labs.apps.voila_server", description="Serve the public apps.")
    parser.add_argument("folder", type=Path, help="what labs.apps.service.build has made")
    parser.add_argument("--ip", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8866)
    parser.add_argument("--base-url", default="/")
    parser.add_argument("--visitors", type=int, default=20, help="kernels at a time")
    parser.add_argument("--visit-minutes", type=float, default=60.0)
    parser.add_argument("--absence-seconds", type=float, default=60.0)
    chosen = parser.parse_args(arguments)
    folder = chosen.folder.resolve()
    (folder / "run").mkdir(mode=0o700, exist_ok=True)
    os.environ["SMARTLAB_VISIT_SECONDS"] = str(chosen.visit_minutes * 60)  # for the kernels: they say good-bye in time
    server = AppServer(config=server_config(folder, ip=chosen.ip, port=chosen.port, base_url=chosen.base_url))
    server.visits = Visits(chosen.visitors, chosen.absence_seconds, chosen.visit_minutes * 60)
    server.initialize([])
    server.start()


if __name__ == "__main__":
    main()
