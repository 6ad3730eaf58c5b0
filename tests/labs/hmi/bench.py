"""A real furnace behind a real OPC UA server, in lockstep, for the pictures and the apps to look at."""

from collections.abc import Iterator

from labs.equipment.registry import create_plant
from labs.opcua.access import Account
from labs.opcua.background import LoopThread
from labs.opcua.server import PlantServer
from labs.session import PlantSession
from labs.simulation.plant import Plant
from labs.simulation.roles import Role

PASSWORD = "비밀-engineer"


class Bench:
    """One server; `place(…)` puts a fresh plant behind it and returns the plant and an engineer's session to it."""

    def __init__(self, server: PlantServer, loop: LoopThread) -> None:
        self.server, self.loop = server, loop
        self._sessions: list[PlantSession] = []

    def place(self, scenario: str = "normal", mode: str = "lockstep", speed: float = 1.0) -> tuple[Plant, PlantSession]:
        plant = create_plant("furnace", 1, scenario)

        async def rebind() -> None:
            self.server.rebind(plant, mode=mode, speed=speed)

        self.loop.run(rebind())
        self._sessions.append(PlantSession(self.server.url, "engineer", PASSWORD))
        return plant, self._sessions[-1]

    def clear(self) -> None:
        while self._sessions:
            self._sessions.pop().close()


def benches(folder) -> Iterator[Bench]:
    """Yield the bench and take it down at the end."""
    loop = LoopThread("furnace-on-the-bench")
    account = Account("engineer", PASSWORD, Role.ENGINEER)
    server = PlantServer(create_plant("furnace"), accounts=[account], mode="lockstep", certificates=folder)
    loop.run(server.start())
    yield Bench(server, loop)
    loop.run(server.stop())
    loop.close()
