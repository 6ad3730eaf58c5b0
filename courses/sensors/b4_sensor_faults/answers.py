"""B4, hidden from students: answers whose fate is known. Each is what a student types into the answer cells.

`GOOD` earns full points on every hidden seed; each of `BAD` is a mistake students make, with the message meant for it.
"""

IN_ORDER = """
def diagnose(plant):
    paths = ["Zone1.Temperature", "Zone2.Temperature", "Zone1.HeaterPower", "Door.Open"]
    first, last, equal, opened = None, None, 0, False
    slow = None
    for t in plant.every(1.0):
        now = plant.read_many(paths)
        value = now["Zone1.Temperature"]
        if value != value:
            return "break"
        opened = opened or now["Door.Open"]
        if first is None:
            first, slow = now, value
        if last is not None and abs(value - last) > 7:
            return "spike"
        equal = equal + 1 if value == last else 0
        if equal >= 15:
            return "stuck"
        slow += 0.05 * (value - slow)
        last = value
    moved = abs(now["Zone2.Temperature"] - first["Zone2.Temperature"]) > 4
    driven = abs(now["Zone1.HeaterPower"] - first["Zone1.HeaterPower"]) > 0.5
    if abs(slow - first["Zone1.Temperature"]) > 3 and not (moved or driven or opened):
        return "drift"
    return "none"
"""

BY_TABLE = """
def diagnose(plant):
    rows, status = [], []
    for t in plant.every(2.0):
        seen = plant.sample("Zone1.Temperature")
        status.append(seen.status)
        rows.append([seen.value, plant.read("Zone2.Temperature"), plant.read("Zone1.HeaterPower"),
                     plant.read("Zone2.Controller.Setpoint"), float(plant.read("Door.Open"))])
    if "Bad" in status:
        return "break"
    table = np.array(rows)
    steps = np.abs(np.diff(table[:, 0]))
    if steps.max() > 10:
        return "spike"
    windows = [np.ptp(table[k:k + 20, 0]) for k in range(0, len(table) - 20, 5)]
    if min(windows) == 0:
        return "stuck"
    if np.ptp(table[:, 2:], axis=0).max() > 0:
        return "none"
    slope = np.polyfit(np.arange(len(table)) * 2.0, table[:, 0], 1)[0]
    return "drift" if abs(slope) > 0.005 else "none"
"""

LATCHES = """
def watch(plant):
    alarms, equal, last, broken, stuck = [], 0, None, False, False
    for t in plant.every(2.0):
        sample = plant.sample("Zone1.Temperature")
        if sample.status == "Bad":
            if not broken:
                alarms.append(t)
            broken = True
            continue
        broken = False
        equal = equal + 1 if sample.value == last else 0
        last = sample.value
        if equal == 15:
            alarms.append(t)
    return alarms
"""

WINDOW = """
def watch(plant):
    recent, alarms = [], []
    for t in plant.every(5.0):
        recent = (recent + [plant.read("Zone1.Temperature")])[-10:]
        suspicious = recent[-1] != recent[-1] or (len(recent) == 10 and len(set(recent)) == 1)
        if suspicious and (not alarms or t - alarms[-1] > 60):
            alarms.append(t)
    return np.array(alarms)
"""

GOOD = {
    "in-order": {"diagnose": IN_ORDER, "watch": LATCHES},
    "by-table": {"diagnose": BY_TABLE, "watch": WINDOW},
}


def _rules(
    *,
    bad=True,
    spike=10,
    stuck="len(set(v[k:k + 20])) == 1",
    drift="abs(v[-20:].mean() - v[:20].mean()) > 3",
    door=True,
    power=True,
    neighbour=True,
):
    """A diagnosis of the right build with one rule wrong or left out."""
    excuses = [
        "ptp(door) > 0" if door else "False",
        "ptp(power) > 0.5" if power else "False",
        "ptp(other) > 4" if neighbour else "False",
    ]
    break_rule = 'if np.isnan(v).any():\n        return "break"' if bad else "v = v[~np.isnan(v)]"
    return f"""
def diagnose(plant):
    ptp = np.ptp
    paths = ["Zone1.Temperature", "Zone2.Temperature", "Zone1.HeaterPower", "Door.Open"]
    table = np.array([[float(x) for x in plant.read_many(paths).values()] for t in plant.every(2.0)])
    v, other, power, door = table.T
    {break_rule}
    if np.abs(np.diff(v)).max() > {spike}:
        return "spike"
    for k in range(len(v) - 20):
        if {stuck}:
            return "stuck"
    excused = {" or ".join(excuses)}
    smooth = np.convolve(v, np.ones(10) / 10, mode="valid")
    if {drift} and not excused:
        return "drift"
    return "none"
"""


def _watch(rule, *, start="alarms, last, equal = [], None, 0", end="return alarms"):
    """A watch whose rule lacks something; `value`, `status` and `t` are there."""
    body = "\n".join(f"        {line}" for line in rule.splitlines())
    return f"""
def watch(plant):
    {start}
    for t in plant.every(5.0):
        value, status = plant.sample("Zone1.Temperature")[:2]
{body}
    {end}
"""


ONE_LOOK = """
def diagnose(plant):
    plant.advance(300)
    value = plant.read("Zone1.Temperature")
    if value != value:
        return "break"
    return "drift" if value > 856 else "none"
"""

ON_BAD = 'if status == "Bad":\n    alarms.append(t)'
ON_EQUAL = "equal = equal + 1 if value == last else 0\nlast = value\nif equal >= {}:\n    alarms.append(t)"

BAD = {
    # naming
    "always-none": ({"diagnose": 'def diagnose(plant):\n    return "none"'}, {"names-fault": "always-the-same"}),
    "always-drift": (
        {"diagnose": 'def diagnose(plant):\n    plant.advance(300)\n    return "drift"'},
        {"names-fault": "always-the-same"},
    ),
    "own-words": ({"diagnose": _rules().replace('"none"', '"normal"')}, {"names-fault": "unknown-word"}),
    "one-look": ({"diagnose": ONE_LOOK}, {"names-fault": "power-called-fault"}),
    "looks-at-one-signal": (
        {"diagnose": _rules(door=False, power=False, neighbour=False)},
        {"names-fault": "power-called-fault"},
    ),
    "forgets-the-neighbour": ({"diagnose": _rules(neighbour=False)}, {"names-fault": "neighbour-called-fault"}),
    "forgets-the-door": (
        {
            "diagnose": _rules(door=False, neighbour=False, drift="ptp(smooth) > 2.5").replace(
                "excused = ", "excused = ptp(other) > 15 or "
            )
        },
        {"names-fault": "door-called-fault"},
    ),
    "noise-is-a-spike": ({"diagnose": _rules(spike=0.7)}, {"names-fault": "calm-called-fault"}),
    "two-equal-are-stuck": ({"diagnose": _rules(stuck="v[k] == v[k + 1]")}, {"names-fault": "calm-called-fault"}),
    "drops-nan": ({"diagnose": _rules(bad=False)}, {"names-fault": "missed-break"}),
    "no-stuck-rule": ({"diagnose": _rules(stuck="False")}, {"names-fault": "missed-stuck"}),
    "spikes-too-small": ({"diagnose": _rules(spike=60)}, {"names-fault": "missed-spike"}),
    "drift-too-slow": (
        {"diagnose": _rules(drift="np.abs(np.diff(smooth)).max() > 2")},
        {"names-fault": "missed-drift"},
    ),
    # watching
    "never-alarms": ({"watch": _watch("pass")}, {"few-false-alarms": "no-alarm"}),
    "practice-times": (
        {"watch": "def watch(plant):\n    plant.advance(3600)\n    return [590.0]"},
        {"few-false-alarms": "break-unnoticed"},
    ),
    "always-alarms": ({"watch": _watch("alarms.append(t)")}, {"few-false-alarms": "cried-wolf"}),
    "two-equal": ({"watch": _watch(ON_EQUAL.format(1))}, {"few-false-alarms": "cried-wolf"}),
    "limits-only": (
        {
            "watch": _watch(
                ON_BAD + "\nstart = value if last is None else start\nlast = 0\n"
                "if abs(value - start) > 8:\n    alarms.append(t)"
            )
        },
        {"few-false-alarms": "alarm-after-change"},
    ),
    "bad-only": ({"watch": _watch(ON_BAD)}, {"few-false-alarms": "stuck-unnoticed"}),
    "equal-only": ({"watch": _watch(ON_EQUAL.format(10))}, {"few-false-alarms": "break-unnoticed"}),
    "ends-at-the-first": (
        {"watch": _watch(ON_BAD + "\n    return alarms")},
        {"few-false-alarms": "stopped-early"},
    ),
    "only-counts": (
        {"watch": _watch(ON_BAD, end="return len(alarms)")},
        {"few-false-alarms": "bad-return"},
    ),
}
