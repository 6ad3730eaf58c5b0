"""D3, hidden from students: answers whose fate is known. Each is what a student types into the answer cells.

`GOOD` earns full points on every hidden seed; each of `BAD` is a mistake students make, with the message meant for it.
"""

BY_STANDARD_DEVIATION = """
def limits(subgroups):
    sigma = np.sqrt(subgroups.var(axis=1, ddof=1).mean())
    centre = float(np.mean(subgroups))
    return [centre - 3 * sigma / np.sqrt(subgroups.shape[1]), centre, centre + 3 * sigma / np.sqrt(subgroups.shape[1])]
"""

IN_LOOPS = """
def limits(subgroups):
    means = [sum(row) / len(row) for row in subgroups]
    ranges = [max(row) - min(row) for row in subgroups]
    centre = sum(means) / len(means)
    a2 = [0, 0, 1.88, 1.023, 0.729, 0.577][len(subgroups[0])]
    width = a2 * sum(ranges) / len(ranges)
    return np.array([centre - width, centre, centre + width])
"""

ALL_FOUR_RULES = """
def watch(plant):
    bolts, z = [], []
    for t in plant.every(2.0):
        if plant.read("Part.Serial"):
            bolts.append(plant.read("Part.Diameter"))
        if len(bolts) <= 125 or len(bolts) % 5:
            continue
        first = np.array(bolts[:125]).reshape(25, 5)
        sigma = np.ptp(first, axis=1).mean() / 2.326 / 5 ** 0.5
        z.append((sum(bolts[-5:]) / 5 - first.mean()) / sigma)
        for side in (1, -1):
            out = [side * value for value in z]
            if out[-1] > 3:
                return "rule 1"
            if sum(value > 2 for value in out[-3:]) >= 2:
                return "rule 2"
            if sum(value > 1 for value in out[-5:]) >= 4:
                return "rule 3"
            if len(out) >= 8 and min(out[-8:]) > 0:
                return "rule 4"
"""

CUSUM = """
def watch(plant):
    first, up, down = [], 0.0, 0.0
    for t in plant.every(2.0):
        if plant.read("Part.Serial") == 0:
            continue
        diameter = plant.read("Part.Diameter")
        if len(first) < 125:
            first.append(diameter)
            continue
        z = (diameter - np.mean(first)) / np.std(first, ddof=1)
        up, down = max(0.0, up + z - 0.6), max(0.0, down - z - 0.6)
        if max(up, down) > 6:
            return t
    return None
"""

POOLED = """
def capability(subgroups, low, high):
    rows, size = subgroups.shape
    inside = subgroups - subgroups.mean(axis=1, keepdims=True)
    sigma = np.sqrt((inside ** 2).sum() / (rows * (size - 1)))
    upper, lower = (high - np.mean(subgroups)) / (3 * sigma), (np.mean(subgroups) - low) / (3 * sigma)
    return [(upper + lower) / 2, upper if upper < lower else lower]
"""

CENTRED = """
def capability(subgroups, low, high):
    ranges = [max(row) - min(row) for row in subgroups]
    sigma = sum(ranges) / len(ranges) / {3: 1.693, 4: 2.059, 5: 2.326}[len(subgroups[0])]
    cp = (high - low) / sigma / 6
    off = abs(subgroups.mean() - (low + high) / 2) / ((high - low) / 2)
    return np.array([cp, cp * (1 - off)])
"""

GOOD = {
    "standard-deviation": {"limits": BY_STANDARD_DEVIATION, "watch": ALL_FOUR_RULES, "capability": POOLED},
    "loops-and-cusum": {"limits": IN_LOOPS, "watch": CUSUM, "capability": CENTRED},
}


def _limits(
    *, centre="subgroups.mean()", half="{3: 1.023, 5: 0.577}[subgroups.shape[1]] * spread", answer="c - h, c, c + h"
):
    """Limits of the right build with one thing wrong."""
    return f"""
def limits(subgroups):
    spread = np.ptp(subgroups, axis=1).mean()
    c, h = {centre}, {half}
    return {answer}
"""


def _watch(
    *,
    half="0.577 * spread",
    rule="abs(mean - centre) > half",
    every=5,
    baseline=125,
    first="plant.read('Part.Serial') == 0",
):
    """A watch on means with one thing wrong."""
    return f"""
def watch(plant):
    bolts, means = [], []
    for t in plant.every(2.0):
        if {first}:
            continue
        bolts.append(plant.read("Part.Diameter"))
        if len(bolts) <= {baseline} or len(bolts) % {every}:
            continue
        calm = np.array(bolts[:{baseline}])
        centre, spread = calm.mean(), np.ptp(calm.reshape(-1, 5), axis=1).mean()
        half, mean = {half}, np.mean(bolts[-{every}:])
        means.append(mean)
        if {rule}:
            return
"""


SLOW = """
def watch(plant):
    bolts = []
    for t in plant.every(2.0):
        if plant.read("Part.Serial"):
            bolts.append(plant.read("Part.Diameter"))
        if len(bolts) > 244 and abs(np.mean(bolts[-100:]) - np.mean(bolts[:125])) > 0.004:
            return
"""


def _capability(
    *,
    sigma="np.ptp(subgroups, axis=1).mean() / {4: 2.059, 5: 2.326}[subgroups.shape[1]]",
    cpk="min(high - mean, mean - low) / (3 * sigma)",
    answer="cp, cpk",
):
    """Capability of the right build with one thing wrong."""
    return f"""
def capability(subgroups, low, high):
    sigma, mean = {sigma}, subgroups.mean()
    cp = (high - low) / (6 * sigma)
    cpk = {cpk}
    return {answer}
"""


PARTS = "3 * subgroups.std(ddof=1)"
ALONG = "(len(means) >= 3 and (min(means[-3:]) > centre or max(means[-3:]) < centre))"

BAD = {
    # limits
    "constant": (
        {"limits": "def limits(subgroups):\n    return 7.9866, 8.002, 8.0174"},
        {"sets-limits": "same-for-both"},
    ),
    "tolerance-around-the-mean": (
        {"limits": _limits(answer="7.96, c, 8.04")},
        {"sets-limits": "limits-are-tolerance"},
    ),
    "nominal": ({"limits": _limits(centre="8.0")}, {"sets-limits": "centre-off"}),
    "parts-not-means": ({"limits": _limits(half=PARTS)}, {"sets-limits": "limits-of-parts"}),
    "always-five": ({"limits": _limits(half="0.577 * spread")}, {"sets-limits": "factor-of-another-size"}),
    "upside-down": ({"limits": _limits(answer="c + h, c, c - h")}, {"sets-limits": "not-in-order"}),
    "three-ranges": ({"limits": _limits(half="3 * spread")}, {"sets-limits": "limits-too-wide"}),
    "one-sigma": (
        {"limits": _limits(half="spread / {3: 1.693, 5: 2.326}[subgroups.shape[1]] / np.sqrt(subgroups.shape[1])")},
        {"sets-limits": "limits-too-narrow"},
    ),
    # watching
    "never": ({"watch": _watch(rule="False")}, {"finds-shift": "never-alarmed"}),
    "tolerance-on-means": ({"watch": _watch(half="0.04")}, {"finds-shift": "never-alarmed"}),
    "counts-nothing-as-a-bolt": ({"watch": _watch(first="False")}, {"finds-shift": "never-alarmed"}),
    "practice-moment": (
        {"watch": "def watch(plant):\n    plant.advance(352)"},
        {"finds-shift": "same-moment"},
    ),
    "no-baseline": (
        {"watch": _watch(baseline=10, half="0.4 * spread")},
        {"finds-shift": "alarm-too-soon"},
    ),
    "parts-against-means": (
        {"watch": _watch(rule="abs(bolts[-1] - centre) > half or abs(bolts[-2] - centre) > half")},
        {"finds-shift": "cried-wolf"},
    ),
    "three-in-a-row": ({"watch": _watch(rule=ALONG)}, {"finds-shift": "cried-wolf"}),
    "upper-only": ({"watch": _watch(rule="mean > centre + half")}, {"finds-shift": "missed-drop"}),
    "lower-only": ({"watch": _watch(rule="mean < centre - half")}, {"finds-shift": "missed-rise"}),
    "slow": ({"watch": SLOW}, {"finds-shift": "found-late"}),
    # capability
    "constant-indices": (
        {"capability": "def capability(subgroups, low, high):\n    return 1.1, 0.65"},
        {"rates-capability": "same-for-all"},
    ),
    "cp-twice": ({"capability": _capability(cpk="cp")}, {"rates-capability": "off-centre-unseen"}),
    "from-nominal": (
        {"capability": _capability(cpk="min(high - 8.0, 8.0 - low) / (3 * sigma)")},
        {"rates-capability": "cpk-off"},
    ),
    "upper-side": ({"capability": _capability(cpk="(high - mean) / (3 * sigma)")}, {"rates-capability": "other-side"}),
    "overall": ({"capability": _capability(sigma="subgroups.std(ddof=1)")}, {"rates-capability": "overall-spread"}),
    "d2-of-five": (
        {"capability": _capability(sigma="np.ptp(subgroups, axis=1).mean() / 2.326")},
        {"rates-capability": "spread-off"},
    ),
    "six-sigma-twice": (
        {"capability": _capability(cpk="min(high - mean, mean - low) / (6 * sigma)")},
        {"rates-capability": "six-for-three"},
    ),
    "never-negative": (
        {"capability": _capability(cpk="min(abs(high - mean), abs(mean - low)) / (3 * sigma)")},
        {"rates-capability": "outside-unseen"},
    ),
    "swapped": ({"capability": _capability(answer="cpk, cp")}, {"rates-capability": "swapped"}),
}
