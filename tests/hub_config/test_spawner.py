"""The sandbox of one server, really started: what it sees, and what is nowhere in its command."""

import subprocess
import sys
from dataclasses import replace

import pytest

from hub_config.accounts import Account
from hub_config.settings import load
from hub_config.spawner import limit_command, sandbox_command, write_configuration


@pytest.fixture
def school(tmp_path):
    settings = load(tmp_path / "school").with_free_ports()
    settings.prepare_folders()
    for name in ("minsu", "hana", "tea"):
        settings.user_home(name).mkdir()
        (settings.user_home(name) / "mine.txt").write_text(f"of {name}")
    settings.class_folder("a").mkdir()
    (settings.class_folder("a") / "gradebook.db").write_text("scores")
    settings.secret("desk")
    return settings


def inside(settings, account, code):
    """Run Python code where the server of `account` would run; return its output."""
    folder = settings.run / "servers" / account.name
    inner = f"/home/{account.name}"
    write_configuration(folder, account, settings, settings.home.__class__(inner))
    classes = [(settings.class_folder(name), name) for name in account.teaches]
    home = settings.user_home(account.name)
    command = sandbox_command(settings, folder, home, settings.home.__class__(inner), classes)
    command += [*limit_command(settings), sys.executable, "-c", code]
    assert "hub-token" not in " ".join(command)
    environment = {"JUPYTERHUB_API_TOKEN": "hub-token"}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return result.stdout + result.stderr


STUDENT = Account("minsu", "김민수", "ko", {"a": "student"})
TEACHER = Account("tea", "김선생", "ko", {"a": "teacher"})


def test_a_student_sees_its_own_home_and_no_other(school):
    seen = inside(school, STUDENT, "import os; print(os.listdir('/home'), open('/home/minsu/mine.txt').read())")
    assert seen.split("\n")[0] == "['minsu'] of minsu"


@pytest.mark.parametrize("what", ["homes/hana/mine.txt", "classes/a/gradebook.db", "secrets/desk", "hub.sqlite", ""])
def test_nothing_of_the_hubs_data_folder_is_there(school, what):
    path = school.home / what
    assert inside(school, STUDENT, f"import os; print(os.path.exists({str(path)!r}))").strip() == "False"


def test_neither_checks_nor_the_hubs_own_code_can_be_found_by_a_student(school):
    code = (
        "import pathlib, importlib.util as u\n"
        "print([u.find_spec(n) is None for n in ('courses', 'hub_config')], u.find_spec('grader.exchange') is None)\n"
        "places = [p for r in ('/opt', '/home', '/tmp', '/etc') for p in pathlib.Path(r).rglob('checks.py')]\n"
        "print(places)"
    )
    assert inside(school, STUDENT, code).splitlines() == ["[True, True] False", "[]"]


def test_the_environment_and_the_library_cannot_be_changed(school):
    code = (
        "import labs, nbgrader\n"
        "for m in (labs, nbgrader):\n"
        "    try: open(m.__file__, 'a'); print('open')\n"
        "    except OSError as e: print(type(e).__name__)"
    )
    assert set(inside(school, STUDENT, code).split()) <= {"OSError", "PermissionError"}


def test_the_token_comes_by_environment_and_processes_of_the_machine_stay_unseen(school):
    code = (
        "import os; print(os.environ['JUPYTERHUB_API_TOKEN'], os.environ['HOME'], os.getuid(),"
        " max(int(p) for p in os.listdir('/proc') if p.isdigit()) < 50)"
    )
    assert inside(school, STUDENT, code).split() == ["hub-token", "/home/minsu", "1000", "True"]


def test_field_data_can_be_read_and_not_changed(school, tmp_path):
    folder = tmp_path / "public"
    folder.mkdir()
    (folder / "table.csv").write_text("a,b")
    code = (
        "p = __import__('pathlib').Path('/opt/smartlab/field-data/table.csv'); print(p.read_text()); p.write_text('')"
    )
    seen = inside(replace(school, field_data=folder), STUDENT, code)
    assert seen.startswith("a,b\n") and "Read-only file system" in seen


def test_a_teacher_sees_the_own_class_and_the_courses(school):
    code = "print(open('/home/tea/classes/a/gradebook.db').read()); import courses.builder as b; print(b.__file__)"
    assert inside(school, TEACHER, code).split() == ["scores", "/opt/smartlab/courses/builder.py"]


def test_memory_is_limited(school):
    from dataclasses import replace

    small = replace(school, memory_mb=200)
    assert "MemoryError" in inside(small, STUDENT, "x = bytearray(400 * 2**20)")


def test_no_program_of_a_student_fills_the_disk_with_one_file(school):
    from dataclasses import replace

    code = "open('/home/minsu/big', 'wb').write(bytes(3 * 2**20))"
    assert "OSError: [Errno 27]" in inside(replace(school, file_mb=2), STUDENT, code)


def test_jsonschema_still_checks_without_the_slow_grammar(school):
    code = (
        "import nbformat, sys; from jsonschema import Draft7Validator as D\n"
        "v = D({'format': 'uri'}, format_checker=D.FORMAT_CHECKER)\n"
        "print('lark' in sys.modules, v.is_valid('not an address'), v.is_valid('http://a/b'))"
    )
    assert inside(school, STUDENT, code).split() == ["False", "False", "True"]
