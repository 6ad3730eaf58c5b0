"""Every choice of the hub in one object.

Contract: `Settings` is immutable; `load` reads a profile (profiles/*.toml) and takes what the caller overrides;
`save`/`read` carry it to the hub's processes through one 0600 file, whose path stands in SMARTLAB_SETTINGS.
"""

import json
import os
import secrets
import socket
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

from labs.language import LANGUAGES, SmartLabError

PROJECT = Path(__file__).resolve().parents[1]
SETTINGS_VARIABLE = "SMARTLAB_SETTINGS"


@dataclass(frozen=True)
class Ports:
    """Loopback ports of the hub's own processes; 0 stands for "not chosen yet"."""

    hub: int = 0
    proxy_api: int = 0
    plants: int = 0
    desk: int = 0
    apps: int = 0

    @classmethod
    def free(cls) -> "Ports":
        """Choose ports that nobody listens on now (all held at once, so that they differ)."""
        names = [item.name for item in fields(cls)]
        listeners = [socket.socket() for _ in names]
        try:
            for listener in listeners:
                listener.bind(("127.0.0.1", 0))
            return cls(**{name: listener.getsockname()[1] for name, listener in zip(names, listeners, strict=True)})
        finally:
            for listener in listeners:
                listener.close()


@dataclass(frozen=True)
class Settings:
    """`home` is the school's data folder (0700); sizes are in MiB, times in the unit of their name.

    `field_data`: a folder of public data sets that students may read (see labs/field_data.py). `courses`: the units'
    folder, where it is not the project's own.
    """

    home: Path
    project: Path = PROJECT
    field_data: Path | None = None
    courses: Path | None = None
    profile: str = "classroom"
    language: str = "ko"
    host: str = "0.0.0.0"
    port: int = 8000
    memory_mb: int = 3072
    processes: int = 384
    open_files: int = 2048
    file_mb: int = 256
    start_timeout: int = 60
    start_together: int = 4
    idle_minutes: int = 120
    login_tries: int = 5
    login_pause_seconds: int = 30
    login_longest_pause_seconds: int = 600
    login_cookie_days: float = 1
    plants_per_student: int = 4
    plants_idle_minutes: int = 30
    apps_visitors: int = 24
    ports: Ports = field(default_factory=Ports)

    @property
    def accounts_file(self) -> Path:
        return self.home / "accounts"

    @property
    def run(self) -> Path:
        return self.home / "run"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def desk_folder(self) -> Path:
        return self.home / "desk"

    def user_home(self, name: str) -> Path:
        return self.home / "homes" / name

    def class_folder(self, class_id: str) -> Path:
        return self.home / "classes" / class_id

    def service_url(self, name: str) -> str:
        """Address of a service as the hub's own machine sees it, without a slash at its end."""
        return f"http://127.0.0.1:{getattr(self.ports, name)}/services/{name}"

    def prepare_folders(self) -> None:
        """Make the data folder, closed to other accounts of this machine."""
        for folder in ("", "secrets", "homes", "classes", "desk", "logs", "run"):
            path = self.home / folder
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.chmod(0o700)

    def secret(self, name: str) -> str:
        """Return the secret called `name` (64 hexadecimal digits), made at its first use, kept in a 0600 file."""
        path = self.home / "secrets" / name
        if not path.exists():
            write_private(path, secrets.token_hex(32).encode())
        return path.read_text().strip()

    def save(self) -> Path:
        """Write run/settings.json (0600) and return its path."""
        path = self.run / "settings.json"
        write_private(path, json.dumps(asdict(self), default=str).encode())
        return path

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """Read back what `save` wrote, from the file that SMARTLAB_SETTINGS names."""
        values = json.loads(Path(environ[SETTINGS_VARIABLE]).read_text())
        values.update(home=Path(values["home"]), project=Path(values["project"]), ports=Ports(**values["ports"]))
        for name in ("field_data", "courses"):
            values[name] = values[name] and Path(values[name])
        return cls(**values)

    def with_free_ports(self) -> "Settings":
        return replace(self, ports=Ports.free())


def load(home: Path, profile: str = "classroom", **overrides: object) -> Settings:
    """Settings of `profile` for the data folder `home`; an override that is None leaves the profile's value."""
    path = Path(__file__).parent / "profiles" / f"{profile}.toml"
    if not path.exists():
        known = ", ".join(sorted(item.stem for item in path.parent.glob("*.toml")))
        raise SmartLabError(
            f"'{profile}' 프로필이 없습니다. 쓸 수 있는 프로필: {known}.",
            f"There is no profile '{profile}'. Profiles: {known}.",
        )
    values = _flatten(tomllib.loads(path.read_text(encoding="utf-8")))
    values.update({name: value for name, value in overrides.items() if value is not None})
    settings = Settings(home=Path(home).expanduser().resolve(), profile=profile, **values)
    if settings.language not in LANGUAGES:
        settings = replace(settings, language="en")
    return settings


def _flatten(tables: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """[login] tries -> login_tries; [network] and [server] keep their bare names."""
    known = {item.name for item in fields(Settings)}
    values = {}
    for table, entries in tables.items():
        for key, value in entries.items():
            name = key if table in ("network", "server") else f"{table}_{key}"
            if name not in known:
                raise SmartLabError(
                    f"프로필의 [{table}] {key} 항목은 알 수 없는 설정입니다. 지우거나 철자를 확인하십시오.",
                    f"The profile's entry [{table}] {key} is not a setting. Remove it or check its spelling.",
                )
            values[name] = value
    return values


def write_private(path: Path, content: bytes) -> None:
    """Put `content` at `path` whole or not at all, readable by the owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
