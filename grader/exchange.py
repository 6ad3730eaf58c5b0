"""nbgrader's exchange over the desk, in place of its world-writable folder.

Contract: one class for each operation of nbgrader's `ExchangeFactory`, set by `grader.nbgrader_config.configure`.
They talk to the desk at `desk_url` (SMARTLAB_DESK_URL) with the token of JUPYTERHUB_API_TOKEN; who submits is what
the desk makes of that token, not `--student` or a user name. Whatever goes wrong ends in `fail` with a sentence in
the reader's language. nbgrader's settings `assignment_dir`, `path_includes_course`, `CourseDirectory.*`, `strict`,
`force`, `update`, `before_duedate` and `replace_missing_files` mean what they mean there.
"""

from grader.desk.exchange_base import DeskExchange
from grader.desk.exchange_student import DeskFetchAssignment, DeskFetchFeedback, DeskList, DeskSubmit
from grader.desk.exchange_teacher import DeskCollect, DeskReleaseAssignment, DeskReleaseFeedback

__all__ = [
    "DeskCollect",
    "DeskExchange",
    "DeskFetchAssignment",
    "DeskFetchFeedback",
    "DeskList",
    "DeskReleaseAssignment",
    "DeskReleaseFeedback",
    "DeskSubmit",
]
