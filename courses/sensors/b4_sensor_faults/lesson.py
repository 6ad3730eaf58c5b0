# %% [markdown] lang="ko"
# # B4. 거짓말하는 열전대를 찾습니다
#
# > 새벽 두 시, 열처리로 경보가 울립니다. 당직자가 달려가 보니 아무 일도 없습니다.
# > 세 시에 또 울립니다. 이번에는 누가 문을 열었을 뿐입니다. 네 시, 당직자는 **경보를 꺼 버립니다.**
# > 다섯 시, 열전대가 고착됩니다. 화면의 온도는 850 °C 그대로입니다. 아침에 나온 볼트는 모두 물렀습니다.
#
# 울려야 할 때 울리지 않은 경보와, 울리지 말아야 할 때 울린 경보. 둘은 **같은 사고**입니다.
# 헛되이 우는 경보는 꺼지고, 꺼진 경보는 사람을 지키지 못합니다.
#
# 오늘 하실 일은 네 가지입니다.
#
# 1. 멀쩡한 센서가 어떻게 생겼는지 숫자로 적습니다.
# 2. 네 가지 고장(단선, 튐, 고착, 드리프트)의 얼굴을 익힙니다.
# 3. 문이 열리거나 옆 구역이 뜨거워진 **공정의 변화**와 가려냅니다.
# 4. 헛되이 울지 않는 경보 규칙을 만듭니다.
#
# **실행하기 전에는 꼭 예상부터 고르십시오.** 틀려도 괜찮습니다. 틀린 예상이 가장 오래 남습니다.

# %% [markdown] lang="en"
# # B4. Finding the thermocouple that lies
#
# > Two in the morning, the furnace alarm goes off. The night shift runs over: nothing.
# > At three again: somebody had just opened the door. At four, the night shift **switches the alarm off.**
# > At five the thermocouple sticks. The screen goes on showing 850 °C. In the morning all the bolts are soft.
#
# An alarm that stays silent when it should ring, and one that rings when it should not: **the same accident**.
# An alarm that cries wolf is switched off, and an alarm that is off protects nobody.
#
# Four things to do today:
#
# 1. Put into numbers what a sound sensor looks like.
# 2. Learn the faces of four faults: break, spikes, stuck, drift.
# 3. Tell them from **changes of the process**: an opened door, a hotter neighbour.
# 4. Make a rule for an alarm that does not cry wolf.
#
# **Choose your prediction before every run.** Being wrong is fine. A wrong prediction is what you remember longest.

# %% [markdown] lang="ko"
# ## 준비
#
# 아래 셀은 그림과 예상 단추를 만드는 도구를 불러옵니다. 한 번 실행만 해 두십시오.

# %% [markdown] lang="en"
# ## Getting ready
#
# The next cell loads the tools for pictures and for the prediction buttons. Just run it once.

# %% folded=true
from itertools import pairwise

import numpy as np

from labs.hmi.lesson import chart, predict, reveal, text
from labs.hmi.svg import Series
from labs.session import connect

ZONE1 = text("1구역 온도", "Zone 1 temperature")
ZONE2 = text("2구역 온도", "Zone 2 temperature")

# %% [markdown] lang="ko"
# ## 1. 80분의 기록을 받습니다 (8분)
#
# 열처리로를 80분 동안 돌려 2초마다 적어 두겠습니다. 1구역은 **수동**이라 히터 출력이 저절로 바뀌지 않습니다.
# 그사이 여섯 가지 일이 차례로 일어납니다. 넷은 센서의 고장이고 둘은 공정의 변화입니다. 몇 초만 기다리십시오.

# %% [markdown] lang="en"
# ## 1. Take a record of 80 minutes (8 minutes)
#
# We run the furnace for 80 minutes and write it down every 2 seconds. Zone 1 is in **manual**, so its heater power does not change by itself.
# Six things happen one after another: four are faults of the sensor, two are changes of the process. It takes a few seconds.

# %%
plant = connect("furnace", scenario="fault-parade")
plant.reset(seed=5)
plant.set_clock(mode="lockstep")

PATHS = ["Zone1.Temperature", "Zone2.Temperature", "Zone1.HeaterPower", "Door.Open"]
rows = [[t, *map(float, plant.read_many(PATHS).values())] for t in plant.every(2.0, minutes=80)]
seconds, zone1, zone2, power, door = np.array(rows).T


def part(start, end):
    return (seconds >= start) & (seconds < end)


def show(title, start, end, *, neighbour=False, **look):
    here = part(start, end)
    series = [Series(ZONE1, seconds[here], zone1[here])]
    if neighbour:
        series.append(Series(ZONE2, seconds[here], zone2[here], style="dashed"))
    chart(title, *series, **look)


show(text("멀쩡한 센서, 4분", "A sound sensor, 4 minutes"), 30, 270)

# %% [markdown] lang="ko"
# 아무 일도 없는 4분입니다. 그런데 선이 가만히 있지 않습니다. 이 떨림이 **잡음**입니다.
# 잡음은 귀찮지만 고마운 것이기도 합니다. **센서가 살아 있다는 맥박**이니까요. 재어 봅시다.
#
# **예상해 보십시오.** 이웃한 두 값(2초 간격)의 차이는 가장 클 때 얼마나 될까요?
#
# - **a** 0.1 K쯤 &nbsp; **b** 1~2 K &nbsp; **c** 10 K쯤

# %% [markdown] lang="en"
# Four minutes in which nothing happens, and yet the line does not keep still. This trembling is **noise**.
# It is a nuisance, but also a blessing: it is **the pulse of a living sensor**. Let us measure it.
#
# **Predict.** How large does the difference of two readings in a row (2 s apart) get at most?
#
# - **a** about 0.1 K &nbsp; **b** 1 to 2 K &nbsp; **c** about 10 K

# %%
guess_noise = predict("a", "b", "c")

# %%
calm = zone1[part(30, 270)]
steps = np.diff(calm)
equal = np.sum(steps == 0)
print(text(f"표준편차 {calm.std():.2f} K", f"standard deviation {calm.std():.2f} K"))
print(text(f"가장 큰 차이 {abs(steps).max():.1f} K", f"largest step {abs(steps).max():.1f} K"))
print(text(f"바로 앞과 똑같은 값 {equal}번", f"equal to the one before: {equal} times"))
reveal(guess_noise, "b")

# %% [markdown] lang="ko"
# 이 세 숫자를 적어 두십시오. 지금부터 만드는 모든 규칙의 **잣대**입니다. 특히 셋째 숫자를 눈여겨보십시오.
# 값이 0.1 K 단위로 나오므로, 멀쩡한 센서도 **우연히** 같은 값을 두 번 낼 때가 있습니다.

# %% [markdown] lang="en"
# Note these three numbers down: they are the **yardstick** for every rule to come. Mind the third one.
# Since values come in steps of 0.1 K, even a sound sensor **happens** to show the same value twice.

# %% [markdown] lang="ko"
# ## 2. 네 가지 고장의 얼굴 (20분)
#
# ### 단선(break)
#
# 15분에 열전대 선이 1분 동안 빠집니다. A1에서 배우신 대로입니다.

# %% [markdown] lang="en"
# ## 2. The faces of four faults (20 minutes)
#
# ### Break
#
# At 15 min a wire of the thermocouple comes off for a minute. You know this one from A1.

# %%
show(text("단선", "Break"), 840, 1020)
print(
    text(
        f"nan인 값 {np.isnan(zone1[part(840, 1020)]).sum()}개",
        f"nan: {np.isnan(zone1[part(840, 1020)]).sum()} readings",
    )
)

# %% [markdown] lang="ko"
# 값이 없고 상태는 Bad입니다. 설비가 스스로 **"모릅니다"라고 말해 주는** 고장이라 가장 착합니다.
# 나머지 셋은 상태가 모두 **Good**입니다. 센서는 자기가 틀린 줄 모릅니다.
#
# ### 튐(spike)
#
# **예상해 보십시오.** 접촉이 나빠져 값이 튀는 열전대는 어떤 모양일까요?
#
# - **a** 한 번 올라가서 내려오지 않는다
# - **b** 한순간 크게 벗어났다가 곧바로 돌아온다
# - **c** 천천히 올라갔다가 천천히 내려온다

# %% [markdown] lang="en"
# There is no value, and the status is Bad. Of all faults this is the kindest: the plant itself **says "I don't know"**.
# With the other three the status stays **Good**. The sensor does not know that it is wrong.
#
# ### Spikes
#
# **Predict.** What does a thermocouple with a loose contact look like?
#
# - **a** it goes up and does not come down
# - **b** it is far off for a moment and back at once
# - **c** it rises slowly and falls slowly

# %%
guess_spike = predict("a", "b", "c")

# %%
show(text("튐", "Spikes"), 1340, 1660)
largest = np.nanmax(abs(np.diff(zone1[part(1340, 1660)])))
print(text(f"2초 사이의 가장 큰 차이 {largest:.0f} K", f"largest step in 2 s: {largest:.0f} K"))
reveal(guess_spike, "b")

# %% [markdown] lang="ko"
# 열처리로에는 쇠와 벽돌이 가득 들어 있습니다. 히터를 100 %로 올려도 1초에 1~2 K밖에 오르지 못합니다.
# 2초 만에 20 K가 바뀌는 것은 **물리적으로 불가능**합니다. 그러니 바뀐 것은 온도가 아니라 센서입니다.
#
# ### 고착(stuck)
#
# **예상해 보십시오.** 고착된 열전대와 '아주 잘 제어된 온도'는 무엇이 다를까요?
#
# - **a** 다르지 않다. 그림으로는 알 수 없다
# - **b** 고착되면 잡음까지 사라진다
# - **c** 고착되면 상태가 Bad가 된다

# %% [markdown] lang="en"
# A furnace is full of steel and brick. Even with the heater at 100 % it gains no more than 1 or 2 K a second.
# 20 K in two seconds are **physically impossible**. So it is not the temperature that changed but the sensor.
#
# ### Stuck
#
# **Predict.** How does a stuck thermocouple differ from a temperature that is held very well?
#
# - **a** not at all; a picture cannot tell
# - **b** when it is stuck even the noise is gone
# - **c** when it is stuck the status turns Bad

# %%
guess_stuck = predict("a", "b", "c")


# %%
def longest_equal(values):
    longest = run = 1
    for before, now in pairwise(values):
        run = run + 1 if now == before else 1
        longest = max(longest, run)
    return longest


show(text("고착", "Stuck"), 1900, 2300)
sound, stuck = longest_equal(calm), longest_equal(zone1[part(1900, 2300)])
print(text(f"같은 값이 이어진 길이: 멀쩡할 때 {sound}, 고착 {stuck}", f"equal in a row: sound {sound}, stuck {stuck}"))
reveal(guess_stuck, "b")

# %% [markdown] lang="ko"
# 맥박이 멈췄습니다. 멀쩡한 센서는 같은 값을 두세 번 잇달아 낼 수는 있어도 열 번은 낼 수 없습니다.
# 한 번 같을 확률이 10분의 1이라면, 열 번 잇달아 같을 확률은 **백억 분의 1**이기 때문입니다.
#
# ### 드리프트(drift)
#
# 열전대는 뜨거운 곳에 오래 있으면 조금씩 늙습니다. 값이 실제에서 **천천히** 벗어납니다.

# %% [markdown] lang="en"
# The pulse has stopped. A sound sensor may show the same value two or three times in a row, but not ten times.
# If one repetition has a chance of 1 in 10, ten in a row have a chance of **one in ten thousand million**.
#
# ### Drift
#
# A thermocouple that sits in the heat for long grows old. Its value departs from the truth **slowly**.

# %%
show(text("드리프트", "Drift"), 4100, 4700)
drifting = zone1[part(4300, 4600)]
here = abs(np.diff(drifting)).max()
print(text(f"2초 사이의 가장 큰 차이 {here:.1f} K", f"largest step in 2 s: {here:.1f} K"))
gone = drifting[-15:].mean() - drifting[:15].mean()
print(text(f"5분 동안 벗어난 만큼 {gone:.1f} K", f"wandered in five minutes: {gone:.1f} K"))

# %% [markdown] lang="ko"
# 한 걸음은 잡음과 같은 크기라 보이지 않습니다. **멀리 떨어진 두 때의 평균**을 견주어야 드러납니다. 평균은 잡음을 지우고, 시간은 드리프트를 키웁니다.

# %% [markdown] lang="en"
# A single step is no larger than the noise and cannot be seen. It shows when **averages of two distant moments** are compared: averaging wipes the noise out, and time makes the drift grow.

# %% [markdown] lang="ko"
# ## 3. 고장입니까, 공정의 변화입니까? (12분)
#
# 이번에는 그림 두 장만 보고 맞혀 보십시오. 센서는 멀쩡할 수도, 아닐 수도 있습니다.

# %% [markdown] lang="en"
# ## 3. A fault, or a change of the process? (12 minutes)
#
# Now judge from two pictures alone. The sensor may be sound or not.

# %%
show(text("그림 가", "Picture 1"), 240, 640)
show(text("그림 나", "Picture 2"), 2380, 2800)

# %% [markdown] lang="ko"
# **예상해 보십시오.**
#
# - **a** 둘 다 센서 고장
# - **b** '가'만 센서 고장
# - **c** 둘 다 공정의 변화

# %% [markdown] lang="en"
# **Predict.**
#
# - **a** both are faults of the sensor
# - **b** only picture 1 is
# - **c** both are changes of the process

# %%
guess_cause = predict("a", "b", "c")

# %%
opened = seconds[door > 0]
chart(
    text("그림 가: 문이 열렸습니다", "Picture 1: the door was open"),
    Series(ZONE1, seconds[part(240, 640)], zone1[part(240, 640)]),
    marks=[(opened[0], text("열림", "open")), (opened[-1], text("닫힘", "shut"))],
)
show(text("그림 나: 2구역이 뜨거워졌습니다", "Picture 2: zone 2 grew hotter"), 2380, 2800, neighbour=True)
show(text("견주기: 드리프트", "For comparison: drift"), 4100, 4700, neighbour=True)
reveal(guess_cause, "c")

# %% [markdown] lang="ko"
# '나'와 드리프트는 1구역 온도만 보면 **구별할 수 없습니다.** 둘 다 천천히 올라갑니다. 다른 것은 **까닭**입니다.
#
# - '나'에는 까닭이 있습니다. 옆 구역이 먼저 뜨거워졌고, 그 열이 넘어왔습니다.
# - 드리프트에는 까닭이 **없습니다**. 출력도, 문도, 옆 구역도 그대로인데 온도만 움직입니다.
#
# ### 풀이: 까닭을 묻는 규칙
#
# 온도가 움직였으면 까닭을 찾습니다. 문, 히터 출력, 옆 구역 가운데 하나라도 움직였으면 공정의 변화, 아무것도 없으면 센서를 의심합니다.

# %% [markdown] lang="en"
# From the temperature of zone 1 alone, picture 2 and the drift **cannot be told apart**: both rise slowly. What differs is the **reason**.
#
# - Picture 2 has a reason. The neighbouring zone grew hot first, and its heat came over.
# - The drift has **none**. Power, door and neighbour stay as they are, and the temperature moves all the same.
#
# ### Worked example: a rule that asks for a reason
#
# If the temperature has moved, look for a reason. If the door, the heater power or the neighbour moved as well, it is the process. If nothing did, suspect the sensor.


# %%
def judge(start, end):
    here = part(start, end)
    value = zone1[here]
    moved = abs(value[-15:].mean() - value[:15].mean())
    reason = max(np.ptp(power[here]) / 0.5, door[here].max() / 0.5, np.ptp(zone2[here]) / 4)
    return moved, reason


for name, start, end in [
    (text("조용할 때", "calm"), 30, 270),
    (text("문", "door"), 240, 420),
    (text("2구역", "zone 2"), 2380, 2680),
    (text("드리프트", "drift"), 4200, 4500),
]:
    moved, reason = judge(start, end)
    verdict = text("센서 의심", "suspect the sensor") if moved > 2.5 and reason < 1 else text("이상 없음", "sound")
    print(f"{name:<10} {moved:5.1f} K   {reason:5.1f}   {verdict}")

# %% [markdown] lang="ko"
# 경계값(2.5 K, 4 K)은 어디서 왔습니까? 1부에서 잰 **잡음**에서 왔습니다. 잡음보다 넉넉히 크면서 고장보다 작은 곳에 금을 긋습니다.

# %% [markdown] lang="en"
# Where do the limits (2.5 K, 4 K) come from? From the **noise** measured in part 1. The line is drawn well above the noise and below the fault.

# %% [markdown] lang="ko"
# ## 4. 헛되이 울지 않는 경보 (5분)
#
# 고착 경보를 만들어 봅시다. 같은 값이 몇 번 이어지면 울리게 할까요? 고장이 없던 시간과 고착된 시간에서 경보 수를 세어 봅니다.
#
# **예상해 보십시오.** '2번 이어지면' 울리게 하면 멀쩡한 10분 동안 몇 번이나 헛되이 울까요?
#
# - **a** 거의 울지 않는다 &nbsp; **b** 한두 번 &nbsp; **c** 열 번 넘게

# %% [markdown] lang="en"
# ## 4. An alarm that does not cry wolf (5 minutes)
#
# Let us build an alarm for a stuck sensor. After how many equal readings should it ring? We count alarms while the sensor was sound and while it was stuck.
#
# **Predict.** If it rings after two equal readings in a row, how often does it cry wolf in ten sound minutes?
#
# - **a** hardly ever &nbsp; **b** once or twice &nbsp; **c** more than ten times

# %%
guess_wolf = predict("a", "b", "c")


# %%
def alarms(values, needed):
    count, run = 0, 1
    for before, now in pairwise(values):
        run = run + 1 if now == before else 1
        count += run == needed
    return count


healthy, faulty = zone1[part(3200, 3800)], zone1[part(1990, 2210)]
for needed in (2, 3, 5, 10, 20):
    wolf, caught = alarms(healthy, needed), alarms(faulty, needed) > 0
    delay = 2 * needed
    print(
        text(
            f"{needed:2d}번: 거짓 경보 {wolf:2d}번, 고착 알아차림 {caught}, {delay}초 걸림",
            f"{needed:2d} equal: {wolf:2d} false alarms, stuck noticed {caught}, takes {delay} s",
        )
    )
reveal(guess_wolf, "c")

# %% [markdown] lang="ko"
# 다섯 규칙 모두 고착은 잡아냅니다. 다른 것은 **헛되이 운 횟수**와 **걸린 시간**입니다. 기다릴수록 조용하지만 늦습니다.
# 열 번(20초)이면 헛되이 울지 않으면서, 볼트가 상하기 훨씬 전에 알아차립니다. 경계값은 이렇게 **두 잘못을 견주어** 정합니다.

# %% [markdown] lang="en"
# Every rule notices the stuck sensor. What differs is **how often it cries wolf** and **how long it takes**. The longer it waits, the quieter, but the later.
# With ten (20 s) there are no false alarms, and it still comes long before a bolt is spoilt. That is how a limit is set: by **weighing the two mistakes**.

# %% [markdown] lang="ko"
# ## 세 문장으로 정리합니다
#
# 1. 먼저 멀쩡한 센서의 잡음을 재고, 그것을 잣대로 삼습니다.
# 2. 단선은 상태가, 튐은 불가능한 빠르기가, 고착은 사라진 잡음이, 드리프트는 까닭 없는 움직임이 알려 줍니다.
# 3. 경보의 경계값은 놓치는 잘못과 헛되이 우는 잘못을 견주어 정합니다.

# %% [markdown] lang="en"
# ## In three sentences
#
# 1. First measure the noise of a sound sensor, and use it as the yardstick.
# 2. A break is told by the status, a spike by an impossible speed, a stuck sensor by missing noise, a drift by moving without a reason.
# 3. The limit of an alarm is set by weighing missed faults against false alarms.

# %% [markdown] lang="ko"
# ## 스스로 확인합니다
#
# **물음 1.** 1구역이 **자동 운전**이라면 드리프트는 어떻게 보일까요? 온도는 850 °C에 붙어 있습니다. 어느 신호를 보아야 합니까?
#
# <details><summary>답 보기</summary>
#
# 열전대가 실제보다 높게 말하기 시작하면 조절기는 히터 출력을 줄여 **읽은 값**을 850 °C에 붙들어 둡니다. 그래서 온도 그래프는 멀쩡하고, **히터 출력이 까닭 없이 천천히 줄어듭니다.**
# 그동안 진짜 온도는 850 °C 아래로 내려갑니다. 자동 운전에서는 고장이 온도가 아니라 출력에 나타납니다.
#
# </details>
#
# **물음 2.** 동료가 "온도가 840~860 °C를 벗어나면 센서 고장 경보"라는 규칙을 냈습니다. 어떤 고장을 놓치고, 언제 헛되이 웁니까?
#
# <details><summary>답 보기</summary>
#
# 범위 안에서 **고착**되면 영원히 모르고, 드리프트는 10 K를 벗어날 때까지 모릅니다. 반대로 출력이나 설정값을 바꿔 온도가 정말로 움직이면 센서가 멀쩡한데도 웁니다.
# 이 규칙은 **공정**을 감시하는 규칙이지 **센서**를 감시하는 규칙이 아닙니다. 둘 다 필요하지만 서로를 대신하지 못합니다.
#
# </details>

# %% [markdown] lang="en"
# ## Check yourself
#
# **Question 1.** What would the drift look like if zone 1 were in **automatic**? The temperature sticks to 850 °C. Which signal has to be watched?
#
# <details><summary>Answer</summary>
#
# When the thermocouple begins to read too high, the controller reduces the heater power so that **the reading** stays at 850 °C. The temperature curve looks fine, and **the heater power falls slowly without a reason.**
# Meanwhile the true temperature sinks below 850 °C. In automatic a fault shows in the power, not in the temperature.
#
# </details>
#
# **Question 2.** A colleague proposes: "Sensor alarm whenever the temperature leaves 840-860 °C." Which faults does that miss, and when does it cry wolf?
#
# <details><summary>Answer</summary>
#
# A sensor that is **stuck** within the range is never noticed, and a drift only when it has gone 10 K. On the other hand it rings for a sound sensor whenever somebody changes power or setpoint and the temperature really moves.
# The rule watches the **process**, not the **sensor**. Both are needed, but neither replaces the other.
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
# 이제 `assignment.ipynb`를 여십시오. 이번에는 무엇이 언제 일어나는지 알려 드리지 않습니다.

# %% [markdown] lang="en"
# Now open `assignment.ipynb`. There we tell you neither what happens nor when.
