# %% [markdown] lang="ko"
# # A1 과제: 처음 보는 설비에 연결하십시오
#
# 새 공장에 첫 출근하셨습니다. 설비 설명서는 없고, 연결만 되어 있습니다. 작업 지시는 세 가지입니다.
#
# | 문제 | 할 일 | 배점 |
# |---|---|---|
# | 1 | 장소, 단위, 쓸 수 있는지를 듣고 그 신호를 찾아 값을 읽습니다 | 5 |
# | 2 | 신호의 단위와 범위를 읽어 4~20 mA 전류로 바꿉니다 | 5 |
# | 3 | 10분 동안 온도를 읽어, 믿을 수 있는 값만으로 평균을 냅니다 | 5 |
#
# 문제마다 **함수 하나**를 완성합니다. 함수는 `plant`를 받아 설비를 읽습니다.
# 확인 셀은 몇 번이든 실행해 보실 수 있습니다. 채점할 때는 **묻는 신호도, 설비의 값도, 센서가 끊어지는 시각도 다릅니다.**

# %% [markdown] lang="en"
# # A1 assignment: connect to a plant you have never seen
#
# Your first day at a new factory. There is no manual, only a connection. The work order has three parts.
#
# | question | what to do | points |
# |---|---|---|
# | 1 | told a place, a unit and whether it can be written, find that signal and read its value | 5 |
# | 2 | read a signal's unit and range and turn its value into a 4-20 mA current | 5 |
# | 3 | read a temperature for ten minutes and average only what can be trusted | 5 |
#
# For each one you complete **one function**. It gets `plant` and reads the plant.
# Run the check cells as often as you like. In grading, **the signals asked for, the values and the moment the sensor breaks are different.**

# %% [markdown] lang="ko"
# ## 쓰는 것
#
# | 쓰는 법 | 뜻 |
# |---|---|
# | `table = plant.signals()` | 신호의 표입니다. 열은 `path`, `title`, `unit`, `low`, `high`, `writable` |
# | `for row in table.itertuples():` | 표를 한 줄씩 봅니다. `row.path`, `row.unit`, `row.low`처럼 씁니다 |
# | `row.path.startswith("Zone1.")` | 이름이 그 글자로 시작하면 `True`입니다 |
# | `plant.read(path)` | 값을 읽습니다. 상태가 Bad이면 `nan`입니다 |
# | `sample = plant.sample(path)` | 값과 상태를 함께 읽습니다. `sample.value`, `sample.status` |
# | `for t in plant.every(5.0):` | 5초마다 한 번씩 되풀이합니다. 시간이 다 되면 저절로 끝납니다 |

# %% [markdown] lang="en"
# ## What you work with
#
# | write | meaning |
# |---|---|
# | `table = plant.signals()` | the table of signals; columns `path`, `title`, `unit`, `low`, `high`, `writable` |
# | `for row in table.itertuples():` | look at one row after another: `row.path`, `row.unit`, `row.low` … |
# | `row.path.startswith("Zone1.")` | `True` where the name begins like that |
# | `plant.read(path)` | read a value; `nan` where its status is Bad |
# | `sample = plant.sample(path)` | read value and status together: `sample.value`, `sample.status` |
# | `for t in plant.every(5.0):` | repeat every 5 seconds; it ends by itself when the time is over |

# %% setup="begin"
import numpy as np

from labs.check import examination

check = examination("a1")

# %% [markdown] lang="ko"
# ## 문제 1. 그 신호를 찾습니다
#
# 함수는 세 가지를 듣습니다. 셋을 모두 만족하는 신호는 **꼭 하나**입니다.
#
# - `area`: 이름의 첫 마디. 예를 들어 `"Zone2"`
# - `unit`: 단위. 예를 들어 `"°C"`
# - `writable`: 우리가 쓸 수 있는 신호이면 `True`, 읽기만 하는 신호이면 `False`
#
# 그 신호의 **지금 값**을 돌려주십시오. 서로 다른 설비에서 네 번 묻습니다.

# %% [markdown] lang="en"
# ## Question 1. Find that signal
#
# The function is told three things. **Exactly one** signal fits all of them.
#
# - `area`: the first part of its name, for instance `"Zone2"`
# - `unit`: its unit, for instance `"°C"`
# - `writable`: `True` for a signal we may write, `False` for one we can only read
#
# Return that signal's **present value**. You will be asked four times, on different plants.


# %% answer="find-value"
def find_value(plant, area, unit, writable):
    ### BEGIN SOLUTION
    for row in plant.signals().itertuples():
        if row.path.startswith(area + ".") and row.unit == unit and row.writable == writable:
            return plant.read(row.path)
    ### END SOLUTION


# %% check="finds-signal" points=5
check("finds-signal", find_value)

# %% [markdown] lang="ko"
# ## 문제 2. 4~20 mA로 바꿉니다
#
# 옛 기록계는 전류만 알아듣습니다. 신호가 범위의 맨 아래(`low`)이면 4 mA, 맨 위(`high`)이면 20 mA이고, 그 사이는 곧은 직선입니다.
#
# `path`가 가리키는 신호의 **단위**와, 지금 값에 맞는 **전류**(mA)를 이 순서로 돌려주십시오.
# 신호마다 범위가 다르니 표에서 읽어 쓰십시오. 세 신호로 확인합니다.

# %% [markdown] lang="en"
# ## Question 2. Turn it into 4-20 mA
#
# The old chart recorder understands currents only. The bottom of a signal's range (`low`) is 4 mA, the top (`high`) is 20 mA, and between them lies a straight line.
#
# Return the **unit** of the signal that `path` names, and the **current (mA)** for its present value, in this order.
# Every signal has a range of its own: read it from the table. Three signals will be asked for.


# %% answer="to-current"
def to_current(plant, path):
    ### BEGIN SOLUTION
    for row in plant.signals().itertuples():
        if row.path == path:
            position = (plant.read(path) - row.low) / (row.high - row.low)
            return row.unit, 4 + 16 * position
    ### END SOLUTION


# %% check="scales-signal" points=5
check("scales-signal", to_current)

# %% [markdown] lang="ko"
# ## 문제 3. 믿을 수 있는 값만 셉니다
#
# 열처리로가 달아오르고 있습니다. 1구역 온도(`"Zone1.Temperature"`)를 **10분** 동안 5초마다 읽어 주십시오.
# 그동안 열전대가 한 번 끊어졌다 이어지고, 또 한 번은 측정 범위를 벗어납니다. 언제인지는 알려 드리지 않습니다.
#
# 다음 두 수를 이 순서로 돌려주십시오.
#
# - 상태가 **Good인 값만**의 평균 (°C)
# - 읽은 값 전체 가운데 Good의 비율 (%)

# %% [markdown] lang="en"
# ## Question 3. Count only what can be trusted
#
# The furnace is heating up. Read the temperature of zone 1 (`"Zone1.Temperature"`) every 5 seconds for **10 minutes**.
# Meanwhile the thermocouple breaks and is connected again, and another time it leaves its range. We do not tell you when.
#
# Return two numbers in this order:
#
# - the mean of those readings whose status is **Good** (°C)
# - the share of Good among all readings (%)


# %% answer="report"
def report(plant):
    ### BEGIN SOLUTION
    good, count = [], 0
    for _ in plant.every(5.0):
        sample = plant.sample("Zone1.Temperature")
        count += 1
        if sample.status == "Good":
            good.append(sample.value)
    return np.mean(good), 100 * len(good) / count
    ### END SOLUTION


# %% check="counts-good" points=5
check("counts-good", report)

# %% [markdown] lang="ko"
# ## 제출하기 전에
#
# 위 메뉴에서 커널을 다시 시작하고 처음부터 끝까지 한 번 실행해 보십시오. 세 확인 셀이 모두 통과하면 제출하십시오.

# %% [markdown] lang="en"
# ## Before you hand it in
#
# Restart the kernel from the menu above and run everything once from top to bottom. When all three checks pass, submit.
