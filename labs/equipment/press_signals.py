"""What the press declares: signals, commands, faults, alarms. Data only."""

from labs.equipment.declare import NETWORK_LOST
from labs.equipment.units import (
    AMPERE,
    DEGREE,
    KILONEWTON,
    KILOWATT,
    MEGAPASCAL,
    METRE,
    METRE_PER_SECOND_SQUARED,
    MILLIMETRE,
    PER_MINUTE,
)
from labs.language import Bilingual
from labs.simulation.alarms import Alarm
from labs.simulation.faults import Fault
from labs.simulation.identification import Identification
from labs.simulation.machine import CELSIUS, KILOWATT_HOUR, SECOND, Argument, Command, Signal
from labs.simulation.roles import Role
from labs.simulation.sensors import SensorModel
from labs.simulation.states import STATE_COMMANDS, STATE_SIGNALS

TITLE = Bilingual("냉간 단조 프레스", "Cold-heading press")
IDENTIFICATION = Identification("CH100")

LOAD_CELL = SensorModel(noise=1.5, quantum=0.1, range=(-50.0, 1200.0))
CURRENT_CLAMP = SensorModel(lag=0.05, noise=0.1, quantum=0.01, range=(0.0, 60.0))
ENCODER = SensorModel(quantum=0.1, range=(0.0, 360.0))
TACHOMETER = SensorModel(lag=0.1, noise=0.15, quantum=0.1, range=(0.0, 300.0))
ACCELEROMETER = SensorModel(noise=0.05, quantum=0.001, range=(-20.0, 20.0))
RESISTANCE_THERMOMETER = SensorModel(lag=8.0, noise=0.05, quantum=0.1, range=(-50.0, 200.0))
PRESSURE_CELL = SensorModel(lag=0.1, noise=0.001, quantum=0.001, range=(0.0, 1.0))
POWER_METER = SensorModel(lag=0.1, noise=0.02, quantum=0.01, range=(0.0, 50.0))
GAUGE = SensorModel(noise=0.01, quantum=0.01, range=(0.0, 60.0))


def _live(path: str, ko: str, en: str, unit, low: float, high: float, sensor: SensorModel | None = None) -> Signal:
    return Signal(path, Bilingual(ko, en), "Double", unit, low, high, sensor=sensor)


def _switch(path: str, ko: str, en: str, writer: Role | None = Role.OPERATOR) -> Signal:
    return Signal(path, Bilingual(ko, en), "Boolean", writer=writer, held=True)


def _setting(path: str, ko: str, en: str, unit, low: float, high: float, writer: Role | None) -> Signal:
    return Signal(path, Bilingual(ko, en), "Double", unit, low, high, writer, held=True)


def _counter(name: str, ko: str, en: str, of: str = "Counter") -> Signal:
    return Signal(f"{of}.{name}", Bilingual(ko, en), "UInt32", low=0, high=2**32 - 1, held=True)


# The live ones first, in the order of Press.truths.
SIGNALS = (
    _live("Crank.Angle", "크랭크 각도(0은 상사점)", "Crank angle (0 is the top)", DEGREE, 0.0, 360.0, ENCODER),
    _live("Ram.Force", "성형 하중", "Forming force", KILONEWTON, 0.0, 1500.0, LOAD_CELL),
    _live("Motor.Current", "주전동기 전류", "Main motor current", AMPERE, 0.0, 60.0, CURRENT_CLAMP),
    _live("Flywheel.Speed", "플라이휠 회전수", "Flywheel speed", PER_MINUTE, 0.0, 300.0, TACHOMETER),
    _live(
        "Vibration.Frame", "프레임 진동 가속도", "Frame vibration", METRE_PER_SECOND_SQUARED, -20.0, 20.0,
        ACCELEROMETER,
    ),
    _live(
        "Vibration.Bearing", "플라이휠 베어링 진동 가속도", "Flywheel bearing vibration", METRE_PER_SECOND_SQUARED,
        -20.0, 20.0, ACCELEROMETER,
    ),
    _live(
        "Bearing.Temperature", "플라이휠 베어링 온도", "Flywheel bearing temperature", CELSIUS, 0.0, 150.0,
        RESISTANCE_THERMOMETER,
    ),
    _live("Air.Pressure", "클러치 공기압", "Clutch and brake air pressure", MEGAPASCAL, 0.0, 1.0, PRESSURE_CELL),
    _live("Part.HeadHeight", "마지막 부품 머리 높이", "Head height of the last part", MILLIMETRE, 0.0, 40.0, GAUGE),
    _live("Part.HeadDiameter", "마지막 부품 머리 지름", "Head diameter of the last part", MILLIMETRE, 0.0, 60.0, GAUGE),
    _live("Stroke.PeakForce", "마지막 행정 최대 하중", "Peak force of the last stroke", KILONEWTON, 0.0, 1500.0),
    _live("Energy.Total", "누적 전력량", "Energy used", KILOWATT_HOUR, 0.0, 1e6),
    _live("Power.Active", "소비 전력", "Active power", KILOWATT, 0.0, 40.0, POWER_METER),
    *STATE_SIGNALS,
    _switch("Hand.Left", "왼손 누름 버튼", "Left hand button"),
    _switch("Hand.Right", "오른손 누름 버튼", "Right hand button"),
    _switch("Guard.Open", "가드 열림", "Guard open"),
    _switch("EStop.Pressed", "비상정지 눌림", "Emergency stop pressed"),
    _switch("Reset.Pressed", "리셋 버튼 눌림", "Reset button pressed"),
    _switch("Clutch.Command", "클러치 지령(시운전)", "Clutch command (commissioning)"),
    _setting("Watchdog.Time", "출력 감시 시간(0은 없음)", "Output watchdog (0: none)", SECOND, 0.0, 5.0, Role.OPERATOR),
    _counter("Heartbeat", "생존 신호", "Life sign", of="Link"),
    _switch("Clutch.Engaged", "클러치 물림", "Clutch engaged", None),
    _switch("Motor.On", "주전동기 켜짐", "Main motor on", None),
    _setting("Speed.Setpoint", "분당 행정 수 설정", "Strokes a minute", PER_MINUTE, 15.0, 45.0, Role.OPERATOR),
    _setting("Feed.Length", "소재 이송 길이(성형부)", "Wire length to be upset", MILLIMETRE, 30.0, 45.0, Role.ENGINEER),
    _setting("Die.ShutHeight", "금형 닫힘 높이", "Die shut height", MILLIMETRE, 10.0, 18.0, Role.ENGINEER),
    _setting("Wire.Remaining", "남은 선재 길이", "Wire left on the coil", METRE, 0.0, 1000.0, None),
    _setting("Brake.StopTime", "마지막 정지 시간", "Last stopping time", SECOND, 0.0, 10.0, None),
    _setting("Stroke.ZeroForce", "마지막 행정 상사점 하중(영점)", "Force at the top before the last stroke (zero)",
             KILONEWTON, -50.0, 1200.0, None),
    _setting("Stroke.PeakVibration", "마지막 행정 최대 베어링 진동", "Highest bearing vibration of the last stroke",
             METRE_PER_SECOND_SQUARED, 0.0, 20.0, None),
    _counter("Strokes", "행정 수", "Strokes"),
    _counter("Good", "양품 수", "Good parts"),
    _counter("Rejected", "불량 수", "Rejected parts"),
    _counter("DieStrokes", "금형 교체 후 행정 수", "Strokes since the die was changed"),
    _counter("Trips", "비상 중단 횟수", "Aborts"),
)  # fmt: skip
WRITABLE = frozenset(signal.path for signal in SIGNALS if signal.writer is not None)

COMMANDS = (
    *STATE_COMMANDS,
    Command(
        "SetMode",
        Bilingual("운전 모드 바꾸기(1 정비, 2 준비, 3 생산)", "Set the mode (1 maintenance, 2 setup, 3 processing)"),
        arguments=(Argument("Mode", Bilingual("모드", "Mode"), "Int32", 1, 3),),
    ),
    Command("ChangeDie", Bilingual("금형 교체", "Change the die"), Role.ENGINEER),
    Command("LoadCoil", Bilingual("선재 코일 장착", "Load a coil of wire")),
    Command("ResetCounters", Bilingual("계수기 초기화", "Reset the counters"), Role.ENGINEER),
)  # fmt: skip

FAULTS = (
    Fault(
        "force-sensor-drift", "sensor", "Ram.Force", Bilingual("하중 센서 드리프트", "Load cell drifts"), "drift", 0.5,
    ),  # kN/s
    Fault(
        "bearing-sensor-loose", "sensor", "Vibration.Bearing",
        Bilingual("베어링 진동 센서 풀림", "Bearing accelerometer loose"), "noise", 12.0,
    ),
    Fault(
        "bearing-damage", "process", "Vibration.Bearing",
        Bilingual("플라이휠 베어링 외륜 손상", "Outer race of the flywheel bearing damaged"),
    ),
    Fault("die-galling", "process", "Ram.Force", Bilingual("금형 눌어붙음", "Die galls for want of lubricant")),
    Fault("brake-worn", "actuator", "Brake.StopTime", Bilingual("브레이크 라이닝 마모", "Brake lining worn")),
    Fault("air-leak", "actuator", "Air.Pressure", Bilingual("클러치 공기 누설", "Clutch air leaks")),
    Fault("motor-weak", "actuator", "Motor.Current", Bilingual("주전동기 토크 부족", "Main motor lacks torque")),
    Fault("wire-hard", "product", "Part.HeadHeight", Bilingual("단단한 선재 로트", "Lot of wire too hard")),
    Fault("feed-slips", "product", "Part.HeadDiameter", Bilingual("이송 롤러 미끄러짐", "Feed rollers slip")),
    Fault("link-lost", "link", "Clutch.Command", Bilingual("안전 제어기와 통신 끊김", "Link to the program lost")),
    Fault("hand-left-stuck", "link", "Hand.Left", Bilingual("왼손 버튼 신호 고착", "Left hand button stays on")),
    NETWORK_LOST,
)  # fmt: skip


def _trip(name: str, source: str, ko: str, en: str, why_ko: str, why_en: str, priority: int = 800) -> Alarm:
    return Alarm(name, "trip", source, Bilingual(ko, en), Bilingual(why_ko, why_en), priority)


ALARMS = (
    Alarm(
        "force-high", "high", "Stroke.PeakForce", Bilingual("성형 하중 높음", "Forming force high"),
        Bilingual(
            "소재가 단단하거나 금형이 닳았습니다. 머리 높이와 금형을 확인하십시오.",
            "The wire is hard or the die is worn. Look at the head height and the die.",
        ),
        500, limit=580.0, hysteresis=15.0,
    ),
    Alarm(
        "force-low", "low", "Stroke.PeakForce", Bilingual("성형 하중 낮음", "Forming force low"),
        Bilingual(
            "소재가 짧게 들어왔을 수 있습니다. 이송 롤러를 확인하십시오.",
            "The blank may be short. Look at the feed rollers.",
        ),
        400, limit=470.0, hysteresis=10.0,
    ),
    Alarm(
        "bearing-hot", "high", "Bearing.Temperature", Bilingual("베어링 온도 높음", "Bearing hot"),
        Bilingual(
            "베어링 마찰이 커졌습니다. 진동 스펙트럼을 보고 교체를 계획하십시오.",
            "The bearing's friction has grown. Look at the vibration spectrum and plan its replacement.",
        ),
        600, limit=70.0, hysteresis=3.0, delay=10.0,
    ),
    Alarm(
        "bearing-very-hot", "high-high", "Bearing.Temperature", Bilingual("베어링 온도 매우 높음", "Bearing very hot"),
        Bilingual(
            "베어링이 곧 눌어붙을 수 있습니다. 생산을 끝내고 정지하십시오.",
            "The bearing may seize soon. End production and stop.",
        ),
        850, limit=90.0, hysteresis=5.0, delay=5.0,
    ),
    Alarm(
        "bearing-heating", "rate", "Bearing.Temperature", Bilingual("베어링 온도 급상승", "Bearing heats up fast"),
        Bilingual(
            "베어링 온도가 빠르게 오릅니다. 윤활과 손상을 확인하십시오.",
            "The bearing's temperature rises fast. Check lubrication and damage.",
        ),
        650, limit=0.08, hysteresis=0.02, delay=10.0, window=60.0,
    ),
    Alarm(
        "air-low", "low", "Air.Pressure", Bilingual("공기압 낮음", "Air pressure low"),
        Bilingual(
            "클러치 토크가 줄어듭니다. 배관과 밸브의 누설을 찾으십시오.",
            "The clutch loses torque. Look for a leak in pipes and valve.",
        ),
        600, limit=0.5, hysteresis=0.02, delay=1.0,
    ),
    _trip(
        "estop", "EStop.Pressed", "비상정지", "Emergency stop",
        "비상정지가 눌렸습니다. 위험이 없어진 뒤 버튼을 되돌리고 Clear, Reset을 하십시오.",
        "The emergency stop was pressed. Once the danger is gone, release it, then Clear and Reset.", 1000,
    ),
    _trip(
        "guard-opened", "Guard.Open", "운전 중 가드 열림", "Guard opened in operation",
        "움직이는 동안 가드가 열려 멈췄습니다. 가드를 닫고 Clear, Reset을 하십시오.",
        "The guard was opened during movement, so the press stopped. Close it, then Clear and Reset.", 900,
    ),
    _trip(
        "overrun", "Brake.StopTime", "상사점 초과 정지", "Ram overran the top",
        "브레이크가 늦게 멈췄습니다. 정지 시간을 확인하고 라이닝을 점검하십시오.",
        "The brake stopped too late. Look at the stopping time and inspect the lining.", 950,
    ),
    _trip(
        "air-lost", "Air.Pressure", "공기압 부족 정지", "Stopped for want of air",
        "공기압이 0.4 MPa 아래로 떨어져 멈췄습니다. 누설을 막고 Clear를 하십시오.",
        "The air fell below 0.4 MPa, so the press stopped. Stop the leak, then Clear.",
    ),
    _trip(
        "overload", "Stroke.PeakForce", "과부하", "Overload",
        "하중이 1000 kN을 넘어 멈췄습니다. 닫힘 높이와 소재를 확인하십시오.",
        "The force passed 1000 kN, so the press stopped. Check shut height and wire.", 900,
    ),
    _trip(
        "stalled", "Crank.Angle", "프레스 멈춤(끼임)", "Press stalled",
        "플라이휠이나 클러치의 힘이 모자라 성형 중에 멈췄습니다. 속도, 공기압, 소재를 확인하십시오.",
        "Flywheel or clutch had too little for the blow. Check speed, air pressure and wire.",
    ),
    _trip(
        "wire-out", "Wire.Remaining", "선재 소진", "Out of wire",
        "코일의 선재가 다 되었습니다. LoadCoil 뒤 Unsuspend를 하십시오.",
        "The coil is used up. LoadCoil, then Unsuspend.", 300,
    ),
    _trip(
        "hand-disagrees", "Hand.Left", "양손 버튼 불일치", "Two-hand buttons disagree",
        "버튼 하나만 오래 눌려 있습니다. 두 버튼을 모두 놓고 배선을 확인하십시오.",
        "One button alone has been on for long. Let both go and check the wiring.", 700,
    ),
)  # fmt: skip
