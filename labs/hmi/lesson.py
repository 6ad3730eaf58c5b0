"""What every lesson needs beside a plant: words in the reader's language, a prediction before a run, a chart.

Contract: for notebooks, which import it by name; each call shows its result at once. `text` picks one of two
languages, so that the code of a lesson is the same in both.
"""

from collections.abc import Mapping

import ipywidgets
from IPython.display import SVG, display

from labs.hmi.svg import Bar, Points, Series, bars_svg, causes_svg, scatter_svg, trend_svg
from labs.language import Bilingual


def text(ko: str, en: str) -> str:
    """Return the one of the two that the reader reads."""
    return Bilingual(ko, en).show()


def predict(*letters: str) -> ipywidgets.ToggleButtons:
    """Show a button a letter and return them: the reader's prediction, None until one is chosen."""
    buttons = ipywidgets.ToggleButtons(options=letters, value=None, description=text("예상", "I say"))
    display(buttons)
    return buttons


def reveal(buttons: ipywidgets.ToggleButtons, letter: str) -> None:
    """Say which letter it turned out to be, beside what was predicted with `buttons`."""
    chosen = buttons.value
    if chosen is None:
        comment = text("다음에는 예상을 먼저 골라 보십시오.", "Choose first next time.")
    elif chosen == letter:
        comment = text("예상하신 대로입니다.", "Just as you said.")
    else:
        comment = text(f"{chosen}와 무엇이 달랐습니까?", f"How is that not {chosen}?")
    print(text(f"결과는 {letter}입니다. {comment}", f"It is {letter}. {comment}"))


def chart(title: str, *series: Series, y_label: str = "°C", **look: object) -> None:
    """Show one chart; `look` as for `labs.hmi.svg.trend_svg`."""
    display(SVG(trend_svg(series, title=title, y_label=y_label, **look)))


def bars(title: str, *each: Bar, unit: str = "") -> None:
    """Show bars one below the other, with the word for their common unit."""
    display(SVG(bars_svg(each, title=title, unit=unit)))


def scatter(title: str, *points: Points, x_label: str = "", y_label: str = "") -> None:
    """Show points over two values."""
    display(SVG(scatter_svg(points, title=title, x_label=x_label, y_label=y_label)))


def causes(title: str, boxes: Mapping[str, tuple[float, float, str]], *arrows: tuple[str, str, str]) -> None:
    """Show what does what to what: boxes {name: (x, y, words)} and arrows (from, to, sign)."""
    display(SVG(causes_svg(boxes, arrows, title=title)))
