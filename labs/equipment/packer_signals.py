"""What the packaging line declares: signals, commands, faults, alarms. Data only.

Names of states, speeds and counters after ANSI/ISA-TR88.00.02-2015 (PackTags Status, Command, Admin).
"""

from enum import IntEnum

from labs.equipment.declare import NETWORK_LOST, alarm
from labs.equipment.units import AMPERE, GRAM, KILOWATT, METRE, PER_MINUTE
from labs.language import Bilingual
from labs.simulation.faults import Fault
from labs.simulation.identification import Identification
from labs.simulation.machine import CELSIUS, KILOWATT_HOUR, Argument, Command, Signal
from labs.simulation.roles import Role
from labs.simulation.sensors import SensorModel
from labs.simulation.states import STATE_COMMANDS, STATE_SIGNALS

TITLE = Bilingual("포장 라인", "Packer")
IDENTIFICATION = Identification("PK60")
COUNT = 2**32 - 1


class Reason(IntEnum):
    """Why the line last left EXECUTE; the number in Admin.StopReason."""

    NONE = 0
    JAM = 1
    FILM_OUT = 2
    STARVED = 3
    BLOCKED = 4
    DRIVE = 5
    SEALER = 6
    GUARD = 7
    EMERGENCY_STOP = 8
    OPERATOR = 9
    PLANNED = 10


def _counter(path: str, ko: str, en: str) -> Signal:
    return Signal(path, Bilingual(ko, en), "UInt32", low=0, high=COUNT, held=True)


def _switch(path: str, ko: str, en: str, writer: Role = Role.OPERATOR) -> Signal:
    return Signal(path, Bilingual(ko, en), "Boolean", writer=writer, held=True)


# The live ones first, in the order of Packer.truths.
SIGNALS = (
    Signal("Status.MachSpeed", Bilingual("현재 속도", "Speed"), "Double", PER_MINUTE, 0.0, 100.0,
           sensor=SensorModel(lag=0.2, noise=0.2, quantum=0.1, range=(0.0, 120.0))),
    Signal("Seal.Temperature", Bilingual("실링 조 온도", "Sealing jaw temperature"), "Double", CELSIUS, 0.0, 250.0,
           sensor=SensorModel(lag=1.0, noise=0.2, quantum=0.1, range=(0.0, 250.0))),
    Signal("Motor.Current", Bilingual("구동 모터 전류", "Drive current"), "Double", AMPERE, 0.0, 15.0,
           sensor=SensorModel(lag=0.2, noise=0.05, quantum=0.01, range=(0.0, 15.0))),
    Signal("Film.Remaining", Bilingual("필름 잔량", "Film left"), "Double", METRE, 0.0, 150.0),
    Signal("Energy.Total", Bilingual("누적 전력량", "Energy used"), "Double", KILOWATT_HOUR, 0.0, 1e6),
    Signal("Power.Active", Bilingual("소비 전력", "Active power"), "Double", KILOWATT, 0.0, 10.0,
           sensor=SensorModel(lag=0.2, noise=0.01, quantum=0.01, range=(0.0, 10.0))),
    *STATE_SIGNALS,
    Signal("Command.MachSpeed", Bilingual("속도 설정값", "Speed setpoint"), "Double", PER_MINUTE, 20.0, 90.0,
           Role.OPERATOR, held=True),
    Signal("Seal.Setpoint", Bilingual("실링 온도 설정값", "Sealing setpoint"), "Double", CELSIUS, 20.0, 200.0,
           Role.ENGINEER, held=True),
    Signal("Fill.Target", Bilingual("충전 목표 중량", "Fill target"), "Double", GRAM, 480.0, 520.0,
           Role.ENGINEER, held=True),
    Signal("Checkweigher.Weight", Bilingual("마지막 포장 중량", "Weight of the last pack"), "Double", GRAM, 0.0, 1000.0,
           held=True),
    Signal("Order.Quantity", Bilingual("생산 지시 수량(0은 계속)", "Order quantity (0: no end)"), "UInt32",
           low=0, high=1_000_000, writer=Role.OPERATOR, held=True),
    _counter("Admin.ProdConsumedCount", "투입 수량", "Packs taken in"),
    _counter("Admin.ProdProcessedCount", "생산 수량", "Packs processed"),
    _counter("Admin.ProdDefectiveCount", "불량 수량", "Packs rejected"),
    _counter("Reject.Weight", "중량 불량 수", "Rejected for weight"),
    _counter("Reject.Seal", "실링 불량 수", "Rejected for the seal"),
    Signal("Admin.StopReason", Bilingual("정지 원인 번호", "Stop reason"), "Int32", low=0, high=10, held=True),
    Signal("Infeed.Buffer", Bilingual("투입 대기 수량", "Packs waiting at the infeed"), "Int32", low=0, high=60,
           held=True),
    _switch("Outfeed.Blocked", "배출 막힘", "Outfeed blocked"),
    _switch("Guard.Open", "안전문 열림", "Guard open"),
    _switch("EmergencyStop.Pressed", "비상 정지 눌림", "Emergency stop pressed"),
    _switch("Crew.Automatic", "작업조 자동 대응", "The crew acts by itself", Role.ENGINEER),
    _switch("Crew.PlannedStop", "계획 정지(휴식, 계획 보전)", "Planned stop (break, maintenance)", Role.ENGINEER),
)  # fmt: skip

MODES = Bilingual("1 보전, 2 준비, 3 생산", "1 maintenance, 2 setup, 3 processing")
COMMANDS = (
    *STATE_COMMANDS,
    Command("ChangeFilm", Bilingual("필름 교체", "Change the film roll")),
    Command("SetMode", Bilingual("운전 모드 변경", "Set the operation mode"), Role.OPERATOR,
            (Argument("Mode", MODES, "Int32", 1, 3),)),
    Command("ResetCounters", Bilingual("카운터 초기화", "Reset the counters"), Role.ENGINEER),
)  # fmt: skip

FAULTS = (
    Fault("seal-sensor-offset", "sensor", "Seal.Temperature",
          Bilingual("실링 온도계가 높게 읽음", "The jaw's thermocouple reads too high"), "offset", 14.0),
    Fault("seal-heater-weak", "actuator", "Seal.Temperature", Bilingual("실링 히터 열화", "Jaw heater weak")),
    Fault("filler-drifts", "actuator", "Checkweigher.Weight",
          Bilingual("충전 밸브 늦게 닫힘", "The filling valve closes late")),
    Fault("drive-belt-worn", "process", "Motor.Current", Bilingual("구동 벨트 마모", "Drive belt worn")),
    Fault("upstream-slow", "process", "Infeed.Buffer", Bilingual("앞 공정 공급 저하", "Upstream delivers slowly")),
    Fault("counter-link-lossy", "link", "Admin.ProdProcessedCount",
          Bilingual("생산 카운터 신호 누락", "Count pulses get lost")),
    Fault("film-brittle", "product", "Film.Remaining", Bilingual("필름 자재 불량", "A roll of brittle film")),
    NETWORK_LOST,
)  # fmt: skip


ALARMS = (
    alarm("seal-cold", "low", "Seal.Temperature", "실링 온도 낮음", "Sealing jaw cold",
           "봉합이 약해집니다. 예열을 기다리고 히터를 확인하십시오.",
           "Seals get weak. Let it heat up; check the heater.",
           priority=500, limit=150.0, hysteresis=2.0, delay=3.0),
    alarm("seal-hot", "high", "Seal.Temperature", "실링 온도 높음", "Sealing jaw hot",
           "필름이 탈 수 있습니다. 설정값을 낮추십시오.", "The film may burn. Lower the setpoint.",
           priority=600, limit=178.0, hysteresis=2.0, delay=3.0),
    alarm("seal-falling", "rate", "Seal.Temperature", "실링 온도 급강하", "Jaw temperature falls fast",
           "히터가 열을 따라가지 못합니다. 속도와 히터를 확인하십시오.",
           "The heater cannot keep up. Check speed and heater.",
           priority=550, limit=-0.25, hysteresis=0.1, delay=5.0, window=20.0),
    alarm("current-high", "high", "Motor.Current", "모터 전류 높음", "Drive current high",
           "걸림이나 벨트 마모가 있습니다. 안전문을 열기 전에 멈추십시오.",
           "Something jams or the belt is worn. Stop before you open the guard.",
           priority=600, limit=5.5, hysteresis=0.5, delay=1.0),
    alarm("film-low", "low", "Film.Remaining", "필름 곧 소진", "Film nearly used up",
           "새 롤을 준비하십시오.", "Have a new roll ready.", priority=300, limit=15.0, hysteresis=1.0),
    alarm("breakdown", "trip", "Admin.StopReason", "설비 고장", "Breakdown",
           "보전원이 수리하고 있습니다. 수리가 끝나면 Clear, Reset, Start 순서로 시작하십시오.",
           "It is being repaired. Afterwards: Clear, Reset, Start.", priority=800),
    alarm("guard-open", "trip", "Guard.Open", "안전문 열림", "Guard open",
           "안전문이 열려 있어 운전할 수 없습니다. 문을 닫으십시오.",
           "The line cannot run with its guard open. Close it.", priority=850),
    alarm("emergency-stop", "trip", "EmergencyStop.Pressed", "비상 정지", "Emergency stop",
           "비상 정지가 눌렸습니다. 안전을 확인한 뒤 단추를 돌려 푸십시오.",
           "The emergency stop is pressed. Make sure that all is safe, then release it.", priority=1000),
)  # fmt: skip
