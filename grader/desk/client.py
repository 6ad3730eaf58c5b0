"""The desk as nbgrader's processes see it: one method for each thing they ask, over HTTP.

Contract: `Desk(url, token)` answers with plain dicts and `{path: bytes}`. Every failure, also a desk that is away or
talks nonsense, is a `DeskError` with a sentence in both languages. The token is sent in a header only and never to
another host than the desk's; proxies of the environment are not used.
"""

from collections.abc import Mapping
from urllib.parse import quote

import requests

from grader.desk.errors import Unavailable, error_for
from grader.desk.files import Files, Limits, from_json, to_json

# What comes back may be as much as any bundle the desk took, whatever its own limits are.
_ANY = Limits(files=10_000, total_bytes=1 << 31)


class Desk:
    """A connection to the desk's service; `timeout` is (connect, read) in seconds."""

    def __init__(self, url: str, token: str, timeout: tuple[float, float] = (5.0, 120.0)) -> None:
        self._url = url.rstrip("/")
        self._timeout = timeout
        self._http = requests.Session()
        self._http.trust_env = False
        self._http.headers["Authorization"] = f"token {token}"

    def me(self) -> dict:
        """Return {"name", "classes": {class id: role}} of the token's owner."""
        return self._json("GET", "me")

    def assignments(self, class_id: str) -> list[dict]:
        """Return [{"assignment", "time", "notebooks"}] released to the class."""
        return self._json("GET", "classes", class_id, "assignments", key="assignments")

    def assignment_files(self, class_id: str, assignment: str) -> Files:
        """Return the released files."""
        return self._files("classes", class_id, "assignments", assignment)

    def release(self, class_id: str, assignment: str, files: Mapping[str, bytes], *, replace: bool) -> None:
        """Release `files` as the assignment."""
        body = {"files": to_json(files), "replace": replace}
        self._json("PUT", "classes", class_id, "assignments", assignment, body=body)

    def withdraw(self, class_id: str, assignment: str) -> None:
        """Take a release back."""
        self._json("DELETE", "classes", class_id, "assignments", assignment)

    def terms(self, class_id: str, assignment: str) -> dict:
        """Return when the assignment is due: {"due", "late", "extensions"} (see grader.desk.terms)."""
        return self._json("GET", "classes", class_id, "assignments", assignment, "terms")

    def submit(self, class_id: str, assignment: str, files: Mapping[str, bytes]) -> dict:
        """Submit `files`; return the receipt {"hash", "time", "attempt", "seconds_late"}."""
        body = {"files": to_json(files)}
        return self._json("POST", "classes", class_id, "assignments", assignment, "submissions", body=body)

    def submissions(self, class_id: str, assignment: str | None = None) -> list[dict]:
        """Return the attempts one may see, each {"student", "assignment", "attempt", "time", "hash", "notebooks",
        "feedback"}."""
        query = {"assignment": assignment} if assignment else {}
        return self._json("GET", "classes", class_id, "submissions", query=query, key="submissions")

    def submission_files(self, class_id: str, assignment: str, student: str, attempt: int) -> Files:
        """Return the files of one attempt."""
        return self._files("classes", class_id, "submissions", assignment, student, str(attempt))

    def feedback_files(self, class_id: str, assignment: str, student: str, attempt: int) -> Files:
        """Return the feedback of one attempt."""
        return self._files("classes", class_id, "feedback", assignment, student, str(attempt))

    def release_feedback(
        self, class_id: str, assignment: str, student: str, attempt: int, files: Mapping[str, bytes]
    ) -> None:
        """Release feedback for one attempt."""
        body = {"files": to_json(files)}
        self._json("PUT", "classes", class_id, "feedback", assignment, student, str(attempt), body=body)

    def execute(self, class_id: str, unit: str, notebook: dict, student: str) -> dict:
        """Have one notebook graded; return it with the outputs of the trusted side."""
        query = {"student": student}
        return self._json("POST", "classes", class_id, "execute", unit, query=query, body=notebook)

    def _files(self, *parts: str) -> Files:
        return from_json(self._json("GET", *parts, key="files"), _ANY)

    def _json(
        self, method: str, *parts: str, query: dict | None = None, body: object = None, key: str | None = None
    ) -> dict:
        url = "/".join([self._url, "api", *(quote(part, safe="") for part in parts)])
        try:
            answer = self._http.request(
                method, url, params=query, json=body, timeout=self._timeout, allow_redirects=False
            )
            found = answer.json()
        except requests.exceptions.JSONDecodeError as error:
            raise _talks_nonsense() from error
        except requests.RequestException as error:
            raise Unavailable(
                "제출함에 연결하지 못했습니다. 잠시 뒤 다시 해 보고, 그래도 안 되면 선생님께 알려 주세요.",
                "The desk cannot be reached. Try again shortly; if that does not help, tell your teacher.",
            ) from error
        if answer.status_code >= 300:
            message = found.get("message") if isinstance(found, dict) else None
            if isinstance(message, dict) and {"ko", "en"} <= message.keys():
                raise error_for(answer.status_code, str(message["ko"]), str(message["en"]))
            raise _talks_nonsense()
        if not isinstance(found, dict) or (key and key not in found):
            raise _talks_nonsense()
        return found[key] if key else found


def _talks_nonsense() -> Unavailable:
    return Unavailable(
        "제출함의 응답을 읽을 수 없습니다. 선생님께 알려 주세요.",
        "The desk's answer cannot be read. Tell your teacher.",
    )
