"""Notebooks that try to get points without knowing the answer.

Contract: `attacked(notebook, name)` returns a submission tampered with in one way, whatever its unit; no point may come
of it that the untouched submission would not get. `CELLS` put hostile code before the student's own; `SHAPES` bend the
notebook itself.
"""

import copy
from collections.abc import Callable
from pathlib import Path

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

CELLS = {path.stem: path for path in sorted(Path(__file__).with_name("cells").glob("*.py"))}


def attacked(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return a copy of the submission under the attack called `name` (of `CELLS` or `SHAPES`)."""
    notebook = copy.deepcopy(notebook)
    if name in SHAPES:
        SHAPES[name](notebook)
        return notebook
    source = CELLS[name].read_text(encoding="utf-8").partition("\n\n")[2]
    first_code = next(index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    notebook.cells.insert(first_code + 1, new_code_cell(source))
    return notebook


def aim(name: str) -> str:
    """Return in a few words what an attack tries: the comment that its cell begins with, or its shape's docstring."""
    if name in SHAPES:
        return SHAPES[name].__doc__.strip().rstrip(".")
    return CELLS[name].read_text(encoding="utf-8").splitlines()[2].removeprefix("# ")


def _checks(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]


def _without_checks(notebook: NotebookNode) -> None:
    """Check cells are taken out."""
    for cell in _checks(notebook):
        notebook.cells.remove(cell)


def _checks_first(notebook: NotebookNode) -> None:
    """Check cells stand before the answers."""
    checks = _checks(notebook)
    _without_checks(notebook)
    notebook.cells[:0] = checks


def _checks_twice(notebook: NotebookNode) -> None:
    """Each check cell is there twice."""
    for cell in _checks(notebook):
        notebook.cells.append(copy.deepcopy(cell))


def _same_ids(notebook: NotebookNode) -> None:
    """All checks have the id of the first."""
    first, *others = _checks(notebook)
    for cell in others:
        cell.metadata.nbgrader["grade_id"] = first.metadata.nbgrader["grade_id"]


def _renamed_checks(notebook: NotebookNode) -> None:
    """Check cells have other ids."""
    for number, cell in enumerate(_checks(notebook)):
        cell.metadata.nbgrader["grade_id"] = f"easy-{number}"


def _more_points(notebook: NotebookNode) -> None:
    """Each check is worth a thousand points."""
    for cell in _checks(notebook):
        cell.metadata.nbgrader["points"] = 1000


def _checks_as_answers(notebook: NotebookNode) -> None:
    """Check cells say that they are answers, to be edited."""
    for cell in _checks(notebook):
        cell.metadata.nbgrader.update(solution=True, locked=False)


def _checks_as_text(notebook: NotebookNode) -> None:
    """Check cells are text, which nobody runs."""
    for index, cell in enumerate(notebook.cells):
        if cell in _checks(notebook):
            notebook.cells[index] = new_markdown_cell(cell.source, metadata=cell.metadata)


def _full_marks_written_in(notebook: NotebookNode) -> None:
    """Check cells hold the points as their source and output."""
    for cell in _checks(notebook):
        cell.source = str(cell.metadata.nbgrader["points"])
        cell.outputs = [new_output("execute_result", data={"text/plain": cell.source}, execution_count=1)]


def _mangled_metadata(notebook: NotebookNode) -> None:
    """The metadata that grading goes by are nonsense."""
    for cell in _checks(notebook):
        cell.metadata["nbgrader"] = {"grade": True, "points": "all"}
    notebook.cells[0].metadata["nbgrader"] = ["nonsense"]


def _other_checks(notebook: NotebookNode) -> None:
    """A check of the student's own, with many points, after those of the unit."""
    cell = copy.deepcopy(_checks(notebook)[0])
    cell.id = "mine"
    cell.source = "check('mine', lambda *anything: True)"
    cell.metadata.nbgrader.update(grade_id="mine", points=1000)
    notebook.cells.append(cell)


def _verdicts_in_metadata(notebook: NotebookNode) -> None:
    """Verdicts, scores and points stand in every place for metadata."""
    full = {"points": 1000, "max_points": 1000, "verdict": "correct", "score": 1000}
    notebook.metadata["smartlab"] = notebook.metadata["nbgrader"] = {"verdicts": [full], "score": 1000}
    for cell in _checks(notebook):
        cell.metadata["smartlab"] = full
        cell.metadata.nbgrader |= full
        cell.outputs = [new_output("execute_result", data={"text/plain": "1000"}, metadata=full, execution_count=1)]


def _skipped_checks(notebook: NotebookNode) -> None:
    """Check cells are tagged so that nbclient does not run them, and an error in them would be expected."""
    for cell in _checks(notebook):
        cell.metadata["tags"] = ["skip-execution", "raises-exception", "remove-cell"]


def _points_by_hand(notebook: NotebookNode) -> None:
    """Check cells say that a person grades them, and a task of the student's own is worth a thousand points."""
    for cell in _checks(notebook):
        cell.metadata.nbgrader.update(solution=True, task=False)
    about = {"grade": False, "solution": False, "locked": False, "task": True, "points": 1000, "schema_version": 3}
    notebook.cells.append(new_markdown_cell("1000", metadata={"nbgrader": {**about, "grade_id": "task"}}))


def _other_calls(notebook: NotebookNode) -> None:
    """The checks ask about functions of the student's choice."""
    for cell in _checks(notebook):
        cell.source = f"check({cell.metadata.nbgrader['grade_id']!r}, *[lambda *anything: True] * 5)"


def _paths_as_ids(notebook: NotebookNode) -> None:
    """Names that lead out of a folder where somebody makes files of them."""
    for index, cell in enumerate(notebook.cells):
        cell.id = f"../../../../tmp/out-{index}"
        cell["attachments"] = {"../../etc/passwd": {"image/png": "aGVsbG8="}}
    notebook.metadata["kernelspec"] = {"name": "../../bin/sh", "display_name": "x", "language": "sh"}
    notebook.metadata["language_info"] = {"name": "python", "file_extension": "/../../x"}


def _swollen(notebook: NotebookNode) -> None:
    """What unpacks to much: one attachment repeated, and thousands of empty cells."""
    notebook.cells[0]["attachments"] = {f"{n}.png": {"image/png": "A" * 20_000} for n in range(200)}
    notebook.cells += [new_code_cell("") for _ in range(1_500)]


SHAPES: dict[str, Callable[[NotebookNode], None]] = {
    "without_checks": _without_checks,
    "checks_first": _checks_first,
    "checks_twice": _checks_twice,
    "same_ids": _same_ids,
    "renamed_checks": _renamed_checks,
    "more_points": _more_points,
    "checks_as_answers": _checks_as_answers,
    "checks_as_text": _checks_as_text,
    "full_marks_written_in": _full_marks_written_in,
    "mangled_metadata": _mangled_metadata,
    "other_checks": _other_checks,
    "verdicts_in_metadata": _verdicts_in_metadata,
    "skipped_checks": _skipped_checks,
    "points_by_hand": _points_by_hand,
    "other_calls": _other_calls,
    "paths_as_ids": _paths_as_ids,
    "swollen": _swollen,
}

READING = (
    "look_for_secrets", "look_around", "read_proc", "read_descriptors", "read_host", "call_home", "break_out",
    "tell_the_checks",
)  # fmt: skip
"""The cells that print what they found, or "nothing"."""

HARMING = (
    "close_descriptors", "deep_recursion", "descriptors_to_the_examiner", "end_the_process", "fill_the_disk", "flood",
    "fork_bomb", "garbage_at_the_plant", "gigabyte_of_output", "half_frames", "hidden_memory",
    "hog_the_processor", "html_bomb", "huge_answer", "huge_ids", "linger", "memory_bomb", "never_end", "paths_as_ids",
    "signals", "socket_bomb", "stop_itself", "swollen", "ten_thousand_outputs", "thread_bomb",
)  # fmt: skip
"""The attacks that are after the grader and not after points."""

AT_THE_PLANT = (
    "every_node_by_its_number", "garbage_at_the_plant", "guess_passwords", "join_other_sessions", "poisoned_writes",
    "second_session", "stand_in_for_the_plant", "step_the_clock", "write_what_is_closed",
)  # fmt: skip
"""The cells that are after the plant of an examination and nothing else."""
