"""Live pictures for notebooks and apps: `Trend` and `Synoptic`.

Contract: each is an ipywidgets box that redraws itself about twice a second from a `Feed` until `stop()`; nothing
here blocks the kernel or needs a browser library. Two drawings of a trend, wide and narrow, travel together and the
page shows the one that fits, so that text keeps its size on a telephone.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets
import numpy as np

from labs.hmi import markup, theme
from labs.hmi.feed import Feed
from labs.hmi.furnace import PATHS
from labs.hmi.svg import Series, synoptic_svg, trend_svg
from labs.language import reader_language

REDRAW = 0.5


class Picture(ipywidgets.VBox):
    """A redrawn picture. Subclasses say what it looks like in `draw() -> str` (HTML)."""

    def __init__(
        self, plant: Any, paths: Sequence[str], *, feed: Feed | None, language: str | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._canvas = ipywidgets.HTML()
        super().__init__([ipywidgets.HTML(f"<style>{theme.css()}</style>"), self._canvas])
        self.add_class("smartlab")
        self.language = language or reader_language()
        self._clock, self._drawn_at = clock, -np.inf
        self._own = feed is None
        self.feed = feed or Feed(plant, paths)
        self._forget = self.feed.on_round(self._on_round)
        if self._own:
            self.feed.start()

    def draw(self) -> str:
        raise NotImplementedError

    def refresh(self) -> None:
        """Redraw now."""
        self._drawn_at = self._clock()
        problem = self.feed.problem
        if problem is not None:
            self._canvas.value = f'<p class="sl-note" role="alert">{markup.plain(problem.show(self.language), 400)}</p>'
        else:
            self._canvas.value = self.draw()

    def show_in(self, language: str) -> None:
        """Switch the picture to "ko" or "en"."""
        self.language = language
        self.refresh()

    def stop(self) -> None:
        """Stop redrawing (the last picture stays) and, where the feed is this picture's own, stop reading the plant."""
        self._forget()
        if self._own:
            self.feed.stop()

    def close(self) -> None:
        self.stop()
        super().close()

    def _on_round(self) -> None:
        if self.feed.problem is not None or self._clock() - self._drawn_at >= REDRAW:
            self.refresh()


class Trend(Picture):
    """The course of `paths` over the last `window` simulated seconds.

    `paths` is a list of signal paths or {path: label}; the first one's unit has the left axis, another unit the right
    one; setpoints are dashed. `units` ({path: unit}) is asked of the plant unless given with the labels. `bands`,
    `y_range`, `title` and `language` are as in `trend_svg`. `marks` may be extended while it runs.
    """

    def __init__(
        self, plant: Any, paths: Sequence[str] | Mapping[str, str], *, window: float = 600.0, title: str = "",
        bands: Sequence[tuple[float, float, str]] = (), y_range: tuple[float, float] | None = None,
        units: Mapping[str, str] | None = None, feed: Feed | None = None, language: str | None = None,
    ) -> None:  # fmt: skip
        described = {} if isinstance(paths, Mapping) and units is not None else _described(plant)
        labels = paths if isinstance(paths, Mapping) else {path: described.get(path, (path, ""))[0] for path in paths}
        self.labels = dict(labels)
        self.window, self.title, self.bands, self.y_range = window, title, tuple(bands), y_range
        self.marks: list[tuple[float, str]] = []
        self._units = {path: (units or {}).get(path, described.get(path, ("", ""))[1]) for path in self.labels}
        super().__init__(plant, tuple(self.labels), feed=feed, language=language)

    def draw(self) -> str:
        seconds, *courses = self.feed.history(*self.labels)
        end = float(seconds[-1]) if seconds.size else 0.0
        shown = seconds >= end - self.window
        series = [
            self._series(path, seconds[shown], course[shown]) for path, course in zip(self.labels, courses, strict=True)
        ]
        left, right = self._axes()
        look = {
            "bands": self.bands, "marks": tuple(self.marks), "title": self.title, "y_range": self.y_range,
            "x_range": (max(0.0, end - self.window), max(end, 1.0)),
            "right_range": (0.0, 100.0) if right == "%" else None, "y_label": left,
            "right_label": right, "language": self.language,
        }  # fmt: skip
        wide, narrow = (
            trend_svg(series, width=760, height=360, **look),
            trend_svg(series, width=360, height=280, **look),
        )
        both = f'<div class="sl-wide">{wide}</div><div class="sl-narrow">{narrow}</div>'
        return f'<div class="sl-picture sl-trend">{both}</div>'

    def _axes(self) -> tuple[str, str]:
        """Return the units of the left and the right axis: the first signal's, and the first other one."""
        units = list(dict.fromkeys(self._units.values())) or [""]
        return units[0], (units[1] if len(units) > 1 else "")

    def _series(self, path: str, seconds: np.ndarray, values: np.ndarray) -> Series:
        on_right = self._units[path] != self._axes()[0]
        style = "dashed" if path.endswith("Setpoint") else "area" if on_right and self._units[path] == "%" else "line"
        return Series(self.labels[path], seconds, values, axis="right" if on_right else "left", style=style)


class Synoptic(Picture):
    """The furnace with its present values."""

    def __init__(self, plant: Any, *, feed: Feed | None = None, language: str | None = None) -> None:
        super().__init__(plant, PATHS, feed=feed, language=language)

    def draw(self) -> str:
        return f'<div class="sl-picture sl-synoptic">{synoptic_svg(self.feed.latest, self.language)}</div>'


def _described(plant: Any) -> dict[str, tuple[str, str]]:
    """Return {path: (title, unit)} as the plant tells it; nothing where it cannot be asked."""
    try:
        rows = plant.signals().reset_index().to_dict("records")
    except Exception:  # a picture without titles is better than none
        return {}
    return {str(row["path"]): (str(row["title"]), str(row["unit"] or "")) for row in rows}
