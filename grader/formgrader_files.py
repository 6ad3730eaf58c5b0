"""A Jupyter Server extension for the teacher's server: files handed in beside a notebook cannot act as its pages.

Contract: what nbgrader's formgrader serves below /formgrader/submissions/ID/ is a student's file. It gets a sandbox
without an origin, is offered as a download when opened by itself, and its type is not guessed; pictures that a
notebook shows from there still show. Loading it a second time changes nothing.
"""

HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "Content-Disposition": "attachment",
    "X-Content-Type-Options": "nosniff",
}


def _jupyter_server_extension_points() -> list[dict]:
    return [{"module": "grader.formgrader_files"}]


def _load_jupyter_server_extension(_app: object) -> None:
    from nbgrader.server_extensions.formgrader.handlers import SubmissionFilesHandler

    def set_extra_headers(handler: SubmissionFilesHandler, path: str) -> None:
        for name, value in HEADERS.items():
            handler.set_header(name, value)

    # Tornado's own hook for headers of static files; nbgrader leaves it unused.
    SubmissionFilesHandler.set_extra_headers = set_extra_headers
