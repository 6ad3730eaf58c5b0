"""What a fresh fork does to itself before it runs anything of anybody else's.

Contract: `enter_sandbox` is called in a child of the fork server that is process 1 of a new pid namespace and holds
all capabilities of the server's user namespace. It returns with namespaces of its own, empty tmpfs folders, a
read-only /proc of its own, no capability and no way to new ones; any refusal raises and the fork must then end.
"""

import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from labs.runtime import namespaces as ns
from labs.runtime.bubblewrap import WORK, python_read_only
from labs.runtime.limits import MEGABYTE, Limits, apply_limits
from labs.runtime.syscalls import refuse_system_calls

STUDENT_UID = 1000
TCP_BUFFER = 256 * 1024  # bytes; Linux lets a connection grow to tens of megabytes that belong to no process
_TMPFS = (WORK, "/tmp", "/dev/shm")
_QUIET = ns.MS_NOSUID | ns.MS_NODEV


def enter_sandbox(
    limits: Limits, files: Mapping[str, bytes], listeners: int, hand_out: Callable[[list[socket.socket]], None]
) -> None:
    """Wall this process in; `hand_out` gets `listeners` TCP sockets that listen on its own 127.0.0.1.

    It gets them before the limit of open files is lowered: Linux counts descriptors on their way over Unix sockets by
    user, all sandboxes of a machine together, and refuses who is over the *own* limit of open files. A submission that
    parks hundreds of them would otherwise keep every other one from starting.
    """
    ns.unshare(ns.NEW_MOUNT | ns.NEW_NET | ns.NEW_IPC | ns.NEW_UTS)
    ns.mount(None, "/", None, ns.MS_REC | ns.MS_PRIVATE)
    options = f"mode=0700,size={limits.work_mb * MEGABYTE},nr_inodes=16384"
    for place in _TMPFS:
        _empty_folder(place, options)
    ns.mount("devpts", "/dev/pts", "devpts", ns.MS_NOSUID | ns.MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620")
    ns.mount("/dev/null", "/dev/zero", None, ns.MS_BIND)  # shared, it would be memory that no limit counts
    proc = _fresh_proc()
    ns.loopback_up()
    ns.small_tcp_buffers(proc, TCP_BUFFER)
    hand_out(open_listeners(listeners))
    write_files(Path(WORK), files)
    os.chdir(WORK)
    # Last, so that the mounts and the network belong to a user namespace in which this process holds nothing.
    ns.new_user_namespace(proc, STUDENT_UID)
    os.close(proc)
    apply_limits(limits)
    ns.drop_privileges()
    refuse_system_calls()


def open_listeners(count: int) -> list[socket.socket]:
    """Return `count` sockets listening on free ports of 127.0.0.1."""
    sockets = []
    for _ in range(count):
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", 0))
        sock.listen(16)
        sockets.append(sock)
    return sockets


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write `files` (relative names) below `folder`; a name that leads out of it raises ValueError."""
    for name, content in files.items():
        relative = PurePosixPath(name)
        if relative.is_absolute() or ".." in relative.parts or not relative.parts:
            raise ValueError(f"not a name inside the work folder: {name!r}")
        target = folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _empty_folder(place: str, options: str) -> None:
    """Mount an empty tmpfs over `place`; a Python environment that lies below it stays where it was."""
    hidden = [path for _, path in python_read_only() if Path(path).is_relative_to(place)]
    kept = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in hidden}
    ns.mount("tmpfs", place, "tmpfs", _QUIET, options)
    for path, fd in kept.items():
        Path(path).mkdir(parents=True, exist_ok=True)
        ns.mount(f"/proc/self/fd/{fd}", path, None, ns.MS_BIND | ns.MS_REC)
        os.close(fd)


def _fresh_proc() -> int:
    """Mount this pid namespace's /proc read-only; return an open directory of the writable one beneath.

    Read-only as a whole: where root started the sandbox, its user owns every file of /proc/sys without any capability.
    """
    flags = _QUIET | ns.MS_NOEXEC
    ns.mount("proc", "/proc", "proc", flags)
    writable = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    ns.mount("/proc", "/proc", None, ns.MS_BIND)
    ns.mount(None, "/proc", None, ns.MS_BIND | ns.MS_REMOUNT | ns.MS_RDONLY | flags)
    return writable
