# %% [markdown] lang="ko"
# # E5 과제: 다음 4주를 예측하고, 정직하게 점수를 매기십시오
#
# 구매 담당이 묻습니다. "다음 달 선재를 얼마나 주문할까요?" 작업 지시는 세 가지입니다.
#
# | 문제 | 할 일 | 배점 |
# |---|---|---|
# | 1 | 예측이 얼마나 빗나갔는지 재는 자, 척도화 오차를 만듭니다 | 5 |
# | 2 | 다음 28일의 주문을 예측합니다 | 5 |
# | 3 | 날마다 하루 앞을 예측하되, 미래를 훔쳐보지 않습니다 | 5 |
#
# 문제마다 **함수 하나**를 완성합니다. 채점할 때는 **고객이 다릅니다.** 주문의 크기도, 늘고 주는 방향도, 판촉 날짜도 다르니, 숫자를 적지 말고 기록에서 구하십시오.

# %% [markdown] lang="en"
# # E5 assignment: forecast four weeks, and grade yourself honestly
#
# Purchasing asks: "How much wire shall we order for next month?" The work order has three parts.
#
# | question | what to do | points |
# |---|---|---|
# | 1 | build the ruler for misses: the scaled error | 5 |
# | 2 | forecast the demand of the next 28 days | 5 |
# | 3 | forecast one day ahead, every day, without peeking at the future | 5 |
#
# For each one you complete **one function**. In grading, **the customers are different**: in size, in growth, in the dates of promotions. So do not write numbers down; get them from the record.

# %% [markdown] lang="ko"
# ## 쓰는 것
#
# | 이름 | 뜻 |
# |---|---|
# | `history`, `demand` | 날마다 주문된 개수, numpy 배열입니다. **0번째 날은 월요일**이고, 일요일에는 주문이 없습니다(0) |
# | `promotion` | 판촉이 있는 날은 1, 없는 날은 0입니다. **판촉 계획은 앞으로의 것도 미리 압니다** |
# | `day % 7` | 요일입니다: 0은 월요일, 6은 일요일 |
# | `history[-28:]` | 마지막 28일 |
# | `np.where(promotion > 0, 1.5, 1.0)` | 판촉이면 1.5, 아니면 1.0인 배열 |
#
# 연습할 자료가 필요하면 새 셀에 `demand, promotion = practice("BoltM8")`이라고 적으십시오. 공장의 기록 2년치(728일)가 옵니다. `"BoltM10"`과 `"Lens"`도 됩니다.

# %% [markdown] lang="en"
# ## What you work with
#
# | name | meaning |
# |---|---|
# | `history`, `demand` | parts ordered each day, a numpy array. **Day 0 is a Monday**; on Sundays nobody orders (0) |
# | `promotion` | 1 on days with a promotion, else 0. **The plan of promotions is known for the days to come, too** |
# | `day % 7` | the weekday: 0 is Monday, 6 is Sunday |
# | `history[-28:]` | the last 28 days |
# | `np.where(promotion > 0, 1.5, 1.0)` | an array with 1.5 where there is a promotion, else 1.0 |
#
# For data to practise with, write `demand, promotion = practice("BoltM8")` in a new cell: two years (728 days) of the plant's books. `"BoltM10"` and `"Lens"` work as well.

# %% setup="begin"
import json

import numpy as np

from labs.check import examination

check = examination("e5")


def practice(product):
    from labs.session import connect

    with connect("orderdesk") as plant:
        parts = [json.loads(plant.call("DemandHistory", first, 364)) for first in (-728, -364)]
    return tuple(np.concatenate([part[name] for part in parts]) for name in (product, f"{product}.promotion"))


# %% [markdown] lang="ko"
# ## 문제 1. 척도화 오차
#
# `history`는 예측하기 전까지의 기록, `actual`은 그 뒤에 실제로 주문된 개수, `forecast`는 예측한 개수입니다.
#
# $$\text{척도화 오차} = \frac{\text{예측 기간에 빗나간 개수(절댓값)의 평균}}{\text{history에서 같은 요일 지난주와의 차이(절댓값)의 평균}}$$
#
# 이 값을 **숫자 하나**로 돌려주십시오. 1보다 작으면 '지난주만큼'보다 덜 빗나간 것입니다. 일요일도 셉니다.

# %% [markdown] lang="en"
# ## Question 1. The scaled error
#
# `history` is the record up to the forecast, `actual` what was ordered afterwards, `forecast` what had been expected.
#
# $$\text{scaled error} = \frac{\text{mean absolute miss in the days forecast}}{\text{mean absolute difference from the same day last week, in history}}$$
#
# Return it as **one number**. Below 1 it misses by less than "the same as last week". Sundays count, too.


# %% answer="scaled-error"
def scaled_error(history, actual, forecast):
    ### BEGIN SOLUTION
    miss = np.mean(np.abs(actual - forecast))
    weekly = np.mean(np.abs(history[7:] - history[:-7]))
    return miss / weekly
    ### END SOLUTION


# %% check="scales-error" points=5
check("scales-error", scaled_error)

# %% [markdown] lang="ko"
# ## 문제 2. 다음 28일
#
# `history`에는 560일에서 700일 치의 주문이 있습니다. `promotion`은 그보다 `days`개 **더 깁니다.** 앞으로의 판촉 계획이 뒤에 붙어 있기 때문입니다.
# 앞으로 `days`일(28일)의 주문을 하루에 하나씩, **28개의 숫자**로 돌려주십시오. 예측 첫날의 날짜 번호는 `len(history)`입니다.
#
# 고객 여섯의 4주를 두 번씩, **열두 번의 척도화 오차를 평균한 것이 '지난주 같은 요일만큼'의 80 % 이하**면 통과입니다. 28일마다 판촉이 이레 이상 들어 있습니다.

# %% [markdown] lang="en"
# ## Question 2. The next 28 days
#
# `history` holds the orders of 560 to 700 days. `promotion` is **longer by `days`**: the plan for the days to come is at its end.
# Return the demand of the next `days` (28) days, one a day: **28 numbers**. The number of the first day to forecast is `len(history)`.
#
# The **mean of twelve scaled errors**, two stretches of four weeks for each of six customers, **has to be 80 % or less of that of "the same day last week"**. Each stretch has seven promoted days or more.


# %% answer="forecast"
def forecast(history, promotion, days):
    ### BEGIN SOLUTION
    known = len(history)
    day = np.arange(known)
    usual = promotion[:known] == 0
    shape = np.array([history[usual & (day % 7 == weekday)].mean() for weekday in range(7)])
    shape = shape / shape.mean()
    lifts = []
    for first in range(0, known - 27, 7):
        week = slice(first, first + 28)
        level = history[week][usual[week]].sum() / shape[day[week] % 7][usual[week]].sum()
        lifted = ~usual[week]
        if lifted.sum() >= 5:
            lifts.append(history[week][lifted].sum() / (level * shape[day[week] % 7][lifted].sum()))
    lift = np.mean(lifts) if lifts else 1.6
    expected = shape[day % 7] * np.where(usual, 1.0, lift)
    level = history[-28:].sum() / expected[-28:].sum()
    coming = known + np.arange(days)
    return level * shape[coming % 7] * np.where(promotion[coming] > 0, lift, 1.0)
    ### END SOLUTION


# %% check="beats-naive" points=5
check("beats-naive", forecast)

# %% [markdown] lang="ko"
# ## 문제 3. 날마다 하루 앞을, 훔쳐보지 않고
#
# 이제 지난 일 년을 **하루씩 다시 살아 봅니다.** `demand`에는 일 년 치 주문이 모두 들어 있지만, `day`일째의 예측에는 **그 전날까지**(`demand[:day]`)만 쓸 수 있습니다.
# 판촉 계획 `promotion[day]`는 그날 것도 써도 됩니다.
#
# 날마다 하나씩, `demand`와 **같은 길이**의 예측을 돌려주십시오. 처음 56일은 채점하지 않으니 아무 값이나 좋습니다.
#
# - 어느 날부터 주문을 바꾸거나 잘라 낸 뒤 다시 물어봅니다. **그날까지의 예측이 하나라도 달라지면** 미래를 본 것입니다.
# - 오차가 '지난주 같은 요일만큼'의 **85 % 이하**여야 합니다.

# %% [markdown] lang="en"
# ## Question 3. One day ahead, every day, without peeking
#
# Now **live the past year again, day by day.** `demand` holds the orders of all the year, but the forecast for `day` may use only **the days before it** (`demand[:day]`).
# The plan of promotions may be used for the day itself, too: `promotion[day]`.
#
# Return one forecast a day, **as many as `demand` has**. The first 56 days do not count; any value will do.
#
# - We change the orders from some day on, or cut them off, and ask again. If **any forecast up to that day** becomes a different one, it looked at the future.
# - The error has to be **85 % or less** of that of "the same day last week".


# %% answer="day-ahead"
def day_ahead(demand, promotion):
    ### BEGIN SOLUTION
    usual = np.array(demand, float)
    answer = np.zeros(len(demand))
    lifts = [1.5]
    for day in range(28, len(demand)):
        lift = np.mean(lifts) if promotion[day] else 1.0
        same_weekday = usual[day - 28 : day : 7].mean()
        answer[day] = same_weekday * lift
        usual[day] = demand[day] / lift
        if promotion[day] and same_weekday > 0:
            lifts.append(demand[day] / same_weekday)
    return answer
    ### END SOLUTION


# %% check="no-look-ahead" points=5
check("no-look-ahead", day_ahead)

# %% [markdown] lang="ko"
# ## 제출하기 전에
#
# 위 메뉴에서 커널을 다시 시작하고 처음부터 끝까지 한 번 실행해 보십시오. 세 확인 셀이 모두 통과하면 제출하십시오.

# %% [markdown] lang="en"
# ## Before you hand it in
#
# Restart the kernel from the menu above and run everything once from top to bottom. When all three check cells pass, hand it in.
