"""The trend: lines over simulated time, with bands, marks and up to two value axes.

Contract: `trend_svg` is a pure function from arrays to SVG source. It never raises for strange data: infinities and
nan become gaps, unequal lengths are cut, nothing to draw says so. Use it through `labs.hmi.svg`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

import numpy as np

from labs.hmi import markup, scales, theme
from labs.language import Bilingual, reader_language

_NO_DATA = Bilingual("아직 기록이 없습니다.", "Nothing recorded yet.")
_ORDER = ("area", "dashed", "line")  # what was measured lies on top
_TIME = Bilingual("시간", "Time")


@dataclass(frozen=True)
class Series:
    """One line of a trend.

    `seconds` (n,) simulated time, `values` (n,), nan where nothing is known. `colour` is #rrggbb (default: the next
    of the theme's). `axis` is "left" or "right". `style` is "line", "dashed" (a setpoint) or "area" (a power).
    """

    label: str
    seconds: Sequence[float]
    values: Sequence[float]
    colour: str | None = None
    axis: str = "left"
    style: str = "line"


@dataclass(frozen=True)
class Frame:
    """The drawing area in pixels and the values at its edges."""

    left: float
    top: float
    right: float
    bottom: float
    start: float
    end: float
    ranges: dict[str, tuple[float, float]]

    def across(self, seconds):
        return self.left + (np.asarray(seconds) - self.start) / (self.end - self.start) * (self.right - self.left)

    def down(self, values, axis: str = "left"):
        low, high = self.ranges[axis]
        return self.bottom - (np.clip(values, low, high) - low) / (high - low) * (self.bottom - self.top)


def trend_svg(
    series: Sequence[Series],
    *,
    bands: Sequence[tuple[float, float, str]] = (),
    marks: Sequence[tuple[float, str]] = (),
    title: str = "",
    x_label: str | None = None,
    y_label: str = "",
    right_label: str = "",
    y_range: tuple[float, float] | None = None,
    right_range: tuple[float, float] | None = None,
    x_range: tuple[float, float] | None = None,
    width: int = 720,
    height: int = 300,
    language: str | None = None,
) -> str:
    """Return the trend as SVG source, `width` by `height` pixels (at least 240 by 140), scalable.

    `bands` are (low, high, label) on the left axis; `marks` are (seconds, label) moments. Ranges default to what the
    data need. `x_label` defaults to the word for time with the axis' unit; "" leaves it out.
    """
    language = language or reader_language()
    width, height = max(240, int(width)), max(140, int(height))
    drawn = _drawn(series, buckets=min(220, width // 3))
    known = [(each, x, y) for each, x, y, _ in drawn if np.isfinite(y).any()]
    if not known:
        return _empty(title, width, height, language)
    legend, legend_height = _legend(drawn, bool(title), width)
    ranges = {"left": y_range or _range(known, "left", [edge for low, high, _ in bands for edge in (low, high)])}
    if any(each.axis == "right" for each, _, _ in known):
        ranges["right"] = right_range or _range(known, "right", [])
    start, end = x_range or (min(x[0] for _, x, _ in known), max(x[-1] for _, x, _ in known))
    end = end if end > start else start + 1.0
    frame = Frame(
        left=52.0,
        top=legend_height + (16.0 if y_label or right_label else 6.0),
        right=width - (44.0 if "right" in ranges else 14.0),
        bottom=height - (40.0 if x_label != "" else 24.0),
        start=start,
        end=end,
        ranges=ranges,
    )
    body = [markup.rect(0, 0, width, height, theme.PANEL, rx=6)]
    if title:
        body.append(markup.text(14, 21, title, 14, font_weight=600))
    body += legend
    body += _value_axes(frame, y_label, right_label)
    body += _time_axis(frame, x_label, height, language)
    body += _bands(frame, bands)
    for style in _ORDER:
        body += [
            part for each, x, y, colour in drawn if each.style == style for part in _line(frame, each, x, y, colour)
        ]
    body += _marks(frame, marks)
    return markup.document(width, height, body, title or ", ".join(each.label for each in series))


def _drawn(series: Sequence[Series], buckets: int) -> list[tuple[Series, np.ndarray, np.ndarray, str]]:
    colours = cycle(theme.SERIES)
    result = []
    for each in series:
        default = theme.TARGET if each.style == "dashed" else next(colours)
        x, y = scales.thin(*scales.clean(each.seconds, each.values), buckets)
        result.append((each, x, y, markup.colour_or(each.colour, default)))
    return result


def _range(known, axis: str, extra: list[float]) -> tuple[float, float]:
    return scales.value_range([y for each, _, y in known if (each.axis == "right") == (axis == "right")], extra)


def _empty(title: str, width: int, height: int, language: str) -> str:
    words = _NO_DATA.show(language)
    body = [markup.rect(0, 0, width, height, theme.PANEL, rx=6)]
    if title:
        body.append(markup.text(14, 21, title, 14, font_weight=600))
    body.append(markup.text(width / 2, height / 2, words, 13, theme.MUTED, "middle"))
    return markup.document(width, height, body, title or words)


def _legend(drawn, titled: bool, width: int) -> tuple[list[str], float]:
    """Return the legend's elements, wrapped to the width, and the height that title and legend take."""
    x, y, parts = 14.0, 38.0 if titled else 18.0, []
    for each, _, _, colour in drawn:
        if not each.label:
            continue
        needed = 24 + markup.text_width(each.label, 12) + 14
        if x > 14 and x + needed > width - 8:
            x, y = 14.0, y + 17
        dash = "4 3" if each.style == "dashed" else None
        thick = 8 if each.style == "area" else 2.5
        faint = 0.45 if each.style == "area" else None
        parts.append(
            markup.line(x, y - 4, x + 18, y - 4, colour, stroke_width=thick, stroke_dasharray=dash, opacity=faint)
        )
        parts.append(markup.text(x + 24, y, each.label, 12))
        x += needed
    return parts, (y + 8 if parts else (30.0 if titled else 10.0))


def _value_axes(frame: Frame, y_label: str, right_label: str) -> list[str]:
    parts = []
    for axis, (low, high) in frame.ranges.items():
        ticks = scales.round_ticks(low, high, max(3, int((frame.bottom - frame.top) / 42)))
        step = ticks[1] - ticks[0] if len(ticks) > 1 else max(abs(high - low), 1e-6)
        for tick in ticks:
            y = float(frame.down(tick, axis))
            if axis == "left":
                parts.append(markup.line(frame.left, y, frame.right, y, theme.GRID))
                parts.append(markup.text(frame.left - 7, y + 4, scales.number(tick, step), 12, theme.MUTED, "end"))
            else:
                parts.append(markup.text(frame.right + 7, y + 4, scales.number(tick, step), 12, theme.MUTED))
    if y_label:
        parts.append(markup.text(14, frame.top - 7, y_label, 12, theme.MUTED))
    if right_label and "right" in frame.ranges:
        parts.append(markup.text(frame.right + 36, frame.top - 7, right_label, 12, theme.MUTED, "end"))
    return parts


def _time_axis(frame: Frame, x_label: str | None, height: int, language: str) -> list[str]:
    axis = scales.time_axis(frame.start, frame.end, max(3, int((frame.right - frame.left) / 75)))
    parts = [markup.line(frame.left, frame.bottom, frame.right, frame.bottom, theme.EDGE)]
    for tick, words in zip(axis.ticks, axis.texts, strict=True):
        x = float(frame.across(tick))
        parts.append(markup.line(x, frame.bottom, x, frame.bottom + 4, theme.EDGE))
        parts.append(markup.text(x, frame.bottom + 17, words, 12, theme.MUTED, "middle"))
    label = f"{_TIME.show(language)} ({axis.unit.show(language)})" if x_label is None else x_label
    if label:
        parts.append(markup.text((frame.left + frame.right) / 2, height - 7, label, 12, theme.MUTED, "middle"))
    return parts


def _bands(frame: Frame, bands: Sequence[tuple[float, float, str]]) -> list[str]:
    parts = []
    for low, high, label in bands:
        top, bottom = float(frame.down(max(low, high))), float(frame.down(min(low, high)))
        tall = max(bottom - top, 2.0)
        parts.append(markup.rect(frame.left, top, frame.right - frame.left, tall, theme.BAND, opacity=0.16))
        if label:
            at = top - 4 if top - frame.top > 18 else bottom + 13
            parts.append(markup.text(frame.right - 5, at, label, 11, theme.MUTED, "end"))
    return parts


def _line(frame: Frame, each: Series, x: np.ndarray, y: np.ndarray, colour: str) -> list[str]:
    axis = "right" if each.axis == "right" and "right" in frame.ranges else "left"
    inside = (x >= frame.start) & (x <= frame.end)
    across, down = frame.across(x[inside]), frame.down(y[inside], axis)
    data = markup.path_data(across, down)
    if not data:
        return []
    shape = {"fill": "none", "stroke_linejoin": "round", "stroke_linecap": "round"}
    if each.style == "area":
        return [_area(frame, across, down, colour), markup.element("path", d=data, stroke=colour, opacity=0.7, **shape)]
    if each.style == "dashed":
        return [markup.element("path", d=data, stroke=colour, stroke_width=1.6, stroke_dasharray="6 4", **shape)]
    return [markup.element("path", d=data, stroke=colour, stroke_width=2, **shape)]


def _area(frame: Frame, across: np.ndarray, down: np.ndarray, colour: str) -> str:
    """Fill between the line and the bottom, one closed piece for each run without a gap."""
    pieces = []
    known = np.flatnonzero(~np.isnan(down))
    for run in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1):
        points = "L".join(f"{markup.short(across[at])} {markup.short(down[at])}" for at in run)
        bottom = markup.short(frame.bottom)
        first, last = markup.short(across[run[0]]), markup.short(across[run[-1]])
        pieces.append(f"M{first} {bottom}L{points}L{last} {bottom}Z")
    return markup.element("path", d="".join(pieces), fill=colour, opacity=0.1)


def _marks(frame: Frame, marks: Sequence[tuple[float, str]]) -> list[str]:
    parts = []
    for seconds, label in marks:
        if not frame.start <= seconds <= frame.end:
            continue
        x = float(frame.across(seconds))
        parts.append(markup.line(x, frame.top, x, frame.bottom, theme.ALARM, stroke_dasharray="2 3", stroke_width=1.4))
        beside = x + 5 + markup.text_width(label, 11) < frame.right
        parts.append(
            markup.text(x + 5 if beside else x - 5, frame.top + 11, label, 11, theme.ALARM, None if beside else "end")
        )
    return parts
