"""One look for every picture, widget and app: calm greys; colour only for what is active or abnormal.

Contract: constants and pure text, importable without ipywidgets. The series colours are Okabe and Ito's
(2008), told apart with every common colour blindness, ordered so that the first four also differ in lightness.
Fonts are the reader's own: nothing is ever fetched.
"""

FONTS = "'Noto Sans KR','Noto Sans CJK KR','Malgun Gothic','Apple SD Gothic Neo',system-ui,sans-serif"

PAGE = "#eceef0"
PANEL = "#f7f8f9"
LINE = "#c9ced3"
GRID = "#dde1e5"
EQUIPMENT = "#d5d9dd"
EDGE = "#7b848c"
MUTED = "#59636b"
INK = "#1f272d"
TARGET = "#59636b"  # setpoints: dashed, dark grey, never a series colour
ACTIVE = "#0072b2"
ALARM = "#b4231f"
HEAT = "#d55e00"
BAND = "#009e73"

SERIES = ("#0072b2", "#d55e00", "#009e73", "#aa4499", "#56b4e9", "#8a6d00")


def css(scope: str = ".smartlab") -> str:
    """Return the style sheet of the widgets, every rule under `scope` so that a notebook's own look is untouched."""
    return f"""
{scope} {{ --sl-ink:{INK}; --sl-muted:{MUTED}; --sl-line:{LINE}; --sl-panel:{PANEL}; --sl-active:{ACTIVE};
  font-family:{FONTS}; color:var(--sl-ink); max-width:100%; box-sizing:border-box; }}
{scope} svg {{ display:block; width:100%; height:auto; }}
{scope} .sl-picture {{ container-type:inline-size; width:100%; }}
{scope} .sl-synoptic {{ max-width:560px; }} {scope} .sl-trend {{ max-width:900px; }}
{scope} .sl-narrow {{ display:none; }}
@container (max-width: 540px) {{ {scope} .sl-narrow {{ display:block; }} {scope} .sl-wide {{ display:none; }} }}
{scope} .sl-note {{ border-left:4px solid {ALARM}; background:var(--sl-panel); padding:10px 14px; margin:4px 0; }}
"""
