# %% [markdown] lang="ko"
# # A1. 첫 연결: 설비의 값을 제대로 읽습니다
#
# > 아침 회의 시간, 화면에 어제의 보고서가 떠 있습니다.
# > "열처리로 1구역, 평균 **561 °C**, 최저 **0 °C**. 온도 미달로 볼트 4,000개 **전량 보류**."
# > 정비 기사가 고개를 갸웃합니다. "열처리로는 멀쩡했는데요. 열전대 선이 잠깐 빠졌을 뿐인데."
#
# 열처리로는 멀쩡했고, 프로그램도 시키는 대로 했습니다. 틀린 것은 하나입니다.
# 설비가 **"지금은 모릅니다"라고 말한 것을 "0 °C입니다"로** 받아 적었습니다.
#
# 오늘 하실 일은 네 가지입니다.
#
# 1. 설비에 연결해 살아 있는 값을 봅니다.
# 2. 이름을 외우지 않고 신호를 찾습니다.
# 3. 단위와 범위를 읽어 다른 계기가 알아듣는 값으로 바꿉니다.
# 4. 센서가 끊어지는 순간을 지켜보고, 믿을 수 있는 값만 골라냅니다.
#
# **실행하기 전에는 꼭 예상부터 고르십시오.** 틀려도 괜찮습니다. 틀린 예상이 가장 오래 남습니다.

# %% [markdown] lang="en"
# # A1. First connection: reading a machine's values properly
#
# > The morning meeting, yesterday's report on the screen.
# > "Furnace, zone 1: mean **561 °C**, lowest **0 °C**. Too cold. All 4,000 bolts **on hold**."
# > The maintenance man frowns. "The furnace was fine. A thermocouple wire came off for a moment, that's all."
#
# The furnace was fine, and the program did what it was told. Only one thing was wrong:
# the plant said **"I don't know just now", and it was written down as "0 °C"**.
#
# Four things to do today:
#
# 1. Connect to a plant and look at living values.
# 2. Find a signal without knowing its name by heart.
# 3. Read unit and range, and turn a value into something another instrument understands.
# 4. Watch a sensor break, and keep only what can be trusted.
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
import numpy as np

from labs.hmi import Synoptic
from labs.hmi.lesson import chart, predict, reveal, text
from labs.hmi.svg import Series
from labs.session import connect

TEMPERATURE = text("온도", "Temperature")

# %% [markdown] lang="ko"
# ## 1. 설비에 연결합니다 (8분)
#
# 공장의 설비는 만든 회사가 저마다 다릅니다. 그래서 서로 알아듣는 공통 언어를 정했는데, 그것이 **OPC UA**입니다.
# 아래 한 줄이 그 언어로 열처리로에 전화를 겁니다. 여러분 혼자 쓰는 설비이니 마음껏 만져도 됩니다.

# %% [markdown] lang="en"
# ## 1. Connect (8 minutes)
#
# The machines of a factory come from many makers. So that they understand each other a common language was agreed on: **OPC UA**.
# The line below calls the furnace in that language. It is yours alone, so touch whatever you like.

# %%
plant = connect("furnace", scenario="normal")
plant.reset(seed=11)
plant.set_clock(mode="scaled", speed=20)
plant.write("Zone1.HeaterPower", 70.0)
picture = Synoptic(plant)
picture

# %% [markdown] lang="ko"
# 그림의 숫자는 지금 이 순간 설비에서 오는 값입니다. 아래 셀을 몇 번 실행해 보십시오. 읽을 때마다 값이 다릅니다.

# %% [markdown] lang="en"
# The numbers in the picture come from the plant at this very moment. Run the next cell a few times: each reading differs.

# %%
print(plant.read("Zone1.Temperature"))
print(plant.sample("Zone1.Temperature"))

# %% [markdown] lang="ko"
# 둘째 줄을 보십시오. 설비는 **값**만 보내지 않습니다(value). 그 값을 믿어도 되는지 알리는 **상태**(status)와 잰 **시각**(time)을 함께 보냅니다.
# 오늘 수업의 절반이 이 한 줄에 있습니다.

# %% [markdown] lang="en"
# Look at the second line. A plant does not send a **value** alone. It also says whether that value can be trusted (**status**) and **when** it was measured (time).
# Half of today's lesson is in that line.

# %%
picture.stop()
plant.set_clock(mode="lockstep")

# %% [markdown] lang="ko"
# 그림을 멈추고, 지금부터는 시간을 **우리가 부를 때만** 흐르게 했습니다(lockstep). 10분짜리 실험도 몇 초면 끝납니다.

# %% [markdown] lang="en"
# We stopped the picture. From here on time passes **only when we say so** (lockstep): an experiment of ten minutes takes seconds.

# %% [markdown] lang="ko"
# ## 2. 이름을 외우지 않고 찾습니다 (12분)
#
# 신호의 이름은 집 주소처럼 **큰 곳에서 작은 곳으로** 적습니다.
#
# ```
# Zone1 ─┬─ Temperature
#        ├─ HeaterPower
#        └─ Controller ─┬─ Setpoint
#                       ├─ Gain
#                       └─ …
# Room ──── Temperature
# Door ──── Open
# ```
#
# 점을 따라 내려가면 신호에 닿습니다. `Zone1.Controller.Setpoint`는 '1구역, 조절기, 설정값'입니다.
#
# **예상해 보십시오.** 이 열처리로에서 단위가 °C인 신호는 몇 개일까요?
#
# - **a** 1개 &nbsp; **b** 2개 &nbsp; **c** 5개

# %% [markdown] lang="en"
# ## 2. Find without knowing by heart (12 minutes)
#
# A signal's name is written like an address, **from the large to the small**.
#
# ```
# Zone1 ─┬─ Temperature
#        ├─ HeaterPower
#        └─ Controller ─┬─ Setpoint
#                       ├─ Gain
#                       └─ …
# Room ──── Temperature
# Door ──── Open
# ```
#
# Follow the dots down and you arrive at a signal: `Zone1.Controller.Setpoint` is "zone 1, controller, setpoint".
#
# **Predict.** How many signals of this furnace are in °C?
#
# - **a** 1 &nbsp; **b** 2 &nbsp; **c** 5

# %%
guess_count = predict("a", "b", "c")

# %%
table = plant.signals()
table

# %%
print(len(table[table.unit == "°C"]))
reveal(guess_count, "c")

# %% [markdown] lang="ko"
# 설비가 스스로 자기 신호의 목록을 알려 주었습니다. 이렇게 훑어보는 일을 **브라우징**(browsing)이라고 합니다.
# 처음 보는 설비라도 이 표만 있으면 됩니다. **조건**으로 걸러 보겠습니다.
#
# - 장소: 이름이 `Zone2.`로 시작한다
# - 단위: °C
#
# **예상해 보십시오.** 이 두 조건이면 신호가 하나로 좁혀질까요?
#
# - **a** 하나가 남는다 &nbsp; **b** 둘이 남는다 &nbsp; **c** 하나도 없다

# %% [markdown] lang="en"
# The plant told us by itself what it has. Looking through it is called **browsing**.
# With this table even a machine you have never seen is no stranger. Let us search by **conditions**:
#
# - place: the name begins with `Zone2.`
# - unit: °C
#
# **Predict.** Do these two leave a single signal?
#
# - **a** one is left &nbsp; **b** two are left &nbsp; **c** none is left

# %%
guess_two = predict("a", "b", "c")

# %%
for row in table.itertuples():
    if row.path.startswith("Zone2.") and row.unit == "°C":
        print(row.path, row.unit, row.writable, plant.read(row.path))
reveal(guess_two, "b")

# %% [markdown] lang="ko"
# **측정값**(지금 몇 도인가)과 **설정값**(몇 도로 하고 싶은가)이 함께 나왔습니다. 둘 다 2구역이고 둘 다 °C입니다.
# 가르는 것은 `writable`입니다. 설정값은 우리가 정하니 쓸 수 있고, 측정값은 설비가 정하니 읽기만 합니다.
#
# 측정값 대신 설정값을 보고 "850 °C, 정상"이라고 적는 실수는 현장에서 정말로 일어납니다. 식어 있는 열처리로도 설정값은 850 °C입니다.

# %% [markdown] lang="en"
# The **measurement** (how hot is it?) and the **setpoint** (how hot do we want it?) came up together. Both are of zone 2, both in °C.
# What tells them apart is `writable`: the setpoint is ours to decide, the measurement is the plant's.
#
# Writing "850 °C, all fine" from the setpoint really happens. A stone-cold furnace has a setpoint of 850 °C, too.

# %% [markdown] lang="ko"
# ## 3. 단위와 범위를 씁니다 (12분)
#
# 표의 `low`와 `high`는 그 신호의 **범위**입니다. 값 하나만 들으면 큰지 작은지 알 수 없지만, 범위를 알면 **어디쯤인지** 알 수 있습니다.
#
# 현장의 기록계와 지시계는 숫자 대신 **4~20 mA 전류**를 씁니다. 범위의 맨 아래가 4 mA, 맨 위가 20 mA입니다. 그림으로 먼저 보겠습니다.

# %% [markdown] lang="en"
# ## 3. Use unit and range (12 minutes)
#
# `low` and `high` in the table are the signal's **range**. A value alone is neither large nor small; the range tells **where it stands**.
#
# Recorders and indicators on the shop floor use a **current of 4-20 mA** in place of numbers: the bottom of the range is 4 mA, the top is 20 mA. First the picture.

# %%
chart(
    text("실내 온도 -40~85 °C를 4~20 mA로", "Room temperature -40 to 85 °C as 4-20 mA"),
    Series("mA", np.array([-40.0, 85.0]), np.array([4.0, 20.0])),
    x_label="°C",
    y_label="mA",
    y_range=(0, 24),
    bands=[(4, 20, "4-20 mA")],
)

# %% [markdown] lang="ko"
# **예상해 보십시오.** 실내 온도가 22.5 °C, 곧 범위의 **한가운데**라면 전류는 얼마일까요?
#
# - **a** 8.2 mA &nbsp; **b** 10 mA &nbsp; **c** 12 mA

# %% [markdown] lang="en"
# **Predict.** At a room temperature of 22.5 °C, the very **middle** of the range, what is the current?
#
# - **a** 8.2 mA &nbsp; **b** 10 mA &nbsp; **c** 12 mA

# %%
guess_current = predict("a", "b", "c")

# %% [markdown] lang="ko"
# ### 풀이
#
# 두 걸음으로 나눕니다. 먼저 범위 안의 **위치**(0~1)를 구하고, 그 위치를 전류로 바꿉니다.

# %% [markdown] lang="en"
# ### Worked example
#
# Two steps: first the **position** within the range (0 to 1), then that position as a current.

# %% [markdown]
# $$p = \frac{x - \mathrm{low}}{\mathrm{high} - \mathrm{low}} \qquad\qquad I = 4 + 16\,p \;\;[\mathrm{mA}]$$

# %%
low, high = -40.0, 85.0
position = (22.5 - low) / (high - low)
print(f"p = (22.5 + 40) / (85 + 40) = {position:.2f}      I = 4 + 16 × {position:.2f} = {4 + 16 * position:.1f} mA")
reveal(guess_current, "c")

# %%
for row in table.itertuples():
    if row.path in ("Room.Temperature", "Zone1.Temperature", "Zone1.HeaterPower"):
        value = plant.read(row.path)
        position = (value - row.low) / (row.high - row.low)
        print(f"{row.path:<20} {value:8.1f} {row.unit:<3} {100 * position:6.1f} %  {4 + 16 * position:6.2f} mA")

# %% [markdown] lang="ko"
# 값의 크기도 단위도 서로 다르지만, 전류로 바꾸면 한 기록지에 나란히 그릴 수 있습니다.
#
# 왜 0 mA가 아니라 **4 mA부터**일까요? 전선이 끊어지면 전류가 0 mA가 됩니다. 맨 아래를 4 mA로 두면 "값이 0"과 "선이 끊어짐"을 **구별할 수 있습니다.**
# 백 년 가까이 쓰인 이 지혜가 다음 이야기의 열쇠입니다.

# %% [markdown] lang="en"
# The values differ in size and unit, but as currents they fit side by side on one chart.
#
# Why begin at **4 mA** and not at 0? When the wire is cut, the current is 0 mA. With the bottom at 4 mA, "the value is zero" **can be told from** "the wire is cut".
# This old piece of wisdom is the key to what comes next.

# %% [markdown] lang="ko"
# ## 4. 믿어도 되는 값입니까? (13분)
#
# 이번에는 열처리로가 달아오르는 동안 1구역 열전대에 두 번 문제가 생깁니다. 한 번은 선이 **끊어졌다** 이어지고, 한 번은 값이 측정 범위를 **벗어납니다**.
#
# **예상해 보십시오.** 선이 끊어져 있는 동안 `plant.read("Zone1.Temperature")`는 무엇을 돌려줄까요?
#
# - **a** 0
# - **b** 끊어지기 직전의 값
# - **c** 숫자가 아닌 것(nan)

# %% [markdown] lang="en"
# ## 4. Can it be trusted? (13 minutes)
#
# This time the thermocouple of zone 1 gets into trouble twice while the furnace heats up: once its wire **breaks** and is connected again, once its value **leaves the range**.
#
# **Predict.** While the wire is broken, what does `plant.read("Zone1.Temperature")` return?
#
# - **a** 0
# - **b** the last value before the break
# - **c** something that is not a number (nan)

# %%
guess_break = predict("a", "b", "c")

# %%
plant.close()
plant = connect("furnace", scenario="signal-quality")
plant.reset(seed=11)
plant.set_clock(mode="lockstep")

samples = [plant.sample("Zone1.Temperature") for t in plant.every(5.0, minutes=10)]
seconds = 5.0 * np.arange(len(samples))
values = np.array([each.value for each in samples])
states = np.array([each.status for each in samples])

begins = {state: seconds[states == state][0] for state in ("Bad", "Uncertain")}
chart(
    text("달아오르는 열처리로, 탈이 난 열전대", "A furnace heating up, a thermocouple in trouble"),
    Series(TEMPERATURE, seconds, values),
    marks=[(begins[state], state) for state in begins],
    y_label="°C",
    y_range=(550, 1250),
)
for state in ("Good", "Uncertain", "Bad"):
    print(f"{state:<10} {np.sum(states == state):4d}  {values[states == state][:3]}")
reveal(guess_break, "c")

# %% [markdown] lang="ko"
# 그림의 선이 비어 있는 곳이 끊어진 동안이고, 1200 °C에 붙어 있는 곳이 범위를 벗어난 동안입니다. 상태는 셋입니다.
#
# | 상태 | 뜻 | 값 |
# |---|---|---|
# | **Good** | 믿어도 됩니다 | 잰 값 |
# | **Uncertain** | 값은 있지만 정확하다고 할 수 없습니다 | 여기서는 범위의 끝 |
# | **Bad** | 모릅니다 | 없음(nan) |
#
# nan은 '숫자가 아님'(not a number)입니다. 0과 다릅니다. **0 °C는 "춥다"이고, nan은 "모른다"입니다.**
#
# **예상해 보십시오.** 이 값들을 그대로 평균 내면(`np.mean(values)`) 무엇이 나올까요?
#
# - **a** nan
# - **b** 실제보다 낮은 온도
# - **c** 실제와 거의 같은 온도

# %% [markdown] lang="en"
# Where the line has a gap the wire was broken; where it sits at 1200 °C the value had left the range. There are three kinds of status.
#
# | status | meaning | value |
# |---|---|---|
# | **Good** | can be trusted | what was measured |
# | **Uncertain** | there is a value, but nobody vouches for it | here: the end of the range |
# | **Bad** | not known | none (nan) |
#
# nan means "not a number". It is not zero. **0 °C says "cold"; nan says "I don't know".**
#
# **Predict.** What is the plain mean of these values, `np.mean(values)`?
#
# - **a** nan
# - **b** a temperature that is too low
# - **c** nearly the true one

# %%
guess_mean = predict("a", "b", "c")

# %%
good = states == "Good"
print("np.mean(values)            ", np.mean(values))
print("nan → 0                    ", round(np.mean(np.nan_to_num(values)), 1))
print("Good + Uncertain           ", round(np.mean(values[states != "Bad"]), 1))
print("Good                       ", round(np.mean(values[good]), 1))
reveal(guess_mean, "a")

# %% [markdown] lang="ko"
# 같은 10분의 기록에서 네 가지 답이 나왔습니다.
#
# - nan이 하나라도 섞이면 합계가 통째로 nan이 됩니다. 고맙게도 **잘못을 숨기지 않습니다.**
# - 그게 보기 싫다고 nan을 0으로 바꾸면 온도가 수십 K 낮아집니다. 아침의 보고서가 바로 이것입니다.
# - Bad만 거르면 1200 °C에 붙은 가짜 값이 남아 온도가 높아집니다.
# - **Good만** 세면 믿을 수 있는 평균이 됩니다. 대신 **몇 %가 Good이었는지**를 함께 보고해야 합니다. 백 번 가운데 다섯 번만 읽힌 평균은 평균이라고 할 수 없습니다.

# %% [markdown] lang="en"
# Four answers from the same ten minutes.
#
# - A single nan makes the whole sum nan. That is a kindness: **it hides nothing.**
# - Those who replace nan by 0 because it looks ugly lose tens of kelvin. That was this morning's report.
# - Leaving out only the Bad ones keeps the false 1200 °C, and the mean is too high.
# - Counting **only Good** gives a mean to trust. But then **say what share was Good**: a mean of five readings out of a hundred is hardly a mean.

# %%
share = 100 * np.mean(good)
print(text(f"평균 {np.mean(values[good]):.1f} °C", f"mean {np.mean(values[good]):.1f} °C"))
print(text(f"Good인 값 {share:.0f} %", f"Good readings {share:.0f} %"))

# %% [markdown] lang="ko"
# ## 세 문장으로 정리합니다
#
# 1. 설비는 자기 신호를 스스로 알려 주므로, 이름을 외우는 대신 장소와 단위와 쓸 수 있는지로 찾습니다.
# 2. 값은 단위와 범위가 있어야 뜻을 가지며, 범위 안의 위치로 바꾸면 어떤 계기에나 옮길 수 있습니다.
# 3. 상태가 Good인 값만 세고, 그것이 전체의 몇 %인지 함께 보고합니다.

# %% [markdown] lang="en"
# ## In three sentences
#
# 1. A plant tells what signals it has, so search by place, unit and whether it can be written, not by heart.
# 2. A value means something only with its unit and range; as a position within the range it can go to any instrument.
# 3. Count only values whose status is Good, and report what share of all readings they are.

# %% [markdown] lang="ko"
# ## 스스로 확인합니다
#
# **물음 1.** 범위가 -40~85 °C인 실내 온도계가 20 °C를 가리킵니다. 한 학생이 4 + 16 × 20 ÷ 85 = 7.8 mA라고 계산했습니다. 무엇이 틀렸습니까?
#
# <details><summary>답 보기</summary>
#
# 범위의 **아래쪽 끝**을 잊었습니다. 20 °C는 -40 °C에서 60 K 올라온 곳이고 범위 전체는 125 K이므로 위치는 60 ÷ 125 = 0.48, 전류는 4 + 16 × 0.48 = 11.7 mA입니다.
# 범위가 0에서 시작하는 신호에서는 같은 실수가 드러나지 않으니 더 조심해야 합니다.
#
# </details>
#
# **물음 2.** "센서가 끊어지면 마지막 값을 그대로 쓰자"는 제안이 나왔습니다. 화면이 깔끔해지고 평균도 계산됩니다. 무엇이 위험합니까?
#
# <details><summary>답 보기</summary>
#
# 끊어진 동안에도 열처리로는 움직입니다. 마지막 값은 점점 **거짓말**이 되는데, 화면은 멀쩡해 보이므로 아무도 알아차리지 못합니다.
# 모르는 것은 모른다고 표시해야 누군가 고치러 갑니다. 꼭 마지막 값을 써야 한다면 그 값의 상태는 Good이 아니라 Uncertain입니다.
#
# </details>

# %% [markdown] lang="en"
# ## Check yourself
#
# **Question 1.** A room thermometer with the range -40 to 85 °C shows 20 °C. A student computes 4 + 16 × 20 ÷ 85 = 7.8 mA. What is wrong?
#
# <details><summary>Answer</summary>
#
# The **lower end** of the range was forgotten. 20 °C is 60 K above -40 °C, and the whole range is 125 K. So the position is 60 ÷ 125 = 0.48 and the current 4 + 16 × 0.48 = 11.7 mA.
# With a range that begins at 0 the same mistake does not show, which makes it all the more treacherous.
#
# </details>
#
# **Question 2.** Somebody suggests: "When the sensor breaks, let us just keep its last value." The screen looks tidy and the mean can be computed. What is dangerous about it?
#
# <details><summary>Answer</summary>
#
# The furnace moves on while the wire is broken. The last value slowly becomes a **lie**, and since the screen looks fine nobody notices.
# Only when "not known" is shown as "not known" will somebody go and repair it. If the last value has to be used, its status is Uncertain, not Good.
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
# 이제 `assignment.ipynb`를 여십시오. 이번에는 무엇을 물을지, 센서가 언제 끊어질지 알려 드리지 않습니다.

# %% [markdown] lang="en"
# Now open `assignment.ipynb`. There we tell you neither which signal we shall ask for nor when the sensor breaks.
