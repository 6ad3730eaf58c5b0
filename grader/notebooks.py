"""Reads submitted notebooks, whatever they are.

Contract: a notebook that is read is of the present format and holds only what grading relies on: cells of known kinds
with a text, an id of their own and plain metadata; outputs are left out. What is damaged in part is read in part, and a
sentence says so; what cannot be read at all is a SmartLabError with a sentence for people. Nothing a file holds makes
anything else happen.
"""

import json
import math
import re
import stat
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode, from_dict

from labs.file_errors import why
from labs.language import Bilingual, SmartLabError

FILE_NAME = "assignment.ipynb"
MOST_BYTES = 20 * 2**20
MOST_CELLS = 2_000  # a lesson has some fifty; each costs time that others wait for
_METADATA_CHARACTERS = 20_000
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_IN_PART = Bilingual(
    "{name}이(가) 일부 손상되어, 읽을 수 있는 부분만 채점했습니다. 학생에게 파일을 확인해 달라고 하십시오.",
    "Parts of {name} are damaged; what could be read was graded. Ask the student to look at the file.",
)


def read_notebook(path: Path) -> NotebookNode:
    """Read a submitted notebook; raises SmartLabError, with a sentence for people, whatever is wrong with it."""
    return read_submission(path)[0]


def read_submission(path: Path) -> tuple[NotebookNode, Bilingual | None]:
    """Read a submitted notebook as `read_notebook` does; the sentence says that it was damaged in part."""
    try:
        about = path.lstat()
    except OSError as error:
        raise _unreadable(why(error).ko, why(error).en) from None
    if not stat.S_ISREG(about.st_mode):
        raise _unreadable("보통 파일이 아닙니다", "it is not an ordinary file")
    if about.st_size > MOST_BYTES:
        raise _unreadable("20 MB를 넘습니다(출력을 지우면 줄어듭니다)", "it is over 20 MB (clearing its outputs helps)")
    if about.st_size == 0:
        raise _unreadable("빈 파일입니다", "it is empty")
    try:
        data = path.read_bytes()
        text = data.decode(json.detect_encoding(data), "replace")
        content = json.loads(text)
        reader = _Reader()
        notebook = reader.read(content)
    except SmartLabError:
        raise
    except OSError as error:
        raise _unreadable(why(error).ko, why(error).en) from None
    except Exception:  # whatever a damaged file makes a parser raise
        raise _unreadable("노트북 형식이 아니거나 손상되었습니다", "it is damaged or not a notebook") from None
    damaged = reader.damaged or "\ufffd" in text
    return notebook, Bilingual(*(each.format(name=path.name) for each in _IN_PART)) if damaged else None


def as_notebook(content: Mapping) -> NotebookNode:
    """Return a notebook of the present format with only what grading needs to rely on; raises for anything else."""
    return _Reader().read(content)


class _Reader:
    """Reads one notebook; `damaged` tells whether something in it could not be read."""

    def __init__(self) -> None:
        self.damaged = False
        self._ids: set[str] = set()

    def read(self, content: object) -> NotebookNode:
        """Return the notebook; raises SmartLabError, or whatever else a thing that is no notebook brings about."""
        if not isinstance(content.get("cells"), list):  # the format's number may be anything: what is there decides
            old = {"nbformat": 3} if "worksheets" in content else {}
            content = nbformat.convert(from_dict({"nbformat_minor": 0, **content, **old}), 4)
        notebook = nbformat.v4.new_notebook(metadata=self._metadata(content.get("metadata", {})))
        if len(content["cells"]) > MOST_CELLS:
            raise _unreadable(f"셀이 너무 많습니다({MOST_CELLS}개까지)", f"it has too many cells (up to {MOST_CELLS})")
        notebook.cells = [cell for cell in map(self._cell, content["cells"]) if cell is not None]
        if not notebook.cells:
            raise _unreadable("읽을 수 있는 셀이 하나도 없습니다", "there is no cell in it that can be read")
        return notebook

    def _cell(self, cell: object) -> NotebookNode | None:
        kind = cell.get("cell_type") if isinstance(cell, Mapping) else None
        if kind not in ("code", "markdown", "raw"):
            self.damaged = True
            return None
        fresh = NotebookNode(id=self._id(cell.get("id")), cell_type=kind, metadata=NotebookNode())
        fresh.metadata = self._metadata(cell.get("metadata", {}))
        fresh.source = self._text(cell.get("source", ""))
        if kind == "code":
            fresh.outputs, fresh.execution_count = [], None
        return fresh

    def _id(self, wanted: object) -> str:
        """Return an id that no cell before has: the wanted one where it is one."""
        if not (isinstance(wanted, str) and _ID.fullmatch(wanted)) or wanted in self._ids:
            numbers = (f"cell-{number}" for number in range(len(self._ids), 2 * MOST_CELLS + 1))
            wanted = next(name for name in numbers if name not in self._ids)
        self._ids.add(wanted)
        return wanted

    def _text(self, source: object) -> str:
        lines = source if isinstance(source, list) else [source]
        texts = [line for line in lines if isinstance(line, str)]
        self.damaged |= len(texts) < len(lines)
        return _encodable("".join(texts))

    def _metadata(self, value: object) -> NotebookNode:
        """Return metadata that can be written as JSON anywhere; where they are far too many (widgets), nbgrader's."""
        try:
            plain = _plain(value)
            if isinstance(plain, dict):
                for kept in (plain, {"nbgrader": plain.get("nbgrader")}):
                    if len(json.dumps(kept)) <= _METADATA_CHARACTERS:
                        return from_dict(kept)
        except (RecursionError, TypeError):
            pass
        self.damaged = True
        return NotebookNode()


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {_encodable(str(key)): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return _encodable(value) if isinstance(value, str) else value


def _encodable(text: str) -> str:
    """Return the text without half characters, which JSON can hold and no file can."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _unreadable(ko: str, en: str) -> SmartLabError:
    return SmartLabError(
        f"{FILE_NAME}을(를) 읽지 못했습니다: {ko}. 다시 저장해 제출해야 합니다.",
        f"{FILE_NAME} could not be read: {en}. It has to be saved and handed in again.",
    )
