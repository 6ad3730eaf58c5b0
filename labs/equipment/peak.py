"""What a monitor notes of one cycle: the highest reading of a sensor between two marks.

Contract: pure. Process monitors of presses and machine tools keep such a figure for each stroke or part, so that a
trend needs no thousand samples. A broken sensor's nan counts for nothing.
"""


class Peak:
    """The largest magnitude seen since the last `taken`, in the sensor's unit; 0 where nothing was seen."""

    def __init__(self) -> None:
        self._highest = 0.0

    def see(self, reading: float) -> None:
        """Take one reading."""
        size = abs(reading)
        if size > self._highest:  # never true of nan
            self._highest = size

    def taken(self) -> float:
        """Return the peak and begin anew."""
        highest, self._highest = self._highest, 0.0
        return highest
