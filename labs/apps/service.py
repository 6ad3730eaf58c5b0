"""Builds the apps' notebooks into a folder and says how to serve them.

Contract: `build(folder)` writes one notebook for each app and language (`NAME.ko.ipynb`, `NAME.en.ipynb`), each with
stable cell ids, so that the same source always gives the same bytes. `command(folder, …)` is what to start.
"""

import hashlib
import sys
from pathlib import Path

import jupytext
import nbformat

from labs.apps.pages import ICON, WAITING
from labs.apps.registry import App, apps
from labs.hmi import theme
from labs.language import LANGUAGES

# A visitor cannot run code, but can send a kernel widget messages without end.
_FIRST = """\
import resource

resource.setrlimit(resource.RLIMIT_DATA, (768 * 2**20,) * 2)
LANGUAGE = {language!r}"""


def build(folder: Path) -> list[Path]:
    """Write every app's notebooks into `folder` (made when missing) and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for app in apps():
        for language in LANGUAGES:
            target = folder / f"{app.name}.{language}.ipynb"
            nbformat.write(notebook(app, language), target)
            written.append(target)
    return written


def notebook(app: App, language: str) -> nbformat.NotebookNode:
    """Return the notebook of `app` in "ko" or "en"."""
    made = jupytext.reads(app.source.read_text(encoding="utf-8"), fmt="py:percent")
    made.cells = [cell for cell in made.cells if cell.cell_type == "code"]
    made.cells.insert(0, nbformat.v4.new_code_cell(_FIRST.format(language=language)))
    for index, cell in enumerate(made.cells):
        cell["id"] = hashlib.sha256(f"{app.name}/{index}".encode()).hexdigest()[:8]
    made.metadata = nbformat.from_dict(
        {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
            "title": app.title.show(language),
            "smartlab": {
                "language": language,
                "icon": ICON,
                "waiting": WAITING.show(language),
                "page": theme.PAGE,
                "ink": theme.INK,
                "fonts": theme.FONTS,
            },
        }
    )
    made.nbformat, made.nbformat_minor = 4, 5
    nbformat.validate(made)
    return made


def command(
    folder: Path,
    *,
    port: int,
    base_url: str = "/",
    ip: str = "127.0.0.1",
    visitors: int = 20,
    visit_minutes: float = 60.0,
) -> list[str]:
    """Return the argument list of the server for `folder`; it serves `base_url` on `ip`:`port` until it is ended.

    Its environment says where plants come from: `SMARTLAB_PLANTS_URL` with `SMARTLAB_APPS_TOKEN_FILE`; without them
    each visitor gets a local plant process.
    """
    return [
        sys.executable, "-m", "labs.apps.voila_server", str(folder), "--ip", ip, "--port", str(port),
        "--base-url", base_url, "--visitors", str(visitors), "--visit-minutes", str(visit_minutes),
    ]  # fmt: skip
