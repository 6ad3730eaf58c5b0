"""Notebooks as they arrive when something went wrong: cut, fuzzed, doubled, mixed up, or of another kind.

Contract: `damaged(notebook, number)` returns the name of the damage and the bytes of a file; the same number gives the
same damage. Nothing is drawn from anywhere but a generator seeded with the number.
"""

import copy
import json
import random
from collections.abc import Callable

from nbformat.notebooknode import NotebookNode

Json = dict
NONSENSE = [
    None,
    True,
    -1,
    4.5,
    "",
    "x" * 300,
    [],
    [None],
    {},
    {"a": {"b": []}},
    float("nan"),
    "\ud800",
    "\x00",
    "과제",
]
BROKEN = ["\x00", "(((", "\t\n  ", "<<<<<<< HEAD", "“”"]
FORMATS = [0, 1, 2, 3, 5, 99, -4, "4", None, [4], 4.5, {}]


def damaged(notebook: NotebookNode, number: int) -> tuple[str, bytes]:
    """Return (kind of damage, content of the file) for a notebook; `number` 0, 1, 2 … goes through all kinds."""
    rng = random.Random(number)
    name, damage = list(DAMAGES.items())[number % len(DAMAGES)]
    content = json.loads(json.dumps(notebook))
    result = damage(content, rng)
    return name, result if isinstance(result, bytes) else _bytes(result)


def _bytes(content: object) -> bytes:
    return json.dumps(content).encode()


# -- the file --------------------------------------------------------------------------------------------------------


def _empty(content: Json, rng: random.Random) -> bytes:
    return rng.choice([b"", b" \n", b"\x00" * 100])


def _other_json(content: Json, rng: random.Random) -> object:
    return rng.choice([None, [], {}, 1, "notebook", [content], {"cells": {}}, {"cells": None, "nbformat": 4}])


def _not_json(content: Json, rng: random.Random) -> bytes:
    return rng.choice([b"PK\x03\x04", b"<html>login</html>", b"\x89PNG\r\n", rng.randbytes(500), b"{" * 5000])


def _cut(content: Json, rng: random.Random) -> bytes:
    data = _bytes(content)
    return data[: rng.randrange(1, len(data))]


def _fuzzed(content: Json, rng: random.Random) -> bytes:
    data = bytearray(_bytes(content))
    for _ in range(rng.choice([1, 3, 10, 100])):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


def _other_encoding(content: Json, rng: random.Random) -> bytes:
    content["cells"][0]["source"] = "# 과제를 시작합니다"
    text = json.dumps(content, ensure_ascii=False)
    return text.encode(rng.choice(["utf-8-sig", "utf-16", "utf-32", "cp949"]))


def _deep(content: Json, rng: random.Random) -> bytes:
    depth = rng.choice([500, 100_000])
    nested = '{"a":' * depth + "1" + "}" * depth
    return _bytes(content).replace(b'"metadata": {}', f'"metadata": {nested}'.encode(), 1)


def _huge(content: Json, rng: random.Random) -> object:
    kind = rng.randrange(4)
    if kind == 0:
        return b" " * (21 * 2**20)
    if kind == 1:
        content["cells"] *= 1000
    elif kind == 2:
        content["cells"][0]["source"] = "# " + "x" * 2_000_000
    else:
        output = {"output_type": "stream", "name": "stdout", "text": "x" * 5_000_000}
        content["cells"][-1]["outputs"] = [output]
    return content


# -- the notebook ----------------------------------------------------------------------------------------------------


def _wrong_format(content: Json, rng: random.Random) -> Json:
    return content | {"nbformat": rng.choice(FORMATS), "nbformat_minor": rng.choice([*FORMATS, 10**40])}


def _no_format(content: Json, rng: random.Random) -> Json:
    for key in rng.sample(["nbformat", "nbformat_minor", "metadata"], rng.randrange(1, 4)):
        del content[key]
    return content


def _third_format(content: Json, rng: random.Random) -> Json:
    cells = [
        {"cell_type": "code", "input": cell["source"], "outputs": [], "language": "python", "metadata": {}}
        for cell in content["cells"]
        if cell["cell_type"] == "code"
    ]
    return {"nbformat": rng.choice([3, 4]), "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}


def _other_language(content: Json, rng: random.Random) -> Json:
    name = rng.choice(["ir", "julia-1.10", "bash"])
    content["metadata"] = {"kernelspec": {"name": name, "language": name, "display_name": name}}
    if rng.random() < 0.5:
        for cell in content["cells"]:
            cell["source"] = "double <- function(n) { 2 * n }"
    return content


def _other_unit(content: Json, rng: random.Random) -> Json:
    for number, cell in enumerate(content["cells"]):
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["grade_id"] = f"other-{number}"
    return content


def _nonsense_at_the_top(content: Json, rng: random.Random) -> Json:
    content[rng.choice(["metadata", "nbformat_minor", "nbformat"])] = rng.choice(NONSENSE)
    return content


# -- its cells -------------------------------------------------------------------------------------------------------


def _missing(content: Json, rng: random.Random) -> Json:
    content["cells"] = [cell for cell in content["cells"] if rng.random() < 0.6]
    return content


def _none_left(content: Json, rng: random.Random) -> Json:
    return content | {"cells": []}


def _doubled(content: Json, rng: random.Random) -> Json:
    cells = content["cells"]
    for cell in rng.sample(cells, rng.randrange(1, len(cells))):
        cells.insert(rng.randrange(len(cells) + 1), copy.deepcopy(cell))
    return content


def _reordered(content: Json, rng: random.Random) -> Json:
    rng.shuffle(content["cells"])
    return content


def _same_cell_ids(content: Json, rng: random.Random) -> Json:
    for cell in content["cells"]:
        cell["id"] = rng.choice(["same", "other", ""])
    return content


def _same_grade_ids(content: Json, rng: random.Random) -> Json:
    about = [cell["metadata"]["nbgrader"] for cell in content["cells"] if "nbgrader" in cell["metadata"]]
    for each in about:
        each["grade_id"] = rng.choice(about)["grade_id"]
    return content


def _bent_cells(content: Json, rng: random.Random) -> Json:
    for cell in rng.sample(content["cells"], 3):
        cell[rng.choice(["source", "metadata", "cell_type", "id", "outputs"])] = rng.choice(NONSENSE)
    return content


def _bent_metadata(content: Json, rng: random.Random) -> Json:
    for cell in content["cells"]:
        about = cell["metadata"].get("nbgrader")
        if about and rng.random() < 0.5:
            about[rng.choice(list(about))] = rng.choice(NONSENSE)
    return content


def _no_cell_at_all(content: Json, rng: random.Random) -> Json:
    for _ in range(3):
        content["cells"][rng.randrange(len(content["cells"]))] = rng.choice(NONSENSE)
    return content


def _broken_code(content: Json, rng: random.Random) -> Json:
    for cell in rng.sample(content["cells"], 3):
        text = "".join(cell["source"])
        cell["source"] = text[: rng.randrange(len(text) + 1)] + rng.choice(
            ["\x00", "(((", "\t\n  ", "<<<<<<< HEAD", "“”"]
        )
    return content


DAMAGES: dict[str, Callable[[Json, random.Random], object]] = {
    damage.__name__.strip("_"): damage
    for damage in (
        *(_empty, _other_json, _not_json, _cut, _fuzzed, _other_encoding, _deep, _huge),
        *(_wrong_format, _no_format, _third_format, _other_language, _other_unit, _nonsense_at_the_top),
        *(_missing, _none_left, _doubled, _reordered, _same_cell_ids, _same_grade_ids),
        *(_bent_cells, _bent_metadata, _no_cell_at_all, _broken_code),
    )
}
