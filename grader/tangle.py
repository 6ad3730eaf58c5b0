"""How much work a page of HTML can make for whoever parses it.

Contract: pure, and linear in the length of the page. The parsing rules of HTML (WHATWG HTML, 13.2.6.4.7: "reconstruct
the active formatting elements", the adoption agency algorithm) repeat every formatting element that is still open
inside each new block, so that 40 kB of `<b><p><b><p>…` are a gigabyte of elements. Cleaning such a page is itself the
harm; it has to be refused unread. Counted is what *might* be a tag or an attribute: too much rather than too little.
"""

import re

MOST_EFFORT = 1.5e9
"""ns that html5ever (nh3) needs at most, as measured with pages made for it, with about 150 MB. A plain table of 400
rows and 20 columns, or a styled one of 60, stays below."""

_TAG = re.compile(r"</?([a-zA-Z][^\s/<>]{0,10})")
_ATTRIBUTE = re.compile(r"[\s/\"']++(?!</?[a-zA-Z!]|\Z)")
_FORMATTING = frozenset(
    ("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u")
)
_MERGED = frozenset(("html", "body", "frameset"))  # attributes of further ones are compared with all earlier ones
_NESTED, _REPEATED, _ATTRIBUTES, _MERGING = 3.0, 800.0, 0.8, 14.0  # ns a pair; the second weighs memory too


def effort(html: str) -> float:
    """Return an upper estimate, in nanoseconds of one core, of parsing `html`; it grows as memory does."""
    names = [match[1].lower() for match in _TAG.finditer(html)]
    if not names:
        return 0.0
    tags, attributes = len(names), sum(1 for _ in _ATTRIBUTE.finditer(html))
    formatting = sum(name in _FORMATTING for name in names)
    merged = sum(name in _MERGED for name in names)
    nested = _NESTED * tags**2 + _REPEATED * formatting * tags
    return nested + _ATTRIBUTES * attributes**2 + _MERGING * merged * attributes
