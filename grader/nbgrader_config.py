"""nbgrader's configuration for a member of a class.

Contract: `configure(c, …)` only sets, never appends, and reads no environment and no file. It names classes rather than
importing them, so that a student's server needs nothing of the teacher's. A class is one nbgrader course.
"""

from pathlib import Path
from typing import Any, Literal

TEXT_STUB = "…"  # what stands where an answer in words is to be written


def configure(
    c: Any,
    *,
    class_id: str | None,
    class_dir: Path | None,
    role: Literal["teacher", "student"],
    desk_url: str,
    assignment_dir: Path | None = None,
    path_includes_course: bool = False,
    strict: bool = False,
) -> None:
    """Set nbgrader's options on the config object `c`.

    `class_id` None stands for all classes of the student (then set `path_includes_course`). `class_dir` is the
    teacher's course directory (source, release, submitted, …, gradebook.db); None for students. `desk_url` is the
    desk's address including its prefix. `assignment_dir`: where students fetch to; their server's folder if None.
    `strict` refuses a submission in which a released notebook is missing.
    """
    _exchange(c, desk_url, assignment_dir, path_includes_course, strict)
    c.CourseDirectory.course_id = class_id or ""
    if role == "teacher":
        if class_dir is None:
            raise ValueError("a teacher needs class_dir")
        c.CourseDirectory.root = str(class_dir)
        _grading(c, desk_url)
        _pages(c)


def _exchange(c: Any, desk_url: str, assignment_dir: Path | None, path_includes_course: bool, strict: bool) -> None:
    c.ExchangeFactory.exchange = "grader.exchange.DeskExchange"
    c.ExchangeFactory.list = "grader.exchange.DeskList"
    c.ExchangeFactory.fetch_assignment = "grader.exchange.DeskFetchAssignment"
    c.ExchangeFactory.fetch_feedback = "grader.exchange.DeskFetchFeedback"
    c.ExchangeFactory.release_assignment = "grader.exchange.DeskReleaseAssignment"
    c.ExchangeFactory.release_feedback = "grader.exchange.DeskReleaseFeedback"
    c.ExchangeFactory.submit = "grader.exchange.DeskSubmit"
    c.ExchangeFactory.collect = "grader.exchange.DeskCollect"
    c.Authenticator.plugin_class = "nbgrader.auth.base.NoAuthPlugin"  # the desk decides who is in which class
    c.DeskExchange.desk_url = desk_url
    c.DeskExchange.path_includes_course = path_includes_course
    if assignment_dir is not None:
        c.Exchange.assignment_dir = str(assignment_dir)
    c.ExchangeSubmit.strict = strict  # nbgrader's own section, which "nbgrader submit --strict" sets too


def _grading(c: Any, desk_url: str) -> None:
    c.Autograde.sanitize_preprocessors = [
        "grader.nbgrader_plugin.RepairNotebook",  # a submission does not say itself how it is graded
        "nbgrader.preprocessors.ClearOutput",
        "nbgrader.preprocessors.DeduplicateIds",
        "nbgrader.preprocessors.OverwriteKernelspec",
        "nbgrader.preprocessors.OverwriteCells",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.Autograde.autograde_preprocessors = [
        "grader.nbgrader_plugin.ExamineNotebook",  # in place of nbgrader's Execute
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        "nbgrader.preprocessors.SaveAutoGrades",
        "grader.nbgrader_plugin.AskForAPerson",  # no silent 0 where the examiner itself failed
        "grader.late.DeskLatePenalties",  # nbgrader's, told by the desk when it was due
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.GenerateFeedback.preprocessors = [
        "grader.feedback.ReadGrades",  # nbgrader's GetGrades, and what still waits for the teacher
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]
    c.ExamineNotebook.desk_url = desk_url
    c.DeskLatePenalties.desk_url = desk_url
    c.ExportApp.plugin_class = "grader.csv_export.SpreadsheetExport"
    # No natural language in graded cells: their checksums are then equal in both languages.
    c.ClearSolutions.code_stub = {"python": "raise NotImplementedError()"}
    c.ClearSolutions.text_stub = TEXT_STUB


def _pages(c: Any) -> None:
    c.FormgradeExtension.debug = False  # or its page prints this configuration
    from grader.desk import feedback_page, sanitise

    c.GenerateFeedback.exporter_class = "grader.desk.feedback_page.FeedbackExporter"
    for name, options in {**sanitise.settings(), "FeedbackExporter": feedback_page.settings()}.items():
        for option, value in options.items():
            setattr(c[name], option, value)
