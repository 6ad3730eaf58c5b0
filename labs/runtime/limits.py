"""What one sandboxed process may use, and the part of it that the kernel enforces by itself.

Contract: `Limits` is data; `apply_limits` lowers the resource limits of the calling process for good. What the kernel
cannot enforce per family of processes (memory and processor time together, wall time, and the number of processes
where the user is root) the watchdog of the fork server does.
"""

import resource
from dataclasses import asdict, dataclass
from pathlib import Path

MEGABYTE = 1024 * 1024
OPEN_FILES = 256
"""Of one process; the kernel holds up to half a megabyte behind each (watchdog.BEHIND_A_FILE)."""


@dataclass(frozen=True)
class Limits:
    """Limits of one fork and all its descendants together.

    memory_mb: beyond what the warm process already holds; processes: threads count; cpu_seconds and wall_seconds;
    output_bytes: the most a reader of the channel should accept in one frame; work_mb: each of /work, /tmp, /dev/shm.
    """

    memory_mb: int = 1024
    processes: int = 64
    cpu_seconds: float = 60
    wall_seconds: float = 120
    output_bytes: int = 4 * MEGABYTE
    work_mb: int = 64

    def to_json(self) -> dict:
        """Return the limits as plain JSON."""
        return asdict(self)


def allow_many_open_files(most: int = 65_536) -> None:
    """Raise this process's limit of open files as far as it may go, up to `most`: each fork takes two in its server."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def apply_limits(limits: Limits) -> None:
    """Lower this process's resource limits; they hold for every descendant, each by itself."""
    size_pages = int(Path("/proc/self/statm").read_text().split()[0])
    held = size_pages * resource.getpagesize()
    memory = limits.memory_mb * MEGABYTE
    cpu = int(limits.cpu_seconds) + 2  # the watchdog, which can tell why, comes first
    for kind, value in (
        (resource.RLIMIT_AS, held + memory),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_FSIZE, limits.work_mb * MEGABYTE),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_SIGPENDING, 1024),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        lowered = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (lowered, lowered))
