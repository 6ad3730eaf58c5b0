"""What the vision station declares: signals, commands, faults, alarms. Data only."""

from labs.equipment.declare import NETWORK_LOST, alarm
from labs.equipment.units import KILOWATT, LUX, MILLIMETRE, ONE, PER_MINUTE, SQUARE_MILLIMETRE
from labs.language import Bilingual
from labs.simulation.faults import Fault
from labs.simulation.identification import Identification
from labs.simulation.machine import CELSIUS, Argument, Command, EngineeringUnit, Signal
from labs.simulation.roles import Role
from labs.simulation.sensors import SensorModel
from labs.simulation.states import STATE_COMMANDS, STATE_SIGNALS

TITLE = Bilingual("비전 검사기", "Inspector")
IDENTIFICATION = Identification("VS5")
MILLISECOND = EngineeringUnit("C26", "ms", Bilingual("밀리초", "millisecond"))
COUNT = 2**32 - 1
BIN = 200  # parts that the reject bin takes
CLASSES = ("Good", "Scratch", "Dent", "Crack", "Bent")  # the numbers 0 to 4 in Part.Class
CLASSES_KO = ("양품", "긁힘", "찍힘", "균열", "휨")
LEGEND = Bilingual(
    ", ".join(f"{number} {name}" for number, name in enumerate(CLASSES_KO)),
    ", ".join(f"{number} {name.lower()}" for number, name in enumerate(CLASSES)),
)


def _result(path: str, ko: str, en: str, unit, low: float, high: float) -> Signal:
    """One result of the last picture: it shows what the station found; its truth is the part's own."""
    return Signal(path, Bilingual(ko, en), "Double", unit, low, high)


def _measured(path: str, ko: str, en: str, unit, low: float, high: float, sensor: SensorModel) -> Signal:
    return Signal(path, Bilingual(ko, en), "Double", unit, low, high, sensor=sensor)


def _counter(name: str, ko: str, en: str) -> Signal:
    return Signal(f"Count.{name}", Bilingual(ko, en), "UInt32", low=0, high=COUNT, held=True)


def _setting(path: str, ko: str, en: str, unit, low: float, high: float, writer=Role.ENGINEER) -> Signal:
    return Signal(path, Bilingual(ko, en), "Double", unit, low, high, writer, held=True)


# The live ones first, in the order of Inspector.truths.
SIGNALS = (
    Signal("Part.Class", Bilingual(f"판정 등급 ({LEGEND.ko})", f"Class found ({LEGEND.en})"), "Int32", low=0, high=4),
    _result("Part.Diameter", "측정 지름", "Diameter", MILLIMETRE, 0.0, 20.0),
    _result("Part.Length", "측정 길이", "Length", MILLIMETRE, 0.0, 60.0),
    _result("Part.BlobArea", "이상 부위 면적", "Area of the anomaly", SQUARE_MILLIMETRE, 0.0, 20.0),
    _result("Part.Elongation", "이상 부위 신장비", "Elongation of the anomaly", ONE, 0.0, 40.0),
    _result("Part.Contrast", "이상 부위 대비", "Contrast of the anomaly", ONE, 0.0, 1.0),
    _result("Part.Straightness", "진직도 오차", "Straightness error", MILLIMETRE, 0.0, 2.0),
    _measured("Light.Intensity", "조명 조도", "Light", LUX, 0.0, 4000.0,
              SensorModel(lag=0.5, noise=8.0, quantum=1.0, range=(0.0, 4000.0))),
    _measured("Lens.Sharpness", "영상 선명도", "Sharpness of the picture", ONE, 0.0, 1.0,
              SensorModel(lag=2.0, noise=0.005, quantum=0.001, range=(0.0, 1.0))),
    _measured("Camera.Temperature", "카메라 온도", "Camera temperature", CELSIUS, 0.0, 80.0,
              SensorModel(lag=5.0, noise=0.05, quantum=0.1, range=(-20.0, 100.0))),
    _measured("Power.Active", "소비 전력", "Active power", KILOWATT, 0.0, 2.0,
              SensorModel(lag=0.2, noise=0.002, quantum=0.001, range=(0.0, 2.0))),
    *STATE_SIGNALS,
    Signal("Part.Serial", Bilingual("부품 일련번호", "Serial number of the part"), "UInt32", low=0, high=COUNT,
           held=True),
    Signal("Part.Accepted", Bilingual("합격", "Accepted"), "Boolean", held=True),
    _counter("Inspected", "검사 수량", "Inspected"),
    _counter("Accepted", "합격 수량", "Accepted"),
    _counter("Rejected", "불합격 수량", "Rejected"),
    *(_counter(en, f"{ko} 판정 수", f"Found {en.lower()}") for ko, en in zip(CLASSES_KO, CLASSES, strict=True)),
    _counter("Size", "치수 불합격 수", "Rejected for size"),
    _counter("Audits", "정밀 검사 수", "Audits"),
    Signal("Bin.Parts", Bilingual("불합격함 수량", "Parts in the reject bin"), "Int32", low=0, high=BIN, held=True),
    _setting("Conveyor.Rate", "투입 속도", "Feed rate", PER_MINUTE, 5.0, 90.0, Role.OPERATOR),
    _setting("Exposure.Time", "노출 시간", "Exposure", MILLISECOND, 1.0, 30.0),
    _setting("Tolerance.Diameter", "지름 공차(±)", "Tolerance of the diameter (±)", MILLIMETRE, 0.0, 1.0),
    _setting("Tolerance.Length", "길이 공차(±)", "Tolerance of the length (±)", MILLIMETRE, 0.0, 2.0),
    Signal("Cover.Open", Bilingual("차광 덮개 열림", "Light cover open"), "Boolean", writer=Role.OPERATOR, held=True),
    Signal("Camera.Calibrated", Bilingual("교정됨", "Calibrated"), "Boolean", held=True),
    Signal("Audit.Serial", Bilingual("정밀 검사한 부품", "Part audited last"), "UInt32", low=0, high=COUNT, held=True),
    Signal("Audit.Class", Bilingual(f"정밀 검사 등급 ({LEGEND.ko}, -1 없음)", f"Class by audit ({LEGEND.en}, -1 none)"),
           "Int32", low=-1, high=4, held=True),
)  # fmt: skip

COMMANDS = (
    *STATE_COMMANDS,
    Command("Calibrate", Bilingual("기준 부품으로 교정", "Calibrate on the master part"), Role.ENGINEER),
    Command("CleanLens", Bilingual("렌즈 청소", "Clean the lens")),
    Command("EmptyBin", Bilingual("불합격함 비우기", "Empty the reject bin")),
    Command("Audit", Bilingual("정밀 검사: 부품의 실제 등급", "Audit: a part's true class"), Role.OPERATOR,
            (Argument("Serial", Bilingual("일련번호", "Serial number"), "UInt32", 1, COUNT),),
            Argument("Class", Bilingual("실제 등급(0~4)", "True class, 0 to 4"), "Int32")),
)  # fmt: skip

FAULTS = (
    Fault("light-sensor-drift", "sensor", "Light.Intensity",
          Bilingual("조도 센서 드리프트", "The light sensor drifts"), "drift", -1.5),  # lx/s
    Fault("lamp-dims", "actuator", "Light.Intensity", Bilingual("조명 열화", "The lamp dims")),
    Fault("lens-dirty", "process", "Lens.Sharpness", Bilingual("렌즈 오염", "The lens is dirty")),
    Fault("camera-shifted", "process", "Part.Diameter", Bilingual("카메라 위치 틀어짐", "The camera was knocked")),
    Fault("results-late", "link", "Part.Class",
          Bilingual("결과가 한 부품 늦게 도착", "Results arrive one part late")),
    Fault("die-wears", "product", "Part.Diameter",
          Bilingual("앞 공정 금형 마모로 지름 증가", "Upstream's die wears: diameters grow")),
    Fault("die-set-large", "product", "Part.Diameter",
          Bilingual("앞 공정 금형을 크게 맞춤", "Upstream's die was set too large")),
    Fault("die-set-small", "product", "Part.Diameter",
          Bilingual("앞 공정 금형을 작게 맞춤", "Upstream's die was set too small")),
    Fault("cracked-lot", "product", "Part.Class", Bilingual("균열 많은 소재 로트", "A lot of material that cracks")),
    NETWORK_LOST,
)  # fmt: skip


ALARMS = (
    alarm("light-low", "low", "Light.Intensity", "조도 낮음", "Light low",
           "어두우면 불량이 양품으로 보입니다. 조명을 바꾸거나 노출을 늘리십시오.",
           "In the dark defects look good. Replace the lamp or lengthen the exposure.",
           priority=600, limit=1500.0, hysteresis=50.0, delay=2.0),
    alarm("light-falling", "rate", "Light.Intensity", "조도 급감", "Light falls fast",
           "조명이나 그 전원을 확인하십시오.", "Look at the lamp and its supply.",
           priority=500, limit=-20.0, hysteresis=5.0, window=10.0),
    alarm("picture-blurred", "low", "Lens.Sharpness", "영상 흐림", "Picture blurred",
           "라인을 멈추고 CleanLens로 렌즈를 닦으십시오.", "Stop the line and clean the lens (CleanLens).",
           priority=550, limit=0.8, hysteresis=0.03, delay=5.0),
    alarm("camera-hot", "high", "Camera.Temperature", "카메라 온도 높음", "Camera hot",
           "열로 배율이 변합니다. 교정을 다시 하십시오.", "Heat changes the scale. Calibrate again.",
           priority=400, limit=50.0, hysteresis=2.0, delay=5.0),
    alarm("many-rejects", "trip", "Count.Rejected", "연속 불합격", "Rejects in a row",
           "다섯 개가 잇달아 불합격입니다. 앞 공정이나 검사기 자체를 확인하십시오.",
           "Five rejects in a row. Look at the process upstream, or at the station itself.", priority=700),
    alarm("bin-full", "trip", "Bin.Parts", "불합격함 가득 참", "Reject bin full",
           "불합격함을 비우고(EmptyBin) Unhold로 다시 시작하십시오.",
           "Empty the bin (EmptyBin), then Unhold.", priority=650),
    alarm("cover-open", "trip", "Cover.Open", "차광 덮개 열림", "Light cover open",
           "외부 빛이 들어와 검사할 수 없습니다. 덮개를 닫으십시오.",
           "Daylight spoils the pictures. Close the cover.", priority=600),
)  # fmt: skip
