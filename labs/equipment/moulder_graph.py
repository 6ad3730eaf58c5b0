"""Why a moulded part is bad: the causal graph of the moulder, for instructors and examiners.

Contract: data only. `NODES` are the structural equations, `PARAMETERS` their strengths with the half-width by which
they vary from machine to machine (relative), `SWITCHES` edges that only some machines have. The plant evaluates this
very graph once a shot; it passes in what nature, people and slow physics have made of the first three kinds, whose
equations stand for the long run (steady state). Material: polycarbonate, a part of 28 g and 2.5 mm wall.

Sources. Cooling and gate freeze: mean temperature of a slab, (8/π²)(Tm − Tw) exp(−π² a t / s²) (G. Menges, P. Mohren,
"How to Make Injection Molds", 3rd ed., 2001, ch. 8). Viscosity: power law with exponential temperature shift
(T. Osswald, L. Turng, P. Gramann, "Injection Molding Handbook", 2nd ed., 2008, ch. 2). Drying: first order towards an
equilibrium moisture; PC wants under 0.02 % (resin makers' guides). Causes of defects: Osswald et al., ch. on
troubleshooting: short shot from pressure short of need, flash from opening above clamping force, sink from shrinkage
that packing does not make up, splay from moisture, heat and shear, warp from hot ejection and uneven cooling. The
coefficients are chosen so that a good recipe gives some 5 % rejects.

Confounders: the room acts on moisture (humidity) and on mould temperature; a stiff lot raises the filling pressure, and
the setter's rule (Recipe.FollowLot) answers it with a hotter barrel. So hot barrels are seen together with short shots
although heat prevents them.
"""

from labs.equipment.causal import Node
from labs.language import Bilingual

PARAMETERS: dict[str, tuple[float, float]] = {
    "shear_heat": (5.0, 0.2),  # K at 60 mm/s
    "tcu_conductance": (60.0, 0.1),  # W/K, water to mould
    "mould_loss": (15.0, 0.15),  # W/K, mould to room
    "shot_heat": (55.0, 0.05),  # J/K: 28 g of part and sprue times 1.9 J/(g K), less the runner that falls hot
    "drying_hours": (3.0, 0.1),  # residence in the dryer's hopper
    "drying_time": (0.9, 0.1),  # h, time constant at 120 °C
    "flow_resistance": (85.0, 0.06),  # MPa to fill at 60 mm/s with a normal lot
    "temperature_shift": (0.011, 0.15),  # 1/K, of viscosity
    "gate_constant": (4.08, 0.05),  # s: d²/(π² a) for a gate of 2.2 mm and a = 0.12 mm²/s
    "pack_loss": (0.30, 0.1),  # share of holding pressure lost on the way to the cavity
    "pack_shrinkage": (0.012, 0.2),  # % per MPa
    "heat_shrinkage": (0.0022, 0.2),  # % per K
    "short_slope": (8.0, 0.15),  # MPa per unit of log-odds
    "flash_slope": (12.0, 0.15),  # kN
    "sink_slope": (0.07, 0.15),  # %
    "splay_slope": (0.005, 0.15),  # % of moisture
    "warp_slope": (5.0, 0.15),  # K
}
SWITCHES: dict[str, float] = {  # chance that a machine has the edge
    "humid_hopper": 0.7,  # the hopper's lid leaks: room humidity reaches the pellets
    "shear_splay": 0.6,  # a sharp gate: fast filling shears and streaks
    "hot_flash": 0.5,  # worn parting line: thin melt creeps out
}


def _node(name: str, kind: str, ko: str, en: str, unit: str, equation: str, signal: str = "") -> Node:
    return Node(name, kind, Bilingual(ko, en), unit, equation, signal)


NODES = (
    _node("room_temperature", "exogenous", "실내 온도", "Room temperature", "°C", "23 + 4 * noise", "Room.Temperature"),
    _node(
        "room_humidity", "exogenous", "실내 습도", "Room humidity", "%",
        "max(15, min(95, 55 + 1.2 * (room_temperature - 23) + 9 * noise))", "Room.Humidity",
    ),
    _node("lot_viscosity", "exogenous", "로트 점도(기준 대비)", "Viscosity of the lot", "1", "exp(0.14 * noise)"),
    _node(
        "lot_moisture", "exogenous", "로트 입고 수분", "Moisture of the lot as delivered", "%",
        "max(0.02, 0.12 + 0.001 * (room_humidity - 55) + 0.02 * noise)",
    ),
    _node(
        "certified_viscosity", "state", "성적서 점도", "Viscosity by the certificate", "1",
        "lot_viscosity * exp(0.03 * noise)", "Material.CertifiedViscosity",
    ),
    _node("ring_leak", "exogenous", "체크링 마모", "Wear of the check ring", "1", "0"),
    _node("vent_block", "exogenous", "가스 벤트 막힘", "Blocked vent", "1", "0"),
    _node("clamp_wear", "exogenous", "형체 기구 마모", "Wear of the clamp", "1", "0"),
    _node("fouling", "exogenous", "냉각 유로 스케일", "Scale in the cooling channel", "1", "0"),
    _node(
        "barrel_setpoint", "setting", "실린더 온도 설정", "Barrel setpoint", "°C",
        "295 + 40 * log(certified_viscosity)", "Barrel.Setpoint",
    ),
    _node("mould_setpoint", "setting", "금형 온조기 설정", "Mould water setpoint", "°C", "95", "Mould.Setpoint"),
    _node("dryer_setpoint", "setting", "건조기 설정", "Dryer setpoint", "°C", "120", "Dryer.Setpoint"),
    _node("injection_speed", "setting", "사출 속도", "Injection speed", "mm/s", "60", "Injection.Speed"),
    _node("hold_pressure", "setting", "보압", "Holding pressure", "MPa", "60", "Hold.Pressure"),
    _node("hold_time", "setting", "보압 시간", "Holding time", "s", "4.5", "Hold.Time"),
    _node("cooling_time", "setting", "냉각 시간", "Cooling time", "s", "10", "Cool.Time"),
    _node("clamp_setpoint", "setting", "형체력 설정", "Clamping force", "kN", "300", "Clamp.Setpoint"),
    _node("barrel_temperature", "state", "실린더 온도", "Barrel temperature", "°C", "barrel_setpoint"),
    _node(
        "mould_temperature", "state", "금형 온도", "Mould temperature", "°C",
        "(p.tcu_conductance * (1 - 0.6 * fouling) * mould_setpoint + p.mould_loss * room_temperature"
        " + p.shot_heat * (barrel_temperature - 110) / (5.5 + 48 / injection_speed + hold_time + cooling_time))"
        " / (p.tcu_conductance * (1 - 0.6 * fouling) + p.mould_loss)",
        "Mould.Temperature",
    ),
    _node("dryer_temperature", "state", "건조 온도", "Drying temperature", "°C", "dryer_setpoint", "Dryer.Temperature"),
    _node(
        "moisture", "state", "펠릿 수분", "Moisture of the pellets", "%",
        "(0.008 + 0.00025 * p.humid_hopper * max(0, room_humidity - 45)) * exp((120 - dryer_temperature) / 25)"
        " * (1 - exp(-p.drying_hours / (p.drying_time * exp(0.03 * (120 - dryer_temperature)))))"
        " + lot_moisture * exp(-p.drying_hours / (p.drying_time * exp(0.03 * (120 - dryer_temperature))))",
        "Material.Moisture",
    ),
    _node(
        "melt_temperature", "result", "수지 온도", "Melt temperature", "°C",
        "barrel_temperature + p.shear_heat * injection_speed / 60 + 0.8 * noise", "Melt.Temperature",
    ),
    _node(
        "viscosity", "result", "수지 점도(기준 대비)", "Viscosity of the melt", "1",
        "lot_viscosity * exp(-p.temperature_shift * (melt_temperature - 300)) * (injection_speed / 60) ** -0.25",
    ),
    _node(
        "fill_pressure", "result", "충전 압력", "Pressure to fill", "MPa",
        "p.flow_resistance * viscosity * injection_speed / 60 * max(0.5, 1 - 0.006 * (mould_temperature - 86))"
        " * (1 + 0.2 * vent_block)",
        "Shot.PeakPressure",
    ),
    _node(
        "gate_freeze", "result", "게이트 고화 시간", "Time until the gate freezes", "s",
        "p.gate_constant * log(max(1.3, 0.81 * (melt_temperature - mould_temperature)"
        " / max(5, 150 - mould_temperature)))",
    ),
    _node(
        "cavity_pressure", "result", "캐비티 압력", "Pressure in the cavity", "MPa",
        "hold_pressure * max(0.1, 1 - p.pack_loss * viscosity) * (1 - 0.45 * ring_leak)", "Shot.PeakCavityPressure",
    ),
    _node(
        "packing", "result", "유효 보압", "Packing that lasts", "MPa",
        "cavity_pressure * (1 - exp(-3 * (hold_time / gate_freeze) ** 3))",
    ),
    _node(
        "shrinkage", "result", "수축률", "Shrinkage", "%",
        "0.62 + p.heat_shrinkage * (melt_temperature - 300) + 0.004 * (mould_temperature - 86)"
        " - p.pack_shrinkage * (packing - 41) + 0.02 * noise",
    ),
    _node(
        "ejection_temperature", "result", "취출 온도", "Temperature at ejection", "°C",
        "mould_temperature + 0.81 * (melt_temperature - mould_temperature) * exp(-0.19 * (hold_time + cooling_time))",
    ),
    _node(
        "opening_force", "result", "형개력", "Force that opens the mould", "kN",
        "4 * (cavity_pressure + 0.15 * fill_pressure)",
    ),
    _node(
        "part_weight", "result", "제품 중량", "Weight of the part", "g",
        "28 * (1 + 0.0006 * (packing - 41) - 0.0003 * (melt_temperature - 300) - 0.02 * ring_leak) + 0.015 * noise",
        "Part.Weight",
    ),
    _node(
        "short_shot", "outcome", "미성형 확률", "Chance of a short shot", "1",
        "logistic(-4.6 + (fill_pressure - 85) / p.short_slope + 4 * vent_block + 2.5 * ring_leak)", "Part.ShortShot",
    ),
    _node(
        "flash", "outcome", "버 확률", "Chance of flash", "1",
        "logistic((opening_force - 0.9 * clamp_setpoint * (1 - 0.35 * clamp_wear)) / p.flash_slope"
        " + 4 * p.hot_flash * (0.95 - viscosity) - 0.3)",
        "Part.Flash",
    ),
    _node(
        "sink_mark", "outcome", "싱크 마크 확률", "Chance of a sink mark", "1",
        "logistic(-4.4 + (shrinkage - 0.62) / p.sink_slope)", "Part.SinkMark",
    ),
    _node(
        "splay", "outcome", "은줄 확률", "Chance of splay", "1",
        "logistic(-4.8 + (moisture - 0.013) / p.splay_slope + (melt_temperature - 300) / 15"
        " + 0.03 * p.shear_splay * (injection_speed - 60))",
        "Part.Splay",
    ),
    _node(
        "warp", "outcome", "휨 확률", "Chance of warp", "1",
        "logistic(-4.6 + (ejection_temperature - 98) / p.warp_slope + 2 * fouling)", "Part.Warp",
    ),
)  # fmt: skip
FAULT_NODES = {
    "check-ring-worn": "ring_leak",
    "vent-blocked": "vent_block",
    "clamp-worn": "clamp_wear",
    "mould-channel-fouled": "fouling",
}
DEFECTS = ("short_shot", "flash", "sink_mark", "splay", "warp")
GIVEN = tuple(node.name for node in NODES if node.kind in ("exogenous", "setting", "state"))
SETTINGS = {node.name: node.signal for node in NODES if node.kind == "setting"}
