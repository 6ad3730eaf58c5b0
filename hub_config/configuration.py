"""The hub's configuration from one Settings object.

Contract: `configure` only sets traits, never appends, so that reading it twice gives the same hub.
"""

from datetime import UTC, datetime
from pathlib import Path

from hub_config.accounts import Accounts
from hub_config.auth import ClassroomAuthenticator
from hub_config.classes import Classes
from hub_config.desk_store import queue_at, store_at
from hub_config.due_words import Task, to_do
from hub_config.proxy import proxy_command
from hub_config.services import roles, routes, services
from hub_config.settings import Settings
from hub_config.spawner import SandboxSpawner
from labs.language import SmartLabError

TEMPLATES = Path(__file__).parent / "templates"


def configure(c, settings: Settings) -> None:
    """Set everything on JupyterHub's configuration object `c`."""
    _hub(c, settings)
    _proxy(c, settings)
    _people(c, settings)
    _servers(c, settings)
    c.JupyterHub.services = services(settings)
    c.JupyterHub.load_roles = roles()


def _hub(c, settings: Settings) -> None:
    c.JupyterHub.bind_url = f"http://{settings.host}:{settings.port}/"
    c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{settings.ports.hub}"
    c.JupyterHub.db_url = f"sqlite:///{settings.home / 'hub.sqlite'}"
    settings.secret("cookie")
    c.JupyterHub.cookie_secret_file = str(settings.home / "secrets" / "cookie")
    c.JupyterHub.cookie_max_age_days = settings.login_cookie_days
    c.JupyterHub.template_paths = [str(TEMPLATES)]
    c.JupyterHub.default_url = "/hub/home"
    c.JupyterHub.allow_named_servers = True  # one for each class a teacher teaches; the spawner refuses others
    c.JupyterHub.concurrent_spawn_limit = settings.start_together
    c.JupyterHub.cleanup_servers = True
    c.JupyterHub.log_level = "INFO"


def _proxy(c, settings: Settings) -> None:
    c.ConfigurableHTTPProxy.command = proxy_command(settings.project)
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{settings.ports.proxy_api}"
    c.ConfigurableHTTPProxy.auth_token = settings.secret("proxy")
    c.ConfigurableHTTPProxy.pid_file = str(settings.run / "proxy.pid")
    c.ConfigurableHTTPProxy.log_level = "warn"
    c.ConfigurableHTTPProxy.extra_routes = routes(settings)


def _people(c, settings: Settings) -> None:
    accounts, classes = Accounts(settings.accounts_file), Classes(settings)

    def language(user) -> str:
        account = accounts.find(user.name) if user else None
        return account.language if account else settings.language

    def display_name(user) -> str:
        account = accounts.find(user.name) if user else None
        return account.display_name if account else ""

    def classes_taught(user) -> list[tuple[str, str]]:
        account = accounts.find(user.name) if user else None
        return [(name, classes.find(name).title) for name in account.teaches] if account else []

    def tasks(user) -> list[Task]:
        account = accounts.find(user.name) if user else None
        if account is None:
            return []
        try:
            store, queue = store_at(settings.desk_folder), queue_at(settings.desk_folder)
            return to_do(account, classes, store, queue, datetime.now(UTC))
        except SmartLabError:  # a damaged record of the desk's; people still have to get to their labs
            return []

    c.JupyterHub.authenticator_class = ClassroomAuthenticator
    c.JupyterHub.template_vars = {
        "language": language,
        "display_name": display_name,
        "classes_taught": classes_taught,
        "to_do": tasks,
        "apps_url": "/services/apps/",
    }
    c.ClassroomAuthenticator.accounts_file = str(settings.accounts_file)
    c.ClassroomAuthenticator.language = settings.language
    c.ClassroomAuthenticator.tries = settings.login_tries
    c.ClassroomAuthenticator.pause_seconds = settings.login_pause_seconds
    c.ClassroomAuthenticator.longest_pause_seconds = settings.login_longest_pause_seconds
    c.ClassroomAuthenticator.allow_all = True
    c.ClassroomAuthenticator.auth_refresh_age = 60


def _servers(c, settings: Settings) -> None:
    c.JupyterHub.spawner_class = SandboxSpawner
    c.SandboxSpawner.settings = settings
    c.SandboxSpawner.notebook_dir = "/home/{username}"
    c.SandboxSpawner.start_timeout = settings.start_timeout
    c.SandboxSpawner.http_timeout = settings.start_timeout
    c.SandboxSpawner.poll_interval = 10
    # bubblewrap takes the whole sandbox with it at once; long waits would only delay the end of the hub.
    c.SandboxSpawner.interrupt_timeout = 5
    c.SandboxSpawner.term_timeout = 3
