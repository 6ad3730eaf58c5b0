"""What the conveyor line declares: signals, commands, faults, alarms. Data only."""

from labs.equipment.declare import NETWORK_LOST
from labs.equipment.units import AMPERE, DEGREE, KILOWATT, MEGAPASCAL, METRE, METRE_PER_SECOND, VOLT
from labs.language import Bilingual
from labs.simulation.alarms import Alarm
from labs.simulation.faults import Fault
from labs.simulation.identification import Identification
from labs.simulation.machine import KILOWATT_HOUR, PERCENT, SECOND, Argument, Command, EngineeringUnit, Signal
from labs.simulation.roles import Role
from labs.simulation.sensors import SensorModel
from labs.simulation.states import STATE_COMMANDS, STATE_SIGNALS

TITLE = Bilingual("컨베이어와 로봇 셀", "Conveyor with robot cell")
IDENTIFICATION = Identification("CV3R")
BELTS = (1, 2, 3)

ENCODER = SensorModel(lag=0.1, noise=0.001, quantum=0.001, range=(-0.1, 1.0))
CURRENT_CLAMP = SensorModel(lag=0.1, noise=0.02, quantum=0.01, range=(0.0, 10.0))
LIGHT = SensorModel(noise=0.5, quantum=0.1, range=(0.0, 110.0))
PRESSURE_CELL = SensorModel(lag=0.1, noise=0.001, quantum=0.001, range=(0.0, 1.0))
VOLTMETER = SensorModel(lag=0.05, noise=0.5, quantum=0.1, range=(0.0, 800.0))
KILOPASCAL = EngineeringUnit("KPA", "kPa", Bilingual("킬로파스칼", "kilopascal"))
VACUUM_CELL = SensorModel(lag=0.05, noise=0.2, quantum=0.1, range=(0.0, 100.0))
POWER_METER = SensorModel(lag=0.2, noise=0.002, quantum=0.001, range=(0.0, 10.0))
AXIS = SensorModel(quantum=0.1, range=(-10.0, 100.0))


def _live(path: str, ko: str, en: str, unit, low: float, high: float, sensor: SensorModel | None) -> Signal:
    return Signal(path, Bilingual(ko, en), "Double", unit, low, high, sensor=sensor)


def _switch(path: str, ko: str, en: str, writer: Role | None = Role.OPERATOR) -> Signal:
    return Signal(path, Bilingual(ko, en), "Boolean", writer=writer, held=True)


def _setting(path: str, ko: str, en: str, unit, low: float, high: float) -> Signal:
    return Signal(path, Bilingual(ko, en), "Double", unit, low, high, Role.OPERATOR, held=True)


def _counter(name: str, ko: str, en: str) -> Signal:
    return Signal(f"Counter.{name}", Bilingual(ko, en), "UInt32", low=0, high=2**32 - 1, held=True)


def _belt(number: int) -> list[Signal]:
    ko, en = f"벨트 {number}", f"Belt {number}"
    return [
        _live(f"Belt{number}.Speed", f"{ko} 속도", f"{en} speed", METRE_PER_SECOND, 0.0, 1.0, ENCODER),
        _live(f"Belt{number}.Current", f"{ko} 전류", f"{en} current", AMPERE, 0.0, 10.0, CURRENT_CLAMP),
        _live(f"Belt{number}.ExitLight", f"{ko} 출구 수광량", f"{en} exit eye's light", PERCENT, 0.0, 110.0, LIGHT),
    ]


def _belt_switches(number: int) -> list[Signal]:
    ko, en = f"벨트 {number}", f"Belt {number}"
    return [
        _switch(f"Belt{number}.Run", f"{ko} 운전", f"{en} runs"),
        _setting(f"Belt{number}.SpeedSetpoint", f"{ko} 속도 설정", f"{en} speed setpoint", METRE_PER_SECOND, 0.05, 0.5),
        _switch(f"Belt{number}.EntryEye", f"{ko} 입구 센서 감지", f"{en} entry eye sees a part", None),
        _switch(f"Belt{number}.ExitEye", f"{ko} 출구 센서 감지", f"{en} exit eye sees a part", None),
    ]


# The live ones first, in the order of Conveyor.truths.
SIGNALS = (
    *(signal for number in BELTS for signal in _belt(number)),
    _live("Robot.Angle", "로봇 팔 각도", "Robot arm angle", DEGREE, 0.0, 90.0, AXIS),
    _live("Robot.Vacuum", "흡착 진공", "Suction of the gripper", KILOPASCAL, 0.0, 100.0, VACUUM_CELL),
    _live("Air.Pressure", "공기 탱크 압력", "Pressure in the air receiver", MEGAPASCAL, 0.0, 1.0, PRESSURE_CELL),
    _live("Drive.Voltage", "드라이브 직류단 전압", "Voltage of the drives' capacitors", VOLT, 0.0, 800.0, VOLTMETER),
    _live("Energy.Total", "누적 전력량", "Energy used", KILOWATT_HOUR, 0.0, 1e6, None),
    _live("Power.Active", "소비 전력", "Active power", KILOWATT, 0.0, 5.0, POWER_METER),
    *(
        _live(f"Belt{number}.Travel", f"벨트 {number} 주행 거리", f"Belt {number} travel", METRE, 0.0, 1e7, None)
        for number in BELTS
    ),
    *STATE_SIGNALS,
    *(signal for number in BELTS for signal in _belt_switches(number)),
    _switch("Robot.Busy", "로봇 동작 중", "Robot at work", None),
    _switch("Robot.Holding", "로봇이 부품을 쥠", "Robot holds a part", None),
    _switch("Infeed.On", "부품 투입", "Parts are supplied"),
    _setting("Infeed.Period", "투입 간격", "Time between parts", SECOND, 2.0, 120.0),
    _switch("Downstream.Ready", "다음 공정 받을 수 있음", "Next station can take parts"),
    _switch("EStop.Pressed", "비상정지 눌림", "Emergency stop pressed"),
    _switch("Door.Open", "셀 문 열림", "Cell door open"),
    _switch("Door.Locked", "셀 문 잠김(가드 록)", "Cell door held locked", None),
    _switch("Isolator.Power", "전원 차단기 켜짐", "Power isolator on"),
    _switch("Isolator.Air", "공기 차단 밸브 열림", "Air isolator open"),
    Signal("Lock.Count", Bilingual("걸린 자물쇠 수", "Padlocks on the isolators"), "Int32", low=0, high=6, held=True),
    _switch("Lock.Verified", "영(0) 에너지 확인됨", "Zero energy verified", None),
    _switch("Cell.PersonInside", "셀 안에 사람 있음", "Somebody is inside the cell", None),
    _switch("Cell.Jammed", "걸린 부품 있음", "A part is jammed", None),
    _counter("In", "투입 수", "Parts in"),
    _counter("Out", "반출 수", "Parts out"),
    _counter("Dropped", "떨어뜨린 수", "Parts dropped"),
    _counter("Removed", "손으로 꺼낸 수", "Parts taken out by hand"),
    _counter("Picks", "로봇 집기 수", "Robot picks"),
    _counter("EmptyPicks", "빈손 집기 수", "Picks that found nothing"),
    _counter("Jams", "걸림 횟수", "Jams"),
    _counter("Trips", "비상 중단 횟수", "Aborts"),
    _counter("UnsafeEntries", "에너지를 끊지 않고 들어간 횟수", "Entries without lock-out"),
)
WRITABLE = frozenset(signal.path for signal in SIGNALS if signal.writer is not None)

PERSON = Argument("Person", Bilingual("사람 번호", "Person's number"), "Int32", 1, 6)
COMMANDS = (
    *STATE_COMMANDS,
    Command(
        "SetMode",
        Bilingual("운전 모드 바꾸기(1 정비, 2 준비, 3 생산)", "Set the mode (1 maintenance, 2 setup, 3 processing)"),
        arguments=(Argument("Mode", Bilingual("모드", "Mode"), "Int32", 1, 3),),
    ),
    Command("PlacePart", Bilingual("부품 하나 올리기", "Put one part on belt 1")),
    Command("Pick", Bilingual("로봇 한 번 옮기기(준비 모드)", "One robot cycle (setup mode)")),
    Command("BleedAir", Bilingual("잔류 공기 빼기", "Bleed the residual air")),
    Command("ApplyLock", Bilingual("자물쇠와 꼬리표 걸기", "Apply one's padlock and tag"), arguments=(PERSON,)),
    Command("RemoveLock", Bilingual("자기 자물쇠 풀기", "Remove one's own padlock"), arguments=(PERSON,)),
    Command("VerifyZeroEnergy", Bilingual("영(0) 에너지 확인(기동 시도)", "Verify zero energy by trying to start")),
    Command("EnterCell", Bilingual("셀에 들어가기", "Enter the cell")),
    Command("LeaveCell", Bilingual("셀에서 나오기", "Leave the cell")),
    Command("ClearJam", Bilingual("걸린 부품 꺼내기", "Take the jammed part out")),
    Command("ResetCounters", Bilingual("계수기 초기화", "Reset the counters"), Role.ENGINEER),
)

FAULTS = (
    Fault(
        "belt2-encoder-drift", "sensor", "Belt2.Speed",
        Bilingual("벨트 2 엔코더 드리프트", "Belt 2 encoder drifts"), "drift", 0.001,
    ),  # m/s a second
    Fault("eye2-dirty", "process", "Belt2.ExitLight", Bilingual("벨트 2 출구 센서 오염", "Belt 2 exit eye gets dirty")),
    Fault("eye1-cable", "link", "Belt1.ExitEye", Bilingual("벨트 1 출구 센서 단선", "Belt 1 exit eye's cable broken")),
    Fault("belt1-slips", "actuator", "Belt1.Speed", Bilingual("벨트 1 미끄러짐", "Belt 1 slips on its drum")),
    Fault("drum3-bearing", "process", "Belt3.Current", Bilingual("벨트 3 드럼 베어링 손상", "Belt 3 bearing drags")),
    Fault("gripper-leaks", "actuator", "Robot.Vacuum", Bilingual("흡착 패드 누설", "Suction cups leak")),
    Fault("transfer-jams", "process", "Belt1.Current", Bilingual("벨트 1-2 이송부 걸림", "Transfer from belt 1 jams")),
    Fault("discharge-slow", "process", "Drive.Voltage", Bilingual("직류단 방전 저항 열화", "Drives discharge slowly")),
    Fault("isolator-welded", "actuator", "Drive.Voltage", Bilingual("전원 차단기 접점 융착", "Isolator welded on")),
    Fault("part-heavy", "product", "Robot.Vacuum", Bilingual("무거운 부품 로트", "Lot of heavy parts")),
    NETWORK_LOST,
)  # fmt: skip


def _trip(name: str, source: str, ko: str, en: str, why_ko: str, why_en: str, priority: int = 700) -> Alarm:
    return Alarm(name, "trip", source, Bilingual(ko, en), Bilingual(why_ko, why_en), priority)


ALARMS = (
    *(
        Alarm(
            f"belt{number}-current-high", "high", f"Belt{number}.Current",
            Bilingual(f"벨트 {number} 전류 높음", f"Belt {number} current high"),
            Bilingual(
                "벨트가 무겁게 돕니다. 걸린 부품과 드럼 베어링을 확인하십시오.",
                "The belt runs hard. Look for a jam and at the drum's bearings.",
            ),
            500, limit=1.5, hysteresis=0.1, delay=2.0,
        )
        for number in BELTS
    ),
    Alarm(
        "air-low", "low", "Air.Pressure", Bilingual("공기압 낮음", "Air pressure low"),
        Bilingual(
            "로봇의 흡착력이 약해집니다. 차단 밸브와 누설을 확인하십시오.",
            "The gripper loses its hold. Check the isolator and look for leaks.",
        ),
        500, limit=0.45, hysteresis=0.02, delay=1.0,
    ),
    Alarm(
        "voltage-falls", "rate", "Drive.Voltage", Bilingual("직류단 전압 강하", "Drive voltage falls"),
        Bilingual(
            "전원이 끊겼습니다. 전압이 60 V 아래로 떨어질 때까지 위험합니다.",
            "The power is off. It stays dangerous until the voltage is below 60 V.",
        ),
        300, limit=-2.0, hysteresis=1.0, window=2.0,
    ),
    _trip(
        "estop", "EStop.Pressed", "비상정지", "Emergency stop",
        "비상정지가 눌렸습니다. 위험이 없어진 뒤 버튼을 되돌리고 Clear, Reset을 하십시오.",
        "The emergency stop was pressed. Once the danger is gone, release it, then Clear and Reset.", 1000,
    ),
    _trip(
        "power-lost", "Isolator.Power", "운전 중 에너지 차단", "Energy lost in operation",
        "운전 중에 전원이나 공기가 끊겼습니다. 다시 켠 뒤 Clear, Reset을 하십시오.",
        "Power or air was cut in operation. Switch it on again, then Clear and Reset.", 800,
    ),
    _trip(
        "jam", "Cell.Jammed", "이송부 걸림", "Jam at the transfer",
        "출구 센서가 오래 가려져 있습니다. 잠금·표지(LOTO) 뒤 들어가 부품을 꺼내십시오.",
        "The exit eye has been covered for long. Lock out, enter and take the part out.",
    ),
    _trip(
        "no-part", "Counter.EmptyPicks", "집을 부품 없음", "Nothing to pick",
        "센서는 부품이 있다고 하지만 로봇이 세 번 빈손이었습니다. 센서 렌즈를 확인하십시오.",
        "The eye says there is a part, yet the robot found none three times. Look at the eye's lens.",
    ),
    _trip(
        "part-dropped", "Counter.Dropped", "부품 떨어뜨림", "Part dropped",
        "진공이 모자라 부품을 놓쳤습니다. 흡착 패드와 부품 무게를 확인하십시오.",
        "There was too little vacuum. Look at the suction cups and the parts' weight.",
    ),
    _trip(
        "person-in-danger", "Cell.PersonInside", "사람이 있는 셀에 에너지", "Energy in a cell with a person",
        "셀 안에 사람이 있는데 에너지가 남아 있거나 다시 들어왔습니다. 즉시 차단하고 잠그십시오.",
        "Somebody is inside while energy is left or has come back. Isolate and lock at once.", 950,
    ),
)  # fmt: skip
