"""Plants against fresh processes of asyncua's and node-opcua's servers: how soon one listens, its memory, its steps.

Contract: a peer starts with as many variables as the furnace has signals and lets a client write them, read by the same
client code. node-opcua's rows are left out where npm cannot bring it.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from functools import partial
from statistics import median

import psutil
from asyncua import Client, Node

from labs.equipment.registry import create_plant
from labs.opcua.problems import PlantUnavailable
from labs.session import connect
from labs.supervisor.supervisor import Supervisor, warm_plant_process
from tests.benchmarks.crowd import PLANTS, crowd
from tests.benchmarks.node_peer import NAME as NODE
from tests.benchmarks.node_peer import node_opcua
from tests.benchmarks.notifications import node_notification_rates, notification_rates
from tests.benchmarks.replay import replays
from tests.benchmarks.run import Figure
from tests.benchmarks.wide import WATCHED

LATENESS_MS = 20.0
ANSWERS, ANSWER_MS = 21, 10.0
PRIVATE_MB = 12.0
REPEATS = 5
STEPS = 600
FACTORY_SECONDS = 600
SIGNALS = 20

Peer = Callable[[], AbstractContextManager[tuple[int, int]]]  # starts one; yields its port and process id

PEER = f"""
import asyncio
from asyncua import Server

async def main():
    server = Server()
    await server.init()
    server.set_endpoint("opc.tcp://127.0.0.1:0")
    space = await server.register_namespace("urn:smartlab:plant")
    for number in range({SIGNALS}):
        variable = await server.nodes.objects.add_variable(f"ns={{space}};s=Wide.S{{number}}", f"S{{number}}", 0.0)
        await variable.set_writable()
    async with server:
        port = server.bserver._server.sockets[0].getsockname()[1]
        print(port, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


def plants() -> Iterator[Figure]:
    """Yield the figures of plants: one, a school of them, a widely watched one, and whether runs repeat."""
    serve = node_opcua()
    peers = {"fresh asyncua process": _peer} | ({NODE: partial(serve, SIGNALS, 0)} if serve else {})
    yield from _one(peers)
    late, memory, arrived = crowd()
    yield Figure(f"{PLANTS} plants with clients, p99 tick lateness", "ms", late, "asked for", LATENESS_MS)
    yield Figure(f"{PLANTS} plants and their warm process", "MB", memory, "asked for", 4096.0)
    yield Figure("their clients' notifications a second", "/s", arrived, "the same", arrived, False)
    ours, plain, late = notification_rates()
    told = {"asyncua write loop": plain} | ({NODE: node_notification_rates(serve)} if serve else {})
    for name, peer in told.items():
        title = f"notifications a second, {WATCHED} watched"
        yield Figure(title, "/s", ours.per_second, name, peer.per_second, smaller_is_better=False)
        yield Figure("CPU of 100,000 notifications", "s", ours.cpu, name, peer.cpu)
    yield Figure("p99 tick lateness meanwhile", "ms", late, "asked for", LATENESS_MS)
    same, runs = replays()
    yield Figure("scenarios with one trace at all speeds", "", same, "all of them", runs, False)


def _one(peers: Mapping[str, Peer]) -> Iterator[Figure]:
    with warm_plant_process() as warm, Supervisor(warm, limit_per_owner=100) as supervisor:
        ours_ms, ours_mb = zip(*(_start_ours(supervisor, number) for number in range(REPEATS)), strict=True)
        for name, peer in peers.items():
            peer_ms, peer_mb = zip(*(_start_peer(peer) for _ in range(REPEATS)), strict=True)
            yield Figure("from request to listening", "ms", median(ours_ms), name, median(peer_ms))
            yield Figure("private memory of one more", "MB", median(ours_mb), name, median(peer_mb))
        yield Figure("private memory of one more", "MB", median(ours_mb), "asked for", PRIVATE_MB)
        answer = median(_answer_ms(supervisor) for _ in range(ANSWERS))
        yield Figure("answer where one's plant runs already", "ms", answer, "asked for", ANSWER_MS)
        lockstep = _lockstep_seconds(supervisor)
    for name, peer in peers.items():
        rounds = _peer_rounds(peer)
        yield Figure(f"{STEPS} rounds of write, advance, read", "s", lockstep, f"{name}, no advance", rounds)
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


def _start_peer(peer: Peer) -> tuple[float, float]:
    begin = time.perf_counter()
    with peer() as (port, pid):
        seconds = time.perf_counter() - begin
        return seconds * 1e3, asyncio.run(_memory_mb(port, pid))


async def _memory_mb(port: int, pid: int) -> float:
    async with _signal(port) as node:
        await node.read_value()
        return psutil.Process(pid).memory_full_info().uss / 1e6


@asynccontextmanager
async def _signal(port: int) -> AsyncIterator[Node]:
    """Connect to a peer; yield its first variable."""
    async with Client(f"opc.tcp://127.0.0.1:{port}") as client:
        space = await client.get_namespace_index("urn:smartlab:plant")
        yield client.get_node(f"ns={space};s=Wide.S0")


def _peer_rounds(peer: Peer) -> float:
    """A peer has no clock to advance: two requests a round instead of three."""

    async def rounds(port: int) -> float:
        async with _signal(port) as node:
            begin = time.perf_counter()
            for step in range(STEPS):
                await node.write_value(float(step))
                await node.read_value()
            return time.perf_counter() - begin

    with peer() as (port, _):
        return asyncio.run(rounds(port))
