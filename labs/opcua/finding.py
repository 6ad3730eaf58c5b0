"""Where a plant is: at the hub's plant service, or on this computer.

Contract: `find_plant(name, environ)` asks the hub's service when `SMARTLAB_PLANTS_URL` is set, and otherwise starts a
plant in a process of its own that ends with this one. Passwords travel through a pipe or an HTTP body, never in argv.
"""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from labs.language import SmartLabError
from labs.opcua.problems import PlantUnavailable

ROLE = "engineer"
"""The role that whoever runs a plant on their own computer works in."""

HUB_TIMEOUT = 30.0


@dataclass(frozen=True)
class Found:
    """How to reach a plant; `end` gives up what was started for it."""

    url: str
    user: str | None
    password: str | None = field(repr=False)
    end: Callable[[], None] = lambda: None


def find_plant(name: str, environ: Mapping[str, str], scenario: str | None = None) -> Found:
    """Return a plant of this name, started if need be. SmartLabError says why there is none.

    At the hub a plant that runs another `scenario` is replaced; None leaves it as it is.
    """
    service = environ.get("SMARTLAB_PLANTS_URL")
    if service:
        return _from_hub(name, service, environ.get("JUPYTERHUB_API_TOKEN", ""), scenario)
    return start_local(name, *(() if scenario is None else ("--scenario", scenario)))


def _from_hub(name: str, service: str, token: str, scenario: str | None) -> Found:
    request = urllib.request.Request(
        f"{service.rstrip('/')}/api/plants/{quote(name, safe='')}",
        data=json.dumps({} if scenario is None else {"scenario": scenario}).encode(),
        method="POST",
        headers={"Authorization": f"token {token}", "Content-Type": "application/json"},
    )
    try:
        # The hub is on our own network: a proxy for the outside world is not asked.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=HUB_TIMEOUT) as response:
            told = json.load(response)
    except urllib.error.HTTPError as error:
        raise _told_by_hub(error) from error
    except (OSError, ValueError) as error:
        raise PlantUnavailable(
            "허브의 설비 서비스에 연결할 수 없습니다. 잠시 뒤 다시 실행하고, 계속되면 선생님께 알리세요.",
            "The hub's plant service cannot be reached. Try again in a moment; if it stays so, tell your teacher.",
        ) from error
    return Found(told["url"], told["user"], told["password"])


def _told_by_hub(error: urllib.error.HTTPError) -> SmartLabError:
    """Return the service's own sentence, or one for its status."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        message = json.load(error)["message"]
        return PlantUnavailable(str(message["ko"]), str(message["en"]))
    return PlantUnavailable(
        f"허브의 설비 서비스가 요청을 거부했습니다({error.code}). 허브에 다시 로그인한 뒤 실행해 보세요.",
        f"The hub's plant service refused ({error.code}). Log in to the hub again and run it once more.",
    )


def start_local(name: str, *options: str) -> Found:
    """Start a plant process and return how to reach it. It ends when the pipe to it does: with `end()` or with us."""
    command = [sys.executable, "-m", "labs.opcua.run", name, "--port", "0", "--child", *options]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
        start_new_session=True,  # interrupting the kernel must not stop the plant
    )
    try:
        told = json.loads(process.stdout.readline())
        if "message" in told:
            raise SmartLabError(told["message"]["ko"], told["message"]["en"])
        account = next(each for each in told["accounts"] if each["role"] == ROLE)
    except BaseException as error:
        end_process(process)
        if isinstance(error, ValueError | KeyError | StopIteration):
            raise _not_started(name) from None
        raise
    return Found(told["url"], account["user"], account["password"], lambda: end_process(process))


def end_process(process: subprocess.Popen) -> None:
    """End a plant process by closing its pipe, then by force if it does not go."""
    for stream in (process.stdin, process.stdout):
        with suppress(OSError):
            stream.close()
    try:
        process.wait(3.0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _not_started(name: str) -> SmartLabError:
    return PlantUnavailable(
        f"설비 '{name}'을(를) 시작하지 못했습니다. smartlab doctor를 실행해 환경을 확인하세요.",
        f"The plant '{name}' did not start. Run smartlab doctor to see what this computer lacks.",
    )
