"""What the furnace declares: signals, commands, faults. Data only."""

from labs.equipment.declare import NETWORK_LOST
from labs.language import Bilingual
from labs.simulation.alarms import Alarm
from labs.simulation.faults import Fault
from labs.simulation.identification import Identification
from labs.simulation.machine import CELSIUS, KILOWATT_HOUR, PERCENT, PERCENT_PER_KELVIN, SECOND, Command, Signal
from labs.simulation.roles import Role
from labs.simulation.sensors import SensorModel
from labs.simulation.states import STATE_SIGNALS

TITLE = Bilingual("2구역 열처리로", "Furnace")
IDENTIFICATION = Identification("HT2")
THERMOCOUPLE = SensorModel(lag=3.0, noise=0.3, quantum=0.1, range=(0.0, 1200.0))
ROOM_SENSOR = SensorModel(lag=30.0, noise=0.05, quantum=0.1, range=(-40.0, 85.0))
TEMPERATURES = ("Zone1.Temperature", "Zone2.Temperature")
PID_ATTRIBUTES = {
    "Automatic": "automatic",
    "Setpoint": "setpoint",
    "Gain": "gain",
    "IntegralTime": "integral_time",
    "DerivativeTime": "derivative_time",
    "AntiWindup": "anti_windup",
}


def _controller(zone: int) -> list[Signal]:
    """The built-in controller of one zone."""

    def signal(name: str, ko: str, en: str, kind="Double", unit=None, high=None, writer=Role.ENGINEER) -> Signal:
        title = Bilingual(f"{zone}구역 조절기 {ko}", f"Zone {zone} controller {en}")
        low = None if high is None else 0.0
        return Signal(f"Zone{zone}.Controller.{name}", title, kind, unit, low, high, writer, held=True)

    return [
        signal("Automatic", "자동 운전", "automatic", kind="Boolean"),
        signal("Setpoint", "설정값", "setpoint", unit=CELSIUS, high=1200.0, writer=Role.OPERATOR),
        signal("Gain", "비례 이득", "gain", unit=PERCENT_PER_KELVIN, high=100.0),
        signal("IntegralTime", "적분 시간(0은 끔)", "integral time (0 is off)", unit=SECOND, high=10000.0),
        signal("DerivativeTime", "미분 시간(0은 끔)", "derivative time (0 is off)", unit=SECOND, high=1000.0),
        signal("AntiWindup", "와인드업 방지", "anti-windup", kind="Boolean"),
    ]


def _temperature(zone: int) -> Signal:
    title = Bilingual(f"{zone}구역 온도", f"Zone {zone} temperature")
    return Signal(TEMPERATURES[zone - 1], title, "Double", CELSIUS, 0.0, 1200.0, sensor=THERMOCOUPLE)


def _heater(zone: int) -> Signal:
    title = Bilingual(f"{zone}구역 히터 출력", f"Zone {zone} heater power")
    return Signal(f"Zone{zone}.HeaterPower", title, "Double", PERCENT, 0.0, 100.0, Role.OPERATOR)


def _counter(name: str, ko: str, en: str) -> Signal:
    return Signal(f"Counter.{name}", Bilingual(ko, en), "UInt32", low=0, high=2**32 - 1, held=True)


ROOM = Bilingual("실내 온도", "Room temperature")

# The live ones first, in the order of Furnace.truths.
SIGNALS = (
    _temperature(1),
    _temperature(2),
    _heater(1),
    _heater(2),
    Signal("Room.Temperature", ROOM, "Double", CELSIUS, -40.0, 85.0, sensor=ROOM_SENSOR),
    Signal("Energy.Total", Bilingual("누적 전력량", "Energy used"), "Double", KILOWATT_HOUR, 0.0, 1e6),
    Signal("Door.Open", Bilingual("문 열림", "Door open"), "Boolean", writer=Role.OPERATOR, held=True),
    *_controller(1),
    *_controller(2),
    *STATE_SIGNALS[1:],  # it has no PackML sequence
    _counter("DoorOpenings", "문 열림 횟수", "Door openings"),
    _counter("LimiterTrips", "과열 방지 동작 횟수", "Over-temperature trips"),
)  # fmt: skip
WRITABLE = frozenset(signal.path for signal in SIGNALS if signal.writer is not None)

COMMANDS = (
    Command("Stop", Bilingual("정지: 수동 전환 후 히터 끄기", "Stop: to manual, heaters off")),
    Command("ResetEnergy", Bilingual("누적 전력량 초기화", "Reset the energy counter"), Role.ENGINEER),
)


def _zone_faults(zone: int) -> list[Fault]:
    sensor, thermocouple = TEMPERATURES[zone - 1], (f"{zone}구역 열전대", f"Zone {zone} thermocouple")

    def fault(name: str, ko: str, en: str, action: str, magnitude: float = 0.0) -> Fault:
        title = Bilingual(f"{thermocouple[0]} {ko}", f"{thermocouple[1]} {en}")
        return Fault(f"zone{zone}-sensor-{name}", "sensor", sensor, title, action, magnitude)

    return [
        fault("stuck", "고착", "stuck", "stuck"),
        fault("drift", "드리프트", "drifts", "drift", 0.05),  # K/s
        fault("break", "단선", "broken", "break"),
        fault("noise", "잡음 증가", "noisy", "noise", 9.0),
        fault("spike", "튐", "spikes", "spike", 25.0),  # K
        fault("overrange", "범위 초과", "over its range", "offset", 700.0),  # K: off the scale of a warm furnace
        Fault(
            f"zone{zone}-heater-weak", "actuator", f"Zone{zone}.HeaterPower",
            Bilingual(f"{zone}구역 히터 열화", f"Zone {zone} heater weak"),
        ),
    ]  # fmt: skip


FAULTS = (
    *_zone_faults(1),
    *_zone_faults(2),
    Fault("door-seal-leak", "process", "Door.Open", Bilingual("문 패킹 누설", "Door seal leaks")),
    NETWORK_LOST,
)

LIMITER = 1150.0  # °C, chosen below what the lining bears; the limiter has its own contact and only warns


def _zone_alarms(zone: int) -> list[Alarm]:
    source, (ko, en) = TEMPERATURES[zone - 1], (f"{zone}구역", f"Zone {zone}")
    return [
        Alarm(
            f"zone{zone}-high", "high", source, Bilingual(f"{ko} 온도 높음", f"{en} temperature high"),
            Bilingual(
                "설정값을 넘어 계속 오르고 있습니다. 히터 출력과 설정값을 확인하십시오.",
                "It has risen above the usual setpoints. Check heater power and setpoint.",
            ),
            priority=500, limit=900.0, hysteresis=5.0, delay=5.0,
        ),
        Alarm(
            f"zone{zone}-high-high", "high-high", source,
            Bilingual(f"{ko} 온도 매우 높음", f"{en} temperature very high"),
            Bilingual(
                "제품이 상할 수 있습니다. 히터를 끄고 원인을 찾으십시오.",
                "The parts may be spoiled. Turn the heater off and look for the cause.",
            ),
            priority=800, limit=1000.0, hysteresis=10.0, delay=2.0,
        ),
        Alarm(
            f"zone{zone}-cooling-fast", "rate", source,
            Bilingual(f"{ko} 온도 급강하", f"{en} temperature falls fast"),
            Bilingual(
                "열이 빠르게 빠져나갑니다. 문과 패킹, 히터를 확인하십시오.",
                "Heat is lost quickly. Check the door, its seal and the heater.",
            ),
            priority=600, limit=-0.1, hysteresis=0.05, delay=3.0, window=20.0,
        ),
        Alarm(
            f"zone{zone}-limiter", "trip", source,
            Bilingual(f"{ko} 과열 방지 장치 동작", f"{en} over-temperature limiter responded"),
            Bilingual(
                "독립된 과열 방지 접점이 동작했습니다. 히터를 즉시 끄고 열전대를 점검하십시오.",
                "The independent limiter has responded. Turn the heater off at once and check the thermocouple.",
            ),
            priority=950,
        ),
    ]  # fmt: skip


ALARMS = (*_zone_alarms(1), *_zone_alarms(2))
