"""Reads submitted notebooks, whatever they are.

Contract: a notebook that is read is of the present format and holds only what grading relies on; what cannot be read
is a SmartLabError with a sentence for people. Nothing a file holds makes anything else happen.
"""

import stat
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from labs.file_errors import why
from labs.language import SmartLabError

FILE_NAME = "assignment.ipynb"
MOST_BYTES = 20 * 2**20


def read_notebook(path: Path) -> NotebookNode:
    """Read a submitted notebook; raises SmartLabError, with a sentence for people, whatever is wrong with it."""
    try:
        about = path.lstat()
    except OSError as error:
        raise _unreadable(why(error).ko, why(error).en) from None
    if not stat.S_ISREG(about.st_mode):
        raise _unreadable("보통 파일이 아닙니다", "it is not an ordinary file")
    if about.st_size > MOST_BYTES:
        raise _unreadable("20 MB를 넘습니다(출력을 지우면 줄어듭니다)", "it is over 20 MB (clearing its outputs helps)")
    try:
        text = path.read_text(encoding="utf-8")
        notebook = as_notebook(nbformat.reader.reads(text))
    except SmartLabError:
        raise
    except OSError as error:
        raise _unreadable(why(error).ko, why(error).en) from None
    except Exception:  # whatever a damaged file makes a parser raise
        raise _unreadable("노트북 형식이 아니거나 손상되었습니다", "it is damaged or not a notebook") from None
    return notebook


def as_notebook(content: NotebookNode) -> NotebookNode:
    """Return a notebook of the present format with only what grading needs to rely on; raises for anything else."""
    if content.get("nbformat") != 4:
        content = nbformat.convert(content, 4)
    notebook = nbformat.v4.new_notebook(metadata=_node(content.get("metadata")))
    for cell in content.cells:
        kind, source = cell.get("cell_type"), cell.get("source", "")
        if kind not in ("code", "markdown", "raw"):
            continue
        source = "".join(source) if isinstance(source, list) else str(source)
        fresh = getattr(nbformat.v4, f"new_{kind}_cell")(source, metadata=_node(cell.get("metadata")))
        if isinstance(cell.get("id"), str) and nbformat.validator.isvalid(nbformat.from_dict({**fresh, "id": cell.id})):
            fresh.id = cell.id
        notebook.cells.append(fresh)
    return notebook


def _node(value: object) -> NotebookNode:
    return value if isinstance(value, NotebookNode) else NotebookNode()


def _unreadable(ko: str, en: str) -> SmartLabError:
    return SmartLabError(
        f"{FILE_NAME}을(를) 읽지 못했습니다: {ko}. 다시 제출받아 주십시오.",
        f"{FILE_NAME} could not be read: {en}. Ask for it to be handed in again.",
    )
