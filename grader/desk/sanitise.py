"""Makes what students wrote harmless where a teacher looks at it: formgrader and feedback pages.

Contract: `settings()` is the nbconvert configuration for both; it needs no change to nbgrader's templates, whose own
scripts stay. `SafeOutputs` drops every output type but text, tables, formulas and pictures, and all metadata but
picture sizes; `markdown2html` and `clean_html` replace nbconvert's filters of those names. What is left has no
script, no event handler, no frame, form or style sheet, no id or class a page's script could mistake for its own, and
loads nothing from an address: pictures are data, or files beside the notebook.
"""

import contextlib
import functools
import re
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import bleach
from bleach.css_sanitizer import CSSSanitizer
from jinja2 import DictLoader, FileSystemBytecodeCache, pass_context
from nbconvert.exporters import TemplateExporter
from nbconvert.exporters.html import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor

from grader.tangle import MOST_EFFORT, effort
from labs.language import Bilingual

_PICTURES = ("image/svg+xml", "image/png", "image/jpeg")
_SHOWN = ("text/html", "text/markdown", *_PICTURES, "text/latex", "text/plain")
_TAGS = frozenset(
    re.split(
        r"\s+",
        "a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 "
        "h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead "
        "tr u ul var wbr",
    )
)
_CLASSES = re.compile(r"dataframe|highlight|hl-[a-z0-9]+|[a-z][a-z0-9]{0,2}")
# Nothing here may lay one thing over another, so no height of its own, and no measure that _IMMODEST finds.
_STYLES = frozenset(
    {"background-color", "color", "letter-spacing", "max-width", "min-width", "padding"}
    | {"text-align", "text-decoration", "vertical-align", "white-space", "width", "margin", "border"}
    | {f"font-{part}" for part in ("size", "style", "weight")}
    | {f"{box}-{side}" for box in ("margin", "padding", "border") for side in ("top", "right", "bottom", "left")}
    | {f"border-{part}" for part in ("collapse", "color", "radius", "spacing", "style", "width")}
)
# The one template of nbconvert that loads something from the internet; without it formulas stay text.
_OFFLINE = {"mathjax.html.j2": '{%- macro mathjax(url="") -%}{%- endmacro -%}'}
# Negative, of four digits, with an exponent, a hundred letters or windows wide, computed or disguised.
_IMMODEST = re.compile(
    r"-\s*[\d.]|\d{4}|\de|\d{3}[\d.]*\s*(?!px|%|\d)[a-z]|v[whib]|vm|calc|\(.*\(|\\|/\*", re.IGNORECASE
)
_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b", re.IGNORECASE)
_DATA_PICTURE = re.compile(r"data:image/(png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=\s]+")
_SLOWER = 12  # bleach works in Python: ten to fifty times slower than nh3, and somebody waits for the page
_SHOWN_AS_TEXT = 20_000
_PICTURE = Bilingual("그림", "picture")
_NUMBER = re.compile(r"[0-9]{1,5}(\.[0-9]+)?")
_PLAIN = frozenset({"alt", "title", "colspan", "rowspan", "width", "height", "start", "open", "scope", "lang"})


def settings() -> dict[str, dict[str, Any]]:
    """Return {nbconvert class: {trait: value}}, plain values only."""
    here = "grader.desk.sanitise"
    return {
        "HTMLExporter": {
            "sanitize_html": True,
            "preprocessors": [f"{here}.SafeOutputs"],
            "filters": {"markdown2html": f"{here}.markdown2html", "clean_html": f"{here}.clean_html"},
        },
        "WidgetsDataTypeFilter": {"display_data_priority": list(_SHOWN)},
    }


def clean_html(html: object) -> str:
    """Return `html` with everything that is not plainly harmless taken out or shown as text.

    What would take seconds and gigabytes to parse is shown as text altogether.
    """
    text = html.decode("utf-8", "replace") if isinstance(html, bytes) else str(html)
    if effort(text) > MOST_EFFORT / _SLOWER:
        return f"<pre>{escape(text[:_SHOWN_AS_TEXT])}</pre>"
    css = CSSSanitizer(allowed_css_properties=_STYLES, allowed_svg_properties=[])
    return bleach.clean(
        _without_code(text),
        tags=_TAGS,
        attributes=_allowed,
        protocols=("http", "https", "data"),
        css_sanitizer=css,
        strip=True,
    )


@pass_context
def markdown2html(context: Any, source: str) -> str:
    """Render Markdown as nbconvert does, then clean what came out."""
    attachments = context.get("cell", {}).get("attachments", {})
    return clean_html((_parser(attachments) if attachments else _plain_parser()).render(source))


class _Renderer(IPythonRenderer):
    """nbconvert's, but a picture whose attachment is missing or none does not stop the whole page."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        try:
            return super().image(text, url, title)
        except Exception:  # whatever a notebook may say its attachments are
            return escape(text)


def _parser(attachments: dict) -> MarkdownWithMath:
    renderer = _Renderer(escape=False, attachments=attachments, embed_images=False, exclude_anchor_links=True)
    return MarkdownWithMath(renderer=renderer)


@functools.cache
def _plain_parser() -> MarkdownWithMath:
    # Making a parser takes ten times as long as a paragraph; it keeps nothing of what it has parsed.
    return _parser({})


class SafeOutputs(Preprocessor):
    """Keeps of each notebook what nbgrader's pages need and can show without harm."""

    enabled = True

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if isinstance(self.parent, TemplateExporter):
            # nbgrader fixes the paths that templates are looked up in; the exporter itself is within reach here only.
            self.parent.extra_loaders = [DictLoader(_OFFLINE)]
            # An exporter is made for each page; compiling its nine templates would be a third of the page's time.
            with contextlib.suppress(RuntimeError, OSError):  # where its folder cannot be made, it just takes longer
                self.parent.environment.bytecode_cache = FileSystemBytecodeCache()

    def preprocess(self, nb: Any, resources: dict) -> tuple[Any, dict]:
        """Return the notebook and the resources, both changed in place."""
        for name in ("first_name", "last_name"):  # formgrader shows them as they are, whatever a roster held
            if name in resources:
                resources[name] = escape(str(resources[name] or ""))
        nb.metadata = type(nb.metadata)({key: nb.metadata[key] for key in ("kernelspec",) if key in nb.metadata})
        nb.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
        for cell in nb.cells:
            cell.metadata = type(cell.metadata)({k: v for k, v in cell.metadata.items() if k == "nbgrader"})
            cell.metadata["alt"] = _PICTURE.show()  # what nbconvert gives pictures to those who cannot see them
            for output in cell.get("outputs", ()):
                if "data" in output:
                    kept = {kind: _text(output.data[kind]) for kind in _SHOWN if kind in output.data}
                    output.metadata = {kind: _sizes(output.get("metadata", {}).get(kind)) for kind in _PICTURES}
                    output.data = type(output.data)(kept)
        return nb, resources


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return all(_CLASSES.fullmatch(word) for word in value.split())
    if name == "href":
        return tag == "a" and value.startswith(("https://", "http://", "#"))
    if name == "src":
        return tag == "img" and (bool(_DATA_PICTURE.fullmatch(value)) or _is_beside(value))
    if name == "style":
        return not _IMMODEST.search(_COLOUR.sub("", value))
    return name in _PLAIN


def _is_beside(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    names = Path(parts.path).parts
    plain = not parts.scheme and not parts.netloc and not parts.query and "\\" not in value and "%" not in value
    return plain and bool(names) and not value.startswith("/") and ".." not in names


def _without_code(html: str) -> str:
    # bleach leaves the text of what it strips; nobody wants to read a script or a style sheet.
    return re.sub(r"(?is)<(script|style)\b.*?(</\1\s*>|\Z)", "", html)


def _text(data: Any) -> str:
    return "".join(map(str, data)) if isinstance(data, list) else str(data)


def _sizes(metadata: Any) -> dict[str, str]:
    found = metadata if isinstance(metadata, dict) else {}
    return {key: str(found[key]) for key in ("width", "height") if _NUMBER.fullmatch(str(found.get(key, "")))}
