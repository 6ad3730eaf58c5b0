"""E2, hidden from students: answers whose fate is known. Each is what a student types into the answer cells.

`GOOD` earns full points on every hidden seed; each of `BAD` is a mistake students make, with the message meant for it.
"""

ALTERNATE = """
def is_cause(plant, path, usual, suspect):
    differences = []
    while plant.time < 1900:
        shares = []
        for value in (usual, suspect) if len(differences) % 2 else (suspect, usual):
            plant.write(path, value)
            count, bad = made(plant, 5)
            shares.append((value == suspect, bad / count))
        differences.append(dict(shares)[True] - dict(shares)[False])
    return float(np.mean(differences)) > 0.3
"""

SHUFFLED = """
def is_cause(plant, path, usual, suspect):
    coin = np.random.default_rng(1)
    outcome = {0: [], 1: []}
    for _ in range(7):
        for group in coin.permutation(2):
            plant.write(path, suspect if group else usual)
            count, bad = made(plant, 6)
            outcome[int(group)] += [1] * bad + [0] * (count - bad)
    return bool(np.mean(outcome[1]) > np.mean(outcome[0]) + 0.25)
"""

STEPWISE = """
def find_cause(plant, history):
    changed = [path for path in USUAL if abs(plant.read(path) - USUAL[path]) > 1e-6]
    count, bad = made(plant, 12)
    before, best, cause = bad / count, 0.0, changed[0]
    for path in changed:
        plant.write(path, USUAL[path])
        count, bad = made(plant, 12)
        if before - bad / count > best:
            best, cause = before - bad / count, path
        before = bad / count
    return cause
"""

UNTIL_IT_HELPS = """
def find_cause(plant, history):
    table = np.array([history[path] for path in USUAL] + [history["RejectShare"]])
    strength = dict(zip(USUAL, np.abs(np.corrcoef(table)[-1, :-1])))
    found = None
    count, bad = made(plant, 12)
    today = bad / count
    for path in sorted(USUAL, key=lambda path: -strength[path]):
        value = plant.read(path)
        if value == USUAL[path]:
            continue
        plant.write(path, USUAL[path])
        count, bad = made(plant, 12)
        if today - bad / count > 0.4:
            return path
        plant.write(path, value)
    return path
"""

GOOD = {
    "pairs-and-stepwise": {"is-cause": ALTERNATE, "find-cause": STEPWISE},
    "shuffled-until-it-helps": {"is-cause": SHUFFLED, "find-cause": UNTIL_IT_HELPS},
}

BEFORE_AND_AFTER = """
def is_cause(plant, path, usual, suspect):
    shares = []
    for value in (usual, suspect):
        plant.write(path, value)
        count, bad = made(plant, 46)
        shares.append(bad / count)
    return shares[1] > shares[0] + 0.15
"""

# Counts the part that was in the mould when the setting was changed as one of the new setting.
OLD_PART = """
def is_cause(plant, path, usual, suspect):
    rejects = {usual: 0, suspect: 0}
    for number in range(100):
        value = suspect if number % 2 else usual
        plant.write(path, value)
        before = plant.read_many(["Parts.Total", "Parts.Rejected"])
        while plant.read("Parts.Total") == before["Parts.Total"] and plant.time < 2155:
            plant.advance(7)
        rejects[value] += plant.read("Parts.Rejected") - before["Parts.Rejected"]
    return rejects[suspect] > rejects[usual] + 15
"""

ALWAYS_GUILTY = """
def is_cause(plant, path, usual, suspect):
    plant.write(path, suspect)
    made(plant, 3)
    return True
"""

CORRELATION = """
def find_cause(plant, history):
    share = history["RejectShare"]
    return max(USUAL, key=lambda path: abs(np.corrcoef(history[path], share)[0, 1]))
"""

REGRESSION = """
def find_cause(plant, history):
    table = np.array([history[path] for path in USUAL])
    table = (table - table.mean(axis=1, keepdims=True)) / table.std(axis=1, keepdims=True)
    slopes, *_ = np.linalg.lstsq(table.T, np.array(history["RejectShare"]) - np.mean(history["RejectShare"]))
    return list(USUAL)[int(np.argmax(np.abs(slopes)))]
"""

TEXTBOOK = """
def find_cause(plant, history):
    made(plant, 6)
    seen = {kind: plant.read(f"Parts.{kind}") for kind in ("ShortShot", "Flash", "SinkMark", "Warp")}
    book = {"ShortShot": "Injection.Speed", "Flash": "Clamp.Setpoint", "SinkMark": "Hold.Time", "Warp": "Cool.Time"}
    return book[max(seen, key=seen.get)]
"""

LARGEST_CHANGE = """
def find_cause(plant, history):
    return max(USUAL, key=lambda path: abs(plant.read(path) - USUAL[path]) / USUAL[path])
"""

ALL_AT_ONCE = """
def find_cause(plant, history):
    share = history["RejectShare"]
    suspects = sorted(USUAL, key=lambda path: -abs(np.corrcoef(history[path], share)[0, 1]))[:3]
    made(plant, 12)
    for path in suspects:
        plant.write(path, USUAL[path])
    made(plant, 12)
    return suspects[0]
"""

LAST_ONE_LEFT = """
def find_cause(plant, history):
    share = history["RejectShare"]
    suspects = sorted(USUAL, key=lambda path: -abs(np.corrcoef(history[path], share)[0, 1]))
    count, bad = made(plant, 12)
    plant.write(suspects[0], USUAL[suspects[0]])
    again, worse = made(plant, 12)
    return suspects[0] if worse / again < bad / count - 0.4 else suspects[1]
"""

THREE_PARTS = """
def find_cause(plant, history):
    changed = [path for path in USUAL if plant.read(path) != USUAL[path]]
    made(plant, 3)
    rejects = {}
    for path in changed:
        today = plant.read(path)
        plant.write(path, USUAL[path])
        rejects[path] = made(plant, 3)[1]
        plant.write(path, today)
    return min(rejects, key=rejects.get)
"""

# Tries the likeliest one with care, and does not look at what came of it.
DEAF = """
def find_cause(plant, history):
    share = history["RejectShare"]
    path = max(USUAL, key=lambda path: abs(np.corrcoef(history[path], share)[0, 1]))
    made(plant, 36)
    plant.write(path, USUAL[path])
    made(plant, 36)
    return path
"""

CONSTANT = 'def find_cause(plant, history):\n    plant.write("Hold.Time", 4.5)\n    return "Hold.Time"'
IN_WORDS = 'def find_cause(plant, history):\n    return "holding time"'

BAD = {
    "before-and-after": ({"is-cause": BEFORE_AND_AFTER}, {"rejects-decoy": "compared-two-periods"}),
    "counts-the-old-part": ({"is-cause": OLD_PART}, {"rejects-decoy": "same-verdict"}),
    "always-guilty": ({"is-cause": ALWAYS_GUILTY}, {"rejects-decoy": "same-verdict"}),
    "empty": (
        {"is-cause": "def is_cause(plant, path, usual, suspect):\n    pass", "find-cause": IN_WORDS},
        {"rejects-decoy": "not-yes-or-no", "names-cause": "unknown-name"},
    ),
    "correlation-only": (
        {"find-cause": CORRELATION},
        {"names-cause": "followed-correlation", "confirms-by-experiment": "nothing-tried"},
    ),
    "regression-only": ({"find-cause": REGRESSION}, {"confirms-by-experiment": "nothing-tried"}),
    "textbook": ({"find-cause": TEXTBOOK}, {"names-cause": "named-untried"}),
    "largest-change": ({"find-cause": LARGEST_CHANGE}, {"names-cause": "named-untried"}),
    "constant": ({"find-cause": CONSTANT}, {"names-cause": "always-the-same"}),
    "all-at-once": (
        {"find-cause": ALL_AT_ONCE},
        {"names-cause": "compared-several", "confirms-by-experiment": "changed-together"},
    ),
    "last-one-left": ({"find-cause": LAST_ONE_LEFT}, {"confirms-by-experiment": "named-not-tried"}),
    "three-parts": ({"find-cause": THREE_PARTS}, {"confirms-by-experiment": "too-few-shots"}),
    "does-not-look": ({"find-cause": DEAF}, {"confirms-by-experiment": "rejects-stayed"}),
}
