"""A machine of very many signals, and a plain asyncua server of as many variables: who tells a client more a second?

Contract: run as a program (`python -m tests.benchmarks.wide ours|asyncua`): serves, prints its port, and at the end of
its standard input prints a line of JSON about its clock. Both change every value at `RATE` Hz.
"""

import asyncio
import json
import math
import sys
import threading

from asyncua import Server

from labs.language import Bilingual
from labs.opcua.access import Account
from labs.opcua.run import serve
from labs.opcua.server import PlantServer
from labs.simulation.machine import Machine, Signal
from labs.simulation.plant import Plant
from labs.simulation.roles import Role
from labs.simulation.scenario import Scenario

SIGNALS, WATCHED = 2_000, 1_000
RATE = 20.0
ACCOUNT = ("engineer", "bench")


class Wide(Machine):
    """Two thousand sines."""

    name = "wide"
    title = Bilingual("넓은 설비", "Wide machine")
    signals = tuple(Signal(f"S{number}", Bilingual(f"신호 {number}", f"Signal {number}")) for number in range(SIGNALS))
    tick_seconds = 1 / RATE

    def reset(self, seed, start, parameters) -> None:
        self.time, self.values = 0.0, [0.0] * SIGNALS

    def step(self, dt: float) -> None:
        self.time += dt
        height = math.sin(self.time)
        self.values = [height + number for number in range(SIGNALS)]

    def truths(self) -> list[float]:
        return self.values

    shown = truths


async def _serve_ours(told: asyncio.Event) -> None:
    plant = Plant(Wide(), Scenario("normal", Wide.title, {}, (), ()), window_seconds=30.0)
    server = PlantServer(plant, accounts=[Account(*ACCOUNT, Role.ENGINEER)])
    await serve(server, lambda _server: print(server.port, flush=True), lambda: asyncio.ensure_future(told.wait()))
    print(json.dumps({"late_ms": [late * 1e3 for late in server.clock.lateness]}), flush=True)


async def _serve_asyncua(told: asyncio.Event) -> None:
    """A plain write loop: as fast as it goes, giving way to the network after each round."""
    server = Server()
    await server.init()
    server.set_endpoint("opc.tcp://127.0.0.1:0")
    space = await server.register_namespace("urn:smartlab:plant")
    folder = await server.nodes.objects.add_object(space, "Wide")
    nodes = [await folder.add_variable(f"ns={space};s=Wide.S{n}", f"S{n}", 0.0) for n in range(SIGNALS)]
    async with server:
        print(server.bserver._server.sockets[0].getsockname()[1], flush=True)
        number = 0
        while not told.is_set():
            number += 1
            for node in nodes[:WATCHED]:
                await server.write_attribute_value(node.nodeid, _value(float(number)))
            await asyncio.sleep(0.01)
        print(json.dumps({}), flush=True)


def _value(number: float):
    from asyncua import ua

    return ua.DataValue(ua.Variant(number, ua.VariantType.Double))


async def main(which: str) -> None:
    """Serve until standard input ends."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()

    def wait() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(told.set)

    threading.Thread(target=wait, daemon=True).start()
    await {"ours": _serve_ours, "asyncua": _serve_asyncua}[which](told)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
