"""D2, hidden from students: answers whose fate is known. Each is what a student types into the answer cells.

`GOOD` earns full points on every hidden seed; each of `BAD` is a mistake students make, with the message meant for it.
"""

LOOPED = """
def factors(log):
    planned = operating = 0
    for state, mode, reason in zip(log["state"], log["mode"], log["reason"]):
        if mode != 3:
            continue
        planned += 1
        if state == 6 or reason in (1, 3, 4):
            operating += 1
    made = int(log["processed"][-1]) - int(log["processed"][0])
    bad = int(log["defective"][-1]) - int(log["defective"][0])
    availability = 100 * operating / planned if planned > 0 else 0
    performance = 100 * made / operating if operating > 0 else 0
    quality = 100 * (made - bad) / made if made > 0 else 0
    return [availability, performance, quality]
"""

COUNTED_LIVE = """
def watch(plant):
    time = {"planned": 0, "operating": 0}
    for t in plant.every(2.0):
        state = plant.read("Status.StateCurrent")
        if plant.read("Status.OperationMode") == 3:
            time["planned"] += 2
            time["operating"] += 2 * (state == 6 or plant.read("Admin.StopReason") in (1, 3, 4))
        made, bad = plant.read("Admin.ProdProcessedCount"), plant.read("Admin.ProdDefectiveCount")
    return [
        100 * time["operating"] / time["planned"],
        100 * made / time["operating"],
        100 - 100 * bad / made,
    ]
"""

LOOPED_LOSSES = """
def losses(log):
    kinds = {5: 0, 6: 0, 2: 1, 10: 1, 1: 2, 3: 2, 4: 2}
    minutes = [0.0] * 5
    running = 0
    for state, mode, reason in zip(log["state"], log["mode"], log["reason"]):
        if mode == 3 and state == 6:
            running += 1
        elif mode == 3 and int(reason) in kinds:
            minutes[kinds[int(reason)]] += 1 / 60
    made = max(log["processed"]) - min(log["processed"])
    bad = max(log["defective"]) - min(log["defective"])
    minutes[3] = (running - made) / 60
    minutes[4] = bad / 60
    return minutes
"""

BY_TABLE = """
import pandas as pd

def factors(log):
    table = pd.DataFrame(log)
    table = table[table["mode"] == 3]
    made, bad = (np.ptp(log[name]) for name in ("processed", "defective"))
    up = table[(table["state"] == 6) | table["reason"].isin([1, 3, 4])]
    parts = [(len(up), len(table)), (made, len(up)), (made - bad, made)]
    return np.array([100 * a / b if b else 0.0 for a, b in parts])
"""

WATCHED_CHANGES = """
def watch(plant):
    paths = ["Status.StateCurrent", "Status.OperationMode", "Admin.StopReason",
             "Admin.ProdProcessedCount", "Admin.ProdDefectiveCount"]
    table = np.array([list(plant.read_many(paths).values()) for _ in plant.every(1.0)])
    state, mode, reason, made, bad = table.T
    planned = np.mean(mode == 3)
    operating = np.mean((mode == 3) & ((state == 6) | np.isin(reason, (1, 3, 4))))
    minutes = 40 * operating
    return 100 * operating / planned, 100 * made[-1] / (60 * minutes), 100 * (1 - bad[-1] / made[-1])
"""

BY_BALANCE = """
import pandas as pd

def losses(log):
    table = pd.DataFrame(log)
    table = table[table["mode"] == 3]
    down = table[table["state"] != 6].groupby("reason").size() / 60
    share = lambda *reasons: sum(down.get(reason, 0.0) for reason in reasons)
    made, bad = np.ptp(log["processed"]) / 60, np.ptp(log["defective"]) / 60
    stops = [share(5, 6), share(2, 10), share(1, 3, 4)]
    return stops + [len(table) / 60 - sum(stops) - made, bad]
"""

GOOD = {
    "looped": {"factors": LOOPED, "watch": COUNTED_LIVE, "losses": LOOPED_LOSSES},
    "by-table": {"factors": BY_TABLE, "watch": WATCHED_CHANGES, "losses": BY_BALANCE},
}


def _factors(
    *,
    planned='log["mode"] == 3',
    running='(log["state"] == 6) | np.isin(log["reason"], [1, 3, 4])',
    packs='log["processed"][-1] - log["processed"][0]',
    performance="share(packs, operating.sum())",
    quality="share(packs - bad, packs)",
    scale=100,
    guard="if whole else 0.0",
):
    """Factors of the right build with one thing wrong."""
    return f"""
def factors(log):
    planned = {planned}
    operating = planned & ({running})
    packs = {packs}
    bad = log["defective"][-1] - log["defective"][0]
    share = lambda part, whole: {scale} * float(part) / float(whole) {guard}
    return share(operating.sum(), planned.sum()), {performance}, {quality}
"""


COLLECT = """
def watch(plant):
    names = {"state": "Status.StateCurrent", "mode": "Status.OperationMode", "reason": "Admin.StopReason",
             "processed": "Admin.ProdProcessedCount", "defective": "Admin.ProdDefectiveCount"}
    rows = [plant.read_many(list(names.values())) for _ in plant.every(1.0)]
    return factors({name: np.array([row[path] for row in rows]) for name, path in names.items()})
"""


def _watch(**wrong):
    """A watch that passes what it saw on to factors with one thing wrong."""
    return _factors(**wrong) + COLLECT


LAST_LOOK = """
def watch(plant):
    plant.advance(40 * 60)
    made, bad = plant.read("Admin.ProdProcessedCount"), plant.read("Admin.ProdDefectiveCount")
    return 100.0, 100 * made / (40 * 60), 100 * (made - bad) / made
"""

UNTIL_THE_BREAK = """
def watch(plant):
    up = seen = 0
    for t in plant.every(1.0):
        if plant.read("Status.OperationMode") != 3:
            break
        seen += 1
        up += plant.read("Status.StateCurrent") == 6 or plant.read("Admin.StopReason") in (1, 3, 4)
    made, bad = plant.read("Admin.ProdProcessedCount"), plant.read("Admin.ProdDefectiveCount")
    return 100 * up / seen, 100 * made / up, 100 * (made - bad) / made
"""

FASTER = """
def watch(plant):
    plant.write("Command.MachSpeed", 60.0)
""" + COLLECT.split("\n", 2)[2]


def _losses(
    *,
    planned='log["mode"] == 3',
    kinds="[5, 6], [2, 10], [1, 3, 4]",
    speed="running.sum() - packs",
    packs='log["processed"][-1] - log["processed"][0]',
):
    """Losses of the right build with one thing wrong."""
    return f"""
def losses(log):
    planned = {planned}
    running = planned & (log["state"] == 6)
    stopped = planned & ~running
    packs = {packs}
    bad = log["defective"][-1] - log["defective"][0]
    stops = [(stopped & np.isin(log["reason"], kind)).sum() / 60 for kind in ({kinds})]
    return stops + [({speed}) / 60, bad / 60]
"""


ALL_DAY = 'log["mode"] >= 0'
EXECUTE_ONLY = 'log["state"] == 6'
LAST_COUNT = 'log["processed"][-1]'

BAD = {
    # from the log
    "constant": ({"factors": "def factors(log):\n    return 88.0, 75.0, 98.0"}, {"factors-from-log": "same-for-both"}),
    "all-day": ({"factors": _factors(planned=ALL_DAY)}, {"factors-from-log": "planned-stop-counted"}),
    "execute-only": ({"factors": _factors(running=EXECUTE_ONLY)}, {"factors-from-log": "minor-stops-are-downtime"}),
    "speed-setpoint": (
        {"factors": _factors(performance='share(60 * packs / log["speed"].mean(), operating.sum())')},
        {"factors-from-log": "ideal-from-setpoint"},
    ),
    "hides-minor-stops": (
        {"factors": _factors(performance='share(packs, (planned & (log["state"] == 6)).sum())')},
        {"factors-from-log": "minor-stops-hidden"},
    ),
    "counter-from-zero": (
        {"factors": _factors(packs=LAST_COUNT)},
        {"factors-from-log": "earlier-packs-counted"},
    ),
    "all-are-good": ({"factors": _factors(quality="share(packs, packs)")}, {"factors-from-log": "rejects-not-seen"}),
    "share-of-rejects": (
        {"factors": _factors(quality="share(bad, packs)")},
        {"factors-from-log": "share-of-rejects"},
    ),
    "divides": ({"factors": _factors(guard="")}, {"factors-from-log": "divided-by-zero"}),
    "divides-arrays": (
        {
            "factors": _factors(guard="")
            .replace("float(part) / float(whole)", "np.float64(part) / np.float64(whole)")
            .replace("    planned =", "    np.seterr(all='ignore')\n    planned =", 1)
        },
        {"factors-from-log": "divided-by-zero"},
    ),
    "perfect-when-idle": ({"factors": _factors(guard="if whole else 100.0")}, {"factors-from-log": "never-started"}),
    "shares": ({"factors": _factors(scale=1)}, {"factors-from-log": "not-per-cent"}),
    # live
    "practice-figures": (
        {"watch": "def watch(plant):\n    plant.advance(2400)\n    return 98.6, 70.4, 95.9"},
        {"watches-shift": "availability-off"},
    ),
    "last-look": ({"watch": LAST_LOOK}, {"watches-shift": "no-stop-seen"}),
    "until-the-break": ({"watch": UNTIL_THE_BREAK}, {"watches-shift": "stopped-early"}),
    "runs-faster": ({"factors": _factors(), "watch": FASTER}, {"watches-shift": "touched-the-line"}),
    "live-execute-only": ({"watch": _watch(running=EXECUTE_ONLY)}, {"watches-shift": "minor-stops-are-downtime"}),
    "good-packs-twice": (
        {"watch": _watch(performance="share(packs - bad, operating.sum())")},
        {"watches-shift": "rejects-in-performance"},
    ),
    # losses
    "same-losses": (
        {"losses": "def losses(log):\n    return [2, 1.5, 3, 2.5, 0.4]"},
        {"splits-losses": "same-losses-for-both"},
    ),
    "break-is-setup": ({"losses": _losses(planned=ALL_DAY)}, {"splits-losses": "planned-stop-is-no-loss"}),
    "stops-are-breakdowns": (
        {"losses": _losses(kinds="[2, 5, 6, 10], [], [1, 3, 4]")},
        {"splits-losses": "setup-called-breakdown"},
    ),
    "only-jams": ({"losses": _losses(kinds="[5, 6], [2, 10], [1]")}, {"splits-losses": "waiting-forgotten"}),
    "speed-with-stops": (
        {
            "losses": _losses(
                speed='(planned & ((log["state"] == 6) | np.isin(log["reason"], [1, 3, 4]))).sum() - packs'
            )
        },
        {"splits-losses": "stops-counted-twice"},
    ),
    "speed-with-rejects": (
        {"losses": _losses(speed="running.sum() - (packs - bad)")},
        {"splits-losses": "rejects-lost-twice"},
    ),
    "losses-of-two-shifts": ({"losses": _losses(packs=LAST_COUNT)}, {"splits-losses": "earlier-packs-counted"}),
    "in-seconds": (
        {"losses": _losses().replace("/ 60", "")},
        {"splits-losses": "losses-off"},
    ),
}
