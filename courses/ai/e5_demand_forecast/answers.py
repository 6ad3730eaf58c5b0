"""E5, hidden from students: answers whose fate is known. Each is what a student types into the answer cells.

`GOOD` earns full points on every hidden seed; each of `BAD` is a mistake students make, with the message meant for it.
"""

ERROR_LOOP = """
def scaled_error(history, actual, forecast):
    misses = [abs(a - f) for a, f in zip(actual, forecast)]
    weekly = [abs(history[day] - history[day - 7]) for day in range(7, len(history))]
    return (sum(misses) / len(misses)) / (sum(weekly) / len(weekly))
"""

ERROR_ROLL = """
def scaled_error(history, actual, forecast):
    weekly = np.abs(history - np.roll(history, 7))[7:].mean()
    return float(np.abs(forecast - actual).mean() / weekly)
"""

REGRESSION = """
def forecast(history, promotion, days):
    known = len(history)
    day = np.arange(known + days)
    columns = [day % 7 == weekday for weekday in range(6)]
    columns += [promotion, day / 365, np.sin(2 * np.pi * day / 365), np.cos(2 * np.pi * day / 365)]
    table = np.column_stack(columns).astype(float)
    open_days = (day[:known] % 7 != 6) & (history > 0)
    weights, *_ = np.linalg.lstsq(table[:known][open_days], np.log(history[open_days]), rcond=None)
    return np.where(day[known:] % 7 == 6, 0.0, np.exp(table[known:] @ weights))
"""

# Plain loops: last weeks' same weekdays, each freed from its promotion by a lift that the history itself shows.
SAME_WEEKDAYS = """
def forecast(history, promotion, days):
    known = len(history)
    ratios = []
    for day in range(21, known - 21):
        near = [history[d] for d in range(day - 21, day + 22, 7) if not promotion[d]]
        if promotion[day] and near and sum(near) > 0:
            ratios.append(history[day] / (sum(near) / len(near)))
    lift = sum(ratios) / len(ratios) if ratios else 1.6
    answer = []
    for day in range(known, known + days):
        last = known - 7 + (day - known) % 7
        past = [history[last - 7 * week] / (lift if promotion[last - 7 * week] else 1) for week in range(6)]
        answer.append(sum(past) / len(past) * (lift if promotion[day] else 1))
    return answer
"""

DAILY_LEVEL = """
def day_ahead(demand, promotion):
    answer = np.full(len(demand), np.nan)
    for day in range(56, len(demand)):
        past = demand[:day] / np.where(promotion[:day] > 0, 1.6, 1.0)
        weekday = np.arange(day) % 7
        shape = np.array([past[-56:][weekday[-56:] == number].mean() for number in range(7)])
        answer[day] = past[-14:].mean() * shape[day % 7] / shape.mean() * (1.6 if promotion[day] else 1.0)
    return answer
"""

DAILY_SMOOTHING = """
def day_ahead(demand, promotion):
    usual = [0.0] * 7
    lift, answer = 1.5, []
    for day, (sold, promoted) in enumerate(zip(demand, promotion)):
        weekday = day % 7
        answer.append(usual[weekday] * (lift if promoted else 1))
        cleaned = sold / (lift if promoted else 1)
        if promoted and usual[weekday] > 0:
            lift += 0.1 * (sold / usual[weekday] - lift)
        usual[weekday] = cleaned if day < 7 else usual[weekday] + 0.3 * (cleaned - usual[weekday])
    return answer
"""

GOOD = {
    "regression": {"scaled-error": ERROR_LOOP, "forecast": REGRESSION, "day-ahead": DAILY_LEVEL},
    "same-weekdays": {"scaled-error": ERROR_ROLL, "forecast": SAME_WEEKDAYS, "day-ahead": DAILY_SMOOTHING},
}


def _error(line: str) -> dict[str, str]:
    return {"scaled-error": f"def scaled_error(history, actual, forecast):\n    {line}"}


def _coming(*lines: str) -> dict[str, str]:
    return {"forecast": "\n    ".join(["def forecast(history, promotion, days):", *lines])}


def _daily(*lines: str) -> dict[str, str]:
    return {"day-ahead": "\n    ".join(["def day_ahead(demand, promotion):", *lines])}


WEEKLY = "np.mean(np.abs(history[7:] - history[:-7]))"
NEXT_DAYS = "coming = (len(history) + np.arange(days)) % 7"
SHAPE = "shape = np.array([history[number::7].mean() for number in range(7)])"

DECOMPOSED = """
def forecast(history, promotion, days):
    known = len(history)
    day = np.arange(known)
    usual = promotion[:known] == 0
    shape = np.array([history[usual & (day % 7 == number)].mean() for number in range(7)])
    shape = shape / shape.mean()
    level = history[-28:].mean()
    coming = known + np.arange(days)
    return LEVEL * shape[coming % 7] * np.where(promotion[coming] > 0, LIFT, 1.0)
"""

# Cleans with a mean taken over the whole series, the days to come included.
CENTRED = [
    "smooth = np.convolve(demand, np.ones(15) / 15, 'same')",
    "shape = np.array([1.26, 1.15, 1.1, 1.04, 0.99, 0.47, 0.0])",
    "return smooth * shape[np.arange(len(demand)) % 7] * np.where(promotion > 0, 1.3, 0.95)",
]

BAD = {
    "percent": (
        _error("with np.errstate(all='ignore'): return np.mean(np.abs(actual - forecast) / actual)"),
        {"scales-error": "divided-by-zero"},
    ),
    "percent-without-sundays": (
        _error("return np.mean(np.abs(actual - forecast)[actual > 0] / actual[actual > 0])"),
        {"scales-error": "left-days-out"},
    ),
    "in-pieces": (_error("return np.mean(np.abs(actual - forecast))"), {"scales-error": "not-scaled"}),
    "scale-of-the-future": (
        _error("return np.mean(np.abs(actual - forecast)) / np.mean(np.abs(actual[7:] - actual[:-7]))"),
        {"scales-error": "scaled-by-the-future"},
    ),
    "yesterday": (
        _error("return np.mean(np.abs(actual - forecast)) / np.mean(np.abs(np.diff(history)))"),
        {"scales-error": "scaled-by-yesterday"},
    ),
    "mean-demand": (
        _error("return np.mean(np.abs(actual - forecast)) / np.mean(history)"),
        {"scales-error": "scaled-by-level"},
    ),
    "signed": (_error(f"return np.mean(actual - forecast) / {WEEKLY}"), {"scales-error": "errors-cancel"}),
    "squares": (
        _error(f"return np.sqrt(np.mean((actual - forecast) ** 2)) / {WEEKLY}"),
        {"scales-error": "squared"},
    ),
    "constant": (
        {**_error("return 0.8"), **_coming("return np.full(days, 2600.0)"), **_daily("return 0 * demand")},
        {"scales-error": "other-measure", "beats-naive": "same-for-all", "no-look-ahead": "flat-all-year"},
    ),
    "empty": (
        {**_error("pass"), **_coming("pass"), **_daily("pass")},
        {"scales-error": "bad-return", "beats-naive": "bad-return", "no-look-ahead": "bad-return"},
    ),
    "one-number": (
        {**_coming("return history[-7:] * 1.0"), **_daily("return demand[:-1]")},
        {"beats-naive": "not-one-a-day", "no-look-ahead": "not-one-a-day"},
    ),
    "last-value": (_coming("return np.full(days, history[-1])"), {"beats-naive": "flat"}),
    "last-week": (_coming("return np.tile(history[-7:], 4)[:days]"), {"beats-naive": "copied-last-week"}),
    "practice-seed": (
        _coming(
            NEXT_DAYS,
            "week = np.array([3100, 2850, 2720, 2600, 2450, 1170, 0])",
            "return week[coming] * np.where(promotion[len(history):] > 0, 1.6, 1.0)",
        ),
        {"beats-naive": "ignores-history"},
    ),
    "week-from-today": (
        _coming(
            "shape = np.array([history[number::7].mean() for number in range(7)])",
            "lift = np.where(promotion[len(history):] > 0, 1.6, 1.0)",
            "return shape[(np.arange(days) + len(history) + 3) % 7] * lift",
        ),
        {"beats-naive": "sunday-orders"},
    ),
    "without-promotion": (
        _coming(NEXT_DAYS, SHAPE, "return history[-56:].mean() * shape[coming] / shape.mean()"),
        {"beats-naive": "promotion-missed"},
    ),
    "twice-the-promotion": (
        {"forecast": DECOMPOSED.replace("LEVEL", "level").replace("LIFT", "2.6")},
        {"beats-naive": "promotion-overdone"},
    ),
    "two-years-over-one": (
        {"forecast": DECOMPOSED.replace("LEVEL", "history.sum() / 365").replace("LIFT", "1.6")},
        {"beats-naive": "level-off"},
    ),
    "centred-average": (_daily(*CENTRED), {"no-look-ahead": "looked-ahead"}),
    "mean-of-all": (
        _daily(
            "day = np.arange(len(demand))",
            "shape = np.array([demand[number::7].mean() for number in range(7)])",
            "return shape[day % 7] * np.where(promotion > 0, 1.5, 0.95)",
        ),
        {"no-look-ahead": "looked-ahead"},
    ),
    "today-too": (
        _daily(
            "answer = np.zeros(len(demand))",
            "for day in range(56, len(demand)):",
            "    answer[day] = demand[day - 21 : day + 1 : 7].mean()",
            "return answer",
        ),
        {"no-look-ahead": "used-own-day"},
    ),
    "last-week-daily": (
        _daily("answer = np.zeros(len(demand))", "answer[7:] = demand[:-7]", "return answer"),
        {"no-look-ahead": "copied-week-daily"},
    ),
    "yesterday-daily": (
        _daily("answer = np.zeros(len(demand))", "answer[1:] = demand[:-1]", "return answer"),
        {"no-look-ahead": "busy-sundays"},
    ),
    "month-ago-daily": (
        _daily("answer = np.zeros(len(demand))", "answer[28:] = demand[:-28]", "return answer"),
        {"no-look-ahead": "no-better-than-last-week"},
    ),
}
