"""The few SVG elements the pictures are made of, every text escaped and every number short.

Contract: pure functions from numbers and text to SVG source. No scripts, no style elements, no addresses: the
result is safe to place in a page whatever the labels hold.
"""

import re
import unicodedata
from collections.abc import Iterable
from html import escape

import numpy as np

from labs.hmi.theme import FONTS, INK

_COLOUR = re.compile(r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?")


def short(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def colour_or(colour: str | None, otherwise: str) -> str:
    """Return `colour` where it is a plain #rgb or #rrggbb colour, else `otherwise`."""
    return colour if isinstance(colour, str) and _COLOUR.fullmatch(colour) else otherwise


def plain(text: object, limit: int | None = 120) -> str:
    """Return `text` escaped for XML, without control characters, at most `limit` characters (None: all)."""
    kept = "".join(each for each in str(text)[:limit] if each.isprintable())
    return escape(kept, quote=True)


def text_width(text: str, size: float) -> float:
    """Estimate the drawn width of `text` in pixels: Korean characters are one em wide, others a little over half."""
    return sum(size * (1.0 if unicodedata.east_asian_width(each) in "WF" else 0.57) for each in str(text))


def _attribute(value: object) -> str:
    return short(value) if isinstance(value, float) else escape(str(value), quote=True)


def element(name: str, content: str = "", /, **attributes: object) -> str:
    """Return one element; underscores in attribute names become hyphens, and None leaves an attribute out."""
    written = "".join(
        f' {key.replace("_", "-")}="{_attribute(value)}"' for key, value in attributes.items() if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(x: float, y: float, words: object, size: int = 12, fill: str = INK, anchor: str | None = None, **more) -> str:
    """Return escaped text with its baseline at (x, y); `anchor` is start, middle or end."""
    return element("text", plain(words), x=float(x), y=float(y), font_size=size, fill=fill, text_anchor=anchor, **more)


def rect(x: float, y: float, width: float, height: float, fill: str, **more) -> str:
    return element("rect", x=float(x), y=float(y), width=float(width), height=float(height), fill=fill, **more)


def line(x1: float, y1: float, x2: float, y2: float, stroke: str, **more) -> str:
    return element("line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2), stroke=stroke, **more)


def path_data(x: Iterable[float], y: Iterable[float]) -> str:
    """Return the `d` of a path through the points; nan breaks the path, and each piece starts with a dot.

    Points inside a level stretch are left out: a setpoint costs two points, not hundreds.
    """
    across = [short(each) for each in x]
    down = ["" if np.isnan(each) else short(each) for each in y]
    pieces: list[str] = []
    last = len(down) - 1
    for at, height in enumerate(down):
        before = down[at - 1] if at else ""
        if not height:
            continue
        if not before:
            pieces.append(f"M{across[at]} {height}h.01")
        elif at == last or height != before or height != down[at + 1]:
            pieces.append(f"L{across[at]} {height}")
    return "".join(pieces)


def document(width: int, height: int, body: Iterable[str], title: str) -> str:
    """Return a whole SVG picture that scales to its container and names itself to screen readers."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{plain(title)}" font-family="{FONTS}">' + "".join(body) + "</svg>"
    )
