"""What need not be imported.

Contract: changes `sys.modules` only, and only when it is called; call it before anything imports nbformat or nbgrader.
"""

import importlib
import sys
from functools import partial
from types import ModuleType

_EXTENSIONS = ("assignment_list", "course_list", "validate_assignment", "formgrader")


def skip_address_grammar() -> None:
    """Let jsonschema do without its grammar of internationalised addresses where it was not imported yet.

    Building it takes a second of each command's start, for a check that notebooks never ask for. jsonschema does
    without `rfc3987_syntax` where it is missing; None in `sys.modules` makes it missing (Python reference, 5.3.1).
    """
    sys.modules.setdefault("rfc3987_syntax", None)


def skip_server_extensions() -> None:
    """Import nbgrader without the four Jupyter server extensions that its package imports whoever asks for it.

    They bring Jupyter's server, nbgrader's applications and its exchange along, two thirds of a second that grading a
    folder has no use for. A server that loads nbgrader's extension still gets them, when it calls for them, and
    `import nbgrader.server_extensions.…` finds the real ones.
    """
    if "nbgrader" in sys.modules:
        return
    names = [f"nbgrader.server_extensions.{name}" for name in _EXTENSIONS]
    for name in names:
        sys.modules[name] = ModuleType(name)
        sys.modules[name].load_jupyter_server_extension = partial(_load_extension, name)
    try:
        importlib.import_module("nbgrader")
    finally:
        for name in names:
            del sys.modules[name]


def _load_extension(name: str, app: object) -> None:
    importlib.import_module(name).load_jupyter_server_extension(app)
