"""F1, hidden from students: answers whose fate is known. Each is what a student types into the answer cells.

`GOOD` earns full points on every hidden seed; each of `BAD` is a mistake students make, with the message meant for it.
"""

RECORD = """
def shaken(plant, changes):
    begun, rows = plant.time, []
    for t in plant.every(10.0):
        for at, path, value in changes:
            if round(t - begun) == at:
                plant.write(path, value)
        seen = plant.read_many(["Mould.Temperature", "Mould.Setpoint", "Cool.Time", "Room.Temperature"])
        rows.append(list(seen.values()))
    mould, water, cool, room = np.array(rows).T
    return mould, water, 10.8 + cool, room

STEPS = [(200, "Mould.Setpoint", 115.0), (700, "Cool.Time", 20.0), (1000, "Mould.Setpoint", 80.0)]
"""

SIMULATED_FIT = (
    RECORD
    + """
def simulated(numbers, start, water, cycle, room):
    gain, tau, heat = numbers
    temperature, told = start, []
    for w, c, r in zip(water, cycle, room):
        told.append(temperature)
        level = gain * w + (1 - gain) * r + heat / c
        temperature = level + (temperature - level) * np.exp(-10.0 / tau)
    return np.array(told)

def fit(plant):
    from scipy.optimize import least_squares

    temperature, water, cycle, room = shaken(plant, STEPS)

    def miss(numbers):
        return simulated(numbers[:3], numbers[3], water, cycle, room) - temperature

    found = least_squares(miss, [0.8, 200.0, 100.0, temperature[0]], x_scale=[0.1, 50, 50, 1])
    return dict(zip(["gain", "tau", "heat"], found.x.tolist()))
"""
)
SIMULATED_PREDICT = """
def predict(model, plan):
    numbers = [model[name] for name in ("gain", "tau", "heat")]
    return simulated(numbers, plan["start"], plan["water"], plan["cycle"], plan["room"])
"""

SLOPES_FIT = (
    RECORD
    + """
def fit(plant):
    temperature, water, cycle, room = shaken(plant, STEPS)
    far = 9
    slope = (temperature[far:] - temperature[:-far]) / (10.0 * far)

    def mean(values):
        return np.convolve(values, np.ones(far) / far, mode="valid")[: len(slope)]

    table = np.column_stack([mean(water - temperature), mean(room - temperature), mean(1 / cycle)])
    numbers = np.linalg.lstsq(table, slope, rcond=None)[0]
    return {"numbers": numbers}
"""
)
SLOPES_PREDICT = """
def predict(model, plan):
    pull, loss, heat = model["numbers"]
    out = np.empty(len(plan["seconds"]))
    out[0] = plan["start"]
    for i in range(1, len(out)):
        slope = pull * (plan["water"][i - 1] - out[i - 1]) + loss * (plan["room"][i - 1] - out[i - 1])
        slope += heat / plan["cycle"][i - 1]
        out[i] = out[i - 1] + slope * (plan["seconds"][i] - plan["seconds"][i - 1])
    return out
"""

SQUARES_IMPROVE = """
def improve(trials, today):
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures, StandardScaler

    table = np.column_stack([trials[name] for name in RANGES])
    models = []
    for defect in DEFECTS:
        y = np.array(trials[defect])
        if y.any():
            steps = StandardScaler(), PolynomialFeatures(2), LogisticRegression(C=0.3, max_iter=500)
            models.append(make_pipeline(*steps).fit(table, y))

    rng = np.random.default_rng(0)
    spans = np.array(list(RANGES.values()))
    options = rng.uniform(spans[:, 0], spans[:, 1], (8000, 6))
    fast = [cycle_time(dict(zip(RANGES, row))) <= cycle_time(today) for row in options]
    options = options[fast]
    bad = sum(model.predict_proba(options)[:, 1] for model in models)
    best = options[bad.argsort()[:40]].mean(axis=0)
    return {name: float(value) for name, value in zip(RANGES, best)}
"""

NEWTON_IMPROVE = """
def improve(trials, today):
    names = list(RANGES)
    x = np.array([trials[name] for name in names]).T
    mean, std = x.mean(axis=0), x.std(axis=0)
    z = np.column_stack([np.ones(len(x)), (x - mean) / std])
    weights = []
    for defect in DEFECTS:
        y, w = np.array(trials[defect], dtype=float), np.zeros(7)
        for _ in range(15):
            p = 1 / (1 + np.exp(-z @ w))
            hessian = (z * (p * (1 - p))[:, None]).T @ z + np.eye(7)
            w = w + np.linalg.solve(hessian, z.T @ (y - p) - w)
        weights.append(w)

    def chance_of_reject(settings):
        row = np.concatenate([[1.0], (np.array([settings[name] for name in names]) - mean) / std])
        good = 1.0
        for w in weights:
            good *= 1 - 1 / (1 + np.exp(-row @ w))
        return 1 - good

    best = dict(today)
    for share in (0.3, 0.2, 0.1, 0.05, 0.03):
        for _ in range(4):
            for name in names:
                low, high = RANGES[name]
                for step in (-share, share):
                    for other in (None, "Cool.Time", "Hold.Time"):
                        new = dict(best)
                        new[name] = min(high, max(low, best[name] + step * (high - low)))
                        if other and other != name:
                            new[other] = new[other] - max(0.0, cycle_time(new) - cycle_time(today))
                        inside = all(RANGES[key][0] <= value <= RANGES[key][1] for key, value in new.items())
                        if not inside or cycle_time(new) > cycle_time(today) + 1e-9:
                            continue
                        if chance_of_reject(new) < chance_of_reject(best):
                            best = new
    return best
"""

GOOD = {
    "simulated-squares": {"fit": SIMULATED_FIT, "predict": SIMULATED_PREDICT, "improve": SQUARES_IMPROVE},
    "slopes-newton": {"fit": SLOPES_FIT, "predict": SLOPES_PREDICT, "improve": NEWTON_IMPROVE},
}


def _predict(body):
    return f"def predict(model, plan):\n    {body}"


# Knows the final levels of water and cycle, and lets the mould jump from one to the other.
STATIC_FIT = (
    RECORD
    + """
def fit(plant):
    temperature, water, cycle, room = shaken(plant, STEPS)
    table = np.column_stack([water, 1 / cycle, np.ones(len(water))])
    return np.linalg.lstsq(table, temperature, rcond=None)[0]
"""
)
STATIC_PREDICT = _predict('return plan["start"] + np.concatenate([[0], np.cumsum(np.diff(plan["water"]) * model[0])])')

WATER_ONLY_FIT = (
    RECORD
    + """
def fit(plant):
    temperature, water, cycle, room = shaken(plant, [(300, "Mould.Setpoint", 115.0), (1000, "Mould.Setpoint", 75.0)])
    so_far = np.cumsum(np.column_stack([np.ones(len(water)), water, temperature])[:-1], axis=0) * 10.0
    table = np.column_stack([np.vstack([np.zeros(3), so_far]), np.ones(len(water))])
    return np.linalg.lstsq(table, temperature, rcond=None)[0][:3]
"""
)
WATER_ONLY_PREDICT = """
def predict(model, plan):
    temperature, told = plan["start"], []
    for water in plan["water"]:
        told.append(temperature)
        temperature += 10 * (model[0] + model[1] * water + model[2] * temperature)
    return told
"""

OTHER_MOULD = """
def fit(plant):
    plant.write("Mould.Setpoint", 110.0)
    plant.advance(1700)
    return [0.03, 0.0033, -0.0042, 0.74]
"""
EULER = """
def predict(model, plan):
    temperature, told = %s, []
    for water, cycle in zip(plan["water"], plan["cycle"]):
        told.append(temperature)
        temperature += %s * (model[0] + model[1] * water + model[2] * temperature + model[3] / cycle)
    return told
"""
ONLY_WATCHED = "def fit(plant):\n    plant.advance(1790)\n    return [0.03, 0.0033, -0.0042, 0.74]"

# The equation is right, the clock is not: steps of one second for rows ten seconds apart.
GOOD_FIT = (
    RECORD
    + """
def fit(plant):
    temperature, water, cycle, room = shaken(plant, STEPS)
    terms = np.column_stack([np.ones(len(water)), water, temperature, 1 / cycle])[:-1]
    table = np.column_stack([np.vstack([np.zeros(4), np.cumsum(terms, axis=0) * 10.0]), np.ones(len(water))])
    return np.linalg.lstsq(table, temperature, rcond=None)[0][:4]
"""
)

SAME_FOR_ALL = """
def improve(trials, today):
    return {"Barrel.Setpoint": 300.0, "Mould.Setpoint": 90.0, "Injection.Speed": 52.0,
            "Hold.Pressure": 57.0, "Hold.Time": 6.0, "Cool.Time": 8.0}
"""
ANY_RECIPE = """
def improve(trials, today):
    x = np.array([trials[name] for name in RANGES]).T
    low, high = np.array(list(RANGES.values())).T
    z = (x - low) / (high - low)
    return dict(zip(RANGES, %s))
"""
# Fights sink marks alone and drives every setting against them.
ONE_DEFECT = ANY_RECIPE % (
    "np.where(np.linalg.lstsq(z - z.mean(axis=0), "
    "np.array(trials['SinkMark']) * 1.0, rcond=None)[0] > 0, low, high).tolist()"
)
FASTER = """
    settings["Cool.Time"] = max(5.0, settings["Cool.Time"] - max(0.0, cycle_time(settings) - cycle_time(today)))
    settings["Hold.Time"] = max(2.0, settings["Hold.Time"] - max(0.0, cycle_time(settings) - cycle_time(today)))
    return settings
"""
ONE_DEFECT_FAST = ONE_DEFECT.replace("return dict", "settings = dict") + FASTER
SLOW = """
def improve(trials, today):
    often = np.array(trials["Flash"]).mean() > 0.2
    return dict(today, **{"Hold.Pressure": 42.0 if often else 80.0, "Hold.Time": 8.0, "Cool.Time": 13.0})
"""
HALF_HEARTED = """
def improve(trials, today):
    often = np.array(trials["Flash"]).mean() > 0.2
    return dict(today, **{"Hold.Pressure": today["Hold.Pressure"] + (-3.0 if often else 2.0)})
"""
TOO_STRONG = 'def improve(trials, today):\n    return dict(today, **{"Hold.Pressure": 120.0})'

BAD = {
    # a model of the mould
    "empty": (
        {
            "fit": "def fit(plant):\n    pass",
            "predict": "def predict(model, plan):\n    pass",
            "improve": "def improve(trials, today):\n    pass",
        },
        {"predicts-trajectory": "no-model", "halves-defects": "not-the-settings"},
    ),
    "static": ({"fit": STATIC_FIT, "predict": STATIC_PREDICT}, {"predicts-trajectory": "no-inertia"}),
    "water-only": ({"fit": WATER_ONLY_FIT, "predict": WATER_ONLY_PREDICT}, {"predicts-trajectory": "forgot-cycle"}),
    "another-mould": (
        {"fit": OTHER_MOULD, "predict": EULER % ('plan["start"]', 10)},
        {"predicts-trajectory": "same-for-both"},
    ),
    "only-watched": (
        {"fit": ONLY_WATCHED, "predict": EULER % ('plan["start"]', 10)},
        {"predicts-trajectory": "nothing-moved"},
    ),
    "from-cold": ({"fit": GOOD_FIT, "predict": EULER % ("23.0", 10)}, {"predicts-trajectory": "starts-elsewhere"}),
    "seconds-for-rows": (
        {"fit": GOOD_FIT, "predict": EULER % ('plan["start"]', 1)},
        {"predicts-trajectory": "too-far-off"},
    ),
    # better settings
    "as-it-was": ({"improve": "def improve(trials, today):\n    return today"}, {"halves-defects": "left-as-it-was"}),
    "same-for-all": ({"improve": SAME_FOR_ALL}, {"halves-defects": "same-settings-for-both"}),
    "one-defect": ({"improve": ONE_DEFECT_FAST}, {"halves-defects": "traded-defects"}),
    "slow": ({"improve": SLOW}, {"halves-defects": "too-slow"}),
    "half-hearted": ({"improve": HALF_HEARTED}, {"halves-defects": "not-half"}),
    "too-strong": ({"improve": TOO_STRONG}, {"halves-defects": "out-of-range"}),
}
