"""Every other lesson runs from top to bottom too, and speaks its reader's language (C2's has a test of its own)."""

import re

import pytest

from courses.builder import find_units
from tests.courses.test_lesson import executed, printed


def means_of_a1(said):
    """Counting nan as zero is too low, keeping Uncertain too high: the text says so."""
    zeroed, kept, good = (
        float(re.search(rf"{label} +([\d.]+)\n", said).group(1))
        for label in ("nan → 0", r"Good \+ Uncertain", r"\d\nGood")
    )
    assert zeroed < good - 20 and kept > good + 20


def figures_of_b4(said):
    """The noise is small, a spike impossible, a stuck sensor silent; only the drift is suspected."""
    sound, stuck = map(int, re.search(r": (?:멀쩡할 때|sound) (\d+), (?:고착|stuck) (\d+)", said).groups())
    assert sound <= 4 and stuck > 50
    noise, spike, drift = (
        int(step) for step in re.findall(r"(?:가장 큰 차이|largest step in 2 s:|largest step) (\d+)", said)
    )
    assert max(noise, drift) <= 2 and spike > 15
    assert len(re.findall("센서 의심|suspect the sensor", said)) == 1
    wolf = [int(count) for count in re.findall(r"(?:거짓 경보 +|equal: +)(\d+)", said)]
    assert wolf[0] > 10 and wolf[-2:] == [0, 0] and "False" not in said


AS_TEXT_SAYS = {"a1": means_of_a1, "b4": figures_of_b4}
OTHERS = sorted(set(find_units()) - {"c2"})
LANGUAGES = ["ko", pytest.param("en", marks=pytest.mark.long)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", OTHERS)
def test_the_lesson_runs_and_shows_pictures_in_its_language(unit, language, tmp_path, monkeypatch):
    notebook = executed(find_units([unit])[unit], language, tmp_path, monkeypatch)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    pictures = [output.data["image/svg+xml"] for output in outputs if "image/svg+xml" in output.get("data", {})]
    assert pictures and not any(output.output_type == "stream" and output.name == "stderr" for output in outputs)
    said = printed(notebook)
    korean = re.search("[가-힣]", said + "".join(pictures))
    assert bool(korean) == (language == "ko")
    AS_TEXT_SAYS.get(unit, lambda said: None)(said)
