"""Both languages, and which one a reader gets."""

import pickle

import pytest

from labs.language import Bilingual, SmartLabError, reader_language


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
        ({"SMARTLAB_LANGUAGE": "ko", "LANG": "en_US.UTF-8"}, "ko"),
        ({"SMARTLAB_LANGUAGE": "en", "LANG": "ko_KR.UTF-8"}, "en"),
        ({"LC_ALL": "C.UTF-8", "LANG": "ko_KR.UTF-8"}, "ko"),
    ],
)
def test_reader_language(environ, language):
    assert reader_language(environ) == language


def test_fields_are_filled_in_both_languages():
    text = Bilingual("{n}도입니다", "it is {n} degrees")
    assert text.show("ko", n=850) == "850도입니다"
    assert text.show("en", n=850) == "it is 850 degrees"


def test_an_error_keeps_both_languages_through_a_process_boundary():
    error = pickle.loads(pickle.dumps(SmartLabError("없습니다", "it is missing")))
    assert error.message == ("없습니다", "it is missing")
