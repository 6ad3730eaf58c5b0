"""One plant in a process of its own, forked from a warm one that has built an OPC UA server already.

Contract: `prepare` runs once in the warm process; `serve` is the entry of a fork. It serves OPC UA on `sockets[0]`, and
over the channel answers its supervisor's frames: {"op": "state"}, {"op": "reset", "seed"}, {"op": "clock", "mode",
"speed"}, {"op": "lateness"}, {"op": "finish", "to_horizon"}. It ends after "finish", and when the channel closes. The
supervisor is trusted and so are its frames.
"""

import asyncio
import os
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from labs.equipment.registry import create_plant, plant_names
from labs.language import SmartLabError
from labs.opcua.access import Account
from labs.opcua.certificates import make_certificate
from labs.opcua.clock import PlantClock
from labs.opcua.rehearsal import rehearse
from labs.opcua.server import APPLICATION_URI, PlantServer
from labs.runtime.frames import FrameError, recv_frame, send_block, send_frame
from labs.runtime.holes import fill_holes
from labs.runtime.hot_code import gather, watched
from labs.simulation.plant import Plant
from labs.simulation.roles import Role
from labs.supervisor.journal import Journal, repeat, standing
from labs.supervisor.rehearsal import rehearse_serving

_FRAME_SECONDS = 30.0
_REPEAT_SECONDS = 10.0
"""How long a run that broke off may take to be repeated: less than a caller waits for its plant."""


def prepare() -> PlantServer:
    """Return a server that a fork gives any plant of any machine.

    One for all, since most of its cost is the standard address space. Each machine is made and described once: what is
    compiled, encoded and built here is there for all forks, and shared by them. So is the certificate by which clients
    encrypt: it is the service's, lives as long as this process and never touches a disk.
    """
    own = make_certificate(APPLICATION_URI, name="SmartLab plants")
    server = PlantServer(create_plant(plant_names()[0]), accounts=[], certificates=own)
    asyncio.run(server.prepare_base())
    filling = fill_holes()  # until all is made: what forks touch lies together then
    asyncio.run(server.prepare_machines(create_plant(name) for name in plant_names()))
    rehearse()
    with watched() as codes:
        asyncio.run(rehearse_serving(server, serve_plant))
    filling += fill_holes()
    gather(codes)
    asyncio.run(rehearse_serving(server, serve_plant))
    return server


@dataclass
class Serving:
    """What a fork serves, and the answers to its supervisor."""

    plant: Plant
    server: PlantServer
    channel: socket.socket

    async def until_closed(self) -> None:
        """Answer until the supervisor hangs up or has taken the recording."""
        loop, ended = asyncio.get_running_loop(), asyncio.Event()

        def readable() -> None:
            try:
                finished = self._answer(recv_frame(self.channel, _FRAME_SECONDS))
            except FrameError:
                finished = True
            if finished:
                ended.set()

        loop.add_reader(self.channel, readable)
        await ended.wait()
        loop.remove_reader(self.channel)

    def _answer(self, order: Mapping) -> bool:
        """Answer one frame; return whether it was the last."""
        operation = order["op"]
        try:
            if operation == "reset":
                self.plant.reset(order.get("seed"))
            elif operation == "clock":
                self.server.clock.set(order.get("mode"), order.get("speed"))
            elif operation == "lateness":
                send_frame(self.channel, {"seconds": list(self.server.clock.lateness)})
                return False
            elif operation == "finish":
                return self._finish(order.get("to_horizon", False))
            send_frame(self.channel, self.state())
        except SmartLabError as error:
            send_frame(self.channel, refusal(error))
        except ValueError as error:
            send_frame(self.channel, refusal(_wrong_clock(error)))
        return False

    def _finish(self, to_horizon: bool) -> bool:
        """Send the state and the recording. No client is heard between the two: nothing here gives way to the loop."""
        state = self.state()
        if to_horizon and self.plant.horizon is not None:
            self.plant.advance(self.plant.horizon - self.plant.clock.tick)
        send_frame(self.channel, state)
        send_block(self.channel, self.plant.recording().to_bytes())
        return True

    def state(self) -> dict:
        """Return where the plant stands, as JSON."""
        clock = self.server.clock
        return {
            "tick": self.plant.clock.tick,
            "seconds": self.plant.clock.seconds,
            "sessions": self.server.sessions,
            "seed": self.plant.seed,
            "scenario": self.plant.scenario,
            "mode": clock.mode,
            "speed": clock.speed,
            "ended": clock.ended,
        }


def serve(
    channel: socket.socket,
    sockets: Sequence[socket.socket],
    *,
    prepared: PlantServer,
    plant: Mapping,
    accounts: Sequence[Mapping],
    mode: str,
    speed: float,
    conductor: str = "engineer",
    journal: str | None = None,
) -> None:
    """Serve one plant until told to end.

    plant: arguments of `create_plant`, with `horizon_seconds` allowed in place of `horizon`. accounts: {user, password,
    role}. conductor: the lowest role that may begin the run anew and set its clock. journal: the file that what is done
    to the plant is kept in; where it tells of a run already, that run goes on. The first frame sent is {"ready", "url",
    "resumed"} or {"refused"}.
    """
    try:
        asyncio.run(serve_plant(channel, sockets[0], prepared, dict(plant), accounts, mode, speed, conductor, journal))
    except SmartLabError as error:
        send_frame(channel, refusal(error))
    # The clients' connections end with the process; waiting for their courtesies would only take time.
    os._exit(0)


async def serve_plant(channel, listener, server, arguments, accounts, mode, speed, conductor, journal) -> None:
    seconds = arguments.pop("horizon_seconds", None)
    plant = create_plant(**arguments)
    if seconds is not None:
        plant = create_plant(**arguments, horizon=plant.clock.ticks(seconds))
    before = None if journal is None else standing(Path(journal))
    give_up = time.monotonic() + _REPEAT_SECONDS
    resumed = before is not None and repeat(Path(journal), plant, lambda: time.monotonic() < give_up)
    if resumed:
        _, mode, speed = before
    users = [Account(each["user"], each["password"], _role(each["role"])) for each in accounts]
    try:
        server.rebind(plant, accounts=users, listener=listener, mode=mode, speed=speed, conductor=_role(conductor))
    except ValueError as error:
        raise _wrong_clock(error) from error
    serving = Serving(plant, server, channel)
    with _kept_in(journal, plant, server.clock, resumed):
        await server.start()
        send_frame(channel, {"ready": True, "url": server.url, "resumed": resumed, **serving.state()})
        await serving.until_closed()


@contextmanager
def _kept_in(journal: str | None, plant: Plant, clock: PlantClock, resumed: bool) -> Iterator[None]:
    """Note what is done to `plant` in the file `journal`, if there is one: from here on, or after what stands there."""
    if journal is None:
        yield
        return
    with closing(Journal(Path(journal), plant, lambda: (clock.mode, clock.speed))) as kept:
        plant.witness = kept.note
        if not resumed:
            kept.note("reset", plant.seed)
        yield
        plant.witness = None


def _role(name: str) -> Role:
    return Role[name.upper()]


def refusal(error: SmartLabError) -> dict:
    """Return the frame that tells an error in both languages."""
    return {"refused": {"ko": error.message.ko, "en": error.message.en}}


def _wrong_clock(error: ValueError) -> SmartLabError:
    return SmartLabError(
        f"시계 설정이 올바르지 않습니다({error}). mode는 real-time, scaled, lockstep 중 하나, speed는 0.1~1000입니다.",
        f"The clock cannot be set so ({error}). mode is real-time, scaled or lockstep; speed is 0.1 to 1000.",
    )
