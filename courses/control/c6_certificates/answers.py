"""C6, hidden from students: answers whose fate is known. Each is what a student types into the answer cells.

`GOOD` earns full points on every hidden seed; each of `BAD` is a mistake students make, with the message meant for it.
"""

JUDGE_BY_SETS = """
def judge(certificate, server_uri, trusted, now):
    seen = look(certificate)
    known = {row["thumbprint"].lower() for row in trusted}
    left = (seen.not_after - datetime.fromisoformat(now)).total_seconds()
    gone = (datetime.fromisoformat(now) - seen.not_before).total_seconds()
    checks = {
        "untrusted": seen.thumbprint.lower() in known,
        "expired": left >= 0,
        "not-yet-valid": gone >= 0,
        "wrong-uri": any(uri == server_uri for uri in seen.application_uris),
    }
    return next((reason for reason, fine in checks.items() if not fine), "accept")
"""

JUDGE_NESTED = """
def judge(certificate, server_uri, trusted, now):
    seen = look(certificate)
    now = datetime.fromisoformat(now)
    for row in trusted:
        if row["thumbprint"] == seen.thumbprint:
            if seen.not_before <= now <= seen.not_after:
                return "accept" if server_uri in seen.application_uris else "wrong-uri"
            elif now < seen.not_before:
                return "not-yet-valid"
            else:
                return "expired"
    return "untrusted"
"""

CHOOSE_SORTED = """
def choose(offers, allowed):
    good = [o for o in offers if o["mode"] == "SignAndEncrypt" and o["policy"] in allowed]
    good.sort(key=lambda offer: allowed.index(offer["policy"]))
    return good[0] if good else None
"""

CHOOSE_BY_TABLE = """
def choose(offers, allowed):
    table = {}
    for offer in offers:
        if offer["mode"] != "SignAndEncrypt":
            continue
        table[offer["policy"]] = offer
    found = None
    for policy in reversed(allowed):
        found = table.get(policy, found)
    return found
"""

AUDIT_SETS = """
def audit(plant, needed):
    table = plant.signals()
    may = set(table[table.writable].path)
    return sorted(set(needed) - may), sorted(may - set(needed))
"""

AUDIT_TRIES = """
from labs.language import SmartLabError

def audit(plant, needed):
    missing, extra = [], []
    for path in plant.signals()["path"]:
        try:
            plant.write(path, plant.read(path))
            if path not in needed:
                extra.append(path)
        except SmartLabError:
            if path in needed:
                missing.append(path)
    return [missing, extra]
"""

GOOD = {
    "by-sets": {"judge": JUDGE_BY_SETS, "choose": CHOOSE_SORTED, "audit": AUDIT_SETS},
    "by-hand": {"judge": JUDGE_NESTED, "choose": CHOOSE_BY_TABLE, "audit": AUDIT_TRIES},
}

TRUST = 'seen.thumbprint not in [row["thumbprint"] for row in trusted]'
NAME = 'seen.subject not in [row["subject"] for row in trusted]'
LATE, EARLY = "time > seen.not_after", "time < seen.not_before"
LATE_DAY, EARLY_DAY = "time.date() > seen.not_after.date()", "time.date() < seen.not_before.date()"
URI = "server_uri not in seen.application_uris"
PIECE = 'server_uri not in " ".join(seen.application_uris)'


def _judge(*asked: tuple[str, str], last: str = "accept") -> str:
    """A judge that asks (condition, word) in this order."""
    lines = ["def judge(certificate, server_uri, trusted, now):"]
    lines.append("    seen, time = look(certificate), datetime.fromisoformat(now)")
    for condition, word in asked:
        lines += [f"    if {condition}:", f'        return "{word}"']
    return "\n".join([*lines, f'    return "{last}"'])


def _judged(message: str, *asked: tuple[str, str]) -> tuple[dict, dict]:
    return {"judge": _judge(*asked)}, {"judges-certificates": message}


def _choose(body: str) -> str:
    return "def choose(offers, allowed):\n" + "\n".join(f"    {line}" for line in body.strip().splitlines())


def _chosen(message: str, body: str) -> tuple[dict, dict]:
    return {"choose": _choose(body)}, {"chooses-endpoint": message}


def _audited(message: str, body: str) -> tuple[dict, dict]:
    lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
    return {"audit": f"def audit(plant, needed):\n{lines}"}, {"least-rights": message}


FITTED_JUDGE = """
def judge(certificate, server_uri, trusted, now):
    known = {"0f3a": "accept", "77c1": "expired", "b20e": "untrusted"}
    return known.get(look(certificate).thumbprint[:4], "untrusted")
"""

OUR_OWN_LIST = """
for policy in ["Aes256_Sha256_RsaPss", "Aes128_Sha256_RsaOaep", "Basic256Sha256"]:
    for offer in offers:
        if offer["mode"] == "SignAndEncrypt" and offer["policy"] == policy:
            return offer
"""

WRITES_ZERO = """
from labs.language import SmartLabError
missing, extra = [], []
for path in plant.signals()["path"]:
    try:
        plant.write(path, 0.0)
        extra.append(path)
    except SmartLabError:
        missing.append(path)
return [p for p in missing if p in needed], [p for p in extra if p not in needed]
"""

KNOWN_PATHS = """
known = ["Zone1.HeaterPower", "Zone2.HeaterPower", "Door.Open"]
return [path for path in needed if path not in known], [path for path in known if path not in needed]
"""

MAY = "may = [row.path for row in plant.signals().itertuples() if row.writable]\n"

BAD = {
    # certificates
    "empty": (
        {
            "judge": "def judge(certificate, server_uri, trusted, now):\n    pass",
            "choose": "def choose(offers, allowed):\n    pass",
            "audit": "def audit(plant, needed):\n    pass",
        },
        {"judges-certificates": "not-a-verdict", "chooses-endpoint": "never-connects", "least-rights": "two-lists"},
    ),
    "accepts-everything": _judged("accepts-everything"),
    "refuses-everything": _judged("refuses-everything", ("True", "untrusted")),
    "fitted-to-practice": ({"judge": FITTED_JUDGE}, {"judges-certificates": "refuses-everything"}),
    "dates-only": _judged("lets-strangers-in", (LATE, "expired"), (EARLY, "not-yet-valid")),
    "by-name": _judged("trusts-the-name", (NAME, "untrusted"), (LATE, "expired"), (EARLY, "not-yet-valid")),
    "no-end": _judged("forgot-the-end", (TRUST, "untrusted"), (EARLY, "not-yet-valid"), (URI, "wrong-uri")),
    "no-beginning": _judged("forgot-the-beginning", (TRUST, "untrusted"), (LATE, "expired"), (URI, "wrong-uri")),
    "by-day": _judged(
        "counts-days",
        (TRUST, "untrusted"),
        (LATE_DAY, "expired"),
        (EARLY_DAY, "not-yet-valid"),
        (URI, "wrong-uri"),
    ),
    "no-uri": _judged("forgot-the-uri", (TRUST, "untrusted"), (LATE, "expired"), (EARLY, "not-yet-valid")),
    "piece-of-uri": _judged(
        "half-the-uri", (TRUST, "untrusted"), (LATE, "expired"), (EARLY, "not-yet-valid"), (PIECE, "wrong-uri")
    ),
    "uri-first": _judged(
        "wrong-reason", (TRUST, "untrusted"), (URI, "wrong-uri"), (LATE, "expired"), (EARLY, "not-yet-valid")
    ),
    # offers
    "first-offer": _chosen("takes-the-first", "return offers[0] if offers else None"),
    "highest-level": _chosen("believes-the-level", 'return max(offers, key=lambda o: o["level"], default=None)'),
    "signed-will-do": _chosen(
        "only-signed",
        'good = [o for o in offers if o["policy"] in allowed]\n'
        'good.sort(key=lambda o: (allowed.index(o["policy"]), o["mode"] != "Sign"))\n'
        "return good[0] if good else None",
    ),
    "any-encryption": _chosen(
        "policy-not-allowed", 'return next((o for o in offers if o["mode"] == "SignAndEncrypt"), None)'
    ),
    "our-own-list": _chosen("policy-not-allowed", OUR_OWN_LIST),
    "first-allowed": _chosen(
        "not-the-best",
        'good = [o for o in offers if o["mode"] == "SignAndEncrypt" and o["policy"] in allowed]\n'
        'return max(good, key=lambda o: allowed.index(o["policy"]), default=None)',
    ),
    "best-or-nothing": _chosen(
        "refuses-a-good-offer",
        "for offer in offers:\n"
        '    if offer["mode"] == "SignAndEncrypt" and offer["policy"] == allowed[0]:\n'
        "        return offer",
    ),
    "name-of-policy": _chosen("not-an-offer", "return allowed[0]"),
    # rights
    "nothing-to-report": _audited("viewer-may-write", "return [], []"),
    "known-by-heart": _audited("viewer-has-too-much", KNOWN_PATHS),
    "writes-zero": _audited("changed-the-plant", WRITES_ZERO),
    "needed-only": _audited("nothing-extra", MAY + "return [path for path in needed if path not in may], []"),
    "all-that-may": _audited("needed-is-not-extra", MAY + "return [p for p in needed if p not in may], may"),
    "wrong-way-round": _audited(
        "lists-swapped", MAY + "return [p for p in may if p not in needed], [p for p in needed if p not in may]"
    ),
}
