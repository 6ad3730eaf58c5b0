"""A PID controller as industrial controllers have it.

Contract: limits 0..100 %, derivative on the filtered measurement, bumpless transfer from manual and on a change of
tuning, anti-windup by back-calculation that can be switched off. Source: K. J. Åström and T. Hägglund,
"PID Controllers: Theory, Design, and Tuning", 2nd ed., ISA 1995, ch. 3.
"""

import math

LOW, HIGH = 0.0, 100.0  # %
FILTER = 8.0  # derivative filter: its time constant is derivative_time / FILTER


class PID:
    """u = gain · (error + integral of error / integral_time − derivative_time · filtered rate of the measurement).

    `gain` in %/K, times in s (0 switches the part off), `setpoint` in °C, output in %.
    """

    def __init__(self, gain: float, integral_time: float, derivative_time: float, setpoint: float) -> None:
        self.gain = gain
        self.integral_time = integral_time
        self.derivative_time = derivative_time
        self.setpoint = setpoint
        self.anti_windup = True
        self.automatic = False
        self._integral = 0.0
        self._filtered = math.nan

    def start(self, output: float, measured: float) -> None:
        """Take over from manual at `output` (%) without a bump."""
        self.automatic = True
        self._filtered = measured
        error = self.setpoint - measured
        self._integral = output - self.gain * error if math.isfinite(error) else output

    def stop(self) -> None:
        """Hand over to manual."""
        self.automatic = False

    def tune(self, name: str, value: float) -> None:
        """Set gain, integral_time or derivative_time without a bump while in automatic."""
        if self.automatic and name == "gain" and math.isfinite(self._filtered):
            self._integral += (self.gain - value) * (self.setpoint - self._filtered)
        setattr(self, name, value)

    def act(self, measured: float, output: float, dt: float) -> float:
        """Return the output for the next `dt` seconds; `output` is the present one, kept while the sensor is Bad."""
        if measured != measured:  # nan
            return output
        if self._filtered != self._filtered:
            self.start(output, measured)
        gain, error, derivative = self.gain, self.setpoint - measured, 0.0
        if self.derivative_time > 0:
            change = (measured - self._filtered) * dt / (dt + self.derivative_time / FILTER)
            derivative = -gain * self.derivative_time * change / dt
            self._filtered += change
        else:
            self._filtered = measured
        wanted = gain * error + self._integral + derivative
        limited = LOW if wanted < LOW else HIGH if wanted > HIGH else wanted
        if self.integral_time > 0:
            self._integral += gain * error * dt / self.integral_time
            if self.anti_windup and limited != wanted:
                self._integral += (limited - wanted) * min(1.0, dt / self._tracking_time())
        return limited

    def _tracking_time(self) -> float:
        """Åström and Hägglund: sqrt(Ti · Td) for PID; for PI a quarter of Ti, as if Td had its usual ratio Ti / 16."""
        if self.derivative_time > 0:
            return math.sqrt(self.integral_time * self.derivative_time)
        return self.integral_time / 4
