"""Every lesson runs from top to bottom in both languages, and says what its text says it will."""

import re
import unicodedata

import pytest

from courses.builder import find_units
from labs.language import LANGUAGES
from tests.courses.lesson_figures import AS_TEXT_SAYS
from tests.courses.lessons import TOKEN, code_outputs, executed, pictures_of, plants_service, printed

LESSON_SECONDS = 60
PAGE_COLUMNS = 100  # that fit beside Lab's file browser at 1366 x 768
PAGE_PIXELS = 800


@pytest.fixture(scope="module")
def plants():
    with plants_service() as address:
        yield address


def columns(line: str) -> int:
    """Return how wide a line of text is: a Hangul syllable takes two columns."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


@pytest.mark.timeout(LESSON_SECONDS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", sorted(find_units()))
def test_the_lesson_runs_in_its_language_and_shows_what_its_text_says(unit, language, plants, tmp_path, monkeypatch):
    monkeypatch.setenv("SMARTLAB_LANGUAGE", language)
    monkeypatch.setenv("SMARTLAB_PLANTS_URL", plants)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", TOKEN)
    monkeypatch.setenv("SMARTLAB_DATA", str(tmp_path))  # no field data, and nothing is fetched
    notebook = executed(find_units([unit])[unit], language, tmp_path)
    pictures = pictures_of(notebook)
    assert pictures
    complaints = [output for output in code_outputs(notebook) if output.get("name") == "stderr"]
    assert not complaints
    said = printed(notebook)
    assert max(map(columns, said.splitlines()), default=0) <= PAGE_COLUMNS
    assert all(float(width) <= PAGE_PIXELS for width in re.findall(r'<svg[^>]* width="([\d.]+)"', "".join(pictures)))
    assert bool(re.search("[가-힣]", said + "".join(pictures))) == (language == "ko")
    AS_TEXT_SAYS.get(unit, lambda said: None)(said)
