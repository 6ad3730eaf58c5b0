"""The picture of a verdict is one for both languages."""

import re

import numpy as np
import pytest

from grader.picture import run_picture


@pytest.mark.parametrize(("end", "unit"), [(90.0, "s"), (600.0, "min")])
def test_a_picture_says_the_same_to_every_reader(monkeypatch, end, unit):
    seconds = np.linspace(0.0, end, 50)
    pictures = []
    for language in ("ko", "en"):
        monkeypatch.setenv("SMARTLAB_LANGUAGE", language)
        pictures.append(run_picture(seconds, {"Zone1.Temperature": 800 + seconds}, band=(848, 852)))
    assert pictures[0] == pictures[1]
    assert f"t ({unit})" in pictures[0] and "Zone1.Temperature" in pictures[0]
    assert not re.search("[가-힣]", pictures[0])


@pytest.mark.parametrize("samples", [1, 2])
def test_a_run_in_which_hardly_any_time_passed_has_a_picture_too(samples):
    picture = run_picture(np.arange(samples) * 0.1, {"Zone1.Temperature": np.full(samples, 850.0)}, band=(848, 852))
    assert picture.startswith("<svg") and picture.endswith("</svg>")
    assert "Zone1.Temperature" in picture
