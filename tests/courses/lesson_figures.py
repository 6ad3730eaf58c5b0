"""What the text of a lesson says about its figures, held against what the lesson printed; one function a unit."""

import re


def means_of_a1(said: str) -> None:
    """Counting nan as zero is too low, keeping Uncertain too high."""
    zeroed, kept, good = (
        float(re.search(rf"{label} +([\d.]+)\n", said).group(1))
        for label in ("nan → 0", r"Good \+ Uncertain", r"\d\nGood")
    )
    assert zeroed < good - 20 and kept > good + 20


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


AS_TEXT_SAYS = {"a1": means_of_a1, "b4": figures_of_b4, "c2": figures_of_c2, "d2": figures_of_d2}
