"""Order desk: customer orders, work orders, material, one line, shipping, and the genealogy of every part.

Contract: a small MES over a shop (orderdesk_shop) whose customers follow a known demand process (demand; its parameters
are among the recording's, with the truth of lateness and bad parts shipped). A tick is 10 s, as a day has 86,400 s;
the first begins at 08:00. Open Monday to Saturday, 08:00 to 18:00. Queries return JSON and leave it in `Query.Answer`.
Automatic planning: reorder point and lot size on the inventory position (E. A. Silver, D. F. Pyke, D. J. Thomas,
"Inventory and Production Management in Supply Chains", 4th ed., 2017), looked at every full hour.
"""

from collections.abc import Mapping

from labs.equipment import orderdesk_signals as declared
from labs.equipment.chance import Chance
from labs.equipment.demand import LEVELS, Demand
from labs.equipment.orderdesk_commands import DESK
from labs.equipment.orderdesk_shop import CLOSES, DAY, MATERIALS, OPENS, SUNDAY, Shop
from labs.equipment.orderdesk_trade import Trade
from labs.simulation.faults import Fault
from labs.simulation.machine import Value
from labs.simulation.states import OperationMode, PackML, State

TICK = 10.0  # s
S = State
DURATIONS = dict.fromkeys(
    (S.RESETTING, S.STARTING, S.STOPPING, S.ABORTING, S.CLEARING, S.HOLDING, S.UNHOLDING, S.SUSPENDING,
     S.UNSUSPENDING, S.COMPLETING), 2 * TICK)  # fmt: skip
PLAN = {"BoltM8": (900, 1200), "BoltM10": (500, 800), "Lens": (250, 400)}  # reorder point, lot size
OPENING = {"BoltM8": 1500, "BoltM10": 900, "Lens": 500}  # parts in stock
BOUGHT = {"Wire": (250.0, 400.0, 2), "Resin": (15.0, 40.0, 1)}  # reorder point, lot (kg); lots at the start
POWER = (1.5, 3.0, 7.5)  # kW: waiting, setting up, making


class OrderDesk(Trade):
    """See the module. State: `shop`, `demand`, `pack` (the line's PackML state); what `Trade` keeps."""

    name = "orderdesk"
    title = declared.TITLE
    signals = declared.SIGNALS
    commands = declared.COMMANDS
    faults = declared.FAULTS
    alarms = declared.ALARMS
    identification = declared.IDENTIFICATION
    parameter_names = tuple(f"Demand.{product}.{name}" for product in LEVELS
                            for name in ("Level", "Trend", "Season", "Phase", "Lift"))  # fmt: skip
    start_names = ("Running", "Start.Day")
    tick_seconds = TICK
    shop_type = Shop
    levels, plan, opening, bought, kilowatts = LEVELS, PLAN, OPENING, BOUGHT, POWER

    def reset(self, seed: int, start: Mapping[str, Value], parameters: Mapping[str, float]) -> None:
        """See Machine. `Start.Day` is the first day's number, `Running` a line that works from the start."""
        self.demand = Demand(seed, self.name, self.levels)
        self.demand.parameters.update(parameters)
        self.shop = self.shop_type(Chance(seed, self.name), self._told)
        self.energy, self.power = 0.0, self.kilowatts[0]  # kWh, kW
        self.trade_reset()
        self._waits = False  # suspended by the shop, not by a person
        self.kept.update({signal.path: _nothing(signal.type) for signal in self.signals if signal.held})
        for product, (point, lot) in self.plan.items():
            self.kept.update({f"Plan.{product}.ReorderPoint": point, f"Plan.{product}.LotSize": lot})
        self.kept["Planner.Automatic"] = True
        self.kept.update({path: value for path, value in start.items() if path in self.kept})
        self.kept["Status.OperationMode"] = int(OperationMode.PROCESSING)
        day = int(start.get("Start.Day", 0))
        self.now = day * DAY + OPENS
        self._hour = None
        self._open_up()
        self.pack = PackML(DURATIONS, TICK, self._state_changed, S.EXECUTE if start.get("Running") else S.STOPPED)
        self.show_state()
        self._new_day(day)
        self._show()

    @property
    def parameters(self) -> dict[str, float]:
        """The demand process, and what has really happened up to now (names beginning with "Truth.")."""
        return {**self.demand.parameters, **{f"Truth.{name}": value for name, value in self._truth.items()}}

    @parameters.setter
    def parameters(self, value: dict[str, float]) -> None:
        """Nothing to keep: Machine's constructor sets what `reset` draws."""

    def step(self, dt: float) -> None:
        """See Machine."""
        for _ in range(round(dt / TICK)):
            self._tick()

    def _tick(self) -> None:
        shop, pack = self.shop, self.pack
        pack.tick()
        self.now += round(TICK)
        now = self.now
        day, second = divmod(now, DAY)
        if day != self.kept["Day.Number"]:
            self._new_day(day)
        opened = day % 7 != SUNDAY and OPENS <= second < CLOSES
        if opened != self.kept["Day.Open"]:
            self.keep("Day.Open", opened)
        self._arrivals(second, opened)
        shop.rate = 0.0
        if pack.state is S.EXECUTE and opened:
            shop.produce(TICK, now)
        if opened:
            shop.ship(now)
            if second // 3600 != self._hour:
                self._hour = second // 3600
                if self.kept["Planner.Automatic"]:
                    self._plan()
        self._supervise(opened)
        making = shop.rate > 0
        self.power = self.kilowatts[
            2 if making else 1 if shop.setup_left > 0 and pack.state is S.EXECUTE and opened else 0
        ]
        self.energy += self.power * TICK / 3600
        if opened:  # at night nothing moves but by a command
            self._show()

    def _supervise(self, opened: bool) -> None:
        """Suspend the line while there is nothing to do; trip where something is missing or late."""
        shop, pack = self.shop, self.pack
        can = opened and shop.ready()
        if pack.state is S.EXECUTE and not can and pack.ticks:
            self._waits = True
            pack.command("Suspend")
        elif pack.state is S.SUSPENDED and self._waits and can and pack.ticks:
            self._waits = False
            pack.command("Unsuspend")
        self._trip("no-material", bool(shop.queue) and not shop.ready())
        self._trip("orders-overdue", shop.overdue(self.now))

    def _trip(self, alarm: str, present: bool) -> None:
        if present:
            self.tripped.add(alarm)
        else:
            self.tripped.discard(alarm)

    def _show(self) -> None:
        """Bring the held signals that mirror the shop up to date."""
        shop, keep = self.shop, self.keep
        for product, parts in shop.stock.items():
            keep(f"Stock.{product}", parts)
        for material in MATERIALS:
            keep(f"Material.{material}", round(shop.on_hand[material], 3))
            keep(f"Material.{material}OnOrder", shop.on_order(material))
        current = shop.queue[0] if shop.queue else None
        keep("WorkOrder.Current", f"{current.name} {current.product} {current.quantity}" if current else "")
        keep("WorkOrder.Remaining", current.left if current else 0)
        keep("WorkOrder.Waiting", max(0, len(shop.queue) - 1))

    def truths(self) -> list[float]:
        """True rate (parts/h), power (kW), wire (kg), hour, energy (kWh)."""
        return [self.shop.rate, self.power, self.shop.on_hand["Wire"], self.now % DAY / 3600, self.energy]

    def shown(self) -> list[float]:
        """Time and energy are known without error."""
        return [0.0, 0.0, 0.0, self.now % DAY / 3600, self.energy]

    def write(self, path: str, value: Value) -> None:
        """See Machine."""
        self.keep(path, value)

    def call(self, command: str, *arguments: Value) -> Value | None:
        """PackML's commands for the line; the desk's own; queries, which return JSON."""
        answer = DESK[command](self, *arguments) if command in DESK else self._line(command)
        self._show()
        return answer

    def _line(self, command: str) -> None:
        self.pack.command(command)
        self._waits = False

    def set_fault(self, fault: Fault, severity: float) -> None:
        """See Machine. A bad lot stays bad when the fault ends; the next one is sound."""
        self.shop.severity[fault.id] = severity
        if fault.id == "bad-lot" and severity > 0:
            self.shop.spoil()


def _nothing(kind: str) -> Value:
    return {"Boolean": False, "String": "", "Double": 0.0}.get(kind, 0)
