"""Loads a unit for examining it: its checks, their messages, and which functions each check cell passes.

Contract: reads the unit's folder only (checks.py is trusted code and is executed; assignment.py is parsed, never
executed). Every fault in a unit is a SmartLabError that names the file.
"""

import ast
import importlib.util
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.exam import CheckDefinition
from grader.verdict import read_messages
from labs.language import Bilingual, SmartLabError


@dataclass(frozen=True)
class Unit:
    """One unit as the grader sees it.

    `checks` in the order of unit.toml; `questions` maps a check's id to the source texts of what its check cell passes
    (normally names of functions); `messages` holds the shared messages and the unit's own. `written` maps the id of
    each answer in words to its points, which the teacher gives: they are no part of `max_score`.
    """

    id: str
    folder: Path
    title: Bilingual
    checks: Mapping[str, CheckDefinition]
    messages: Mapping[str, Bilingual]
    questions: Mapping[str, tuple[str, ...]]
    written: Mapping[str, float] = field(default_factory=dict)

    @property
    def max_score(self) -> float:
        return sum(definition.points for definition in self.checks.values())

    def check_source(self, check_id: str) -> str:
        """Return what a grader runs for this check: it relies on no name the notebook could have redefined."""
        arguments = "".join(f", {argument}" for argument in self.questions.get(check_id, ()))
        return f'__import__("labs.check").check.examination({self.id!r})({check_id!r}{arguments})'


def default_courses_dir() -> Path:
    """Return the project's own courses folder."""
    return Path(__file__).resolve().parents[1] / "courses"


def unit_folders(courses_dir: Path | None = None) -> dict[str, Path]:
    """Return {unit id: folder} of all units below the courses folder, by name."""
    root = courses_dir or default_courses_dir()
    folders = (path.parent for path in sorted(Path(root).glob("*/*/unit.toml")))
    return {folder.name.partition("_")[0].lower(): folder for folder in folders}


def load_unit(unit_id: str, courses_dir: Path | None = None) -> Unit:
    """Load one unit; raises SmartLabError for an unknown unit (listing what exists) or a faulty one."""
    folders = unit_folders(courses_dir)
    folder = folders.get(str(unit_id).lower())
    if folder is None:
        known = ", ".join(folders) or "-"
        raise SmartLabError(
            f"단원 '{unit_id}'이(가) 없습니다. 있는 단원: {known}.",
            f"There is no unit '{unit_id}'. There are: {known}.",
        )
    about = _read_toml(folder / "unit.toml")
    checks = _load_checks(folder, about)
    shared = Path(__file__).with_name("messages.toml")
    own = folder / "messages.toml"
    return Unit(
        id=str(unit_id).lower(),
        folder=folder,
        title=_title(about, unit_id),
        checks=checks,
        messages=read_messages([shared, *([own] if own.exists() else [])]),
        questions=_questions(folder / "assignment.py", checks),
        written=_written(folder / "unit.toml", about),
    )


def _read_toml(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _faulty(path, error) from error


def _title(about: dict, unit_id: str) -> Bilingual:
    title = about.get("title", {})
    if isinstance(title, dict) and {"ko", "en"} <= set(title):
        return Bilingual(title["ko"], title["en"])
    return Bilingual(unit_id, unit_id)


def _load_checks(folder: Path, about: dict) -> dict[str, CheckDefinition]:
    """Execute checks.py under a private module name and return its checks, ordered as unit.toml says."""
    path = folder / "checks.py"
    spec = importlib.util.spec_from_file_location(f"smartlab_unit_{folder.name}.checks", path)
    try:
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    except Exception as error:
        raise _faulty(path, error) from error
    found = {item.id: item for item in vars(module).values() if isinstance(item, CheckDefinition)}
    order = [str(check_id) for check_id in about.get("checks", [])] or list(found)
    if set(order) != set(found):
        raise _faulty(path, f"unit.toml lists {sorted(order)}, checks.py has {sorted(found)}")
    return {check_id: found[check_id] for check_id in order}


def _written(path: Path, about: dict) -> dict[str, float]:
    """Read the tables [[written]]: an id, points, and a guide to marking for the teacher (see courses/guide.py)."""
    try:
        return {str(answer["id"]): float(answer["points"]) for answer in about.get("written", [])}
    except (KeyError, TypeError, ValueError) as error:
        raise _faulty(path, f"[[written]] {error!r}") from error


def _questions(path: Path, checks: Mapping[str, CheckDefinition]) -> dict[str, tuple[str, ...]]:
    """Read from assignment.py what each `check("id", …)` passes, as source texts."""
    try:
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
    except (OSError, UnicodeDecodeError, SyntaxError, ValueError) as error:
        raise _faulty(path, error) from error
    questions = {}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "check"):
            continue
        if node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value in checks:
            passed = tuple(ast.get_source_segment(source, argument) for argument in node.args[1:])
            questions.setdefault(node.args[0].value, passed)
    if set(questions) != set(checks):
        raise _faulty(path, f"no check cell for {sorted(set(checks) - set(questions))}")
    return questions


def _faulty(path: Path, error: object) -> SmartLabError:
    where = f"{path.parent.name}/{path.name}"
    return SmartLabError(
        f"단원 파일 {where}에 문제가 있습니다: {error}. 파일을 고친 뒤 다시 시도해 주십시오.",
        f"The unit file {where} has a fault: {error}. Correct it, then try again.",
    )
