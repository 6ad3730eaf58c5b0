"""What one view of the power counts: energy by period, money, the running quarter hour, the trend.

Contract: plain accumulation of (kW, s); the meter keeps one register for what it measures and one for the truth.
"""

TREND = 120.0  # s


class Register:
    """`energy` (kWh) by period of the tariff, `bill` (won), `block` (kWh of this quarter hour), `trend` (kW)."""

    def __init__(self, tick_seconds: float) -> None:
        self._hours = tick_seconds / 3600
        self._share = tick_seconds / TREND
        self.block = self.trend = 0.0
        self.clear()

    def clear(self) -> None:
        """Begin to count energy and money anew; quarter hour and trend go on."""
        self.energy = [0.0, 0.0, 0.0]
        self.bill = 0.0

    def count(self, kilowatt: float, period: int, price: float) -> None:
        """Count one tick at `kilowatt` in a period of the tariff (0..2) at its price (won/kWh)."""
        self.energy[period] += kilowatt * self._hours
        self.bill += kilowatt * self._hours * price
        self.block += kilowatt * self._hours

    def follow(self, kilowatt: float) -> None:
        """Let the trend follow the power: about the mean of the last two minutes."""
        self.trend += (kilowatt - self.trend) * self._share

    def predicted(self, gone: float) -> float:
        """Return the quarter hour's mean (kW) if the trend stays; `gone` is the share of it that has passed."""
        return self.block * 4 + self.trend * (1 - gone)
