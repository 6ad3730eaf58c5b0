"""The notebooks that are built: one for each language, the same bytes each time, and nothing but code."""

import ast
import re

import nbformat
import pytest

from labs.apps import pages, tuning_texts
from labs.apps.registry import apps
from labs.apps.service import build, command
from labs.language import LANGUAGES, Bilingual


def test_every_app_comes_in_both_languages_and_reproducibly(tmp_path):
    first, second = build(tmp_path / "one"), build(tmp_path / "two")
    assert [each.name for each in first] == [f"{app.name}.{language}.ipynb" for app in apps() for language in LANGUAGES]
    assert [each.read_bytes() for each in first] == [each.read_bytes() for each in second]


@pytest.mark.parametrize("app", apps(), ids=lambda app: app.name)
def test_a_notebook_is_code_that_compiles_and_knows_its_language(app, tmp_path):
    for path in build(tmp_path):
        notebook = nbformat.read(path, as_version=4)
        assert {cell.cell_type for cell in notebook.cells} == {"code"}
        for cell in notebook.cells:
            ast.parse(cell.source)
        language = path.name.split(".")[1]
        assert notebook.cells[0].source.endswith(f"LANGUAGE = {language!r}")
        assert notebook.metadata.smartlab.language == language
        assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


def test_the_server_is_started_without_secrets_in_its_arguments(tmp_path):
    assert not [each for each in command(tmp_path, port=1) if "token" in each.lower()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_fetch_nothing_and_speak_their_language(language):
    for made in (pages.index_page(apps(), language), pages.sentence_page(pages.FULL, language)):
        assert f'<html lang="{language}">' in made
        assert not re.findall(r'(?:src|href)="(?:https?:)?//', made)
        assert bool(re.search("[가-힣]", re.sub(r"<style>.*?</style>|<a [^>]*lang=.*?</a>", "", made, flags=re.S))) == (
            language == "ko"
        )


def test_every_text_of_the_tuning_app_is_in_both_languages():
    def words(value):
        if isinstance(value, Bilingual):
            yield value
        elif isinstance(value, dict):
            for each in value.values():
                yield from words(each)
        elif isinstance(value, tuple):
            for each in value:
                yield from words(each)

    found = [each for value in vars(tuning_texts).values() for each in words(value)]
    assert len(found) > 30
    for each in found:
        assert re.search("[가-힣]", each.ko) and not re.search("[가-힣]", each.en), each
        assert re.findall(r"{\w+}", each.ko) == re.findall(r"{\w+}", each.en)
