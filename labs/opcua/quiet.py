"""Keeps asyncua's log out of notebooks and consoles.

Contract: whatever matters is raised as an error; asyncua also writes it to its log, which without configuration ends
on stderr, in front of pupils. Somebody who has set the level of the logger "asyncua" keeps it.
"""

import logging


def quiet_asyncua() -> None:
    """Silence asyncua's logger unless its level is set."""
    logger = logging.getLogger("asyncua")
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.CRITICAL + 1)
