"""What time does to the bill: the meter's clock, the tariff's periods, quarter hours of demand, the power factor.

Contract: `MeterBilling` is the part of `meter.Meter` that knows `tariff`. The truth goes by the hour of the day, the
meter by its own clock, which a fault may put behind.
"""

from labs.equipment import tariff
from labs.equipment.meter_register import Register
from labs.simulation.machine import Machine

SLOW = 2.0  # h that the clock is behind at severity 1 of clock-slow


class MeterBilling(Machine):
    """`age` in ticks, `start_hour` 0..24; `measuring` and `truth` count what is measured and what is true."""

    measuring: Register
    truth: Register
    start_hour: float
    age: int

    @property
    def true_hour(self) -> float:
        """The hour of the day."""
        return (self.start_hour + self.age * self.tick_seconds / 3600) % 24

    @property
    def hour(self) -> float:
        """The hour on the meter's own clock."""
        return (self.true_hour - SLOW * self._severity.get("clock-slow", 0.0)) % 24

    def _look_up(self, month: int, weekday: int) -> None:
        self._true_period = tariff.period(self.true_hour, month, weekday)
        self._true_price = tariff.price(self.true_hour, month, weekday)
        self.keep("Tariff.Period", tariff.period(self.hour, month, weekday))
        self.keep("Tariff.Price", tariff.price(self.hour, month, weekday))
        self._counts = tariff.FACTOR_HOURS[0] <= self.hour < tariff.FACTOR_HOURS[1]

    def _adjust(self) -> None:
        demand = self.kept["Demand.Highest"] * tariff.DEMAND_CHARGE
        self.keep("Bill.Demand", float(round(demand)))
        share = tariff.factor_adjustment(self.kept["Bill.MeanFactor"])
        self.keep("Bill.PowerFactor", float(round(demand * share)))

    def _quarter(self) -> None:
        """A quarter hour is over."""
        self.keep("Demand.Last", round(self.measuring.block * 4, 2))
        if self.kept["Demand.Last"] > self.kept["Demand.Highest"]:
            self.keep("Demand.Highest", self.kept["Demand.Last"])
        self.measuring.block = self.truth.block = 0.0
        self._adjust()

    def _gone(self) -> float:
        """Return the share of the present quarter hour that has passed."""
        return (self.age % self._block_ticks) / self._block_ticks
