"""What a student reads beside each answer in nbgrader's feedback: points, comments, and what no machine has graded yet.

Contract: `ReadGrades` stands in GenerateFeedback.preprocessors for nbgrader's GetGrades and sets what that sets, with
three questions to the gradebook instead of one or two a cell. What waits for the teacher is told in the language that
the notebook was handed out in. Nothing is changed in the gradebook.
"""

from nbformat.notebooknode import NotebookNode
from nbgrader.api import Assignment, BaseCell, Comment, Grade, Notebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import GetGrades
from nbgrader.utils import is_grade, is_solution, is_task
from sqlalchemy import bindparam, select

from grader.gradebook import engine_at
from labs.language import LANGUAGES, Bilingual, reader_language

_WAITS = Bilingual(
    "선생님의 채점을 기다립니다. 이 점수는 아직 더하지 않았습니다.",
    "Waits for the teacher: these points are not counted yet.",
)
_NOTEBOOK = (
    select(
        SubmittedNotebook.id,
        SubmittedNotebook.score.label("score"),
        SubmittedNotebook.max_score.label("max_score"),
        SubmittedNotebook.late_submission_penalty.label("penalty"),
    )
    .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
    .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
    .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
    .where(
        Notebook.name == bindparam("notebook"),
        Assignment.name == bindparam("assignment"),
        SubmittedAssignment.student_id == bindparam("student"),
    )
)
_GRADES = (
    select(
        BaseCell.name,
        Grade.score.label("score"),
        Grade.max_score.label("max_score"),
        Grade.needs_manual_grade,
        Grade.manual_score,
    )
    .join(BaseCell, BaseCell.id == Grade.cell_id)
    .where(Grade.notebook_id == bindparam("notebook"))
)
_COMMENTS = (
    select(BaseCell.name, Comment.comment.label("comment"))
    .join(BaseCell, BaseCell.id == Comment.cell_id)
    .where(Comment.notebook_id == bindparam("notebook"))
)


class ReadGrades(GetGrades):
    """Sets score, points, comment and `waits` of the cells that have them, and the sums in the resources."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Return the notebook and the resources, both changed in place; NoResultFound where it was never graded."""
        about = resources["nbgrader"]
        with engine_at(about["db_url"]).connect() as db:
            asked = {part: about[part] for part in ("notebook", "assignment", "student")}
            sums = db.execute(_NOTEBOOK, asked).one()
            grades = {row.name: row for row in db.execute(_GRADES, {"notebook": sums.id})}
            comments = {row.name: row.comment for row in db.execute(_COMMENTS, {"notebook": sums.id})}
        penalty = sums.penalty or 0
        about.update(score=sums.score - penalty, max_score=sums.max_score, late_penalty=penalty)
        waits = _WAITS.show(_language(nb))
        for cell in nb.cells:
            mine = cell.metadata.get("nbgrader", {})
            if is_solution(cell) or is_task(cell):
                mine["comment"] = comments[mine.grade_id]
            if is_grade(cell) or is_task(cell):
                grade = grades[mine.grade_id]
                mine["score"], mine["points"] = grade.score, grade.max_score
                if is_grade(cell) and is_solution(cell) and grade.needs_manual_grade and grade.manual_score is None:
                    mine["waits"] = True  # no cross beside it (grader/desk/pages/feedback)
                    mine["comment"] = "\n\n".join(filter(None, (waits, mine["comment"])))
        return nb, resources


def _language(nb: NotebookNode) -> str:
    """Return the language that the notebook was handed out in, the reader's where it does not say."""
    handed_out = nb.metadata.get("smartlab")
    language = handed_out.get("language") if isinstance(handed_out, dict) else None
    return language if language in LANGUAGES else reader_language()
