"""Points over two values: does one go with the other? And boxes with arrows: what does one do to the other?

Contract: pure functions from numbers and words to SVG source; they never raise for strange numbers: what is not finite
is not drawn. Use them through `labs.hmi.svg`.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from labs.hmi import markup, scales, theme
from labs.language import Bilingual, reader_language

_NO_DATA = Bilingual("아직 기록이 없습니다.", "Nothing recorded yet.")
BOX_HEIGHT = 30.0  # pixels
LARGEST = 1e12  # a value beyond this is drawn as this: coordinates stay short and finite


@dataclass(frozen=True)
class Points:
    """Points of one kind at `x` (n,) and `y` (n,); `colour` is #rrggbb (default: the next of the theme's)."""

    label: str
    x: Sequence[float]
    y: Sequence[float]
    colour: str | None = None
    line: bool = False  # joined in the order given, without dots


def scatter_svg(
    points: Sequence[Points],
    *,
    title: str = "",
    x_label: str = "",
    y_label: str = "",
    width: int = 720,
    height: int = 320,
) -> str:
    """Return points over two axes as SVG source, `width` by `height` pixels, scalable."""
    drawn = []
    for number, each in enumerate(points):
        table = np.array([*zip(each.x, each.y, strict=False)], dtype=float).reshape(-1, 2)
        colour = markup.colour_or(each.colour, theme.SERIES[number % len(theme.SERIES)])
        known = np.clip(table[np.isfinite(table).all(axis=1)], -LARGEST, LARGEST)
        drawn.append((each, known, colour))
    everything = np.concatenate([table for _, table, _ in drawn] or [np.empty((0, 2))])
    body = [markup.rect(0, 0, width, height, theme.PANEL, rx=6)]
    if title:
        body.append(markup.text(14, 21, title, 14, font_weight=600))
    if not len(everything):
        words = _NO_DATA.show(reader_language())
        body.append(markup.text(width / 2, height / 2, words, 13, theme.MUTED, "middle"))
        return markup.document(width, height, body, title or words)
    left, right, bottom = 58.0, width - 16.0, height - 42.0
    top = 60.0 if any(each.label for each in points) else 44.0
    spans = [_span(everything[:, side]) for side in (0, 1)]
    across, down = _axis(spans[0], left, right), _axis(spans[1], bottom, top)
    body += _grid(spans, across, down, (left, right, top, bottom), x_label, y_label, height)
    at = left
    for each, table, colour in drawn:
        if each.line:
            data = markup.path_data(across(table[:, 0]), down(table[:, 1]))
            body.append(markup.element("path", d=data, stroke=colour, stroke_width=2, fill="none"))
        else:
            for x, y in zip(across(table[:, 0]), down(table[:, 1]), strict=True):
                body.append(markup.element("circle", cx=float(x), cy=float(y), r=4, fill=colour, fill_opacity=0.75))
        if each.label:
            body.append(markup.element("circle", cx=at + 5, cy=34.0, r=4, fill=colour))
            body.append(markup.text(at + 14, 38, each.label, 12))
            at += 34 + markup.text_width(each.label, 12)
    return markup.document(width, height, body, title or x_label)


def _span(values: np.ndarray) -> tuple[float, float]:
    return scales.value_range([values], least=1e-6)


def _axis(span: tuple[float, float], start: float, end: float):
    return lambda values: start + (np.asarray(values) - span[0]) / (span[1] - span[0]) * (end - start)


def _grid(spans, across, down, edges, x_label: str, y_label: str, height: int) -> list[str]:
    left, right, top, bottom = edges
    parts = []
    for span, flat in ((spans[0], False), (spans[1], True)):
        ticks = scales.round_ticks(*span, 6)
        step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
        for tick in ticks:
            words = scales.number(tick, step)
            if flat:
                y = float(down(tick))
                parts += [
                    markup.line(left, y, right, y, theme.GRID),
                    markup.text(left - 7, y + 4, words, 12, theme.MUTED, "end"),
                ]
            else:
                x = float(across(tick))
                parts += [
                    markup.line(x, bottom, x, bottom + 4, theme.EDGE),
                    markup.text(x, bottom + 17, words, 12, theme.MUTED, "middle"),
                ]
    parts.append(markup.line(left, bottom, right, bottom, theme.EDGE))
    parts.append(markup.text(14, top - 8, y_label, 12, theme.MUTED))
    parts.append(markup.text((left + right) / 2, height - 8, x_label, 12, theme.MUTED, "middle"))
    return parts


def causes_svg(
    boxes: Mapping[str, tuple[float, float, str]],
    arrows: Iterable[tuple[str, str, str]],
    *,
    title: str = "",
    width: int = 720,
    height: int = 220,
) -> str:
    """Return boxes {name: (x, y, words)}, x and y in 0..1, with arrows (from, to, sign) as SVG source.

    An arrow's sign stands beside it; it is drawn in the colour of alarms where the sign is "✕" (cut off).
    """
    places = {}
    for name, (x, y, words) in boxes.items():
        wide = 24 + markup.text_width(words, 13)
        middle = min(max(20 + x * (width - 40), 4 + wide / 2), width - 4 - wide / 2)
        places[name] = (middle, 55 + y * (height - 85), wide, words)
    body = [markup.rect(0, 0, width, height, theme.PANEL, rx=6)]
    if title:
        body.append(markup.text(14, 21, title, 14, font_weight=600))
    for start, end, sign in arrows:
        body += _arrow(places[start], places[end], sign)
    for x, y, wide, words in places.values():
        body.append(
            markup.rect(x - wide / 2, y - BOX_HEIGHT / 2, wide, BOX_HEIGHT, theme.EQUIPMENT, rx=5, stroke=theme.EDGE)
        )
        body.append(markup.text(x, y + 5, words, 13, anchor="middle"))
    return markup.document(width, height, body, title or ", ".join(words for *_, words in places.values()))


def _arrow(start, end, sign: str) -> list[str]:
    """A line from edge to edge of two boxes, its head, and its sign beside the middle."""
    (x1, y1, wide1, _), (x2, y2, wide2, _) = start, end
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    along = ((x2 - x1) / length, (y2 - y1) / length)

    def leave(wide: float) -> float:
        """How far from the middle of a box its edge is in this direction."""
        sides = [
            half / abs(part) for half, part in zip((wide / 2, BOX_HEIGHT / 2), along, strict=True) if abs(part) > 1e-9
        ]
        return min(sides, default=0.0) + 4

    x1, y1 = x1 + along[0] * leave(wide1), y1 + along[1] * leave(wide1)
    x2, y2 = x2 - along[0] * leave(wide2), y2 - along[1] * leave(wide2)
    cut = sign == "✕"
    colour = theme.ALARM if cut else theme.INK
    wing = [(x2 - 9 * along[0] + side * 4 * along[1], y2 - 9 * along[1] - side * 4 * along[0]) for side in (1, -1)]
    head = " ".join(f"{markup.short(x)},{markup.short(y)}" for x, y in ((x2, y2), *wing))
    middle = (x1 + x2) / 2 + 12 * along[1], (y1 + y2) / 2 - 12 * along[0] + 5
    return [
        markup.line(x1, y1, x2, y2, colour, stroke_width=1.6, stroke_dasharray="5 4" if cut else None),
        markup.element("polygon", points=head, fill=colour),
        markup.text(*middle, sign, 14, colour, "middle", font_weight=600),
    ]
