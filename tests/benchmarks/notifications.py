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

import numpy as np
from asyncua import Client

from tests.benchmarks.node_peer import Serve
from tests.benchmarks.wide import ACCOUNT, RATE, SIGNALS, WATCHED

SECONDS = 8.0


@contextmanager
def _served(which: str) -> Iterator[tuple[int, dict]]:
    """Start the server `which`; yield its port and a dict that holds what it told at its end."""
    command = [sys.executable, "-m", "tests.benchmarks.wide", which]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    told: dict = {}
    try:
        yield int(process.stdout.readline()), told
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


async def _rate(port: int, account: tuple[str, str] | None) -> float:
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
        begin, before = time.perf_counter(), counter.count
        await asyncio.sleep(SECONDS)
        return (counter.count - before) / (time.perf_counter() - begin)


def notification_rates() -> tuple[float, float, float]:
    """Return our notifications a second, those of the plain write loop, and our p99 tick lateness in ms."""
    with _served("ours") as (port, told):
        ours = asyncio.run(_rate(port, ACCOUNT))
    with _served("asyncua") as (port, _):
        plain = asyncio.run(_rate(port, None))
    return ours, plain, float(np.percentile(told["late_ms"], 99))


def node_notification_rate(serve: Serve) -> float:
    """Return the notifications a second of a node-opcua server whose variables change as often as ours."""
    with serve(SIGNALS, RATE) as (port, _):
        return asyncio.run(_rate(port, None))
