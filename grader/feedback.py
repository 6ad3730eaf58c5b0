"""What a student reads in nbgrader's feedback about answers that no machine grades.

Contract: `TellStudents` comes after nbgrader's GetGrades in GenerateFeedback.preprocessors. It speaks the language that
the notebook was handed out in, and changes nothing in the gradebook.
"""

from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from labs.language import LANGUAGES, Bilingual, reader_language

_WAITS = Bilingual(
    "선생님의 채점을 기다립니다. 이 점수는 아직 더하지 않았습니다.",
    "Waits for the teacher: these points are not counted yet.",
)


class TellStudents(NbGraderPreprocessor):
    """Says beside each answer whether it still waits for the teacher."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Return the notebook with its comments (changed in place) and the resources."""
        about = resources["nbgrader"]
        handed_out = nb.metadata.get("smartlab")
        language = handed_out.get("language") if isinstance(handed_out, dict) else None
        language = language if language in LANGUAGES else reader_language()
        with Gradebook(about["db_url"]) as book:
            submitted = book.find_submission_notebook(about["notebook"], about["assignment"], about["student"])
            waiting = {g.name for g in submitted.grades if g.needs_manual_grade and g.manual_score is None}
        for cell in nb.cells:
            if not (is_grade(cell) and is_solution(cell)):
                continue
            mine = cell.metadata.nbgrader
            if mine.grade_id in waiting:
                mine["waits"] = True  # no cross beside it (grader/desk/pages/feedback)
                mine["comment"] = "\n\n".join(filter(None, (_WAITS.show(language), mine.get("comment"))))
        return nb, resources
