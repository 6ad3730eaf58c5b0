"""B5, hidden from students: answers whose fate is known. Each is what a student types into the answer cells.

`GOOD` earns full points on every hidden seed; each of `BAD` is a mistake students make, with the message meant for it.
"""

ASKS_BACK_EACH_TIME = """
def log(plant, path, seconds):
    kept = {}
    newest = 0.0
    for t in plant.every(seconds):
        try:
            past = plant.history(path, max(t - newest, 1.0))
        except PlantUnavailable:
            continue
        for time, value in past["value"].items():
            if on_beat(time, seconds):
                kept[round(time, 1)] = value
                newest = time
    return sorted(kept.items())
"""

MARKS_AND_FILLS = """
def log(plant, path, seconds):
    rows, holes = {}, []
    for t in plant.every(seconds):
        try:
            rows[round(t)] = plant.read(path)
            if holes:
                past = plant.history(path, t - holes[0] + 0.5)
                for time, value in zip(past.index, past["value"]):
                    if round(time) in holes and abs(time - round(time)) < 0.01:
                        rows[round(time)] = value
                holes = []
        except PlantUnavailable:
            holes.append(round(t))
    return np.array([[time, rows[time]] for time in sorted(rows)])
"""

ALL_BY_READING = """
def log_all(plant, paths, seconds):
    table = plant.signals().set_index("path")
    rows = []
    for t in plant.every(seconds):
        for path in paths:
            sample = plant.sample(path)
            value = None if sample.status == "Bad" else float(sample.value)
            rows.append((sample.time, path, value, table.loc[path, "unit"], sample.status))
    return rows
"""

ALL_BY_HISTORY = """
def log_all(plant, paths, seconds):
    units = {row.path: row.unit for row in plant.signals().itertuples()}
    rows = []
    for path in paths:
        rows.append([0.0, path, *plant.sample(path)[:1], units[path], plant.sample(path).status])
    plant.advance(seconds)
    for t in plant.every(seconds):
        for path in paths:
            value, status, time = plant.sample(path)
            rows.append([t, path, value, units[path], status])
    return rows
"""

CHANGES_LOOP = """
def log_changes(plant, path, band):
    rows = []
    for t in plant.every(1.0):
        value = plant.read(path)
        if not rows or not abs(value - rows[-1][1]) <= band:
            rows.append((t, value))
    return rows
"""

CHANGES_EARLY = """
def log_changes(plant, path, band):
    times, values = [], []
    for t in plant.every(0.5):
        sample = plant.sample(path)
        far = values and abs(sample.value - values[-1])
        if not values or far > 0.95 * band:
            times.append(sample.time)
            values.append(sample.value)
    return np.column_stack([times, values])
"""

GOOD = {
    "asks-back": {"log": ASKS_BACK_EACH_TIME, "log-all": ALL_BY_READING, "log-changes": CHANGES_LOOP},
    "fills-holes": {"log": MARKS_AND_FILLS, "log-all": ALL_BY_HISTORY, "log-changes": CHANGES_EARLY},
}


def _log(on_loss, back="", *, time="sample.time", end="return rows"):
    """A logger: what it does when the plant cannot be reached, and when it can be again (`lost` is true then)."""
    lost, again = ("\n".join(f"            {line}" for line in part.splitlines()) for part in (on_loss, back or "pass"))
    return f"""
def log(plant, path, seconds):
    rows, lost = [], False
    for t in plant.every(seconds):
        try:
            sample = plant.sample(path)
        except PlantUnavailable:
            lost = True
{lost}
            continue
        if lost:
{again}
        lost = False
        rows.append([{time}, sample.value])
    {end}
"""


FILL = """past = plant.history(path, {window})
rows += [[time, value] for time, value in past["value"].items() if on_beat(time, seconds){rule}]"""
WHOLE = FILL.format(window="t - rows[-1][0]", rule=" and rows[-1][0] < time < t")

NO_CATCH = """
def log(plant, path, seconds):
    return [[t, plant.read(path)] for t in plant.every(seconds)]
"""

AT_THE_END = """
def log(plant, path, seconds):
    for t in plant.every(60):
        pass
    try:
        past = plant.history(path, 600)
    except PlantUnavailable:
        return []
    return [[time, value] for time, value in past["value"].items() if on_beat(time, seconds)]
"""

EVERY_HALF_MINUTE = """
def log(plant, path, seconds):
    rows, last = [], -1.0
    for t in plant.every(30):
        try:
            past = plant.history(path, t - last)
        except PlantUnavailable:
            continue
        rows += [[time, value] for time, value in past["value"].items() if time > last and on_beat(time, seconds)]
        last = rows[-1][0]
    return rows
"""

STRAIGHT = """first, last = rows[-1], [sample.time, sample.value]
steps = round((last[0] - first[0]) / seconds)
for k in range(1, steps):
    rows.append([first[0] + k * seconds, first[1] + (last[1] - first[1]) * k / steps])"""


def _all(row, *, before="", units="units = plant.signals().set_index('path')['unit'].to_dict()"):
    """A log_all whose row lacks something; `sample`, `path`, `t` and `units` are there."""
    return f"""
def log_all(plant, paths, seconds):
    {units}
    rows = []
    for t in plant.every(seconds):
        for path in paths:
            sample = plant.sample(path)
            {before or "pass"}
            rows.append({row})
    return rows
"""


ROW = "[sample.time, path, sample.value, units[path], sample.status]"


def _changes(rule, *, step="1.0"):
    """A log_changes with another rule; `rows`, `value`, `last` (the reading before) and `t` are there."""
    return f"""
def log_changes(plant, path, band):
    rows, last = [], None
    for t in plant.every({step}):
        value = plant.read(path)
        if last is None or {rule}:
            rows.append([t, value])
        last = value
    return rows
"""


BAD = {
    # without loss
    "nothing": (
        {"log": "def log(plant, path, seconds):\n    plant.advance(300)\n    return []"},
        {"loses-nothing": "no-rows"},
    ),
    "constant": (
        {"log": "def log(plant, path, seconds):\n    plant.advance(300)\n    return [[0.0, 600.0]]"},
        {"loses-nothing": "gap-open"},
    ),
    "at-once": (
        {"log": "def log(plant, path, seconds):\n    return [[0.0, 600.0]]"},
        {"loses-nothing": "stopped-early"},
    ),
    "a-single-number": (
        {"log": "def log(plant, path, seconds):\n    plant.advance(300)\n    return plant.time"},
        {"loses-nothing": "no-table"},
    ),
    "no-catch": ({"log": NO_CATCH}, {"loses-nothing": "ended-by-outage"}),
    "gap-left-open": ({"log": _log("pass")}, {"loses-nothing": "gap-open"}),
    "practice-window": (
        {"log": _log("pass", FILL.format(window="20", rule=" and rows[-1][0] < time < t"))},
        {"loses-nothing": "gap-open"},
    ),
    "practice-time": (
        {"log": _log("pass", WHOLE.replace("rows +=", "rows += [] if t > 120 else"))},
        {"loses-nothing": "gap-open"},
    ),
    "at-the-end": ({"log": AT_THE_END}, {"loses-nothing": "no-rows"}),
    "now-and-then": ({"log": EVERY_HALF_MINUTE}, {"loses-nothing": "rows-missing"}),
    "overlaps": (
        {"log": _log("pass", FILL.format(window="t - rows[-1][0] + 10", rule=" and time < t"))},
        {"loses-nothing": "twice"},
    ),
    "both-ends": ({"log": _log("pass", FILL.format(window="t - rows[-1][0]", rule=""))}, {"loses-nothing": "twice"}),
    "late-in-the-file": (
        {
            "log": _log("pass", WHOLE.replace("rows +=", "late +="), end="return rows + late").replace(
                "rows, lost = []", "late, rows, lost = [], []"
            )
        },
        {"loses-nothing": "out-of-order"},
    ),
    "holds-the-last": ({"log": _log("rows.append([t, rows[-1][1]])")}, {"loses-nothing": "made-up-rows"}),
    "zero-for-nothing": ({"log": _log("rows.append([t, 0.0])")}, {"loses-nothing": "made-up-rows"}),
    "holds-in-the-gap": (
        {"log": _log("pass", WHOLE.replace("[[time, value]", "[[time, rows[-1][1]]"))},
        {"loses-nothing": "gap-guessed"},
    ),
    "straight-line": ({"log": _log("pass", STRAIGHT)}, {"loses-nothing": "gap-guessed"}),
    "marks-and-forgets": (
        {"log": _log("rows.append([t, None])", WHOLE.replace("if on_beat", "if False and on_beat"))},
        {"loses-nothing": "gap-guessed"},
    ),
    "all-of-history": (
        {"log": _log("pass", WHOLE.replace("on_beat(time, seconds) and ", ""))},
        {"loses-nothing": "off-beat"},
    ),
    "local-clock": (
        {
            "log": "import time as clock"
            + _log("pass", FILL.format(window="60", rule=" and time < t"), time="clock.time()")
        },
        {"loses-nothing": "not-plant-time"},
    ),
    # with meaning
    "nothing-of-all": (
        {"log-all": "def log_all(plant, paths, seconds):\n    plant.advance(180)\n    return []"},
        {"keeps-meaning": "no-rows"},
    ),
    "clock-on-the-wall": (
        {"log-all": "import time as clock" + _all(ROW.replace("sample.time", "clock.time()"))},
        {"keeps-meaning": "not-plant-time"},
    ),
    "first-signal-only": (
        {"log-all": _all(ROW).replace("in paths", "in paths[:1]")},
        {"keeps-meaning": "signal-missing"},
    ),
    "practice-signals": (
        {"log-all": _all(ROW).replace("in paths", "in ['Zone1.Temperature']")},
        {"keeps-meaning": "signal-missing"},
    ),
    "drops-bad": (
        {"log-all": _all(ROW, before="if sample.status == 'Bad': continue")},
        {"keeps-meaning": "bad-dropped"},
    ),
    "bad-is-zero": (
        {"log-all": _all(ROW.replace("sample.value", "0.0 if sample.status == 'Bad' else sample.value"))},
        {"keeps-meaning": "bad-as-number"},
    ),
    "always-good": ({"log-all": _all(ROW.replace("sample.status", "'Good'"))}, {"keeps-meaning": "status-wrong"}),
    "good-or-bad": (
        {"log-all": _all(ROW.replace("sample.status", "'Bad' if sample.value != sample.value else 'Good'"))},
        {"keeps-meaning": "status-wrong"},
    ),
    "all-in-celsius": (
        {"log-all": _all(ROW.replace("units[path]", "'°C'"))},
        {"keeps-meaning": "unit-wrong"},
    ),
    "no-units": ({"log-all": _all(ROW.replace("units[path]", "''"))}, {"keeps-meaning": "unit-wrong"}),
    "rounds": (
        {"log-all": _all(ROW.replace("sample.value", "sample.value // 1"))},
        {"keeps-meaning": "wrong-values"},
    ),
    "too-seldom": (
        {"log-all": _all(ROW).replace("every(seconds)", "every(5 * seconds)")},
        {"keeps-meaning": "moments-missing"},
    ),
    "every-row-twice": (
        {"log-all": _all(ROW).replace("return rows", "return rows + rows")},
        {"keeps-meaning": "moments-twice"},
    ),
    # on change
    "no-change-ever": (
        {"log-changes": "def log_changes(plant, path, band):\n    plant.advance(480)\n    return []"},
        {"stores-on-change": "no-rows"},
    ),
    "first-only": ({"log-changes": _changes("False")}, {"stores-on-change": "crept-away"}),
    "stores-all": ({"log-changes": _changes("True")}, {"stores-on-change": "too-many-rows"}),
    "any-change": ({"log-changes": _changes("value != last")}, {"stores-on-change": "too-many-rows"}),
    "from-the-reading-before": (
        {"log-changes": _changes("abs(value - last) > band")},
        {"stores-on-change": "crept-away"},
    ),
    "only-upwards": ({"log-changes": _changes("value - rows[-1][1] > band")}, {"stores-on-change": "crept-away"}),
    "practice-band": (
        {"log-changes": _changes("abs(value - rows[-1][1]) > 5.0")},
        {"stores-on-change": "crept-away"},
    ),
    "every-half-minute": ({"log-changes": _changes("True", step="30.0")}, {"stores-on-change": "by-the-clock"}),
    "the-band-itself": (
        {
            "log-changes": _changes("abs(value - rows[-1][1]) > band").replace(
                "[t, value]", "[t, round(value / band) * band]"
            )
        },
        {"stores-on-change": "wrong-values"},
    ),
    "leaves-the-first-out": (
        {"log-changes": _changes("abs(value - rows[-1][1]) > band").replace("return rows", "return rows[1:]")},
        {"stores-on-change": "first-missing"},
    ),
}
