"""What the text of a lesson says about its figures, held against what the lesson printed; one function a unit."""

import re


def means_of_a1(said: str) -> None:
    """Counting nan as zero is too low, keeping Uncertain too high."""
    zeroed, kept, good = (
        float(re.search(rf"{label} +([\d.]+)\n", said).group(1))
        for label in ("nan → 0", r"Good \+ Uncertain", r"\d\nGood")
    )
    assert zeroed < good - 20 and kept > good + 20


def figures_of_a4(said: str) -> None:
    """The stop leaves voltage and air; only Start moves the line; over a minute to discharge; one entry counts."""
    assert re.search(r"^5[56]\d V +0\.6", said, re.MULTILINE)
    released, cleared, reset, started = (float(speed) for speed in re.findall(r"([\d.]+) m/s", said))
    assert released == cleared == reset == 0 and started > 0.2
    assert 60 < int(re.search(r"(?:그림에서 잰 시간|in the picture): (\d+) s", said).group(1)) < 120
    assert re.findall(r"UnsafeEntries (.*?) {2}", said) == ["= 1", "+ 0"]
    answers = re.findall(r"^(\w[\w., ]*?) +([○×])", said, re.MULTILINE)
    assert "".join(mark for _, mark in answers) == "×××○××" + "×○"


def figures_of_c5(said: str) -> None:
    """The guard, then the reset moves the press; a taped button never; the watchdog stops it, and lets it go on."""
    again = [float(at) for at in re.findall(r"(?:다시 움직인 시각:|moved again at) ([\d.]+) s", said)]
    assert len(again) == 2 and 8.5 <= again[0] < 9 and 12 <= again[1] < 12.5
    assert re.findall(r"(?:붙였을 때|taped|누르면|both on): (\d+)", said) == ["0", "1"]
    assert re.findall(r"움직임|서 있음|moves$|stands$", said, re.MULTILINE) in (
        ["움직임", "움직임", "서 있음", "움직임"],
        ["moves", "moves", "stands", "moves"],
    )
    assert len(re.findall("False$", said, re.MULTILINE)) == 2


def figures_of_b4(said: str) -> None:
    """The noise is small, a spike impossible, a stuck sensor silent; only the drift is suspected."""
    sound, stuck = map(int, re.search(r": (?:멀쩡할 때|sound) (\d+), (?:고착|stuck) (\d+)", said).groups())
    assert sound <= 4 and stuck > 50
    noise, spike, drift = (
        int(step) for step in re.findall(r"(?:가장 큰 차이|largest step in 2 s:|largest step) (\d+)", said)
    )
    assert max(noise, drift) <= 2 and spike > 15
    assert len(re.findall("센서 의심|suspect the sensor", said)) == 1
    wolf = [int(count) for count in re.findall(r"(?:거짓 경보 +|equal: +)(\d+)", said)]
    assert wolf[0] > 10 and wolf[-2:] == [0, 0] and "False" not in said


def figures_of_b5(said: str) -> None:
    """The hole is two minutes long, a pencil line misses the door, fetched rows overlap, the deadband saves rows."""
    assert re.search(r"(?:줄이어야 하는데 120줄|120 are there)", said)
    assert float(re.search(r"(?:벌어진 곳:|furthest apart:) ([\d.]+) K", said).group(1)) > 3
    overlapping, closed = re.findall(r"(\d+)(?:줄, 서로 다른 순간| rows,) (\d+)", said)
    assert int(overlapping[0]) - int(overlapping[1]) > 10 and closed == ("240", "240")
    mean, spoilt = map(float, re.findall(r"(?:평균:|적었다면:|last minute:|for Bad:) (\d+) °C", said))
    assert mean > 830 and spoilt < 600
    bands = re.findall(r"(?:폭|band) ([\d.]+) K: +(\d+)(?:줄| rows), .*?([\d.]+) K", said)
    assert len(bands) == 5 and all(float(off) <= float(band) for band, _rows, off in bands)
    assert int(bands[3][1]) < 30
    assert float(re.findall(r"^\d+(?:줄| rows), .*?([\d.]+) K", said, re.M)[-1]) > 5


def figures_of_c2(said: str) -> None:
    """A furnace of gain about 5.5 and 300 s; on/off and P leave the band, PI and PID hold it; wind-up is cured."""
    gain, tau = map(float, re.search(r"= ([\d.]+) K/%\s+τ = (\d+) s", said).groups())
    assert 4.5 < gain < 6.5 and 250 < tau < 360
    on_off, proportional, pi, pid = map(int, re.findall(r"(?:범위 안|inside the band): (\d+) %", said))
    assert on_off < 60 and proportional < 10 and pi >= 95 and pid >= 95
    wound, cured = map(float, re.search(r"(\d+) °C → ([\d.]+) °C", said).groups())
    assert wound > 950 and cured < 855


def figures_of_d2(said: str) -> None:
    """Less than half comes out; the time adds up; three factors make OEE; the faster, the fewer good packs."""
    assert int(re.search(r"(?:양품|good packs) (\d+)\n", said).group(1)) < 1100
    assert re.search(r"(?:더하면 40\.0분|together 40\.0 minutes)", said)
    *factors, oee, short_way = (float(share) for share in re.findall(r"([\d.]+) %", said))
    assert abs(factors[0] * factors[1] * factors[2] / 1e4 - oee) < 0.1 and oee == short_way and 50 < oee < 60
    shifts = [tuple(map(int, row)) for row in re.findall(r"^\d0\.0 (\d+) (\d+)$", said, re.M)]
    good = [made - bad for made, bad in shifts]
    assert len(good) == 3 and sorted(good, reverse=True) == good


def figures_of_e2(said: str) -> None:
    """Hot barrels go with short shots, yet cooling makes more; before-and-after accuses, alternating acquits."""
    assert float(re.search(r"r = ([\d.-]+)", said).group(1)) > 0.6
    cool, usual, hot = map(int, re.findall(r"\d+ °C: (\d+) %", said))
    assert cool > 2 * usual and hot <= usual
    once, dryer, clamp = map(int, re.findall(r": ([+-]\d+)\n", said))
    assert once > 25 and abs(dryer) < 15 and clamp > 35


def figures_of_d3(said: str) -> None:
    """Adjusting widens, means move less, nothing leaves the specification, rule 2 tells first, Cpk falls alone."""
    widened, means = (float(times) for times in re.findall(r"(?:가|이|is|move) ([\d.]+)(?:배| times)", said))
    assert 1.3 < widened < 1.5 and 0.35 < means < 0.5
    assert re.search(r"(?:볼트 0개|^0 bolts out)", said, re.M)
    first = [int(group) for group in re.findall(r"(?:부분군|subgroup) (\d+)$", said, re.M)]
    assert len(first) == 4 and first[1] == min(first) < first[0]
    wolf = [int(share) for share in re.findall(r"(\d+) (?:%,|% of)", said)]
    delay = [float(points) for points in re.findall(r"(?:점|after) ([\d.]+)", said)]
    assert 10 < wolf[0] < 20 and 40 < wolf[1] < 60 and delay[1] < delay[0]
    (cp, cpk), (cp_after, cpk_after) = (map(float, row) for row in re.findall(r"Cp = ([\d.]+)   Cpk = ([\d.]+)", said))
    assert cp_after > cp - 0.2 and cpk_after < cpk - 0.25
    within, overall = map(float, re.findall(r"(0\.0\d+) mm", said)[-2:])
    assert overall > within


def figures_of_f1(said: str) -> None:
    """The model foresees a new run within 5 %, without the cycle it does not; its choice halves the rejects."""
    tau = float(re.search(r"(?:시정수|time constant): ([\d.]+)", said).group(1))
    fitted, foreseen, blind = map(float, re.findall(r": ([\d.]+) %\n", said))
    assert 2 < tau < 4.5 and fitted < 2 and foreseen < 5 and blind > 3 * foreseen
    before, after = map(int, re.search(r": (\d+) % → (\d+) %", said).groups())
    assert after < before / 2


def figures_of_e4(said: str) -> None:
    """Saying no is accurate; torque stays; power carries over; a dear miss lowers the threshold; silence misleads."""
    assert int(re.search(r"(?:정확도|always saying no): (\d+) %", said).group(1)) >= 93
    (slow, little), (_, _), (fast, much) = re.findall(r"1/min: ([\d.]+) N m, ([\d.]+) kW", said)
    assert float(fast) < 1.3 * float(slow) and float(much) > 2.5 * float(little)
    assert int(re.search(r"(?:고장 |report )(\d+)(?:분| min).*(?:동력|power)$", said, re.M).group(1)) > 5
    (raw, raw_new), (power, power_new) = re.findall(r"F1 ([\d.]+) → ([\d.]+)", said)
    assert float(raw) > float(power) and float(raw_new) < 0.4 < 0.55 < float(power_new)
    dear, dearer = re.findall(r"(?:문턱값|threshold) (0\.\d+)", said)
    assert float(dearer) < float(dear) and float(dear) > 0.52
    assert int(re.search(r"(?:작업의 고장|0\.6): (\d+) %", said).group(1)) < 25
    seen, true = map(int, re.search(r"(?:보고|reported) (\d+) %, (?:실제|true) (\d+) %", said).groups())
    assert seen < 5 < 10 < true


def figures_of_e5(said: str) -> None:
    """The promotion halves the error; by the total the worst looks well; who peeps looks best and is found out."""
    yesterday, week, without, whole, honest, peeping = map(float, re.findall(r"^ ?(\d\.\d\d)  ", said, re.M)[:6])
    assert yesterday > 2 * week > 2 and 1.8 < without / whole < 2.3 and whole < 0.7
    short = [int(kilograms) for kilograms in re.findall(r"(\d+) kg (?:모자람|short)", said)]
    assert short[3] == min(short) and short[0] < short[1]
    assert peeping < 0.75 * honest < 0.75
    changed = re.findall(r"(?:달라진 예측 (\d+)개|: (\d+) forecasts)", said)
    assert [int(ko or en) > 0 for ko, en in changed] == [False, True]
    assert float(re.search(r"(?:척도화 오차|scaled error) (\d\.\d\d)$", said.split("500")[-1], re.M).group(1)) < 0.7


def figures_of_c6(said: str) -> None:
    """Who is not to be trusted is refused for the reason the text names, and a viewer's write with it."""
    reasons = ("BadCertificateUntrusted", "BadCertificateTimeInvalid", "BadCertificateUriInvalid", "NotAllowed")
    assert all(reason in said for reason in reasons) and said.count("BadCertificateTimeInvalid") == 2


AS_TEXT_SAYS = {
    "a1": means_of_a1,
    "a4": figures_of_a4,
    "b4": figures_of_b4,
    "b5": figures_of_b5,
    "c2": figures_of_c2,
    "c5": figures_of_c5,
    "c6": figures_of_c6,
    "d2": figures_of_d2,
    "d3": figures_of_d3,
    "e2": figures_of_e2,
    "e4": figures_of_e4,
    "e5": figures_of_e5,
    "f1": figures_of_f1,
}
