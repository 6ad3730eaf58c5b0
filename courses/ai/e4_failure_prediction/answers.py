"""E4, hidden from students: answers whose fate is known. Each is what a student types into the answer cells.

`GOOD` earns full points on every hidden seed; each of `BAD` is a mistake students make, with the message meant for it.
"""

SHARE_OF_STRENGTH = """
def features(trial):
    omega = trial["speed"] * 2 * np.pi / 60
    watts = omega * trial["torque"]
    strength = 1 - trial["wear"] / 1.2
    return np.transpose([watts, trial["torque"] / strength])
"""

THREE_LOADS = """
def features(trial):
    columns = []
    for n, M, VB in zip(trial["speed"], trial["torque"], trial["wear"]):
        columns.append([n * M / 9549, M * (1 + VB), VB])
    return columns
"""

# The risk as a chance first, then the rule of decision: alarm where p * missed > (1 - p) * false_alarm.
CALIBRATED = """
def threshold(risk, failed, false_alarm, missed):
    logit = np.log((risk + 1e-9) / (1 - risk + 1e-9)).reshape(-1, 1)
    model = LogisticRegression(C=100).fit(logit, failed)
    chance = model.predict_proba(logit)[:, 1]
    worth = risk[chance * missed > (1 - chance) * false_alarm]
    return worth.min() if len(worth) else 2.0
"""

SORTED_ONCE = """
def threshold(risk, failed, false_alarm, missed):
    order = np.argsort(risk)
    overlooked = np.concatenate([[0], np.cumsum(failed[order])])
    needless = np.concatenate([np.cumsum((1 - failed[order])[::-1])[::-1], [0]])
    best = np.argmin(missed * overlooked + false_alarm * needless)
    return np.append(risk[order], 2.0)[best]
"""

LOGISTIC = """
def forecast(log, now):
    old = log["time"] <= now - REPORT_HOURS
    power = log["speed"] * log["torque"] / 9549
    strain = log["torque"] / (1 - 0.8 * log["wear"])
    table = np.column_stack([power, strain, np.maximum(power - 3, 0), np.maximum(strain - 24, 0)])
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(table[old], log["failed"][old])
    return model.predict_proba(table[log["time"] > now])[:, 1]
"""

BOXES = """
def forecast(log, now):
    settled = now - log["time"] >= REPORT_HOURS
    load = np.maximum(log["speed"] * log["torque"] / 33000, log["torque"] / (1 - 0.8 * log["wear"]) / 32)
    edges = np.quantile(load[settled], np.linspace(0, 1, 13)[1:-1])
    box = np.digitize(load, edges)
    share = np.array([log["failed"][settled & (box == each)].mean() for each in range(12)])
    return share[box[log["time"] > now]]
"""

GOOD = {
    "strength-sorted-logistic": {"features": SHARE_OF_STRENGTH, "threshold": SORTED_ONCE, "forecast": LOGISTIC},
    "loads-calibrated-boxes": {"features": THREE_LOADS, "threshold": CALIBRATED, "forecast": BOXES},
}

RAW = 'def features(trial):\n    return np.column_stack([trial[name] for name in ("speed", "torque", "wear", "flow")])'
LOGS = """
def features(trial):
    return np.log(np.column_stack([trial["speed"], trial["torque"], 0.1 + trial["wear"]]))
"""
POWER_ONLY = 'def features(trial):\n    return trial["speed"] * trial["torque"]'
STRAIN_ONLY = 'def features(trial):\n    return trial["torque"] / (1 - 0.8 * trial["wear"])'
CONSTANT = 'def features(trial):\n    return np.ones((len(trial["speed"]), 2))'
EMPTY = "def features(trial):\n    pass"
# Learnt on the practice record, raw: gives its own verdict as the feature.
LEARNT = """
table = np.column_stack(list(practice.trial.values()))
model = DecisionTreeClassifier(max_depth=6, random_state=0).fit(table, practice.failed)


def features(trial):
    return model.predict_proba(np.column_stack(list(trial.values())))[:, 1]
"""
EVERYTHING = """
def features(trial):
    columns = list(trial.values())
    return np.column_stack([a * b for a in columns for b in columns])
"""

HALF = "def threshold(risk, failed, false_alarm, missed):\n    return 0.5"
BEST_F1 = """
def threshold(risk, failed, false_alarm, missed):
    levels = np.quantile(risk, np.linspace(0, 0.99, 200))
    f1 = [2 * failed[risk >= level].sum() / ((risk >= level).sum() + failed.sum()) for level in levels]
    return levels[np.argmax(f1)]
"""
FORMULA = "def threshold(risk, failed, false_alarm, missed):\n    return false_alarm / (false_alarm + missed)"
SWAPPED = "def threshold(risk, failed, false_alarm, missed):\n    return missed / (false_alarm + missed)"
NEVER_MISS = "def threshold(risk, failed, false_alarm, missed):\n    return 0.0"
FITTED = """
def threshold(risk, failed, false_alarm, missed):
    return 0.9 if missed < 5 * false_alarm else 0.85
"""
CAREFUL = """
def threshold(risk, failed, false_alarm, missed):
    return np.quantile(risk[failed == 1], 0.02 * false_alarm / missed)
"""

USES_ALL = LOGISTIC.replace('log["time"] <= now - REPORT_HOURS', 'log["time"] > 0')
UP_TO_NOW = LOGISTIC.replace("now - REPORT_HOURS", "now")
SILENT_IS_SOUND = """
def forecast(log, now):
    past = log["time"] <= now
    failed = np.where(log["reported"] <= now, log["failed"], 0)
    table = np.column_stack([log["speed"], log["speed"] * log["torque"], log["torque"] / (1 - 0.8 * log["wear"])])
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(table[past], failed[past])
    return model.predict_proba(table[log["time"] > now])[:, 1]
"""
BALANCED = LOGISTIC.replace("LogisticRegression()", 'LogisticRegression(class_weight="balanced")')
BASE_RATE = """
def forecast(log, now):
    old = log["time"] <= now - REPORT_HOURS
    return np.full((log["time"] > now).sum(), log["failed"][old].mean())
"""
SPEED_ONLY = """
def forecast(log, now):
    old = log["time"] <= now - REPORT_HOURS
    table = log["flow"].reshape(-1, 1)
    model = LogisticRegression().fit(table[old], log["failed"][old])
    return model.predict_proba(table[log["time"] > now])[:, 1]
"""

BAD = {
    "raw": (
        {"features": RAW, "threshold": HALF},
        {"features-carry-over": "raw-features", "threshold-from-cost": "costs-not-used"},
    ),
    "logs": ({"features": LOGS}, {"features-carry-over": "raw-features"}),
    "power-only": ({"features": POWER_ONLY}, {"features-carry-over": "slow-jobs"}),
    "strain-only": ({"features": STRAIN_ONLY}, {"features-carry-over": "fast-jobs"}),
    "constant": (
        {"features": CONSTANT, "forecast": BASE_RATE},
        {"features-carry-over": "constant-features", "no-hindsight": "same-risk"},
    ),
    "empty": ({"features": EMPTY}, {"features-carry-over": "bad-return"}),
    "learnt-in-practice": ({"features": LEARNT}, {"features-carry-over": "fast-jobs"}),
    "everything": ({"features": EVERYTHING}, {"features-carry-over": "too-many-columns"}),
    "best-f1": (
        {"threshold": BEST_F1, "forecast": USES_ALL},
        {"threshold-from-cost": "costs-not-used", "no-hindsight": "later-jobs-used"},
    ),
    "formula": (
        {"threshold": FORMULA, "forecast": UP_TO_NOW},
        {"threshold-from-cost": "risk-is-no-chance", "no-hindsight": "late-reports-used"},
    ),
    "swapped": (
        {"threshold": SWAPPED, "forecast": SILENT_IS_SOUND},
        {"threshold-from-cost": "wrong-way", "no-hindsight": "silence-taken-for-sound"},
    ),
    "never-miss": (
        {"threshold": NEVER_MISS, "forecast": BALANCED},
        {"threshold-from-cost": "all-or-nothing", "no-hindsight": "too-many-expected"},
    ),
    "fitted": (
        {"threshold": FITTED, "forecast": SPEED_ONLY},
        {"threshold-from-cost": "too-few-alarms", "no-hindsight": "wrong-order"},
    ),
    "careful": ({"threshold": CAREFUL}, {"threshold-from-cost": "too-many-alarms"}),
}
