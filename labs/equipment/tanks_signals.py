"""What the quadruple tank declares: signals, commands, faults, alarms. Data only."""

from labs.equipment.declare import NETWORK_LOST, alarm
from labs.equipment.units import (
    CENTIMETRE,
    CUBIC_CENTIMETRE_PER_SECOND,
    KILOWATT,
    LITRE,
    ONE,
    VOLT,
    VOLT_PER_CENTIMETRE,
)
from labs.language import Bilingual
from labs.simulation.alarms import Alarm
from labs.simulation.faults import Fault
from labs.simulation.identification import Identification
from labs.simulation.machine import KILOWATT_HOUR, SECOND, Command, Signal
from labs.simulation.roles import Role
from labs.simulation.sensors import SensorModel
from labs.simulation.states import STATE_COMMANDS, STATE_SIGNALS

TITLE = Bilingual("4수조 수위 제어 장치", "Tanks")
IDENTIFICATION = Identification("QT4")
TANKS, PUMPS = (1, 2, 3, 4), (1, 2)
HEIGHT = 20.0  # cm
VOLTS = 10.0  # V, the drive's input range
LEVEL_SENSOR = SensorModel(lag=0.2, noise=0.03, quantum=0.01, range=(0.0, HEIGHT))
FLOW_SENSOR = SensorModel(lag=0.3, noise=0.05, quantum=0.01, range=(0.0, 50.0))
RESERVOIR_SENSOR = SensorModel(lag=1.0, noise=0.005, quantum=0.01, range=(0.0, 12.0))
POWER_SENSOR = SensorModel(lag=0.2, noise=5e-5, quantum=1e-5, range=(0.0, 0.1))  # kW; chosen


def _tank(number: int) -> Signal:
    title = Bilingual(f"수조 {number} 수위", f"Tank {number} level")
    return Signal(f"Tank{number}.Level", title, "Double", CENTIMETRE, 0.0, HEIGHT, sensor=LEVEL_SENSOR)


def _pump(number: int) -> list[Signal]:
    ko, en = f"펌프 {number}", f"Pump {number}"
    return [
        Signal(f"Pump{number}.Voltage", Bilingual(f"{ko} 전압", f"{en} voltage"), "Double", VOLT, 0.0, VOLTS,
               Role.OPERATOR),
        Signal(f"Pump{number}.Flow", Bilingual(f"{ko} 유량", f"{en} flow"), "Double", CUBIC_CENTIMETRE_PER_SECOND,
               0.0, 50.0, sensor=FLOW_SENSOR),
        Signal(f"Pump{number}.Total", Bilingual(f"{ko} 누적 유량", f"{en} volume pumped"), "Double", LITRE, 0.0, 1e6),
    ]  # fmt: skip


def _controller(number: int) -> list[Signal]:
    """The built-in PI controller of tank and pump `number`."""

    def signal(name: str, ko: str, en: str, kind="Double", unit=None, low=None, high=None, writer=Role.ENGINEER):
        title = Bilingual(f"수조 {number} 조절기 {ko}", f"Tank {number} controller {en}")
        return Signal(f"Tank{number}.Controller.{name}", title, kind, unit, low, high, writer, held=True)

    return [
        signal("Automatic", "자동 운전", "automatic", kind="Boolean"),
        signal("Setpoint", "설정값", "setpoint", unit=CENTIMETRE, low=0.0, high=HEIGHT, writer=Role.OPERATOR),
        signal("Gain", "비례 이득", "gain", unit=VOLT_PER_CENTIMETRE, low=-20.0, high=20.0),
        signal("IntegralTime", "적분 시간(0은 끔)", "integral time (0 is off)", unit=SECOND, low=0.0, high=10000.0),
    ]


def _split(number: int) -> Signal:
    title = Bilingual(f"밸브 {number} 하부 분배비", f"Valve {number} share to the lower tank")
    return Signal(f"Valve{number}.Split", title, "Double", ONE, 0.0, 1.0, Role.ENGINEER, held=True)


# The live ones first, in the order of Tanks.truths.
SIGNALS = (
    *(_tank(number) for number in TANKS),
    *_pump(1),
    *_pump(2),
    Signal("Reservoir.Volume", Bilingual("저수조 물의 양", "Water in the reservoir"), "Double", LITRE, 0.0, 12.0,
           sensor=RESERVOIR_SENSOR),
    Signal("Power.Active", Bilingual("소비 전력", "Active power"), "Double", KILOWATT, 0.0, 0.1, sensor=POWER_SENSOR),
    Signal("Energy.Total", Bilingual("누적 전력량", "Energy used"), "Double", KILOWATT_HOUR, 0.0, 1e6),
    *STATE_SIGNALS,
    *(_split(number) for number in PUMPS),
    *_controller(1),
    *_controller(2),
    Signal("Counter.Trips", Bilingual("보호 정지 횟수", "Trips"), "UInt32", low=0, high=2**32 - 1, held=True),
    Signal("Counter.Starts", Bilingual("기동 횟수", "Starts"), "UInt32", low=0, high=2**32 - 1, held=True),
)  # fmt: skip

COMMANDS = (*STATE_COMMANDS, Command("Refill", Bilingual("저수조 물 보충", "Refill the reservoir")))


def _sensor_fault(target: str, action: str, magnitude: float, ko: str, en: str) -> Fault:
    tank = target[4]
    title = Bilingual(f"수조 {tank} 수위계 {ko}", f"Tank {tank} level sensor {en}")
    return Fault(f"tank{tank}-sensor-{action}", "sensor", target, title, action, magnitude)


FAULTS = (
    _sensor_fault("Tank1.Level", "stuck", 0.0, "고착", "stuck"),
    _sensor_fault("Tank2.Level", "drift", 0.02, "드리프트", "drifts"),  # cm/s
    Fault("pump1-worn", "actuator", "Pump1.Voltage", Bilingual("펌프 1 마모", "Pump 1 worn")),
    Fault("pump2-link-lost", "link", "Pump2.Voltage",
          Bilingual("펌프 2 드라이브 통신 두절", "Pump 2's drive hears no more setpoints")),
    Fault("tank1-outlet-clogged", "process", "Tank1.Level", Bilingual("수조 1 출구 막힘", "Tank 1's outlet clogs")),
    Fault("tank2-leak", "process", "Tank2.Level", Bilingual("수조 2 누수", "Tank 2 leaks to the floor")),
    Fault("liquid-viscous", "product", "Reservoir.Volume",
          Bilingual("점도가 높은 액체 혼입", "A more viscous liquid got into the water")),
    NETWORK_LOST,
)  # fmt: skip

SWITCH = 19.0  # cm, the float switches against overfilling
DRY = 1.0  # L, the switch against pumps that run dry


def _tank_alarms(tank: int) -> list[Alarm]:
    source, ko, en = f"Tank{tank}.Level", f"수조 {tank}", f"Tank {tank}"
    return [
        alarm(
            f"tank{tank}-high", "high", source, f"{ko} 수위 높음", f"{en} level high",
            "들어오는 물이 나가는 물보다 많습니다. 펌프 전압을 낮추십시오.",
            "More water flows in than out. Lower the pump's voltage.",
            priority=500, limit=17.0, hysteresis=0.5, delay=1.0,
        ),
        alarm(
            f"tank{tank}-overfill", "trip", source, f"{ko} 넘침 방지 정지", f"{en} overfill protection",
            "부유 스위치가 두 펌프를 멈추었습니다. 물이 빠진 뒤 Clear, Reset, Start 순서로 다시 시작하십시오.",
            "The float switch stopped both pumps. Once the water has fallen: Clear, Reset, Start.",
            priority=900,
        ),
    ]  # fmt: skip


ALARMS = (
    *(alarm for tank in TANKS for alarm in _tank_alarms(tank)),
    *(
        alarm(
            f"tank{tank}-rising-fast", "rate", f"Tank{tank}.Level", f"수조 {tank} 수위 급상승",
            f"Tank {tank} rises fast", "펌프 전압이 갑자기 커졌거나 출구가 막혔습니다. 유량을 확인하십시오.",
            "The pump's voltage jumped or the outlet is blocked. Look at the flows.",
            priority=600, limit=0.4, hysteresis=0.1, delay=1.0, window=5.0,
        )
        for tank in (1, 2)
    ),
    alarm(
        "reservoir-low", "low", "Reservoir.Volume", "저수조 물 부족", "Reservoir low",
        "물이 순환 회로 밖으로 새고 있습니다. 바닥과 배관을 확인하십시오.",
        "Water leaves the circuit. Look at the floor and the pipes.",
        priority=600, limit=3.0, hysteresis=0.2, delay=2.0,
    ),
    alarm(
        "dry-run", "trip", "Reservoir.Volume", "공회전 방지 정지", "Dry-run protection",
        "저수조가 비어 펌프를 멈추었습니다. 누수를 막고 물을 채우십시오.",
        "The reservoir is empty, so the pumps were stopped. Mend the leak and fill it up.", priority=950,
    ),
)  # fmt: skip
