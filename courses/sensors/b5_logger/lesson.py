# %% [markdown] lang="ko"
# # B5. 잃지 않는 기록: 통신이 끊겨도
#
# > 자동차 회사에서 전화가 옵니다. "지난 화요일 밤에 열처리한 볼트가 부러졌습니다. 그때 온도가 얼마였습니까?"
# > 기록을 엽니다. 그날 밤 2시 10분부터 12분까지가 **비어 있습니다.** 통신이 끊겼던 것입니다.
# > 누군가 그 구멍을 마지막 값 850 °C로 채워 두었습니다. 그런데 문이 열린 것은 **바로 그 2분**이었습니다.
#
# 사고는 우리가 보고 있을 때를 골라서 일어나지 않습니다. 그래서 기록은 **빠짐없이, 겹침 없이, 뜻을 잃지 않고** 남아야 합니다.
#
# 오늘 하실 일은 네 가지입니다.
#
# 1. 한 줄에 무엇을 담아야 나중에도 뜻을 알 수 있는지 정합니다.
# 2. 통신이 끊기면 기록 프로그램에 무슨 일이 생기는지 봅니다.
# 3. 설비의 이력으로 구멍을 메우고, 겹친 줄을 없앱니다.
# 4. 바뀔 때만 적어 저장 공간을 아낍니다.
#
# **실행하기 전에는 꼭 예상부터 고르십시오.** 틀려도 괜찮습니다. 틀린 예상이 가장 오래 남습니다.

# %% [markdown] lang="en"
# # B5. A logger that loses nothing, even when the network goes
#
# > A car maker calls. "Bolts that you hardened last Tuesday night have broken. What was the temperature?"
# > You open the record. From 2:10 to 2:12 that night it is **empty**: the network was down.
# > Somebody had closed the hole with the last value, 850 °C. But **in those very two minutes** the door stood open.
#
# Accidents do not wait until somebody is looking. So a record has to be kept **with nothing missing, nothing twice, and its meaning intact**.
#
# Four things to do today:
#
# 1. Decide what belongs into one row, so that its meaning is clear years later.
# 2. See what happens to a logger when the network goes down.
# 3. Close the hole from the plant's own history, and remove what stands there twice.
# 4. Save storage by storing on change only.
#
# **Choose your prediction before every run.** Being wrong is fine. A wrong prediction is what you remember longest.

# %% [markdown] lang="ko"
# ## 준비
#
# 아래 셀은 그림과 예상 단추를 만드는 도구를 불러오고 열처리로에 연결합니다. 한 번 실행만 해 두십시오.

# %% [markdown] lang="en"
# ## Getting ready
#
# The next cell loads the tools for pictures and prediction buttons and connects to the furnace. Just run it once.

# %% folded=true
import time as wall

import numpy as np

from labs.hmi.lesson import chart, predict, reveal, text
from labs.hmi.svg import Series
from labs.session import PlantUnavailable, connect

ZONE1 = text("1구역 온도", "Zone 1 temperature")
PATH = "Zone1.Temperature"


def begin():
    plant.reset(seed=5)
    plant.set_clock(mode="lockstep")


plant = connect("furnace", scenario="night-shift")
begin()

# %% [markdown] lang="ko"
# ## 1. 한 줄에 무엇을 담을까요? (10분)
#
# 기록의 한 줄이 이렇게 생겼다고 해 봅시다.
#
# > `850.2`
#
# 무엇이, 언제, 어떤 단위로 850.2였을까요? 그 센서는 그때 멀쩡했을까요? 이 한 줄로는 아무것도 모릅니다.
# 설비에게 물어보면 값과 함께 **상태**와 **시각**도 줍니다. 단위는 신호의 표에 있습니다.

# %% [markdown] lang="en"
# ## 1. What belongs into a row? (10 minutes)
#
# Suppose a row of your record reads
#
# > `850.2`
#
# What was 850.2, when, and in which unit? Was that sensor sound? This row does not tell.
# Ask the plant, and with the value it gives its **status** and its **time**. Units stand in the table of signals.

# %%
table = plant.signals()
units = dict(zip(table["path"], table["unit"], strict=True))
plant.advance(10)
sample = plant.sample(PATH)
print(sample)
for path in ("Zone1.Temperature", "Zone1.HeaterPower", "Energy.Total"):
    seen = plant.sample(path)
    print([seen.time, path, seen.value, units[path], seen.status])

# %% [markdown] lang="ko"
# 이것이 다섯 칸짜리 줄입니다. **시각, 이름, 값, 단위, 상태.** 어느 한 칸이 빠져도 나중에 뜻을 잃습니다.
#
# 시각은 두 가지가 있습니다. 설비가 값을 낸 **원천 시각**과, 우리 컴퓨터의 시계입니다. 둘을 나란히 적어 보겠습니다.
# 설비의 시간은 1분을 흘려보냅니다.
#
# **예상해 보십시오.** 우리 컴퓨터의 시계로 적으면 두 값의 간격은 얼마로 적힐까요?
#
# - **a** 60초 &nbsp; **b** 60초보다 훨씬 짧게 &nbsp; **c** 60초보다 길게

# %% [markdown] lang="en"
# That is a row of five columns: **time, name, value, unit, status.** Leave out one, and one day the meaning is gone.
#
# There are two times: the **source time**, when the plant showed the value, and the clock of our computer. Let us write both.
# We let one minute pass in the plant.
#
# **Predict.** By our computer's clock, how far apart will the two values be?
#
# - **a** 60 s &nbsp; **b** far less than 60 s &nbsp; **c** more than 60 s

# %%
guess_clock = predict("a", "b", "c")

# %%
first, here = plant.sample(PATH), wall.time()
plant.advance(60)
second, there = plant.sample(PATH), wall.time()
source, local = second.time - first.time, there - here
print(text(f"원천 시각의 간격 {source:.1f}초", f"by the source time: {source:.1f} s"))
short = local < 30
print(text(f"우리 시계로 30초보다 짧습니까? {short}", f"by our clock, less than 30 s? {short}"))
reveal(guess_clock, "b")

# %% [markdown] lang="ko"
# 이 설비의 시간은 우리 시계보다 빨리 갔습니다. 진짜 공장에서도 값은 늦게 오고, 한꺼번에 몰려오고, 컴퓨터마다 시계가 다릅니다.
# **언제 받았는지가 아니라 언제 나왔는지**를 적어야 합니다. 이 시각은 나중에 겹친 줄을 찾는 **열쇠**도 됩니다.

# %% [markdown] lang="en"
# This plant's time went faster than our clock. In a real factory values arrive late, in bursts, and every computer has a clock of its own.
# Store **when a value was shown, not when it arrived**. That time will also be the **key** by which we find what stands there twice.

# %% [markdown] lang="ko"
# ## 2. 통신이 끊깁니다 (10분)
#
# 이제 1초마다 4분 동안 적습니다. 101초쯤 설비의 통신이 끊깁니다. 끊긴 동안 읽으면 `PlantUnavailable`이라는 오류가 납니다.
# 오류를 그냥 두면 프로그램이 거기서 끝납니다. 그래서 `try`로 해 보고, 안 되면 `except`에서 할 일을 적습니다.
#
# **예상해 보십시오.** 통신이 끊긴 동안 열처리로는 무엇을 하고 있을까요?
#
# - **a** 멈춘다 &nbsp; **b** 움직이지만 기록은 하지 않는다 &nbsp; **c** 움직이고 스스로 기록도 한다

# %% [markdown] lang="en"
# ## 2. The network goes down (10 minutes)
#
# Now we log every second for four minutes. At about 101 s the plant's network goes down, and reading raises an error called `PlantUnavailable`.
# Left alone, the error ends the program there. So we `try`, and say after `except` what to do when it does not work.
#
# **Predict.** What does the furnace do while the network is down?
#
# - **a** it stops &nbsp; **b** it runs, but nothing is recorded &nbsp; **c** it runs and keeps its own record

# %%
guess_down = predict("a", "b", "c")

# %%
begin()
rows = []
for _t in plant.every(1.0, minutes=4):
    try:
        seen = plant.sample(PATH)
        rows.append([seen.time, seen.value, seen.status])
    except PlantUnavailable:
        pass
times = np.array([row[0] for row in rows])
steps = np.diff(times)
hole = int(np.argmax(steps))
last, back = times[hole], times[hole + 1]
print(text(f"240줄이어야 하는데 {len(rows)}줄입니다.", f"240 rows are due, {len(rows)} are there."))
print(text(f"{last:.0f}초 다음 줄이 {back:.0f}초입니다.", f"the row after {last:.0f} s is of {back:.0f} s"))

# %%
values = np.array([row[1] for row in rows])
wanted = np.arange(0.0, 240.0)
with_hole = np.full(len(wanted), np.nan)
with_hole[times.round().astype(int)] = values
chart(text("구멍 난 기록", "A record with a hole"), Series(ZONE1, wanted, with_hole))

# %% [markdown] lang="ko"
# 연필로 구멍에 선을 이어 보십시오. 아마 완만하게 내려가는 곧은 선을 그으셨을 것입니다. 그 선을 믿어도 될까요?

# %% [markdown] lang="en"
# Close the hole with a pencil. You will have drawn a straight line that falls gently. Is that line to be trusted?

# %% [markdown] lang="ko"
# ## 3. 구멍을 메웁니다 (17분)
#
# 통신은 돌아왔습니다. 설비는 그동안의 값을 **이력**으로 가지고 있습니다. `plant.history(이름, 초)`는 지난 몇 초를 표로 줍니다.

# %% [markdown] lang="en"
# ## 3. Close the hole (17 minutes)
#
# The network is back, and the plant still has the values of the meantime: its **history**. `plant.history(path, seconds)` gives the last seconds as a table.

# %%
past = plant.history(PATH, plant.time - last)
print(past.head(3))
inside = past[past.index < back]
straight = np.interp(inside.index, [last, back], [values[hole], values[hole + 1]])
chart(
    text("연필로 이은 선과 설비의 이력", "The pencil line and the plant's history"),
    Series(text("이력", "history"), inside.index.to_numpy(), inside["value"].to_numpy()),
    Series(text("연필 선", "pencil line"), inside.index.to_numpy(), straight, style="dashed"),
)
off = abs(straight - inside["value"]).max()
print(text(f"가장 크게 벌어진 곳: {off:.1f} K", f"furthest apart: {off:.1f} K"))
print(plant.history("Door.Open", plant.time - last))
reveal(guess_down, "c")

# %% [markdown] lang="ko"
# 통신이 끊긴 사이에 문이 열렸다 닫혔습니다. 연필로 그은 선에는 그 일이 **없습니다.** 마지막 값으로 채워도 마찬가지입니다.
# 지어낸 값은 빈 칸보다 나쁩니다. 빈 칸은 모른다고 말하지만, 지어낸 값은 안다고 거짓말합니다.
#
# ### 겹침
#
# 그래서 이력으로 메웁니다. 넉넉하게 지난 150초를 받아 이어 붙여 보겠습니다. 이력은 0.1초마다 있으니 1초에 맞는 것만 고릅니다.
#
# **예상해 보십시오.** 이렇게 이어 붙이면 같은 순간이 두 번 적힌 줄이 있을까요?
#
# - **a** 없다 &nbsp; **b** 양 끝의 한두 줄 &nbsp; **c** 열 줄 넘게

# %% [markdown] lang="en"
# While the network was down the door was opened and shut. On the pencil line that **did not happen**. Nor does it where the last value is held.
# A made-up value is worse than an empty cell. The empty cell says "I don't know"; the made-up value says "I know", and lies.
#
# ### Overlap
#
# So history it is. To be generous, fetch the last 150 s and append them. History has a value every 0.1 s: pick those on the full second.
#
# **Predict.** Are there moments that stand in the record twice afterwards?
#
# - **a** none &nbsp; **b** one or two at the ends &nbsp; **c** more than ten

# %%
guess_twice = predict("a", "b", "c")


# %%
def on_beat(time, seconds):
    return abs(time - seconds * round(time / seconds)) < 0.01


generous = plant.history(PATH, 150)
joined = rows + [
    [time, *one] for time, one in zip(generous.index, generous.to_numpy(), strict=True) if on_beat(time, 1)
]
moments = [row[0] for row in joined]
print(
    text(f"{len(moments)}줄, 서로 다른 순간 {len(set(moments))}개", f"{len(moments)} rows, {len(set(moments))} moments")
)
reveal(guess_twice, "c")

# %% [markdown] lang="ko"
# 겹친 줄은 해가 없어 보입니다. 하지만 평균을 내면 그 순간만 두 번 세고, 생산 수를 더하면 **만들지 않은 제품**이 생깁니다.
#
# ### 풀이: 마지막으로 적은 시각부터
#
# 겹치지 않게 하는 방법은 하나입니다. **원천 시각을 열쇠로 삼아, 이미 적은 순간은 다시 적지 않습니다.**
# 다시 이어진 순간에 마지막으로 적은 시각부터 지금까지만 받고, 그 시각보다 **뒤**의 줄만 보탭니다.

# %% [markdown] lang="en"
# Twice seems harmless. But an average counts that moment twice, and a sum of pieces gains **parts nobody made**.
#
# ### Worked example: from the last stored time on
#
# There is one way: **with the source time as the key, never store a moment again that is stored already.**
# As soon as the network is back, fetch from the last stored time until now, and add only rows that are **later** than it.

# %%
newest = rows[hole][0]
missed = plant.history(PATH, plant.time - newest)
fill = [
    [time, *one]
    for time, one in zip(missed.index, missed.to_numpy(), strict=True)
    if newest < time < back and on_beat(time, 1)
]
complete = rows[: hole + 1] + fill + rows[hole + 1 :]
moments = [row[0] for row in complete]
print(
    text(f"{len(moments)}줄, 서로 다른 순간 {len(set(moments))}개", f"{len(moments)} rows, {len(set(moments))} moments")
)
ordered = moments == sorted(moments)
print(text(f"시각 순서인가? {ordered}", f"in the order of time? {ordered}"))
chart(
    text("메운 기록", "The hole is closed"),
    Series(ZONE1, np.array(moments), np.array([row[1] for row in complete], dtype=float)),
    marks=[(last, text("끊김", "down")), (back, text("복구", "up"))],
)

# %% [markdown] lang="ko"
# 240줄, 240개의 순간, 시각 순서. 빠짐도 겹침도 없습니다. 그리고 문이 열린 일도 그대로 남았습니다.
#
# ### 언제 메워야 할까요?
#
# 이렇게 생각하실 수도 있습니다. "그러면 맨 끝에 한꺼번에 이력을 받으면 되지 않나?" 끝에 통신이 **끊겨 있으면** 모두 잃습니다.
# 또 진짜 설비의 이력은 저장할 곳이 모자라면 오래된 것부터 지워집니다. 그래서 **돌아온 그 순간**에 메웁니다.
#
# ### 값이 없는 것도 기록입니다
#
# 조금 더 가 보겠습니다. 250초쯤 열전대가 끊어집니다. 이번에는 통신이 아니라 **센서**입니다.

# %% [markdown] lang="en"
# 240 rows, 240 moments, in order: nothing missing, nothing twice. And the open door is on record.
#
# ### When to close it?
#
# You may think: "Why not fetch all of history at the very end?" If the network is **down at the end**, all is lost.
# And a real plant forgets its oldest history when storage runs short. So close the hole **at the moment the network is back**.
#
# ### No value is a record, too
#
# Let us go on. At about 250 s a wire of the thermocouple breaks. This time it is not the network but **the sensor**.

# %%
for _t in plant.every(1.0, minutes=1):
    seen = plant.sample(PATH)
    complete.append([seen.time, seen.value, seen.status])
for row in complete[249:253]:
    print(row)
bad = [row for row in complete if row[2] == "Bad"]
zeros = np.array([0.0 if row[2] == "Bad" else row[1] for row in complete], dtype=float)[240:]
good = np.array([row[1] for row in complete if row[2] != "Bad" and row[0] >= 240], dtype=float)
print(text(f"상태가 Bad인 줄 {len(bad)}개", f"rows with status Bad: {len(bad)}"))
print(text(f"마지막 1분의 평균: {good.mean():.0f} °C", f"mean of the last minute: {good.mean():.0f} °C"))
print(text(f"Bad를 0으로 적었다면: {zeros.mean():.0f} °C", f"with 0 for Bad: {zeros.mean():.0f} °C"))

# %% [markdown] lang="ko"
# Bad인 줄은 **빼지도, 0으로 채우지도** 않습니다. 빼면 읽지 않은 것과 구별되지 않고, 0으로 적으면 평균이 엉망이 됩니다.
# 줄은 두고 상태에 Bad라고 적습니다. 그러면 나중에 읽는 사람이 알아서 빼고 셈합니다.

# %% [markdown] lang="en"
# A Bad row is **neither left out nor filled with 0**. Left out, it looks as if nobody had read; with 0, every mean is spoilt.
# Keep the row and write Bad into its status. Whoever reads it later can leave it out of the sum.

# %% [markdown] lang="ko"
# ## 4. 바뀔 때만 적습니다 (8분)
#
# 1초마다 적으면 신호 하나가 1년에 **3천만 줄**이 넘습니다. 대부분은 앞줄과 거의 같은 값입니다.
# 그래서 마지막으로 **적은** 값에서 정한 폭(데드밴드, deadband)보다 벌어졌을 때만 적습니다. 사이에는 앞줄의 값이 이어진다고 봅니다.
#
# **예상해 보십시오.** 폭을 2 K로 하면 지금까지의 300줄 가운데 몇 줄이 남을까요?
#
# - **a** 200줄쯤 &nbsp; **b** 100줄쯤 &nbsp; **c** 30줄보다 적게

# %% [markdown] lang="en"
# ## 4. Store on change only (8 minutes)
#
# At one row a second, one signal makes more than **30 million rows** a year, most of them nearly the same as the one before.
# So store a value only when it has left the last **stored** one by more than a band (deadband). In between the earlier row holds.
#
# **Predict.** With a band of 2 K, how many of our 300 rows will be left?
#
# - **a** about 200 &nbsp; **b** about 100 &nbsp; **c** fewer than 30

# %%
guess_band = predict("a", "b", "c")


# %%
def keep(readings, band, against="stored"):
    kept, before = [], None
    for time, value in readings:
        reference = kept[-1][1] if kept and against == "stored" else before
        if not kept or abs(value - reference) > band:
            kept.append((time, value))
        before = value
    return kept


def held(kept, moments):
    positions = np.searchsorted([time for time, _ in kept], moments, side="right") - 1
    return np.array([kept[k][1] for k in positions])


readings = [(row[0], row[1]) for row in complete if row[2] != "Bad"]
seconds, shown = np.array(readings, dtype=float).T
for band in (0.2, 0.5, 1.0, 2.0, 5.0):
    kept = keep(readings, band)
    off = abs(held(kept, seconds) - shown).max()
    print(
        text(
            f"폭 {band:.1f} K: {len(kept):3d}줄, 가장 큰 차이 {off:.1f} K",
            f"band {band:.1f} K: {len(kept):3d} rows, furthest off {off:.1f} K",
        )
    )
reveal(guess_band, "c")

# %%
kept = keep(readings, 2.0)
moments = np.array([row[0] for row in complete])
chart(
    text("2 K 폭으로 되살린 그래프", "Brought back with a band of 2 K"),
    Series(text("설비", "plant"), moments, np.array([row[1] for row in complete], dtype=float)),
    Series(text("되살린 값", "from the record"), moments, held(kept, moments), style="dashed"),
)

# %% [markdown] lang="ko"
# 가장 큰 차이가 폭을 넘지 않습니다. 잡음보다 좁은 폭은 잡음을 적을 뿐이니, 폭은 **잡음보다 넓고 관심 있는 변화보다 좁게** 잡습니다.
#
# 한 가지 함정이 있습니다. 마지막으로 적은 값이 아니라 **바로 앞에 읽은 값**과 견주면 어떻게 될까요?

# %% [markdown] lang="en"
# The furthest difference never exceeds the band. A band below the noise stores noise: choose it **above the noise and below the change that matters**.
#
# There is one trap. What if each value is compared with **the reading just before** instead of the last stored value?

# %%
wrong = keep(readings, 2.0, against="reading")
off = abs(held(wrong, seconds) - shown).max()
print(text(f"{len(wrong)}줄, 가장 큰 차이 {off:.1f} K", f"{len(wrong)} rows, furthest off {off:.1f} K"))

# %% [markdown] lang="ko"
# 천천히 움직이면 한 걸음 한 걸음은 늘 폭보다 작습니다. 그래서 한 줄도 적지 않은 채 실제에서 멀어집니다.

# %% [markdown] lang="en"
# When it moves slowly, every single step is below the band. So nothing is stored while the record drifts away from the plant.

# %% [markdown] lang="ko"
# ## 세 문장으로 정리합니다
#
# 1. 한 줄에는 원천 시각, 이름, 값, 단위, 상태가 함께 있어야 하며, Bad도 빼지 않고 적습니다.
# 2. 통신이 끊긴 구멍은 돌아온 순간 설비의 이력으로 메우고, 원천 시각을 열쇠로 겹침을 없앱니다.
# 3. 바뀔 때만 적을 때는 마지막으로 적은 값과 견주어야 정한 폭 안에서 되살릴 수 있습니다.

# %% [markdown] lang="en"
# ## In three sentences
#
# 1. A row holds source time, name, value, unit and status together; Bad is stored, not left out.
# 2. The hole of a lost network is closed from the plant's history at the moment it is back, and the source time is the key that keeps moments from standing there twice.
# 3. When storing on change, compare with the last stored value: only then the curve comes back within the band.

# %% [markdown] lang="ko"
# ## 스스로 확인합니다
#
# **물음 1.** 기록 프로그램이 도는 컴퓨터가 꺼졌다가 10분 뒤에 켜졌습니다. 통신이 끊긴 것과 무엇이 같고 무엇이 다릅니까?
#
# <details><summary>답 보기</summary>
#
# 구멍이 생기고 이력으로 메우는 것은 같습니다. 다른 것은 프로그램이 **어디까지 적었는지를 잊었다**는 점입니다.
# 그래서 줄은 적는 대로 파일에 남기고, 다시 켜지면 파일의 마지막 원천 시각부터 이력을 받습니다. 이것을 저장 후 전송(store and forward)이라고 합니다.
#
# </details>
#
# **물음 2.** 이력에서 받은 줄의 상태가 Bad입니다. 통신이 끊겨서 Bad일까요?
#
# <details><summary>답 보기</summary>
#
# 아닙니다. 통신이 끊긴 동안에도 설비는 센서를 직접 읽어 이력에 적습니다. 이력이 Bad라면 그때 **센서가** 값을 내지 못한 것입니다.
# 통신 두절은 이력이 메워 주지만, 센서의 고장은 아무것도 메워 주지 못합니다. 그래서 그대로 Bad라고 적습니다.
#
# </details>

# %% [markdown] lang="en"
# ## Check yourself
#
# **Question 1.** The computer that runs the logger was switched off and comes back after ten minutes. What is the same as with a lost network, and what is different?
#
# <details><summary>Answer</summary>
#
# There is a hole, and history closes it: that is the same. What is different is that the program **has forgotten how far it had come**.
# So rows go to a file as they come, and after a restart history is fetched from the last source time in that file. This is called store and forward.
#
# </details>
#
# **Question 2.** A row from history has the status Bad. Is it Bad because the network was down?
#
# <details><summary>Answer</summary>
#
# No. While the network is down the plant still reads its sensors itself and records them. If history says Bad, it was **the sensor** that had no value.
# History makes up for a lost network; nothing makes up for a broken sensor. So it is stored as Bad.
#
# </details>

# %% [markdown] lang="ko"
# 자리를 뜨기 전에 설비를 제자리로 돌려놓습니다.

# %% [markdown] lang="en"
# Before you leave, put the plant back as it was.

# %%
plant.close()
plant = connect("furnace", scenario="normal")
plant.close()

# %% [markdown] lang="ko"
# 이제 `assignment.ipynb`를 여십시오. 이번에는 통신이 언제 끊기는지 알려 드리지 않습니다.

# %% [markdown] lang="en"
# Now open `assignment.ipynb`. There nobody tells you when the network goes down.
