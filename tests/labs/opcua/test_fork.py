"""A prepared server is forked: each child serves its own plant on its own inherited socket."""

import json
import subprocess
import sys

PROGRAM = """
import asyncio, json, os, socket, sys, threading
from labs.equipment.registry import create_plant
from labs.opcua.access import Account
from labs.opcua.client import PlantClient
from labs.opcua.server import PlantServer
from labs.simulation.roles import Role

server = PlantServer(create_plant("furnace"), accounts=[], mode="lockstep")
asyncio.run(server.prepare())
assert threading.active_count() == 1, threading.enumerate()

async def serve(stop):
    await server.start()
    await asyncio.get_running_loop().run_in_executor(None, os.read, stop, 1)
    await server.stop()

children = []
for seed in (11, 12):
    listener = socket.create_server(("127.0.0.1", 0))
    stop, stopper = os.pipe()
    pid = os.fork()
    if pid == 0:
        account = Account("operator", f"secret {seed}", Role.OPERATOR)
        server.rebind(create_plant("furnace", seed), accounts=[account], listener=listener)
        asyncio.run(serve(stop))
        os._exit(0)
    children.append((seed, pid, listener.getsockname()[1], stopper))

async def visit(seed, port):
    async with PlantClient(f"opc.tcp://127.0.0.1:{port}", "operator", f"secret {seed}") as client:
        await client.call("Clock.Advance", 60.0)
        values = await client.read(["Zone1.Temperature", "Clock.Tick"])
        return [value.Value.Value for value in values]

async def main():
    return await asyncio.gather(*(visit(seed, port) for seed, _pid, port, _stopper in children))

told = asyncio.run(main())
codes = []
for _seed, pid, _port, stopper in children:
    os.write(stopper, b"x")
    codes.append(os.waitpid(pid, 0)[1])
print(json.dumps({"told": told, "codes": codes}))
"""


def test_forked_children_serve_their_own_plants():
    from labs.equipment.registry import create_plant

    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    got = json.loads(done.stdout)
    expected = []
    for seed in (11, 12):
        plant = create_plant("furnace", seed)
        plant.advance(600)
        expected.append([plant.read("Zone1.Temperature").value, 600])
    assert got["told"] == expected
    assert got["codes"] == [0, 0]
    assert done.stderr == ""
