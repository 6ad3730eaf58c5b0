"""Where in a TOML text a value stands, for messages that name the line.

Contract: pure. `tomllib` tells no lines of what it has read, so a text is read again line by line: a value begins on
the first line without which it is not there. Meant for short files written by people, and for after an error only.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence

KEY = re.compile(r'"([^"]*)"|\[(\d+)\]|([^."\[\]]+)')
MISSING = object()
LONGEST = 2000  # lines; reading line by line takes time that grows with the square of a text's length


def line_of(text: str, key: str) -> int | None:
    """Return the line, counted from 1, of `key`, written like `event[2].path` or `start."Zone1.Temperature"`.

    Where it is missing, the line of the nearest table around it; None where there is none. `text` is valid TOML.
    """
    lines = text.splitlines()
    if len(lines) > LONGEST:
        return None
    keys = list(_keys(key))
    while keys and _value(tomllib.loads(text), keys) is MISSING:
        keys.pop()
    if not keys:
        return None
    before = 0  # lines that can be read without the value
    for number in range(1, len(lines) + 1):
        try:
            read = tomllib.loads("\n".join(lines[:number]))
        except tomllib.TOMLDecodeError:
            continue  # in the middle of a value that takes several lines
        if _value(read, keys) is not MISSING:
            return before + 1
        before = number
    return None


def _keys(key: str) -> Iterator[str | int]:
    for quoted, number, plain in KEY.findall(key):
        yield int(number) - 1 if number else quoted or plain


def _value(table: object, keys: Sequence[str | int]) -> object:
    for key in keys:
        try:
            table = table[key]
        except (KeyError, IndexError, TypeError):  # the last: no table, or a name where a number is wanted
            return MISSING
    return table
