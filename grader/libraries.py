"""Which libraries a notebook's process finds imported already.

Contract: pure. Only modules named here or in a unit's own assignment.py: they are imported in the process that every
submission is forked from, so a submission's words choose from a list and add nothing to it. Nothing depends on the
answer but time: what is not imported ahead, the notebook imports for itself.
"""

import ast
import re

from nbformat.notebooknode import NotebookNode

from grader.unit import Unit

FIGURES = ("matplotlib.pyplot", "matplotlib_inline.backend_inline")
PLANTS = ("labs.session", "numpy", "pandas")  # a plant's tables are data frames
_BY_WORD = {"numpy": ("numpy",), "pandas": ("numpy", "pandas"), "matplotlib": FIGURES, "connect": PLANTS}
_WORD = re.compile(rf"\b({'|'.join(_BY_WORD)})\b")
_AHEAD = ("numpy", "pandas", "scipy", "sklearn", "matplotlib", "labs")


def unit_libraries(unit: Unit) -> list[str]:
    """Return the modules that the unit itself calls for: those its assignment imports, and what driving takes."""
    source = (unit.folder / "assignment.py").read_text(encoding="utf-8")
    found = [name for name in _imported(source) if name.partition(".")[0] in _AHEAD]
    return list(dict.fromkeys([*found, *(PLANTS if drives(unit) else ()), *_named(source)]))


def drives(unit: Unit) -> bool:
    """Say whether the unit's checks drive plants, as far as their text tells."""
    return ".drive(" in (unit.folder / "checks.py").read_text(encoding="utf-8")


def notebook_libraries(notebook: NotebookNode) -> list[str]:
    """Return what a submission's code cells name."""
    return _named("\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code"))


def _imported(source: str) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.append(node.module)
    return names


def _named(source: str) -> list[str]:
    return [module for word in sorted(set(_WORD.findall(source))) for module in _BY_WORD[word]]
