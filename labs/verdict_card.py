"""How a verdict looks, in a student's notebook and in a graded one alike.

Contract: pure; a verdict is the JSON object of the wire (see labs/check.py). All of its texts are escaped, its picture
is shown as an image, which runs nothing.
"""

import base64
from collections.abc import Mapping
from html import escape

from labs.language import Bilingual, reader_language

_WORDS = {
    "correct": ("✔", "#1a7f37", Bilingual("정답입니다", "Correct")),
    "almost": ("△", "#9a6700", Bilingual("거의 다 왔습니다", "Almost there")),
    "keep-working": ("✘", "#b42318", Bilingual("조금 더 해 봅시다", "Keep working")),
    "missing": ("–", "#57606a", Bilingual("답이 없습니다", "No answer yet")),
    "not-now": ("·", "#57606a", Bilingual("지금은 세지 않습니다", "Not counted now")),
}
_POINTS = Bilingual("{max_points:g}점 중 {points:g}점", "{points:g} of {max_points:g} points")
_PICTURE = Bilingual("실행 기록 그림", "Picture of the run")
_PICTURE_LIMIT = 400_000


class VerdictCard:
    """Shows one verdict: as a card in a notebook, as two lines in a terminal. It holds nothing to compute with."""

    def __init__(self, verdict: Mapping, language: str | None = None) -> None:
        self._verdict, self._language = verdict, language

    def __repr__(self) -> str:
        return card_text(self._verdict, self._language)

    def _repr_html_(self) -> str:
        return card_html(self._verdict, self._language)


def _parts(verdict: Mapping, language: str) -> tuple[str, str, str, str, str]:
    mark, colour, word = _WORDS.get(verdict.get("verdict"), _WORDS["keep-working"])
    message = verdict.get("message", {})
    points = ""
    if verdict.get("max_points"):
        points = _POINTS.show(language, points=float(verdict["points"]), max_points=float(verdict["max_points"]))
    return mark, colour, word.show(language), points, str(message.get(language, ""))


def card_text(verdict: Mapping, language: str | None = None) -> str:
    """Return the verdict as plain text of two lines."""
    mark, _, word, points, message = _parts(verdict, language or reader_language())
    return f"{mark} {word}{f' ({points})' if points else ''} — {verdict.get('check', '')}\n{message}"


def card_html(verdict: Mapping, language: str | None = None) -> str:
    """Return the verdict as HTML without scripts, with a mark, a word and a colour (never the colour alone)."""
    language = language or reader_language()
    mark, colour, word, points, message = _parts(verdict, language)
    picture = verdict.get("picture") or ""
    image = ""
    if picture and len(picture) <= _PICTURE_LIMIT:
        data = base64.b64encode(picture.encode("utf-8")).decode("ascii")
        image = (
            f'<div style="margin-top:8px"><img alt="{_PICTURE.show(language)}" style="max-width:100%" '
            f'src="data:image/svg+xml;base64,{data}"></div>'
        )
    return (
        f'<div lang="{language}" style="border-left:4px solid {colour};padding:6px 12px;margin:4px 0">'
        f'<div><strong style="color:{colour}">{mark} {word}</strong> '
        f"<span>{escape(points)}</span> <code>{escape(str(verdict.get('check', '')))}</code></div>"
        f"<div>{escape(message)}</div>{image}</div>"
    )
