"""Makes notebooks from a unit's sources: one per language, with nbgrader metadata and ids that never change by chance.

Contract: the same sources give the same bytes. Code cells are equal in both languages, so nbgrader's checksums are
too. The release notebook is made by nbgrader's own preprocessors: it equals what generate_assignment makes of
the source notebook. Nothing is executed; files are written by `build` only, below the folder it is given.
"""

import copy
import hashlib
import tomllib
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from traitlets.config import Config

from courses.source import SourceCell, read_cells
from grader.nbgrader_config import TEXT_STUB
from labs.language import LANGUAGES, SmartLabError

COURSES = Path(__file__).resolve().parent
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def unit_folders(courses_dir: Path | None = None) -> dict[str, Path]:
    """Return {unit id: folder} of every unit below `courses_dir`, in the order of their ids."""
    root = COURSES if courses_dir is None else Path(courses_dir)
    folders = [path.parent for path in root.glob("*/*/unit.toml")]
    return {unit_id(folder): folder for folder in sorted(folders, key=unit_id)}


def unit_id(folder: Path) -> str:
    """Return "c2" for …/c2_pid."""
    return Path(folder).name.partition("_")[0].lower()


def find_units(units: Iterable[str] | None = None, courses_dir: Path | None = None) -> dict[str, Path]:
    """Return the folders of `units` (default: all); raises SmartLabError for one that does not exist."""
    known = unit_folders(courses_dir)
    wanted = [unit.lower() for unit in units] if units else list(known)
    for unit in wanted:
        if unit not in known:
            listed = ", ".join(known) or "-"
            raise SmartLabError(
                f"단원 '{unit}'이(가) 없습니다. 있는 단원: {listed}.",
                f"There is no unit '{unit}'. There are: {listed}.",
            )
    return {unit: known[unit] for unit in wanted}


def read_about(folder: Path) -> dict:
    """Return what unit.toml says; raises SmartLabError when it cannot be read."""
    path = Path(folder) / "unit.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SmartLabError(
            f"단원 설명 {path}을(를) 읽지 못했습니다: {error}. 파일을 고쳐 주십시오.",
            f"The unit description {path} could not be read: {error}. Correct the file.",
        ) from error


def build_unit(unit_folder: Path, language: str) -> dict[str, NotebookNode]:
    """Return the unit's notebooks in `language`: {"lesson", "assignment_source", "assignment_release"}.

    Raises SmartLabError for a language that is not ours or a source that cannot be read.
    """
    _require_language(language)
    folder = Path(unit_folder)
    source = make_notebook(read_cells(folder / "assignment.py"), unit_id(folder), "assignment", language)
    return {
        "lesson": make_notebook(read_cells(folder / "lesson.py"), unit_id(folder), "lesson", language),
        "assignment_source": source,
        "assignment_release": release(source),
    }


def build(
    to: Path, language: str = LANGUAGES[0], units: Iterable[str] | None = None, courses_dir: Path | None = None
) -> list[Path]:
    """Write the notebooks of `units` (default: all) below the folder `to`; return the files written.

    TO/source/UNIT/ and TO/release/UNIT/ each get assignment.ipynb and lesson.ipynb (the lesson is the same in both).
    """
    _require_language(language)
    written = []
    for unit, folder in find_units(units, courses_dir).items():
        notebooks = build_unit(folder, language)
        for kind in ("source", "release"):
            target = Path(to) / kind / unit
            target.mkdir(parents=True, exist_ok=True)
            written.append(_write(target / "assignment.ipynb", notebooks[f"assignment_{kind}"]))
            written.append(_write(target / "lesson.ipynb", notebooks["lesson"]))
    return written


def make_notebook(cells: Iterable[SourceCell], unit: str, kind: str, language: str) -> NotebookNode:
    """Return the notebook of `kind` ("lesson" or "assignment") with the cells that are for `language`."""
    notebook = new_notebook()
    notebook.metadata = {
        "kernelspec": dict(KERNEL),
        "language_info": {"name": "python"},
        "smartlab": {"unit": unit, "language": language, "kind": kind},
    }
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    chosen = [cell for cell in cells if cell.language in (None, language)]
    notebook.cells = [_make_cell(cell, unit, kind) for cell in chosen]
    return nbformat.from_dict(notebook)


def _make_cell(cell: SourceCell, unit: str, kind: str) -> NotebookNode:
    make = new_markdown_cell if cell.kind == "markdown" else new_code_cell
    made = make(cell.source, id=_cell_id(cell, unit, kind))
    made.metadata = {}
    if cell.folded:
        made.metadata["jupyter"] = {"source_hidden": True}
    if cell.role:
        made.metadata["nbgrader"] = _nbgrader(cell)
    return made


def _cell_id(cell: SourceCell, unit: str, kind: str) -> str:
    """Named cells keep their id when others are added around them; the rest go by their place."""
    slug = f"{cell.role}/{cell.name}" if cell.role else str(cell.place)
    return hashlib.blake2b(f"{unit}/{kind}/{slug}".encode(), digest_size=8).hexdigest()


def _nbgrader(cell: SourceCell) -> dict:
    with_points = cell.role == "check" or cell.written
    about = {
        "grade": with_points,
        "grade_id": cell.name,
        "locked": cell.role != "answer",
        "schema_version": 3,
        "solution": cell.role == "answer",
        "task": False,
    }
    if with_points:
        about["points"] = cell.points
    return about


def release(source: NotebookNode) -> NotebookNode:
    """Return what students get: solutions replaced by stubs, cells locked, checksums computed, all by nbgrader."""
    # Importing nbgrader takes a second, and it is needed here only.
    from nbgrader.preprocessors import (
        CheckCellMetadata,
        ClearHiddenTests,
        ClearMarkScheme,
        ClearOutput,
        ClearSolutions,
        ComputeChecksums,
        LockCells,
    )

    # GenerateAssignment's list without its header, its generated tests and its database.
    steps = (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ClearHiddenTests, ClearMarkScheme)
    notebook, resources = copy.deepcopy(source), {}
    config = Config({"ClearSolutions": {"text_stub": TEXT_STUB}})
    for step in (*steps, ComputeChecksums, CheckCellMetadata):
        notebook, resources = step(config=config).preprocess(notebook, resources)
    return notebook


def notebook_text(notebook: NotebookNode) -> str:
    """Return the notebook as the text of its file."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook, version=nbformat.NO_CONVERT) + "\n"


def _write(path: Path, notebook: NotebookNode) -> Path:
    # Beside its place first: on a full disk the notebook of an earlier build stays whole.
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_text(notebook_text(notebook), encoding="utf-8")
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return path


def _require_language(language: str) -> None:
    if language not in LANGUAGES:
        listed = ", ".join(LANGUAGES)
        raise SmartLabError(
            f"'{language}'은(는) 수업 언어가 아닙니다. 쓸 수 있는 언어: {listed}.",
            f"'{language}' is not a language of the courses. There are: {listed}.",
        )
