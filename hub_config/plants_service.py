"""The service that owns everybody's plants.

Contract: `plants_service` is a context manager that gives (tornado application, options to listen with); when it ends,
every plant has ended.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from hub_config.settings import Settings
from labs.supervisor.service import make_app
from labs.supervisor.supervisor import Supervisor, warm_plant_process


@contextmanager
def plants_service(settings: Settings, authenticate, prefix: str) -> Iterator[tuple]:
    """The supervisor's application, on a warm process of its own."""
    with warm_plant_process() as warm, Supervisor(warm, limit_per_owner=settings.plants_per_student) as supervisor:
        yield make_app(supervisor, authenticate, prefix), {}
