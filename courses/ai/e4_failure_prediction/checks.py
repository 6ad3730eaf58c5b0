"""E4, hidden from students: features that carry over, thresholds that cost least, forecasts without hindsight.

Every question draws mills of its own (`labs.equipment.mill_jobs`). What an answer is worth is computed with the true
chance of a failure in each job, not with the failures that happened to come: an answer is never spoilt by bad luck.
"""

import numpy as np

from grader.exam import StudentError, check
from labs.equipment.mill_jobs import mill_jobs

MILLS = 4
KNOWN, OTHER = ((1000.0, 2000.0),), ((700.0, 900.0), (2200.0, 2700.0))  # 1/min: jobs of the record, jobs to come
HARDER = ((1700.0, 2200.0),)
SLOW = 1500.0
MOST_COLUMNS = 4
F1_BAR = 0.6  # of the best that is possible, in slow jobs and in fast ones
COSTS = ((1.0, 3.0), (1.0, 12.0), (1.0, 60.0))  # false alarm, missed failure; drawn around
COST_BAR = 1.25  # times the best threshold's
REPORT_HOURS = 96.0, 168.0  # from a failure to its report
TOTAL_LOW, TOTAL_HIGH = 0.6, 1.35  # of the failures that are to be expected
SAME = 1e-4  # percentage points
ORDER_BAR = 0.6  # of what the true chances rank better than a coin


def _seed(exam) -> int:
    return int(exam.rng.integers(2**31))


def _f1(alarm, chance) -> float:
    """F1 = 2 TP / (alarms + failures) as it is to be expected."""
    return float(2 * chance[alarm].sum() / max(alarm.sum() + chance.sum(), 1e-9))


def _best_level(score, chance) -> tuple[float, float]:
    """(level, F1) of the alarm `score >= level` with the highest F1."""
    levels = np.unique(score)
    found = [_f1(score >= level, chance) for level in levels]
    return float(levels[int(np.argmax(found))]), max(found)


def _table(exam, trial) -> np.ndarray:
    """What `features` makes of `trial`: (n, 1..MOST_COLUMNS), finite, not constant."""
    count = len(trial["speed"])
    answer = exam.call("features", {name: column.copy() for name, column in trial.items()})
    try:
        table = np.asarray(answer, dtype=float)
    except (TypeError, ValueError, OverflowError):
        table = np.empty(())
    if table.ndim == 0:
        raise StudentError("bad-return", value=repr(answer)[:80])
    table = table.reshape(-1, 1) if table.ndim == 1 else table
    exam.expect(table.ndim == 2 and len(table) == count, "not-a-row-each", count=count, shape=str(table.shape))
    exam.expect(1 <= table.shape[1] <= MOST_COLUMNS, "too-many-columns", columns=table.shape[1], most=MOST_COLUMNS)
    exam.expect((np.abs(table) < 1e30).all(), "not-finite")
    return table


def _is_raw(column, trial) -> bool:
    """Whether a column orders the jobs just as one signal does, upwards or downwards; a tree sees no difference."""
    return any(
        bool((steps >= 0).all() or (steps <= 0).all())
        for steps in (np.diff(column[np.argsort(signal, kind="stable")]) for signal in trial.values())
    )


def _alarms(table, failed, others) -> np.ndarray:
    """Alarms for `others` of a tree of three questions, grown on `table`, with the level that suits the record best."""
    from sklearn.tree import DecisionTreeClassifier

    tree = DecisionTreeClassifier(max_depth=3, min_samples_leaf=20, random_state=0).fit(table, failed)
    share = tree.predict_proba(table)[:, 1]
    return tree.predict_proba(others)[:, 1] >= _best_level(share, failed)[0]


@check("features-carry-over", points=5)
def features_carry_over(exam):
    """features(trial) -> (n, up to 4): the same tree reaches F1_BAR both on slower and on faster jobs than it knows."""
    found, tables = [], []
    for _ in range(MILLS):
        seed = _seed(exam)
        record, jobs = mill_jobs(seed, 1500, KNOWN), mill_jobs(seed, 800, OTHER, part=1)
        table, others = _table(exam, record.trial), _table(exam, jobs.trial)
        exam.expect(table.shape[1] == others.shape[1], "columns-differ")
        exam.expect((np.ptp(table, axis=0) > 0).any(), "constant-features")
        alarm = _alarms(table, record.failed, others)
        slow = jobs.trial["speed"] < SLOW
        reached = [_f1(alarm[these], jobs.chance[these]) for these in (slow, ~slow)]
        best = [_best_level(jobs.chance[these], jobs.chance[these])[1] for these in (slow, ~slow)]
        found.append((*reached, *best, *np.divide(reached, best)))
        tables.append((table, record.trial))
    slow_f1, fast_f1, slow_best, fast_best, *shares = np.mean(found, axis=0)
    if min(shares) >= F1_BAR:
        return
    raw = all(_is_raw(column, trial) for table, trial in tables for column in table.T)
    told = {"slow": slow_f1, "slow_best": slow_best, "fast": fast_f1, "fast_best": fast_best}
    exam.expect(not raw, "raw-features", **told)
    told["scale"] = 0.8 * min(shares) / F1_BAR
    exam.expect(shares[1] >= shares[0], "fast-jobs", **told)
    exam.expect(False, "slow-jobs", **told)


def _risk(record, jobs) -> tuple[np.ndarray, np.ndarray]:
    """Risks by a usual model, fitted with equal weight for both outcomes: well ordered, and far too high."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    def table(trial):
        power, strain = trial["speed"] * trial["torque"] / 9549, trial["torque"] / (1 - 0.8 * trial["wear"])
        return np.column_stack([power, strain, np.maximum(power - 3, 0), np.maximum(strain - 24, 0)])

    model = make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced"))
    model.fit(table(record.trial), record.failed)
    return tuple(model.predict_proba(table(each.trial))[:, 1] for each in (record, jobs))


def _cost(risk, chance, threshold, false_alarm, missed) -> float:
    """Cost that is to be expected of alarms at `risk >= threshold`; a true alarm costs nothing."""
    alarm = risk >= threshold
    return float(false_alarm * (1 - chance[alarm]).sum() + missed * chance[~alarm].sum())


@check("threshold-from-cost", points=5)
def threshold_from_cost(exam):
    """threshold(risk, failed, false_alarm, missed) -> level at which the cost on other jobs is near the least."""
    seed, unit = _seed(exam), float(exam.rng.uniform(5, 40))
    load = float(exam.rng.uniform(1.0, 1.15))
    record, jobs = mill_jobs(seed, 2500, KNOWN, load), mill_jobs(seed, 2500, KNOWN, load, part=1)
    risk, later = _risk(record, jobs)
    found = []
    for number in exam.rng.permutation(len(COSTS)):
        costs = [round(unit * cost * float(exam.rng.uniform(0.8, 1.25)), 1) for cost in COSTS[number]]
        answer = exam.call("threshold", risk.copy(), record.failed.astype(int), *costs)
        level = exam.number(answer)
        least = min(
            _cost(later, jobs.chance, each, *costs) for each in [*np.quantile(later, np.linspace(0, 1, 400)), 2.0]
        )
        found.append((costs[1] / costs[0], level, _cost(later, jobs.chance, level, *costs) / least, costs))
    if max(ratio for _, _, ratio, _ in found) <= COST_BAR:
        return
    found.sort(key=lambda one: one[0])
    levels = [level for _, level, _, _ in found]
    _explain_threshold(exam, found, levels, later, jobs.chance)


def _explain_threshold(exam, found, levels, later, chance):
    """Say what the thresholds have in common, else where the dearest one goes wrong."""
    times, level, _, costs = max(((ratio, level, dear, costs) for dear, level, ratio, costs in found))
    alarm = later >= level
    told = {
        "times": times, "level": level, "false_alarm": costs[0], "missed": costs[1], "alarms": int(alarm.sum()),
        "needless": float((1 - chance[alarm]).sum()), "overlooked": float(chance[~alarm].sum()),
        "failures": float(chance.sum()), "jobs": len(chance),
    }  # fmt: skip
    same = max(levels) - min(levels) < 1e-6
    exam.expect(not (same and not 0 < alarm.sum() < len(alarm)), "all-or-nothing", **told)
    exam.expect(not same, "costs-not-used", **told)
    exam.expect(levels[0] > levels[-1], "wrong-way", **told)
    textbook = all(
        min(abs(level - low / high), abs(level - low / (low + high))) < 0.01 for _, level, _, (low, high) in found
    )
    exam.expect(not textbook, "risk-is-no-chance", scale=0.3, **told)
    exam.expect(told["needless"] * costs[0] < told["overlooked"] * costs[1], "too-many-alarms", scale=0.3, **told)
    exam.expect(False, "too-few-alarms", scale=0.3, **told)


def _log(exam) -> tuple[dict[str, np.ndarray], float, np.ndarray]:
    """(log, now, true chance of each job): four weeks of one product, then a harder one a few days before `now`."""
    seed = _seed(exam)
    before, after = mill_jobs(seed, 1300, KNOWN, 1.1), mill_jobs(seed, 700, HARDER, 1.45, part=1)
    time = np.cumsum(exam.rng.uniform(0.4, 0.8, 2000)).round(2)
    now = float((time[1299] + exam.rng.uniform(225, 245)).round(2))
    failed = np.concatenate([before.failed, after.failed])
    reported = np.where(failed, time + exam.rng.uniform(*REPORT_HOURS, 2000), np.nan).round(2)
    log = {"time": time, **{name: np.concatenate([before.trial[name], after.trial[name]]) for name in before.trial}}
    log |= {"failed": failed.astype(float), "reported": reported}
    return log, now, np.concatenate([before.chance, after.chance])


def _forgotten(log, these) -> dict[str, np.ndarray]:
    """The log before `these` failures were reported."""
    return log | {"failed": np.where(these, 0.0, log["failed"]), "reported": np.where(these, np.nan, log["reported"])}


def _order(risk, chance) -> float:
    """Chance that a job that fails has the higher risk than one that does not (area under the ROC curve)."""
    order = np.argsort(risk, kind="stable")
    ranks = np.empty(len(risk))
    ranks[order] = np.arange(len(risk))
    for value in np.unique(risk):  # ties share their places
        ranks[risk == value] = ranks[risk == value].mean()
    below = np.array([(1 - chance)[ranks < rank].sum() + 0.5 * (1 - chance)[ranks == rank].sum() for rank in ranks])
    return float((chance * below).sum() / (chance.sum() * (1 - chance).sum()))


def _foreseen(exam) -> tuple[np.ndarray, np.ndarray]:
    """(risks, true chances) of the jobs ahead on one mill; the risks must not change with what came out later.

    The log that tells least comes first, and its answer counts: to remember it gains nothing.
    """
    log, now, chance = _log(exam)
    ahead = log["time"] > now
    with np.errstate(invalid="ignore"):
        late = log["reported"] > now
    answers = []
    for told in (_forgotten(log, late), _forgotten(log, ahead), log):
        answer = exam.call("forecast", {name: column.copy() for name, column in told.items()}, now)
        risk = exam.numbers(answer, int(ahead.sum()))
        exam.expect(((risk >= 0) & (risk <= 1)).all(), "not-a-chance", low=risk.min(), high=risk.max())
        answers.append(risk)
    by_reports, by_jobs = 100 * np.abs(np.diff(answers, axis=0)).max(axis=1)
    exam.expect(by_jobs < SAME, "later-jobs-used", moved=by_jobs)
    exam.expect(by_reports < SAME, "late-reports-used", moved=by_reports)
    return answers[0], chance[ahead]


@check("no-hindsight", points=5)
def no_hindsight(exam):
    """forecast(log, now) -> risks of the jobs after `now`, from what was known at `now`, and true in total."""
    found = [_foreseen(exam) for _ in range(2)]
    said, expected = (float(sum(part.sum() for part in each)) for each in zip(*found, strict=True))
    told = {"said": said, "expected": expected, "jobs": sum(len(risk) for risk, _ in found)}
    exam.expect(all(np.ptp(risk) > 1e-6 for risk, _ in found), "same-risk", **told)
    order, best = (np.mean([2 * _order(pair[which], pair[1]) - 1 for pair in found]) for which in (0, 1))
    exam.expect(order >= ORDER_BAR * best, "wrong-order", order=(1 + order) / 2, best=(1 + best) / 2, **told)
    exam.expect(said >= TOTAL_LOW * expected, "silence-taken-for-sound", scale=0.4, **told)
    exam.expect(said <= TOTAL_HIGH * expected, "too-many-expected", scale=0.4, **told)
