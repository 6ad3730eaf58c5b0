"""The lesson runs from top to bottom, as a student runs it: own kernel, own plant, OPC UA."""

import re

import pytest
from nbclient import NotebookClient

from courses.builder import build_unit

CELL_SECONDS = 30  # a cell takes 1 to 3 s, the whole lesson 12 s, where nothing else runs


def executed(c2, language, tmp_path, monkeypatch):
    monkeypatch.setenv("SMARTLAB_LANGUAGE", language)
    monkeypatch.delenv("SMARTLAB_PLANTS_URL", raising=False)
    notebook = build_unit(c2, language)["lesson"]
    resources = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=CELL_SECONDS, kernel_name="python3", resources=resources).execute()
    return notebook


def printed(notebook):
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    return "".join(output.text for output in outputs if output.output_type == "stream")


@pytest.mark.parametrize("language", ["ko", pytest.param("en", marks=pytest.mark.long)])
def test_the_lesson_runs_and_shows_what_its_text_says(c2, language, tmp_path, monkeypatch):
    notebook = executed(c2, language, tmp_path, monkeypatch)
    said = printed(notebook)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    pictures = [output.data["image/svg+xml"] for output in outputs if "image/svg+xml" in output.get("data", {})]
    assert len(pictures) == 11
    assert not any(output.output_type == "stream" and output.name == "stderr" for output in outputs)
    gain, tau = map(float, re.search(r"= ([\d.]+) K/%\s+τ = (\d+) s", said).groups())
    assert 4.5 < gain < 6.5 and 250 < tau < 360
    inside = [int(share) for share in re.findall(r"(?:범위 안|inside the band): (\d+) %", said)]
    on_off, proportional, pi, pid = inside
    assert on_off < 60 and proportional < 10 and pi >= 95 and pid >= 95
    wound, cured = map(float, re.search(r"(\d+) °C → ([\d.]+) °C", said).groups())
    assert wound > 950 and cured < 855
    if language == "en":
        assert not re.search("[가-힣]", said + "".join(pictures))
    else:
        assert "결과는 b입니다" in said and any("온도" in picture for picture in pictures)
