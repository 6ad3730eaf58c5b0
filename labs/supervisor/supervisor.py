"""Everybody's plants: one of each name for each owner, started when asked for, ended when nobody is there.

Contract: thread-safe. `start` finds or starts the plant of (owner, name); `start_plant` starts one that belongs to no
owner (an examination's). A plant whose process died goes on, by the next `start`, where it was: its journal tells what
was done to it. Where repeating that takes too long it begins anew, with the seed and scenario it had. `stop_idle(now)`
ends the plants that have had no session for as long as their lease allows; `now` and the constructor's `clock` are
seconds of the same clock, so nothing here sleeps.
"""

import hashlib
import secrets
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from labs.language import SmartLabError
from labs.runtime.limits import allow_many_open_files
from labs.runtime.warm import WarmProcess
from labs.supervisor.handle import PlantGone, PlantHandle, PlantOrder, launch
from labs.supervisor.lease import Kept, Lease


class PlantLimit(SmartLabError):
    """Too many plants run already."""


class NoSuchPlant(SmartLabError):
    """The owner has no running plant of this name."""


_OWNER_LOCKS = 64


@contextmanager
def warm_plant_process() -> Iterator[WarmProcess]:
    """Yield a started warm process that plants can be forked from; it and its plants end with the block."""
    allow_many_open_files()
    entry = "labs.supervisor.plant_process"
    with WarmProcess([entry], prepare=f"{entry}:prepare", sandbox=False) as warm:
        yield warm


class Supervisor:
    """Starts, finds and ends plants; a context manager that ends all of them."""

    def __init__(
        self,
        warm: WarmProcess,
        *,
        limit_per_owner: int = 4,
        limit: int = 400,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`warm`: from `warm_plant_process`. `limit`: how many plants of owners run at a time."""
        self._warm, self._clock = warm, clock
        self._limit_per_owner, self._limit = limit_per_owner, limit
        self._kept: dict[tuple[str, str], Kept] = {}
        self._loose: list[PlantHandle] = []
        self._lock = threading.Lock()  # of the tables; held for moments only
        self._journals = tempfile.TemporaryDirectory(prefix="smartlab-plants-")  # 0700
        self._owner_locks = [threading.Lock() for _ in range(_OWNER_LOCKS)]  # one start at a time for one owner

    def __enter__(self) -> "Supervisor":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, owner: str, name: str, *, lease: Lease | None = None, **wishes: object) -> PlantHandle:
        """Return the owner's plant of this name, started if it does not run.

        wishes: seed, scenario, mode, speed, role and the other fields of `PlantOrder`; what is None or missing stays as
        it is, or is the default: a seed that is always the same for this owner and plant. A running plant of another
        seed, scenario or role is replaced; mode and speed are set on the running one. Raises `PlantLimit`, and
        SmartLabError for a plant, scenario or value that does not exist.
        """
        wishes = {key: value for key, value in wishes.items() if value is not None}
        with self._owner_locks[hash(owner) % _OWNER_LOCKS]:
            with self._lock:
                kept = self._kept.get((owner, name))
            if kept is None:
                self._make_room(owner)
                with self._lock:
                    self._check_limits(owner)
            if kept is None:
                order, journal, died = replace(PlantOrder(name, seed=own_seed(owner, name)), **wishes), None, False
            else:
                if kept.handle.alive and (found := self._adjusted(kept.handle, wishes)):
                    return found
                order, died = replace(kept.handle.order, **wishes), not kept.handle.alive
                journal = kept.journal if died and order.plant() == kept.handle.order.plant() else None
            journal = journal or Path(self._journals.name) / secrets.token_hex(8)
            handle = self._launch(order, journal=journal)
            handle.restarted = died
            if kept is not None:
                kept.handle.stop()
                if kept.journal != journal:
                    kept.journal.unlink(missing_ok=True)
            lease = lease or (kept.lease if kept is not None else Lease())
            with self._lock:
                self._kept[owner, name] = Kept(handle, lease, self._clock() + lease.grace, journal)
            return handle

    def start_plant(self, name: str, *, listener: socket.socket | None = None, **wishes: object) -> PlantHandle:
        """Start a plant of no owner: an examination's, in lockstep with an operator's account unless said otherwise.

        Whoever is examined can neither begin the run anew nor change its clock, whatever the account's role.
        The caller ends it with `finish()` or `stop()`. `listener`: a listening socket lent to it, for instance one
        from inside a sandbox. wishes: fields of `PlantOrder`.
        """
        order = PlantOrder(name, **{"mode": "lockstep", "role": "operator", "conductor": "instructor", **wishes})
        handle = self._launch(order, listener)
        with self._lock:
            self._loose = [each for each in self._loose if each.alive] + [handle]
        return handle

    def find(self, owner: str, name: str) -> PlantHandle:
        """Return the owner's running plant; `NoSuchPlant` where there is none."""
        with self._lock:
            kept = self._kept.get((owner, name))
        if kept is None or not kept.handle.alive:
            raise NoSuchPlant(
                f"실행 중인 '{name}' 설비가 없습니다. connect(\"{name}\")로 먼저 시작하세요.",
                f"There is no running plant '{name}' of yours. Start it first with connect(\"{name}\").",
            )
        return kept.handle

    def reset(self, owner: str, name: str, seed: int | None = None) -> dict:
        """Begin a new run of the owner's plant; return its state."""
        return self.find(owner, name).reset(seed)

    def stop(self, owner: str, name: str) -> None:
        """End the owner's plant; one that does not run is no error."""
        with self._lock:
            kept = self._kept.pop((owner, name), None)
        if kept is not None:
            kept.end()

    def count(self) -> int:
        """Return how many plants of owners are kept."""
        return len(self._kept)

    def stop_idle(self, now: float | None = None) -> list[tuple[str, str]]:
        """End the plants whose lease is over at `now` (default: by the clock); return their (owner, name)."""
        now = self._clock() if now is None else now
        with self._lock:
            kept = dict(self._kept)
        ended = []
        for key, each in kept.items():
            if each.busy:
                each.until = max(each.until, now + each.lease.absence)
            elif now >= each.until:
                with self._lock:
                    if self._kept.get(key) is each:
                        del self._kept[key]
                each.end()
                ended.append(key)
        return ended

    def close(self) -> None:
        """End every plant."""
        with self._lock:
            handles = [*(kept.handle for kept in self._kept.values()), *self._loose]
            self._kept, self._loose = {}, []
        for handle in handles:
            handle.stop()
        self._journals.cleanup()

    def _launch(
        self, order: PlantOrder, listener: socket.socket | None = None, journal: Path | None = None
    ) -> PlantHandle:
        with self._lock:
            if not self._warm.alive:
                self._warm.start()
        return launch(self._warm, order, listener, journal)

    def _adjusted(self, handle: PlantHandle, wishes: Mapping) -> PlantHandle | None:
        """Set mode and speed on a running plant; None where it must be replaced, or has just ended."""
        try:
            state = handle.state()
            present = {**vars(handle.order), "seed": state["seed"], "scenario": state["scenario"]}
            if any(present[key] != value for key, value in wishes.items() if key not in ("mode", "speed")):
                return None
            if "mode" in wishes or "speed" in wishes:
                handle.set_clock(wishes.get("mode"), wishes.get("speed"))
        except PlantGone:
            return None
        return handle

    def _make_room(self, owner: str) -> None:
        """End the owner's oldest plant that nobody uses, where the owner may have no more.

        Who goes on to the next lesson does not come back to switch off the last one's.
        """
        with self._lock:
            mine = [(key, kept) for key, kept in self._kept.items() if key[0] == owner]
        if len(mine) < self._limit_per_owner:
            return
        for key, kept in mine:
            if not kept.busy:
                with self._lock:
                    self._kept.pop(key, None)
                kept.end()
                return

    def _check_limits(self, owner: str) -> None:
        mine = sum(who == owner for who, _ in self._kept)
        if mine >= self._limit_per_owner:
            raise PlantLimit(
                f"설비는 한 번에 {self._limit_per_owner}대까지 쓸 수 있습니다. 쓰지 않는 설비를 끄고 다시 하세요.",
                f"You may run {self._limit_per_owner} plants at a time. Stop one that you do not use and try again.",
            )
        if len(self._kept) >= self._limit:
            raise PlantLimit(
                "지금은 실행 중인 설비가 너무 많습니다. 잠시 뒤에 다시 하세요.",
                "Too many plants are running just now. Try again in a little while.",
            )

    # Last, because it hides the built-in name in the rest of the class.
    def list(self, owner: str) -> list[PlantHandle]:
        """Return the owner's running plants."""
        with self._lock:
            kept = [kept for (who, _), kept in self._kept.items() if who == owner]
        return [each.handle for each in kept if each.handle.alive]


def own_seed(owner: str, name: str) -> int:
    """Return the seed, 0 to 2**31 - 1, that an owner's plant has unless another is asked for."""
    digest = hashlib.blake2b(f"{owner}\n{name}".encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "big") >> 1
