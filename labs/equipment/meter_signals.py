"""What the meter declares: loads, signals, commands, faults, alarms. Data only."""

from typing import NamedTuple

from labs.equipment.declare import NETWORK_LOST, alarm, fault
from labs.equipment.units import (
    AMPERE,
    HERTZ,
    HOUR,
    KILOVAR,
    KILOVOLT_AMPERE,
    KILOWATT,
    ONE,
    VOLT,
    WON,
    WON_PER_KILOWATT_HOUR,
)
from labs.language import Bilingual
from labs.simulation.identification import Identification
from labs.simulation.machine import KILOWATT_HOUR, Command, Signal
from labs.simulation.roles import Role
from labs.simulation.sensors import SensorModel
from labs.simulation.states import STATE_SIGNALS

TITLE = Bilingual("전력량계", "Power meter")
IDENTIFICATION = Identification("PM3")


class Load(NamedTuple):
    """One consumer: `base` (kW) always, `swing` (kW) for the `share` of each `period` (s); `factor` is its cos φ."""

    name: str
    ko: str
    en: str
    base: float
    swing: float
    period: float
    share: float
    factor: float


# Chosen to resemble the machines of this factory; the compressor cycles between load and unload.
LOADS = (
    Load("Furnace", "열처리로", "Furnace", 1.0, 11.0, 240.0, 0.6, 0.99),
    Load("Press", "프레스", "Press", 4.0, 7.0, 6.0, 0.5, 0.72),
    Load("Moulder", "사출기", "Moulder", 4.0, 4.5, 20.8, 0.4, 0.80),
    Load("Mill", "밀링기", "Mill", 1.2, 4.0, 39.6, 0.75, 0.78),
    Load("Compressor", "공기 압축기", "Compressor", 5.0, 13.0, 150.0, 0.55, 0.82),
    Load("Cooling", "냉방·환기", "Cooling and air", 3.0, 9.0, 600.0, 0.6, 0.80),
    Load("Light", "조명", "Light", 5.0, 0.0, 60.0, 1.0, 0.95),
)
NAMES = tuple(load.name for load in LOADS)
SUBMETERS = tuple(f"Load.{name}.Power" for name in NAMES)
SUBMETER = SensorModel(lag=0.5, noise=0.03, quantum=0.01, range=(0.0, 200.0))


def _live(path: str, ko: str, en: str, unit, low: float, high: float) -> Signal:
    return Signal(path, Bilingual(ko, en), "Double", unit, low, high)


def _kept(path: str, ko: str, en: str, unit, low: float, high: float) -> Signal:
    return Signal(path, Bilingual(ko, en), "Double", unit, low, high, held=True)


# In the order of Meter.truths.
LIVE = (
    *(
        Signal(
            f"Load.{one.name}.Power", Bilingual(f"{one.ko} 소비 전력", f"{one.en}: active power"),
            "Double", KILOWATT, 0.0, 200.0, sensor=SUBMETER,
        )
        for one in LOADS
    ),
    Signal(
        "Voltage", Bilingual("선간 전압", "Line voltage"), "Double", VOLT, 0.0, 600.0,
        sensor=SensorModel(noise=0.4, quantum=0.1, range=(0.0, 600.0)),
    ),
    Signal(
        "Frequency", Bilingual("주파수", "Frequency"), "Double", HERTZ, 55.0, 65.0,
        sensor=SensorModel(noise=0.003, quantum=0.001, range=(55.0, 65.0)),
    ),
    _live("Power.Active", "유효 전력", "Active power", KILOWATT, 0.0, 1000.0),
    _live("Power.Reactive", "무효 전력(지상 +)", "Reactive power, lagging +", KILOVAR, -1000.0, 1000.0),
    _live("Power.Apparent", "피상 전력", "Apparent power", KILOVOLT_AMPERE, 0.0, 1500.0),
    _live("Power.Factor", "역률", "Power factor", ONE, 0.0, 1.0),
    _live("Current", "전류", "Current", AMPERE, 0.0, 5000.0),
    _live("Demand.Present", "진행 중인 15분 수요(누적)", "Demand of this quarter hour so far", KILOWATT, 0.0, 1000.0),
    _live("Demand.Predicted", "예측 15분 수요", "Demand predicted for this quarter hour", KILOWATT, 0.0, 1000.0),
    _live("Energy.Total", "누적 전력량", "Energy", KILOWATT_HOUR, 0.0, 1e7),
    _live("Energy.OffPeak", "경부하 전력량", "Energy off-peak", KILOWATT_HOUR, 0.0, 1e7),
    _live("Energy.Middle", "중간부하 전력량", "Energy at middle load", KILOWATT_HOUR, 0.0, 1e7),
    _live("Energy.Peak", "최대부하 전력량", "Energy at peak", KILOWATT_HOUR, 0.0, 1e7),
    _live("Bill.Energy", "전력량 요금", "Energy charge", WON, 0.0, 1e10),
    _live("Clock.Hour", "계량기 시각", "Hour of the meter's clock", HOUR, 0.0, 24.0),
    _live("Balance.Power", "개별 계측기에 없는 전력", "Power that no submeter shows", KILOWATT, -1000.0, 1000.0),
)  # fmt: skip
SIGNALS = (
    *LIVE,
    *(
        Signal(
            f"Load.{one.name}.On", Bilingual(f"{one.ko} 켜기", f"{one.en}: on"), "Boolean",
            writer=Role.OPERATOR, held=True,
        )
        for one in LOADS
    ),
    Signal(
        "Capacitor.Steps", Bilingual("진상 콘덴서 투입 단수(단당 5 kvar)", "Capacitor steps in, 5 kvar each"), "Int32",
        low=0, high=6, writer=Role.OPERATOR, held=True,
    ),
    Signal(
        "Capacitor.Automatic", Bilingual("콘덴서 자동 제어", "Capacitors in automatic"), "Boolean",
        writer=Role.ENGINEER, held=True,
    ),
    Signal(
        "Demand.Limit", Bilingual("목표 수요", "Demand limit"), "Double", KILOWATT, 5.0, 300.0, Role.OPERATOR, held=True
    ),
    _kept("Demand.Last", "직전 15분 수요", "Demand of the last quarter hour", KILOWATT, 0.0, 1000.0),
    _kept("Demand.Highest", "최대 수요", "Highest demand", KILOWATT, 0.0, 1000.0),
    Signal(
        "Tariff.Period", Bilingual("시간대(0 경부하 1 중간부하 2 최대부하)", "Period (0 off-peak, 1 middle, 2 peak)"),
        "Int32", low=0, high=2, held=True,
    ),
    _kept("Tariff.Price", "현재 단가", "Price now", WON_PER_KILOWATT_HOUR, 0.0, 1000.0),
    _kept("Bill.Demand", "기본 요금(최대 수요 기준)", "Demand charge", WON, 0.0, 1e9),
    _kept("Bill.PowerFactor", "역률 가감 요금", "Power factor adjustment", WON, -1e9, 1e9),
    _kept("Bill.MeanFactor", "주간 평균 역률", "Mean power factor by day", ONE, 0.0, 1.0),
    Signal("Clock.Month", Bilingual("월", "Month"), "Int32", low=1, high=12, held=True),
    Signal("Clock.Weekday", Bilingual("요일(0 월요일)", "Weekday, 0 is Monday"), "Int32", low=0, high=6, held=True),
    *STATE_SIGNALS[1:],
)  # fmt: skip

COMMANDS = (
    Command("ResetEnergy", Bilingual("전력량과 요금 초기화", "Reset energy and bill"), Role.ENGINEER),
    Command("ResetDemand", Bilingual("최대 수요 초기화", "Reset the highest demand"), Role.ENGINEER),
)


FAULTS = (
    fault("furnace-submeter-drift", "sensor", "Load.Furnace.Power", "열처리로 계측기 드리프트", "Submeter drifts",
           "drift", 0.01),
    fault("compressor-submeter-stuck", "sensor", "Load.Compressor.Power", "압축기 계측기 고착",
           "Compressor submeter stuck", "stuck"),
    fault("capacitor-fuse-blown", "actuator", "Capacitor.Steps", "콘덴서 퓨즈 단선", "Capacitor fuses blown"),
    fault("air-leak", "process", "Load.Compressor.Power", "압축 공기 누설", "Compressed air leaks"),
    fault("press-motor-worn", "process", "Load.Press.Power", "프레스 모터 열화", "Press motor worn"),
    fault("supply-sag", "process", "Voltage", "수전 전압 저하", "Supply voltage sags"),
    fault("ct-wire-loose", "link", "Power.Active", "변류기 배선 풀림", "Wire of a current transformer loose"),
    fault("clock-slow", "link", "Clock.Hour", "계량기 시각 지연", "Meter's clock runs behind"),
    NETWORK_LOST,
)  # fmt: skip


ALARMS = (
    alarm(
        "demand-over", "trip", "Demand.Predicted", "목표 수요 초과 예상", "Demand limit will be passed",
        "이대로 가면 15분 수요가 목표를 넘습니다. 미룰 수 있는 부하를 끄십시오.",
        "This quarter hour will pass the limit. Switch off what can wait.", 700,
    ),
    alarm(
        "factor-low", "low", "Power.Factor", "역률 낮음", "Power factor low",
        "요금이 더해집니다. 콘덴서 투입 단수를 확인하십시오.",
        "It will cost extra. Look at the capacitor steps.", 400, 0.9, 0.01, 60.0,
    ),
    alarm(
        "voltage-low", "low", "Voltage", "전압 낮음", "Voltage low",
        "수전 전압이 허용 범위(380 V의 ±10 %) 밖입니다. 전력 회사에 알리십시오.",
        "The supply is outside 380 V ± 10 %. Tell the utility.", 650, 342.0, 3.0, 5.0,
    ),
    alarm(
        "power-high", "high-high", "Power.Active", "계약 전력 초과", "Contract power passed",
        "계약 전력 100 kW를 넘었습니다. 부하를 바로 줄이십시오.",
        "More than the contract's 100 kW. Shed load at once.", 850, 100.0, 5.0, 10.0,
    ),
    alarm(
        "power-rises", "rate", "Power.Active", "부하 급증", "Load rises fast",
        "여러 설비가 함께 켜졌습니다. 시차를 두고 켜십시오.",
        "Several machines started together. Start them one after another.", 300, 3.0, 0.5, 0.0, 10.0,
    ),
)  # fmt: skip
