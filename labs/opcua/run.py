"""Runs one plant in this process until it is told to stop: `smartlab plant run`, or a notebook's own plant.

Contract: `run_plant(…)` prints the address and returns an exit code; Ctrl-C and SIGTERM end it cleanly. Credentials go
to a 0600 file, or as a child (`--child`) down the pipe that stdout is; the child ends when its stdin does.
"""

import argparse
import asyncio
import gc
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from labs.equipment.registry import create_plant
from labs.file_errors import why
from labs.language import Bilingual, SmartLabError, reader_language
from labs.opcua.access import Account, new_accounts
from labs.opcua.names import FASTEST, LOCKSTEP, REAL_TIME, SCALED, SLOWEST
from labs.opcua.quiet import quiet_asyncua
from labs.opcua.server import PlantServer

_RUNNING = Bilingual(
    "설비 '{name}' 실행 중: {url}\n로그인 정보: {file}\n끝내려면 Ctrl-C를 누르세요.",
    "Plant '{name}' is running at {url}\nUser names and passwords: {file}\nPress Ctrl-C to stop it.",
)
_STOPPED = Bilingual("설비를 끝냈습니다.", "The plant has stopped.")


def run_plant(
    name: str,
    port: int = 0,
    seed: int = 0,
    speed: float = 1.0,
    lockstep: bool = False,
    scenario: str = "normal",
    credentials: Path | None = None,
    language: str | None = None,
    certificates: Path | None = None,
    trust: Path | None = None,
) -> int:
    """Serve plant `name` on loopback until Ctrl-C or SIGTERM; return 0.

    `credentials` (default: `smartlab-NAME-PORT.json` here) gets {"url", "accounts": [{user, password, role}]} and is
    removed at the end. With `trust`, the folder of a `TrustList`, only known applications may connect, encrypted.
    SmartLabError for an unknown name or scenario, a speed outside 0.1 to 1000 or a taken port.
    """
    accounts, written = new_accounts(), []

    def ready(server: PlantServer) -> None:
        path = credentials or Path(f"smartlab-{name}-{server.port}.json")
        write_private(path, json.dumps(described(server.url, accounts), indent=1))
        written.append(path)
        print(_RUNNING.show(language, name=name, url=server.url, file=path), flush=True)

    try:
        asyncio.run(
            serve(_server(name, port, seed, speed, lockstep, scenario, accounts, language, certificates, trust), ready)
        )
    finally:
        for path in written:
            path.unlink(missing_ok=True)
    print(_STOPPED.show(language), flush=True)
    return 0


def _server(name, port, seed, speed, lockstep, scenario, accounts, language, certificates, trust) -> PlantServer:
    mode = LOCKSTEP if lockstep else REAL_TIME if speed == 1.0 else SCALED
    plant = create_plant(name, seed, scenario)
    if not SLOWEST <= speed <= FASTEST:
        raise SmartLabError(
            f"배속은 {SLOWEST:g}~{FASTEST:g} 사이여야 합니다. 받은 값: {speed:g}.",
            f"The speed must lie between {SLOWEST:g} and {FASTEST:g}; got {speed:g}.",
        )
    return PlantServer(
        plant,
        accounts=accounts,
        port=port,
        mode=mode,
        speed=speed,
        language=language or reader_language(),
        certificates=certificates,
        trust=trust,
    )


async def serve(
    server: PlantServer, ready: Callable[[PlantServer], None], until: Callable[[], asyncio.Future] | None = None
) -> None:
    """Start `server`, call `ready`, and stop it at SIGINT, SIGTERM or when the awaitable of `until()` ends."""
    quiet_asyncua()
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await server.prepare()
    with _kept():
        async with server:
            ready(server)
            waits = [asyncio.ensure_future(stopped.wait())]
            if until is not None:
                waits.append(asyncio.ensure_future(until()))
            _done, rest = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for each in rest:
                each.cancel()


@contextmanager
def _kept() -> Iterator[None]:
    """Keep what there is out of the garbage collector's sight.

    The address space is some million objects, which stay; each full look at them holds the plant's clock up by 0.2 s.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def described(url: str, accounts: list[Account]) -> dict:
    """Return what a client needs to know, as JSON."""
    people = [{"user": each.user, "password": each.password, "role": each.role.name.lower()} for each in accounts]
    return {"url": url, "accounts": people}


def write_private(path: Path, text: str) -> None:
    """Write `text` to a file that only its owner can read, from its first byte on."""
    try:
        path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        with suppress(OSError):
            path.unlink()  # on a full disk: no empty file may look like an answer
        raise SmartLabError(
            f"로그인 정보를 {path}에 쓸 수 없습니다({why(error).ko}). --credentials로 다른 파일을 지정하세요.",
            f"The user names and passwords cannot be written to {path} ({why(error).en}). "
            "Give another file with --credentials.",
        ) from error


async def _end_of_stdin() -> None:
    """Wait until the parent closes our stdin, or is gone."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer)
    while await reader.read(4096):
        pass


def _as_child(options: argparse.Namespace) -> int:
    accounts = new_accounts()

    def ready(server: PlantServer) -> None:
        print(json.dumps(described(server.url, accounts)), flush=True)

    server = _server(
        options.name,
        options.port,
        options.seed,
        options.speed,
        options.lockstep,
        options.scenario,
        accounts,
        None,
        None,
        None,
    )
    asyncio.run(serve(server, ready, _end_of_stdin))
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line: `python -m labs.opcua.run furnace --port 0`."""
    parser = argparse.ArgumentParser(prog="python -m labs.opcua.run")
    parser.add_argument("name")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--lockstep", action="store_true")
    parser.add_argument("--scenario", default="normal")
    parser.add_argument("--credentials", type=Path)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        if options.child:
            return _as_child(options)
        return run_plant(
            options.name,
            options.port,
            options.seed,
            options.speed,
            options.lockstep,
            options.scenario,
            options.credentials,
        )
    except SmartLabError as error:
        if options.child:
            print(json.dumps({"message": error.message._asdict()}), flush=True)
        else:
            print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
