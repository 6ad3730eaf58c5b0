"""A page that a student hands in beside the notebook does not act in the teacher's name."""

import tempfile
from pathlib import Path

from nbgrader.server_extensions.formgrader.handlers import SubmissionFilesHandler
from tornado.testing import AsyncHTTPTestCase
from tornado.web import Application, StaticFileHandler

from grader import formgrader_files
from hub_config.lab_settings import _server


class TestFilesHandedIn(AsyncHTTPTestCase):
    """nbgrader's own handler over real HTTP; who asks and which submission it is are given."""

    def get_app(self):
        formgrader_files._load_jupyter_server_extension(None)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        (Path(folder.name) / "evil.html").write_text("<script>parent.steal()</script>")

        class Handler(SubmissionFilesHandler):
            coursedir = type("Course", (), {"root": folder.name})
            current_user = "teacher"

            def prepare(self):
                pass

            def set_default_headers(self):
                self.set_header("Content-Security-Policy", "frame-ancestors 'self'")

            def parse_url_path(self, url_path):
                return url_path

            async def get(self, path):
                await StaticFileHandler.get(self, path)

        return Application([(r"/formgrader/submissions/(.*)", Handler)])

    def test_headers(self):
        answer = self.fetch("/formgrader/submissions/evil.html")
        assert answer.code == 200
        policy = answer.headers.get_list("Content-Security-Policy")
        assert len(policy) == 1 and policy[0].startswith("sandbox;") and "allow-" not in policy[0]
        assert answer.headers["Content-Disposition"] == "attachment"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_only_teachers_servers_load_it():
    assert _server("teacher", 5)["ServerApp"]["jpserver_extensions"]["grader.formgrader_files"] is True
    assert _server("student", 5)["ServerApp"]["jpserver_extensions"]["grader.formgrader_files"] is False
