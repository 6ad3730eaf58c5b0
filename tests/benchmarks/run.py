"""`smartlab bench`: the project's figures beside its peers', measured in one run.

Contract: each benchmark is a function that yields `Figure`s; it stands in `BENCHMARKS` by name. A figure is quoted as a
ratio against a peer on the same machine in the same run, because machines differ and ratios travel.
"""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

from labs.language import SmartLabError

LONG = ("grading-growth", "attacks")  # these take minutes and run when they are named


@dataclass(frozen=True)
class Figure:
    """One measured figure: ours and the peer's in `unit`; `ratio` says how many times better ours is."""

    name: str
    unit: str
    ours: float
    peer_name: str
    peer: float
    smaller_is_better: bool = True

    @property
    def ratio(self) -> float:
        if not (self.ours and self.peer):
            return 1.0 if self.ours == self.peer else math.inf
        return self.peer / self.ours if self.smaller_is_better else self.ours / self.peer


def benchmarks() -> dict[str, Callable[[], Iterator[Figure]]]:
    """Return every benchmark by name."""
    from tests.benchmarks.attacks import attacks
    from tests.benchmarks.desk import desk
    from tests.benchmarks.grading import grading, growth
    from tests.benchmarks.plants import plants

    return {"plants": plants, "grading": grading, "grading-growth": growth, "desk": desk, "attacks": attacks}


def bench(names: Sequence[str], *, as_json: bool = False) -> int:
    """Run the benchmarks called `names` (all but the long ones where none is named) and print their figures."""
    known = benchmarks()
    unknown = [name for name in names if name not in known]
    if unknown:
        listed = ", ".join(known)
        raise SmartLabError(
            f"'{unknown[0]}' 성능 시험이 없습니다. 있는 것: {listed}.",
            f"There is no benchmark '{unknown[0]}'. There are: {listed}.",
        )
    figures = {name: list(known[name]()) for name in names or [each for each in known if each not in LONG]}
    if as_json:
        print(json.dumps({name: [asdict(f) | {"ratio": f.ratio} for f in each] for name, each in figures.items()}))
        return 0
    for name, each in figures.items():
        print(name)
        for figure in each:
            print(
                f"  {figure.name:<40} {figure.ours:9.2f} {figure.unit:<4} {figure.ratio:7.1f} x"
                f"   {figure.peer_name}: {figure.peer:.2f} {figure.unit}"
            )
    return 0
