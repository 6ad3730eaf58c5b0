"""The few plain pages around the apps: the list of apps, and the sentence for whom there is no room now.

Contract: pure functions to HTML text; every word escaped; no script, nothing fetched.
"""

import base64
from collections.abc import Sequence
from html import escape

from labs.apps.registry import App
from labs.hmi import theme
from labs.language import Bilingual

SITE = Bilingual("스마트랩 체험", "SmartLab apps")
FULL = Bilingual(
    "지금은 체험하는 사람이 많아 자리가 없습니다. 잠시 뒤에 새로 고침해 주세요.",
    "All places are taken at the moment. Please reload this page in a little while.",
)
WAITING = Bilingual("설비를 준비하고 있습니다…", "Getting a plant ready for you…")
NO_SCRIPT = Bilingual("자바스크립트를 켜야 볼 수 있습니다.", "Please switch JavaScript on.")
_OTHER = Bilingual("English", "한국어")

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#24313b"/>'
    '<path d="M5 21h5l4-11 5 16 4-9h4" fill="none" stroke="#f2c14e" stroke-width="3" stroke-linejoin="round"/></svg>'
)
ICON = "data:image/svg+xml;base64," + base64.b64encode(_ICON.encode()).decode()


def page(title: str, body: str, language: str) -> str:
    """Return a whole page in the common look; `body` is HTML, `title` is text."""
    return f"""<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title><link rel="icon" type="image/svg+xml" href="{ICON}">
<style>body {{ margin:0; background:{theme.PAGE}; color:{theme.INK}; font:17px/1.6 {theme.FONTS}; }}
main {{ max-width:720px; margin:0 auto; padding:40px 20px; }} a {{ color:{theme.ACTIVE}; }}
.card {{ display:block; background:{theme.PANEL}; border:1px solid {theme.LINE}; border-radius:8px; padding:16px 20px;
 margin:14px 0; color:inherit; text-decoration:none; }} .card b {{ color:{theme.ACTIVE}; font-size:19px; }}</style>
</head><body><main>{body}</main></body></html>
"""


def index_page(apps: Sequence[App], language: str) -> str:
    """Return the list of apps with a link to the other language."""
    other = "en" if language == "ko" else "ko"
    cards = "".join(
        f'<a class="card" href="{escape(app.name)}?lang={language}"><b>{escape(app.title.show(language))}</b><br>'
        f"{escape(app.summary.show(language))}</a>"
        for app in apps
    )
    title = SITE.show(language)
    switch = f'<a href="?lang={other}" lang="{other}">{_OTHER.show(language)}</a>'
    return page(title, f"<h1>{escape(title)}</h1>{cards}<p>{switch}</p>", language)


def sentence_page(sentence: Bilingual, language: str) -> str:
    """Return a page that says one thing."""
    return page(SITE.show(language), f'<p role="alert">{escape(sentence.show(language))}</p>', language)
