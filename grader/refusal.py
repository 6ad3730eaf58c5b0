"""What stands in the place of a submission that could not be graded: no points, and a sentence that says why.

Contract: pure. The notebook that takes its place has every check of the unit with 0 points, so that gradebook and
feedback show what happened; nothing of the submission is in it.
"""

from nbformat.v4 import new_code_cell, new_notebook

from grader.grading import Graded
from grader.outputs import note_output, verdict_outputs
from grader.plan import plan
from grader.unit import Unit
from grader.verdict import Verdict
from labs.language import Bilingual

_NOT_READ = Bilingual("제출물을 채점하지 못했습니다.", "The submission could not be graded.")


def refuse(unit: Unit, error: Bilingual, language: str) -> Graded:
    """Return a graded notebook with nothing but `error` and the unit's checks, each "missing"."""
    notebook, steps = plan(new_notebook(), unit)
    verdicts = [
        Verdict(check.id, 0.0, check.points, "missing", "not-read", _NOT_READ) for check in unit.checks.values()
    ]
    by_check = {verdict.check: verdict for verdict in verdicts}
    for step in steps:
        notebook.cells[step.index].outputs = verdict_outputs(by_check[step.check], language)
    notebook.cells.insert(0, new_code_cell(outputs=[note_output(error.show(language))]))
    return Graded(notebook, verdicts, 0.0, error)


def unexpected(error: Exception) -> Bilingual:
    """Return what is said of an error that nobody foresaw."""
    return Bilingual(
        f"채점 중 예상하지 못한 오류가 났습니다: {type(error).__name__}: {error}",
        f"Grading met an unexpected error: {type(error).__name__}: {error}",
    )
