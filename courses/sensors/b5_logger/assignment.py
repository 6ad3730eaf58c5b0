# %% [markdown] lang="ko"
# # B5 과제: 아무것도 잃지 않는 기록을 만드십시오
#
# 열처리로의 기록 프로그램을 맡으셨습니다. 작업 지시는 세 가지입니다.
#
# | 문제 | 할 일 | 배점 |
# |---|---|---|
# | 1 | 통신이 몇 번 끊겨도 모든 순간을 꼭 한 번씩 적습니다 | 5 |
# | 2 | 값마다 시각, 이름, 단위, 상태를 함께 적습니다 | 5 |
# | 3 | 바뀔 때만 적되, 그래프를 정한 폭 안에서 되살릴 수 있게 합니다 | 5 |
#
# 문제마다 **함수 하나**를 완성합니다. 채점할 때는 **통신이 끊기는 시각과 길이, 신호와 간격이 모두 다릅니다.**
# 채점기는 여러분의 기록을 설비 스스로의 기록과 한 줄씩 견줍니다.

# %% [markdown] lang="en"
# # B5 assignment: make a record that loses nothing
#
# You are to write the furnace's logger. The work order has three parts.
#
# | question | what to do | points |
# |---|---|---|
# | 1 | store every moment exactly once, although the network goes down several times | 5 |
# | 2 | store time, name, unit and status with every value | 5 |
# | 3 | store on change only, so that the curve can be brought back within a band | 5 |
#
# For each one you complete **one function**. In grading, **the times and lengths of the outages, the signals and the interval all differ.**
# The examiner compares your record with the plant's own, row by row.

# %% [markdown] lang="ko"
# ## 쓰는 것
#
# | 쓰는 법 | 뜻 |
# |---|---|
# | `for t in plant.every(seconds):` | `seconds`초마다 되풀이합니다. 통신이 끊겨도 시간은 갑니다 |
# | `plant.read(path)` | 값입니다. 상태가 Bad이면 `nan` |
# | `plant.sample(path)` | `.value`, `.status`, `.time`(설비가 값을 낸 시각) |
# | `plant.history(path, 30)` | 설비가 지난 30초 동안 0.1초마다 기록한 표: 색인은 시각, 열은 `value`와 `status` |
# | `plant.signals()` | 신호의 표: `path`, `title`, `unit` … |
# | `PlantUnavailable` | 통신이 끊긴 동안 읽기와 이력이 내는 오류 |
# | `on_beat(time, seconds)` | 시각이 `seconds`초 간격에 맞으면 `True` |
#
# 표의 한 열은 `for time, value in table["value"].items():`로 한 줄씩 꺼냅니다.

# %% [markdown] lang="en"
# ## What you work with
#
# | write | meaning |
# |---|---|
# | `for t in plant.every(seconds):` | repeat every `seconds`; time passes without network, too |
# | `plant.read(path)` | the value; `nan` where its status is Bad |
# | `plant.sample(path)` | `.value`, `.status`, `.time` (when the plant showed it) |
# | `plant.history(path, 30)` | what the plant recorded every 0.1 s in the last 30 s: a table with time as index, columns `value` and `status` |
# | `plant.signals()` | the table of signals: `path`, `title`, `unit` … |
# | `PlantUnavailable` | the error that reading and history raise while the network is down |
# | `on_beat(time, seconds)` | `True` where a time fits the interval of `seconds` |
#
# One column of the table comes row by row with `for time, value in table["value"].items():`.

# %% setup="begin"
import numpy as np

from labs.check import examination
from labs.session import PlantUnavailable

check = examination("b5")


def on_beat(time, seconds):
    return bool(np.isclose(time, seconds * np.round(time / seconds), rtol=0, atol=0.01))


# %% [markdown] lang="ko"
# ## 문제 1. 아무것도 잃지 않습니다
#
# **5분** 동안 `path`를 `seconds`초마다 적어 `[시각, 값]` 줄의 목록을 돌려주십시오. 시각은 설비의 초이고 0부터 시작합니다.
#
# - 그사이 통신이 **몇 번 끊깁니다.** 몇 초에, 얼마 동안인지는 아무도 모릅니다.
# - 통신이 되돌아오면 끊긴 동안의 줄도 **모두, 한 번씩, 시각 순서대로** 있어야 합니다.
# - 마지막에는 통신이 **끊긴 채 끝납니다.** 그 뒤의 줄은 요구하지 않습니다. 값을 지어내지는 마십시오.

# %% [markdown] lang="en"
# ## Question 1. Lose nothing
#
# For **5 minutes**, store `path` every `seconds` and return a list of rows `[time, value]`. Times are the plant's seconds, from 0 on.
#
# - In between the network goes down **several times**. When and for how long nobody knows.
# - Once it is back, the rows of the outage have to be there as well: **all of them, once each, in the order of time**.
# - At the end the network is **down and stays down**. No rows are asked for after that. Do not make values up.


# %% answer="log"
def log(plant, path, seconds):
    ### BEGIN SOLUTION
    rows, lost = [], False
    for t in plant.every(seconds):
        try:
            if lost:
                last = rows[-1][0]
                past = plant.history(path, t - last)
                rows += [
                    [time, value] for time, value in past["value"].items() if time > last and on_beat(time, seconds)
                ]
            else:
                sample = plant.sample(path)
                rows.append([sample.time, sample.value])
            lost = False
        except PlantUnavailable:
            lost = True
    return rows
    ### END SOLUTION


# %% check="loses-nothing" points=5
check("loses-nothing", log)

# %% [markdown] lang="ko"
# ## 문제 2. 뜻을 잃지 않습니다
#
# **3분** 동안 `paths`의 모든 신호를 `seconds`초마다 적어 `[시각, 이름, 값, 단위, 상태]` 줄의 목록을 돌려주십시오. 이번에는 통신이 끊기지 않습니다.
#
# - 시각은 **설비가 값을 낸 시각**, 단위는 **설비가 알려 주는 단위**입니다. 이름이 무엇일지는 미리 알 수 없습니다.
# - 그사이 열전대가 끊어지기도 하고 범위를 벗어나기도 합니다. 상태는 설비가 말한 대로 적습니다.
# - 상태가 Bad이면 값은 `nan`이나 `None`으로 두고, **줄은 빼지 마십시오.**

# %% [markdown] lang="en"
# ## Question 2. Keep the meaning
#
# For **3 minutes**, store every signal of `paths` every `seconds` and return a list of rows `[time, name, value, unit, status]`. This time the network stays up.
#
# - The time is **when the plant showed the value**, the unit is **what the plant says it is**. You cannot know the names beforehand.
# - In between thermocouples break, and one leaves its range. Store the status as the plant gives it.
# - Where the status is Bad the value is `nan` or `None`; **do not leave the row out.**


# %% answer="log-all"
def log_all(plant, paths, seconds):
    ### BEGIN SOLUTION
    table = plant.signals()
    units = dict(zip(table["path"], table["unit"], strict=True))
    rows = []
    for _ in plant.every(seconds):
        for path in paths:
            sample = plant.sample(path)
            rows.append([sample.time, path, sample.value, units[path], sample.status])
    return rows
    ### END SOLUTION


# %% check="keeps-meaning" points=5
check("keeps-meaning", log_all)

# %% [markdown] lang="ko"
# ## 문제 3. 바뀔 때만 적습니다
#
# **8분** 동안 `path`를 1초마다 보되, **필요할 때만** `[시각, 값]` 한 줄을 적습니다. 두 줄 사이에는 앞줄의 값이 이어진다고 봅니다.
#
# - 첫 줄은 0초입니다.
# - 어느 초에 보아도 기록의 값과 설비의 값은 `band`(K)보다 더 벌어지지 않아야 합니다.
# - 필요한 줄 수의 **두 배**까지만 봐 드립니다.

# %% [markdown] lang="en"
# ## Question 3. Store on change only
#
# For **8 minutes**, look at `path` every second, but store a row `[time, value]` **only where it is needed**. Between two rows the earlier value is taken to hold.
#
# - The first row is of 0 s.
# - In no second may the record be further than `band` (K) from the plant.
# - **Twice** as many rows as needed are accepted, no more.


# %% answer="log-changes"
def log_changes(plant, path, band):
    ### BEGIN SOLUTION
    rows = []
    for _ in plant.every(1.0):
        sample = plant.sample(path)
        if not rows or abs(sample.value - rows[-1][1]) > band:
            rows.append([sample.time, sample.value])
    return rows
    ### END SOLUTION


# %% check="stores-on-change" points=5
check("stores-on-change", log_changes)

# %% [markdown] lang="ko"
# ## 제출하기 전에
#
# 위 메뉴에서 커널을 다시 시작하고 처음부터 끝까지 한 번 실행해 보십시오. 세 확인 셀이 모두 통과하면 제출하십시오.

# %% [markdown] lang="en"
# ## Before you hand it in
#
# Restart the kernel from the menu above and run everything once from top to bottom. When all three checks pass, submit.
