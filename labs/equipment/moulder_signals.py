"""What the moulder declares: signals, commands, faults, alarms. Data only."""

from labs.equipment.declare import NETWORK_LOST, alarm, fault
from labs.equipment.units import GRAM, KILONEWTON, KILOWATT, MEGAPASCAL, MILLIMETRE, MILLIMETRE_PER_SECOND, ONE
from labs.language import Bilingual
from labs.simulation.identification import Identification
from labs.simulation.machine import CELSIUS, KILOWATT_HOUR, PERCENT, SECOND, Argument, Command, Signal
from labs.simulation.roles import Role
from labs.simulation.sensors import SensorModel
from labs.simulation.states import STATE_COMMANDS, STATE_SIGNALS

TITLE = Bilingual("사출 성형기", "Moulder")
IDENTIFICATION = Identification("IM60")
FRONT, REAR, MOULD = "Barrel.Front.Temperature", "Barrel.Rear.Temperature", "Mould.Temperature"
THERMOCOUPLE = SensorModel(lag=2.0, noise=0.2, quantum=0.1, range=(0.0, 450.0))
HUMIDITY = SensorModel(lag=30.0, noise=0.5, quantum=0.1, range=(0.0, 100.0))
ROOM = SensorModel(lag=30.0, noise=0.05, quantum=0.1, range=(-20.0, 60.0))


def _live(path: str, ko: str, en: str, unit, low: float, high: float, sensor: SensorModel | None) -> Signal:
    return Signal(path, Bilingual(ko, en), "Double", unit, low, high, sensor=sensor)


def _setting(path: str, ko: str, en: str, unit, low: float, high: float) -> Signal:
    return Signal(path, Bilingual(ko, en), "Double", unit, low, high, Role.OPERATOR, held=True)


def _switch(path: str, ko: str, en: str, writer: Role | None = Role.OPERATOR) -> Signal:
    return Signal(path, Bilingual(ko, en), "Boolean", writer=writer, held=True)


def _count(path: str, ko: str, en: str) -> Signal:
    return Signal(path, Bilingual(ko, en), "UInt32", low=0, high=2**32 - 1, held=True)


def _kept(path: str, ko: str, en: str, unit, low: float, high: float) -> Signal:
    return Signal(path, Bilingual(ko, en), "Double", unit, low, high, held=True)


# In the order of Moulder.truths.
LIVE = (
    _live(REAR, "실린더 후부 온도", "Barrel temperature, rear", CELSIUS, 0.0, 450.0, THERMOCOUPLE),
    _live(FRONT, "실린더 전부 온도", "Barrel temperature, front", CELSIUS, 0.0, 450.0, THERMOCOUPLE),
    _live(
        "Melt.Temperature", "수지 온도(적외선)", "Melt temperature (infrared)", CELSIUS, 0.0, 450.0,
        SensorModel(lag=1.0, noise=0.5, quantum=0.1, range=(0.0, 450.0)),
    ),
    _live(MOULD, "금형 온도", "Mould temperature", CELSIUS, 0.0, 200.0, THERMOCOUPLE),
    _live("Dryer.Temperature", "건조기 온도", "Dryer temperature", CELSIUS, 0.0, 200.0, THERMOCOUPLE),
    _live(
        "Material.Moisture", "펠릿 수분", "Moisture of the pellets", PERCENT, 0.0, 0.3,
        SensorModel(lag=20.0, noise=0.0008, quantum=0.0001, range=(0.0, 0.3)),
    ),
    _live("Room.Temperature", "실내 온도", "Room temperature", CELSIUS, -20.0, 60.0, ROOM),
    _live("Room.Humidity", "실내 습도", "Room humidity", PERCENT, 0.0, 100.0, HUMIDITY),
    _live(
        "Injection.Pressure", "사출 압력", "Injection pressure", MEGAPASCAL, 0.0, 200.0,
        SensorModel(noise=0.3, quantum=0.1, range=(0.0, 200.0)),
    ),
    _live(
        "Cavity.Pressure", "캐비티 압력", "Cavity pressure", MEGAPASCAL, 0.0, 150.0,
        SensorModel(noise=0.15, quantum=0.1, range=(0.0, 150.0)),
    ),
    _live(
        "Screw.Position", "스크류 위치", "Screw position", MILLIMETRE, 0.0, 100.0,
        SensorModel(noise=0.01, quantum=0.01, range=(0.0, 100.0)),
    ),
    _live(
        "Clamp.Force", "형체력", "Clamping force", KILONEWTON, 0.0, 700.0,
        SensorModel(noise=1.0, quantum=1.0, range=(0.0, 700.0)),
    ),
    _live(
        "Power.Active", "소비 전력", "Active power", KILOWATT, 0.0, 60.0,
        SensorModel(lag=0.2, noise=0.02, quantum=0.01, range=(0.0, 60.0)),
    ),
    _live("Barrel.Rear.Heater", "후부 히터 출력", "Rear heater power", PERCENT, 0.0, 100.0, None),
    _live("Barrel.Front.Heater", "전부 히터 출력", "Front heater power", PERCENT, 0.0, 100.0, None),
    _live("Energy.Total", "누적 전력량", "Energy used", KILOWATT_HOUR, 0.0, 1e6, None),
)  # fmt: skip
SETTINGS = (
    _setting("Barrel.Setpoint", "실린더 온도 설정", "Barrel setpoint", CELSIUS, 240.0, 340.0),
    _setting("Mould.Setpoint", "금형 온조기 설정", "Mould water setpoint", CELSIUS, 40.0, 130.0),
    _setting("Dryer.Setpoint", "건조기 설정", "Dryer setpoint", CELSIUS, 60.0, 130.0),
    _setting("Injection.Speed", "사출 속도", "Injection speed", MILLIMETRE_PER_SECOND, 20.0, 120.0),
    _setting("Hold.Pressure", "보압", "Holding pressure", MEGAPASCAL, 20.0, 110.0),
    _setting("Hold.Time", "보압 시간", "Holding time", SECOND, 0.5, 15.0),
    _setting("Cool.Time", "냉각 시간", "Cooling time", SECOND, 4.0, 40.0),
    _setting("Clamp.Setpoint", "형체력 설정", "Clamping force setpoint", KILONEWTON, 100.0, 600.0),
)
DEFECT_TITLES = {
    "short_shot": ("ShortShot", "미성형", "short shot"),
    "flash": ("Flash", "버", "flash"),
    "sink_mark": ("SinkMark", "싱크 마크", "sink mark"),
    "splay": ("Splay", "은줄", "splay"),
    "warp": ("Warp", "휨", "warp"),
}
PHASES = ("Idle", "Close", "Fill", "Hold", "Cool", "Open")
SIGNALS = (
    *LIVE,
    *SETTINGS,
    _switch("Recipe.FollowLot", "로트 점도로 실린더 온도 설정", "Barrel setpoint follows the lot", Role.ENGINEER),
    _switch("Guard.Open", "안전문 열림", "Guard open"),
    _switch("EStop.Pressed", "비상정지 눌림", "Emergency stop pressed"),
    *STATE_SIGNALS,
    Signal(
        "Cycle.Phase", Bilingual("사이클 단계(0 대기 1 형폐 2 충전 3 보압 4 냉각 5 형개)",
        "Phase of the cycle (0 idle, 1 close, 2 fill, 3 hold, 4 cool, 5 open)"), "Int32", low=0, high=5, held=True,
    ),
    _count("Material.Lot", "재료 로트 번호", "Number of the material lot"),
    _kept("Material.CertifiedViscosity", "성적서 점도(기준 대비)", "Viscosity by certificate", ONE, 0.0, 5.0),
    _kept("Shot.PeakPressure", "최대 사출 압력", "Peak injection pressure", MEGAPASCAL, 0.0, 200.0),
    _kept("Shot.PeakCavityPressure", "최대 캐비티 압력", "Peak cavity pressure", MEGAPASCAL, 0.0, 150.0),
    _kept("Shot.Cushion", "쿠션량", "Cushion", MILLIMETRE, 0.0, 100.0),
    _kept("Shot.CycleTime", "사이클 시간", "Cycle time", SECOND, 0.0, 1000.0),
    _kept("Part.Weight", "제품 중량", "Weight of the part", GRAM, 0.0, 100.0),
    *(_switch(f"Part.{name}", f"최근 제품 {ko}", f"Last part: {en}", None) for name, ko, en in DEFECT_TITLES.values()),
    _count("Parts.Total", "생산 수량", "Parts made"),
    _count("Parts.Good", "양품 수량", "Good parts"),
    _count("Parts.Rejected", "불량 수량", "Rejected parts"),
    *(_count(f"Parts.{name}", f"{ko} 수량", f"Parts with {en}") for name, ko, en in DEFECT_TITLES.values()),
)  # fmt: skip

COMMANDS = (
    *STATE_COMMANDS,
    Command("LoadLot", Bilingual("다음 재료 로트 투입", "Load the next lot of material")),
    Command(
        "CausalGraph",
        Bilingual("인과 그래프(JSON)", "Causal graph (JSON)"),
        Role.INSTRUCTOR,
        result=Argument("Graph", Bilingual("인과 그래프(JSON)", "Causal graph (JSON)"), "String"),
    ),
)


FAULTS = (
    fault("front-thermocouple-drift", "sensor", FRONT, "전부 열전대 드리프트", "Thermocouple drifts", "drift", -0.03),
    fault("cavity-sensor-break", "sensor", "Cavity.Pressure", "캐비티 압력계 단선", "Cavity sensor broken", "break"),
    fault("front-heater-weak", "actuator", "Barrel.Front.Heater", "전부 히터 열화", "Front heater weak"),
    fault("check-ring-worn", "actuator", "Screw.Position", "체크링 마모", "Check ring worn"),
    fault("clamp-worn", "actuator", "Clamp.Force", "형체 기구 마모", "Clamp worn"),
    fault("mould-channel-fouled", "process", MOULD, "금형 냉각 유로 스케일", "Cooling channel fouled"),
    fault("vent-blocked", "process", "Injection.Pressure", "가스 벤트 막힘", "Vent blocked"),
    fault("dryer-heater-dead", "process", "Dryer.Temperature", "건조기 히터 고장", "Dryer heater dead"),
    fault("lot-mixed", "product", "Material.Lot", "다른 등급 재료 혼입", "Wrong grade mixed into the lot"),
    fault("mould-link-lost", "link", "Mould.Setpoint", "온조기 통신 두절", "Link to the mould heater lost"),
    NETWORK_LOST,
)  # fmt: skip


ALARMS = (
    alarm(
        "front-high", "high", FRONT, "실린더 온도 높음", "Barrel too hot",
        "수지가 타서 은줄이 생깁니다. 설정값과 열전대를 확인하십시오.",
        "The melt degrades and streaks. Look at the setpoint and the thermocouple.", 600, 330.0, 3.0, 5.0,
    ),
    alarm(
        "front-low", "low", FRONT, "실린더 온도 낮음", "Barrel too cold",
        "수지가 굳어 충전되지 않습니다. 히터를 확인하고 가열을 기다리십시오.",
        "The melt is stiff and will not fill. Look at the heater, or wait for the heat.", 500, 270.0, 3.0, 5.0,
    ),
    alarm(
        "front-cooling", "rate", FRONT, "실린더 온도 급강하", "Barrel cools fast",
        "히터나 배선이 끊어졌을 수 있습니다. 히터 출력을 확인하십시오.",
        "A heater or its cable may be broken. Look at the heater's power.", 550, -0.05, 0.02, 5.0, 30.0,
    ),
    alarm(
        "mould-high", "high-high", MOULD, "금형 온도 높음", "Mould too hot",
        "제품이 뜨거운 채로 나와 휩니다. 냉각 유로와 온조기를 확인하십시오.",
        "Parts leave hot and warp. Look at the cooling channels and the mould heater.", 650, 110.0, 2.0, 5.0,
    ),
    alarm(
        "moisture-high", "high", "Material.Moisture", "펠릿 수분 높음", "Pellets too wet",
        "은줄이 생깁니다. 건조기 온도와 재료 로트를 확인하십시오.",
        "Splay will follow. Look at the dryer's temperature and the lot.", 600, 0.022, 0.002, 20.0,
    ),
    alarm(
        "pressure-high", "high", "Injection.Pressure", "사출 압력 높음", "Injection pressure high",
        "수지가 되거나 벤트가 막혔습니다. 점도와 온도, 벤트를 확인하십시오.",
        "The melt is stiff or a vent is blocked. Look at lot, temperature and vents.", 500, 120.0, 30.0,
    ),
    alarm(
        "guard-opened", "trip", "Guard.Open", "운전 중 안전문 열림", "Guard opened in operation",
        "형체 중 안전문이 열려 멈췄습니다. 문을 닫고 Clear, Reset을 하십시오.",
        "The guard was opened while the mould moved. Close it, then Clear and Reset.", 900,
    ),
    alarm(
        "estop", "trip", "EStop.Pressed", "비상정지", "Emergency stop",
        "비상정지가 눌렸습니다. 위험이 없어진 뒤 버튼을 되돌리고 Clear, Reset을 하십시오.",
        "The emergency stop was pressed. Once the danger is gone, release it, then Clear and Reset.", 1000,
    ),
    alarm(
        "cold-screw", "trip", FRONT, "저온 기동 방지 동작", "Cold screw protection",
        "실린더가 식어 스크류가 부러질 수 있어 멈췄습니다. 가열한 뒤 Clear, Reset을 하십시오.",
        "The barrel is too cold for the screw. Heat it, then Clear and Reset.", 850,
    ),
)  # fmt: skip
