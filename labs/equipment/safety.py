"""Protective control functions that several machines share.

Contract: plain state machines that count ticks; they know no machine. Sources in each.
"""

SYNCHRONOUS = 0.5  # s, ISO 13851:2019, type III: both hands within half a second


class TwoHand:
    """Two-hand control device of type III (ISO 13851:2019): `output` says that the movement may run.

    The output begins only when both actuators are operated within 0.5 s of one another, ends when either is let go,
    and begins again only after both were let go (re-initiation): one tied-down button gives nothing.
    """

    def __init__(self, tick_seconds: float) -> None:
        self._most = round(SYNCHRONOUS / tick_seconds)
        self._armed = False
        self._waited = 0
        self.output = False

    def tick(self, left: bool, right: bool) -> bool:
        """Look at the actuators once a tick and return the output."""
        if left and right:
            if not self.output and self._armed:
                self.output = self._waited <= self._most
                self._armed = False
        elif left or right:
            if self.output:
                self.output = False
            elif self._armed:
                self._waited += 1
                if self._waited > self._most:
                    self._armed = False
        else:
            self.output, self._armed, self._waited = False, True, 0
        return self.output
