"""C6, hidden from students: what was made of certificates, of offers and of a session's rights.

The certificates are real ones, made for the examination and for no plant; what the roles may write is asked of the
furnace's own declaration. The order of the questions to a certificate is that of OPC 10000-4, 6.1.3: trust list, time,
URI. The policies and which of them are outdated (SHA-1): OPC 10000-7.
"""

from datetime import UTC, datetime, timedelta

from asyncua.crypto.cert_gen import generate_private_key

from grader.exam import check
from labs.equipment.furnace_signals import SIGNALS
from labs.opcua.certificates import facts, make_certificate
from labs.simulation.roles import Role

WORDS = {"accept", "untrusted", "expired", "not-yet-valid", "wrong-uri"}
DAY = timedelta(days=1)

ENCRYPTED = "SignAndEncrypt"
USUAL = ["Aes256_Sha256_RsaPss", "Aes128_Sha256_RsaOaep", "Basic256Sha256"]
OUTDATED = ["Basic256", "Basic128Rsa15"]

WRITERS = {signal.path: signal.writer for signal in SIGNALS if signal.writer is not None}


@check("judges-certificates", points=5)
def judges_certificates(exam):
    """judge(certificate, server_uri, trusted, now) -> a word, for eleven certificates in drawn order."""
    now, uri, cases, trusted = _certificates(exam)
    told = {}
    for case in exam.rng.permutation(list(cases)):
        der, _ = cases[str(case)]
        told[str(case)] = exam.call(0, der.hex(), uri, trusted, now.isoformat())
    for answer in told.values():
        exam.expect(isinstance(answer, str) and answer in WORDS, "not-a-verdict", told=_short(answer))
    wrong = [case for case, (_, truth) in cases.items() if told[case] != truth]
    if wrong:
        _explain_judgement(exam, told, cases, wrong)


def _certificates(exam):
    """Return the time, the server's URI, {case: (DER, verdict)} and the trust list's rows."""
    rng = exam.rng
    number, hour = int(rng.integers(11, 99)), int(rng.integers(8, 16))
    now = datetime(2027, 1, 1, hour, 30, tzinfo=UTC) + int(rng.integers(0, 900)) * DAY
    uri, name = f"urn:smartlab:furnace-{number}", f"Furnace {number}"
    ours, theirs = generate_private_key(), generate_private_key()

    def days(low: int, high: int) -> timedelta:
        return int(rng.integers(low, high)) * DAY

    def hours() -> timedelta:
        return timedelta(hours=int(rng.integers(1, 7)))

    def made(begins=None, ends=None, uri=uri, name=name, key=ours):
        begins, ends = begins or now - days(200, 900), ends or now + days(100, 900)
        return make_certificate(uri, name=name, begins=begins, ends=ends, key=key).der

    known = {
        "good": (made(), "accept"),
        "last-day": (made(ends=now + hours()), "accept"),
        "first-day": (made(begins=now - hours()), "accept"),
        "expired": (made(ends=now - days(2, 150)), "expired"),
        "ended-today": (made(ends=now - hours()), "expired"),
        "early": (made(begins=now + days(2, 90)), "not-yet-valid"),
        "elsewhere": (made(uri=f"urn:smartlab:press-{number}", name=f"Press {number}"), "wrong-uri"),
        "alike": (made(uri=f"{uri}0"), "wrong-uri"),
        "late-elsewhere": (made(ends=now - days(2, 150), uri=f"urn:smartlab:mill-{number}"), "expired"),
    }
    unknown = {
        "stranger": (made(name="Laptop", key=theirs), "untrusted"),
        "namesake": (made(key=theirs), "untrusted"),
    }
    listed = [facts(der) for der, _ in known.values()]
    rows = [{"subject": each.subject, "thumbprint": each.thumbprint} for each in listed]
    return now, uri, known | unknown, [rows[at] for at in rng.permutation(len(rows))]


def _explain_judgement(exam, told, cases, wrong):
    let_in = {case for case, answer in told.items() if answer == "accept"}
    share = 1 - len(wrong) / len(cases)
    exam.expect(len(let_in) < len(cases), "accepts-everything")
    exam.expect(let_in, "refuses-everything")
    exam.expect("namesake" not in let_in or "stranger" in let_in, "trusts-the-name", scale=0.4 * share)
    exam.expect("stranger" not in let_in, "lets-strangers-in", scale=0.3 * share)
    exam.expect(not {"expired", "late-elsewhere"} & let_in, "forgot-the-end", scale=0.4 * share)
    exam.expect("early" not in let_in, "forgot-the-beginning", scale=0.5 * share)
    by_day = "ended-today" in let_in or (not {"last-day", "first-day"} <= let_in and "good" in let_in)
    exam.expect(not by_day, "counts-days", scale=0.6 * share)
    exam.expect("elsewhere" not in let_in, "forgot-the-uri", scale=0.5 * share)
    exam.expect("alike" not in let_in, "half-the-uri", scale=0.6 * share)
    exam.expect("good" in let_in, "refuses-the-right-one", scale=0.3 * share)
    case = wrong[0]
    exam.expect(False, "wrong-reason", told=told[case], count=len(wrong), scale=0.6 * share)


def _is_one_of(offers, answer) -> bool:
    """Whether `answer` is an offer; arrays, which compare element by element, are none."""
    plain = isinstance(answer, dict) and all(isinstance(value, (str, int, float)) for value in answer.values())
    return plain and answer in offers


@check("chooses-endpoint", points=5)
def chooses_endpoint(exam):
    """choose(offers, allowed) -> one of the offers, or None, for eight servers."""
    asked = [(offers, allowed, exam.call(0, offers, allowed)) for offers, allowed in _servers(exam.rng)]
    for offers, _, answer in asked:
        exam.expect(answer is None or _is_one_of(offers, answer), "not-an-offer", told=_short(answer))
    if all(answer == _best(offers, allowed) for offers, allowed, answer in asked):
        return
    some = [(offers, allowed, answer) for offers, allowed, answer in asked if offers]
    exam.expect(any(answer is not None for *_, answer in some), "never-connects")
    exam.expect(any(answer != offers[0] for offers, _, answer in some), "takes-the-first")
    highest = [max(offers, key=lambda each: each["level"]) for offers, *_ in some]
    exam.expect([answer for *_, answer in some] != highest, "believes-the-level")
    for _, _, answer in some:
        exam.expect(answer is None or answer["mode"] != "None", "in-the-open", scale=0.2)
    for _, _, answer in some:
        exam.expect(answer is None or answer["mode"] == ENCRYPTED, "only-signed", scale=0.3)
    for _, allowed, answer in some:
        policy = None if answer is None else answer["policy"]
        exam.expect(policy is None or policy in allowed, "policy-not-allowed", policy=policy, scale=0.4)
    for offers, allowed, answer in some:
        missed = answer is None and _best(offers, allowed) is not None
        exam.expect(not missed, "refuses-a-good-offer", scale=0.4)
    for offers, allowed, answer in some:
        best = _best(offers, allowed)
        exam.expect(answer == best, "not-the-best", policy=answer["policy"] if answer else "", scale=0.5)


def _best(offers, allowed):
    good = [each for each in offers if each["mode"] == ENCRYPTED and each["policy"] in allowed]
    return min(good, key=lambda each: allowed.index(each["policy"]), default=None)


def _servers(rng) -> list[tuple[list[dict], list[str]]]:
    """Servers and the factory's list that holds on that day, in drawn order."""

    def offered(*kinds: tuple[str, str]) -> list[dict]:
        levels = rng.permutation(len(kinds)) * 10
        offers = [
            {"mode": mode, "policy": policy, "level": int(level)}
            for (mode, policy), level in zip(kinds, levels, strict=True)
        ]
        return [offers[at] for at in rng.permutation(len(offers))]

    def both(policy: str) -> list[tuple[str, str]]:
        return [("Sign", policy), (ENCRYPTED, policy)]

    bare = ("None", "None")
    withdrawn = str(rng.choice(USUAL))
    left = [each for each in USUAL if each != withdrawn]
    reordered = [str(each) for each in rng.permutation(USUAL)]
    everything = [bare, *(kind for policy in [*OUTDATED, *USUAL] for kind in both(policy))]
    questions = [
        (offered(*everything), USUAL),
        (offered(*everything), reordered),
        (offered(*everything), left),
        (offered(bare, ("Sign", USUAL[0]), ("Sign", USUAL[2])), USUAL),
        (offered(bare, *both(OUTDATED[0]), *both(OUTDATED[1])), USUAL),
        (offered(bare, ("Sign", USUAL[0]), (ENCRYPTED, USUAL[1]), (ENCRYPTED, USUAL[2])), USUAL),
        (offered(bare, *both(withdrawn)), left),
        ([], USUAL),
    ]
    # Whatever is drawn, neither the first offer nor the highest level is right throughout: bare ones are worth nothing.
    return [questions[at] for at in rng.permutation(len(questions))]


@check("least-rights", points=5)
def least_rights(exam):
    """audit(plant, needed) -> (needed but refused, allowed but not needed), in sessions of three roles."""
    seen = []
    for name in exam.rng.permutation(["observer", "operator", "engineer"]):
        role, needed = Role[str(name).upper()], _needed(exam.rng)
        initial = _start(exam.rng)
        run = exam.drive("furnace", minutes=1, arguments=[needed], role=str(name), initial=initial)
        changed = [each.path for each in run.writes if each.role != "scenario" and _differs(each, initial)]
        exam.expect(not changed, "changed-the-plant", path=changed[0] if changed else "")
        seen.append((role, needed, *_two_lists(exam, run.returned)))
    if all((missing, extra) == _rights(role, needed) for role, needed, missing, extra in seen):
        return
    swapped = all((extra, missing) == _rights(role, needed) for role, needed, missing, extra in seen)
    exam.expect(not swapped, "lists-swapped", scale=0.5)
    for role, _, missing, _ in seen:
        exam.expect(role != Role.OBSERVER or missing, "viewer-may-write")
    for role, _, _, extra in seen:
        exam.expect(role != Role.OBSERVER or not extra, "viewer-has-too-much", path=min(extra, default=""))
    for role, needed, _, extra in seen:
        exam.expect(
            not extra & set(needed), "needed-is-not-extra", path=min(extra & set(needed), default=""), scale=0.4
        )
        exam.expect(extra or not _rights(role, needed)[1], "nothing-extra", scale=0.4)
    for role, needed, missing, extra in seen:
        odd = min((missing ^ _rights(role, needed)[0]) | (extra ^ _rights(role, needed)[1]), default="")
        exam.expect(not odd, "rights-off", path=odd, scale=0.3)


def _needed(rng) -> list[str]:
    """What a job has to write: something an operator may, something only an engineer may."""
    commanded = [path for path, writer in WRITERS.items() if writer == Role.OPERATOR]
    tuned = [path for path, writer in WRITERS.items() if writer == Role.ENGINEER]
    drawn = [*rng.choice(commanded, 2, replace=False), *rng.choice(tuned, int(rng.integers(1, 4)), replace=False)]
    return [str(path) for path in rng.permutation(drawn)]


def _start(rng) -> dict[str, float]:
    """Values that nobody writes by chance."""
    draw = {"Setpoint": (300, 900), "Gain": (2, 12), "IntegralTime": (200, 900), "DerivativeTime": (5, 90)}
    values = {
        f"{zone}.Controller.{name}": round(float(rng.uniform(*span)), 2)
        for zone in ("Zone1", "Zone2")
        for name, span in draw.items()
    }
    return values | {f"{zone}.HeaterPower": round(float(rng.uniform(20, 60)), 2) for zone in ("Zone1", "Zone2")}


def _differs(write, initial) -> bool:
    """Whether what was written is not what stood there already; switches are left out, they have no start to draw."""
    return write.path in initial and abs(float(write.value) - initial[write.path]) > 0.05


def _two_lists(exam, returned) -> tuple[set[str], set[str]]:
    pair = isinstance(returned, list | tuple) and len(returned) == 2
    exam.expect(pair and all(isinstance(each, list | tuple) for each in returned), "two-lists")
    exam.expect(all(isinstance(path, str) for each in returned for path in each), "two-lists")
    return set(returned[0]), set(returned[1])


def _rights(role: Role, needed: list[str]) -> tuple[set[str], set[str]]:
    allowed = {path for path, writer in WRITERS.items() if role >= writer}
    return set(needed) - allowed, allowed - set(needed)


def _short(value) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:60] + "…"
