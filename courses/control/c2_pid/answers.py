"""C2, hidden from students: answers whose fate is known. Each is what a student types into the answer cells.

`GOOD` earns full points on every hidden seed; each of `BAD` is a mistake students make, with the message meant for it.
"""

FITTED_CURVE = """
from scipy.optimize import curve_fit

def identify(plant):
    power = plant.read("Zone1.HeaterPower")
    start = plant.read("Zone1.Temperature")
    plant.write("Zone1.HeaterPower", power - 20)
    t0 = plant.time
    seconds, kelvin = [], []
    for t in plant.every(10.0, minutes=25):
        seconds.append(t - t0)
        kelvin.append(plant.read("Zone1.Temperature") - start)

    def rise(t, change, tau):
        return change * (1 - np.exp(-t / tau))

    (change, tau), _ = curve_fit(rise, seconds, kelvin, p0=(-100, 200))
    return [change / -20, tau]
"""

THREE_TERM_CLASS = """
class Pid:
    def __init__(self, kp, ti, td, bias):
        self.kp, self.ti, self.td, self.i, self.last = kp, ti, td, bias, None

    def update(self, pv, dt):
        e = 850 - pv
        slope = 0 if self.last is None else (pv - self.last) / dt
        self.last = pv
        u = self.kp * e + self.i - self.kp * self.td * slope
        out = sorted((0, u, 100))[1]
        if out == u:
            self.i = self.i + self.kp / self.ti * e * dt
        return out

def controller(plant):
    pid = Pid(8, 40, 2, plant.read("Zone1.HeaterPower"))
    for t in plant.every(1):
        plant.write("Zone1.HeaterPower", pid.update(plant.read("Zone1.Temperature"), 1))
"""

DOOR_FEEDFORWARD = """
def controller(plant):
    base = plant.read("Zone1.HeaterPower")
    total = 0.0
    while True:
        before = plant.time
        seen = plant.read_many(["Zone1.Temperature", "Door.Open"])
        error = 850 - seen["Zone1.Temperature"]
        total += error
        power = base + 4 * error + total / 15 + (7 if seen["Door.Open"] else 0)
        plant.write("Zone1.HeaterPower", float(np.clip(power, 0, 100)))
        if plant.advance(1.0) <= before:
            break
"""

INCREMENTAL = """
def heat_up(plant):
    power, last = 0.0, None
    for t in plant.every(1.0):
        error = 850.0 - plant.read("Zone1.Temperature")
        last = error if last is None else last
        power = power + 3.0 * (error - last) + 3.0 * error / 100.0
        power = max(0.0, min(100.0, power))
        last = error
        plant.write("Zone1.HeaterPower", power)
"""

BACK_CALCULATION = """
def heat_up(plant):
    kp, ti, dt = 5.0, 60.0, 1.0
    i = 0.0
    for t in plant.every(dt):
        e = 850.0 - plant.read("Zone1.Temperature")
        wanted = kp * e + i
        given = 100.0 if wanted > 100 else 0.0 if wanted < 0 else wanted
        plant.write("Zone1.HeaterPower", given)
        i += (kp * e / ti + (given - wanted) / 15.0) * dt
"""

GOOD = {
    "curve-and-class": {"identify": FITTED_CURVE, "controller": THREE_TERM_CLASS, "heat-up": INCREMENTAL},
    "feedforward-tracking": {"identify": FITTED_CURVE, "controller": DOOR_FEEDFORWARD, "heat-up": BACK_CALCULATION},
}


def _step_test(*, settle=0, wait=28, gain="change / 10", share=0.632, level=False, clock="t - begun"):
    """One step test with one thing wrong."""
    threshold = "share * values[-1]" if level else "start + share * change"
    return f"""
def identify(plant):
    share = {share}
    plant.advance({settle})
    power = plant.read("Zone1.HeaterPower")
    start = plant.read("Zone1.Temperature")
    begun = plant.time
    plant.write("Zone1.HeaterPower", power + 10)
    times, values = [], []
    for t in plant.every(5.0, minutes={wait}):
        times.append({clock})
        values.append(plant.read("Zone1.Temperature"))
    end = values[-1]
    change = end - start
    reached = [t for t, value in zip(times, values) if value >= {threshold}]
    return {gain}, reached[0]
"""


def _loop(body, *, start="", name="controller", period="1.0"):
    """A controller with this body; `error` and `t` are there."""
    lines = [f"def {name}(plant):", *(f"    {line}" for line in start.splitlines())]
    lines += [f"    for t in plant.every({period}):", '        error = 850 - plant.read("Zone1.Temperature")']
    return "\n".join([*lines, *(f"        {line}" for line in body.splitlines())])


def _pi(gain, integral_time, start, *, name="controller", period=1.0):
    body = f"""power = max(0.0, min(100.0, {gain} * error + integral))
plant.write("Zone1.HeaterPower", power)
integral += {gain} * error * {period} / {integral_time}"""
    return _loop(body, start=f"integral = {start}", name=name, period=str(period))


TAKE_OVER = 'plant.read("Zone1.HeaterPower")'
ON_OFF = 'plant.write("Zone1.HeaterPower", 100.0 if error > 0 else 0.0)'
PROPORTIONAL = 'plant.write("Zone1.HeaterPower", max(0.0, min(100.0, 6.0 * error)))'

FITTED_STEP = """
def identify(plant):
    plant.write("Zone1.HeaterPower", plant.read("Zone1.HeaterPower") + 10)
    plant.advance(1500)
    return 5.41, 303.0
"""

DISGUISED = FITTED_STEP.replace("return 5.41, 303.0", "return 5.41 + plant.read('Zone1.Temperature') / 1e6, 303.0")

TIMED_RAMP = """
def heat_up(plant):
    plant.write("Zone1.HeaterPower", 100.0)
    plant.advance(780)
    plant.write("Zone1.HeaterPower", 65.3)
    for t in plant.every(10.0):
        pass
"""

CRASH = """
def controller(plant):
    for t in plant.every(1.0):
        power = 60 + 5 * (setpoint - plant.read("Zone1.Temperature"))
        plant.write("Zone1.HeaterPower", power)
"""

BAD = {
    # reading a step response
    "constants-untried": ({"identify": "def identify(plant):\n    return 5.4, 300.0"}, {"identifies-step": "no-step"}),
    "constants-fitted": ({"identify": FITTED_STEP}, {"identifies-step": "same-for-both"}),
    "constants-disguised": ({"identify": DISGUISED}, {"identifies-step": "gain-off"}),
    "gain-of-levels": ({"identify": _step_test(gain="end / (power + 10)")}, {"identifies-step": "gain-of-levels"}),
    "gain-undivided": ({"identify": _step_test(gain="change")}, {"identifies-step": "gain-off"}),
    "impatient": ({"identify": _step_test(wait=9)}, {"identifies-step": "not-settled"}),
    "clock-from-zero": ({"identify": _step_test(settle=100, clock="t")}, {"identifies-step": "clock-not-from-step"}),
    "half-way": ({"identify": _step_test(share=0.5)}, {"identifies-step": "time-constant-off"}),
    "share-of-level": ({"identify": _step_test(level=True)}, {"identifies-step": "time-constant-off"}),
    "until-settled": ({"identify": _step_test(share=0.98)}, {"identifies-step": "time-of-settling"}),
    "gain-as-text": (
        {"identify": _step_test(gain='f"{change / 10:.1f} K/%"')},
        {"identifies-step": "bad-return"},
    ),
    # holding the band
    "left-alone": ({"controller": _loop("pass")}, {"holds-band": "never-reacted"}),
    "on-off": ({"controller": _loop(ON_OFF)}, {"holds-band": "switched-only"}),
    "p-only": ({"controller": _loop(PROPORTIONAL)}, {"holds-band": "offset"}),
    "shuts-the-door": (
        {"controller": _pi(6.0, 45, TAKE_OVER) + '\n        plant.write("Door.Open", False)'},
        {"holds-band": "touched-the-door"},
    ),
    "slow-integral": ({"controller": _pi(0.4, 500, TAKE_OVER)}, {"holds-band": "came-back-late"}),
    "integral-from-zero": ({"controller": _pi(5.0, 45, "0.0")}, {"holds-band": "started-with-a-bump"}),
    "too-eager": ({"controller": _pi(3.0, 6, TAKE_OVER)}, {"holds-band": "swings"}),
    "acts-once": (
        {"controller": 'def controller(plant):\n    plant.write("Zone1.HeaterPower", 66.0)\n    plant.advance(60)'},
        {"holds-band": "stopped-early"},
    ),
    "crashes": ({"controller": CRASH}, {"holds-band": "function-error"}),
    # heating up
    "winds-up": ({"heat-up": _pi(5.0, 45, "0.0", name="heat_up", period=2.0)}, {"no-windup": "wound-up"}),
    "winds-up-gently": ({"heat-up": _pi(1.0, 150, "0.0", name="heat_up", period=2.0)}, {"no-windup": "wound-up"}),
    "p-only-from-cold": ({"heat-up": _loop(PROPORTIONAL, name="heat_up", period="2.0")}, {"no-windup": "offset"}),
    "on-off-from-cold": ({"heat-up": _loop(ON_OFF, name="heat_up", period="2.0")}, {"no-windup": "switched-only"}),
    "timed-ramp": ({"heat-up": TIMED_RAMP}, {"no-windup": "never-reacted"}),
    "not-limited": (
        {"heat-up": _loop('plant.write("Zone1.HeaterPower", 5.0 * error)', name="heat_up", period="2.0")},
        {"no-windup": "function-error"},
    ),
    "too-careful": (
        {
            "heat-up": _loop(
                "power = min(72.0, power + 0.1) if error > 1 else max(0.0, power - 0.5)\n"
                'plant.write("Zone1.HeaterPower", power)',
                start="power = 0.0",
                name="heat_up",
                period="2.0",
            )
        },
        {"no-windup": "arrived-late"},
    ),
}
