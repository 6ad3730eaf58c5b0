"""C5, hidden from students: answers whose fate is known. Each is what a student types into the answer cells.

`GOOD` earns full points on every hidden seed; each of `BAD` is a mistake students make, with the message meant for it.
"""

EARLY_STOP = """
def guard_loop(plant):
    while True:
        allowed = True
        for name in ["Guard.Open", "EStop.Pressed"]:
            if plant.read(name):
                allowed = False
        for name in ["Hand.Left", "Hand.Right"]:
            if not plant.read(name):
                allowed = False
        plant.write("Clutch.Command", allowed)
        before = plant.time
        if plant.advance(0.1) <= before:
            break
"""

STATES = """
def machine(plant, with_link):
    state = "stopped"
    reset_was = plant.read("Reset.Pressed")
    beats = []
    for t in plant.every(0.1):
        now = plant.read_many(INPUTS)
        hands = [now["Hand.Left"], now["Hand.Right"]]
        pressed = now["Reset.Pressed"] and not reset_was
        reset_was = now["Reset.Pressed"]
        beats = beats[-3:] + [now["Link.Heartbeat"]]
        alive = len(beats) < 4 or len(set(beats)) > 1 or not with_link
        if now["Guard.Open"] or now["EStop.Pressed"] or not alive:
            state = "stopped"
        elif state == "stopped":
            if pressed and not any(hands):
                state = "ready"
        elif state == "ready":
            if all(hands):
                state = "running"
        elif not all(hands):
            state = "ready" if not any(hands) else "one hand"
        plant.write("Clutch.Command", state == "running")

def reset_loop(plant):
    machine(plant, False)

def link_loop(plant):
    plant.write("Watchdog.Time", 0.3)
    machine(plant, True)
"""

FALLING_EDGE = """
class Latch:
    def __init__(self):
        self.ok, self.new_hands, self.last_reset = False, False, False

    def update(self, unsafe, reset, left, right):
        released = self.last_reset and not reset
        self.last_reset = reset
        if unsafe:
            self.ok = self.new_hands = False
        elif released:
            self.ok = True
        if self.ok and not (left or right):
            self.new_hands = True
        return self.ok and self.new_hands and left and right

def link_loop(plant):
    plant.write("Watchdog.Time", 0.5)
    latch, beat, heard = Latch(), -1, plant.time
    for t in plant.every(0.1):
        guard, estop, left, right, reset, now = plant.read_many(INPUTS).values()
        if now != beat:
            beat, heard = now, t
        unsafe = guard or estop or t - heard > 0.35
        plant.write("Clutch.Command", latch.update(unsafe, reset, left, right))

def reset_loop(plant):
    latch = Latch()
    for t in plant.every(0.05):
        guard, estop, left, right, reset, now = plant.read_many(INPUTS).values()
        plant.write("Clutch.Command", latch.update(guard or estop, reset, left, right))
"""

LATCHED_ALREADY = FALLING_EDGE.replace("def reset_loop", "def guard_loop")

GOOD = {
    "state-names": {"guard-loop": EARLY_STOP, "reset-loop": STATES, "link-loop": STATES},
    "falling-edge": {"guard-loop": LATCHED_ALREADY, "reset-loop": FALLING_EDGE, "link-loop": FALLING_EDGE},
}

READ = """now = plant.read_many(INPUTS)
guard, estop = now["Guard.Open"], now["EStop.Pressed"]
left, right, reset = now["Hand.Left"], now["Hand.Right"], now["Reset.Pressed"]"""


def _loop(body, *, name="guard_loop", start="", period=0.1):
    """A scan of this body, which writes `run` to the clutch."""
    lines = [f"def {name}(plant):", *(f"    {line}" for line in start.splitlines())]
    lines += [f"    for t in plant.every({period}):"]
    lines += [f"        {line}" for line in (*READ.splitlines(), *body.splitlines())]
    return "\n".join([*lines, '        plant.write("Clutch.Command", bool(run))'])


def _latched(*, clear="reset and not before", arm="not left and not right", trip="guard or estop", start=""):
    """The whole of question 2 with one thing wrong; `start` and `trip` make it question 3."""
    body = f"""if {trip}:
    stopped, off = True, False
elif stopped and ({clear}):
    stopped = False
if not stopped and ({arm}):
    off = True
before = reset
run = not stopped and off and left and right"""
    name = "link_loop" if start else "reset_loop"
    return _loop(body, name=name, start=f"stopped, off, before = True, False, False\n{start}")


AND = "run = not guard and not estop and left and right"
WATCHDOG = 'plant.write("Watchdog.Time", 0.4)'
BEAT = """        silent = silent + 1 if now["Link.Heartbeat"] == last else 0
        last = now["Link.Heartbeat"]
"""


def _linked(watchdog, *, limit=3):
    """Question 3 with this watchdog, and stopped after `limit` scans without a new life sign."""
    source = _latched(trip=f"guard or estop or silent >= {limit}", start=f"{watchdog}\nlast, silent = None, 0")
    return source.replace("        if guard", f"{BEAT}        if guard", 1)


TIMED = """
def guard_loop(plant):
    for t in plant.every(0.1):
        plant.write("Clutch.Command", 2.4 < t < 13.5)
"""

BAD = {
    # three conditions
    "does-nothing": (
        {"guard-loop": _loop("run = False")},
        {"stops-with-guard": "never-moved"},
    ),
    "always-on": ({"guard-loop": _loop("run = True")}, {"stops-with-guard": "moved-no-hands"}),
    "no-guard": ({"guard-loop": _loop("run = not estop and left and right")}, {"stops-with-guard": "moved-guard-open"}),
    "guard-once": (
        {"guard-loop": _loop("run = closed and not estop and left and right",
                             start='closed = not plant.read("Guard.Open")')},
        {"stops-with-guard": "moved-guard-open"},
    ),
    "no-emergency-stop": (
        {"guard-loop": _loop("run = not guard and left and right")},
        {"stops-with-guard": "moved-estop"},
    ),
    "either-hand": (
        {"guard-loop": _loop("run = not guard and not estop and (left or right)")},
        {"stops-with-guard": "moved-one-hand"},
    ),
    "waits-to-be-sure": (
        {"guard-loop": _loop("count = count + 1 if guard or estop else 0\nrun = count < 10 and left and right",
                             start="count = 0")},
        {"stops-with-guard": "late-for-guard"},
    ),
    "estop-when-sure": (
        {"guard-loop": _loop("count = count + 1 if estop else 0\nrun = count < 10 and not guard and left and right",
                             start="count = 0")},
        {"stops-with-guard": "late-for-estop"},
    ),
    "times-of-practice": ({"guard-loop": TIMED}, {"stops-with-guard": "moved-guard-open"}),
    "closes-the-guard": (
        {"guard-loop": _loop(AND + '\nplant.write("Guard.Open", False)')},
        {"stops-with-guard": "touched-an-input"},
    ),
    "leaves-at-the-first-stop": (
        {"guard-loop": _loop(AND + '\nif guard:\n    plant.write("Clutch.Command", False)\n    return')},
        {"stops-with-guard": "stopped-early"},
    ),
    "once-is-enough": (
        {"guard-loop": _loop("broken = broken or guard\nrun = not broken and not estop and left and right",
                             start="broken = False")},
        {"stops-with-guard": "did-not-resume"},
    ),
    "misspelt": ({"guard-loop": _loop("run = not gaurd and left and right")}, {"stops-with-guard": "function-error"}),
    # reset
    "remembers-nothing": (
        {"reset-loop": _loop(AND, name="reset_loop")},
        {"reset-alone-waits": "restarted-by-itself"},
    ),
    "reset-is-start": ({"reset-loop": _latched(arm="True")}, {"reset-alone-waits": "reset-restarts"}),
    "reset-by-level": ({"reset-loop": _latched(clear="reset")}, {"reset-alone-waits": "reset-held"}),
    "reset-by-hands": (
        {"reset-loop": _latched(clear="not left and not right")},
        {"reset-alone-waits": "hands-without-reset"},
    ),
    "reset-forgotten": ({"reset-loop": _latched(clear="False")}, {"reset-alone-waits": "never-moved"}),
    "one-reset-only": (
        {"reset-loop": _latched(clear="reset and not before and t < 3")},
        {"reset-alone-waits": "did-not-resume"},
    ),
    "stop-not-remembered": (
        {"reset-loop": _latched(trip="guard").replace("run = not", "run = not estop and not")},
        {"reset-alone-waits": "restarted-by-itself"},
    ),
    "guard-forgotten": ({"reset-loop": _latched(trip="estop")}, {"reset-alone-waits": "moved-guard-open"}),
    # the link
    "no-watchdog": ({"link-loop": _linked("pass")}, {"safe-when-cut": "no-watchdog"}),
    "question-two": ({"link-loop": _latched(start="pass")}, {"safe-when-cut": "no-watchdog"}),
    "slow-watchdog": (
        {"link-loop": _linked('plant.write("Watchdog.Time", 2.0)')},
        {"safe-when-cut": "watchdog-late"},
    ),
    "nervous-watchdog": (
        {"link-loop": _linked('plant.write("Watchdog.Time", 0.05)')},
        {"safe-when-cut": "stutters"},
    ),
    "watchdog-alone": ({"link-loop": _latched(start=WATCHDOG)}, {"safe-when-cut": "restarted-after-loss"}),
    "waits-too-long-for-life": (
        {"link-loop": _linked(WATCHDOG, limit=40)},
        {"safe-when-cut": "restarted-after-loss"},
    ),
    "one-beat-at-once": ({"link-loop": _linked(WATCHDOG, limit=0)}, {"safe-when-cut": "never-moved"}),
    "nobody-home": (
        {"link-loop": _linked(WATCHDOG).replace("guard or estop or ", "estop or ").replace("left and right", "True")},
        {"safe-when-cut": "moved-no-hands"},
    ),
}  # fmt: skip
