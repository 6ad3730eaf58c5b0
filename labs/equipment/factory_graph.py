"""Why a bolt of the factory is bad: its causal graph, for instructors and examiners.

Contract: data only, in the form of `moulder_graph`. The outcomes are the chances of the inspector's classes. What acts
on them happened minutes before at press, oven, mill and on the way: so a fault upstream shows downstream. A lens takes
its defects from the moulder's own graph (`LENS`). Causes as in T. Altan, G. Ngaile, G. Shen (eds.), "Cold and Hot
Forging", ASM 2005: a worn or galled die scores the head, hard or unclean wire and a head that was not annealed crack,
parts that fall on one another dent. The coefficients are chosen so that a good shift gives some 5 % bad parts.
"""

from labs.equipment.causal import Node
from labs.language import Bilingual

PARAMETERS: dict[str, tuple[float, float]] = {
    "wear_scratch": (4.5, 0.15),  # log-odds per unit of wear and galling
    "rough_scale": (0.35, 0.15),  # µm per unit of log-odds
    "cold_crack": (5.0, 0.15),  # log-odds from annealed to as-forged
    "lot_crack": (2.6, 0.15),  # log-odds of a bad lot
}


def _node(name: str, kind: str, ko: str, en: str, unit: str, equation: str, signal: str = "") -> Node:
    return Node(name, kind, Bilingual(ko, en), unit, equation, signal)


NODES = (
    _node("die_wear", "state", "금형 마모와 눌어붙음", "Wear of the die", "1", "max(0, 0.1 + 0.05 * noise)"),
    _node("wire_strength", "exogenous", "선재 강도(기준 대비)", "Strength of the wire", "1", "exp(0.01 * noise)"),
    _node("lot_bad", "exogenous", "불량 선재 로트", "A bad lot of wire", "1", "0"),
    _node("unannealed", "state", "풀림되지 않은 비율", "Share not annealed", "1", "max(0, 0.01 + 0.01 * noise)"),
    _node("roughness", "state", "절삭면 거칠기", "Roughness of the milled face", "µm", "1.0 + 0.1 * noise"),
    _node("knocks", "exogenous", "운반 중 부딪힘", "Knocks on the way", "1", "0"),
    _node(
        "peak_force", "result", "최대 하중(기준 대비)", "Peak force", "1", "wire_strength * (1 + 0.12 * die_wear)",
        "Press.Stroke.PeakForce",
    ),
    _node(
        "cutting_torque", "result", "절삭 토크(기준 대비)", "Torque of the cut", "1", "1 + 0.25 * unannealed",
        "Mill.Spindle.Torque",
    ),
    _node(
        "scratch", "outcome", "긁힘 확률", "Chance of a scratch", "1",
        "logistic(-4.5 + p.wear_scratch * die_wear + max(0, roughness - 1.3) / p.rough_scale)",
    ),
    _node("dent", "outcome", "찍힘 확률", "Chance of a dent", "1", "logistic(-4.6 + 3.5 * knocks)"),
    _node(
        "crack", "outcome", "균열 확률", "Chance of a crack", "1",
        "logistic(-5.0 + p.cold_crack * unannealed + p.lot_crack * lot_bad + 12 * max(0, wire_strength - 1.05))",
    ),
    _node("bent", "outcome", "휨 확률", "Chance of being bent", "1", "logistic(-5.2 + 2 * unannealed)"),
)  # fmt: skip
GIVEN = ("die_wear", "wire_strength", "lot_bad", "unannealed", "roughness", "knocks")
OUTCOMES = ("scratch", "dent", "crack", "bent")  # the inspector's classes 1 to 4
LENS = {"short_shot": 2, "flash": 1, "sink_mark": 2, "splay": 1, "warp": 4}  # moulder's defect -> inspector's class
