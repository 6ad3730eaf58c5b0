# %% [markdown] lang="ko"
# # E5. 다음 달에는 얼마나 팔릴까요?
#
# > 월말 구매 회의입니다. 구매 담당이 묻습니다. "다음 4주 치 **선재를 얼마나 주문할까요?**"
# > 영업이 대답합니다. "어제만큼 팔린다고 보면 되죠."
# > 창고장이 고개를 젓습니다. "어제는 판촉이었잖아요. 그러다 지난번에 선재가 산처럼 남았습니다."
#
# 너무 적게 사면 라인이 서고, 너무 많이 사면 돈이 창고에 눕습니다. 오늘은 공장의 장부에서 다음 4주를 예측합니다.
#
# 오늘 하실 일은 네 가지입니다.
#
# 1. 2년치 주문을 **OPC UA로 물어** 그림 세 장으로 봅니다.
# 2. 아무나 할 수 있는 **단순한 예측** 둘을 세우고, 빗나간 정도를 재는 **자**를 만듭니다.
# 3. 주문을 **수준, 요일, 판촉**으로 나누어 예측합니다.
# 4. 미래를 **훔쳐보지 않는 시험**으로 점수를 매기고, 살아 있는 설비에서 2주를 겪어 봅니다.
#
# **실행하기 전에는 꼭 예상부터 고르십시오.** 틀려도 괜찮습니다. 오늘의 주제가 바로 '틀린 만큼 재기'입니다.

# %% [markdown] lang="en"
# # E5. How much will be ordered next month?
#
# > The purchasing meeting at the end of the month. "**How much wire shall we order** for the next four weeks?"
# > Sales: "Just assume as much as yesterday."
# > The storekeeper shakes his head. "Yesterday was a promotion. That is how we got the mountain of wire last time."
#
# Buy too little and the line stops; buy too much and the money lies in the store. Today we forecast four weeks from the books of the plant.
#
# Four things to do today:
#
# 1. **Ask over OPC UA** for two years of orders, and look at them in three pictures.
# 2. Set up two **simple forecasts** that anybody can make, and build **a ruler** for their misses.
# 3. Split the orders into **level, week and promotion**, and forecast with these.
# 4. Grade it by a test that **does not peek** at the future, and live through two weeks on the live plant.
#
# **Choose your prediction before every run.** Being wrong is fine. Measuring how wrong is today's subject.

# %% [markdown] lang="ko"
# ## 준비
#
# 아래 셀은 그림과 예상 단추를 만드는 도구를 불러옵니다. 한 번 실행만 해 두십시오.

# %% [markdown] lang="en"
# ## Getting ready
#
# The next cell loads the tools for pictures and for the prediction buttons. Just run it once.

# %% folded=true
import json
import textwrap

import numpy as np

from labs.field_data import FieldDataMissing, field_data
from labs.hmi.lesson import bars, chart, predict, reveal, text
from labs.hmi.svg import Bar, Series
from labs.session import connect

DAYS = {"x_label": text("날 (일)", "days"), "y_label": text("하루 주문 (개)", "parts ordered a day")}
WEEKDAYS = text("월 화 수 목 금 토 일", "Mon Tue Wed Thu Fri Sat Sun").split()
ACTUAL = text("실제", "actual")

# %% [markdown] lang="ko"
# ## 1. 장부에 묻습니다 (12분)
#
# 공장의 주문과 생산을 관리하는 프로그램을 **MES**라고 합니다. 우리 MES는 OPC UA로 대답합니다.
# 명령 `DemandHistory(첫 날짜, 일수)`가 지난 주문을 JSON 글자로 돌려주고, 같은 글자를 신호 `Query.Answer`에도 남깁니다.
#
# 오늘이 0일, 월요일입니다. 728일(104주) 전, 역시 월요일부터 묻습니다. 한 번에 400일까지라 **두 번에 나누어** 묻습니다.

# %% [markdown] lang="en"
# ## 1. Ask the books (12 minutes)
#
# The program that manages a plant's orders and production is called an **MES**. Ours answers over OPC UA.
# The command `DemandHistory(first day, days)` returns past orders as JSON text, and leaves the same text in the signal `Query.Answer`.
#
# Today is day 0, a Monday. We ask from 728 days (104 weeks) ago, a Monday as well. One answer holds 400 days at most, so we **ask twice**.


# %%
def ask(first, days):
    return json.loads(plant.call("DemandHistory", first, days))


plant = connect("orderdesk", scenario="normal")
plant.reset(seed=43)
plant.set_clock(mode="lockstep")

parts = [ask(-728, 364), ask(-364, 364)]
books = {name: np.concatenate([part[name] for part in parts]) for name in parts[0] if name != "first_day"}
demand, promotion = books["BoltM8"], books["BoltM8.promotion"]
print(plant.read("Query.Answer")[:60], "…")
print(", ".join(books))
print(
    text(
        f"볼트 M8: {len(demand)}일, 하루 평균 {demand.mean():.0f}개",
        f"M8: {len(demand)} days, {demand.mean():.0f} a day",
    )
)

# %% [markdown] lang="ko"
# 그림 세 장입니다. **가까이서** 12주를, **멀리서** 104주의 합계를, 그리고 **접어서** 요일별 평균을 봅니다.
# 그림마다 잠깐 멈추고, 눈에 띄는 것 하나를 옆 사람에게 말해 보십시오.

# %% [markdown] lang="en"
# Three pictures: twelve weeks **from close up**, the totals of 104 weeks **from far away**, and **folded**, the mean of each weekday.
# Stop at each one and tell your neighbour one thing that strikes you.

# %%
near = np.arange(504, 588)
weekday = np.arange(728) % 7
usual = promotion == 0
chart(
    text("가까이서: 12주", "Close up: twelve weeks"),
    Series(text("주문", "orders"), near - near[0], demand[near]),
    Series(text("판촉", "promotion"), near - near[0], np.where(usual[near], np.nan, demand[near]), style="area"),
    **DAYS,
)
chart(
    text("멀리서: 주별 합계", "Far away: weekly totals"),
    Series("", np.arange(104), demand.reshape(104, 7).sum(axis=1)),
    x_label=text("주", "weeks"),
    y_label=text("한 주 주문 (개)", "parts ordered a week"),
    y_range=(0, 1.1 * demand.reshape(104, 7).sum(axis=1).max()),
)
by_weekday = np.array([demand[usual & (weekday == number)].mean() for number in range(7)])
bars(
    text("접어서: 요일별 평균(판촉 제외)", "Folded: mean of each weekday (without promotions)"),
    *[Bar(name, value, note=f"{value:.0f}") for name, value in zip(WEEKDAYS, by_weekday, strict=True)],
    unit=text("하루 주문 (개)", "parts ordered a day"),
)

# %% [markdown] lang="ko"
# 세 가지가 보입니다.
#
# - 가까이서: **7일마다 같은 모양**입니다. 판촉이 있는 주에는 훌쩍 솟습니다.
# - 멀리서: 높이가 **천천히** 오르내립니다(계절과 추세). 솟은 주는 판촉입니다.
# - 접어서: 월요일이 가장 많고, 토요일은 절반쯤, **일요일은 0**입니다.
#
# ## 2. 단순한 예측과 빗나감의 자 (13분)
#
# 시계를 조금 되돌려, 32일 전인 **어느 목요일 아침**에 섰다고 칩시다. 장부에는 그 전날까지 696일이 있고, 앞으로 28일을 예측합니다. 단순한 예측은 둘입니다.
#
# - **a** 어제만큼: 어제(수요일)의 주문이 28일 동안 되풀이된다
# - **b** 지난주 같은 요일만큼: 마지막 한 주가 네 번 되풀이된다
#
# **예상해 보십시오.** 어느 쪽이 덜 빗나갈까요?

# %% [markdown] lang="en"
# Three things can be seen.
#
# - Close up: **the same shape every 7 days**. In weeks with a promotion it jumps.
# - Far away: the height rises and falls **slowly** (season and trend). The peaks are promotions.
# - Folded: Monday is the busiest, Saturday has about half, and **Sunday has 0**.
#
# ## 2. Simple forecasts, and a ruler for misses (13 minutes)
#
# Turn the clock back a little: we stand on **a Thursday morning**, 32 days ago. The books hold the 696 days up to the day before, and we are to forecast 28 days. There are two simple forecasts.
#
# - **a** as much as yesterday: Wednesday's orders come again on each of the 28 days
# - **b** as on the same day last week: the last week comes again four times
#
# **Predict.** Which one misses by less?

# %%
guess_naive = predict("a", "b")

# %%
TODAY, COMING = 696, 28
history, actual = demand[:TODAY], demand[TODAY : TODAY + COMING]
simple = {
    text("어제만큼", "as yesterday"): np.full(COMING, history[-1]),
    text("지난주 같은 요일만큼", "same day last week"): np.tile(history[-7:], 4),
}
ahead = np.arange(1, COMING + 1)
chart(
    text("28일 예측", "28 days forecast"),
    Series(ACTUAL, ahead, actual),
    *[Series(name, ahead, values) for name, values in simple.items()],
    y_range=(0, 1.1 * actual.max()),
    **DAYS,
)
for name, values in simple.items():
    miss = np.abs(actual - values).mean()
    print(text(f"{name}: 하루 평균 {miss:.0f}개 빗나감", f"{name}: misses by {miss:.0f} parts a day"))
reveal(guess_naive, "b")

# %% [markdown] lang="ko"
# 하루에 빗나간 개수(절댓값)의 평균을 **MAE**(평균 절대 오차)라고 합니다. 모자란 날과 남은 날이 서로 지워지지 않게 **절댓값**을 씁니다.
# '지난주 같은 요일'이 이겼습니다. 다만 판촉이 있던 주는 두 예측 모두 놓쳤습니다.
#
# 그런데 수백 개의 빗나감은 큰 것일까요, 작은 것일까요? 하루 2,000개를 파는 제품과 500개를 파는 제품은 어떻게 견줄까요?
# 흔히 퍼센트로 재지만, **일요일의 주문은 0**입니다. 0으로 나눌 수는 없습니다.
#
# 그래서 **그 제품이 원래 얼마나 들쭉날쭉한지**로 나눕니다. 장부에서 같은 요일끼리, 지난주와 이번 주가 얼마나 다른지를 봅니다.

# %% [markdown] lang="en"
# The mean number of parts by which a day is missed is the **MAE** (mean absolute error). It takes the **absolute value**, so that too few on one day does not cancel too many on another.
# "The same day last week" has won. But both forecasts missed the week with the promotion.
#
# Now, is a miss of some hundred parts large or small? And how can we compare a product that sells 2,000 a day with one that sells 500?
# People often use percentages, but **on Sundays the orders are 0**, and nothing can be divided by 0.
#
# So we divide by **how uneven the product is anyway**: how much does a day in the books differ from the same day of the week before?

# %%
weekly = np.abs(history[7:] - history[:-7])
chart(
    text("지난주 같은 요일과의 차이 (앞의 12주)", "Difference from the same day last week (the twelve weeks above)"),
    Series(text("차이", "difference"), np.arange(84), weekly[near - 7], style="area"),
    Series(text("2년 평균", "mean of two years"), np.arange(84), np.full(84, weekly.mean()), style="dashed"),
    x_label=DAYS["x_label"],
    y_label=text("개", "parts"),
)


def scaled_error(history, actual, forecast):
    return np.abs(actual - forecast).mean() / np.abs(history[7:] - history[:-7]).mean()


for product in ("BoltM8", "Lens"):
    past, future = books[product][:TODAY], books[product][TODAY : TODAY + COMING]
    week = np.tile(past[-7:], 4)
    mae, scaled = np.abs(future - week).mean(), scaled_error(past, future, week)
    print(
        text(
            f"{product:7s} MAE {mae:4.0f}개, 척도화 오차 {scaled:.2f}",
            f"{product:7s} MAE {mae:4.0f}, scaled {scaled:.2f}",
        )
    )

# %% [markdown] lang="ko"
# 점선이 우리의 자입니다. 이 자로 잰 것을 **척도화 오차**라고 합니다(R. J. Hyndman, A. B. Koehler, 2006).
#
# $$\text{척도화 오차} = \frac{\text{예측 기간에 빗나간 개수의 평균}}{\text{기록에서 지난주 같은 요일과의 차이의 평균}}$$
#
# - **1보다 작으면** '지난주만큼'이 보통 빗나가는 것보다 덜 빗나간 것입니다. 1보다 크면 애쓴 보람이 없습니다.
# - 나누는 값은 **예측하기 전의 기록**에서 구합니다. 그날 아침에 알 수 있는 것은 그것뿐입니다.
# - 단위가 없어서 볼트와 렌즈를 한 자로 잽니다.

# %% [markdown] lang="en"
# The dashed line is our ruler. What is measured with it is called the **scaled error** (R. J. Hyndman, A. B. Koehler, 2006).
#
# $$\text{scaled error} = \frac{\text{mean miss in the days forecast}}{\text{mean difference from the same day last week, in the record}}$$
#
# - **Below 1** it misses by less than "same as last week" usually does; above 1 the trouble was in vain.
# - The divisor comes from **the record before the forecast**: that is all one can know on that morning.
# - It has no unit, so that bolts and lenses are measured with one ruler.

# %% [markdown] lang="ko"
# ## 3. 나누어 예측합니다 (12분)
#
# 그림에서 본 세 가지를 따로 구해 **곱합니다**.
#
# $$\text{예측} = \text{수준} \times \text{요일} \times \text{판촉}$$
#
# ### 풀이
#
# **① 요일.** 판촉이 없는 날만 골라 요일별 평균을 내고, 전체 평균이 1이 되도록 나눕니다. 월요일 1.45은 '보통 날의 1.45배'라는 뜻이 됩니다.
#
# **② 판촉.** 판촉 날의 주문을 **3주 안의, 판촉 없는 같은 요일**의 평균으로 나눕니다. 모든 판촉 날의 이 비율을 평균합니다.
#
# **③ 수준.** 마지막 4주의 주문에서 요일과 판촉의 몫을 덜어 냅니다. 2년 평균이 아니라 4주인 까닭은 높이가 천천히 변하기 때문입니다.
#
# 숫자가 나오는 순서대로 따라가 보십시오.

# %% [markdown] lang="en"
# ## 3. Forecast part by part (12 minutes)
#
# We find the three things we saw one by one, and **multiply** them.
#
# $$\text{forecast} = \text{level} \times \text{week} \times \text{promotion}$$
#
# ### Worked example
#
# **(1) Week.** Take the days without promotion, the mean of each weekday, and divide so that all seven have the mean 1. A Monday of 1.45 then means 1.45 times an ordinary day.
#
# **(2) Promotion.** Divide the orders of a promoted day by the mean of **the same weekday within three weeks, without promotion**. Take the mean over all promoted days.
#
# **(3) Level.** Take the share of week and promotion out of the orders of the last four weeks. Four weeks and not two years, because the height changes slowly.
#
# Follow the numbers as they come.


# %%
def shape_of(history, promotion):
    day = np.arange(len(history))
    quiet = promotion[: len(history)] == 0
    means = np.array([history[quiet & (day % 7 == number)].mean() for number in range(7)])
    return means / means.mean()


def lift_of(history, promotion):
    ratios = []
    for day in np.flatnonzero(promotion[: len(history)]):
        near = [d for d in range(day - 21, day + 22, 7) if 0 <= d < len(history) and not promotion[d]]
        if near and history[near].sum() > 0:
            ratios.append(history[day] / history[near].mean())
    return np.mean(ratios)


shape, lift = shape_of(history, promotion), lift_of(history, promotion)
last = np.arange(TODAY - 28, TODAY)
level = history[last].sum() / (shape[last % 7] * np.where(promotion[last], lift, 1)).sum()
print(text("요일", "week"), " ".join(f"{name} {value:.2f}" for name, value in zip(WEEKDAYS, shape, strict=True)))
print(text(f"판촉: {lift:.2f}배", f"promotion: {lift:.2f} times"))
print(text(f"수준: 하루 {level:.0f}개", f"level: {level:.0f} parts a day"))
first = f"{level:.0f} × {shape[TODAY % 7]:.2f} = {level * shape[TODAY % 7]:.0f}"
print(text(f"예측 첫날(목요일): {first}개", f"first day (Thursday): {first}"))

# %% [markdown] lang="ko"
# **예상해 보십시오.** 앞으로 28일 가운데 이레가 판촉입니다. 영업부의 계획이니 **미리 압니다.** 이 계획을 빼고 수준과 요일만 쓰면 척도화 오차는 어떻게 될까요?
#
# - **a** 거의 같다. 28일 가운데 7일뿐이니까
# - **b** 두 배쯤으로 커진다

# %% [markdown] lang="en"
# **Predict.** Seven of the 28 days to come have a promotion. It is the plan of the sales department, so it is **known beforehand**. What becomes of the scaled error if we leave the plan out, and use level and week only?
#
# - **a** about the same; it is only 7 of 28 days
# - **b** it becomes about twice as large

# %%
guess_promotion = predict("a", "b")

# %%
days = TODAY + np.arange(COMING)
without = level * shape[days % 7]
whole = without * np.where(promotion[days], lift, 1)
chart(
    text("수준 × 요일 × 판촉", "Level × week × promotion"),
    Series(ACTUAL, ahead, actual),
    Series(text("예측", "forecast"), ahead, whole),
    Series(text("판촉을 뺀 예측", "without promotion"), ahead, without, style="dashed"),
    y_range=(0, 1.1 * actual.max()),
    **DAYS,
)
tried = {
    **simple,
    text("수준 × 요일", "level × week"): without,
    text("수준 × 요일 × 판촉", "level × week × promotion"): whole,
}
bars(
    text("척도화 오차", "Scaled error"),
    *[Bar(name, e, note=f"{e:.2f}") for name, e in ((n, scaled_error(history, actual, f)) for n, f in tried.items())],
    unit=text("1 = 지난주만큼의 보통 빗나감", "1 = the usual miss of last week's copy"),
)
for name, values in tried.items():
    print(f"{scaled_error(history, actual, values):5.2f}  {name}")
reveal(guess_promotion, "b")

# %% [markdown] lang="ko"
# 며칠뿐이라도 크게 빗나가면 평균을 망칩니다. **알고 있는 계획을 쓰지 않는 것**이 가장 아까운 오차입니다.
#
# 회의의 물음에도 이제 답할 수 있습니다. M8 볼트 하나에 선재 0.018 kg이 듭니다.

# %% [markdown] lang="en"
# A few days missed by far spoil the mean. **Not using a plan that is known** is the most wasteful error of all.
#
# And now the question of the meeting has an answer. An M8 bolt takes 0.018 kg of wire.

# %%
KILOGRAMS = 0.018
needed = actual.sum() * KILOGRAMS
print(text(f"실제로 쓴 선재 {needed:.0f} kg", f"wire really used: {needed:.0f} kg"))
for name, values in tried.items():
    short = needed - values.sum() * KILOGRAMS
    print(text(f"{short:5.0f} kg 모자람  {name}", f"{short:5.0f} kg short  {name}"))

# %% [markdown] lang="ko"
# 나누어 예측한 것이 가장 덜 모자랍니다. 그런데 합계만 보면 '어제만큼'이 '지난주만큼'보다 나아 보입니다. 일요일마다 헛되이 더한 것이 판촉에 모자란 것을 **우연히 메웠을** 뿐입니다. 그래서 합계가 아니라 **하루하루의 빗나감**을 잽니다.

# %% [markdown] lang="en"
# The forecast made part by part falls short by least. But by the total alone, "as yesterday" looks better than "same day last week": what it added in vain on every Sunday **happens to fill** what it lacked in the promotion. That is why we measure **the miss of each day**, not of the total.

# %% [markdown] lang="ko"
# ## 4. 훔쳐보지 않는 시험 (6분)
#
# 예측 방법 둘을 지난 일 년에 **하루씩** 시험합니다. 판촉이 몇 배인지는 **그 앞 일 년**에서 구해 미리 덜어 두었습니다.
#
# - **가**: 같은 요일의 **지난 4주** 평균
# - **나**: 같은 요일의 **지난주, 이번 주, 다음 주** 평균
#
# **예상해 보십시오.** 일 년 동안의 오차는 어느 쪽이 작게 나올까요?
#
# - **a** 가 &nbsp; **b** 나

# %% [markdown] lang="en"
# ## 4. A test that does not peek (6 minutes)
#
# We try two methods on the past year, **day by day**. How many times as much a promotion brings was found in **the year before**, and has been taken out.
#
# - **P**: the mean of the same weekday in **the last four weeks**
# - **Q**: the mean of the same weekday in **last week, this week and next week**
#
# **Predict.** Which one shows the smaller error over the year?
#
# - **a** P &nbsp; **b** Q

# %%
guess_peek = predict("a", "b")


# %%
def last_four_weeks(sold):
    return [sold[day - 28 : day : 7].mean() for day in range(364, 720)]


def three_weeks_around(sold):
    return [sold[day - 7 : day + 8 : 7].mean() for day in range(364, 720)]


tested = np.arange(364, 720)
factor = np.where(promotion > 0, lift_of(demand[:364], promotion), 1)
methods = {
    text("가: 지난 4주", "P: last four weeks"): last_four_weeks,
    text("나: 지난주, 이번 주, 다음 주", "Q: last, this and next week"): three_weeks_around,
}
scores = {}
for name, method in methods.items():
    scores[name] = scaled_error(demand[:364], demand[tested], method(demand / factor) * factor[tested])
bars(
    text("하루 앞 예측의 척도화 오차, 일 년", "Scaled error of forecasts one day ahead, one year"),
    *[Bar(name, score, note=f"{score:.2f}") for name, score in scores.items()],
)
for name, score in scores.items():
    print(f"{score:.2f}  {name}")
reveal(guess_peek, "b")

# %% [markdown] lang="ko"
# '나'가 훨씬 좋아 보입니다. 그런데 **쓸 수 있을까요?** 오늘 아침에 오늘과 다음 주의 주문을 아는 사람은 없습니다.
#
# 속임수를 들추는 시험은 간단합니다. **500일째부터의 주문을 모두 두 배로** 바꾸고 다시 예측하게 합니다. 499일째까지의 예측은 그대로여야 하고, 500일째 아침의 예측도 그대로여야 합니다.

# %% [markdown] lang="en"
# Q looks much better. But **can it be used?** Nobody knows the orders of today and of next week this morning.
#
# The test that exposes the trick is simple. **Double all orders from day 500 on**, and forecast again. The forecasts up to day 499 must stay as they were, and so must that of the morning of day 500.

# %%
doubled = demand / factor
doubled[500:] = 2 * doubled[500:]
for name, method in methods.items():
    changed = np.array(method(doubled)) != np.array(method(demand / factor))
    early = int((changed & (tested <= 500)).sum())
    print(
        text(
            f"{name}: 500일째까지 달라진 예측 {early}개",
            f"{name}: {early} forecasts up to day 500 changed",
        )
    )

# %% [markdown] lang="ko"
# '나'는 미래를 보고 있었습니다. 이런 일은 몰래 들어옵니다. 앞뒤를 고르게 하는 이동 평균, 전체 기간의 평균, 뒤에서 채운 빈칸이 모두 그렇습니다.
# **지난 날을 하루씩 다시 살며, 그날 아침에 있던 것만 쓰는 시험**을 정직한 **백테스트**라고 합니다.
#
# ## 살아 있는 설비에서 2주 (5분)
#
# 가장 정직한 시험은 **아직 오지 않은 날**입니다. 설비를 하루씩 돌립니다. 아침 8시마다 장부를 묻고, 오늘의 판촉 신호를 읽고, 오늘의 주문을 예측해 적어 둡니다. 다음 날 아침에 맞춰 봅니다.

# %% [markdown] lang="en"
# Q has been looking at the future. This comes in unnoticed: with a moving average that smooths both sides, with a mean of the whole record, with gaps filled from behind.
# To **live past days again one by one, using only what was there on that morning** is called an honest **backtest**.
#
# ## Two weeks on the live plant (5 minutes)
#
# The most honest test are **days that have not come yet**. We run the plant day by day. Each morning at 8 we ask the books, read today's promotion signal, forecast today's orders and write the forecast down. The next morning we compare.

# %%
expected, promoted = [], []
for day in range(14):
    past = ask(day - 28, 28)
    sold = np.array(past["BoltM8"]) / np.where(np.array(past["BoltM8.promotion"]) > 0, lift, 1)
    promoted.append(plant.read("Promotion.BoltM8"))
    expected.append(sold[::7].mean() * (lift if promoted[-1] else 1))
    plant.advance(24 * 3600)
ordered = np.array(ask(0, 14)["BoltM8"])

chart(
    text("살아 있는 2주", "Two live weeks"),
    Series(text("주문된 개수", "ordered"), np.arange(14), ordered),
    Series(text("그날 아침의 예측", "forecast of that morning"), np.arange(14), expected, style="dashed"),
    y_range=(0, 1.1 * max(*ordered, *expected)),
    **DAYS,
)
live = scaled_error(demand, ordered, np.array(expected))
print(
    text(f"판촉 {sum(promoted)}일, 척도화 오차 {live:.2f}", f"{sum(promoted)} promoted days, scaled error {live:.2f}")
)

# %% [markdown] lang="ko"
# 점선은 모두 주문이 들어오기 **전에** 적은 값입니다. 남은 차이는 고객의 우연이라, 더 좋은 계산으로도 거의 줄지 않습니다. 그만큼이 창고에 둘 **안전 재고**의 까닭입니다.
#
# ## 현장 자료로 한 번 더 (있으면)
#
# 우리 공장은 만든 공장입니다. 진짜 판매 기록, **제품 811개의 52주**(UCI Machine Learning Repository, doi 10.24432/C5XS4Q)에서도 그럴까요? 주별 자료라 요일이 없습니다. 마지막 6주를 예측하고, 자는 '지난주와의 차이'입니다.

# %% [markdown] lang="en"
# All of the dashed line was written down **before** the orders came. What remains is the customers' chance, and hardly any better computation removes it. It is the reason for a **safety stock**.
#
# ## Once more with field data (where there are any)
#
# Our plant is a made one. Is it the same with true sales, **811 products over 52 weeks** (UCI Machine Learning Repository, doi 10.24432/C5XS4Q)? The data are weekly, so there are no weekdays. We forecast the last 6 weeks; the ruler is the difference from the week before.

# %%
try:
    table = field_data("weekly-sales")
    sales = table[[f"W{week}" for week in range(52)]].to_numpy(float)
    past, future = sales[:, :46], sales[:, 46:]
    ruler = np.abs(np.diff(past)).mean(axis=1)
    field = {
        text("지난주만큼", "as last week"): past[:, -1:],
        text("26주 평균만큼", "mean of 26 weeks"): past[:, -26:].mean(axis=1, keepdims=True),
    }
    for name, values in field.items():
        score = np.median(np.abs(future - values).mean(axis=1)[ruler > 0] / ruler[ruler > 0])
        print(f"{score:.2f}  {name}")
except FieldDataMissing as missing:
    print(textwrap.fill(str(missing), 48))

# %% [markdown] lang="ko"
# 자료가 있으면 제품마다 구한 척도화 오차의 중앙값이 나옵니다. 여기서도 **한 주를 복사하는 것보다 여러 주를 평균하는 것**이 낫습니다. 다만 1보다 조금 작을 뿐입니다. 진짜 판매는 우리 공장보다 우연이 큽니다.
#
# ## 세 문장으로 정리합니다
#
# 1. 예측은 먼저 **단순한 예측**과 견주고, 빗나감은 그 제품의 들쭉날쭉함으로 나눈 **척도화 오차**로 잽니다.
# 2. 주문은 **수준 × 요일 × 판촉**으로 나누면 보이고, 미리 아는 계획은 반드시 씁니다.
# 3. 점수는 **그날 아침에 알던 것만** 써서 매깁니다. 미래를 훔쳐본 예측은 시험에서만 잘 맞습니다.

# %% [markdown] lang="en"
# Where the data are there, the median of the products' scaled errors is printed. Here, too, **a mean of several weeks beats copying one**; but it is only a little below 1. True sales hold more chance than our plant.
#
# ## In three sentences
#
# 1. Hold a forecast against the **simple one** first, and measure misses by the **scaled error**: divided by how uneven the product is anyway.
# 2. Orders become clear when split into **level × week × promotion**; a plan that is known has to be used.
# 3. Grade with nothing but **what was known that morning**. A forecast that peeks is good in tests only.

# %% [markdown] lang="ko"
# ## 스스로 확인합니다
#
# **물음 1.** 동료가 "내 예측은 MAE가 90개, 네 것은 400개야"라고 자랑합니다. 동료는 렌즈를, 여러분은 볼트 M8을 예측했습니다. 누가 더 잘했습니까?
#
# <details><summary>답 보기</summary>
#
# 이것만으로는 알 수 없습니다. 볼트는 하루 주문이 렌즈의 몇 배이니, 빗나간 개수도 큰 것이 당연합니다.
# 각각 자기 기록의 '지난주 같은 요일과의 차이'로 나눈 척도화 오차를 견주어야 합니다. 1보다 작은지도 함께 보십시오.
#
# </details>
#
# **물음 2.** 어떤 프로그램이 "지난 2년의 주문을 97 % 맞혔다"라고 광고합니다. 사기 전에 무엇을 물으시겠습니까?
#
# <details><summary>답 보기</summary>
#
# **그 예측을 언제 했는지** 묻습니다. 2년치를 모두 보고 나서 그 2년을 맞힌 것이라면 예측이 아닙니다.
# 하루하루 그날까지의 기록만 주고 시험하게 하십시오. 뒤의 주문을 바꾸어도 앞의 예측이 그대로인지 보면 됩니다. '지난주만큼'보다 얼마나 나은지도 물어야 합니다.
#
# </details>

# %% [markdown] lang="en"
# ## Check yourself
#
# **Question 1.** A colleague boasts: "My forecast has an MAE of 90 parts, yours of 400." The colleague forecast lenses, you M8 bolts. Who did better?
#
# <details><summary>Answer</summary>
#
# It cannot be said from this. Bolts are ordered in several times the number of lenses, so they are of course missed by more.
# Compare the scaled errors, each divided by the differences "from the same day last week" of its own record. And see whether they are below 1.
#
# </details>
#
# **Question 2.** A program is advertised: "97 % right on the orders of the last two years." What do you ask before you buy it?
#
# <details><summary>Answer</summary>
#
# Ask **when the forecasts were made**. Whoever has seen two years and then says what these two years were has not forecast anything.
# Let it be tested day by day, with the record up to that day only; change later orders, and see whether earlier forecasts stay. And ask how much better it is than "the same as last week".
#
# </details>

# %% [markdown] lang="ko"
# 자리를 뜨기 전에 연결을 닫습니다. 그다음 `assignment.ipynb`를 여십시오. 이번에는 고객이 여섯이고, 채점할 때는 모두 다른 고객입니다.

# %% [markdown] lang="en"
# Before you leave, close the connection. Then open `assignment.ipynb`: six customers this time, and other ones in grading.

# %%
plant.close()
