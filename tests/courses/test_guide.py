"""The instructor's guide: every unit is on the map and has its page, in both languages."""

import re

import pytest

from courses import builder
from courses.guide import FILE, guide, write_guides
from labs.language import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_is_on_the_map_and_has_notes(language):
    text = guide(language)
    for unit, folder in builder.find_units().items():
        about = builder.read_about(folder)
        (row,) = [line for line in text.splitlines() if line.startswith(f"| **{unit}** ")]
        assert about["ncs"]["name"] in row and all(f"`{check}`" in row for check in about["checks"])
        assert row.count("|") == 7
        assert f"### {unit.upper()}. {about['title'][language]}" in text
        assert about["guide"][language].strip() in text


def test_the_english_guide_is_english_but_for_the_names_of_standards():
    korean = set(re.findall("[가-힣][가-힣 ]*", guide("en")))
    names = {about["ncs"]["name"] for about in map(builder.read_about, builder.find_units().values())}
    assert all(any(word in name for name in [*names, "NCS 세분류"]) for word in map(str.strip, korean))


def test_it_is_written_in_both_languages(tmp_path):
    assert [path.name for path in write_guides(tmp_path / "new")] == list(FILE)
    assert (tmp_path / "new" / FILE.ko).read_text(encoding="utf-8") == guide("ko")
