"""The desk over HTTP: the API that the exchange, nbgrader's grading step and notebooks talk to.

Contract: `make_app(store, authenticate, …)` is a tornado application; listen with `SERVER_OPTIONS`. Every request
carries `Authorization: token T`; `await authenticate(T)` gives an object with `name`, `classes` ({class id:
"teacher"|"student"}) and `kind` ("user"|"apps"), or None. Who someone is comes from the token and nowhere else. A
class one does not belong to answers 404 as if it did not exist. Errors are {"message": {"ko", "en"}} with a fitting
status. Files travel as {"files": {path: base64}}.
"""

import asyncio
import functools
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from tornado import web

from grader.desk.base import ApiHandler
from grader.desk.errors import BadRequest, Unavailable
from grader.desk.files import from_json, to_json
from grader.desk.intake import Intake
from grader.desk.practice import Practice, PracticeHandler, Rate
from grader.desk.store import Store, as_json

SERVER_OPTIONS = {"max_body_size": 1024 * 1024, "max_buffer_size": 64 * 1024 * 1024}

Execute = Callable[[str, str, dict, str], dict]


@dataclass(frozen=True)
class User:
    """Who a token belongs to; any object with these attributes will do."""

    name: str
    classes: dict[str, str] = field(default_factory=dict)
    kind: str = "user"


def make_app(
    store: Store,
    authenticate: Callable[[str], Awaitable[Any]],
    prefix: str = "",
    execute: Execute | None = None,
    practice: Practice | None = None,
    *,
    intake: Intake | None = None,
    jobs: int = 2,
    rate: Rate | None = None,
    pages: Sequence[tuple] = (),
    cookie_secret: bytes | None = None,
) -> web.Application:
    """Return the desk's application below `prefix` ("" or "/services/desk").

    `pages` are further routes, for browsers, whose cookies are signed with `cookie_secret`.
    `intake` takes submissions in; without it they are stored and nobody grades them on submission.
    `execute(class_id, unit, notebook, student) -> notebook` grades one notebook (JSON objects); it runs in at most
    `jobs` threads. `practice(unit, link, user)` serves the questions of one notebook over a `practice.PracticeLink`, in
    a thread of its own, within `rate`; it returns or raises when the link closes. The door of one that is None is shut
    (503).
    """
    one_class = prefix.rstrip("/") + r"/api/classes/([^/]+)"
    record = r"/([^/]+)/([^/]+)/([1-9][0-9]{0,5})"
    routes = [
        (prefix.rstrip("/") + r"/health", HealthHandler),
        (prefix.rstrip("/") + r"/api/me", MeHandler),
        (one_class + r"/assignments", AssignmentsHandler),
        (one_class + r"/assignments/([^/]+)", AssignmentHandler),
        (one_class + r"/assignments/([^/]+)/submissions", SubmitHandler),
        (one_class + r"/assignments/([^/]+)/terms", TermsHandler),
        (one_class + r"/submissions", SubmissionsHandler),
        (one_class + r"/submissions" + record, SubmissionFilesHandler),
        (one_class + r"/feedback" + record, FeedbackHandler),
        (one_class + r"/execute/([^/]+)", ExecuteHandler),
        (prefix.rstrip("/") + r"/api/units/([^/]+)/examine", PracticeHandler),
        *pages,
    ]
    return web.Application(
        routes,
        default_handler_class=UnknownHandler,
        cookie_secret=cookie_secret,
        store=store,
        intake=intake or Intake(store),
        authenticate=authenticate,
        execute=execute,
        execute_threads=ThreadPoolExecutor(jobs, thread_name_prefix="execute"),
        practice=practice,
        practice_rate=rate or Rate(),
        practice_connections=Counter(),
        # No pings: a notebook answers them only while it asks something, and may think for an hour in between.
        websocket_max_message_size=4 * 1024 * 1024,
    )


class HealthHandler(web.RequestHandler):
    """GET: {"status": "ok"}, for the hub; needs no token."""

    def get(self) -> None:
        self.write({"status": "ok"})


class UnknownHandler(ApiHandler):
    """Any address that is none of ours."""

    async def prepare(self) -> None:
        self.refuse_address()


class MeHandler(ApiHandler):
    """GET: {"name", "classes"} of the token's owner."""

    async def get(self) -> None:
        self.write({"name": self.user.name, "classes": dict(self.user.classes)})


class AssignmentsHandler(ApiHandler):
    """GET: {"assignments": [{"assignment", "time", "notebooks"}]} released to the class."""

    async def get(self, class_id: str) -> None:
        self.require(class_id)
        self.write({"assignments": await self.store(Store.assignments, class_id)})


class AssignmentHandler(ApiHandler):
    """GET the files; PUT {"files", "replace"?} to release and DELETE to withdraw (teachers)."""

    body_limit = {"PUT": 32 * 1024 * 1024}

    async def get(self, class_id: str, assignment: str) -> None:
        self.require(class_id)
        self.write({"files": to_json(await self.store(Store.assignment_files, class_id, assignment))})

    async def put(self, class_id: str, assignment: str) -> None:
        self.require(class_id, "teacher")
        body = self.json_body()
        files = from_json(body.get("files"), self.limits)
        replace = body.get("replace") is True
        await self.store(Store.release, class_id, assignment, files, replace=replace)
        self.write({})

    async def delete(self, class_id: str, assignment: str) -> None:
        self.require(class_id, "teacher")
        await self.store(Store.withdraw, class_id, assignment)
        self.write({})


class SubmitHandler(ApiHandler):
    """POST {"files"} (students): the receipt, {"hash", "time", "attempt", "seconds_late"}.

    A submission is kept under the name the token belongs to.
    """

    body_limit = {"POST": 32 * 1024 * 1024}

    async def post(self, class_id: str, assignment: str) -> None:
        self.require(class_id, "student")
        files = from_json(self.json_body().get("files"), self.limits)
        take = functools.partial(self.settings["intake"].submit, class_id, assignment, self.user.name, files)
        receipt = await asyncio.get_running_loop().run_in_executor(None, take)
        self.set_status(201)
        self.write(as_json(receipt))


class TermsHandler(ApiHandler):
    """GET: {"due", "late", "extensions"}; a student learns of no other student's extension."""

    async def get(self, class_id: str, assignment: str) -> None:
        role = self.require(class_id)
        terms = await self.store(Store.terms, class_id, assignment)
        if role == "student":
            own = {name: time for name, time in terms.extensions.items() if name == self.user.name}
            terms = replace(terms, extensions=own)
        self.write(terms.to_json())


class SubmissionsHandler(ApiHandler):
    """GET ?assignment=: {"submissions": [...]}: all of the class for a teacher, one's own for a student."""

    async def get(self, class_id: str) -> None:
        role = self.require(class_id)
        assignment = self.get_query_argument("assignment", None)
        student = None if role == "teacher" else self.user.name
        found = await self.store(Store.submissions, class_id, assignment=assignment, student=student)
        self.write({"submissions": [as_json(submission) for submission in found]})


class SubmissionFilesHandler(ApiHandler):
    """GET …/submissions/ASSIGNMENT/STUDENT/ATTEMPT: the files of one attempt, for teachers and its student."""

    async def get(self, class_id: str, assignment: str, student: str, attempt: str) -> None:
        self.require_own(class_id, student)
        files = await self.store(Store.submission_files, class_id, assignment, student, int(attempt))
        self.write({"files": to_json(files)})


class FeedbackHandler(ApiHandler):
    """…/feedback/ASSIGNMENT/STUDENT/ATTEMPT: GET the files (teachers, the student); PUT {"files"} (teachers)."""

    body_limit = {"PUT": 32 * 1024 * 1024}

    async def get(self, class_id: str, assignment: str, student: str, attempt: str) -> None:
        self.require_own(class_id, student)
        files = await self.store(Store.feedback_files, class_id, assignment, student, int(attempt))
        self.write({"files": to_json(files)})

    async def put(self, class_id: str, assignment: str, student: str, attempt: str) -> None:
        self.require(class_id, "teacher")
        files = from_json(self.json_body().get("files"), self.limits)
        await self.store(Store.release_feedback, class_id, assignment, student, int(attempt), files)
        self.write({})


class ExecuteHandler(ApiHandler):
    """POST …/execute/UNIT?student=NAME with a notebook as the body (teachers): the graded notebook."""

    body_limit = {"POST": 32 * 1024 * 1024}

    async def post(self, class_id: str, unit: str) -> None:
        self.require(class_id, "teacher")
        notebook = self.json_body()
        if not isinstance(notebook.get("cells"), list):
            raise BadRequest("노트북을 읽을 수 없습니다.", "The notebook cannot be read.")
        execute = self.settings["execute"]
        if execute is None:
            raise Unavailable("지금은 채점할 수 없습니다.", "Grading is not available at the moment.")
        student = self.get_query_argument("student", "")
        run = functools.partial(execute, class_id, unit, notebook, student)
        self.write(await asyncio.get_running_loop().run_in_executor(self.settings["execute_threads"], run))
