"""How the tuning app looks: its style sheet and the few pieces of HTML it fills in.

Contract: pure text. One column up to 860 px, two pictures side by side above; controls are at least 36 px tall so
that a finger can use them.
"""

from html import escape

from labs.apps import tuning_texts as texts
from labs.apps.figures import Figures
from labs.hmi import theme

STYLE = f"""
.sl-app {{ display:flex !important; flex-direction:column; gap:10px; max-width:1320px; margin:0 auto; padding:10px 14px;
  font-family:{theme.FONTS}; color:{theme.INK}; font-size:15px; line-height:1.5; overflow:hidden;
  word-break:keep-all; overflow-wrap:anywhere; }}
.sl-app, .sl-app * {{ box-sizing:border-box; }}
.sl-app .widget-html, .sl-app .widget-html-content, .sl-app .jupyter-widgets {{ margin:0; max-width:100%; height:auto;
  overflow:visible; font-size:15px; line-height:1.5; }}
.sl-app .widget-html-content {{ width:100%; }}
.sl-app .widget-box {{ overflow:visible; }}
.sl-header {{ display:flex !important; flex-flow:row wrap; justify-content:space-between; align-items:center;
  gap:6px 16px; }}
.sl-title {{ flex-direction:column; }}
.sl-app h1 {{ font-size:22px; margin:0; line-height:1.3; }} .sl-app h2 {{ font-size:18px; margin:4px 0; }}
.sl-app h3 {{ font-size:15px; margin:0 0 4px; }} .sl-app p {{ margin:0; }}
.sl-small {{ color:{theme.MUTED}; font-size:14px; }}
.sl-pictures {{ display:grid !important; grid-template-columns:minmax(0, 5fr) minmax(0, 9fr); gap:10px; }}
.sl-left {{ flex-direction:column; gap:8px; }}
.sl-controls {{ display:grid !important; grid-template-columns:minmax(0, 1fr) minmax(0, 1fr); gap:10px; }}
.sl-cards {{ display:grid !important; grid-template-columns:repeat(3, minmax(0, 1fr)); gap:10px; }}
.sl-try {{ flex-direction:column; }}
.sl-card {{ display:flex !important; flex-direction:column; gap:6px; background:{theme.PANEL}; padding:12px 14px;
  border:1px solid {theme.LINE}; border-radius:6px; }}
.sl-card > .jupyter-button {{ margin-top:auto; align-self:flex-start; }}
.sl-row {{ display:flex !important; flex-flow:row wrap; gap:8px; }}
.sl-app .widget-slider {{ width:100%; height:36px; align-items:center; }}
.sl-app .widget-label {{ width:132px; min-width:132px; text-align:left; color:{theme.INK}; font-size:15px; }}
.sl-app .widget-readout {{ min-width:58px; font-size:15px; }}
.sl-app .jupyter-button {{ height:36px; width:auto; padding:0 14px; line-height:34px; font-size:15px; color:{theme.INK};
  background:#fff; border:1px solid {theme.EDGE}; border-radius:5px; box-shadow:none; }}
.sl-app .jupyter-button:hover {{ background:{theme.PAGE}; }}
.sl-app .jupyter-button:focus-visible {{ outline:3px solid {theme.ACTIVE}; outline-offset:1px; }}
.sl-app .jupyter-button.mod-active {{ background:{theme.INK}; border-color:{theme.INK}; color:#fff; }}
.sl-app .widget-toggle-buttons {{ display:flex; flex-flow:row nowrap; width:100%; align-items:center; }}
.sl-app .widget-toggle-buttons > div {{ display:flex; flex-wrap:wrap; gap:4px; }}
.sl-app .widget-toggle-buttons .jupyter-button {{ margin:0; }}
.sl-app .sl-language.widget-toggle-buttons {{ width:auto; }} .sl-app .sl-language .widget-label {{ display:none; }}
.sl-figures {{ display:grid; grid-template-columns:repeat(3, minmax(0, 1fr)); gap:8px; }}
.sl-figures div {{ display:flex; flex-direction:column; justify-content:space-between;
  background:{theme.PANEL}; border:1px solid {theme.LINE}; border-radius:6px; padding:6px 10px; }}
.sl-figures span {{ display:block; color:{theme.MUTED}; font-size:13px; }} .sl-figures b {{ font-size:19px; }}
.sl-note {{ border-left:4px solid {theme.ALARM}; background:{theme.PANEL}; padding:10px 14px; margin:0;
  font:16px/1.6 {theme.FONTS}; }}
@media (max-width: 860px) {{
  .sl-pictures, .sl-controls, .sl-cards {{ grid-template-columns:minmax(0, 1fr) !important; }}
  .sl-app {{ padding:10px; }}
}}
@media (max-width: 480px) {{
  .sl-app .widget-label {{ width:112px; min-width:112px; font-size:14px; }} .sl-figures b {{ font-size:17px; }}
}}
"""


def sentence_html(words: str) -> str:
    """Return one sentence for the visitor, as an alert."""
    return f'<p class="sl-note" role="alert">{escape(words)}</p>'


def figures_html(figures: Figures, language: str) -> str:
    """Return the three measured figures; what is not known yet says so."""
    not_yet = texts.NOT_YET.show(language)
    peak = not_yet if figures.peak is None else f"{figures.peak:.1f} K"
    inside = "–" if figures.inside is None else f"{figures.inside * 100:.0f} %"
    settling = not_yet
    if figures.settling is not None:
        minutes, seconds = divmod(round(figures.settling), 60)
        settling = texts.MINUTES.show(language, minutes=minutes, seconds=seconds)
    cells = (
        (texts.DEVIATION if figures.disturbance else texts.OVERSHOOT, peak),
        (texts.SETTLING, settling),
        (texts.INSIDE, inside),
    )
    shown = "".join(
        f"<div><span>{escape(each.show(language))}</span><b>{escape(value)}</b></div>" for each, value in cells
    )
    return f'<div class="sl-figures">{shown}</div><p class="sl-small">{escape(texts.SINCE.show(language))}</p>'
