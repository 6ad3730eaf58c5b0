"""Make a bare checkout runnable: the Python environment, the Node proxy, the system packages.

Contract: standard library only, so that it runs before anything is installed. Each step says in one line what it
does, is skipped when its stamp says it is done, and fails with one sentence that says what to do next.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hub_config.system_packages import TEST_PACKAGES, UP_PACKAGES, SystemPackage, missing_packages
from labs.file_errors import file_problem, why
from labs.language import Bilingual, SmartLabError, reader_language

LOCKS = ("requirements.lock",)
TEST_LOCKS = ("requirements.lock", "requirements-test.lock")
# The verbs that start student code or plants for others need the sandbox before they begin.
SANDBOX_VERBS = frozenset({"up", "grade", "bench", "class"})


def say(ko: str, en: str) -> None:
    """Tell the reader, in one line, what happens now."""
    print(Bilingual(ko, en).show(), flush=True)


def launch(project: str, arguments: list[str]) -> int:
    """Prepare what `arguments` needs and run the command line; return its exit code."""
    root = Path(project)
    verb = next((word for word in arguments if not word.startswith("-")), "")
    try:
        if verb == "doctor":
            from hub_config.doctor import doctor

            return doctor(root)
        with only_one(root):
            python = make_environment(root, TEST_LOCKS if verb == "test" else LOCKS)
            if verb in SANDBOX_VERBS | {"test"}:
                install_system_packages(TEST_PACKAGES if verb == "test" else UP_PACKAGES)
            if verb in {"up", "test"}:
                install_proxy(root, python)
    except SmartLabError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(file_problem(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    # Ctrl-C waits until the command line can answer it: while Python starts it would be a traceback.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    os.execv(python, [str(python), "-P", "-m", "hub_config.cli", *arguments])


@contextmanager
def only_one(root: Path) -> Iterator[None]:
    """Let a second start wait for the first to finish preparing instead of writing into the same folders."""
    try:
        handle = (root / ".smartlab.lock").open("w")
    except OSError as problem:
        raise SmartLabError(
            f"{root} 폴더에 쓸 수 없습니다({why(problem).ko}). 쓰기 권한과 남은 디스크를 확인해 주세요.",
            f"Cannot write to {root} ({why(problem).en}): check its permissions and the free disk space.",
        ) from problem
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def digest(*parts: str | bytes) -> str:
    """Return a fingerprint of `parts`."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part if isinstance(part, bytes) else part.encode())
    return total.hexdigest()


def make_environment(root: Path, locks: Iterable[str]) -> Path:
    """Make `.venv` hold just what the hashed locks say; return its Python."""
    venv = root / ".venv"
    python = venv / "bin" / "python"
    for lock in locks:
        stamp = venv / f".{lock}.done"
        wanted = digest((root / lock).read_bytes(), str(root), f"{sys.version_info[:2]}")
        if python.exists() and stamp.exists() and stamp.read_text() == wanted:
            continue
        say(
            f"파이썬 환경을 준비합니다: {lock} (처음에는 2~5분)",
            f"Preparing the Python environment: {lock} (2-5 minutes the first time)",
        )
        run_step([sys.executable, "-m", "venv", "--without-pip", str(venv)], venv)
        pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-input"]
        run_step([*pip, "--disable-pip-version-check", "--require-hashes", "-r", str(root / lock)], venv)
        for site_packages in (venv / "lib").glob("python3.*/site-packages"):
            (site_packages / "smartlab.pth").write_text(f"{root}\n", encoding="utf-8")
        stamp.write_text(wanted)
    return python


def install_proxy(root: Path, python: Path) -> None:
    """Install the pinned Node proxy of the hub with the npm that came with the Python environment."""
    source, target = root / "hub_config" / "node", root / ".node"
    stamp = target / ".done"
    wanted = digest((source / "package-lock.json").read_bytes())
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("허브의 프록시를 설치합니다.", "Installing the hub's proxy.")
    target.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(source / name, target / name)
    # The wheel's own npm, so that the same Node runs everywhere.
    environment = {**os.environ, "PATH": f"{python.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    npm = [str(python.parent / "npm"), "ci", "--omit=dev", "--no-audit", "--no-fund", "--ignore-scripts"]
    run_step(npm, target, environment)
    stamp.write_text(wanted)


def run_step(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> None:
    """Run `command`, keeping what it prints in `folder`/install.log; raise a sentence when it fails."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "install.log"
    with log.open("ab") as output:
        cwd = folder if environment else None
        code = subprocess.run(command, stdout=output, stderr=output, env=environment, cwd=cwd, check=False).returncode
    if code == 0:
        return
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
    if "No module named pip" in tail:
        raise SmartLabError(
            "pip이 없습니다. 설치한 뒤 다시 실행해 주세요: sudo apt install python3-pip",
            "pip is missing. Install it and run this again: sudo apt install python3-pip",
        )
    raise SmartLabError(
        f"{tail}\n설치가 끝나지 않았습니다. 인터넷 연결과 남은 디스크를 확인하고 다시 실행해 주세요. 기록: {log}",
        f"{tail}\nThe installation did not finish. Check the network and the free disk, run this again. Log: {log}",
    )


def install_system_packages(wanted: Iterable[SystemPackage]) -> None:
    """Install the missing system packages as root; name them to everybody else."""
    missing = missing_packages(wanted)
    if not missing:
        return
    names = [package.debian for package in missing]
    listed = " ".join(names)
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        say(f"시스템 꾸러미를 설치합니다: {listed}", f"Installing system packages: {listed}")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment, "check": False}
        subprocess.run([apt, "update", "-q"], **quiet)
        subprocess.run([apt, "install", "-y", "-q", "--no-install-recommends", *names], **quiet)
        missing = missing_packages(wanted)
    if missing:
        reasons = "\n".join(f"  {package.debian}: {package.purpose.show(reader_language())}" for package in missing)
        command = "sudo apt install " + " ".join(package.debian for package in missing)
        raise SmartLabError(
            f"시스템 꾸러미가 더 필요합니다.\n{reasons}\n이 명령으로 설치한 뒤 다시 실행해 주세요: {command}",
            f"Some system packages are missing.\n{reasons}\nInstall them with this, then run again: {command}",
        )
