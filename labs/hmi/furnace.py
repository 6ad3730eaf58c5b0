"""The furnace as an operator sees it: two zones, their heaters and thermocouples, the door, the setpoints.

Contract: a pure function from signal values to SVG source. Calm greys while all is well; heat glows with heater
power; a value that is not known is written as --- with a red frame, never as a number. Use it through `labs.hmi.svg`.
"""

import math
from collections.abc import Mapping

from labs.hmi import markup, theme
from labs.language import Bilingual, reader_language

_LEAVES = ("Temperature", "HeaterPower", "Controller.Automatic", "Controller.Setpoint")
PATHS = (*(f"Zone{zone}.{leaf}" for zone in (1, 2) for leaf in _LEAVES), "Door.Open")

WIDTH, HEIGHT = 400, 268
_TITLE = Bilingual("열처리로", "Heat-treatment furnace")
_ZONE = Bilingual("{number}구역", "Zone {number}")
_AUTOMATIC, _MANUAL = Bilingual("자동", "AUTO"), Bilingual("수동", "MANUAL")
_OPEN, _CLOSED = Bilingual("문 열림", "Door open"), Bilingual("문 닫힘", "Door closed")
_SETPOINT, _HEATER = Bilingual("설정", "SP"), Bilingual("히터", "Heater")
_COLD, _HOT = (226, 230, 233), (247, 205, 178)
_IDLE, _GLOW = (150, 158, 165), (213, 70, 0)


def synoptic_svg(state: Mapping[str, object], language: str | None = None) -> str:
    """Return the furnace as SVG source, 400 by 268, scalable.

    `state` maps signal paths (`PATHS`) to values: °C, %, booleans. A path that is missing or nan is shown as unknown.
    """
    language = language or reader_language()
    door = state.get("Door.Open")
    body = [markup.rect(0, 0, WIDTH, HEIGHT, theme.PANEL, rx=6)]
    body.append(markup.rect(48, 34, 338, 186, theme.EQUIPMENT, rx=8, stroke=theme.EDGE))
    body += _zone(1, 62, state, language)
    body += _zone(2, 218, state, language)
    body.append(markup.line(217, 48, 217, 206, theme.EDGE, stroke_dasharray="5 4"))
    body += _door(door, language)
    return markup.document(WIDTH, HEIGHT, body, _TITLE.show(language))


def _number(value: object) -> float:
    """Return a float, nan for anything that is not a finite number."""
    try:
        known = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return math.nan
    return known if math.isfinite(known) else math.nan


def _mix(cold: tuple[int, int, int], hot: tuple[int, int, int], share: float) -> str:
    share = min(1.0, max(0.0, 0.0 if math.isnan(share) else share))
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for low, high in zip(cold, hot, strict=True))


def _zone(zone: int, left: float, state: Mapping[str, object], language: str) -> list[str]:
    prefix, middle = f"Zone{zone}.", left + 77.0
    temperature = _number(state.get(prefix + "Temperature"))
    power = _number(state.get(prefix + "HeaterPower"))
    setpoint = _number(state.get(prefix + "Controller.Setpoint"))
    automatic = state.get(prefix + "Controller.Automatic")
    inner = markup.rect(left, 48, 154, 158, _mix(_COLD, _HOT, (temperature - 100) / 900))
    parts = [inner, markup.text(left + 6, 25, _ZONE.show(language, number=zone), 14, font_weight=600)]
    if automatic is not None:
        parts += _mode(left + 146, bool(automatic), language)
    parts += _thermocouple(middle)
    parts += _reading(middle, temperature)
    if not math.isnan(setpoint) and automatic:
        words = f"{_SETPOINT.show(language)} {setpoint:.0f} °C"
        parts.append(markup.text(middle, 139, words, 13, theme.MUTED, "middle"))
    return parts + _heater(left, power, language)


def _mode(right: float, automatic: bool, language: str) -> list[str]:
    words = (_AUTOMATIC if automatic else _MANUAL).show(language)
    wide = markup.text_width(words, 12) + 16
    look = {"fill": theme.PANEL, "stroke": theme.EDGE} if automatic else {"fill": theme.MUTED, "stroke": theme.MUTED}
    ink = theme.INK if automatic else "#ffffff"
    return [
        markup.element("rect", x=right - wide, y=10.0, width=wide, height=20.0, rx=10, **look),
        markup.text(right - wide / 2, 24, words, 12, ink, "middle"),
    ]


def _thermocouple(middle: float) -> list[str]:
    return [
        markup.rect(middle - 7, 30, 14, 8, theme.EDGE, rx=2),
        markup.line(middle, 38, middle, 78, theme.EDGE, stroke_width=3),
        markup.element("circle", cx=middle, cy=80.0, r=4, fill=theme.INK),
    ]


def _reading(middle: float, temperature: float) -> list[str]:
    known = not math.isnan(temperature)
    words = f"{temperature:.1f} °C" if known else "--- °C"
    frame = {"stroke": theme.EDGE if known else theme.ALARM, "stroke_width": 1 if known else 2.5}
    return [
        markup.rect(middle - 59, 90, 118, 32, "#ffffff", rx=4, **frame),
        markup.text(middle, 113, words, 20, theme.INK if known else theme.ALARM, "middle", font_weight=600),
    ]


def _heater(left: float, power: float, language: str) -> list[str]:
    known = not math.isnan(power)
    share = power / 100 if known else 0.0
    colour = _mix(_IDLE, _GLOW, share)
    coil = "".join(f"L{left + 14 + step * 9:.0f} {(160, 182)[step % 2]}" for step in range(15))
    parts = []
    if share > 0.02:
        parts.append(markup.rect(left + 8, 152, 138, 38, theme.HEAT, rx=10, opacity=f"{0.28 * min(share, 1.0):.2f}"))
    shape = {"fill": "none", "stroke": colour, "stroke_width": 3.5, "stroke_linejoin": "round"}
    parts.append(markup.element("path", d=f"M{left + 8:.0f} 171{coil}L{left + 146:.0f} 171", **shape))
    words = f"{_HEATER.show(language)} {power:.0f} %" if known else f"{_HEATER.show(language)} --- %"
    parts.append(markup.text(left + 6, 240, words, 14, theme.INK if known else theme.ALARM))
    parts.append(markup.rect(left + 6, 247, 140, 8, theme.GRID, rx=4))
    if share > 0:
        parts.append(markup.rect(left + 6, 247, 140 * min(share, 1.0), 8, colour, rx=4))
    return parts


def _door(door: object, language: str) -> list[str]:
    """The door is the left wall: upright when closed, swung out and coloured when open."""
    if door is None:
        return [markup.rect(40, 48, 10, 158, theme.EQUIPMENT, rx=2, stroke=theme.ALARM, stroke_width=2)]
    words = (_OPEN if door else _CLOSED).show(language)
    if not door:
        upright = markup.text(30, 127, words, 12, theme.MUTED, "middle", transform="rotate(-90 30 127)")
        return [markup.rect(40, 48, 10, 158, theme.EDGE, rx=2), upright]
    return [
        markup.rect(40, 48, 10, 158, theme.PANEL, stroke=theme.EDGE, stroke_dasharray="3 3"),
        markup.element("path", d="M45 48L12 70V222L45 206Z", fill="#f2c14e", stroke=theme.INK),
        markup.text(28, 147, words, 13, theme.INK, "middle", transform="rotate(-90 28 143)", font_weight=600),
    ]
