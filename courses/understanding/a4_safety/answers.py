"""A4, hidden from students: answers whose fate is known. Each is what a student types into the answer cells.

`GOOD` earns full points on every hidden seed; each of `BAD` is a mistake students make, with the message meant for it.
"""

VERIFY_UNTIL_IT_PASSES = """
def lock_out(plant, person):
    plant.write("EStop.Pressed", True)
    plant.advance(5)
    for isolator in ["Isolator.Air", "Isolator.Power"]:
        plant.write(isolator, False)
    plant.call("ApplyLock", person)
    plant.call("BleedAir")
    until = plant.time + 600
    while plant.time < until:
        try:
            plant.call("VerifyZeroEnergy")
            return True
        except Exception:
            plant.advance(10)
    return False
"""

MEASURE_THEN_LOCK = """
def lock_out(plant, person):
    plant.call("Stop")
    for t in plant.every(0.5, minutes=2):
        if plant.read("Status.StateCurrent") == 2:
            break
    plant.write_many({"Isolator.Power": False, "Isolator.Air": False})
    plant.call("BleedAir")
    plant.call("ApplyLock", person)
    volts = plant.read("Drive.Voltage")
    begun = plant.time
    while volts > 45 or plant.read("Air.Pressure") > 0.03:
        if plant.time - begun > 600:
            return False
        plant.advance(2)
        volts = plant.read("Drive.Voltage")
    plant.call("VerifyZeroEnergy")
    return plant.read("Lock.Verified")
"""

BY_STATES = """
def wait_for(plant, path, value, minutes=5):
    for t in plant.every(1, minutes=minutes):
        if plant.read(path) == value:
            return True
    return False

def clear_jam(plant, person):
    wait_for(plant, "Cell.Jammed", True)
    plant.call("Stop")
    wait_for(plant, "Status.StateCurrent", 2)
    for isolator in ("Isolator.Power", "Isolator.Air"):
        plant.write(isolator, False)
    plant.call("ApplyLock", person)
    plant.call("BleedAir")
    safe = False
    for t in plant.every(10, minutes=10):
        if plant.read("Drive.Voltage") < 40:
            plant.call("VerifyZeroEnergy")
            safe = True
            break
    if safe:
        plant.write("Door.Open", True)
        plant.call("EnterCell")
        plant.call("ClearJam")
        plant.call("LeaveCell")
        plant.write("Door.Open", False)
        plant.call("RemoveLock", person)
        plant.write_many({"Isolator.Power": True, "Isolator.Air": True})
        plant.advance(20)
        plant.call("Reset")
        wait_for(plant, "Status.StateCurrent", 4)
        plant.call("Start")
        safe = wait_for(plant, "Status.StateCurrent", 6)
    return safe
"""

HELD_THEN_ABORTED = (
    VERIFY_UNTIL_IT_PASSES
    + """
def clear_jam(plant, person):
    while not (plant.read("Cell.Jammed") and plant.read("Status.StateCurrent") == 11):
        plant.advance(1)
    zero = lock_out(plant, person)
    if zero:
        plant.write("Door.Open", True)
        plant.call("EnterCell")
        plant.advance(60)
        plant.call("ClearJam")
        plant.call("LeaveCell")
        plant.write_many({"Door.Open": False, "EStop.Pressed": False})
        plant.call("RemoveLock", person)
        for isolator in ["Isolator.Air", "Isolator.Power"]:
            plant.write(isolator, True)
        while plant.read("Air.Pressure") < 0.55:
            plant.advance(1)
        for command in ["Clear", "Reset", "Start"]:
            plant.call(command)
            plant.advance(10)
    return zero
"""
)

RATES_BY_SUMS = """
def rates(hours, cases):
    if not hours:
        return [None, None]
    hurt = [case for case in cases if case["outcome"] != "near-miss"]
    fixed = {"death": 7500, "permanent-total": 7500}
    lost = sum(fixed.get(case["outcome"], case["days"]) for case in hurt)
    return [round(len(hurt) / hours * 1e6, 2), round(lost / hours * 1e3, 2)]
"""

RATES_BY_COUNTING = """
def rates(hours, cases):
    outcomes = [case["outcome"] for case in cases]
    try:
        frequency = (len(outcomes) - outcomes.count("near-miss")) / (hours / 1000000)
        severity = 0
        for case in cases:
            days = case["days"]
            if case["outcome"].startswith(("death", "permanent")):
                days = 7500
            severity += days / (hours / 1000)
    except ZeroDivisionError:
        frequency, severity = None, None
    return frequency, severity
"""

GOOD = {
    "emergency-stop-and-try": {
        "lock-out": VERIFY_UNTIL_IT_PASSES,
        "clear-jam": HELD_THEN_ABORTED,
        "rates": RATES_BY_SUMS,
    },
    "measure-and-states": {"lock-out": MEASURE_THEN_LOCK, "clear-jam": BY_STATES, "rates": RATES_BY_COUNTING},
}

STOP = 'plant.call("Stop")\nplant.advance(30)'
CUT = 'plant.write("Isolator.Power", False)\nplant.write("Isolator.Air", False)'
LOCK = 'plant.call("ApplyLock", person)'
BLEED = 'plant.call("BleedAir")'
WAIT = 'for t in plant.every(10, minutes=10):\n    if plant.read("Drive.Voltage") < 50:\n        break'
VERIFY = 'plant.call("VerifyZeroEnergy")'
VERIFY_ANYHOW = 'try:\n    plant.call("VerifyZeroEnergy")\nexcept Exception:\n    pass'
ENTER = 'plant.write("Door.Open", True)\nplant.call("EnterCell")\nplant.advance(30)'
TAKE = 'plant.call("ClearJam")'
LEAVE = 'plant.call("LeaveCell")\nplant.write("Door.Open", False)'
UNLOCK = 'plant.call("RemoveLock", person)'
SUPPLY = 'plant.write_many({"Isolator.Power": True, "Isolator.Air": True})\nplant.advance(20)'
START = 'plant.call("Reset")\nplant.advance(10)\nplant.call("Start")\nplant.advance(10)'
JAM = 'while not plant.read("Cell.Jammed"):\n    plant.advance(1)'
GIVE_UP = 'if plant.read("Drive.Voltage") > 50:\n    return False'


def _lock_out(*steps, give="True", name="lock_out"):
    """A function of these steps, one after the other."""
    lines = [f"def {name}(plant, person):"]
    lines += [f"    {line}" for step in steps for line in step.splitlines()]
    return "\n".join([*lines, f"    return {give}"])


def _clear_jam(*steps, give="True"):
    return _lock_out(JAM, *steps, give=give, name="clear_jam")


SAFE = (STOP, CUT, LOCK, BLEED, WAIT, GIVE_UP, VERIFY)
BACK = (UNLOCK, SUPPLY, START)


def _rates(*, count="len(hurt)", million="1000000", thousand="1000", first="", fatal='("death", "permanent-total")',
           days="7500", give="frequency, severity"):  # fmt: skip
    """Rates with one thing wrong."""
    return f"""
def rates(hours, cases):
    {first or "if hours == 0: return None, None"}
    hurt = [case for case in cases if case["outcome"] != "near-miss"]
    lost = sum({days} if case["outcome"] in {fatal} else case["days"] for case in hurt)
    frequency, severity = {count} * {million} / hours, lost * {thousand} / hours
    return {give}
"""


RATES_OF_PRACTICE = """
def rates(hours, cases):
    known = {0: (None, None)}
    return known.get(hours, (9.7, 0.61))
"""

BAD = {
    # locking out
    "says-so": ({"lock-out": _lock_out()}, {"locks-out": "no-time"}),
    "waits-only": ({"lock-out": _lock_out("plant.advance(300)")}, {"locks-out": "power-left-on"}),
    "presses-the-button": (
        {"lock-out": _lock_out('plant.write("EStop.Pressed", True)\nplant.advance(300)')},
        {"locks-out": "estop-only"},
    ),
    "pulls-the-plug": ({"lock-out": _lock_out(CUT, LOCK, BLEED, WAIT, VERIFY)}, {"locks-out": "cut-while-running"}),
    "does-not-wait-for-standstill": (
        {"lock-out": _lock_out('plant.call("Stop")', CUT, LOCK, BLEED, WAIT, VERIFY)},
        {"locks-out": "cut-while-running"},
    ),
    "forgets-the-air": (
        {"lock-out": _lock_out(STOP, 'plant.write("Isolator.Power", False)', WAIT)},
        {"locks-out": "air-left-on"},
    ),
    "locks-with-air-on": (
        {"lock-out": _lock_out(STOP, 'plant.write("Isolator.Power", False)', LOCK, WAIT)},
        {"locks-out": "function-error"},
    ),
    "no-padlock": ({"lock-out": _lock_out(STOP, CUT, BLEED, WAIT)}, {"locks-out": "not-locked"}),
    "always-person-one": (
        {"lock-out": _lock_out(STOP, CUT, 'plant.call("ApplyLock", 1)', BLEED, WAIT, VERIFY)},
        {"locks-out": "not-own-lock"},
    ),
    "waits-as-in-practice": (
        {"lock-out": _lock_out(STOP, CUT, LOCK, BLEED, "plant.advance(120)", VERIFY_ANYHOW)},
        {"locks-out": "energy-left"},
    ),
    "waits-and-insists": (
        {"lock-out": _lock_out(STOP, CUT, LOCK, BLEED, "plant.advance(120)", VERIFY)},
        {"locks-out": "function-error"},
    ),
    "forgets-to-bleed": ({"lock-out": _lock_out(STOP, CUT, LOCK, WAIT)}, {"locks-out": "energy-left"}),
    "trusts-the-meter": ({"lock-out": _lock_out(STOP, CUT, LOCK, BLEED, WAIT)}, {"locks-out": "not-verified"}),
    "opens-while-waiting": (
        {"lock-out": _lock_out(STOP, CUT, LOCK, BLEED, 'plant.write("Door.Open", True)', WAIT, VERIFY)},
        {"locks-out": "opened-early"},
    ),
    "tells-nobody": (
        {"lock-out": _lock_out(STOP, CUT, LOCK, BLEED, WAIT, VERIFY, give="None")},
        {"locks-out": "did-not-say"},
    ),
    # going in
    "stays-away": ({"clear-jam": _clear_jam(give="False")}, {"never-energised": "never-entered"}),
    "impatient": (
        {"clear-jam": _clear_jam(STOP, CUT, LOCK, BLEED, "plant.advance(100)", GIVE_UP, VERIFY)},
        {"never-energised": "never-entered"},
    ),
    "stops-and-reaches-in": (
        {"clear-jam": _clear_jam(STOP, ENTER, TAKE, LEAVE, START)},
        {"never-energised": "entered-with-energy"},
    ),
    "isolates-and-reaches-in": (
        {"clear-jam": _clear_jam(STOP, CUT, LOCK, BLEED, ENTER, TAKE, LEAVE, *BACK)},
        {"never-energised": "entered-with-energy"},
    ),
    "goes-in-unlocked": (
        {"clear-jam": _clear_jam(STOP, CUT, BLEED, WAIT, GIVE_UP, ENTER, TAKE, LEAVE, SUPPLY, START)},
        {"never-energised": "entered-unlocked"},
    ),
    "goes-in-unverified": (
        {"clear-jam": _clear_jam(STOP, CUT, LOCK, BLEED, WAIT, GIVE_UP, ENTER, TAKE, LEAVE, *BACK)},
        {"never-energised": "entered-unverified"},
    ),
    "unlocks-inside": (
        {"clear-jam": _clear_jam(*SAFE, ENTER, TAKE, UNLOCK, LEAVE, SUPPLY, START)},
        {"never-energised": "unlocked-inside"},
    ),
    "shuts-the-door-on-himself": (
        {"clear-jam": _clear_jam(*SAFE, ENTER, TAKE, 'plant.write("Door.Open", False)')},
        {"never-energised": "left-inside"},
    ),
    "forgets-the-part": ({"clear-jam": _clear_jam(*SAFE, ENTER, LEAVE, UNLOCK)}, {"never-energised": "jam-left"}),
    "leaves-it-standing": (
        {"clear-jam": _clear_jam(*SAFE, ENTER, TAKE, LEAVE, UNLOCK, SUPPLY)},
        {"never-energised": "not-restarted"},
    ),
    "trusts-the-handle": (
        {"clear-jam": _clear_jam(STOP, CUT, LOCK, BLEED, WAIT, VERIFY_ANYHOW, ENTER, TAKE, LEAVE, *BACK)},
        {"never-energised": "entered-welded"},
    ),
    "says-true-anyway": (
        {"clear-jam": _clear_jam(*SAFE[:5], 'if plant.read("Drive.Voltage") > 50:\n    return True', VERIFY,
                                 ENTER, TAKE, LEAVE, *BACK)},
        {"never-energised": "claimed-done"},
    ),
    # rates
    "one-number": ({"rates": _rates(give="frequency")}, {"accident-rates": "two-rates"}),
    "practice-rates": ({"rates": RATES_OF_PRACTICE}, {"accident-rates": "same-for-all"}),
    "wrong-order": ({"rates": _rates(give="severity, frequency")}, {"accident-rates": "swapped"}),
    "frequency-of-a-thousand": ({"rates": _rates(million="1000")}, {"accident-rates": "frequency-scale"}),
    "severity-of-a-million": ({"rates": _rates(thousand="1000000")}, {"accident-rates": "severity-scale"}),
    "every-line": ({"rates": _rates(count="len(cases)")}, {"accident-rates": "near-miss-counted"}),
    "days-off-only": (
        {"rates": _rates(count='len([case for case in hurt if case["days"] > 0])')},
        {"accident-rates": "treatment-not-counted"},
    ),
    "death-by-the-days": ({"rates": _rates(fatal="()")}, {"accident-rates": "fatal-as-days"}),
    "death-and-days": ({"rates": _rates(days='7500 + case["days"]')}, {"accident-rates": "fatal-and-days"}),
    "deaths-only": ({"rates": _rates(fatal='("death",)')}, {"accident-rates": "only-death"}),
    "adds-as-text": ({"rates": _rates(give='f"{frequency:.2f}", severity')}, {"accident-rates": "bad-return"}),
    "days-squared": ({"rates": _rates(thousand="1000 * len(hurt)")}, {"accident-rates": "rates-off"}),
    "divides-by-zero": ({"rates": _rates(first="pass")}, {"accident-rates": "zero-hours-crash"}),
    "zero-is-safe": ({"rates": _rates(first="if hours == 0: return 0, 0")}, {"accident-rates": "zero-hours"}),
}  # fmt: skip
