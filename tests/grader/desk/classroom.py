"""A teacher with a course directory and students with homes, all sharing one desk: for the tests of the exchange."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import requests
from bs4 import BeautifulSoup
from nbgrader.apps.api import NbGraderAPI
from nbgrader.server_extensions.assignment_list.handlers import AssignmentList
from tornado.netutil import bind_sockets
from traitlets.config import Config

from grader.nbgrader_config import configure

ROOT = Path(__file__).parents[3]

HOSTILE_HTML = (
    '<script>steal()</script><img src="x" onerror="steal()"><iframe src="//evil"></iframe>'
    '<p style="color:red" class="score">kept</p>'
)
HOSTILE_OUTPUTS = [
    nbformat.v4.new_output("display_data", {"text/html": HOSTILE_HTML}),
    nbformat.v4.new_output("display_data", {"application/javascript": "steal()", "text/plain": "1"}),
    nbformat.v4.new_output(
        "display_data", {"application/vnd.jupyter.widget-view+json": {"model_id": "steal"}, "text/plain": "2"}
    ),
    nbformat.v4.new_output(
        "display_data", {"image/png": "aGk="}, metadata={"image/png": {"width": "1 onerror=steal()"}}
    ),
]


def cell(kind: str, source: str, **nbgrader: object):
    """One cell, with nbgrader's metadata where given."""
    made = nbformat.v4.new_code_cell(source) if kind == "code" else nbformat.v4.new_markdown_cell(source)
    if nbgrader:
        made.metadata["nbgrader"] = {"schema_version": 3, "task": False, **nbgrader}
    made.id = nbgrader.get("grade_id", f"text-{len(source)}")
    return made


def source_notebook():
    """An assignment of one answer and one check, 5 points."""
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    answer = "### BEGIN SOLUTION\ndef answer():\n    return 42\n### END SOLUTION"
    check = 'check("is-right", answer)'
    notebook.cells = [
        cell("markdown", "# 과제"),
        cell("code", answer, grade=False, solution=True, locked=False, grade_id="answer"),
        cell("code", check, grade=True, solution=False, locked=True, points=5, grade_id="is-right"),
    ]
    return notebook


def execute(class_id: str, unit: str, notebook: dict, student: str) -> dict:
    """Stands in for the executor, and lets through what a student's code may show at its worst."""
    assert (class_id, unit) == ("3-2", "c2")
    graded = nbformat.from_dict(notebook)
    _, answer, check = graded.cells
    answer.outputs = HOSTILE_OUTPUTS
    points = "5.0" if "42" in answer.source else "0.0"
    check.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": points}, execution_count=1)]
    return graded


def assert_harmless(page: str) -> None:
    """No script of a student's in the notebook's part, and nothing loaded from the internet anywhere."""
    whole = BeautifulSoup(page, "html.parser")
    notebook = whole.select_one("#notebook-container")
    assert notebook is not None
    assert not notebook.select("script, iframe, object, embed, form, link, meta, base")
    for tag in notebook.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")]
        assert "steal" not in str(tag.attrs)
    addresses = [tag.get("src") or "" for tag in whole.find_all(True)] + [tag["href"] for tag in whole.select("link")]
    foreign = [address for address in addresses if "//" in address]
    assert not foreign, foreign
    assert "cdnjs" not in page


class Classroom:
    """The people of class 3-2: `teacher()` and `student(token)` sign in and go to their folder."""

    def __init__(self, desk, top: Path, environment) -> None:
        self.desk, self.top, self._environment = desk, top, environment
        self.course = top / "class"
        (self.course / "source" / "c2").mkdir(parents=True)
        nbformat.write(source_notebook(), self.course / "source" / "c2" / "assignment.ipynb")

    def sign_in(self, token: str) -> None:
        self._environment.setenv("JUPYTERHUB_API_TOKEN", token)

    def config(self) -> Config:
        """The teacher's configuration."""
        config = Config()
        configure(config, class_id="3-2", class_dir=self.course, role="teacher", desk_url=self.desk.url)
        return config

    def teacher(self) -> NbGraderAPI:
        self.sign_in("token-kim")
        self._environment.chdir(self.top)
        return NbGraderAPI(config=self.config())

    def student(self, token: str) -> AssignmentList:
        """nbgrader's assignment list as it runs in the student's JupyterLab, its config file in the home."""
        self.sign_in(token)
        home = self.top / token
        home.mkdir(exist_ok=True)
        write_config(home, f"class_id='3-2', class_dir=None, role='student', desk_url={self.desk.url!r}")
        self._environment.chdir(home)  # as the student's server does
        listing = AssignmentList()
        listing.root_dir = str(home)
        return listing

    def write_answer(self, token: str, answer: str) -> None:
        path = self.top / token / "c2" / "assignment.ipynb"
        notebook = nbformat.read(path, 4)
        notebook.cells[1].source = answer
        nbformat.write(notebook, path)

    def hand_out(self) -> None:
        """Release the notebook as it is, without nbgrader's slow steps."""
        notebook = source_notebook()
        notebook.cells[1].source = "raise NotImplementedError()"
        files = {"assignment.ipynb": nbformat.writes(notebook).encode()}
        self.desk.as_("token-kim").release("3-2", "c2", files, replace=False)

    def release(self) -> NbGraderAPI:
        """Generate and release as a teacher does in formgrader."""
        teacher = self.teacher()
        for result in (teacher.generate_assignment("c2"), teacher.release_assignment("c2")):
            assert result["success"], result
        return teacher


def write_config(home: Path, arguments: str) -> None:
    """Write the few lines that the hub writes into a home."""
    lines = ["from pathlib import Path", "from grader.nbgrader_config import configure"]
    text = "\n".join([*lines, f"configure(get_config(), {arguments})", ""])
    (home / "nbgrader_config.py").write_text(text)


class Lab:
    """A person's Jupyter server; `get` and `post` answer JSON or text, and fail where the server does."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._http = requests.Session()
        self._http.headers["Authorization"] = "token lab"

    def get(self, path: str) -> requests.Response:
        answer = self._http.get(self.url + path, timeout=60)
        assert answer.ok, answer.text
        return answer

    def post(self, path: str, **data: str) -> dict:
        answer = self._http.post(self.url + path, json=data, timeout=120)
        assert answer.ok, answer.text
        return answer.json()

    def up(self) -> bool:
        try:
            return self._http.get(self.url + "/api", timeout=5).ok
        except requests.ConnectionError:
            return False


@contextmanager
def lab(home: Path, token: str) -> Iterator[Lab]:
    """Start the real Jupyter server with nbgrader's extensions in `home`, as the hub's spawner would."""
    (listener,) = bind_sockets(0, "127.0.0.1")
    port = listener.getsockname()[1]
    listener.close()
    options = {"port": port, "ip": "127.0.0.1", "root_dir": home, "allow_root": True, "open_browser": False}
    flags = [f"--ServerApp.{name}={value}" for name, value in options.items()]
    environment = {
        **os.environ,
        "JUPYTERHUB_API_TOKEN": token,
        "JUPYTER_TOKEN": "lab",
        "JUPYTER_CONFIG_DIR": str(home / ".jupyter"),
        "PYTHONPATH": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    command = [sys.executable, "-m", "jupyter_server", *flags]
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=home, env=environment, stdout=log, stderr=log)
    try:
        server = Lab(port)
        deadline = time.monotonic() + 40
        while not server.up():
            assert process.poll() is None and time.monotonic() < deadline, (home / "server.log").read_text()
            time.sleep(0.1)  # another process starts; there is nothing to wait on
        yield server
    finally:
        process.terminate()
        process.wait(20)
