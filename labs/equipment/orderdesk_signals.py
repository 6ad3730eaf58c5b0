"""What the order desk declares: signals, commands, faults, alarms. Data only."""

from collections.abc import Mapping

from labs.equipment.declare import NETWORK_LOST, alarm
from labs.equipment.demand import PRODUCTS
from labs.equipment.orderdesk_shop import MATERIALS
from labs.equipment.units import KILOGRAM, KILOWATT, PER_HOUR
from labs.language import Bilingual
from labs.simulation.faults import Fault
from labs.simulation.identification import Identification
from labs.simulation.machine import KILOWATT_HOUR, Argument, Command, EngineeringUnit, Signal
from labs.simulation.roles import Role
from labs.simulation.sensors import SensorModel
from labs.simulation.states import STATE_COMMANDS, STATE_SIGNALS

TITLE = Bilingual("주문·생산 관리", "OrderDesk")
IDENTIFICATION = Identification("OD1")
HOUR = EngineeringUnit("HUR", "h", Bilingual("시간", "hour"))
COUNT = 2**32 - 1
MOST = 20_000  # parts of one work order, and of one answer's bounds
KOREAN = dict(zip(PRODUCTS, ("볼트 M8", "볼트 M10", "렌즈"), strict=True))
HISTORY = 730  # days before day 0 that the books reach back


def _count(path: str, ko: str, en: str, low: int = 0, writer: Role | None = None, high: int = COUNT) -> Signal:
    return Signal(path, Bilingual(ko, en), "UInt32", low=low, high=high, writer=writer, held=True)


def _text(path: str, ko: str, en: str) -> Signal:
    return Signal(path, Bilingual(ko, en), "String", held=True)


def _live(path: str, ko: str, en: str, unit, high: float, sensor: SensorModel | None = None) -> Signal:
    return Signal(path, Bilingual(ko, en), "Double", unit, 0.0, high, sensor=sensor)


def _product(name: str, ko: str) -> list[Signal]:
    return [
        _count(f"Stock.{name}", f"{ko} 재고", f"{name} in stock"),
        _count(f"Demand.Today.{name}", f"{ko} 오늘 주문량", f"{name} ordered today"),
        Signal(f"Promotion.{name}", Bilingual(f"{ko} 판촉 중", f"{name} on promotion"), "Boolean", held=True),
        _count(f"Plan.{name}.ReorderPoint", f"{ko} 생산 발주점", f"{name} reorder point", 0, Role.OPERATOR, MOST),
        _count(f"Plan.{name}.LotSize", f"{ko} 생산 로트 크기", f"{name} lot size", 10, Role.OPERATOR, MOST),
    ]


def _material(name: str, ko: str) -> list[Signal]:
    return [
        Signal(f"Material.{name}", Bilingual(f"{ko} 장부 재고", f"{name} by the books"), "Double", KILOGRAM, 0.0, 1e5,
               held=True),
        Signal(f"Material.{name}OnOrder", Bilingual(f"{ko} 입고 예정", f"{name} on order"), "Double", KILOGRAM,
               0.0, 1e5, held=True),
        _text(f"Material.{name}Lot", f"마지막 입고 {ko} 로트", f"Lot of {name} received last"),
    ]  # fmt: skip


# The live ones first, in the order of OrderDesk.truths.
HEAD = (
    _live("Line.Rate", "생산 속도", "Production rate", PER_HOUR, 1000.0,
          SensorModel(lag=30.0, noise=4.0, quantum=1.0, range=(0.0, 2000.0))),
    _live("Line.Power", "라인 전력", "Line power", KILOWATT, 20.0,
          SensorModel(noise=0.05, quantum=0.01, range=(0.0, 50.0))),
    _live("Stock.WireScale", "선재 저울", "Wire on the scale", KILOGRAM, 5000.0,
          SensorModel(noise=0.3, quantum=0.1, range=(0.0, 10000.0))),
    _live("Day.Hour", "시각", "Time of day", HOUR, 24.0),
    _live("Energy.Total", "누적 전력량", "Energy used", KILOWATT_HOUR, 1e6),
    *STATE_SIGNALS,
    Signal("Day.Number", Bilingual("날짜 번호(0은 월요일)", "Day (day 0 is a Monday)"), "Int32",
           low=-1000, high=100_000, held=True),
    Signal("Day.Open", Bilingual("근무 시간", "Open"), "Boolean", held=True),
)  # fmt: skip
TAIL = (
    *(signal for name, ko in zip(MATERIALS, ("선재", "수지"), strict=True) for signal in _material(name, ko)),
    _count("Orders.Received", "접수 주문 수", "Orders received"),
    _count("Orders.Open", "미출하 주문 수", "Orders open"),
    _count("Orders.Shipped", "출하 주문 수", "Orders shipped"),
    _count("Orders.ShippedLate", "지연 출하 주문 수", "Orders shipped late"),
    _text("Orders.Last", "마지막 접수 주문", "Last order received"),
    _text("WorkOrder.Current", "진행 중 작업 지시", "Work order in progress"),
    _count("WorkOrder.Remaining", "작업 지시 잔여 수량", "Parts left of it"),
    _count("WorkOrder.Waiting", "대기 작업 지시 수", "Work orders waiting"),
    _count("WorkOrder.Finished", "완료 작업 지시 수", "Work orders finished"),
    _count("Parts.Good", "양품 수", "Good parts"),
    _count("Parts.Scrap", "불량 수", "Scrap"),
    _count("Parts.LastSerial", "마지막 일련번호", "Last serial number"),
    _count("Complaints.Count", "고객 불만 수", "Complaints"),
    _count("Complaints.LastSerial", "불만 부품 일련번호", "Part complained of last"),
    Signal("Planner.Automatic", Bilingual("자동 계획", "Automatic planning"), "Boolean",
           writer=Role.ENGINEER, held=True),
    _text("Query.Answer", "조회 결과(JSON)", "Answer to the last query (JSON)"),
)  # fmt: skip


def signals(products: Mapping[str, str]) -> tuple[Signal, ...]:
    """Return the signals of a desk for `products` (name to Korean name), in order."""
    return (*HEAD, *(signal for name, ko in products.items() for signal in _product(name, ko)), *TAIL)


def release(products: Mapping[str, str]) -> Command:
    """Return the command that releases a work order for one of `products`."""
    listed = [f"{number} {ko}" for number, ko in enumerate(products.values(), start=1)]
    names = [f"{number} {name}" for number, name in enumerate(products, start=1)]
    product = Argument("Product", Bilingual(", ".join(listed), ", ".join(names)), "Int32", 1, len(products))
    return Command(
        "ReleaseWorkOrder", Bilingual("작업 지시 내리기", "Release a work order"), Role.OPERATOR,
        (product, Argument("Quantity", Bilingual("수량", "Quantity"), "Int32", 10, MOST)),
        Argument("WorkOrder", Bilingual("작업 지시 번호", "Work order"), "String"),
    )  # fmt: skip


SIGNALS = signals(KOREAN)
_ANSWER = Argument("Answer", Bilingual("조회 결과(JSON)", "Answer (JSON)"), "String")
OTHER_COMMANDS = (
    Command("OrderMaterial", Bilingual("자재 발주", "Order material"), Role.OPERATOR,
            (Argument("Material", Bilingual("1 선재, 2 수지", "1 wire, 2 resin"), "Int32", 1, 2),
             Argument("Kilograms", Bilingual("중량(kg)", "Weight (kg)"), "Double", 10.0, 2000.0))),
    Command("BlockLot", Bilingual("자재 로트 사용 중지", "Block a lot of material"), Role.OPERATOR,
            (Argument("Lot", Bilingual("로트 번호", "Lot"), "String"),)),
    Command("Trace", Bilingual("부품 이력 조회", "Trace a part back"), Role.OPERATOR,
            (Argument("Serial", Bilingual("일련번호", "Serial number"), "UInt32", 1, COUNT),), _ANSWER),
    Command("WhereUsed", Bilingual("로트 사용처 조회", "Where a lot was used"), Role.OPERATOR,
            (Argument("Lot", Bilingual("로트 번호", "Lot"), "String"),), _ANSWER),
    Command("DemandHistory", Bilingual("과거 수요 조회", "Past demand"), Role.OPERATOR,
            (Argument("FirstDay", Bilingual("첫 날짜 번호", "First day"), "Int32", -HISTORY, 100_000),
             Argument("Days", Bilingual("일수", "Days"), "Int32", 1, 400)), _ANSWER),
    Command("OpenOrders", Bilingual("미출하 주문 조회", "Orders still open"), result=_ANSWER),
)  # fmt: skip
COMMANDS = (*STATE_COMMANDS, release(KOREAN), *OTHER_COMMANDS)

FAULTS = (
    Fault("scale-drift", "sensor", "Stock.WireScale",
          Bilingual("선재 저울 드리프트", "The wire's scale drifts"), "drift", -0.03),  # kg/s
    Fault("line-slow", "actuator", "Line.Rate", Bilingual("라인 속도 저하", "The line runs slowly")),
    Fault("supplier-late", "process", "Material.WireOnOrder", Bilingual("자재 납품 지연", "Suppliers deliver late")),
    Fault("demand-surge", "process", "Demand.Today.BoltM8",
          Bilingual("볼트 M8 주문 급증", "A surge of M8 bolt orders")),
    Fault("order-link-lost", "link", "Orders.Received", Bilingual("주문 접수 통신 두절", "Orders do not get through")),
    Fault("barcode-misread", "link", "Parts.LastSerial", Bilingual("로트 바코드 오독", "Lot labels are misread")),
    Fault("bad-lot", "product", "Parts.Scrap", Bilingual("불량 선재 로트", "A bad lot of wire")),
    NETWORK_LOST,
)  # fmt: skip


ALARMS = (
    alarm("wire-low", "low", "Stock.WireScale", "선재 부족", "Wire low",
           "선재가 곧 떨어집니다. OrderMaterial로 발주하십시오.", "Wire will soon run out. Use OrderMaterial.",
           priority=500, limit=120.0, hysteresis=10.0, delay=60.0),
    alarm("wire-very-low", "low-low", "Stock.WireScale", "선재 거의 없음", "Wire nearly gone",
           "라인이 곧 멈춥니다. 납품을 재촉하십시오.", "The line will stop soon. Press the supplier.",
           priority=750, limit=40.0, hysteresis=10.0, delay=60.0),
    alarm("wire-vanishing", "rate", "Stock.WireScale", "저울값 급감", "Wire disappears too fast",
           "생산량보다 빨리 줄고 있습니다. 장부 재고와 저울을 비교하십시오.",
           "It falls faster than the line can use it. Compare the scale with the books.",
           priority=550, limit=-0.015, hysteresis=0.004, delay=60.0, window=600.0),
    alarm("orders-overdue", "trip", "Orders.Open", "납기 지난 주문", "Orders overdue",
           "납기가 지난 주문이 있습니다. OpenOrders로 찾아 먼저 생산하십시오.",
           "Orders are past their due day. Find them with OpenOrders and make them first.", priority=700),
    alarm("no-material", "trip", "WorkOrder.Waiting", "자재 없음", "No material",
           "작업 지시가 자재를 기다립니다. 재고와 발주를 확인하십시오.",
           "A work order waits for material. Look at stock and deliveries.", priority=650),
    alarm("complaint", "trip", "Complaints.Count", "고객 불만", "Customer complaint",
           "Trace로 부품의 로트를 찾고 WhereUsed로 다른 고객을 확인한 뒤 BlockLot으로 로트를 막으십시오.",
           "Find the part's lot with Trace, other customers with WhereUsed, then stop the lot with BlockLot.",
           priority=800),
)  # fmt: skip
