"""The nbgrader_config.py of one person's server.

Contract: returns the text of a few lines that call `grader.nbgrader_config.configure`; a teacher's formgrader works
on one class, a student's assignment list shows every class of the student. nbgrader runs it in every process of its
own, its commands' included.
"""

from pathlib import Path

from hub_config.accounts import Account

TEXT = '''"""Written at each start of the server."""

from pathlib import Path

from grader.nbgrader_config import configure

configure(get_config(), {arguments})  # noqa: F821
'''
# A command that a teacher types takes its turn with formgrader and the desk.
TEACHERS = """
from grader.class_lock import lock_steps

lock_steps()
"""


def nbgrader_config(account: Account, inner_home: Path, desk_url: str, class_id: str | None = None) -> str:
    """Text of the configuration for `account`, whose home is `inner_home` inside its sandbox.

    `class_id`: which of the classes taught the formgrader is for; without it the first.
    """
    if account.teaches:
        class_id = class_id or account.teaches[0]
        about = f"class_id={class_id!r}, class_dir=Path({str(inner_home / 'classes' / class_id)!r}), role='teacher'"
    else:
        only = next(iter(account.classes)) if len(account.classes) == 1 else None
        about = f"class_id={only!r}, class_dir=None, role='student', path_includes_course={len(account.classes) > 1}"
    return TEXT.format(arguments=f"{about}, desk_url={desk_url!r}") + (TEACHERS if account.teaches else "")
