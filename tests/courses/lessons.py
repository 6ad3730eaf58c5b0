"""Running a lesson as a student at the hub does: own kernel, own plants from the plants service, OPC UA."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from nbclient import NotebookClient
from nbformat import NotebookNode
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

from courses.builder import build_unit
from labs.opcua.background import LoopThread
from labs.supervisor.service import make_app
from labs.supervisor.supervisor import Supervisor, warm_plant_process

CELL_SECONDS = 60
TOKEN = "a lesson's"


@dataclass
class Student:
    name: str = "minji"
    kind: str = "user"
    classes: dict = field(default_factory=lambda: {"3-1": "student"})


@contextmanager
def plants_service() -> Iterator[str]:
    """Serve plants to the holder of TOKEN; gives the service's address."""
    loop = LoopThread()
    with warm_plant_process() as warm, Supervisor(warm, limit_per_owner=30) as supervisor:

        async def authenticate(token: str) -> Student | None:
            return Student() if token == TOKEN else None

        async def start() -> tuple[HTTPServer, int]:
            listener, port = bind_unused_port()
            server = HTTPServer(make_app(supervisor, authenticate, ""))
            server.add_socket(listener)
            return server, port

        async def stop() -> None:
            server.stop()
            await asyncio.wait_for(server.close_all_connections(), 10)

        server, port = loop.run(start())
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            loop.run(stop())
            loop.close()


def executed(unit_folder: Path, language: str, work: Path) -> NotebookNode:
    """Return the unit's lesson, run from top to bottom in the folder `work`."""
    notebook = build_unit(unit_folder, language)["lesson"]
    resources = {"metadata": {"path": str(work)}}
    NotebookClient(notebook, timeout=CELL_SECONDS, kernel_name="python3", resources=resources).execute()
    return notebook


def code_outputs(notebook: NotebookNode) -> list[NotebookNode]:
    """Return all outputs of a lesson, in order."""
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def printed(notebook: NotebookNode) -> str:
    """Return what a lesson printed."""
    return "".join(output.text for output in code_outputs(notebook) if output.output_type == "stream")


def pictures_of(notebook: NotebookNode) -> list[str]:
    """Return the SVG pictures of a lesson."""
    shown = [output.get("data", {}) for output in code_outputs(notebook)]
    return [data["image/svg+xml"] for data in shown if "image/svg+xml" in data]
