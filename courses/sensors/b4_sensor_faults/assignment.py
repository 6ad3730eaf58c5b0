# %% [markdown] lang="ko"
# # B4 과제: 센서가 거짓말을 하는지 가려내십시오
#
# 열처리로의 감시를 맡으셨습니다. 작업 지시는 두 가지입니다.
#
# | 문제 | 할 일 | 배점 |
# |---|---|---|
# | 1 | 6분 동안 지켜보고, 열전대에 어떤 고장이 있는지 이름을 댑니다 | 5 |
# | 2 | 바쁜 한 시간 동안 고장에는 경보를 내고, 정상적인 변화에는 내지 않습니다 | 5 |
#
# 문제마다 **함수 하나**를 완성합니다. 함수는 `plant`를 받아 설비를 지켜봅니다. 아무것도 쓰지 않고 읽기만 하십시오.
# 채점할 때는 **고장의 종류도, 시각도, 크기도 다릅니다.** 그러니 한 번의 기록에 맞춘 숫자가 아니라, 까닭이 있는 규칙을 적으십시오.

# %% [markdown] lang="en"
# # B4 assignment: find out whether the sensor lies
#
# You are to watch the furnace. The work order has two parts.
#
# | question | what to do | points |
# |---|---|---|
# | 1 | watch for six minutes and name the thermocouple's fault, if it has one | 5 |
# | 2 | for a busy hour, raise an alarm for faults and none for ordinary changes | 5 |
#
# For each one you complete **one function**. It gets `plant` and watches it: read only, write nothing.
# In grading, **the kind of fault, its time and its size are different.** So do not write numbers that fit one record; write rules that have a reason.

# %% [markdown] lang="ko"
# ## 쓰는 것
#
# | 쓰는 법 | 뜻 |
# |---|---|
# | `plant.read("Zone1.Temperature")` | 의심받는 온도입니다 (°C). 상태가 Bad이면 `nan` |
# | `plant.sample("Zone1.Temperature")` | 값과 상태: `.value`, `.status` |
# | `plant.read("Zone2.Temperature")` | 옆 구역의 온도입니다. 이 열전대는 멀쩡합니다 |
# | `plant.read("Zone1.HeaterPower")` | 1구역 히터 출력입니다 (%). 사람이 정합니다 |
# | `plant.read("Door.Open")` | 문이 열렸으면 `True`입니다 |
# | `plant.read_many([이름, …])` | 여러 신호를 한 번에 읽어 `{이름: 값}`을 줍니다 |
# | `for t in plant.every(2.0):` | 2초마다 되풀이합니다. 시간이 다 되면 저절로 끝납니다 |
#
# 1구역은 수동 운전이라 히터 출력이 저절로 바뀌지 않습니다. 2구역은 자동 운전입니다.

# %% [markdown] lang="en"
# ## What you work with
#
# | write | meaning |
# |---|---|
# | `plant.read("Zone1.Temperature")` | the temperature in question (°C); `nan` where its status is Bad |
# | `plant.sample("Zone1.Temperature")` | value and status: `.value`, `.status` |
# | `plant.read("Zone2.Temperature")` | the neighbouring zone; its thermocouple is sound |
# | `plant.read("Zone1.HeaterPower")` | heater power of zone 1 (%), set by people |
# | `plant.read("Door.Open")` | `True` while the door is open |
# | `plant.read_many([path, …])` | read several signals at once: `{path: value}` |
# | `for t in plant.every(2.0):` | repeat every 2 seconds; it ends by itself when the time is over |
#
# Zone 1 is in manual, so its heater power does not change by itself. Zone 2 is in automatic.

# %% setup="begin"
import numpy as np

from labs.check import examination

check = examination("b4")

# %% [markdown] lang="ko"
# ## 문제 1. 고장의 이름을 댑니다
#
# **6분** 동안 지켜본 뒤 다음 가운데 **한 낱말**을 돌려주십시오.
#
# | 낱말 | 뜻 |
# |---|---|
# | `"break"` | 단선: 값이 없습니다 |
# | `"stuck"` | 고착: 같은 값만 되풀이합니다 |
# | `"spike"` | 튐: 순간마다 값이 크게 튑니다 |
# | `"drift"` | 드리프트: 실제와 상관없이 천천히 벗어납니다 |
# | `"none"` | 센서는 멀쩡합니다. 문이 열리거나, 출력이나 설정값이 바뀐 것일 수 있습니다 |
#
# 서로 다른 열여섯 번 가운데 **90 % 이상** 맞히면 통과입니다.

# %% [markdown] lang="en"
# ## Question 1. Name the fault
#
# Watch for **6 minutes**, then return **one word**:
#
# | word | meaning |
# |---|---|
# | `"break"` | broken wire: there is no value |
# | `"stuck"` | the same value over and over |
# | `"spike"` | the value jumps for a moment, again and again |
# | `"drift"` | it wanders off slowly, whatever the truth is |
# | `"none"` | the sensor is sound; perhaps the door was opened, or the power or a setpoint was changed |
#
# You pass when **at least 90 %** of sixteen different runs are right.


# %% answer="diagnose"
def diagnose(plant):
    ### BEGIN SOLUTION
    paths = ["Zone1.Temperature", "Zone2.Temperature", "Zone1.HeaterPower", "Door.Open"]
    rows = [plant.read_many(paths) for _ in plant.every(2.0)]
    value, other, power, door = np.array([[float(row[path]) for path in paths] for row in rows]).T
    if np.isnan(value).any():
        return "break"
    if np.abs(np.diff(value)).max() > 8:
        return "spike"
    equal = 0
    for change in np.diff(value):
        equal = equal + 1 if change == 0 else 0
        if equal >= 12:
            return "stuck"
    explained = np.ptp(power) > 0.5 or door.any() or np.ptp(other) > 4
    if abs(value[-15:].mean() - value[:15].mean()) > 2.5 and not explained:
        return "drift"
    return "none"
    ### END SOLUTION


# %% check="names-fault" points=5
check("names-fault", diagnose)

# %% [markdown] lang="ko"
# ## 문제 2. 늑대가 나타났다고 외치지 않습니다
#
# **한 시간** 동안 지켜보며 경보를 낸 시각(초)을 모두 목록으로 돌려주십시오. 이 시간에는 문도 열리고, 출력도 설정값도 바뀝니다.
# 그 가운데 열전대가 **한 번 끊어지고**(1분 남짓), **한 번 고착됩니다**(4분 남짓).
#
# - 두 고장 모두 시작한 지 **2분 안에** 경보를 내야 합니다. 같은 고장에 여러 번 내도 괜찮습니다.
# - 고장이 아닐 때 낸 **거짓 경보는 한 번까지만** 봐 드립니다.

# %% [markdown] lang="en"
# ## Question 2. Do not cry wolf
#
# Watch for **one hour** and return a list of the times (s) at which you raised an alarm. During this hour the door is opened, and power and setpoint are changed.
# In between the thermocouple **breaks once** (for a minute or so) and **sticks once** (for four minutes or so).
#
# - Each of the two has to be noticed **within 2 minutes** of its beginning. More than one alarm for the same fault is fine.
# - **One false alarm at most** is forgiven.


# %% answer="watch"
def watch(plant):
    ### BEGIN SOLUTION
    alarms, equal, last = [], 0, None
    for t in plant.every(5.0):
        sample = plant.sample("Zone1.Temperature")
        equal = equal + 1 if sample.value == last else 0
        last = sample.value
        if sample.status == "Bad" or equal >= 8:
            alarms.append(t)
    return alarms
    ### END SOLUTION


# %% check="few-false-alarms" points=5
check("few-false-alarms", watch)

# %% [markdown] lang="ko"
# ## 제출하기 전에
#
# 위 메뉴에서 커널을 다시 시작하고 처음부터 끝까지 한 번 실행해 보십시오. 두 확인 셀이 모두 통과하면 제출하십시오.

# %% [markdown] lang="en"
# ## Before you hand it in
#
# Restart the kernel from the menu above and run everything once from top to bottom. When both checks pass, submit.
