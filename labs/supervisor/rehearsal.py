"""A plant served once to a client in the warm process, before there is any fork.

Contract: `rehearse_serving(server, serve)` lets `serve` (`plant_process.serve_plant`) serve a plant on an understudy of
`server`, logs in twice, browses, reads, asks for the state, and hangs up. No socket, task, thread or file is left.

A fork copies each page of memory that it writes to, and an interpreter writes while it only runs: CPython 3.11
specialises code after a few calls (PEP 659), fills caches of attributes and of what it compiles, and allocates into
whatever holes there are. Done here, this is shared by all forks, and a first client finds everything quick.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from labs.equipment.registry import create_plant
from labs.opcua.client import PlantClient
from labs.opcua.names import REAL_TIME
from labs.opcua.server import PlantServer
from labs.runtime.frames import recv_frame, send_frame

_MACHINE = "furnace"
_ACCOUNT = {"user": "rehearsal", "password": "rehearsal", "role": "engineer"}
_VISITS = 2
_READS = 8
_FRAME_SECONDS = 10.0


async def rehearse_serving(server: PlantServer, serve: Callable[..., Awaitable[None]]) -> None:
    """Serve and visit one plant on an understudy of `server`, whose machines are described ahead."""
    ours, theirs = socket.socketpair()
    listener = socket.create_server(("127.0.0.1", 0))
    with ours, theirs, listener, TemporaryDirectory() as folder:
        plant, journal = {"name": _MACHINE, "seed": 0, "scenario": "normal"}, str(Path(folder) / "journal")
        with server.understudy(create_plant(_MACHINE)) as understudy:
            async with asyncio.TaskGroup() as group:  # where serving fails, nobody waits for its answers
                group.create_task(
                    serve(theirs, listener, understudy, plant, [_ACCOUNT], REAL_TIME, 1.0, "engineer", journal)
                )
                url = (await _frame(ours))["url"]
                for _ in range(_VISITS):
                    await _visit(url)
                    send_frame(ours, {"op": "state"})
                    await _frame(ours)
                ours.shutdown(socket.SHUT_RDWR)
            await understudy.stop()


async def _visit(url: str) -> None:
    async with PlantClient(url, _ACCOUNT["user"], _ACCOUNT["password"]) as client:
        signals = [path for path, entry in client.entries.items() if entry.kind is not None]
        for _ in range(_READS):
            await client.read(signals[:1])


async def _frame(sock: socket.socket) -> dict:
    """Return the next frame; the loop goes on until it is there."""
    loop, readable = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(sock, readable.set)
    await readable.wait()
    loop.remove_reader(sock)
    return recv_frame(sock, _FRAME_SECONDS)
