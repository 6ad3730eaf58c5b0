"""How much a family of processes uses, read from /proc.

Contract: `family_usage(root)` looks only; the fork server decides. Everything a hostile process controls here is
its name (which may hold any byte) and its number of children. Fields of /proc/PID/stat: proc(5).
"""

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from labs.runtime.limits import MEGABYTE, Limits

BEHIND_A_FILE = MEGABYTE // 2
"""Bytes that the kernel may hold behind one descriptor (buffers of a socket), which no process shows as its own."""

_FEW = 3  # processes; so many hold little behind their files (limits.OPEN_FILES), and counting costs time
_PARENT, _UTIME, _THREADS, _RSS = 1, 11, 17, 21  # positions after the name, from 0


@dataclass(frozen=True)
class Usage:
    """What a family uses now: threads, resident bytes (shared pages counted each time), processor seconds, pids."""

    threads: int
    resident: int
    cpu_seconds: float
    pids: tuple[int, ...]


def read_processes(proc: Path = Path("/proc")) -> dict[int, list[bytes]]:
    """Return the fields of every process that is to be seen, by pid."""
    return dict(_read_all(proc))


def family_usage(root: int, table: Mapping[int, list[bytes]] | None = None) -> Usage:
    """Return the usage of process `root` and its descendants (orphans fall to the root of a pid namespace)."""
    table = read_processes() if table is None else table
    children: dict[int, list[int]] = {}
    for pid, fields in table.items():
        children.setdefault(int(fields[_PARENT]), []).append(pid)
    family, waiting = [], [root] if root in table else []
    while waiting:
        pid = waiting.pop()
        family.append(pid)
        waiting += children.get(pid, [])
    rows = [table[pid] for pid in family]
    ticks = sum(int(number) for row in rows for number in row[_UTIME : _UTIME + 4])
    return Usage(
        threads=sum(int(row[_THREADS]) for row in rows),
        resident=sum(int(row[_RSS]) for row in rows) * os.sysconf("SC_PAGE_SIZE"),
        cpu_seconds=ticks / os.sysconf("SC_CLK_TCK"),
        pids=tuple(family),
    )


def fair_memory(pids: tuple[int, ...], proc: Path = Path("/proc")) -> int:
    """Return the bytes that `pids` hold, each shared page divided among its holders (PSS; slower than resident)."""
    total = 0
    for pid in pids:
        try:
            lines = (proc / str(pid) / "smaps_rollup").read_text().splitlines()
        except OSError:
            continue  # it has just ended
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


def broken_limit(usage: Usage, limits: Limits, proc: Path = Path("/proc")) -> str | None:
    """Return "processes", "memory" or "cpu" where `usage` is over `limits`, else None."""
    if usage.threads > limits.processes + 1:  # the namespace's own init does not count
        return "processes"
    if usage.cpu_seconds > limits.cpu_seconds:
        return "cpu"
    memory = limits.memory_mb * MEGABYTE
    if usage.resident > memory and fair_memory(usage.pids, proc) > memory:
        return "memory"
    if len(usage.pids) > _FEW and open_files(usage.pids, proc) * BEHIND_A_FILE > memory:
        return "memory"
    return None


def is_greedy(usage: Usage, seconds: float) -> bool:
    """Say whether a family has used clearly more than one processor in the `seconds` since it began."""
    return usage.cpu_seconds > 1.0 + 1.25 * seconds


def give_way(pids: tuple[int, ...], proc: Path = Path("/proc")) -> None:
    """Let all threads of `pids`, and what they will start, run only where nobody else wants to (nice 19)."""
    for pid in pids:
        with contextlib.suppress(OSError):  # it has just ended
            for thread in (proc / str(pid) / "task").iterdir():
                os.setpriority(os.PRIO_PROCESS, int(thread.name), 19)


def open_files(pids: tuple[int, ...], proc: Path = Path("/proc")) -> int:
    """Return how many descriptors `pids` have open together."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):  # it has just ended
            total += sum(1 for _ in (proc / str(pid) / "fd").iterdir())
    return total


def _read_all(proc: Path) -> Iterator[tuple[int, list[bytes]]]:
    with os.scandir(proc) as entries:
        pids = [int(entry.name) for entry in entries if entry.name.isdigit()]
    for pid in pids:
        try:
            text = (proc / str(pid) / "stat").read_bytes()
        except OSError:
            continue  # it has just ended
        # The name stands in brackets and may itself hold brackets, spaces and line ends.
        yield pid, text[text.rindex(b")") + 2 :].split()
