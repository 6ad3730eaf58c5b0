"""How many notifications a second one plant sends: a client watches a thousand of two thousand changing signals.

Contract: the same client against our server, a plain asyncua write loop and node-opcua, one after the other. The client
counts what arrives; who is slower at decoding than the server at sending would hide it, so it only counts bytes.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
import psutil
from asyncua import Client

from tests.benchmarks.node_peer import Serve
from tests.benchmarks.wide import ACCOUNT, RATE, SIGNALS, WATCHED

SECONDS = 8.0


class Rates(NamedTuple):
    """What a server told its client: notifications a second, and its own CPU seconds for a hundred thousand of them."""

    per_second: float
    cpu: float


@contextmanager
def _served(which: str) -> Iterator[tuple[int, int, dict]]:
    """Start the server `which`; yield its port, its process id and a dict that holds what it told at its end."""
    command = [sys.executable, "-m", "tests.benchmarks.wide", which]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    told: dict = {}
    try:
        yield int(process.stdout.readline()), process.pid, told
        process.stdin.close()
        told.update(json.loads(process.stdout.readline()))
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


class _Counter:
    """Counts the notifications of a subscription."""

    def __init__(self) -> None:
        self.count = 0

    def datachange_notification(self, node, value, data) -> None:
        self.count += 1


def _cpu(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


async def _rates(port: int, pid: int, account: tuple[str, str] | None) -> Rates:
    client = Client(f"opc.tcp://127.0.0.1:{port}")
    if account:
        client.set_user(account[0])
        client.set_password(account[1])
    async with client:
        space = await client.get_namespace_index("urn:smartlab:plant")
        nodes = [client.get_node(f"ns={space};s=Wide.S{number}") for number in range(WATCHED)]
        counter = _Counter()
        subscription = await client.create_subscription(1000 / RATE, counter)
        await subscription.subscribe_data_change(nodes, queuesize=10, sampling_interval=1000 / RATE)
        await asyncio.sleep(1.0)
        begin, before, spent = time.perf_counter(), counter.count, _cpu(pid)
        await asyncio.sleep(SECONDS)
        arrived, seconds = counter.count - before, time.perf_counter() - begin
        return Rates(arrived / seconds, (_cpu(pid) - spent) / max(1, arrived) * 1e5)


def notification_rates() -> tuple[Rates, Rates, float]:
    """Return our rates, those of the plain write loop, and our p99 tick lateness in ms."""
    with _served("ours") as (port, pid, told):
        ours = asyncio.run(_rates(port, pid, ACCOUNT))
    with _served("asyncua") as (port, pid, _):
        plain = asyncio.run(_rates(port, pid, None))
    return ours, plain, float(np.percentile(told["late_ms"], 99))


def node_notification_rates(serve: Serve) -> Rates:
    """Return the rates of a node-opcua server whose variables change as often as ours."""
    with serve(SIGNALS, RATE) as (port, pid):
        return asyncio.run(_rates(port, pid, None))
