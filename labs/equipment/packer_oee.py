"""What the packaging line really lost: the ground truth for OEE.

Contract: counts ticks and packs, nothing is estimated. Factors after S. Nakajima, "Introduction to TPM" (1988), and
ISO 22400-2: availability = operating / planned time, performance = ideal cycle x packs / operating time, quality = good
/ all packs; OEE is their product, and so ideal cycle x good / planned. Planned is all time in mode PROCESSING.
Micro-stops, starving and blocking are lost performance, as with Nakajima; breakdowns, changes of film, start-up and
stops are lost availability. MTBF = operating time per breakdown, MTTR = mean time from a breakdown to the end
of its repair.
"""

from labs.equipment.packer_signals import Reason
from labs.simulation.states import State

MINOR = (Reason.JAM, Reason.STARVED, Reason.BLOCKED)
PAUSED = {State.HOLDING, State.HELD, State.UNHOLDING, State.SUSPENDING, State.SUSPENDED, State.UNSUSPENDING}


class Losses:
    """Counts of one run since its start or the last `clear`."""

    def __init__(self, tick_seconds: float, ideal_rate: float) -> None:
        self._tick, self._ideal = tick_seconds, 60 / ideal_rate
        self.clear()

    def clear(self) -> None:
        """Begin counting anew."""
        self.planned = self.operating = self.executing = self.repairing = 0  # ticks
        self.packs = self.good = self.microstops = self.breakdowns = self.repairs = 0

    def tick(self, planned: bool, state: State, reason: Reason, repairing: bool) -> None:
        """Count one tick."""
        if repairing:
            self.repairing += 1
        if not planned:
            return
        self.planned += 1
        if state is State.EXECUTE:
            self.executing += 1
            self.operating += 1
        elif state in PAUSED and reason in MINOR:
            self.operating += 1

    def factors(self) -> dict[str, float]:
        """Return the factors (0 where nothing has been counted yet), times in seconds."""

        def share(part: float, whole: float) -> float:
            return part / whole if whole else 0.0

        tick = self._tick
        return {
            "Truth.Availability": share(self.operating, self.planned),
            "Truth.Performance": share(self._ideal * self.packs, self.operating * tick),
            "Truth.Quality": share(self.good, self.packs),
            "Truth.OEE": share(self._ideal * self.good, self.planned * tick),
            "Truth.PlannedSeconds": self.planned * tick,
            "Truth.OperatingSeconds": self.operating * tick,
            "Truth.ExecuteSeconds": self.executing * tick,
            "Truth.Packs": float(self.packs),
            "Truth.GoodPacks": float(self.good),
            "Truth.Microstops": float(self.microstops),
            "Truth.Breakdowns": float(self.breakdowns),
            "Truth.MTBF": share(self.operating * tick, self.breakdowns),
            "Truth.MTTR": share(self.repairing * tick, self.repairs),
        }
