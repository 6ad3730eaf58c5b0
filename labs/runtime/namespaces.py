"""The few Linux system calls that Python 3.11 has no name for.

Contract: thin, typed, stateless; every refusal is an `OSError` with the kernel's errno. Sources: unshare(2), setns(2),
mount(2), capabilities(7), prctl(2), netdevice(7), user_namespaces(7).
"""

import contextlib
import ctypes
import fcntl
import functools
import os
import socket
import struct
from pathlib import Path

NEW_MOUNT, NEW_UTS, NEW_IPC = 0x0002_0000, 0x0400_0000, 0x0800_0000
NEW_USER, NEW_PID, NEW_NET = 0x1000_0000, 0x2000_0000, 0x4000_0000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP = 1, 4, 24
_PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 38, 47, 4
_CAPABILITY_VERSION_3 = 0x2008_0522
# Otherwise each sandbox may use up what the user of the machine has, who is the same for all of them (inotify(7)).
_WATCHES = {"max_inotify_instances": "16", "max_inotify_watches": "1024"}
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def unshare(flags: int) -> None:
    """Leave the namespaces named by `flags` for fresh ones (a new pid namespace begins with the next child)."""
    _checked(_libc().unshare(ctypes.c_int(flags)), "unshare")


def setns(fd: int, kind: int) -> None:
    """Join the namespace of type `kind` that `fd` refers to."""
    _checked(_libc().setns(ctypes.c_int(fd), ctypes.c_int(kind)), "setns")


def mount(source: str | None, target: str, kind: str | None = None, flags: int = 0, options: str = "") -> None:
    """Mount; arguments as in mount(2)."""
    text = [None if item is None else item.encode() for item in (source, target, kind)]
    result = _libc().mount(*text, ctypes.c_ulong(flags), options.encode() or None)
    _checked(result, f"mount {target}")


def loopback_up() -> None:
    """Bring `lo` up in the current network namespace."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        answer = fcntl.ioctl(sock, _SIOCGIFFLAGS, struct.pack("16sh22x", b"lo", 0))
        (flags,) = struct.unpack_from("h", answer, 16)
        fcntl.ioctl(sock, _SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", flags | _IFF_UP))


def small_tcp_buffers(proc: int, most: int) -> None:
    """Bound what a TCP socket of the current network namespace may hold at each end to `most` bytes (tcp(7)).

    `proc` is an open directory of a writable /proc.
    """
    _write(proc, "sys/net/ipv4/tcp_rmem", f"4096 {min(131072, most)} {most}")
    _write(proc, "sys/net/ipv4/tcp_wmem", f"4096 {min(16384, most)} {most}")


def new_user_namespace(proc: int, uid: int) -> None:
    """Become user and group `uid` of a fresh user namespace, one that can have no further ones below it.

    `proc` is an open directory of a writable /proc. Only the caller's present user is mapped.
    """
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    unshare(NEW_USER)
    _write(proc, "self/setgroups", "deny")
    _write(proc, "self/uid_map", f"{uid} {outer_uid} 1")
    _write(proc, "self/gid_map", f"{uid} {outer_gid} 1")
    _write(proc, "sys/user/max_user_namespaces", "0")
    for name, most in _WATCHES.items():
        with contextlib.suppress(FileNotFoundError):  # a kernel built without inotify
            _write(proc, f"sys/user/{name}", most)


def drop_privileges() -> None:
    """Give up every capability, now and for whatever this process may execute later."""
    last = int(Path("/proc/sys/kernel/cap_last_cap").read_text())
    for capability in range(last + 1):
        _checked(_prctl(_PR_CAPBSET_DROP, capability), "drop the bounding set")
    _checked(_prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL), "clear ambient capabilities")
    _checked(_prctl(_PR_SET_NO_NEW_PRIVS, 1), "no_new_privs")
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    _checked(_libc().capset(header, bytes(24)), "capset")


def set_dumpable(allowed: bool) -> None:
    """Say whether processes of the same user may look into this one's memory."""
    _checked(_prctl(_PR_SET_DUMPABLE, int(allowed)), "dumpable")


def die_with_parent(signal: int) -> None:
    """Get `signal` when the parent (thread) that forked this process ends."""
    _checked(_prctl(_PR_SET_PDEATHSIG, signal), "parent death signal")


def _prctl(option: int, argument: int) -> int:
    numbers = [ctypes.c_ulong(number) for number in (argument, 0, 0, 0)]
    return _libc().prctl(ctypes.c_int(option), *numbers)


def _write(proc: int, name: str, text: str) -> None:
    fd = os.open(name, os.O_WRONLY | os.O_CLOEXEC, dir_fd=proc)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)
