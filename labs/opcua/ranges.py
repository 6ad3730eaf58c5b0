"""Parts of arrays and texts: the NumericRange of OPC 10000-4, 7.27.

Contract: pure. `parse` reads "2", "1:3" or "0:1,2"; `cut` returns the part of a data value, or in its place the refusal
BadIndexRangeInvalid (no range at all) or BadIndexRangeNoData (nothing there: also of a number, which has no parts).
"""

import re

from asyncua import ua

from labs.opcua.values import refusal

_ONE = re.compile(r"(\d{1,9})(?::(\d{1,9}))?")


def parse(text: str) -> list[slice]:
    """Return one slice for each dimension. ValueError if `text` is no range."""
    slices = []
    for part in text.split(","):
        found = _ONE.fullmatch(part)
        if found is None:
            raise ValueError(text)
        first = int(found[1])
        last = first if found[2] is None else int(found[2])
        if last < first or (found[2] is not None and last == first):
            raise ValueError(text)
        slices.append(slice(first, last + 1))
    return slices


def problem_of(text: str | None) -> int:
    """Return Good for no range or a proper one, else BadIndexRangeInvalid."""
    if text:
        try:
            parse(text)
        except ValueError:
            return ua.StatusCodes.BadIndexRangeInvalid
    return ua.StatusCodes.Good


def cut(data: ua.DataValue, text: str | None) -> ua.DataValue:
    """Return the part `text` of `data`; a value that is Bad, or all of it where there is no range, as it is."""
    if not text or (data.StatusCode is not None and data.StatusCode.is_bad()):
        return data
    try:
        slices = parse(text)
    except ValueError:
        return refusal(ua.StatusCodes.BadIndexRangeInvalid)
    part = _part(data.Value.Value, slices)
    if not part:
        return refusal(ua.StatusCodes.BadIndexRangeNoData)
    variant = ua.Variant(part, data.Value.VariantType, is_array=data.Value.is_array)
    times = {"SourceTimestamp": data.SourceTimestamp, "ServerTimestamp": data.ServerTimestamp}
    return ua.DataValue(variant, data.StatusCode, **times)


def _part(value: object, slices: list[slice]) -> object:
    """Return the part, empty or None where there is none."""
    if not isinstance(value, list | tuple | str | bytes):
        return None
    part = value[slices[0]]
    if len(slices) == 1:
        return part
    if isinstance(value, str | bytes):
        return None
    inner = [_part(each, slices[1:]) for each in part]
    return inner if inner and all(inner) else None
