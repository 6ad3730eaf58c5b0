# %% [markdown] lang="ko"
# # C2 과제: 열처리로를 850 °C에 붙잡아 두십시오
#
# 볼트 담금질 라인의 열처리로를 맡으셨습니다. 작업 지시는 세 가지입니다.
#
# | 문제 | 할 일 | 배점 |
# |---|---|---|
# | 1 | 계단 응답으로 열처리로의 이득과 시정수를 알아냅니다 | 5 |
# | 2 | 문이 열려도 850 ± 2 °C를 지킵니다 | 5 |
# | 3 | 식은 열처리로를 850 °C까지, 오버슈트 없이 올립니다 | 5 |
#
# 문제마다 **함수 하나**를 완성합니다. 함수는 `plant`를 받아 열처리로를 직접 운전합니다.
# 채점은 여러분의 코드가 아니라 **열처리로가 남긴 기록**으로 합니다. 확인 셀은 몇 번이든 실행해 보실 수 있습니다.
# 확인할 때의 열처리로와 채점할 때의 열처리로는 **이득도, 시정수도, 문이 열리는 시각도 다릅니다.**
# 그러니 한 대에만 맞는 숫자가 아니라, 어느 열처리로에나 통하는 방법을 적으십시오.

# %% [markdown] lang="en"
# # C2 assignment: hold the furnace at 850 °C
#
# You are in charge of the furnace on the bolt hardening line. The work order has three parts.
#
# | question | what to do | points |
# |---|---|---|
# | 1 | find the furnace's gain and time constant from a step response | 5 |
# | 2 | keep 850 ± 2 °C even when the door opens | 5 |
# | 3 | bring a cold furnace up to 850 °C without overshoot | 5 |
#
# For each one you complete **one function**. It gets `plant` and drives the furnace itself.
# What is judged is not your code but **the furnace's own record**. Run the check cells as often as you like.
# The furnace you practise on and the one you are graded on **differ in gain, in time constant and in when the door opens.**
# So do not write numbers that fit one furnace; write a method that works on any.

# %% [markdown] lang="ko"
# ## 운전에 쓰는 것
#
# | 쓰는 법 | 뜻 |
# |---|---|
# | `plant.read("Zone1.Temperature")` | 1구역 온도를 읽습니다 (°C) |
# | `plant.read("Zone1.HeaterPower")` | 지금의 1구역 히터 출력을 읽습니다 (%) |
# | `plant.write("Zone1.HeaterPower", 62.0)` | 히터 출력을 정합니다. **0~100 %를 벗어나면 설비가 거부합니다** |
# | `plant.read("Door.Open")` | 문이 열렸으면 `True`입니다 |
# | `for t in plant.every(1.0):` | 1초마다 한 번씩 되풀이합니다. 시간이 다 되면 저절로 끝납니다. `t`는 지금 시각(초)입니다 |
# | `plant.advance(60)` | 아무것도 하지 않고 60초를 보냅니다 |
#
# 2구역은 처음부터 끝까지 자동으로 운전되고 있으니 건드리지 않으셔도 됩니다.

# %% [markdown] lang="en"
# ## What you drive with
#
# | write | meaning |
# |---|---|
# | `plant.read("Zone1.Temperature")` | read the temperature of zone 1 (°C) |
# | `plant.read("Zone1.HeaterPower")` | read the present heater power of zone 1 (%) |
# | `plant.write("Zone1.HeaterPower", 62.0)` | set the heater power; **the plant refuses anything outside 0-100 %** |
# | `plant.read("Door.Open")` | `True` while the door is open |
# | `for t in plant.every(1.0):` | repeat once a second; it ends by itself when the time is over; `t` is the time now (s) |
# | `plant.advance(60)` | let 60 seconds pass and do nothing |
#
# Zone 2 runs in automatic from beginning to end. You can leave it alone.

# %% setup="begin"
import numpy as np

from labs.check import examination

check = examination("c2")

# %% [markdown] lang="ko"
# ## 문제 1. 열처리로의 성격을 알아냅니다
#
# 열처리로가 **정상 상태**에서 기다리고 있습니다. 히터 출력은 40~60 % 사이이고, 30분을 쓰실 수 있습니다.
# 히터 출력을 한 번 바꾸고 온도가 따라오는 모습을 지켜본 뒤, 다음 두 수를 돌려주십시오.
#
# - **이득** (K/%): 히터 출력이 1 % 바뀔 때 온도가 결국 몇 K 바뀝니까?
# - **시정수** (s): 출력을 바꾼 순간부터, 전체 변화의 63 %에 이를 때까지 몇 초가 걸립니까?
#
# 서로 다른 열처리로 **두 대**로 확인합니다. 두 값 모두 참값의 ± 10 % 안에 들어야 합니다.

# %% [markdown] lang="en"
# ## Question 1. Find out what the furnace is like
#
# The furnace waits in a **steady state** with its heater power somewhere between 40 and 60 %. You have 30 minutes.
# Change the heater power once, watch how the temperature follows, and return two numbers:
#
# - **gain** (K/%): by how many K does the temperature change in the end for 1 % of heater power?
# - **time constant** (s): how many seconds after the change has the temperature made 63 % of its whole way?
#
# You will be given **two** different furnaces. Both numbers have to lie within ± 10 % of the truth.


# %% answer="identify"
def identify(plant):
    ### BEGIN SOLUTION
    step = 15.0
    before = np.mean([plant.read("Zone1.Temperature") for _ in plant.every(2.0, minutes=1)])
    power = plant.read("Zone1.HeaterPower")
    begun = plant.time
    plant.write("Zone1.HeaterPower", power + step)
    times, temperatures = [], []
    for t in plant.every(5.0, minutes=28):
        times.append(t - begun)
        temperatures.append(plant.read("Zone1.Temperature"))
    change = np.mean(temperatures[-20:]) - before
    smooth = np.convolve(temperatures, np.ones(5) / 5, mode="valid")
    reached = np.argmax(smooth >= before + 0.632 * change)
    return change / step, times[reached + 2]
    ### END SOLUTION


# %% check="identifies-step" points=5
check("identifies-step", identify)

# %% [markdown] lang="ko"
# ## 문제 2. 문이 열려도 850 ± 2 °C
#
# 열처리로는 이미 850 °C 부근에 있습니다. 지금부터 **10분** 동안 1구역을 맡아 주십시오.
# 언제인지는 알려 드리지 않지만 누군가 문을 엽니다. 문에는 손대지 말고 **히터만으로** 지켜 주십시오.
#
# **10분 가운데 95 % 이상**의 시간 동안 온도가 848~852 °C 안에 있으면 통과입니다.
# 조절기는 맡는 순간의 히터 출력에서 **부드럽게 이어받아야** 합니다.

# %% [markdown] lang="en"
# ## Question 2. 850 ± 2 °C even when the door opens
#
# The furnace is already near 850 °C. Take over zone 1 for the next **10 minutes**.
# We do not tell you when, but somebody will open the door. Leave the door alone and use **the heater only**.
#
# You pass when the temperature lies between 848 and 852 °C for **at least 95 % of the ten minutes**.
# Your controller has to take over **smoothly** from the heater power it finds.


# %% answer="controller"
def controller(plant):
    ### BEGIN SOLUTION
    gain, integral_time, period = 6.0, 45.0, 1.0
    integral = plant.read("Zone1.HeaterPower")
    for _ in plant.every(period):
        error = 850.0 - plant.read("Zone1.Temperature")
        power = min(100.0, max(0.0, gain * error + integral))
        plant.write("Zone1.HeaterPower", power)
        integral += gain * error * period / integral_time
    ### END SOLUTION


# %% check="holds-band" points=5
check("holds-band", controller)

# %% [markdown] lang="ko"
# ## 문제 3. 식은 열처리로를 850 °C까지
#
# 이번에는 열처리로가 실내 온도까지 식어 있습니다. **25분** 동안 운전해 다음 세 가지를 모두 지켜 주십시오.
#
# - **20분 안에** 845 °C를 넘깁니다.
# - 855 °C를 **넘기지 않습니다**.
# - 마지막 5분은 850 ± 3 °C 안에 머무릅니다.
#
# 올라가는 동안 히터는 오래 100 %에 붙어 있게 됩니다. 그동안 적분값이 어떻게 되는지 생각해 보십시오.

# %% [markdown] lang="en"
# ## Question 3. A cold furnace, up to 850 °C
#
# This time the furnace has cooled down to room temperature. Drive it for **25 minutes** and keep all three of these:
#
# - it passes 845 °C **within 20 minutes**;
# - it **never rises above** 855 °C;
# - it stays within 850 ± 3 °C for the last 5 minutes.
#
# On the way up the heater sits at 100 % for a long time. Think about what your integral does meanwhile.


# %% answer="heat-up"
def heat_up(plant):
    ### BEGIN SOLUTION
    gain, integral_time, period = 5.0, 45.0, 2.0
    integral = 0.0
    for _ in plant.every(period):
        error = 850.0 - plant.read("Zone1.Temperature")
        wanted = gain * error + integral
        power = min(100.0, max(0.0, wanted))
        plant.write("Zone1.HeaterPower", power)
        if power == wanted:
            integral += gain * error * period / integral_time
    ### END SOLUTION


# %% check="no-windup" points=5
check("no-windup", heat_up)

# %% [markdown] lang="ko"
# ## 제출하기 전에
#
# 위 메뉴에서 커널을 다시 시작하고 처음부터 끝까지 한 번 실행해 보십시오. 세 확인 셀이 모두 통과하면 제출하십시오.

# %% [markdown] lang="en"
# ## Before you hand it in
#
# Restart the kernel from the menu above and run everything once from top to bottom. When all three checks pass, submit.
