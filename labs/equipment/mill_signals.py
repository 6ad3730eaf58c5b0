"""What the mill declares: signals, commands, faults, alarms. Data only."""

from labs.equipment.declare import NETWORK_LOST, alarm, fault
from labs.equipment.units import (
    KILOWATT,
    LITRE_PER_MINUTE,
    MICROMETRE,
    MILLIMETRE,
    MILLIMETRE_PER_MINUTE,
    MILLIMETRE_PER_SECOND,
    MINUTE,
    NEWTON_METRE,
    ONE,
    PER_MINUTE,
)
from labs.language import Bilingual
from labs.simulation.identification import Identification
from labs.simulation.machine import CELSIUS, KILOWATT_HOUR, Argument, Command, Signal
from labs.simulation.roles import Role
from labs.simulation.sensors import SensorModel
from labs.simulation.states import STATE_COMMANDS, STATE_SIGNALS

TITLE = Bilingual("CNC 밀링기", "Mill")
IDENTIFICATION = Identification("VM4")
TEMPERATURE, VIBRATION, TORQUE = "Spindle.Temperature", "Spindle.Vibration", "Spindle.Torque"


def _live(path: str, ko: str, en: str, unit, high: float, lag: float, noise: float, quantum: float) -> Signal:
    sensor = SensorModel(lag, noise, quantum, (0.0, high))
    return Signal(path, Bilingual(ko, en), "Double", unit, 0.0, high, sensor=sensor)


def _setting(path: str, ko: str, en: str, unit, low: float, high: float) -> Signal:
    return Signal(path, Bilingual(ko, en), "Double", unit, low, high, Role.OPERATOR, held=True)


def _switch(path: str, ko: str, en: str, writer: Role | None = Role.OPERATOR) -> Signal:
    return Signal(path, Bilingual(ko, en), "Boolean", writer=writer, held=True)


def _count(path: str, ko: str, en: str) -> Signal:
    return Signal(path, Bilingual(ko, en), "UInt32", low=0, high=2**32 - 1, held=True)


def _kept(path: str, ko: str, en: str, unit, high: float) -> Signal:
    return Signal(path, Bilingual(ko, en), "Double", unit, 0.0, high, held=True)


# In the order of Mill.truths.
LIVE = (
    _live("Spindle.Speed", "주축 속도", "Spindle speed", PER_MINUTE, 6000.0, 0.1, 2.0, 1.0),
    _live(TORQUE, "주축 토크", "Spindle torque", NEWTON_METRE, 200.0, 0.1, 0.4, 0.1),
    _live("Spindle.Power", "주축 동력", "Spindle power", KILOWATT, 40.0, 0.2, 0.03, 0.01),
    _live(TEMPERATURE, "주축 온도", "Spindle temperature", CELSIUS, 150.0, 5.0, 0.15, 0.1),
    _live(VIBRATION, "주축 진동(실효값)", "Spindle vibration (rms)", MILLIMETRE_PER_SECOND, 50.0, 0.5, 0.08, 0.01),
    _live("Feed.Rate", "이송 속도", "Feed", MILLIMETRE_PER_MINUTE, 5000.0, 0.1, 1.0, 1.0),
    _live("Coolant.Flow", "절삭유 유량", "Coolant flow", LITRE_PER_MINUTE, 40.0, 1.0, 0.1, 0.1),
    _live("Coolant.Temperature", "절삭유 온도", "Coolant temperature", CELSIUS, 100.0, 5.0, 0.1, 0.1),
    _live("Room.Temperature", "실내 온도", "Room temperature", CELSIUS, 60.0, 30.0, 0.05, 0.1),
    _live("Power.Active", "소비 전력", "Active power", KILOWATT, 60.0, 0.2, 0.02, 0.01),
    Signal("Energy.Total", Bilingual("누적 전력량", "Energy used"), "Double", KILOWATT_HOUR, 0.0, 1e6),
)
SETTINGS = (
    _setting("Spindle.Setpoint", "주축 속도 설정", "Spindle setpoint", PER_MINUTE, 600.0, 3000.0),
    _setting("Feed.Setpoint", "이송 속도 설정", "Feed setpoint", MILLIMETRE_PER_MINUTE, 200.0, 1500.0),
    _setting("Cut.Depth", "절삭 깊이", "Depth of cut", MILLIMETRE, 0.5, 4.0),
    _setting("Coolant.Setpoint", "절삭유 유량 설정", "Coolant setpoint", LITRE_PER_MINUTE, 0.0, 20.0),
)
SIGNALS = (
    *LIVE,
    *SETTINGS,
    _switch("Recipe.FollowLot", "로트 경도로 주축 속도 설정", "Spindle setpoint follows the lot", Role.ENGINEER),
    _switch("Door.Open", "문 열림", "Door open"),
    _switch("EStop.Pressed", "비상정지 눌림", "Emergency stop pressed"),
    *STATE_SIGNALS,
    Signal(
        "Cycle.Phase", Bilingual("사이클 단계(0 대기 1 절삭 2 교환)", "Phase of the cycle (0 idle, 1 cut, 2 change)"),
        "Int32", low=0, high=2, held=True,
    ),
    _count("Material.Lot", "소재 로트 번호", "Number of the material lot"),
    _kept("Material.CertifiedHardness", "성적서 경도(기준 대비)", "Hardness by certificate", ONE, 5.0),
    _count("Tool.Number", "공구 번호(교환할 때마다 1 증가)", "Number of the tool, one more at each change"),
    _kept("Tool.CutTime", "공구 절삭 시간", "Cutting time of the tool", MINUTE, 1e5),
    _count("Parts.Total", "가공 수량", "Parts made"),
    _kept("Part.PeakTorque", "마지막 부품의 최대 토크", "Highest torque of the last part", NEWTON_METRE, 200.0),
    _kept("Part.PeakVibration", "마지막 부품의 최대 진동", "Highest vibration of the last part",
          MILLIMETRE_PER_SECOND, 50.0),
    _kept("Part.PeakTemperature", "마지막 부품의 최고 주축 온도", "Highest spindle temperature of the last part",
          CELSIUS, 150.0),
    _count("Parts.Lost", "고장으로 버린 수량", "Parts lost in failures"),
    _count("Failures.Total", "고장 횟수", "Failures"),
    _count("Report.Count", "정비 보고 수(고장보다 늦게 나옴)", "Maintenance reports, later than the failures"),
    _count("Report.Failure", "보고된 고장의 순번", "Which failure the last report is about"),
    Signal(
        "Report.Cause", Bilingual("보고된 원인(0 없음 1 열 2 동력 3 과부하 4 마모)",
        "Cause by the last report (0 none, 1 heat, 2 power, 3 overstrain, 4 wear)"),
        "Int32", low=0, high=4, held=True,
    ),
    _count("Lab.Part", "측정실이 잰 부품 번호(늦게 나옴)", "Part the laboratory measured, late"),
    _kept("Lab.Roughness", "측정실 표면 거칠기 Ra", "Roughness Ra by the laboratory", MICROMETRE, 100.0),
    _count("Lab.Scrap", "측정실 불량 수량", "Parts the laboratory rejected"),
)  # fmt: skip

COMMANDS = (
    *STATE_COMMANDS,
    Command("ChangeTool", Bilingual("공구 교환(30초)", "Change the tool (30 s)")),
    Command("Repair", Bilingual("고장 수리(2분)", "Repair after a failure (2 min)")),
    Command(
        "ReplaceBearing", Bilingual("주축 베어링 교체(15분)", "Replace the spindle's bearing (15 min)"), Role.ENGINEER
    ),
    Command("LoadLot", Bilingual("다음 소재 로트 투입", "Load the next lot of material")),
    Command(
        "CausalGraph",
        Bilingual("인과 그래프(JSON)", "Causal graph (JSON)"),
        Role.INSTRUCTOR,
        result=Argument("Graph", Bilingual("인과 그래프(JSON)", "Causal graph (JSON)"), "String"),
    ),
)


FAULTS = (
    fault("vibration-sensor-noise", "sensor", VIBRATION, "진동 센서 잡음", "Vibration sensor noisy", "noise", 10.0),
    fault("spindle-sensor-stuck", "sensor", TEMPERATURE, "주축 온도 센서 고착", "Spindle sensor stuck", "stuck"),
    fault("torque-sensor-offset", "sensor", TORQUE, "토크 센서 영점 이동", "Torque sensor off zero", "offset", 6.0),
    fault("coolant-pump-weak", "actuator", "Coolant.Flow", "절삭유 펌프 열화", "Coolant pump weak"),
    fault("coolant-filter-clogged", "process", "Coolant.Flow", "절삭유 필터 막힘", "Coolant filter clogged"),
    fault("bearing-contaminated", "process", TEMPERATURE, "주축 베어링 오염", "Spindle bearing contaminated"),
    fault("holder-unbalanced", "process", VIBRATION, "공구 홀더 불평형", "Tool holder out of balance"),
    fault("inserts-bad", "product", "Tool.Number", "불량 인서트", "Bad batch of inserts"),
    fault("lot-hard", "product", "Material.Lot", "경도가 높은 소재 혼입", "Hard stock mixed into the lot"),
    fault("feed-link-lost", "link", "Feed.Setpoint", "이송 지령 통신 두절", "Link to the feed drive lost"),
    NETWORK_LOST,
)


ALARMS = (
    alarm(
        "spindle-hot", "high", TEMPERATURE, "주축 온도 높음", "Spindle hot",
        "베어링 마찰이나 절삭 부하가 큽니다. 토크, 진동, 절삭유를 함께 보십시오.",
        "Bearing friction or the cut is heavy. Look at torque, vibration and coolant together.", 500, 60.0, 2.0, 10.0,
    ),
    alarm(
        "spindle-very-hot", "high-high", TEMPERATURE, "주축 온도 매우 높음", "Spindle very hot",
        "곧 멈출 수 있습니다. 절삭을 줄이고 베어링 교체를 계획하십시오.",
        "It may fail soon. Cut less and plan to replace the bearing.", 800, 75.0, 3.0, 10.0,
    ),
    alarm(
        "spindle-heating", "rate", TEMPERATURE, "주축 온도 급상승", "Spindle heats up fast",
        "주축 온도가 빠르게 오릅니다. 부하와 윤활을 확인하십시오.",
        "The spindle's temperature rises fast. Look at the load and the lubrication.", 600, 0.1, 0.03, 5.0, 30.0,
    ),
    alarm(
        "vibration-high", "high", VIBRATION, "진동 높음", "Vibration high",
        "베어링 손상, 불평형, 공구 마모 중 하나입니다. 속도를 바꿔 가며 견주어 보십시오.",
        "Bearing, balance or a worn tool. Change the speed and compare.", 600, 2.8, 0.3, 5.0,
    ),
    alarm(
        "torque-high", "high", TORQUE, "주축 토크 높음", "Spindle torque high",
        "소재가 단단하거나 공구가 닳았습니다. 공구 시간과 로트를 확인하십시오.",
        "The stock is hard or the tool is worn. Look at the tool's time and the lot.", 500, 32.0, 2.0, 2.0,
    ),
    alarm(
        "coolant-low", "trip", "Coolant.Flow", "절삭유 부족", "Coolant low",
        "절삭 중 유량이 설정의 절반에도 못 미칩니다. 펌프와 필터를 확인하십시오.",
        "While cutting, less than half the flow arrives that was set. Look at pump and filter.", 550,
    ),
    alarm(
        "failed", "trip", "Failures.Total", "가공 중 고장 정지", "Stopped by a failure",
        "가공 중 고장으로 멈췄습니다. Repair로 수리한 뒤 Clear, Reset을 하십시오. 원인은 정비 보고로 나중에 나옵니다.",
        "A failure stopped the cut. Repair, then Clear and Reset. The cause will come with the report.", 900,
    ),
    alarm(
        "door-opened", "trip", "Door.Open", "운전 중 문 열림", "Door opened in operation",
        "주축이 도는 동안 문이 열려 멈췄습니다. 문을 닫고 Clear, Reset을 하십시오.",
        "The door was opened while the spindle turned. Close it, then Clear and Reset.", 850,
    ),
    alarm(
        "estop", "trip", "EStop.Pressed", "비상정지", "Emergency stop",
        "비상정지가 눌렸습니다. 위험이 없어진 뒤 버튼을 되돌리고 Clear, Reset을 하십시오.",
        "The emergency stop was pressed. Once the danger is gone, release it, then Clear and Reset.", 1000,
    ),
)  # fmt: skip
