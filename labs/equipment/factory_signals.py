"""What the factory declares: its own signals, and those of its stations under the stations' names. Data only."""

from collections.abc import Mapping
from dataclasses import replace

from labs.equipment import factory_finishing as finishing
from labs.equipment import factory_stations as station
from labs.equipment.declare import NETWORK_LOST, alarm, fault
from labs.equipment.factory_book import PLACES
from labs.equipment.meter import Meter
from labs.equipment.units import HOUR, KILOWATT
from labs.language import Bilingual
from labs.simulation.alarms import Alarm
from labs.simulation.faults import Fault
from labs.simulation.identification import Identification
from labs.simulation.machine import KILOWATT_HOUR, PERCENT, SECOND, Argument, Command, Machine, Signal
from labs.simulation.roles import Role
from labs.simulation.states import STATE_SIGNALS

TITLE = Bilingual("가상 공장", "Factory")
IDENTIFICATION = Identification("SF1")
COUNT = 2**32 - 1


class MeterStation(station.Station, Meter):
    """The power meter over all stations: it adds up energy once a second."""

    tick_seconds = 1.0
    lag = 1 - (1 - Meter.lag) ** 10


STATIONS: Mapping[str, type[Machine]] = {
    "OrderDesk": station.DeskStation,
    "Press": station.PressStation,
    "Furnace": station.FurnaceStation,
    "Mill": station.MillStation,
    "Moulder": station.MoulderStation,
    "Inspector": finishing.InspectorStation,
    "Packer": finishing.PackerStation,
    "Meter": MeterStation,
}
KOREAN = {
    "OrderDesk": "주문 관리", "Press": "프레스", "Furnace": "열처리로", "Mill": "밀링기", "Moulder": "사출기",
    "Inspector": "검사기", "Packer": "포장 라인", "Meter": "전력량계",
}  # fmt: skip
ENGLISH = {**{name: name for name in STATIONS}, "OrderDesk": "Order desk"}
FED = (
    "Furnace",
    "Press",
    "Moulder",
    "Mill",
    "Compressor",
    "Light",
)  # loads that hang on machines: no switch of their own
RANGES = {"Inspector.Part.Diameter": 150.0}  # mm; lenses are larger than the bolts of the stand-alone station
LIMITS = {("OrderDesk", "wire-vanishing"): {"limit": -0.2, "hysteresis": 0.05}}  # kg/s: this press takes up to 0.13
LEFT_OUT = {("Mill", "LoadLot"), ("Moulder", "LoadLot")}  # lots come with the parts


def _titled(name: str, title: Bilingual) -> Bilingual:
    return Bilingual(f"{KOREAN[name]}: {title.ko}", f"{ENGLISH[name]}: {title.en}")


def _signal(name: str, one: Signal) -> Signal:
    path = f"{name}.{one.path}"
    locked = name == "Meter" and one.path in {f"Load.{load}.On" for load in FED}
    counter = one.type == "UInt32" and one.writer is None  # its range is that of its type: not worth a node
    return replace(
        one, path=path, title=_titled(name, one.title), writer=None if locked else one.writer,
        low=None if counter else one.low, high=None if counter else RANGES.get(path, one.high),
    )  # fmt: skip


def _live(path: str, ko: str, en: str, unit, high: float, low: float = 0.0) -> Signal:
    return Signal(path, Bilingual(ko, en), "Double", unit, low, high)


def _count(path: str, ko: str, en: str) -> Signal:
    return Signal(path, Bilingual(ko, en), "UInt32", held=True)


# The live ones first, in the order of Factory.truths.
OWN = (
    _live("OEE.Availability", "가동률", "Availability", PERCENT, 100.0),
    _live("OEE.Performance", "성능률", "Performance", PERCENT, 200.0),
    _live("OEE.Quality", "양품률", "Quality", PERCENT, 100.0),
    _live("OEE.Overall", "종합 설비 효율(OEE)", "Overall equipment effectiveness", PERCENT, 200.0),
    _live("Scrap.Share", "최근 100개 중 불량률", "Scrap among the last hundred parts", PERCENT, 100.0),
    _live("Power.Active", "공장 소비 전력", "Active power", KILOWATT, 1000.0),
    _live("Energy.Total", "공장 누적 전력량", "Energy used", KILOWATT_HOUR, 1e7),
    _live("Energy.PerGoodPart", "양품 1개당 전력량", "Energy per good part", KILOWATT_HOUR, 1e4),
    _live("Lateness.Mean", "평균 납기 지연(납기 지난 주문)", "Mean lateness of orders past due", HOUR, 1e4),
    *STATE_SIGNALS[1:],
    _count("Parts.Started", "투입 수량", "Parts begun"),
    _count("Parts.Good", "양품 수량(포장 완료)", "Good parts, packed"),
    _count("Parts.Scrap", "불량 수량", "Scrap"),
    _count("Parts.InProcess", "재공 수량", "Parts in process"),
    *(_count(f"Scrap.{place}", f"{KOREAN[place]}에서 버린 수량", f"Scrapped at {ENGLISH[place]}") for place in PLACES),
    _count("Buffer.ToOven", "열처리 대기 트레이", "Trays waiting for the oven"),
    _count("Buffer.Oven", "열처리 중 트레이", "Trays in the oven"),
    _count("Buffer.ToMill", "가공 대기 트레이(냉각 포함)", "Trays waiting for the mill, cooling included"),
    _count("Buffer.ToInspector", "검사 대기 부품", "Parts waiting for the inspector"),
    _count("Buffer.ToPacker", "포장 대기 부품", "Parts waiting for the packer"),
    _count("Orders.Late", "납기 지난 주문 수(출하·미출하)", "Orders past due, shipped or not"),
    Signal("Oven.Dwell", Bilingual("열처리 통과 시간", "Time through the oven"), "Double", SECOND, 400.0, 3600.0,
           Role.ENGINEER, held=True),
    Signal("Crew.Automatic", Bilingual("작업조 자동 대응", "The crew acts by itself"), "Boolean",
           writer=Role.ENGINEER, held=True),
    _count("Part.Last", "마지막으로 끝난 부품 번호", "Part finished last"),
    Signal("Part.Record", Bilingual("그 부품의 이력(JSON)", "Its history (JSON)"), "String", held=True),
    Signal("Query.Answer", Bilingual("조회 결과(JSON)", "Answer to the last query (JSON)"), "String", held=True),
)  # fmt: skip
SIGNALS = (*OWN, *(_signal(name, one) for name, machine in STATIONS.items() for one in machine.signals))
OWN_LIVE = [one.path for one in OWN if not one.held]

_ANSWER = Argument("Answer", Bilingual("조회 결과(JSON)", "Answer (JSON)"), "String")
OWN_COMMANDS = (
    Command("TracePart", Bilingual("부품 이력 조회", "Look up a part's history"), Role.OPERATOR,
            (Argument("Part", Bilingual("부품 번호", "Number of the part"), "UInt32", 1, COUNT),), _ANSWER),
    Command("OrderLateness", Bilingual("주문별 납기 지연(시간) 조회", "Look up every order's lateness (h)"),
            result=_ANSWER),
    Command("StopLine", Bilingual("모든 설비 정지", "Stop all stations")),
    Command("StartLine", Bilingual("모든 설비 시작(작업조가 차례로)", "Let the crew start all stations")),
    Command("CausalGraph", Bilingual("볼트 불량의 인과 그래프(JSON)", "Causal graph of bad bolts (JSON)"),
            Role.INSTRUCTOR, result=_ANSWER),
)  # fmt: skip
COMMANDS = (
    *OWN_COMMANDS,
    *(
        replace(one, name=f"{name}.{one.name}", title=_titled(name, one.title))
        for name, machine in STATIONS.items()
        for one in machine.commands
        if (name, one.name) not in LEFT_OUT
    ),
)


def _fault(name: str, one: Fault) -> Fault:
    return replace(one, id=f"{name.lower()}-{one.id}", target=f"{name}.{one.target}", title=_titled(name, one.title))


OWN_FAULTS = (
    fault("oven-belt-slips", "process", "Buffer.Oven", "열처리로 벨트 미끄러짐(통과 시간 짧아짐)",
          "The oven's belt slips: parts pass too fast"),
    fault("transfer-jams", "actuator", "Buffer.ToMill", "열처리로와 밀링기 사이 이송 걸림",
          "The transfer from oven to mill jams and knocks parts"),
    fault("tray-label-lost", "link", "Part.Record", "트레이 표찰 판독 실패(열처리 이력 누락)",
          "Tray labels are not read: records lack the oven"),
    NETWORK_LOST,
)  # fmt: skip
FAULTS = (  # a station's own network is not the factory's
    *OWN_FAULTS,
    *(_fault(name, one) for name, machine in STATIONS.items() for one in machine.faults if one.kind != "network"),
)


def _alarm(name: str, one: Alarm) -> Alarm:
    return replace(
        one, id=f"{name.lower()}-{one.id}", source=f"{name}.{one.source}", title=_titled(name, one.title),
        **LIMITS.get((name, one.id), {}),
    )  # fmt: skip


OWN_ALARMS = (
    alarm(
        "scrap-high", "high", "Scrap.Share", "불량률 높음", "Scrap high",
        "어느 공정에서 온 불량인지 Part.Record의 이력을 견주어 찾으십시오.",
        "Compare the histories in Part.Record and find the station it comes from.", 650, 15.0, 2.0, 10.0,
    ),
    alarm(
        "scrap-very-high", "high-high", "Scrap.Share", "불량률 매우 높음", "Scrap very high",
        "불량을 만들고 있습니다. 원인 설비를 멈추고 고치십시오.",
        "The line makes scrap. Stop the station that causes it and put it right.", 850, 35.0, 5.0, 10.0,
    ),
    alarm(
        "scrap-rising", "rate", "Scrap.Share", "불량률 급증", "Scrap rises fast",
        "방금 무엇이 바뀌었는지 보십시오: 로트, 금형, 공구, 온도.",
        "Look at what has just changed: lot, die, tool, temperature.", 600, 0.05, 0.02, 5.0, 120.0,
    ),
    alarm(
        "performance-low", "low", "OEE.Performance", "성능률 낮음", "Performance low",
        "병목 설비가 기다리고 있습니다. 버퍼 수량을 차례로 보십시오.",
        "The slowest station waits. Look at the buffers one after another.", 400, 40.0, 5.0, 300.0,
    ),
    alarm(
        "mill-waits", "trip", "Buffer.ToMill", "병목 설비 대기", "The bottleneck waits",
        "밀링기가 1분 넘게 부품을 기다립니다. 앞 공정을 확인하십시오.",
        "The mill has waited for parts for a minute. Look upstream.", 550,
    ),
    alarm(
        "orders-late", "trip", "Orders.Late", "납기 지난 미출하 주문", "Open orders past due",
        "납기가 지난 주문이 있습니다. 무엇이 막고 있는지 찾으십시오.",
        "Orders are past due. Find what holds them up.", 700,
    ),
)  # fmt: skip
ALARMS = (*OWN_ALARMS, *(_alarm(name, one) for name, machine in STATIONS.items() for one in machine.alarms))
