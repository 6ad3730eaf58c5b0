"""Who may enter: login ids, names, passwords, languages and classes.

Contract: one JSON file, 0600, replaced whole under a lock, so that the hub, its services and the command line may
use it at once. Passwords are kept as argon2id hashes of their NFC form: Hangul typed on any system is the same.
Login ids are lower-case ASCII (they stand in addresses and file names); the shown name may be any text.
"""

import fcntl
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hub_config.settings import write_private
from labs.language import LANGUAGES, SmartLabError

LOGIN_ID = re.compile(r"[a-z][a-z0-9_-]{0,30}[a-z0-9]|[a-z]")
LONGEST_PASSWORD = 1000
ROLES = ("teacher", "student")


@dataclass(frozen=True)
class Account:
    """`classes` maps a class id to "teacher" or "student"; `language` is "ko" or "en"."""

    name: str
    display_name: str
    language: str = "ko"
    classes: Mapping[str, str] = field(default_factory=dict)
    password_hash: str = field(default="", repr=False)

    @property
    def teaches(self) -> list[str]:
        return sorted(class_id for class_id, role in self.classes.items() if role == "teacher")


def clean(text: str) -> str:
    """NFC, the form in which names and passwords are compared."""
    return unicodedata.normalize("NFC", text)


class Accounts:
    """The account file at `path`; it need not exist yet. Every call sees what other processes wrote."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # OWASP's argon2id figures: a class that logs in at once must not stall a two-core machine.
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._nobody = self._hasher.hash("nobody has this password")
        self._seen: tuple[object, dict[str, Account]] = (None, {})

    def all(self) -> dict[str, Account]:
        """Every account by login id."""
        try:
            state = self._path.stat()
        except FileNotFoundError:
            return {}
        stamp = (state.st_mtime_ns, state.st_ino, state.st_size)
        if self._seen[0] != stamp:
            try:
                entries = json.loads(self._path.read_text(encoding="utf-8"))["accounts"]
                self._seen = (stamp, {name: Account(name=name, **entry) for name, entry in entries.items()})
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise SmartLabError(
                    f"계정 파일 {self._path}이(가) 손상되었습니다. 백업한 파일로 되돌린 뒤 다시 실행해 주십시오.",
                    f"The account file {self._path} is damaged. Put its backup in its place, then run this again.",
                ) from error
        return dict(self._seen[1])

    def find(self, name: str) -> Account | None:
        return self.all().get(clean(name).strip().lower())

    def members(self, class_id: str) -> list[Account]:
        """Accounts of one class, teachers first, then by login id."""
        found = [account for account in self.all().values() if class_id in account.classes]
        return sorted(found, key=lambda account: (account.classes[class_id] != "teacher", account.name))

    def verify(self, name: str, password: str) -> Account | None:
        """The account whose password this is, or None. Takes as long for an unknown name as for a known one."""
        account = self.find(name)
        stored = account.password_hash if account and account.password_hash else self._nobody
        try:
            right = self._hasher.verify(stored, clean(password[:LONGEST_PASSWORD]))
        except (VerificationError, InvalidHashError):
            return None
        return account if right and account and account.password_hash else None

    def add(self, name: str, password: str, *, display_name: str = "", language: str = "ko") -> Account:
        """Make an account; SmartLabError where the login id is taken or cannot be one, or the password is empty."""
        name = clean(name).strip().lower()
        check_login_id(name)
        account = Account(name, clean(display_name).strip() or name, language, {}, self._hash(password))
        with self._editing() as accounts:
            if name in accounts:
                raise SmartLabError(
                    f"로그인 ID '{name}'은(는) 이미 있습니다. 다른 ID를 쓰십시오.",
                    f"The login id '{name}' exists already. Choose another one.",
                )
            accounts[name] = account
        return account

    def enrol(self, name: str, class_id: str, role: str) -> None:
        """Put an account into a class as "teacher" or "student"."""
        if role not in ROLES:
            raise ValueError(f"role must be one of {ROLES}, not {role!r}")
        self._change(name, lambda account: replace(account, classes={**account.classes, class_id: role}))

    def set_password(self, name: str, password: str) -> None:
        hashed = self._hash(password)
        self._change(name, lambda account: replace(account, password_hash=hashed))

    def set_language(self, name: str, language: str) -> None:
        """Remember "ko" or "en" for an account; anything else is ignored."""
        account = self.find(name)
        if account and language in LANGUAGES and account.language != language:
            self._change(name, lambda account: replace(account, language=language))

    def _hash(self, password: str) -> str:
        if not password or len(password) > LONGEST_PASSWORD:
            raise SmartLabError(
                f"비밀번호는 1자 이상 {LONGEST_PASSWORD}자 이하여야 합니다.",
                f"A password has 1 to {LONGEST_PASSWORD} characters.",
            )
        return self._hasher.hash(clean(password))

    def _change(self, name: str, change) -> None:
        with self._editing() as accounts:
            if name not in accounts:
                raise SmartLabError(
                    f"'{name}' 계정이 없습니다. 로그인 ID를 확인하십시오.",
                    f"There is no account '{name}'. Check the login id.",
                )
            accounts[name] = change(accounts[name])

    @contextmanager
    def _editing(self) -> Iterator[dict[str, Account]]:
        """The accounts to change, written back when the block ends without an error."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._path.parent / f".{self._path.name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            accounts = self.all()
            yield accounts
            entries = {name: {k: v for k, v in asdict(a).items() if k != "name"} for name, a in accounts.items()}
            text = json.dumps({"version": 1, "accounts": entries}, ensure_ascii=False, indent=1)
            write_private(self._path, text.encode())


def check_login_id(name: str) -> None:
    """Raise a SmartLabError where `name` cannot stand in an address and in a file name."""
    if not LOGIN_ID.fullmatch(name):
        raise SmartLabError(
            f"'{name}'은(는) 로그인 ID로 쓸 수 없습니다. 영어 소문자로 시작하고 소문자, 숫자, -, _ 만 쓰십시오"
            " (최대 32자). 한글 이름은 표시 이름에 적으십시오.",
            f"'{name}' cannot be a login id. Start with a lower-case letter and use lower-case letters, digits,"
            " - and _ (32 at most). Names in Hangul belong into the shown name.",
        )
