"""Outputs that may be put before a teacher: the student's, made harmless, and the trusted side's own.

Contract: pure. Whatever a student's process claims to have shown is rebuilt field by field from a list of known
kinds; scripts, widgets, styles and foreign addresses do not survive. Unknown things vanish, nothing raises.
"""

import base64
import binascii
import re
from collections.abc import Sequence

import nh3
from nbformat.notebooknode import NotebookNode, from_dict

from grader.tangle import MOST_EFFORT, effort
from grader.verdict import Verdict
from labs.verdict_card import card_html, card_text

NOT_JUDGED = "smartlab_not_judged"
_MOST_OUTPUTS = 200
_TEXT_LIMIT = 200_000
_HTML_LIMIT = 500_000
_IMAGE_LIMIT = 1_500_000
_TOTAL_LIMIT = 3_000_000
# Of what a terminal obeys only the colours of tracebacks (ECMA-48 SGR) are left.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]|\x1b(?!\[[0-9;]{0,32}m)")
_IMAGES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_EMBEDDED = re.compile(r"data:image/(png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=\s]*\Z")


def clean_outputs(outputs: object) -> list[NotebookNode]:
    """Return notebook outputs rebuilt from what a student's process sent; at most 200, about 3 MB together."""
    cleaned, left, work = [], _TOTAL_LIMIT, MOST_EFFORT
    for item in outputs[:_MOST_OUTPUTS] if isinstance(outputs, list) else []:
        work -= _html_effort(item)
        output = _clean(item, html=work >= 0) if isinstance(item, dict) else None
        if output is None:
            continue
        left -= len(str(output))
        if left < 0:
            break
        cleaned.append(output)
    return cleaned


def clean_html(source: str) -> str:
    """Return HTML without scripts, styles, event handlers, forms or addresses other than embedded images.

    What it costs is for the caller to bound (grader.tangle).
    """
    return nh3.clean(source[:_HTML_LIMIT], attribute_filter=_attribute, url_schemes={"data", "http", "https"})


def note_output(sentence: str) -> NotebookNode:
    """Return the trusted side's own remark as an output."""
    return _output("stream", name="stdout", text=_plain(sentence) + "\n")


def verdict_outputs(verdict: Verdict, language: str) -> list[NotebookNode]:
    """Return the outputs of a check cell: the verdict for people, its picture if any, then its points for nbgrader."""
    shown = verdict.to_json() | {"picture": None}
    data = {"text/plain": card_text(shown, language), "text/html": card_html(shown, language)}
    pictures = [{"image/svg+xml": verdict.picture, "text/plain": verdict.check}] if verdict.picture else []
    points = _output("execute_result", data={"text/plain": repr(float(verdict.points))}, execution_count=None)
    if not verdict.judged:
        points.metadata[NOT_JUDGED] = True
    return [*(_output("display_data", data=part) for part in (data, *pictures)), points]


def was_judged(outputs: Sequence[NotebookNode]) -> bool:
    """Say whether these outputs, which `verdict_outputs` made, are of a check that was judged."""
    return not any(output.get("metadata", {}).get(NOT_JUDGED) for output in outputs)


def _output(kind: str, **values: object) -> NotebookNode:
    """Return an output as nbformat's new_output does, without its validation: a third of grading a small notebook."""
    metadata = {"metadata": {}} if kind in ("display_data", "execute_result") else {}
    return from_dict({"output_type": kind, **metadata, **values})


def _html_effort(item: object) -> float:
    data = item.get("data") if isinstance(item, dict) else None
    source = data.get("text/html") if isinstance(data, dict) else None
    return effort(source[:_HTML_LIMIT]) if isinstance(source, str) else 0.0


def _clean(item: dict, *, html: bool) -> NotebookNode | None:
    kind = item.get("output_type")
    if kind == "stream":
        name = "stderr" if item.get("name") == "stderr" else "stdout"
        return _output("stream", name=name, text=_plain(item.get("text")))
    if kind == "error":
        lines = item.get("traceback")
        lines = [_plain(line) for line in lines[-100:]] if isinstance(lines, list) else []
        return _output("error", ename=_plain(item.get("ename")), evalue=_plain(item.get("evalue")), traceback=lines)
    if kind in ("display_data", "execute_result") and isinstance(item.get("data"), dict):
        data = _clean_data(item["data"], html=html)
        return _output("display_data", data=data) if data else None
    return None


def _clean_data(data: dict, *, html: bool) -> dict:
    """Keep text, harmless HTML (if `html`) and true PNG or JPEG images; an SVG becomes an image inside HTML."""
    kept = {}
    if isinstance(data.get("text/plain"), str):
        kept["text/plain"] = _plain(data["text/plain"])
    if html and isinstance(data.get("text/html"), str):
        kept["text/html"] = clean_html(data["text/html"])
    for mime, beginning in _IMAGES.items():
        if _is_image(data.get(mime), beginning):
            kept[mime] = "".join(data[mime].split())
    svg = data.get("image/svg+xml")
    if isinstance(svg, str) and len(svg) <= _HTML_LIMIT:
        encoded = base64.b64encode(svg.encode("utf-8", "replace")).decode("ascii")
        kept["text/html"] = f'<img src="data:image/svg+xml;base64,{encoded}">'
    return kept


def _is_image(value: object, beginning: bytes) -> bool:
    if not isinstance(value, str) or len(value) > _IMAGE_LIMIT:
        return False
    try:
        return base64.b64decode("".join(value.split()), validate=True).startswith(beginning)
    except (binascii.Error, ValueError):
        return False


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Let `src` hold embedded images only and no attribute reach another site by itself."""
    if name == "src":
        return value if tag == "img" and _EMBEDDED.match(value) else None
    if name in ("srcset", "background", "cite", "longdesc", "usemap"):
        return None
    if name == "href":
        return value if value.startswith(("http://", "https://", "#")) else None
    return value


def _plain(text: object) -> str:
    """Return a string without control characters (colours of tracebacks stay), cut to the limit."""
    if isinstance(text, Sequence) and not isinstance(text, str):
        text = "".join(part for part in text if isinstance(part, str))
    return _CONTROL.sub("", str(text or ""))[:_TEXT_LIMIT].encode("utf-8", "replace").decode("utf-8")
