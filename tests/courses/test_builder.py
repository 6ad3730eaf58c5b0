import os
import sys
from pathlib import Path

import nbformat
import pytest
from traitlets.config import Config

from courses.builder import build, build_unit, find_units, make_notebook, notebook_text
from courses.source import parse_cells
from labs.language import LANGUAGES, SmartLabError

KINDS = ("lesson", "assignment_source", "assignment_release")


@pytest.fixture(scope="module")
def built(c2):
    return {language: build_unit(c2, language) for language in LANGUAGES}


def graded(notebook):
    return {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}


def test_building_twice_gives_the_same_bytes(c2, built):
    again = build_unit(c2, "ko")
    assert [notebook_text(again[kind]) for kind in KINDS] == [notebook_text(built["ko"][kind]) for kind in KINDS]


@pytest.mark.parametrize("kind", KINDS)
def test_languages_share_code_and_ids_and_differ_in_text(built, kind):
    korean, english = built["ko"][kind], built["en"][kind]
    assert [cell.id for cell in korean.cells] == [cell.id for cell in english.cells]
    assert len({cell.id for cell in korean.cells}) == len(korean.cells)
    code = [[cell.source for cell in notebook.cells if cell.cell_type == "code"] for notebook in (korean, english)]
    assert code[0] == code[1]
    texts = [
        (k.source, e.source) for k, e in zip(korean.cells, english.cells, strict=True) if k.cell_type == "markdown"
    ]
    assert all(k != e for k, e in texts if "$$" not in k)
    assert not any("가" <= letter <= "힣" for _, e in texts for letter in e)


@pytest.mark.parametrize("kind", KINDS)
def test_notebooks_are_valid_and_say_what_they_are(built, kind):
    notebook = built["en"][kind]
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.metadata.smartlab == {"unit": "c2", "language": "en", "kind": kind.partition("_")[0]}
    assert all(not cell.get("outputs") for cell in notebook.cells)


def test_nbgrader_checksums_are_equal_in_both_languages(built):
    checksums = [
        {name: cell.metadata.nbgrader.checksum for name, cell in graded(built[language]["assignment_release"]).items()}
        for language in LANGUAGES
    ]
    assert checksums[0] == checksums[1]
    assert {"begin", "identify", "controller", "heat-up", "holds-band", "no-windup"} <= set(checksums[0])


def test_release_hides_solutions_and_locks_questions(built):
    source, release = (graded(built["ko"][f"assignment_{kind}"]) for kind in ("source", "release"))
    assert "### BEGIN SOLUTION" in source["controller"].source
    stub = release["controller"]
    assert "raise NotImplementedError" in stub.source and "SOLUTION" not in stub.source
    assert stub.source.startswith("def controller(plant):") and stub.metadata.nbgrader.locked is False
    question = release["holds-band"]
    assert question.metadata.nbgrader.points == 5 and question.metadata.nbgrader.grade
    assert question.metadata.editable is False and question.metadata.deletable is False
    assert release["begin"].metadata.editable is False


def test_release_equals_what_nbgrader_makes_of_the_source(tmp_path, monkeypatch, built):
    """Run the stock converter on the source notebook and compare cell by cell."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory

    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")  # it calls alembic
    build(tmp_path, "ko", ["c2"])
    config = Config()
    config.CourseDirectory.root = str(tmp_path)
    config.CourseDirectory.assignment_id = "c2"
    config.CourseDirectory.release_directory = "stock"
    config.CourseDirectory.notebook_id = "assignment"
    GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()
    stock = nbformat.read(tmp_path / "stock" / "c2" / "assignment.ipynb", as_version=nbformat.NO_CONVERT)
    ours = nbformat.read(tmp_path / "release" / "c2" / "assignment.ipynb", as_version=nbformat.NO_CONVERT)
    assert stock.cells == ours.cells
    assert stock.metadata.smartlab == ours.metadata.smartlab
    assert (stock.nbformat, stock.nbformat_minor) == (ours.nbformat, ours.nbformat_minor) == (4, 5)


def test_build_writes_source_and_release_of_both_notebooks(tmp_path, c2):
    written = build(tmp_path, "en", ["C2"])
    names = {path.relative_to(tmp_path).as_posix() for path in written}
    assert names == {f"{kind}/c2/{name}.ipynb" for kind in ("source", "release") for name in ("assignment", "lesson")}
    assert all(path.is_file() for path in written)


def test_adding_text_keeps_the_ids_of_graded_cells():
    code = '# %% answer="a"\nx = 1\n\n# %% check="b" points=1\ncheck("b", x)\n'
    before = make_notebook(parse_cells(code), "u1", "assignment", "ko")
    after = make_notebook(parse_cells("# %% [markdown]\n# $1$\n\n" + code), "u1", "assignment", "ko")
    assert [cell.id for cell in before.cells] == [cell.id for cell in after.cells][1:]


def test_unknown_names_are_told_in_words():
    with pytest.raises(SmartLabError, match="c2"):
        find_units(["z9"])
    with pytest.raises(SmartLabError, match="en"):
        build_unit(find_units(["c2"])["c2"], "fr")
