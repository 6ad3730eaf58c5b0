"""The `bwrap` command line of every sandbox of this project.

Contract: starts nothing; returns a list of arguments to which the program to run is appended. Inside are only /usr and
its links, a few files of /etc, the Python that runs this, `labs/` at /opt/smartlab/labs, fresh /dev, /proc and /tmp,
and what the caller names. The environment is the caller's dictionary and nothing else; it stands in argv, so it must
hold no secret (give those by `environment_from_parent=True` and the process's own environment).
"""

import functools
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from labs.runtime.errors import bubblewrap_missing

HOUSE = "/opt/smartlab"
WORK = f"{HOUSE}/work"  # of a sandboxed fork; no place where a project or an environment may already be
HOME = "/home/learner"  # of a long-lived server
_OWN_ETC = Path(__file__).parent / "etc"
_HOST_ETC = (
    "alternatives",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "fonts",
    "localtime",
    "mime.types",
    "ssl/certs",
)
_LINKS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")

Bind = tuple[Path | str, str]


def bubblewrap_command(
    *,
    network: bool,
    home: Path | None = None,
    read_only: Sequence[Bind] = (),
    writable: Sequence[Bind] = (),
    environment: Mapping[str, str] | None = None,
    environment_from_parent: bool = False,
    uid: int = 1000,
    capabilities: bool = False,
    die_with_parent: bool = True,
    new_session: bool = True,
    tmp_mb: int | None = None,
    directories: Sequence[str] = (),
) -> list[str]:
    """Return `[bwrap, …, "--"]`; append the program and its arguments.

    network: share the machine's network, or have none. home: bound writable at /home/learner, then HOME and the working
    directory. read_only, writable: `(source, place inside)`; a source that does not exist is an error of bwrap.
    uid: user and group number inside. capabilities: keep all of them inside (for the fork server only). tmp_mb: size of
    /tmp and of /dev/shm, each. directories: empty folders to make. Raises `SandboxUnavailable` where bwrap is missing.
    """
    program = shutil.which("bwrap")
    if program is None:
        raise bubblewrap_missing()
    command = [program, "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    command += [] if network else ["--unshare-net"]
    command += ["--uid", str(uid), "--gid", str(uid), "--hostname", "smartlab"]
    command += ["--cap-add", "ALL"] if capabilities else ["--cap-drop", "ALL"]
    command += ["--die-with-parent"] if die_with_parent else []
    command += ["--new-session"] if new_session else []
    command += _system(network)
    size = ["--size", str(tmp_mb * 1024 * 1024)] if tmp_mb else []
    command += ["--dev", "/dev", *size, "--tmpfs", "/dev/shm", "--remount-ro", "/dev", "--proc", "/proc"]
    if not capabilities:
        # Where root starts a sandbox, its user owns all of /proc/sys without any capability (core_pattern!).
        command += ["--remount-ro", "/proc"]
        command += ["--disable-userns"] if "--disable-userns" in _help(program) else []
    command += [*size, "--tmpfs", "/tmp"]
    command += [word for place in directories for word in ("--dir", place)]
    labs = (Path(__file__).parents[1], f"{HOUSE}/labs")
    command += _binds("--ro-bind", [labs, *read_only]) + _binds("--bind", writable)
    if home is not None:
        command += ["--bind", str(home), HOME, "--chdir", HOME]
    # Last: a home inside may have the very name of the folder in which this project was installed.
    command += _binds("--ro-bind", python_read_only())
    command += ["--remount-ro", "/"]
    command += _environment(environment or {}, home is not None, environment_from_parent)
    return [*command, "--"]


def python_read_only(prefix: str = sys.prefix, base_prefix: str = sys.base_prefix) -> list[Bind]:
    """Return the binds that the running Python needs: its base installation and its virtual environment."""
    places = dict.fromkeys(str(Path(place).resolve()) for place in (base_prefix, prefix))
    named = dict.fromkeys([*places, base_prefix, prefix])
    return [(place, place) for place in named if not Path(place).is_relative_to("/usr")]


@functools.cache
def _help(program: str) -> str:
    """Return what this bwrap can do: before 0.8 it could not forbid further user namespaces."""
    return subprocess.run([program, "--help"], capture_output=True, text=True, check=False).stdout


def _system(network: bool) -> list[str]:
    words = ["--ro-bind", "/usr", "/usr"]
    for link in map(Path, _LINKS):
        if link.is_symlink():
            words += ["--symlink", str(link.readlink()), str(link)]
        elif link.is_dir():
            words += ["--ro-bind", str(link), str(link)]
    for name in _HOST_ETC:
        words += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    for file in sorted(_OWN_ETC.iterdir()):
        words += ["--ro-bind", str(file), f"/etc/{file.name}"]
    if network:
        words += ["--ro-bind-try", "/etc/resolv.conf", "/etc/resolv.conf"]
    return words


def _binds(option: str, binds: Iterable[Bind]) -> list[str]:
    return [word for source, place in binds for word in (option, str(source), str(place))]


def _environment(environment: Mapping[str, str], has_home: bool, from_parent: bool) -> list[str]:
    path = f"{sys.prefix}/bin:/usr/local/bin:/usr/bin:/bin"
    values = {
        "PATH": path,
        "PYTHONPATH": HOUSE,
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "USER": "student",
        "LOGNAME": "student",
        **({"HOME": HOME} if has_home else {}),
        **environment,
    }
    words = [] if from_parent else ["--clearenv"]
    return words + [word for name, value in values.items() for word in ("--setenv", name, value)]
