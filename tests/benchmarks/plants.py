"""Plants against a fresh asyncua server process: how soon one listens, what one more costs, how fast it steps.

Contract: the peer is a Python process that starts `asyncua.Server` with as many variables as the furnace has signals
and lets a client write them, read by the same client code.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from statistics import median

import psutil
from asyncua import Client

from labs.equipment.registry import create_plant
from labs.opcua.problems import PlantUnavailable
from labs.session import connect
from labs.supervisor.supervisor import Supervisor, warm_plant_process
from tests.benchmarks.crowd import PLANTS, crowd
from tests.benchmarks.notifications import notification_rates
from tests.benchmarks.replay import replays
from tests.benchmarks.run import Figure
from tests.benchmarks.wide import WATCHED

LATENESS_MS = 20.0
ANSWERS, ANSWER_MS = 21, 10.0
REPEATS = 5
STEPS = 600
FACTORY_SECONDS = 600
SIGNALS = 20

PEER = f"""
import asyncio
from asyncua import Server

async def main():
    server = Server()
    await server.init()
    server.set_endpoint("opc.tcp://127.0.0.1:0")
    space = await server.register_namespace("urn:peer")
    for number in range({SIGNALS}):
        variable = await server.nodes.objects.add_variable(space, f"Signal{{number}}", 0.0)
        await variable.set_writable()
    async with server:
        port = server.bserver._server.sockets[0].getsockname()[1]
        print(port, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


def plants() -> Iterator[Figure]:
    """Yield the figures of plants: one, a school of them, a widely watched one, and whether runs repeat."""
    yield from _one()
    late, memory, arrived = crowd()
    yield Figure(f"{PLANTS} plants with clients, p99 tick lateness", "ms", late, "asked for", LATENESS_MS)
    yield Figure(f"{PLANTS} plants and their warm process", "MB", memory, "asked for", 4096.0)
    yield Figure("their clients' notifications a second", "/s", arrived, "the same", arrived, False)
    ours, plain, late = notification_rates()
    yield Figure(f"notifications a second, {WATCHED} watched", "/s", ours, "asyncua write loop", plain, False)
    yield Figure("p99 tick lateness meanwhile", "ms", late, "asked for", LATENESS_MS)
    same, runs = replays()
    yield Figure("scenarios with one trace at all speeds", "", same, "all of them", runs, False)


def _one() -> Iterator[Figure]:
    with warm_plant_process() as warm, Supervisor(warm, limit_per_owner=100) as supervisor:
        ours_ms, ours_mb = zip(*(_start_ours(supervisor, number) for number in range(REPEATS)), strict=True)
        peer_ms, peer_mb = zip(*(_start_peer() for _ in range(REPEATS)), strict=True)
        peer = "fresh asyncua process"
        yield Figure("from request to listening", "ms", median(ours_ms), peer, median(peer_ms))
        yield Figure("private memory of one more", "MB", median(ours_mb), peer, median(peer_mb))
        answer = median(_answer_ms(supervisor) for _ in range(ANSWERS))
        yield Figure("answer where one's plant runs already", "ms", answer, "asked for", ANSWER_MS)
        lockstep = _lockstep_seconds(supervisor)
    yield Figure(f"{STEPS} rounds of write, advance, read", "s", lockstep, "asyncua write and read", _peer_rounds())
    yield Figure("factory in lockstep, no client", "s/s", _factory_pace(), "real time", 1.0, smaller_is_better=False)


def _start_ours(supervisor: Supervisor, number: int) -> tuple[float, float]:
    begin = time.perf_counter()
    handle = supervisor.start(f"bench-{number}", "furnace", seed=number)
    seconds = time.perf_counter() - begin
    with connect(url=handle.url, user=handle.user, password=handle.password) as session:
        session.read("Zone1.Temperature")
        process = _listener_of(handle.url)
        return seconds * 1e3, process.memory_full_info().uss / 1e6


def _answer_ms(supervisor: Supervisor) -> float:
    begin = time.perf_counter()
    supervisor.start("bench-0", "furnace")
    return (time.perf_counter() - begin) * 1e3


def _listener_of(url: str) -> psutil.Process:
    """The process that listens at `url`."""
    port = int(url.rstrip("/").rsplit(":", 1)[1])
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            for connection in process.net_connections("tcp"):
                if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and _newest(process):
                    return process
    raise PlantUnavailable(f"{url}에서 듣는 프로세스가 없습니다.", f"No process listens at {url}.")


def _newest(process: psutil.Process) -> bool:
    """Whether no child of it holds the same listener (a fork inherits it)."""
    return not process.children()


@contextmanager
def _peer() -> Iterator[tuple[int, int]]:
    """Start the peer; yield its port and process id."""
    process = subprocess.Popen(
        [sys.executable, "-c", PEER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        yield int(process.stdout.readline()), process.pid
    finally:
        process.kill()
        process.communicate()


def _start_peer() -> tuple[float, float]:
    begin = time.perf_counter()
    with _peer() as (_, pid):
        seconds = time.perf_counter() - begin
        return seconds * 1e3, psutil.Process(pid).memory_full_info().uss / 1e6


def _lockstep_seconds(supervisor: Supervisor) -> float:
    """Write a heater, advance a second and read a thermometer, STEPS times; return the seconds it took."""
    handle = supervisor.start_plant("furnace", seed=1)
    with connect(url=handle.url, user=handle.user, password=handle.password) as session:
        begin = time.perf_counter()
        for step in range(STEPS):
            session.write("Zone1.HeaterPower", float(step % 100))
            session.advance(1.0)
            session.read("Zone1.Temperature")
        seconds = time.perf_counter() - begin
    handle.stop()
    return seconds


def _factory_pace() -> float:
    """Return the simulated seconds that the whole factory computes in a second of one core."""
    plant = create_plant("factory", seed=1)
    plant.advance(60)
    paces = []
    for _ in range(REPEATS):
        begin = time.process_time()
        plant.advance(FACTORY_SECONDS)
        paces.append(FACTORY_SECONDS / (time.process_time() - begin))
    return median(paces)


def _peer_rounds() -> float:
    """The peer has no clock to advance: two requests a round instead of three."""

    async def rounds(port: int) -> float:
        async with Client(f"opc.tcp://127.0.0.1:{port}") as client:
            space = await client.get_namespace_index("urn:peer")
            path = [f"{space}:Signal0"]
            node = await client.nodes.objects.get_child(path)
            begin = time.perf_counter()
            for step in range(STEPS):
                await node.write_value(float(step))
                await node.read_value()
            return time.perf_counter() - begin

    with _peer() as (port, _):
        return asyncio.run(rounds(port))
