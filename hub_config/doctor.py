"""`smartlab doctor`: what this machine has and lacks, in words.

Contract: standard library only and no side effects, so that it answers on a machine where nothing is installed.
Prints one line a finding; exit code 1 where something that `smartlab up` needs is missing.
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hub_config.system_packages import BROWSER, FONT, SANDBOX, SystemPackage
from labs.language import Bilingual

# An environment takes 1.5 GB; a class of thirty with its submissions stays under the rest.
NEEDED_DISK_GB = 3
# Thirty student servers of about 130 MB each, with hub and plants.
CLASS_MEMORY_GB = 6


class Finding(NamedTuple):
    """One line of the report. `fine` is None for what is only good to know."""

    fine: bool | None
    text: Bilingual


def doctor(project: Path) -> int:
    """Print every finding about this machine and `project`; return 1 where `smartlab up` would not work."""
    findings = list(examine(project))
    for finding in findings:
        print({True: "✔", False: "✘", None: "·"}[finding.fine], finding.text.show())
    if all(finding.fine is not False for finding in findings):
        print(Bilingual("준비되었습니다: ./smartlab up", "Ready: ./smartlab up").show())
        return 0
    print(Bilingual("✘ 줄을 먼저 해결해 주세요.", "Mend the lines marked ✘ first.").show())
    return 1


def examine(project: Path) -> Iterator[Finding]:
    """Yield what is found, most basic first."""
    version = platform.python_version()
    yield Finding(
        sys.version_info >= (3, 11), Bilingual(f"Python {version} (3.11 이상 필요)", f"Python {version} (3.11+)")
    )
    yield _environment(project)
    yield _package(SANDBOX, needed=True)
    if SANDBOX.present():
        yield _sandbox()
    if os.geteuid() == 0:
        yield _root()
    yield _disk(project)
    yield _memory()
    for package in (BROWSER, FONT):
        yield _package(package, needed=False)


def _environment(project: Path) -> Finding:
    if (project / ".venv" / ".requirements.lock.done").exists():
        return Finding(True, Bilingual("파이썬 환경이 있습니다", "The Python environment is there"))
    pip = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False)
    if pip.returncode == 0:
        return Finding(
            None,
            Bilingual(
                "파이썬 환경은 첫 시작 때 만들어집니다(인터넷 필요)",
                "The Python environment will be made at the first start (needs the network)",
            ),
        )
    return Finding(
        False, Bilingual("pip이 없습니다: sudo apt install python3-pip", "No pip: sudo apt install python3-pip")
    )


def _package(package: SystemPackage, needed: bool) -> Finding:
    ko, en = package.purpose
    if package.present():
        return Finding(True, Bilingual(f"{package.debian}: {ko}", f"{package.debian}: {en}"))
    how = f"sudo apt install {package.debian}"
    return Finding(
        False if needed else None,
        Bilingual(f"{package.debian} 없음({ko}): {how}", f"{package.debian} is missing ({en}): {how}"),
    )


def _sandbox() -> Finding:
    """Try the namespaces that both students' servers and grading live in."""
    command = [shutil.which("bwrap") or "bwrap", "--unshare-all", "--uid", "0", "--gid", "0", "--cap-add", "ALL"]
    tried = subprocess.run(
        [*command, "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true"], capture_output=True, check=False
    )
    if tried.returncode == 0:
        return Finding(True, Bilingual("샌드박스가 동작합니다", "The sandbox works"))
    return Finding(
        False,
        Bilingual(
            "커널이 사용자 이름공간을 막고 있습니다: sudo sysctl kernel.unprivileged_userns_clone=1, Ubuntu는 "
            "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
            "The kernel refuses user namespaces: sudo sysctl kernel.unprivileged_userns_clone=1, on Ubuntu "
            "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
        ),
    )


def _root() -> Finding:
    """A wall more: what a student's server might break out to is then not the system's administrator."""
    return Finding(
        None,
        Bilingual(
            "관리자(root)로 실행 중입니다. 수업에는 일반 사용자 계정으로 실행하는 편이 더 안전합니다",
            "You are root. For a class an ordinary user's account is safer",
        ),
    )


def _disk(project: Path) -> Finding:
    free = shutil.disk_usage(project).free / 1e9
    return Finding(
        free >= NEEDED_DISK_GB,
        Bilingual(
            f"남은 디스크 {free:.1f} GB ({NEEDED_DISK_GB} GB 필요)",
            f"{free:.1f} GB of disk are free ({NEEDED_DISK_GB} needed)",
        ),
    )


def _memory() -> Finding:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    enough = total >= CLASS_MEMORY_GB
    return Finding(
        True if enough else None,
        Bilingual(
            f"메모리 {total:.0f} GB" + ("" if enough else f" (30명 수업에는 {CLASS_MEMORY_GB} GB 권장)"),
            f"{total:.0f} GB of memory" + ("" if enough else f" ({CLASS_MEMORY_GB} GB advised for a class of 30)"),
        ),
    )
