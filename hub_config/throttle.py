"""Slows down who guesses passwords.

Contract: keeps counts of wrong passwords by (account, address), by account and by address, in memory, bounded;
time comes in as an argument. A pupil who mistypes waits half a minute; a pupil who mistypes another's name on
purpose cannot lock that other one out, because the strict count belongs to the pair.
"""

from dataclasses import dataclass, field

MOST_KEYS = 20_000
FORGET_AFTER_SECONDS = 3600.0
PATIENCE = {"pair": 1, "account": 6, "address": 12}


@dataclass
class _Record:
    failures: int = 0
    last: float = 0.0


@dataclass
class Throttle:
    """After `tries` failures a pause of `pause` seconds, doubled by each further failure, up to `longest`."""

    tries: int = 5
    pause: float = 30.0
    longest: float = 600.0
    _records: dict[tuple[str, str], _Record] = field(default_factory=dict)

    def wait(self, account: str, address: str, now: float) -> float:
        """Seconds until another try is allowed; 0.0 where it is allowed now."""
        return max(self._wait(key, now) for key in self._keys(account, address))

    def failed(self, account: str, address: str, now: float) -> None:
        """Count a wrong password."""
        for key in self._keys(account, address):
            record = self._records.setdefault(key, _Record())
            if now - record.last > FORGET_AFTER_SECONDS:
                record.failures = 0
            record.failures += 1
            record.last = now
        if len(self._records) > MOST_KEYS:
            self._forget(now)

    def succeeded(self, account: str, address: str) -> None:
        """A right password clears what this account did from this address."""
        self._records.pop(("pair", f"{account} {address}"), None)

    def _wait(self, key: tuple[str, str], now: float) -> float:
        record = self._records.get(key)
        over = record.failures - self.tries * PATIENCE[key[0]] if record else -1
        if over < 0:
            return 0.0
        return max(0.0, record.last + min(self.longest, self.pause * 2.0 ** min(over, 30)) - now)

    def _forget(self, now: float) -> None:
        """Drop what is old; should a flood of names be fresh, drop the oldest half."""
        fresh = {key: item for key, item in self._records.items() if now - item.last <= FORGET_AFTER_SECONDS}
        if len(fresh) > MOST_KEYS:
            newest = sorted(fresh.items(), key=lambda entry: entry[1].last)[-MOST_KEYS // 2 :]
            fresh = dict(newest)
        self._records = fresh

    @staticmethod
    def _keys(account: str, address: str) -> tuple[tuple[str, str], ...]:
        return ("pair", f"{account} {address}"), ("account", account), ("address", address)
