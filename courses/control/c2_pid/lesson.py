# %% [markdown] lang="ko"
# # C2. 열처리로의 온도를 붙잡습니다: 온오프에서 PID까지
#
# > 아침 회의 시간, 검사원이 볼트 한 상자를 내려놓습니다.
# > "어제 야간에 담금질한 M10 볼트입니다. **어떤 것은 무르고, 어떤 것은 휘었습니다.**"
# > 열처리로 기록을 펼쳐 보니 850 °C여야 할 온도가 844 °C와 854 °C 사이를 밤새 출렁였습니다.
#
# 850 °C보다 낮으면 조직이 다 바뀌지 않은 채 식어 볼트가 무르고, 높으면 결정이 굵어지고 뒤틀립니다.
# 설비는 멀쩡합니다. 바꿔야 할 것은 **히터를 켜고 끄는 방법**입니다.
#
# 오늘 하실 일은 네 가지입니다.
#
# 1. 열처리로가 어떻게 움직이는지 한 번 흔들어 보고 숫자 두 개로 적습니다.
# 2. 온오프, P, PI, PID를 같은 열처리로에서 겨루게 합니다.
# 3. 시험 결과로 조절기의 숫자를 계산합니다.
# 4. 식은 열처리로를 올릴 때 생기는 사고, 와인드업을 일부러 내 보고 막습니다.
#
# **실행하기 전에는 꼭 예상부터 고르십시오.** 틀려도 괜찮습니다. 틀린 예상이 가장 오래 남습니다.

# %% [markdown] lang="en"
# # C2. Holding a furnace at its temperature: from on/off to PID
#
# > The morning meeting. The inspector puts a box of bolts on the table.
# > "M10 bolts, hardened last night. **Some are too soft, some are bent.**"
# > The furnace's record shows why: instead of 850 °C it swung between 844 and 854 °C all night.
#
# Below 850 °C the steel has not fully transformed before it is quenched, and the bolt stays soft. Above it the grain
# grows and the bolt distorts. Nothing is broken. What has to change is **the way the heater is switched**.
#
# Four things to do today:
#
# 1. Give the furnace one push and write down how it moves, in two numbers.
# 2. Let on/off, P, PI and PID compete on the same furnace.
# 3. Compute a controller's settings from the test.
# 4. Cause an accident on purpose, the wind-up of a cold start, and prevent it.
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
import ipywidgets
import numpy as np

from labs.hmi import Synoptic, Trend
from labs.hmi.lesson import chart, predict, reveal, text
from labs.hmi.svg import Series
from labs.session import connect

TEMPERATURE = text("온도", "Temperature")
POWER = text("히터 출력", "Heater power")
DOOR = text("문 열림", "door open")

# %% [markdown] lang="ko"
# ## 1. 열처리로를 만나 봅니다 (8분)
#
# 여러분의 열처리로입니다. 혼자 쓰는 설비이니 마음껏 만져도 됩니다.

# %% [markdown] lang="en"
# ## 1. Meet the furnace (8 minutes)
#
# This furnace is yours alone. Touch whatever you like.

# %%
plant = connect("furnace")
plant.reset(seed=7)
plant.signals()

# %% [markdown] lang="ko"
# 표의 한 줄이 신호 하나입니다. `writable`이 `True`인 신호는 쓸 수도 있습니다.
# 시간을 20배 빠르게 하고, 1구역 히터 출력을 60 %로 올려 보겠습니다.

# %% [markdown] lang="en"
# Each row of the table is one signal. Those with `writable` `True` can be written as well.
# Let us run time twenty times faster and put the heater of zone 1 at 60 %.

# %%
plant.set_clock(mode="scaled", speed=20)
plant.write("Zone1.HeaterPower", 60.0)
picture = Synoptic(plant)
trend = Trend(plant, ["Zone1.Temperature", "Zone1.HeaterPower"], window=900)
ipywidgets.VBox([picture, trend])

# %% [markdown] lang="ko"
# 그림을 지켜보면서 출력을 바꾸거나 문을 열어 보십시오. 두 줄의 숫자와 `True`를 바꿔 여러 번 실행해도 됩니다.
# 온도는 바로 따라옵니까?

# %% [markdown] lang="en"
# Watch the picture while you change the power or open the door. Change the two values and run the cell as often as you like.
# Does the temperature follow at once?

# %%
plant.write("Zone1.HeaterPower", 80.0)
plant.write("Door.Open", False)

# %% [markdown] lang="ko"
# 다 보셨으면 그림을 멈춥니다. 지금부터는 시간을 **우리가 부를 때만** 흐르게 합니다(lockstep).
# 그러면 30분짜리 실험도 몇 초면 끝나고, 다시 해도 똑같이 나옵니다.

# %% [markdown] lang="en"
# When you have seen enough, stop the pictures. From here on time passes **only when we say so** (lockstep).
# Then an experiment of 30 minutes takes seconds, and comes out the same when repeated.

# %%
picture.stop()
trend.stop()
plant.set_clock(mode="lockstep")

# %% [markdown] lang="ko"
# ## 2. 한 번 흔들어 봅니다: 계단 응답 (12분)
#
# 열처리로를 60 %로 두고 한 시간을 기다려 **정상 상태**로 만든 다음, 출력을 70 %로 한 번에 올립니다.
#
# **예상해 보십시오.** 온도는 어떻게 될까요?
#
# - **a** 출력을 되돌릴 때까지 계속 올라간다
# - **b** 처음에는 빠르게, 점점 느리게 올라가다가 새 온도에서 멈춘다
# - **c** 곧바로 새 온도로 뛴다

# %% [markdown] lang="en"
# ## 2. One push: the step response (12 minutes)
#
# We leave the furnace at 60 % for an hour until it is in a **steady state**, and then raise the power to 70 % at once.
#
# **Predict.** What will the temperature do?
#
# - **a** rise until we turn the power back
# - **b** rise quickly at first, then ever more slowly, and stop at a new temperature
# - **c** jump to the new temperature at once

# %%
guess_step = predict("a", "b", "c")

# %%
plant.reset(seed=7)
plant.write_many({"Zone2.Controller.Setpoint": 850.0, "Zone2.Controller.Automatic": True, "Zone1.HeaterPower": 60.0})
plant.advance(3600)

begun = plant.time
seconds, temperatures = [], []
for t in plant.every(2.0, minutes=28):
    if t - begun >= 120:
        plant.write("Zone1.HeaterPower", 70.0)
    seconds.append(t - begun)
    temperatures.append(plant.read("Zone1.Temperature"))
seconds, temperatures = np.array(seconds), np.array(temperatures)

chart(
    text("출력 60 % → 70 %", "Power 60 % → 70 %"),
    Series(TEMPERATURE, seconds, temperatures),
    marks=[(120, "60 → 70 %")],
)
reveal(guess_step, "b")

# %% [markdown] lang="ko"
# 뜨거워질수록 벽으로 빠져나가는 열도 많아집니다. 들어오는 열과 나가는 열이 같아지면 온도는 멈춥니다.
#
# 이 그림에서 숫자 두 개만 읽으면 열처리로를 거의 다 안 것입니다.
#
# - **이득** $K$: 처음과 끝의 온도 차이를, 바꾼 출력 10 %로 나눕니다. 출력 1 %가 온도 몇 K인지를 뜻합니다.
# - **시정수** $\tau$: 출력을 바꾼 순간부터, 온도가 갈 길의 **63 % 지점**에 닿을 때까지 걸린 시간입니다.

# %% [markdown] lang="en"
# The hotter it gets, the more heat leaves through the walls. When as much leaves as comes in, the temperature stops.
#
# Two numbers read from this picture tell nearly all there is to know about the furnace.
#
# - **gain** $K$: last minus first temperature, divided by the 10 % of power we added. So many K for 1 % of power.
# - **time constant** $\tau$: the time from the step until the temperature has made **63 %** of its way.

# %%
before = temperatures[seconds < 120].mean()
after = temperatures[-60:].mean()
level = before + 0.632 * (after - before)
smooth = np.convolve(temperatures, np.ones(9) / 9, mode="same")
reached = seconds[(seconds > 130) & (smooth >= level)][0]
K = (after - before) / 10
tau = reached - 120

chart(
    text("63 %에 이르는 순간", "The moment of 63 %"),
    Series(TEMPERATURE, seconds, temperatures),
    Series("63 %", seconds, np.full(len(seconds), level), style="dashed"),
    marks=[(120, "60 → 70 %"), (reached, f"τ = {tau:.0f} s")],
)
print(f"K = {after - before:.1f} K / 10 % = {K:.2f} K/%      τ = {tau:.0f} s")

# %% [markdown] lang="ko"
# 왜 하필 63 %일까요? 이런 움직임을 식으로 쓰면 다음과 같고, $t = \tau$를 넣으면 $1 - e^{-1} = 0.632$이기 때문입니다.

# %% [markdown] lang="en"
# Why 63 %? Written as a formula, such a movement looks like this, and $t = \tau$ gives $1 - e^{-1} = 0.632$.

# %% [markdown]
# $$T(t) = T_0 + K\,\Delta u\,\left(1 - e^{-t/\tau}\right)$$

# %%
model = before + K * 10 * (1 - np.exp(-np.maximum(seconds - 120, 0) / tau))
chart(
    text("잰 값과 식", "Measured and computed"),
    Series(TEMPERATURE, seconds, temperatures),
    Series(text("식", "formula"), seconds, model, style="dashed"),
)
early = (seconds >= 110) & (seconds <= 170)
chart(
    text("처음 1분을 확대하면", "The first minute, enlarged"),
    Series(TEMPERATURE, seconds[early], temperatures[early]),
    Series(text("식", "formula"), seconds[early], model[early], style="dashed"),
)

# %% [markdown] lang="ko"
# 두 곡선이 겹칩니까? 그렇다면 숫자 두 개로 충분했던 것입니다.
#
# 확대한 그림에서는 잰 온도가 식보다 **5~6초쯤 늦게** 출발합니다. 히터가 달아오르고 열전대가 데워지는 데 걸리는 시간입니다.
# 이 **지연** $\theta$는 짧지만, 조절기를 얼마나 세게 해도 되는지를 정합니다. 적어 두십시오: $\theta \approx 5.5$ s.

# %% [markdown] lang="en"
# Do the two curves lie on each other? Then two numbers were enough.
#
# Enlarged, the measured temperature starts **some 5 to 6 seconds late**: the heater has to glow and the thermocouple to warm up.
# This **delay** $\theta$ is short, but it decides how hard a controller may push. Note it down: $\theta \approx 5.5$ s.

# %% [markdown] lang="ko"
# ## 3. 네 조절기가 겨룹니다 (20분)
#
# 규칙은 이렇습니다. 열처리로는 850 °C에서 출발합니다. **4분이 되면 누군가 문을 40초 동안 엽니다.** 이런 방해를 **외란**이라고 합니다.
# 848~852 °C 안에 있던 시간이 길수록 좋은 조절기입니다.
#
# 아래 `drive`는 조절기 하나를 9분 동안 달리게 합니다. 조절기는 **차이**(설정값 − 온도)를 받아 히터 출력을 내놓는 함수입니다.

# %% [markdown] lang="en"
# ## 3. Four controllers compete (20 minutes)
#
# The rules: the furnace starts at 850 °C. **After four minutes somebody opens the door for 40 seconds.** Such a push is called a **disturbance**.
# The longer the temperature lies within 848-852 °C, the better the controller.
#
# `drive` below runs one controller for 9 minutes. A controller is a function that takes the **error** (setpoint minus temperature) and gives a heater power.

# %%
SETPOINT = 850.0
BAND = [(848, 852, "± 2 °C")]
results = {}


def prepare():
    plant.reset(seed=7)
    for zone in ("Zone1", "Zone2"):
        plant.write_many({f"{zone}.Controller.Setpoint": SETPOINT, f"{zone}.Controller.Automatic": True})
    plant.advance(3600)
    plant.write("Zone1.Controller.Automatic", False)
    return plant.read("Zone1.HeaterPower")


def drive(controller, minutes=9):
    begun, rows = plant.time, []
    for now in plant.every(1.0, minutes=minutes):
        t = now - begun
        if t in (240, 280):
            plant.write("Door.Open", t == 240)
        temperature = plant.read("Zone1.Temperature")
        power = min(100.0, max(0.0, controller(SETPOINT - temperature)))
        plant.write("Zone1.HeaterPower", power)
        rows.append((t, temperature, power))
    return np.array(rows).T


def compete(name, controller):
    t, temperature, power = drive(controller)
    results[name] = (t, temperature)
    chart(
        name,
        Series(TEMPERATURE, t, temperature),
        Series(POWER, t, power, axis="right", style="area"),
        bands=BAND,
        marks=[(240, DOOR)],
        y_range=(832, 858),
        right_label="%",
        right_range=(0, 100),
    )
    inside = 100 * np.mean(abs(temperature - SETPOINT) <= 2)
    print(text(f"범위 안: {inside:.0f} %", f"inside the band: {inside:.0f} %"))


normal_power = prepare()
print(text(f"850 °C를 지키는 데 필요한 출력: {normal_power:.1f} %", f"Power that holds 850 °C: {normal_power:.1f} %"))

# %% [markdown] lang="ko"
# ### 첫 번째 선수: 온오프
#
# 850 °C보다 차가우면 100 %, 뜨거우면 0 %입니다. 어젯밤 열처리로가 바로 이렇게 돌고 있었습니다.
#
# **예상해 보십시오.**
#
# - **a** 850 °C에 딱 붙어 있다
# - **b** 850 °C 위아래로 몇 K씩 출렁인다
# - **c** 문이 열릴 때만 출렁인다

# %% [markdown] lang="en"
# ### First contestant: on/off
#
# Colder than 850 °C: 100 %. Hotter: 0 %. That is how the furnace ran last night.
#
# **Predict.**
#
# - **a** it sticks to 850 °C
# - **b** it swings around 850 °C by several K
# - **c** it swings only when the door opens

# %%
guess_on_off = predict("a", "b", "c")

# %%
prepare()
compete(text("온오프", "On/off"), lambda error: 100.0 if error > 0 else 0.0)
reveal(guess_on_off, "b")

# %% [markdown] lang="ko"
# 열전대가 850 °C를 알려 줄 때 히터는 이미 달아 있습니다. 꺼도 몇 초는 더 올라갑니다. 지연이 있는 한 온오프는 출렁입니다.
#
# ### 두 번째 선수: P(비례)
#
# 차이가 크면 세게, 작으면 약하게 하면 어떨까요? 출력을 차이에 비례하게 합니다: 1 K 모자랄 때마다 5 %.
#
# **예상해 보십시오.**
#
# - **a** 850 °C에 도착해 머문다
# - **b** 850 °C보다 낮은 곳에서 멈춘다
# - **c** 850 °C보다 높은 곳에서 멈춘다

# %% [markdown] lang="en"
# By the time the thermocouple says 850 °C the heater is glowing. Switched off, the temperature still rises for seconds. As long as there is a delay, on/off swings.
#
# ### Second contestant: P (proportional)
#
# What if we push hard when the error is large, and gently when it is small? Make the power proportional: 5 % for every K that is missing.
#
# **Predict.**
#
# - **a** it arrives at 850 °C and stays
# - **b** it stops below 850 °C
# - **c** it stops above 850 °C

# %%
guess_p = predict("a", "b", "c")

# %%
prepare()
compete(text("P: 차이 × 5", "P: error × 5"), lambda error: 5.0 * error)
reveal(guess_p, "b")

# %% [markdown] lang="ko"
# 출렁임은 사라졌지만 온도가 **모자란 채로** 멈췄습니다. 850 °C를 지키려면 출력이 60 % 넘게 필요한데,
# P는 차이가 있어야만 출력을 냅니다. 차이가 0이면 출력도 0입니다. 그래서 12~13 K쯤 모자란 곳에서 균형이 잡힙니다. 이것이 **잔류 편차**입니다.
#
# ### 세 번째 선수: PI(비례 + 적분)
#
# 모자란 만큼을 **쌓아 두었다가** 출력에 더해 주면 어떨까요? 차이가 남아 있는 한 출력은 계속 조금씩 늘어납니다.

# %% [markdown] lang="en"
# The swinging is gone, but the temperature stopped **short**. Holding 850 °C takes more than 60 % of power,
# and P gives power only where there is an error. No error, no power. So it balances some 12 to 13 K too low. That is the **offset**.
#
# ### Third contestant: PI (proportional + integral)
#
# What if we **add up** what is missing and put that on the power as well? As long as an error is left, the power keeps growing a little.

# %% [markdown]
# $$u = K_c\,e \;+\; \frac{K_c}{T_i}\int e\,dt$$

# %% [markdown] lang="ko"
# ### 풀이: 시험 결과로 $K_c$와 $T_i$를 정합니다
#
# 눈대중으로 맞추지 않아도 됩니다. 계단 응답에서 읽은 세 숫자면 계산할 수 있습니다.
# 아래는 **SIMC 규칙**입니다(S. Skogestad, *Journal of Process Control* 13, 2003, 291~309쪽). $\tau_c$는 얼마나 빠르게 움직일지를 고르는 값이며, 보통 지연과 같게 둡니다.

# %% [markdown] lang="en"
# ### Worked example: $K_c$ and $T_i$ from the test
#
# There is no need to guess. The three numbers from the step response are enough.
# This is the **SIMC rule** (S. Skogestad, *Journal of Process Control* 13, 2003, pages 291-309). $\tau_c$ is how fast you want it to be; as a rule, as long as the delay.

# %% [markdown]
# $$K_c = \frac{1}{K}\cdot\frac{\tau}{\tau_c + \theta} \qquad\qquad T_i = \min\bigl(\tau,\; 4(\tau_c + \theta)\bigr)$$

# %%
theta = 5.5
tau_c = theta
K_c = tau / (K * (tau_c + theta))
T_i = min(tau, 4 * (tau_c + theta))
print(f"K_c = {tau:.0f} / ({K:.2f} × {tau_c + theta:.1f}) = {K_c:.1f} %/K")
print(f"T_i = min({tau:.0f}, 4 × {tau_c + theta:.1f}) = {T_i:.0f} s")


def make_pi(gain, integral_time, start):
    integral = start

    def controller(error):
        nonlocal integral
        power = gain * error + integral
        integral += gain * error / integral_time
        return power

    return controller


# %% [markdown] lang="ko"
# `start`를 눈여겨보십시오. 적분은 **지금의 히터 출력**에서 출발합니다. 0에서 출발하면 맡는 순간 히터가 꺼져 온도가 뚝 떨어집니다.
# 현장에서는 이것을 **범프리스 전환**이라고 합니다.
#
# **예상해 보십시오.** 문이 열렸을 때 이 PI는,
#
# - **a** 온오프만큼 출렁인다
# - **b** 조금 내려갔다가 1~2분 안에 850 °C로 돌아온다
# - **c** 내려간 채로 돌아오지 못한다

# %% [markdown] lang="en"
# Mind `start`. The integral begins at **the present heater power**. If it began at 0, the heater would go off as you take over, and the temperature would plunge.
# On the shop floor this is called a **bumpless transfer**.
#
# **Predict.** When the door opens, this PI
#
# - **a** swings as much as on/off
# - **b** dips a little and is back at 850 °C within a minute or two
# - **c** drops and does not come back

# %%
guess_pi = predict("a", "b", "c")

# %%
normal_power = prepare()
compete(text("PI: SIMC", "PI: SIMC"), make_pi(K_c, T_i, normal_power))
reveal(guess_pi, "b")

# %% [markdown] lang="ko"
# ### 네 번째 선수: PID
#
# D(미분)는 차이가 **얼마나 빨리 변하는지**를 봅니다. 온도가 떨어지기 시작하면 아직 차이가 작아도 미리 힘을 줍니다.
# 대신 잡음에도 반응합니다. 히터 출력 그래프가 어떻게 달라지는지 보십시오.

# %% [markdown] lang="en"
# ### Fourth contestant: PID
#
# D (derivative) looks at **how fast the error changes**. When the temperature begins to fall it pushes early, though the error is still small.
# But it reacts to noise as well. See what happens to the curve of the heater power.


# %%
def make_pid(gain, integral_time, derivative_time, start):
    pi = make_pi(gain, integral_time, start)
    smooth = None

    def controller(error):
        nonlocal smooth
        before = error if smooth is None else smooth
        smooth = before + 0.4 * (error - before)
        return pi(error) + gain * derivative_time * (smooth - before)

    return controller


normal_power = prepare()
compete(text("PID", "PID"), make_pid(1.4 * K_c, T_i, 2.0, normal_power))

# %%
chart(
    text("네 조절기의 온도", "The four temperatures"),
    *[Series(name, t, temperature) for name, (t, temperature) in results.items()],
    bands=BAND,
    marks=[(240, DOOR)],
    y_range=(832, 858),
)

# %% [markdown] lang="ko"
# 열처리로처럼 느린 설비는 대개 **PI로 충분합니다.** D는 조금 더 빠르지만, 히터를 쉬지 않고 흔듭니다.

# %% [markdown] lang="en"
# For a slow plant like a furnace **PI is usually enough.** D is a little faster, but keeps shaking the heater.

# %% [markdown] lang="ko"
# ## 4. 일부러 사고를 냅니다: 와인드업 (10분)
#
# 월요일 아침, 열처리로는 식어 있습니다. 방금 그렇게 잘하던 PI에게 그대로 맡기면 어떻게 될까요?
#
# **예상해 보십시오.**
#
# - **a** 850 °C에서 멈춘다
# - **b** 850 °C를 5 K쯤 넘었다가 돌아온다
# - **c** 850 °C를 100 K 넘게 지나쳐 버린다

# %% [markdown] lang="en"
# ## 4. An accident on purpose: wind-up (10 minutes)
#
# Monday morning, the furnace is cold. What if we simply let the PI do it that has just done so well?
#
# **Predict.**
#
# - **a** it stops at 850 °C
# - **b** it passes 850 °C by some 5 K and comes back
# - **c** it shoots past 850 °C by more than 100 K

# %%
guess_windup = predict("a", "b", "c")


# %%
def heat_up(limit_integral, minutes=25, period=3.0):
    plant.reset(seed=7)
    plant.write_many({"Zone2.Controller.Setpoint": SETPOINT, "Zone2.Controller.Automatic": True})
    integral, rows = 0.0, []
    for t in plant.every(period, minutes=minutes):
        temperature = plant.read("Zone1.Temperature")
        error = SETPOINT - temperature
        wanted = K_c * error + integral
        power = min(100.0, max(0.0, wanted))
        plant.write("Zone1.HeaterPower", power)
        if power == wanted or not limit_integral:
            integral += K_c * error * period / T_i
        rows.append((t, temperature, power, integral))
    return np.array(rows).T


t, wound, power, integral = heat_up(limit_integral=False)
chart(
    text("와인드업", "Wind-up"),
    Series(TEMPERATURE, t, wound),
    Series(POWER, t, power, axis="right", style="area"),
    bands=[(845, 855, "")],
    right_label="%",
    right_range=(0, 100),
)
print(text(f"가장 큰 적분값: {integral.max():,.0f} %", f"largest integral: {integral.max():,.0f} %"))
reveal(guess_windup, "c")

# %% [markdown] lang="ko"
# 올라가는 10여 분 동안 히터는 100 %에 붙어 있었습니다. 더 줄 힘이 없는데도 적분은 모자란 만큼을 계속 쌓았습니다.
# 850 °C에 도착했을 때 적분값은 수만 %였고, 그것을 다 갚을 때까지 히터는 100 %를 놓지 않습니다. 이것이 **와인드업**입니다.
#
# 막는 법은 한 줄입니다. **출력이 한계에 걸려 있는 동안에는 쌓지 않습니다.** 위 함수에서 `limit_integral`이 하는 일입니다.

# %% [markdown] lang="en"
# For more than ten minutes the heater sat at 100 %. There was no more to give, and still the integral kept adding up what was missing.
# On arrival at 850 °C it had grown to tens of thousands of per cent, and until all that is paid back the heater does not let go of 100 %. That is **wind-up**.
#
# One line prevents it: **do not add up while the power is at its limit.** That is what `limit_integral` does in the function above.

# %%
t, cured, power, integral = heat_up(limit_integral=True)
chart(
    text("한 줄을 고친 뒤", "With that one line"),
    Series(text("고치기 전", "before"), t, wound),
    Series(text("고친 뒤", "after"), t, cured),
    bands=[(845, 855, "")],
)
print(
    text(
        f"가장 높은 온도: {wound.max():.0f} °C → {cured.max():.1f} °C",
        f"highest: {wound.max():.0f} °C → {cured.max():.1f} °C",
    )
)

# %% [markdown] lang="ko"
# ## 세 문장으로 정리합니다
#
# 1. 계단 응답 한 번이면 이득과 시정수를 읽을 수 있고, 그 숫자로 조절기를 계산할 수 있습니다.
# 2. P는 잔류 편차를 남기고, I가 그것을 지우며, 지연이 길수록 조절기는 약해야 합니다.
# 3. 출력에는 한계가 있으므로, 한계에 걸려 있는 동안 적분을 멈추지 않으면 와인드업이 생깁니다.

# %% [markdown] lang="en"
# ## In three sentences
#
# 1. One step response gives gain and time constant, and from these numbers a controller can be computed.
# 2. P leaves an offset, I removes it, and the longer the delay, the gentler the controller has to be.
# 3. Power has limits, so an integral that does not stop at the limit winds up.

# %% [markdown] lang="ko"
# ## 스스로 확인합니다
#
# **물음 1.** 출력을 50 %에서 60 %로 올렸더니 온도가 700 °C에서 754 °C가 되었습니다. 이득은 얼마입니까? 754 ÷ 60이 아닌 까닭은 무엇입니까?
#
# <details><summary>답 보기</summary>
#
# 이득은 **변화 ÷ 변화**입니다. 54 K ÷ 10 % = 5.4 K/%. 754 ÷ 60에는 출력이 0 %여도 있는 실내 온도와 옆 구역에서 넘어온 열이 섞여 있습니다.
# 조절기에게 필요한 것은 "1 % 더 주면 얼마나 달라지는가"입니다.
#
# </details>
#
# **물음 2.** 열전대를 두꺼운 보호관에 넣었더니 지연이 5.5초에서 20초로 늘었습니다. 같은 $K_c$를 그대로 쓰면 어떻게 됩니까? SIMC 규칙은 어떻게 하라고 합니까?
#
# <details><summary>답 보기</summary>
#
# 조절기는 20초 전의 온도를 보고 힘을 줍니다. 그대로 두면 늦게, 세게 되받아쳐 **출렁이기 시작합니다.**
# 규칙에서 $\tau_c = \theta = 20$으로 두면 분모가 11에서 40이 되므로 $K_c$는 약 4분의 1로 줄고, $T_i$는 44초에서 160초로 늘어납니다.
#
# </details>

# %% [markdown] lang="en"
# ## Check yourself
#
# **Question 1.** Raising the power from 50 to 60 % took the temperature from 700 to 754 °C. What is the gain? Why is it not 754 ÷ 60?
#
# <details><summary>Answer</summary>
#
# Gain is **change over change**: 54 K ÷ 10 % = 5.4 K/%. The 754 contains the room's temperature and heat from the neighbouring zone, which would be there at 0 % too.
# What a controller needs to know is how much one more per cent changes.
#
# </details>
#
# **Question 2.** A thick protection tube around the thermocouple makes the delay 20 s instead of 5.5 s. What happens if $K_c$ stays as it is? What does the SIMC rule say?
#
# <details><summary>Answer</summary>
#
# The controller now pushes by a temperature that is 20 seconds old. It hits back late and hard, and **begins to swing**.
# With $\tau_c = \theta = 20$ the denominator goes from 11 to 40, so $K_c$ falls to about a quarter, and $T_i$ grows from 44 to 160 s.
#
# </details>

# %% [markdown] lang="ko"
# 자리를 뜨기 전에 설비를 제자리로 돌려놓습니다. 히터를 끄고, 시간은 다시 저절로 흐르게 합니다.

# %% [markdown] lang="en"
# Before you leave, put the plant back: heaters off, and time running by itself again.

# %%
plant.call("Stop")
plant.set_clock(mode="real-time")

# %% [markdown] lang="ko"
# 이제 `assignment.ipynb`를 여십시오. 이번에는 열처리로마다 숫자가 다르니, 방법을 가져가셔야 합니다.

# %% [markdown] lang="en"
# Now open `assignment.ipynb`. Every furnace there has numbers of its own, so take the method along.
