"""What is skipped is not missed: a grammar of addresses, and nbgrader's server extensions."""

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


EXTENSIONS = """
import importlib.util, sys, types
from labs.imports import skip_address_grammar, skip_server_extensions
skip_address_grammar()
skip_server_extensions()
import nbgrader.api
print("jupyter_server.base.handlers" in sys.modules, "nbconvert" in sys.modules)
name = "nbgrader.server_extensions.validate_assignment"
print(importlib.util.find_spec(name).origin.endswith("validate_assignment/__init__.py"))
sys.modules[name] = types.SimpleNamespace(load_jupyter_server_extension=lambda app: print("loaded by", app))
nbgrader.load_validate("the server")
"""


def test_nbgrader_comes_without_its_server_extensions_until_a_server_calls_for_them():
    done = subprocess.run([sys.executable, "-c", EXTENSIONS], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["False False", "True", "loaded by the server"], done.stderr
