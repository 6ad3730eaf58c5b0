"""`smartlab up`: checks, the first class, the hub in the foreground, the addresses, a clean end.

Contract: `up` returns the exit code, 0 after a stop that was asked for and 1 after a failure it has explained in one
sentence. It imports nothing heavy itself, so that a second start reaches the hub within a second. The hub and all it
started end with it, also when it is killed.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from hub_config.addresses import addresses, answers, port_is_free
from hub_config.settings import SETTINGS_VARIABLE, Settings, load
from labs.file_errors import file_problem, why
from labs.language import SmartLabError, reader_language

LEAST_FREE_MB = 300
LARGEST_LOG_MB = 20
START_SECONDS = 90.0
STOP_SECONDS = 20.0


def up(home: Path, port: int, language: str | None = None, host: str | None = None) -> int:
    """Run the school of the data folder `home` until Ctrl-C; `language` is the class's and the messages'."""
    language = language or reader_language()
    data = os.environ.get("SMARTLAB_DATA")
    try:
        settings = load(home, port=port, host=host, language=language, field_data=data and data_folder(data))
        with _stop_signals(), _only_one(settings):
            check(settings)
            if not settings.accounts_file.exists():
                _first_class(settings)
            return _run(settings.with_free_ports())
    except SmartLabError as error:
        print(error.message.show(language), file=sys.stderr)
        return 1
    except OSError as error:
        print(file_problem(error).message.show(language), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def data_folder(path: str) -> Path:
    """Return the folder of field data that the environment names; a SmartLabError where it is none."""
    folder = Path(path).expanduser().resolve()
    if not folder.is_dir():
        raise SmartLabError(
            f"SMARTLAB_DATA가 가리키는 {folder} 폴더가 없습니다. 경로를 고치거나 그 변수를 지우고 다시 시작하십시오.",
            f"SMARTLAB_DATA names {folder}, which is no folder. Correct it or unset the variable, and start again.",
        )
    return folder


def check(settings: Settings) -> None:
    """Raise a SmartLabError that says what to do where the school could not start here."""
    from hub_config.proxy import wake_proxy
    from hub_config.sandbox_check import check_sandbox

    free_mb = shutil.disk_usage(settings.home).free // 2**20
    if free_mb < LEAST_FREE_MB:
        raise SmartLabError(
            f"{settings.home}의 디스크에 {free_mb} MB만 남았습니다. {LEAST_FREE_MB} MB 이상 비운 뒤 다시 시작하십시오.",
            f"Only {free_mb} MB are left on the disk of {settings.home}. Free {LEAST_FREE_MB} MB and start again.",
        )
    if not port_is_free(settings.host, settings.port):
        raise SmartLabError(
            f"{settings.port}번 포트를 쓸 수 없습니다(다른 프로그램이 쓰고 있거나 권한이 없습니다)."
            f" '--port {settings.port + 1}'처럼 다른 포트로 시작하십시오.",
            f"Port {settings.port} cannot be used (another program holds it, or it is not permitted)."
            f" Start with another one, for example '--port {settings.port + 1}'.",
        )
    wake_proxy(settings.project)
    check_sandbox()


def _first_class(settings: Settings) -> None:
    ko = settings.language == "ko"
    print("처음 시작합니다. 예제 반을 만드는 중입니다…" if ko else "First start: making the sample class…", flush=True)
    from hub_config.sample import make_sample

    passwords = make_sample(settings)
    print("예제 계정입니다. 비밀번호는 다시 보여 드리지 않습니다." if ko else "Sample accounts, shown this once:")
    for name, password in passwords.items():
        print(f"  {name:<10} {password}")
    place = settings.home / "secrets" / "sample-accounts"
    print(f"  ({'같은 내용이 든 파일' if ko else 'also in the file'}: {place})", flush=True)


def _run(settings: Settings) -> int:
    """Start the hub, print where it is, wait for its end or ours."""
    hub = start_hub(settings)
    try:
        wait_until_ready(settings, hub)
        _print_addresses(settings)
        hub.wait()
    except KeyboardInterrupt:
        print("\n" + ("끝내는 중입니다…" if settings.language == "ko" else "Stopping…"), flush=True)
        return 0
    finally:
        stop_hub(hub)
    raise _hub_ended(settings)


def start_hub(settings: Settings) -> subprocess.Popen:
    """Start JupyterHub as a child that writes to logs/hub.log and ends with this process."""
    configuration = Path(__file__).with_name("jupyterhub_config.py")
    environment = {
        **os.environ,
        SETTINGS_VARIABLE: str(settings.save()),
        "PATH": f"{Path(sys.prefix) / 'bin'}:{os.environ.get('PATH', os.defpath)}",
        "PYTHONPATH": str(settings.project),
        "PYTHONUNBUFFERED": "1",
    }
    with _open_log(settings.logs / "hub.log") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "hub_config.hub_process", "-f", str(configuration)],
            env=environment,
            cwd=settings.run,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def wait_until_ready(settings: Settings, hub: subprocess.Popen, seconds: float = START_SECONDS) -> None:
    """Return once the hub and its services answer through the public port."""
    # Their own ports first: until they listen, each question through the proxy would be an error in the log.
    ports, paths = settings.ports, ("/hub/health", "/services/plants/health", "/services/desk/health")
    waiting = list(zip((ports.hub, ports.plants, ports.desk), paths, strict=True))
    waiting += [(settings.port, path) for path in paths]
    end = time.monotonic() + seconds
    while waiting:
        if hub.poll() is not None or time.monotonic() > end:
            raise _hub_ended(settings)
        if answers(*waiting[0]):
            waiting.pop(0)
        else:
            time.sleep(0.05)


def stop_hub(hub: subprocess.Popen) -> None:
    """End the hub with its servers and services; what does not end in time is killed with its process group."""
    if hub.poll() is None:
        hub.terminate()
        # A second Ctrl-C while stopping must not leave half of it behind.
        with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            hub.wait(STOP_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(hub.pid, signal.SIGKILL)
    hub.wait()


def _hub_ended(settings: Settings) -> SmartLabError:
    log = settings.logs / "hub.log"
    return SmartLabError(
        f"허브가 시작되지 않았거나 멈추었습니다. {log} 파일의 끝에서 까닭을 확인하고,"
        " './smartlab doctor'로 이 컴퓨터를 점검하십시오.",
        f"The hub did not start or has stopped. The end of {log} says why; './smartlab doctor' checks this machine.",
    )


def _print_addresses(settings: Settings) -> None:
    ko = settings.language == "ko"
    here = f"http://127.0.0.1:{settings.port}"
    print(
        ("스마트랩이 준비되었습니다." if ko else "SmartLab is ready.")
        + f"\n  {'이 컴퓨터' if ko else 'this PC'}:    {here}/"
    )
    for address in addresses(settings.host):
        print(f"  {'교실' if ko else 'classroom'}: http://{address}:{settings.port}/")
    print(f"  {'공개 앱' if ko else 'public app'}: {here}/services/apps/")
    print("  " + ("끝내려면 Ctrl-C를 누르십시오." if ko else "Press Ctrl-C to stop."), flush=True)


def _open_log(path: Path) -> IO[bytes]:
    """The log to append to; a large one is put aside first, so that a school year cannot fill the disk."""
    if path.exists() and path.stat().st_size > LARGEST_LOG_MB * 2**20:
        path.replace(path.with_suffix(".log.1"))
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


@contextlib.contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    """Hold the data folder: two hubs on one would destroy each other's state."""
    try:
        settings.prepare_folders()
        lock = (settings.run / "lock").open("a")
    except OSError as error:
        raise SmartLabError(
            f"데이터 폴더 {settings.home}에 쓸 수 없습니다({why(error).ko}). '--home'으로 다른 폴더를 지정하십시오.",
            f"The data folder {settings.home} cannot be written ({why(error).en}). Name another one with '--home'.",
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SmartLabError(
                f"이 데이터 폴더({settings.home})의 스마트랩이 이미 켜져 있습니다. 먼저 그것을 끝내십시오.",
                f"SmartLab is already running on the data folder {settings.home}. Stop that one first.",
            ) from None
        yield


@contextlib.contextmanager
def _stop_signals() -> Iterator[None]:
    """Treat SIGTERM and SIGHUP (a closed terminal) as Ctrl-C, and Ctrl-C so even where a shell made us ignore it."""

    def stop(number, frame):
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
