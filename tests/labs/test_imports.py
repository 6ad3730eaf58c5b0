"""Notebooks are validated without a grammar of addresses."""

import subprocess
import sys

PROGRAM = """
import sys
from labs.imports import skip_address_grammar
skip_address_grammar()
import nbformat
from nbformat.validator import isvalid
good = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
bad = nbformat.from_dict({**good, "cells": [{"cell_type": "code"}]})
print(isvalid(good), isvalid(bad), "lark" in sys.modules)
"""


def test_nbformat_still_validates_and_builds_no_grammar():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False", "False"], done.stderr
