# %% [markdown] lang="ko"
# # E4 과제: 물리에서 특징을, 비용에서 문턱값을
#
# 밀링반의 정비 예산은 정해져 있습니다. 경보를 언제 울릴지 여러분이 정합니다. 함수는 **세 개**입니다.
#
# | 문제 | 할 일 | 배점 |
# |---|---|---|
# | 1 | 기록에 없는 속도에서도 통하는 특징을 만듭니다 | 5 |
# | 2 | 두 비용이 주어지면 가장 싼 문턱값을 정합니다 | 5 |
# | 3 | 그 시각에 알 수 있던 것만으로 앞일을 예측합니다 | 5 |
#
# 채점할 때는 **밀링기도, 작업도, 비용도 다릅니다.** 설비의 참값으로 채점하므로 운이 나빠서 틀리는 일은 없습니다.

# %% [markdown] lang="en"
# # E4 assignment: features from physics, the threshold from cost
#
# The milling shop has a fixed budget for maintenance, and you decide when an alarm sounds. There are **three** functions.
#
# | question | what to do | points |
# |---|---|---|
# | 1 | make features that hold even at speeds the record has never seen | 5 |
# | 2 | given two costs, choose the cheapest threshold | 5 |
# | 3 | forecast from nothing but what was known at the time | 5 |
#
# In grading, **the mills, the jobs and the costs are different.** What counts is the plant's true risk, so bad luck cannot spoil a good answer.

# %% [markdown] lang="ko"
# ## 쓰는 것
#
# 작업마다 먼저 **시험 절삭**을 합니다. `trial`에는 그때 잰 값이 이름별 배열로 들어 있습니다. 한 자리가 작업 하나입니다.
#
# | 쓰는 법 | 뜻 | 단위 |
# |---|---|---|
# | `trial["speed"]` | 주축 속도 | 1/min |
# | `trial["torque"]` | 주축 토크 | N m |
# | `trial["wear"]` | 공구 측정기로 잰 날의 마모 | mm |
# | `trial["flow"]` | 절삭유 유량 | L/min |
# | `trial["room"]` | 실내 온도 | °C |
#
# `practice`는 연습용 기록입니다. `practice.trial`은 위의 표, `practice.failed`는 작업마다 고장이 났는지(True/False)입니다.
#
# 모델도 두 개 준비해 두었습니다. `TREE`는 채점기가 쓰는 나무이고, `MODEL`은 확률을 주는 모델입니다.
# `MODEL.fit(특징, 고장)`으로 배우고 `MODEL.predict_proba(특징)[:, 1]`로 고장 확률을 얻습니다. 더 알맞은 것이 있으면 그것을 쓰셔도 됩니다.

# %% [markdown] lang="en"
# ## What you work with
#
# Every job begins with a **trial cut**. `trial` holds what was measured then, one array a name, one place a job.
#
# | write | meaning | unit |
# |---|---|---|
# | `trial["speed"]` | spindle speed | 1/min |
# | `trial["torque"]` | spindle torque | N m |
# | `trial["wear"]` | wear of the edge by the tool setter | mm |
# | `trial["flow"]` | coolant flow | L/min |
# | `trial["room"]` | room temperature | °C |
#
# `practice` is a record to try things on: `practice.trial` is the table above, `practice.failed` says for each job whether the machine failed (True/False).
#
# Two models are ready. `TREE` is the examiner's tree; `MODEL` gives probabilities.
# It learns with `MODEL.fit(features, failures)`, and `MODEL.predict_proba(features)[:, 1]` are the chances of a failure. Use another one if it suits you better.

# %% setup="begin"
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from labs.check import examination
from labs.equipment.mill_jobs import mill_jobs

check = examination("e4")
practice = mill_jobs(seed=7, count=1200)
REPORT_HOURS = 168.0
TREE = DecisionTreeClassifier(max_depth=3, min_samples_leaf=20, random_state=0)
MODEL = make_pipeline(StandardScaler(), LogisticRegression())

# %% [markdown] lang="ko"
# ## 문제 1. 다른 속도에서도 통하는 특징
#
# `trial`을 받아 **작업마다 한 줄, 특징은 네 개까지**인 표를 돌려주십시오.
#
# 채점기는 여러분의 특징으로 **질문 세 번짜리 나무**(`TREE`)를 기릅니다.
# 배우는 기록은 **1000~2000 1/min**의 작업이고, 시험은 **900 아래와 2200 위**의 작업입니다. 나무는 늘 같으니 차이는 특징에서만 납니다.
# 밀링기 네 대를 평균하여, **느린 작업과 빠른 작업 각각에서** F1이 가능한 최고의 **60 % 이상**이어야 합니다. 신호를 그대로 주면 한쪽이 20 % 근처에 그칩니다.

# %% [markdown] lang="en"
# ## Question 1. Features that hold at other speeds
#
# From `trial` return a table with **one row a job and up to four features**.
#
# With your features the examiner grows a **tree of three questions** (`TREE`).
# It learns from jobs at **1000 to 2000 1/min** and is tried on jobs **below 900 and above 2200**. The tree is always the same; only the features make the difference.
# Averaged over four mills, F1 has to reach **60 % of the best possible, on the slow jobs and on the fast ones**. With the signals as they are, one of the two ends near 20 %.


# %% answer="features"
def features(trial):
    ### BEGIN SOLUTION
    power = trial["speed"] * trial["torque"] / 9549
    strain = trial["torque"] * (1 + trial["wear"])
    return np.column_stack([power, strain])
    ### END SOLUTION


# %% check="features-carry-over" points=5
check("features-carry-over", features)

# %% [markdown] lang="ko"
# ## 문제 2. 가장 싼 문턱값
#
# 어느 모델이 지난 작업에 매긴 `risk`(0~1)와 실제 결과 `failed`(0 또는 1)를 배열로 받습니다.
# 거짓 경보 한 번에 `false_alarm`만 원, 놓친 고장 한 번에 `missed`만 원이 듭니다. 맞은 경보에는 비용이 들지 않습니다.
#
# 경보는 **`risk >= 문턱값`** 일 때 울립니다. 앞으로의 작업에서 비용이 가장 적을 문턱값(수 하나)을 돌려주십시오.
# 비용이 다른 세 경우 모두 **가능한 최소의 1.25배** 안이어야 합니다. 조심하십시오. `risk`가 0.5라고 해서 절반이 고장 나는 것은 아닙니다.

# %% [markdown] lang="en"
# ## Question 2. The cheapest threshold
#
# You are given two arrays: the `risk` (0 to 1) that a model gave to past jobs, and what came of them, `failed` (0 or 1).
# A false alarm costs `false_alarm`, a missed failure costs `missed`. A true alarm costs nothing.
#
# An alarm sounds where **`risk >= threshold`**. Return the threshold (one number) that will cost least on the jobs to come.
# For three pairs of costs the cost has to stay within **1.25 times the least possible**. Mind this: a `risk` of 0.5 does not mean that half of the jobs fail.


# %% answer="threshold"
def threshold(risk, failed, false_alarm, missed):
    ### BEGIN SOLUTION
    levels = [*np.quantile(risk, np.linspace(0, 1, 400)), 2.0]
    costs = []
    for level in levels:
        alarm = risk >= level
        costs.append(false_alarm * np.sum(alarm & (failed == 0)) + missed * np.sum(~alarm & (failed == 1)))
    return levels[np.argmin(costs)]
    ### END SOLUTION


# %% check="threshold-from-cost" points=5
check("threshold-from-cost", threshold)

# %% [markdown] lang="ko"
# ## 문제 3. 그때 알 수 있던 것만으로
#
# `log`는 몇 주의 작업 일지입니다. 문제 1의 다섯 신호에 세 칸이 더 있습니다.
#
# | 이름 | 뜻 |
# |---|---|
# | `log["time"]` | 작업이 끝난 시각 (시간) |
# | `log["failed"]` | 고장이 났으면 1, 아니면 0 |
# | `log["reported"]` | 고장이 보고된 시각. 고장이 없으면 nan |
#
# 고장은 정비 보고가 나와야 확인됩니다. 빠르면 나흘, **늦어도 168시간**(`REPORT_HOURS`) 뒤입니다. 일지는 나중에 뽑은 것이라 **`now` 뒤의 일까지 모두 적혀 있습니다.**
# `now`에 서 있다고 생각하고, **`time`이 `now`보다 뒤인 작업**의 고장 확률을 차례대로 돌려주십시오. 그 작업들의 시험 절삭 값은 써도 됩니다.
#
# - `now`에 알 수 없던 것을 지워도 예측이 같아야 합니다.
# - 위험한 작업이 앞에 서고, 확률의 합이 실제로 날 고장 횟수의 **0.6~1.35배**여야 합니다. 열흘쯤 전부터 더 힘든 제품을 만들고 있습니다.

# %% [markdown] lang="en"
# ## Question 3. Only what was known then
#
# `log` is the job log of some weeks: the five signals of question 1 and three more columns.
#
# | name | meaning |
# |---|---|
# | `log["time"]` | when the job ended (hours) |
# | `log["failed"]` | 1 where the machine failed, else 0 |
# | `log["reported"]` | when the failure was reported; nan where there was none |
#
# A failure is certain only when maintenance has reported it: after four days at the earliest and **168 hours at the latest** (`REPORT_HOURS`). The log was printed afterwards, so **all that came after `now` stands in it as well.**
# Imagine you stand at `now`. Return the chance of a failure for each job **whose `time` is after `now`**, in order. Their trial cuts may be used.
#
# - The forecast has to stay the same when everything that was not known at `now` is erased.
# - Dangerous jobs have to come first, and the chances have to add up to **0.6 to 1.35 times** the failures that will come. For some ten days a harder product has been made.


# %% answer="forecast"
def forecast(log, now):
    ### BEGIN SOLUTION
    settled = log["time"] <= now - REPORT_HOURS
    ahead = log["time"] > now
    table = features(log)
    model = RandomForestClassifier(100, min_samples_leaf=10, random_state=1)
    model.fit(table[settled], log["failed"][settled])
    return model.predict_proba(table[ahead])[:, 1]
    ### END SOLUTION


# %% check="no-hindsight" points=5
check("no-hindsight", forecast)

# %% [markdown] lang="ko"
# ## 제출하기 전에
#
# 위 메뉴에서 커널을 다시 시작하고 처음부터 끝까지 한 번 실행해 보십시오. 세 확인 셀이 모두 통과하면 제출하십시오.

# %% [markdown] lang="en"
# ## Before you hand it in
#
# Restart the kernel from the menu above and run everything once from top to bottom. When all three checks pass, submit.
