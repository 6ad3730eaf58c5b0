"""A student's or teacher's JupyterLab, in a sandbox of its own.

Contract: a server sees its own home (writable), the Python environment, `labs` and `grader` (read-only) and its
configuration; a teacher's also the teacher's own classes (writable) and the courses (read-only). It never sees the
hub's data folder, another home, or hub_config; a student's never sees courses. The hub's token reaches it by
environment, never by argument. It ends with the hub. A teacher of several classes has one server for each (a named
server), because nbgrader's formgrader knows one class.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from jupyterhub.spawner import LocalProcessSpawner, SpawnException
from traitlets import Any, default

from hub_config.accounts import Account, Accounts
from hub_config.lab_settings import server_files
from hub_config.nbgrader_files import nbgrader_config
from hub_config.settings import Settings, write_private
from hub_config.welcome import first_page, write_welcome
from labs.language import Bilingual
from labs.runtime.bubblewrap import HOUSE, bubblewrap_command

LIBRARY = Path(HOUSE)
CONFIGURATION = LIBRARY / "etc"
FIELD_DATA = LIBRARY / "field-data"
PASSWD = "{name}:x:1000:1000:{name}:{home}:/bin/bash\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n"
TEACHES_NO_SUCH_CLASS = Bilingual("가르치는 반이 아닙니다.", "You do not teach a class of that name.")
GROUP = "{name}:x:1000:\nnogroup:x:65534:\n"


class SandboxSpawner(LocalProcessSpawner):
    """Starts `jupyterhub-singleuser` behind bubblewrap. `settings` is set by hub_config.configuration."""

    settings: Settings = Any().tag(config=True)
    accounts: Accounts = Any()

    @default("accounts")
    def _accounts(self) -> Accounts:
        return Accounts(self.settings.accounts_file)

    @default("env_keep")
    def _nothing_of_the_hub(self) -> list[str]:
        return []

    @property
    def account(self) -> Account:
        """The user's account; a user whose account was removed gets an empty student's."""
        return self.accounts.find(self.user.name) or Account(self.user.name, self.user.name)

    @property
    def inner_home(self) -> Path:
        return Path("/home") / self.user.name

    def make_preexec_fn(self, name: str) -> None:
        """No change of user: the sandbox maps its own. No code between fork and exec of a threaded hub."""
        return None

    def load_state(self, state: dict) -> None:
        """Servers end with the hub, so a process id of an earlier hub is somebody else's by now."""
        super().load_state({key: value for key, value in state.items() if key != "pid"})

    def user_env(self, env: dict) -> dict:
        """The environment of the server: nothing is inherited from the hub."""
        settings, account = self.settings, self.account
        env.update(
            SHELL="/bin/bash",
            JUPYTER_CONFIG_PATH=str(CONFIGURATION),
            JUPYTER_RUNTIME_DIR="/tmp/jupyter",
            OMP_NUM_THREADS="1",
            OPENBLAS_NUM_THREADS="1",
            SMARTLAB_LANGUAGE=account.language,
            SMARTLAB_PLANTS_URL=settings.service_url("plants"),
            SMARTLAB_DESK_URL=settings.service_url("desk"),
            SMARTLAB_EXAMINER_URL=settings.service_url("desk").replace("http", "ws", 1) + "/api/units/{unit}/examine",
        )
        if settings.field_data is not None:
            env["SMARTLAB_DATA"] = str(FIELD_DATA)
        return env

    def class_id(self) -> str | None:
        """The class this server's formgrader works on: its server's name, else the first that its user teaches."""
        taught = self.account.teaches
        if self.name and self.name not in taught:
            sentence = TEACHES_NO_SUCH_CLASS.show(self.account.language)
            raise SpawnException(sentence, reason="no-such-class", message_html=sentence, status_code=403)
        return self.name or (taught[0] if taught else None)

    async def start(self) -> tuple[str, int]:
        account, class_id = self.account, self.class_id()
        label = f"{account.name}.{class_id}" if self.name else account.name
        folder = self.settings.run / "servers" / label
        home = self.settings.user_home(account.name)
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_welcome(home, "teacher" if account.teaches else "student", account.language)
        self.default_url = first_page(home, account.language)
        classes = [(self.settings.class_folder(name), name) for name in account.teaches]
        write_configuration(folder, account, self.settings, self.inner_home, class_id)
        self.cmd = [
            *sandbox_command(self.settings, folder, home, self.inner_home, classes),
            *limit_command(self.settings),
            sys.executable,
            "-m",
            "jupyterhub.singleuser",
        ]
        log = open_log(self.settings.logs / "servers" / f"{label}.log")
        try:
            # What students' programs write shall neither fill nor forge the hub's own log.
            self.popen_kwargs = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": subprocess.STDOUT}
            return await super().start()
        finally:
            os.close(log)


def open_log(path: Path) -> int:
    """A fresh log of one server; its size is bounded by the limit on every file of a student."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)


def write_configuration(
    folder: Path, account: Account, settings: Settings, inner_home: Path, class_id: str | None = None
) -> None:
    """Write what a server reads at its start into `folder`: Lab's and nbgrader's configuration, passwd, group.

    `class_id`: the class whose formgrader a teacher gets.
    """
    shutil.rmtree(folder, ignore_errors=True)
    files = server_files(
        role="teacher" if account.teaches else "student",
        language=account.language,
        idle_minutes=settings.idle_minutes,
    )
    files["nbgrader_config.py"] = nbgrader_config(account, inner_home, settings.service_url("desk"), class_id)
    for name, text in files.items():
        write_private(folder / "etc" / name, text.encode())
    write_private(folder / "passwd", PASSWD.format(name=account.name, home=inner_home).encode())
    write_private(folder / "group", GROUP.format(name=account.name).encode())


def sandbox_command(
    settings: Settings, folder: Path, home: Path, inner_home: Path, classes: Sequence[tuple[Path, str]]
) -> list[str]:
    """The bubblewrap part of the command. `classes`: (folder, class id) of the classes its user teaches."""
    shared = ["grader", *(["courses"] if classes else [])]
    data = [] if settings.field_data is None else [(settings.field_data, FIELD_DATA)]
    return bubblewrap_command(
        network=True,
        read_only=[
            *((settings.project / name, LIBRARY / name) for name in shared),
            (folder / "etc", CONFIGURATION),
            (folder / "passwd", Path("/etc/passwd")),
            (folder / "group", Path("/etc/group")),
            *data,
        ],
        writable=[(home, inner_home), *((path, inner_home / "classes" / name) for path, name in classes)],
        environment={
            "HOME": str(inner_home),
            "USER": inner_home.name,
            "LOGNAME": inner_home.name,
            "PYTHONPATH": f"{CONFIGURATION / 'python'}:{LIBRARY}",
        },
        environment_from_parent=True,  # the hub's token must not stand in argv
    )


def limit_command(settings: Settings) -> list[str]:
    """Limits every process of the server inherits; they need no cgroups."""
    return [
        shutil.which("prlimit") or "/usr/bin/prlimit",
        f"--data={settings.memory_mb * 1024 * 1024}",
        f"--nproc={settings.processes}",
        f"--nofile={settings.open_files}",
        f"--fsize={settings.file_mb * 1024 * 1024}",
        "--core=0",
        "--",
    ]
