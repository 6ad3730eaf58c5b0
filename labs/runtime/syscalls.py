"""Which system calls a sandboxed fork may not make at all.

Contract: `refuse_system_calls` installs a seccomp filter for this process and its descendants, for good; it needs
no_new_privs. Refused are ways to memory that no limit counts (memfd, System V shared memory, shared anonymous memory,
pages lent to pipes, larger socket buffers), sessions of one's own (Linux shares processors fairly among sessions,
sched(7) "autogroup": who may begin new ones takes the shares of others), ways to talk to other sandboxes of the same
user or to the machine (keyrings, foreign kinds of sockets), and parts of the kernel that no course needs and that have
often had holes (bpf, io_uring, perf, userfaultfd, foreign processes' memory, mounting, modules). Everything else stays
allowed.
On other processors than x86-64 and ARM64 there is no filter; namespaces, capabilities and limits hold there too.
"""

import ctypes
import errno
import os
import platform
import struct
from typing import NamedTuple

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_ALLOW, _ERRNO, _KILL = 0x7FFF_0000, 0x0005_0000, 0x8000_0000
# linux/filter.h: BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_ALU|AND|K, BPF_RET|K
_LOAD, _EQUAL, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_NUMBER_OFFSET, _ARCHITECTURE_OFFSET, _ARGUMENT_OFFSETS = 0, 4, (16, 24, 32, 40)  # struct seccomp_data
_X32 = 0x4000_0000  # numbers of the x32 interface begin here

# The same on both processors: everything that came after 5.0.
_NEWER = (425, 426, 427, 428, 429, 430, 431, 432, 433, 442, 447)
"""io_uring (3), open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr, memfd_secret."""

_X86_64 = (
    *(29, 30, 31, 64, 65, 66, 68, 69, 70, 71),  # shm*, sem*, msg*
    *(101, 310, 311, 312),  # ptrace, process_vm_readv, process_vm_writev, kcmp
    *(155, 165, 166, 167, 168, 161, 272, 308),  # pivot_root, mount, umount2, swapon, swapoff, chroot, unshare, setns
    *(103, 163, 169, 175, 176, 313, 246, 320, 179),  # syslog, acct, reboot, modules, kexec, quotactl
    *(248, 249, 250, 298, 321, 323, 319),  # keyrings, perf_event_open, bpf, userfaultfd, memfd_create
    *(303, 304, 300, 278, 206, 112),  # file handles, fanotify_init, vmsplice, io_setup, setsid
)
_ARM64 = (
    *(186, 187, 188, 189, 190, 191, 192, 193, 194, 195, 196, 197),  # msg*, sem*, shm*
    *(117, 270, 271, 272),
    *(41, 40, 39, 224, 225, 51, 97, 268),
    *(116, 89, 142, 105, 106, 273, 104, 294, 60),
    *(217, 218, 219, 241, 280, 282, 279),
    *(264, 265, 262, 75, 0, 157),
)


class Machine(NamedTuple):
    """A processor's architecture (linux/audit.h), the numbers of some calls, and those that are refused altogether."""

    architecture: int
    socket: int
    socketpair: int
    setsockopt: int
    mmap: int
    refused: tuple[int, ...]


_MACHINES = {
    "x86_64": Machine(0xC000_003E, 41, 53, 54, 9, (*_X86_64, *_NEWER)),
    "aarch64": Machine(0xC000_00B7, 198, 199, 208, 222, (*_ARM64, *_NEWER)),
}

_FAMILIES = (1, 2, 10, 16)
"""Unix, IPv4, IPv6, netlink: those that a network namespace walls in (AF_VSOCK would reach the host of a machine)."""

_SOL_SOCKET, _BUFFER_SIZES = 1, (7, 8, 32, 33)  # SO_SNDBUF, SO_RCVBUF and their FORCE
_SHARED_ANONYMOUS = 0x21  # MAP_SHARED | MAP_ANONYMOUS: it stays when no process shows it as resident (MADV_DONTNEED)


def refuse_system_calls() -> None:
    """Refuse them from now on (EPERM); a program of another processor type is killed. OSError without seccomp."""
    known = _MACHINES.get(platform.machine())
    if known is None:
        return
    program = filter_program(known)
    instructions = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(instructions))
    libc = ctypes.CDLL(None, use_errno=True)
    none = ctypes.c_ulong(0)
    if libc.prctl(ctypes.c_int(_PR_SET_SECCOMP), ctypes.c_ulong(_MODE_FILTER), header, none, none) < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"seccomp: {os.strerror(number)}")


def filter_program(machine: Machine) -> bytes:
    """Return the classic BPF program, 8 bytes an instruction."""
    refuse, allow = (_RETURN, 0, 0, _ERRNO | errno.EPERM), (_RETURN, 0, 0, _ALLOW)
    foreign_socket, done_nothing = (_RETURN, 0, 0, _ERRNO | errno.EAFNOSUPPORT), (_RETURN, 0, 0, _ERRNO)
    first, second, third, fourth = ((_LOAD, 0, 0, offset) for offset in _ARGUMENT_OFFSETS)
    rows = [
        (_LOAD, 0, 0, _ARCHITECTURE_OFFSET),
        (_EQUAL, 1, 0, machine.architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_OFFSET),
        (_AT_LEAST, 0, 1, _X32),
        refuse,
    ]
    for number in sorted(machine.refused):
        rows += [(_EQUAL, 0, 1, number), refuse]
    for number in (machine.socket, machine.socketpair):
        rows += _block(number, [first, *_one_of(_FAMILIES, allow, foreign_socket)])
    # Taken for granted and not done, as the kernel does with a size beyond its own limit.
    sizes = _one_of(_BUFFER_SIZES, done_nothing, allow)
    rows += _block(machine.setsockopt, [second, (_EQUAL, 1, 0, _SOL_SOCKET), allow, third, *sizes])
    shared = [fourth, (_AND, 0, 0, _SHARED_ANONYMOUS), (_EQUAL, 0, 1, _SHARED_ANONYMOUS), refuse, allow]
    rows += [*_block(machine.mmap, shared), allow]
    return b"".join(struct.pack("=HBBI", *row) for row in rows)


_Row = tuple[int, int, int, int]


def _block(number: int, rows: list[_Row]) -> list[_Row]:
    """Return `rows`, which end the program, for the call `number` only."""
    return [(_EQUAL, 0, len(rows), number), *rows]


def _one_of(values: tuple[int, ...], then: _Row, otherwise: _Row) -> list[_Row]:
    """Return what ends the program with `then` where the loaded number is one of `values`."""
    return [*(row for value in values for row in ((_EQUAL, 0, 1, value), then)), otherwise]
