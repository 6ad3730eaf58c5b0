"""Why a mill fails: the causal graph of the mill, for instructors and examiners.

Contract: data only, in the form of `moulder_graph`. Outcomes are hazard rates (1/h of cutting): how likely each kind of
failure is, never a rule that says when. A failure may come at low risk and stay away at high risk; so no classifier
reaches certainty, unlike with fixed thresholds (as in the AI4I 2020 set, S. Matzka, 2020, doi 10.24432/C5HS5C, whose
rules a tree learns almost without error). The bearing's state is hidden. The graph is of one moment: wear, damage and
spindle temperature are given to it, and over time they gather what tool_life, bearing_growth and spindle_loss say; as
nodes of their own they stand for a usual moment of a usual mill.

Sources. Cutting force: O. Kienzle, VDI-Z 94, 1952: k_c = k_c1.1 h^-m_c, with wear (1 + 1.3 VB), k_c1.1 = 1800 N/mm²,
m_c = 0.25 for C45 (F. Klocke, "Fertigungsverfahren 1", 2018). Power of face milling P = a_p a_e v_f k_c / 6e7 kW
(ISO 3002-4). Tool life: extended Taylor equation T = C v^-1/n f^-1/n1 a^-1/n2 (F. W. Taylor, 1907; E. Trent,
P. Wright, "Metal Cutting", 4th ed., 2000), 1/n = 4, 1/n1 = 1.75, 1/n2 = 0.75. Cutting temperature grows with v^0.4
f^0.2 (Trent and Wright, ch. 5). Roughness f²/(32 r) (D. Whitehouse). Bearing: life falls with the third power of load
(ISO 281). The log-linear hazards are proportional hazards (D. R. Cox, 1972); their scales are chosen.

Confounders: the lot's hardness acts on force, wear and heat, and the setter's rule answers a hard lot with less speed;
the room acts on the spindle. So a slow spindle is blamed for more broken edges than it causes.
"""

from labs.equipment.causal import Node
from labs.language import Bilingual

PARAMETERS: dict[str, tuple[float, float]] = {
    "specific_force": (1800.0, 0.05),  # N/mm²
    "tool_minutes": (22.0, 0.15),  # life at the nominal cut, VB = 0.3 mm
    "speed_exponent": (4.0, 0.1),
    "spindle_conductance": (12.0, 0.1),  # W/K, spindle to room
    "spindle_capacity": (3600.0, 0.1),  # J/K
    "bearing_friction": (0.8, 0.1),  # N m, sound
    "damage_friction": (2.2, 0.15),  # N m, at full damage
    "bearing_growth": (0.06, 0.25),  # 1/h at the nominal cut
    "heat_scale": (6.0, 0.15),  # K
    "power_scale": (0.40, 0.15),  # kW
    "strain_scale": (0.10, 0.15),
    "wear_scale": (0.035, 0.15),  # mm
}
SWITCHES: dict[str, float] = {
    "leaky_seal": 0.6,  # much coolant gets into the bearing
    "worn_heat": 0.6,  # a worn edge heats the spindle
    "soft_drive": 0.5,  # a fast spindle is nearer to its limit of power
}


def _node(name: str, kind: str, ko: str, en: str, unit: str, equation: str, signal: str = "") -> Node:
    return Node(name, kind, Bilingual(ko, en), unit, equation, signal)


NODES = (
    _node("room_temperature", "exogenous", "실내 온도", "Room temperature", "°C", "23 + 4 * noise", "Room.Temperature"),
    _node("lot_hardness", "exogenous", "로트 경도(기준 대비)", "Hardness of the lot", "1", "exp(0.07 * noise)"),
    _node("part_hardness", "exogenous", "소재 경도", "Hardness of the part", "1", "lot_hardness * exp(0.02 * noise)"),
    _node(
        "certified_hardness", "state", "성적서 경도", "Hardness by the certificate", "1",
        "lot_hardness * exp(0.02 * noise)", "Material.CertifiedHardness",
    ),
    _node("filter_clog", "exogenous", "절삭유 필터 막힘", "Clogged coolant filter", "1", "0"),
    _node("pump_loss", "exogenous", "절삭유 펌프 열화", "Weak coolant pump", "1", "0"),
    _node("unbalance", "exogenous", "공구 홀더 불평형", "Unbalance of the holder", "1", "0"),
    _node("bad_inserts", "exogenous", "불량 인서트", "Bad inserts", "1", "0"),
    _node(
        "speed_setpoint", "setting", "주축 속도 설정", "Spindle setpoint", "1/min",
        "1400 * certified_hardness ** -0.8", "Spindle.Setpoint",
    ),
    _node("feed_setpoint", "setting", "이송 속도 설정", "Feed setpoint", "mm/min", "670", "Feed.Setpoint"),
    _node("depth", "setting", "절삭 깊이", "Depth of cut", "mm", "2", "Cut.Depth"),
    _node("coolant_setpoint", "setting", "절삭유 유량 설정", "Coolant setpoint", "L/min", "12", "Coolant.Setpoint"),
    _node("spindle_speed", "state", "주축 속도", "Spindle speed", "1/min", "speed_setpoint", "Spindle.Speed"),
    _node("feed", "state", "이송 속도", "Feed", "mm/min", "feed_setpoint", "Feed.Rate"),
    _node(
        "coolant_flow", "state", "절삭유 유량", "Coolant flow", "L/min",
        "coolant_setpoint * (1 - 0.8 * filter_clog) * (1 - 0.6 * pump_loss)", "Coolant.Flow",
    ),
    _node("tool_wear", "state", "공구 마모(VB)", "Flank wear of the tool", "mm", "max(0, 0.15 + 0.08 * noise)"),
    _node("bearing_damage", "state", "베어링 손상", "Damage of the bearing", "1", "max(0, 0.25 + 0.15 * noise)"),
    _node("chip_load", "result", "날당 이송", "Feed a tooth", "mm", "max(0.001, feed / (4 * max(100, spindle_speed)))"),
    _node("cutting_speed", "result", "절삭 속도", "Cutting speed", "m/min", "0.1571 * max(100, spindle_speed)"),
    _node(
        "cutting_force", "result", "절삭력", "Cutting force on a tooth", "N",
        "p.specific_force * part_hardness * (0.9 * chip_load) ** -0.25 * (1 + 1.3 * tool_wear)"
        " * depth * 0.9 * chip_load",
    ),
    _node(
        "cutting_power", "result", "절삭 동력", "Cutting power", "kW",
        "cutting_force / (depth * 0.9 * chip_load) * depth * 35 * feed / 6e7",
    ),
    _node(
        "friction_torque", "result", "베어링 마찰 토크", "Friction torque of the bearing", "N m",
        "p.bearing_friction + p.damage_friction * bearing_damage",
    ),
    _node(
        "torque", "result", "주축 토크", "Spindle torque", "N m",
        "9549 * cutting_power / max(100, spindle_speed) + friction_torque", "Spindle.Torque",
    ),
    _node(
        "spindle_power", "result", "주축 동력", "Spindle power", "kW",
        "torque * max(100, spindle_speed) / 9549 / 0.9", "Spindle.Power",
    ),
    _node(
        "spindle_loss", "result", "주축 발열", "Heat into the spindle", "W",
        "friction_torque * spindle_speed * 0.1047 + 60 * cutting_power * (1 + 2 * p.worn_heat * tool_wear)",
    ),
    _node(
        "spindle_temperature", "state", "주축 온도", "Spindle temperature", "°C",
        "room_temperature + 0.75 * spindle_loss / p.spindle_conductance", "Spindle.Temperature",
    ),
    _node(
        "cutting_temperature", "result", "절삭 온도", "Cutting temperature", "°C",
        "room_temperature + 480 * (cutting_speed / 220) ** 0.4 * (chip_load / 0.12) ** 0.2 * part_hardness ** 0.5"
        " * (1 - 0.28 * (1 - exp(-coolant_flow / 5)))",
    ),
    _node(
        "tool_life", "result", "공구 수명", "Life of the tool", "min",
        "p.tool_minutes * (cutting_speed / 220) ** -p.speed_exponent * (chip_load / 0.12) ** -1.75"
        " * (depth / 2) ** -0.75 * part_hardness ** -2 * (1 - 0.4 * exp(-coolant_flow / 5)) / (1 + 1.5 * bad_inserts)",
    ),
    _node(
        "bearing_growth", "result", "베어링 손상 속도", "Growth of the bearing's damage", "1/h",
        "p.bearing_growth * (torque / 18) ** 3 * spindle_speed / 1400 * (1 + 5 * bearing_damage + 6 * unbalance)"
        " * (1 + 0.08 * p.leaky_seal * max(0, coolant_flow - 12))",
    ),
    _node(
        "vibration", "result", "진동(실효값)", "Vibration (rms)", "mm/s",
        "sqrt(0.6 ** 2 + (3.2 * bearing_damage * spindle_speed / 1400) ** 2"
        " + (4 * unbalance * (spindle_speed / 1400) ** 2) ** 2 + (2.5 * tool_wear) ** 2)",
        "Spindle.Vibration",
    ),
    _node(
        "roughness", "result", "표면 거칠기 Ra", "Roughness Ra", "µm",
        "1000 * chip_load ** 2 / 25.6 * (1 + 2.5 * tool_wear) * exp(0.12 * noise) + 0.12 * vibration", "Lab.Roughness",
    ),
    _node(
        "heat_failure", "outcome", "과열 고장률", "Hazard of failure by heat", "1/h",
        "0.06 * exp(min(12, (spindle_temperature - 46) / p.heat_scale))"
        " + 0.04 * exp(min(12, (cutting_temperature - 400) / 25))",
    ),
    _node(
        "power_failure", "outcome", "과부하 고장률", "Hazard of failure by power", "1/h",
        "0.06 * exp(min(12, (spindle_power - 3.8 + 0.0008 * p.soft_drive * (spindle_speed - 1400)) / p.power_scale))",
    ),
    _node(
        "overstrain_failure", "outcome", "공구 파손 고장률", "Hazard of failure by overstrain", "1/h",
        "0.06 * exp(min(12, (cutting_force / (1000 * (1 - min(0.8, 0.8 * tool_wear))) - 1) / p.strain_scale))",
    ),
    _node(
        "wear_failure", "outcome", "마모 고장률", "Hazard of failure by wear", "1/h",
        "0.06 * exp(min(12, (tool_wear - 0.27) / p.wear_scale))",
    ),
)  # fmt: skip
MODES = ("heat_failure", "power_failure", "overstrain_failure", "wear_failure")
FAULT_NODES = {
    "coolant-filter-clogged": "filter_clog",
    "coolant-pump-weak": "pump_loss",
    "holder-unbalanced": "unbalance",
    "inserts-bad": "bad_inserts",
}
GIVEN = tuple(node.name for node in NODES if node.kind in ("exogenous", "setting", "state"))
SETTINGS = {node.name: node.signal for node in NODES if node.kind == "setting"}
