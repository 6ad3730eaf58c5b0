"""What is imported ahead for a notebook comes from lists of ours, whatever a submission says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.notebooknode import from_dict

from grader.libraries import FIGURES, PLANTS, notebook_libraries, unit_libraries
from grader.unit import load_unit

OURS = {"numpy", "pandas", *FIGURES, *PLANTS}


def named(*sources: str, kind: str = "code") -> set[str]:
    cells = [{"cell_type": kind, "source": source} for source in sources]
    return set(notebook_libraries(from_dict({"cells": cells})))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import pandas as pd", {"numpy", "pandas"}),
        ("from matplotlib import pyplot as plt", set(FIGURES)),
        ("from labs.session import connect", set(PLANTS)),
        ("numpyish = 1\nimport os, secret_module", set()),
    ],
)
def test_words_of_a_notebook_choose_from_the_list(source, found):
    assert named("x = 1", source) == found


def test_texts_are_not_code():
    assert not named("import pandas", kind="markdown")


@settings(max_examples=50)
@given(st.lists(st.text() | st.sampled_from(["import numpy", "import antigravity", "from sklearn import x"])))
def test_nothing_a_submission_says_adds_to_the_list(sources):
    assert named(*sources) <= OURS


@pytest.mark.parametrize(
    ("unit", "some", "others"),
    [
        ("c2", {"labs.session", "numpy"}, {"sklearn.tree"}),
        ("e4", {"sklearn.tree", "sklearn.ensemble", "numpy"}, {"grader.exam"}),
        ("e5", {"labs.session"}, set()),
    ],
)
def test_a_unit_calls_for_what_its_assignment_imports_and_for_plants_where_it_drives(unit, some, others):
    found = set(unit_libraries(load_unit(unit)))
    assert some <= found
    assert not others & found
