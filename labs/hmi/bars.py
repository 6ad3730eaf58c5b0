"""Bars side by side: how large each of a few things is, or how one whole shrinks step by step (a waterfall).

Contract: `bars_svg` is a pure function from numbers to SVG source; it never raises for strange numbers: what is not
finite gets no bar. Use it through `labs.hmi.svg`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from labs.hmi import markup, theme

ROW, THICK = 30, 18  # pixels


@dataclass(frozen=True)
class Bar:
    """One bar from `start` to `start + value` (>= 0) in the picture's unit; `note` stands at its end.

    `colour` is #rrggbb (default: the theme's first); `note` defaults to the value with at most one decimal.
    """

    label: str
    value: float
    start: float = 0.0
    colour: str | None = None
    note: str | None = None


def bars_svg(bars: Sequence[Bar], *, title: str = "", unit: str = "", width: int = 720) -> str:
    """Return horizontal bars from top to bottom as SVG source, `width` pixels wide (at least 240), scalable."""
    width = max(240, int(width))
    drawn = [(bar, *_extent(bar)) for bar in bars]
    notes = [markup.short(bar.value) if bar.note is None else bar.note for bar in bars]
    left = min(width * 0.45, 22 + max((markup.text_width(bar.label, 12) for bar in bars), default=0.0))
    right = width - 20 - max((markup.text_width(note, 12) for note in notes), default=0.0)
    longest = max((start + value for _, start, value in drawn), default=0.0)
    scale = max(10.0, right - left) / max(longest, 1e-9)
    top = 40.0 if title else 12.0
    height = int(top + ROW * len(drawn) + (26 if unit else 8))
    body = [markup.rect(0, 0, width, height, theme.PANEL, rx=6)]
    if title:
        body.append(markup.text(14, 21, title, 14, font_weight=600))
    for (bar, start, value), note in zip(drawn, notes, strict=True):
        middle = top + ROW / 2
        across, long = left + scale * start, max(scale * value, 1.0)
        body.append(markup.text(left - 8, middle + 4, bar.label, 12, anchor="end"))
        body.append(
            markup.rect(across, middle - THICK / 2, long, THICK, markup.colour_or(bar.colour, theme.SERIES[0]), rx=2)
        )
        body.append(markup.text(across + long + 6, middle + 4, note, 12, theme.MUTED))
        top += ROW
    body.append(markup.line(left, 40.0 if title else 12.0, left, top, theme.EDGE))
    if unit:
        body.append(markup.text((left + right) / 2, height - 8, unit, 12, theme.MUTED, "middle"))
    return markup.document(width, height, body, title or ", ".join(bar.label for bar in bars))


def _extent(bar: Bar) -> tuple[float, float]:
    """Return where the bar begins and how long it is, both finite and not below 0."""
    start, value = (number if math.isfinite(number) else 0.0 for number in (bar.start, bar.value))
    return max(0.0, start), max(0.0, value)
