"""One server for the whole run (its address space costs a second), given a fresh plant by each test that asks."""

import math
from collections.abc import Callable, Iterator

import pytest

from labs.equipment.registry import create_plant
from labs.opcua.access import Account
from labs.opcua.background import LoopThread
from labs.opcua.client import PlantClient
from labs.opcua.server import PlantServer
from labs.session import PlantSession
from labs.simulation.roles import Role

PASSWORDS = {role: f"비밀-{role.name.lower()}" for role in Role}


class Served:
    """The running server; `serve(…)` puts a fresh plant behind it."""

    def __init__(self, server: PlantServer, loop: LoopThread) -> None:
        self.server, self.loop = server, loop
        self.url = server.url

    def serve(self, scenario="normal", seed=1, mode="lockstep", speed=1.0, conductor=Role.ENGINEER, **options):
        plant = create_plant("furnace", seed, scenario, **options)

        async def rebind() -> None:
            for session in list(self.server._core._external_sessions.values()):
                if not session.connected:  # whoever hung up without a word would leave subscriptions for a minute
                    await session.close_session(True)
            self.server.rebind(plant, mode=mode, speed=speed, conductor=conductor)

        self.loop.run(rebind())
        return plant

    def inside(self, function: Callable[[], object]) -> object:
        """Call `function` in the server's own thread."""

        async def call() -> object:
            return function()

        return self.loop.run(call())


def accounts() -> list[Account]:
    return [Account(role.name.lower(), PASSWORDS[role], role) for role in Role]


@pytest.fixture(autouse=True)
def in_english(monkeypatch) -> None:
    monkeypatch.setenv("SMARTLAB_LANGUAGE", "en")


@pytest.fixture(scope="session")
def running(tmp_path_factory) -> Iterator[Served]:
    loop = LoopThread("server-under-test")
    folder = tmp_path_factory.mktemp("certificates")
    server = PlantServer(create_plant("furnace"), accounts=accounts(), mode="lockstep", certificates=folder / "own")
    loop.run(server.start())
    yield Served(server, loop)
    loop.run(server.stop())
    loop.close()


@pytest.fixture
def served(running: Served) -> Served:
    running.serve()
    return running


@pytest.fixture
def as_role(served: Served) -> Callable[[Role], PlantClient]:
    """Return an asyncio client of that role, not yet connected: `async with as_role(Role.OPERATOR) as client`."""
    return lambda role, **options: PlantClient(served.url, role.name.lower(), PASSWORDS[role], **options)


@pytest.fixture
def session_as(served: Served) -> Iterator[Callable[[Role], PlantSession]]:
    opened = []

    def open_session(role: Role) -> PlantSession:
        opened.append(PlantSession(served.url, role.name.lower(), PASSWORDS[role]))
        return opened[-1]

    yield open_session
    for session in opened:
        session.close()


@pytest.fixture
def trip(served):
    """Return a function that lets the limiter's contact open or close, at the present tick."""

    def turn(*ids):
        plant = served.server.plant
        nothing = [math.nan] * len(plant.signals)
        served.inside(lambda: plant.alarms.update(nothing, set(ids)))

    return turn
