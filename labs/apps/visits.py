"""How long a visit may last and how many there may be.

Contract: pure bookkeeping over kernel ids with time given from outside. Voila has no cap of its own, and a kernel
that draws live pictures never counts as idle, so visits are ended by what the page does: gone for `absence` seconds,
or there for `duration` seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class Visits:
    """Visits in progress; `limit` of them at most."""

    limit: int = 20
    absence: float = 60.0
    duration: float = 3600.0
    arriving: int = 0
    _began: dict[str, float] = field(default_factory=dict)
    _seen: dict[str, float] = field(default_factory=dict)

    def room(self, live: int) -> bool:
        """Say whether one more may come while `live` kernels run; visitors whose kernel is still starting count."""
        return live + self.arriving < self.limit

    def due(self, now: float, connections: Mapping[str, int]) -> list[str]:
        """Return the kernels to end. `connections` maps every live kernel to the pages connected to it."""
        for kernel, pages in connections.items():
            self._began.setdefault(kernel, now)
            self._seen.setdefault(kernel, now)
            if pages:
                self._seen[kernel] = now
        for known in set(self._began) - set(connections):
            del self._began[known], self._seen[known]
        return [
            kernel
            for kernel in connections
            if now - self._seen[kernel] > self.absence or now - self._began[kernel] > self.duration
        ]
