"""A full school: a hundred plants in real time on this machine, each with a client that watches it.

Contract: the clients are one other process, as a lesson's notebooks would share the machine with the plants. What is
measured is told by the plants: how late each tick was. Memory is that of all plants and their warm process.
"""

import asyncio
import json
import multiprocessing
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack

import numpy as np
import psutil

from labs.opcua.client import PlantClient
from labs.supervisor.supervisor import Supervisor, warm_plant_process

PLANTS, ITEMS = 100, 20
INTERVAL = 0.5
SETTLE, SECONDS, CLIENT_SECONDS = 5.0, 20.0, 120.0


def crowd() -> tuple[float, float, float]:
    """Return (p99 tick lateness in ms, MB of all plants together, notifications a second that arrived)."""
    with warm_plant_process() as warm, Supervisor(warm, limit_per_owner=PLANTS) as supervisor:
        handles = [supervisor.start("bench", "furnace", seed=0)]
        handles += [supervisor.start(f"bench {number}", "furnace", seed=number) for number in range(1, PLANTS)]
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        accounts = [(handle.url, handle.user, handle.password) for handle in handles]
        watchers = context.Process(target=_watch_all, args=(accounts, theirs), daemon=True)
        watchers.start()
        _received(ours)  # all are connected
        time.sleep(SETTLE)
        before = [len(handle.lateness()) for handle in handles]
        time.sleep(SECONDS)
        late = [each for handle, start in zip(handles, before, strict=True) for each in handle.lateness()[start:]]
        memory = sum(_private_mb(handle.pid) for handle in handles) + _private_mb(psutil.Process(handles[0].pid).ppid())
        ours.send("enough")
        arrived = _received(ours)
        watchers.join(10)
    return float(np.percentile(late, 99)) * 1e3, memory, arrived


def _received(pipe) -> object:
    if not pipe.poll(CLIENT_SECONDS):
        raise TimeoutError("the clients of the benchmark do not answer")
    return pipe.recv()


def _private_mb(pid: int) -> float:
    return psutil.Process(pid).memory_full_info().uss / 1e6


def _watch_all(accounts: Sequence[tuple[str, str, str]], pipe) -> None:
    asyncio.run(_watch(accounts, pipe))


async def _watch(accounts, pipe) -> None:
    arrived = 0

    def count(*_notification) -> None:
        nonlocal arrived
        arrived += 1

    async with AsyncExitStack() as stack:
        for account in accounts:
            client = await stack.enter_async_context(PlantClient(*account))
            paths = [path for path, entry in client.entries.items() if entry.kind is not None][:ITEMS]
            await stack.enter_async_context(client.watch(paths, INTERVAL, count))
        pipe.send("ready")
        begin = time.perf_counter()
        await asyncio.to_thread(pipe.recv)
        pipe.send(arrived / (time.perf_counter() - begin))


if __name__ == "__main__":
    print(json.dumps(crowd()))
