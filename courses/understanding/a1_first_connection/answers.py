"""A1, hidden from students: answers whose fate is known. Each is what a student types into the answer cells.

`GOOD` earns full points on every hidden seed; each of `BAD` is a mistake students make, with the message meant for it.
"""

FIND_IN_TABLE = """
def find_value(plant, area, unit, writable):
    table = plant.signals()
    table = table[table["path"].str.split(".").str[0] == area]
    table = table[(table["unit"] == unit) & (table["writable"] == writable)]
    return float(plant.read(table["path"].iloc[0]))
"""

FIND_BY_SETS = """
def find_value(plant, area, unit, writable):
    rows = plant.signals().to_dict("records")
    here = {r["path"] for r in rows if r["path"].split(".")[0] == area}
    same = {r["path"] for r in rows if r["unit"] == unit}
    kind = {r["path"] for r in rows if bool(r["writable"]) is writable}
    (path,) = here & same & kind
    return plant.sample(path).value
"""

CURRENT_BY_INDEX = """
def to_current(plant, path):
    row = plant.signals().set_index("path").loc[path]
    return row["unit"], float(np.interp(plant.read(path), [row["low"], row["high"]], [4.0, 20.0]))
"""

CURRENT_BY_STEP = """
def to_current(plant, path):
    table = plant.signals()
    row = table[table.path == path].iloc[0]
    per_unit = 16 / (row.high - row.low)
    current = 4.0
    current += (plant.sample(path).value - row.low) * per_unit
    return [row.unit, round(current, 3)]
"""

COUNTERS = """
def report(plant):
    total = 0.0
    good = 0
    bad = 0
    while True:
        seen = plant.sample("Zone1.Temperature")
        if seen.status == "Good":
            total += seen.value
            good += 1
        else:
            bad += 1
        before = plant.time
        if plant.advance(5) <= before:
            break
    return total / good, good / (good + bad) * 100
"""

EVERY_SECOND = """
def report(plant):
    samples = [plant.sample("Zone1.Temperature") for t in plant.every(1.0)]
    trusted = [each.value for each in samples if each.status not in ("Bad", "Uncertain")]
    return [sum(trusted) / len(trusted), 100.0 * len(trusted) / len(samples)]
"""

GOOD = {
    "in-the-table": {"find-value": FIND_IN_TABLE, "to-current": CURRENT_BY_INDEX, "report": COUNTERS},
    "by-hand": {"find-value": FIND_BY_SETS, "to-current": CURRENT_BY_STEP, "report": EVERY_SECOND},
}


def _find(condition, give="plant.read(row.path)"):
    """A search whose condition lacks something."""
    return f"""
def find_value(plant, area, unit, writable):
    for row in plant.signals().itertuples():
        if {condition}:
            return {give}
"""


def _current(formula, unit="row.unit"):
    """A conversion with one thing wrong."""
    return f"""
def to_current(plant, path):
    for row in plant.signals().itertuples():
        if row.path == path:
            value, low, high = plant.read(path), row.low, row.high
            return {unit}, {formula}
"""


def _report(body, *, mean="np.mean(values)", share="100 * len(values) / count", start=""):
    """A ten-minute watch; `body` adds to `values`."""
    lines = [
        "def report(plant):",
        "    values, count, last = [], 0, 0.0",
        *(f"    {line}" for line in start.splitlines()),
    ]
    lines += [
        "    for t in plant.every(5.0):",
        "        count += 1",
        '        sample = plant.sample("Zone1.Temperature")',
    ]
    lines += [f"        {line}" for line in body.splitlines()]
    return "\n".join([*lines, f"    return {mean}, {share}"])


PATH_OF_PRACTICE = """
def find_value(plant, area, unit, writable):
    known = {("Zone1", "°C"): 312.4, ("Zone2", "°C"): 655.0, ("Zone1", "%"): 41.5, ("Room", "°C"): 20.9}
    return known.get((area, unit), 4.25)
"""

CURRENTS_OF_PRACTICE = """
def to_current(plant, path):
    known = {"Room.Temperature": 11.81, "Zone1.Temperature": 8.16, "Zone2.Temperature": 12.73}
    units = {"Room.Temperature": "°C", "Zone1.Temperature": "°C", "Zone2.Temperature": "°C"}
    return units.get(path, "%"), known.get(path, 10.64)
"""

REPORT_OF_PRACTICE = """
def report(plant):
    plant.advance(600)
    return 300.0, 77.5
"""

ONLY_GOOD = 'if sample.status == "Good":\n    values.append(sample.value)'
TO_ZERO = 'values.append(sample.value if sample.status == "Good" else 0.0)'
NAN_TO_ZERO = "values.append(np.nan_to_num(sample.value))"
HOLD = 'if sample.status == "Good":\n    last = sample.value\nvalues.append(last)'
NOT_NAN = "if sample.value == sample.value:\n    values.append(sample.value)"
UNTIL_BAD = 'if sample.status == "Bad":\n    break\nvalues.append(sample.value)'
PLACE, UNIT, KIND = 'row.path.startswith(area + ".")', "row.unit == unit", "row.writable == writable"

BAD = {
    # finding a signal
    "constant": (
        {"find-value": "def find_value(plant, area, unit, writable):\n    return 850.25"},
        {"finds-signal": "not-from-plant"},
    ),
    "one-by-heart": (
        {"find-value": 'def find_value(plant, area, unit, writable):\n    return plant.read("Zone1.Temperature")'},
        {"finds-signal": "always-the-same"},
    ),
    "practice-values": ({"find-value": PATH_OF_PRACTICE}, {"finds-signal": "not-from-plant"}),
    "any-place": ({"find-value": _find(f"{UNIT} and {KIND}")}, {"finds-signal": "wrong-area"}),
    "any-unit": ({"find-value": _find(f"{PLACE} and {KIND}")}, {"finds-signal": "wrong-unit"}),
    "any-kind": ({"find-value": _find(f"{PLACE} and {UNIT}")}, {"finds-signal": "wrong-kind"}),
    "gives-the-name": (
        {"find-value": _find(f"{PLACE} and {UNIT} and {KIND}", give="row.path")},
        {"finds-signal": "name-not-value"},
    ),
    "finds-nothing": ({"find-value": _find("row.title == unit")}, {"finds-signal": "bad-return"}),
    # scaling
    "constant-current": (
        {"to-current": 'def to_current(plant, path):\n    return "°C", 12.0'},
        {"scales-signal": "same-for-all"},
    ),
    "practice-currents": ({"to-current": CURRENTS_OF_PRACTICE}, {"scales-signal": "current-off"}),
    "dead-zero": ({"to-current": _current("20 * (value - low) / (high - low)")}, {"scales-signal": "zero-to-twenty"}),
    "past-the-top": (
        {"to-current": _current("4 + 20 * (value - low) / (high - low)")},
        {"scales-signal": "four-plus-twenty"},
    ),
    "percent": (
        {"to-current": _current("100 * (value - low) / (high - low)")},
        {"scales-signal": "percent-not-current"},
    ),
    "no-low": ({"to-current": _current("4 + 16 * value / high")}, {"scales-signal": "forgot-low"}),
    "one-range": ({"to-current": _current("4 + 16 * value / 1200")}, {"scales-signal": "one-range-for-all"}),
    "low-left-in-span": ({"to-current": _current("4 + 16 * (value - low) / high")}, {"scales-signal": "current-off"}),
    "always-celsius": (
        {"to-current": _current("4 + 16 * (value - low) / (high - low)", unit='"°C"')},
        {"scales-signal": "unit-off"},
    ),
    "number-only": (
        {"to-current": _current("4 + 16 * (value - low) / (high - low)").replace("row.unit, ", "")},
        {"scales-signal": "two-answers"},
    ),
    # counting
    "everything": ({"report": _report("values.append(sample.value)")}, {"counts-good": "nan-in-the-mean"}),
    "bad-is-zero": ({"report": _report(TO_ZERO)}, {"counts-good": "counted-as-zero"}),
    "nan-is-zero": ({"report": _report(NAN_TO_ZERO)}, {"counts-good": "counted-as-zero"}),
    "not-nan": ({"report": _report(NOT_NAN)}, {"counts-good": "uncertain-counted"}),
    "holds-the-last": ({"report": _report(HOLD)}, {"counts-good": "held-over-the-gap"}),
    "gives-up": ({"report": _report(UNTIL_BAD)}, {"counts-good": "stopped-early"}),
    "practice-report": ({"report": REPORT_OF_PRACTICE}, {"counts-good": "mean-off"}),
    "forgets-the-count": (
        {"report": _report(ONLY_GOOD, share="100 * len(values) / len(values)")},
        {"counts-good": "nothing-excluded"},
    ),
    "as-fraction": (
        {"report": _report(ONLY_GOOD, share="len(values) / count")},
        {"counts-good": "fraction-not-percent"},
    ),
    "the-rest": (
        {"report": _report(ONLY_GOOD, share="100 * (count - len(values)) / count")},
        {"counts-good": "share-of-the-rest"},
    ),
    "wrong-total": ({"report": _report(ONLY_GOOD, share="100 * len(values) / 600")}, {"counts-good": "share-off"}),
    "mean-only": (
        {"report": _report(ONLY_GOOD).replace(", 100 * len(values) / count", "")},
        {"counts-good": "two-numbers"},
    ),
}
